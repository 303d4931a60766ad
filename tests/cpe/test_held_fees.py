"""What holds a title whose fee is unpaid: every payment that may be meant for it, until the last word about them."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from common.duties import moment_of, perform
from comms.models import Message
from comms.rendering import letter
from cpe import selectors
from cpe.enums import ClaimStatus, Judged
from cpe.models import Hold
from cpe.rules.cycles import Fee, judge
from cpe.rules.cycles import Proposal as Meant
from members.models import BankLine, Invoice, Member, Outcome, Proposal, Recheck
from members.selectors import ProposalFact, fees_of
from members.services import payments, take_rechecks
from members.services.statements import import_statement
from tests.cpe.cases import DAY, SHIPPED, case, claim
from tests.cpe.nights import decide
from tests.factories.bank import BankLineFactory, ProposalFactory
from tests.factories.ledger import ClaimFactory, LedgerLineFactory
from tests.factories.money import InvoiceFactory
from tests.members.money import holder, moment, night, pay, terms
from tests.people import person
from tests.statements import OURS, Pay, document, entry, statement

pytestmark = pytest.mark.django_db

D = dt.date
AWARDED = D(2024, 3, 10)
"""An officer's title: its first cycle ends on 9 March 2027, and its last day is 7 June 2027."""
APRIL_1, APRIL_2, APRIL_10, AUGUST_20 = D(2027, 4, 1), D(2027, 4, 2), D(2027, 4, 10), D(2027, 8, 20)
LATER = D(2027, 12, 1)


def by_rules(on: dt.date, fee: Fee):
    """The first cycle of somebody who has all credits and that one fee."""
    claims = [claim("other-course", "40", done=D(year, 6, 1), name=str(year)) for year in (2024, 2025, 2026)]
    return judge(SHIPPED, case("officer", AWARDED, claims, (fee,)), on)[0]


@pytest.mark.parametrize(
    ("case_id", "proposals", "booked_on", "expected"),
    [
        ("two, the second one declined last", ((APRIL_1, APRIL_10), (APRIL_2, AUGUST_20)), None, AUGUST_20),
        ("two, the first one declined last", ((APRIL_1, AUGUST_20), (APRIL_2, APRIL_10)), None, AUGUST_20),
        ("both at once", ((APRIL_1, AUGUST_20), (APRIL_2, AUGUST_20)), None, AUGUST_20),
        ("both while there was time", ((APRIL_1, APRIL_10), (APRIL_2, D(2027, 6, 7))), None, D(2027, 6, 8)),
        ("one waits, another was declined", ((APRIL_1, APRIL_10), (APRIL_2, None)), None, None),
        ("one waits that came too late", ((APRIL_1, AUGUST_20), (D(2027, 6, 8), None)), None, AUGUST_20),
        ("the rest came too late", ((APRIL_1, AUGUST_20),), D(2027, 9, 1), AUGUST_20),
        ("paid too late, and proposed as well", ((APRIL_1, AUGUST_20),), D(2027, 6, 8), AUGUST_20),
        ("all came too late", ((D(2027, 6, 8), AUGUST_20),), None, D(2027, 6, 8)),
        ("none", (), None, D(2027, 6, 8)),
    ],
)
def test_a_hold_for_payments_ends_on_the_day_of_the_last_word(case_id, proposals, booked_on, expected):
    made = tuple(Meant(booked_on=booked, settled_on=settled) for booked, settled in proposals)
    fee = Fee(due_on=AWARDED, booked_on=booked_on, proposals=made)
    judged = by_rules(LATER, fee)
    assert judged.last_day == D(2027, 6, 7)
    assert (judged.outcome, judged.outcome_on) == (
        (Judged.DECERTIFIED, expected) if expected else (Judged.HELD, None)
    ), case_id


