"""A renewal whose money went back: it waits for a person, who keeps it or takes it back."""

import datetime as dt

import pytest
import time_machine

from common import duties
from common.errors import Forbidden
from comms.models import Message
from cpe import services
from cpe.models import Hold
from cpe.services import HoldRefused
from members.models import Allocation, Certificate, Invoice
from members.selectors import standing_of
from members.services import payments
from tests.cpe.nights import D, held, moment, night, outcomes
from tests.factories.ledger import ClaimFactory, LedgerLineFactory
from tests.members.money import holder, pay, terms
from tests.members.money import night as money_night
from tests.people import person, signed_in
from tests.statements import OURS

pytestmark = [pytest.mark.django_db, pytest.mark.also_sqlite]

DAY = dt.timedelta(days=1)
E, LAST = D(2027, 3, 9), D(2027, 6, 7)
"""Of an officer's title awarded on 10 March 2024."""


def bounced(title, on):
    """The money for the last year goes back."""
    row = Allocation.objects.filter(invoice__member=title.member).latest("pk")
    payments.undo(row.pk, reason="The bank took it back.", by=person("Frank", "finance"), at=moment(on))
    duties.perform("cpe.rechecks", now=moment(on, 12))


@pytest.fixture
def title():
    """A title of an officer, renewed with all credits and fees."""
    terms(iban=OURS)
    member = holder("S-CISO", on=D(2024, 3, 10))
    for year in (2024, 2025, 2026):
        money_night(D(year, 3, 9))
        done = ClaimFactory(
            member=member, activity="other-course", amount=40, completed_on=D(year, 6, 1), reported_on=D(year, 6, 1),
            state="accepted",
        )  # fmt: skip
        LedgerLineFactory(claim=done, decided_on=D(year, 6, 1))
    for invoice in Invoice.objects.filter(member=member).order_by("pk")[:3]:
        pay(invoice, on=invoice.due_on)
    title = member.credentials.get()
    night(E + DAY)
    assert outcomes(title) == [("renewed", E + DAY)]
    return title


@pytest.fixture
def clerk():
    return person("Clerk", "back-office")


def told(title):
    found = Message.objects.filter(person=title.member.user, kind__startswith="cpe.").latest("pk")
    return found.kind, found.facts


def test_taken_back_in_time_the_cycle_waits_and_is_renewed_once_paid(title, clerk):
    bounced(title, D(2027, 4, 1))
    assert held(title) == "went-back"
    services.take_back_renewal(Hold.objects.get(), words="Not paid.", by=clerk, at=moment(D(2027, 4, 2)))
    assert outcomes(title)[1:] == [("withdrawn", D(2027, 4, 2))]
    assert (held(title), standing_of(title, D(2027, 4, 2)).value) == (None, "grace")
    assert Certificate.objects.current().get(credential=title).cycle.number == 1
    kind, facts = told(title)
    assert (kind, facts["fees_open"], facts["last_day"], facts["waits"]) == (
        "cpe.renewal_taken_back", 1, "2027-06-07", False,
    )  # fmt: skip
    night(D(2027, 4, 3))
    assert len(outcomes(title)) == 2
    invoice = next(one for one in Invoice.objects.filter(member=title.member) if one.open and one.due_on <= E)
    pay(invoice, on=D(2027, 4, 20))
    night(D(2027, 4, 21))
    assert outcomes(title)[2:] == [("renewed", D(2027, 4, 20))]
    assert standing_of(title, D(2027, 4, 21)).cycle.first == E + DAY


def test_taken_back_in_time_and_never_paid_it_ends_as_any_other(title, clerk):
    bounced(title, D(2027, 4, 1))
    services.take_back_renewal(Hold.objects.get(), words="Not paid.", by=clerk, at=moment(D(2027, 4, 2)))
    night(LAST + DAY)
    assert outcomes(title)[2:] == [("decertified", LAST + DAY)]


def test_taken_back_past_the_last_day_the_title_ends_today_for_its_fees(title, clerk):
    bounced(title, D(2027, 7, 1))
    services.take_back_renewal(Hold.objects.get(), words="Not paid.", by=clerk, at=moment(D(2027, 7, 2)))
    assert outcomes(title)[1:] == [("decertified", D(2027, 7, 2))]
    assert title.outcomes.latest("pk").ground == "fees"
    kind, facts = told(title)
    assert (kind, facts["renewal_gone"], facts["fees_open"], facts["as_of"]) == ("cpe.lost", True, 1, "2027-07-02")
    night(D(2027, 7, 3))
    assert len(outcomes(title)) == 2
    assert not Hold.objects.open().exists()


def test_a_colleague_takes_it_back_on_its_page(title, clerk):
    bounced(title, D(2027, 4, 1))
    page = f"/office/cpe/hold/{Hold.objects.get().pk}/"
    with time_machine.travel(moment(D(2027, 4, 2)), tick=False):
        office = signed_in(clerk)
        assert f"{page}take_back/" in office.get(f"{page}change/").text
        assert "the cycle waits again and can be paid" in office.get(f"{page}take_back/").text
        office.post(f"{page}take_back/", {"words": "Not paid."})
    assert outcomes(title)[1:] == [("withdrawn", D(2027, 4, 2))]


def test_a_renewal_that_is_paid_again_is_not_taken_back(title, clerk):
    bounced(title, D(2027, 4, 1))
    hold = Hold.objects.get()
    invoice = next(one for one in Invoice.objects.filter(member=title.member) if one.open and one.due_on <= E)
    pay(invoice, on=D(2027, 4, 5))
    with pytest.raises(HoldRefused, match="Nothing of this cycle is open any more"):
        services.take_back_renewal(hold, words="Not paid.", by=clerk, at=moment(D(2027, 4, 6)))
    with pytest.raises(HoldRefused, match="Write why"):
        services.take_back_renewal(hold, words=" ", by=clerk, at=moment(D(2027, 4, 6)))
    for by in (title.member.user, person("Rev", "cpe-reviewer")):
        with pytest.raises(Forbidden):
            services.take_back_renewal(hold, words="Not paid.", by=by, at=moment(D(2027, 4, 6)))
    assert len(outcomes(title)) == 1