def test_a_title_is_held_while_any_payment_for_its_fee_waits():
    made = (Meant(booked_on=APRIL_1, settled_on=APRIL_10), Meant(booked_on=APRIL_2, settled_on=AUGUST_20))
    fee = Fee(due_on=AWARDED, proposals=made)
    for day in (D(2027, 6, 8), AUGUST_20 - DAY):
        held = by_rules(day, fee)
        assert (held.outcome, held.proposals) == (Judged.HELD, (fee,))


@pytest.fixture
def unpaid() -> Invoice:
    """The last year of an officer who has all credits and paid the years before, seen from April 2027."""
    terms(iban=OURS)
    member = holder("S-CISO", on=AWARDED)
    for year in (2024, 2025, 2026):
        night(D(year, 3, 9))
        done = ClaimFactory(
            member=member,
            activity="other-course",
            amount=40,
            completed_on=D(year, 6, 1),
            reported_on=D(year, 6, 1),
            state="accepted",
        )
        LedgerLineFactory(claim=done, decided_on=D(year, 6, 1))
    *paid, last = Invoice.objects.filter(member=member).order_by("pk")[:3]
    for invoice in paid:
        pay(invoice, on=invoice.due_on)
    return last


@pytest.fixture
def clerk():
    return person("Frank", "finance")


def came_in(invoice: Invoice, amount: str, on: dt.date) -> Proposal:
    """A payment that names the invoice, of another amount than is open."""
    data = document(statement(entry(Pay(amount=amount, reference=invoice.reference), booked=on.isoformat())))
    import_statement(data, name="s.xml", by=None, at=moment(on))
    return Proposal.objects.latest("pk")


def judged(on: dt.date):
    (balance,) = selectors.balances([Member.objects.get(credentials__isnull=False).pk], on)
    found = balance.judged(selectors.policies(), on)
    return found.outcome, found.outcome_on


def asked_again() -> bool:
    """Whether somebody asked since the last time that the title is judged again."""
    return bool(take_rechecks(list(Recheck.objects.values_list("pk", flat=True)), at=moment(LATER)))


def test_declined_in_april_and_in_august_the_title_ends_in_august(unpaid, clerk):
    first, second = came_in(unpaid, "100.00", APRIL_1), came_in(unpaid, "120.00", APRIL_2)
    payments.decline([first.pk], by=clerk, at=moment(APRIL_10))
    assert judged(D(2027, 6, 7)) == (Judged.GRACE, None)
    assert judged(D(2027, 8, 19)) == (Judged.HELD, None)
    payments.decline([second.pk], by=clerk, at=moment(AUGUST_20))
    assert asked_again()
    assert judged(LATER) == (Judged.DECERTIFIED, AUGUST_20)


def ended_by_night(on: dt.date) -> str:
    """What the mail says the title waited for that the night of a day ended."""
    perform("cpe.cycles", now=moment_of(on))
    ended = Outcome.objects.get(kind="decertified")
    mail = Message.objects.get(kind="cpe.lost")
    assert (ended.effective_on, mail.facts["as_of"]) == (AUGUST_20, AUGUST_20.isoformat())
    return str(mail.facts["waited_for"])


def test_the_mail_names_the_payment_a_lost_title_waited_for(unpaid, clerk):
    proposal = came_in(unpaid, "100.00", APRIL_1)
    perform("cpe.cycles", now=moment_of(D(2027, 6, 8)))
    assert Hold.objects.open().get().why == "owed"
    payments.decline([proposal.pk], by=clerk, at=moment(AUGUST_20))
    assert ended_by_night(AUGUST_20 + DAY) == "payment"
    told = " ".join(letter(Message.objects.get(kind="cpe.lost")).text.split())
    assert "We waited for our decision of 20 August 2027 about a payment. By then, 120 of 120 credits counted." in told


def test_a_claim_and_a_payment_decided_on_one_day_are_told_as_the_claim(unpaid, clerk):
    proposal = came_in(unpaid, "100.00", APRIL_1)
    owed = ClaimFactory(
        member=unpaid.member,
        activity="forum-moderation",
        amount=5,
        completed_on=D(2026, 11, 1),
        reported_on=D(2026, 11, 1),
        state="pending",
    )
    perform("cpe.cycles", now=moment_of(D(2027, 6, 8)))
    payments.decline([proposal.pk], by=clerk, at=moment(AUGUST_20))
    decide(owed, ClaimStatus.DENIED, AUGUST_20)
    assert ended_by_night(AUGUST_20 + DAY) == "claim"


def test_a_payment_that_came_later_does_not_hide_an_earlier_one(unpaid, clerk):
    early = came_in(unpaid, "100.00", APRIL_1)
    payments.decline([early.pk], by=clerk, at=moment(AUGUST_20))
    came_in(unpaid, "120.00", D(2027, 9, 1))
    assert judged(LATER) == (Judged.DECERTIFIED, AUGUST_20)


def test_money_set_aside_in_august_ends_the_title_in_august(unpaid, clerk):
    line = came_in(unpaid, "100.00", APRIL_1).line
    asked_again()
    payments.set_aside([line.pk], reason="For a course.", by=clerk, at=moment(AUGUST_20))
    assert Proposal.objects.get().state == "lapsed"
    assert asked_again()
    assert judged(LATER) == (Judged.DECERTIFIED, AUGUST_20)


def test_money_booked_for_another_invoice_ends_the_title_on_that_day(unpaid, clerk):
    other = InvoiceFactory(total=Decimal("100.00"))
    line = came_in(unpaid, "100.00", APRIL_1).line
    asked_again()
    payments.book(line.pk, {other.pk: Decimal("100.00")}, by=clerk, at=moment(AUGUST_20))
    assert asked_again()
    fact = fees_of([unpaid.member_id])[unpaid.member_id][2]
    assert fact.proposals == (ProposalFact(booked_on=APRIL_1, settled_on=AUGUST_20),)


def test_nothing_is_asked_while_another_payment_waits(unpaid, clerk):
    line = came_in(unpaid, "100.00", APRIL_1).line
    came_in(unpaid, "120.00", APRIL_2)
    asked_again()
    payments.set_aside([line.pk], reason="For a course.", by=clerk, at=moment(AUGUST_20))
    assert not asked_again()
    assert judged(LATER) == (Judged.HELD, None)


def test_ten_euros_confirmed_in_august_end_the_title_in_august(unpaid, clerk):
    proposal = came_in(unpaid, "10.00", APRIL_1)
    assert judged(D(2027, 8, 19)) == (Judged.HELD, None)
    asked_again()
    payments.confirm([proposal.pk], by=clerk, at=moment(AUGUST_20))
    unpaid.refresh_from_db()
    assert unpaid.open == Decimal("140.00")
    assert asked_again()
    assert judged(LATER) == (Judged.DECERTIFIED, AUGUST_20)


def test_all_of_it_confirmed_in_august_renews_on_the_day_of_the_bank(unpaid, clerk):
    proposal = came_in(unpaid, "150.01", APRIL_1)
    payments.confirm([proposal.pk], by=clerk, at=moment(AUGUST_20))
    assert BankLine.objects.latest("pk").rest == Decimal("0.01")
    fact = fees_of([unpaid.member_id])[unpaid.member_id][2]
    assert (fact.booked_on, fact.proposals[0].settled_on) == (APRIL_1, AUGUST_20)
    assert judged(LATER) == (Judged.RENEWED, APRIL_1)


def test_fees_ask_as_much_for_many_proposals_as_for_one():
    asked = []
    for many in (1, 30):
        for _n in range(many):
            invoice = InvoiceFactory()
            for state, settled_at in (("open", None), ("declined", moment(APRIL_10)), ("lapsed", moment(AUGUST_20))):
                line = BankLineFactory(booked_on=APRIL_1)
                ProposalFactory(invoice=invoice, line=line, state=state, settled_at=settled_at)
        with CaptureQueriesContext(connection) as queries:
            found = fees_of(Member.objects.all())
        asked.append(len(queries))
    assert asked == [3, 3]
    assert {len(fact.proposals) for facts in found.values() for fact in facts} == {3}
