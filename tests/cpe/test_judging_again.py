"""What turns up later: a payment, a won appeal, what was brought in, money that went back. Outcomes are superseded."""

import datetime as dt

import pytest

from comms.models import Message
from cpe import services
from cpe.enums import ClaimStatus
from cpe.models import Claim, Hold
from members.enums import RecheckWhy
from members.models import Allocation, Invoice, Outcome, Recheck
from members.services import ask_recheck, payments
from tests.cpe.nights import LAST, D, E, a_title, decide, did, earned, held, mails, moment, night, outcomes
from tests.factories.ledger import LedgerLineFactory
from tests.members import money
from tests.people import person

pytestmark = [pytest.mark.django_db, pytest.mark.also_sqlite]

DAY = dt.timedelta(days=1)


def again(title, why=RecheckWhy.CORRECTION, on=LAST + 30 * DAY):
    """Somebody learned something that bears on a title."""
    ask_recheck([title.pk], why, at=moment(on))


def board(claim: Claim, status: ClaimStatus, on: dt.date) -> None:
    """What an appeal makes of a claim."""
    claim = Claim.objects.select_related("member").get(pk=claim.pk)
    claim.become(status)
    claim.save(update_fields=["state"])
    LedgerLineFactory(claim=claim, status=status.value, decided_on=on, recorded_at=moment(on))
    ask_recheck([title.pk for title in claim.member.credentials.all()], RecheckWhy.APPEAL, at=moment(on))


def test_an_appeal_won_after_the_title_was_lost_gives_it_back():
    """G-200."""
    title = a_title()
    earned(title, "20", "20", "16")
    claim = did(title, "400", D(2026, 11, 1), activity="book", accepted=None)
    decide(claim, ClaimStatus.DENIED, E + 20 * DAY)
    night(LAST + DAY)
    assert outcomes(title) == [("decertified", LAST + DAY)]
    board(claim, ClaimStatus.APPEALED, LAST + 5 * DAY)
    night(LAST + 6 * DAY)
    assert outcomes(title) == [("decertified", LAST + DAY)]
    won_on = LAST + 40 * DAY
    board(claim, ClaimStatus.ACCEPTED, won_on)
    night(won_on + DAY)
    assert outcomes(title) == [("decertified", LAST + DAY), ("renewed", won_on)]
    assert Outcome.objects.latest("pk").supersedes.kind == "decertified"
    title.refresh_from_db()
    assert title.closed_by is None
    assert mails(title)[-1] == "cpe.stands_again"


def test_what_was_reported_in_time_and_brought_in_later_renews_as_of_the_first_day():
    title = a_title()
    earned(title, "20", "20", "16")
    night(LAST + DAY)
    did(title, "4", D(2026, 12, 1))
    again(title)
    night(LAST + 31 * DAY)
    assert outcomes(title) == [("decertified", LAST + DAY), ("renewed", E + DAY)]


def test_a_decision_that_turns_out_to_be_owed_takes_the_loss_back_until_it_is_made():
    title = a_title()
    earned(title, "20", "20", "16")
    night(LAST + DAY)
    owed = did(title, "5", D(2026, 12, 1), activity="forum-moderation", accepted=None)
    again(title)
    night(LAST + 31 * DAY)
    assert [kind for kind, _on in outcomes(title)] == ["decertified", "withdrawn"]
    assert (held(title), mails(title)) == ("owed", ["cpe.lost", "cpe.stands_again"])
    decide(owed, ClaimStatus.DENIED, LAST + 50 * DAY)
    night(LAST + 51 * DAY)
    assert outcomes(title)[-1] == ("decertified", LAST + 50 * DAY)
    assert mails(title)[-1] == "cpe.lost"


def test_judging_again_what_did_not_change_adds_nothing():
    title, lost = a_title(), a_title()
    earned(title, "20", "20", "20")
    night(LAST + DAY)
    before = (outcomes(title), outcomes(lost))
    for one in (title, lost):
        again(one)
    night(LAST + 31 * DAY)
    assert (outcomes(title), outcomes(lost)) == before
    assert not Recheck.objects.waiting().exists()


@pytest.fixture
def officer():
    """An officer with all credits, all of whose years are paid but the last, in April 2027."""
    member = money.holder("S-CISO", on=D(2024, 3, 10))
    for year in (2024, 2025, 2026):
        money.night(D(year, 3, 9))
        did(member.credentials.get(), "40", D(year, 6, 1), activity="other-course")
    for invoice in Invoice.objects.filter(member=member, due_on__lt=D(2026, 1, 1)):
        money.pay(invoice, on=invoice.due_on)
    return member.credentials.get()


LAST_FEE = D(2027, 6, 7)
"""The last day of the officer's cycle, which ends on 9 March 2027."""


def last_invoice(title):
    return Invoice.objects.filter(member=title.member, due_on__lte=D(2026, 12, 31)).latest("due_on")


def test_an_unpaid_year_ends_the_title_and_a_payment_in_time_found_later_gives_it_back(officer):
    """G-169."""
    night(LAST_FEE + DAY)
    assert outcomes(officer) == [("decertified", LAST_FEE + DAY)]
    assert Outcome.objects.get().ground == "fees"
    money.pay(last_invoice(officer), on=D(2027, 6, 1))
    night(LAST_FEE + 10 * DAY)
    assert outcomes(officer)[-1] == ("renewed", D(2027, 6, 1))


def test_a_payment_after_the_last_day_changes_nothing(officer):
    night(LAST_FEE + DAY)
    money.pay(last_invoice(officer), on=LAST_FEE + DAY)
    night(LAST_FEE + 10 * DAY)
    assert outcomes(officer) == [("decertified", LAST_FEE + DAY)]


def test_a_renewal_whose_money_went_back_waits_for_a_person(officer):
    money.pay(last_invoice(officer), on=D(2027, 6, 1))
    night(D(2027, 6, 3))
    assert outcomes(officer) == [("renewed", D(2027, 6, 1))]
    use = Allocation.objects.filter(invoice=last_invoice(officer)).latest("pk")
    payments.undo(use.pk, reason="Somebody else's.", by=person("Frank", "finance"), at=moment(LAST_FEE + 60 * DAY))
    for _time in range(2):
        night(LAST_FEE + 61 * DAY)
        assert (outcomes(officer), held(officer)) == ([("renewed", D(2027, 6, 1))], "went-back")
    clerk = person("Bo", "back-office")
    services.keep_renewal(Hold.objects.get(), words="It was our mistake.", by=clerk, at=moment(LAST_FEE + 62 * DAY))
    night(LAST_FEE + 63 * DAY)
    assert (outcomes(officer), held(officer)) == ([("renewed", D(2027, 6, 1))], None)


def came_back(title, *steps):
    """Reminders about a title's cycle that came back."""
    cycle = title.cycles.get(waits=True)
    for step in steps:
        on = E + step * DAY
        Message.objects.create(
            kind="cpe.reminder",
            about=f"members.cycle:{cycle.pk}",
            period=f"{step:+d}",
            recipient=title.member.user.email,
            person=title.member.user,
            domain="example",
            language="en",
            state="bounced",
            queued_at=moment(on),
            planned_at=moment(on),
            not_before=moment(on),
            sent_at=moment(on),
        )


def test_who_was_never_reached_keeps_the_title_until_a_person_speaks():
    title = a_title()
    came_back(title, 1, 30, 60, 80, 89)
    night(LAST + DAY)
    assert (outcomes(title), held(title)) == ([], "unreachable")
    night(LAST + 2 * DAY)
    assert held(title) == "unreachable"
    clerk = person("Bo", "back-office")
    services.speak_for(Hold.objects.get(), words="We wrote a letter.", by=clerk, at=moment(LAST + 20 * DAY))
    night(LAST + 21 * DAY)
    assert outcomes(title) == [("decertified", LAST + DAY)]


def test_another_address_is_tried_before_a_title_ends():
    title = a_title()
    came_back(title, 1, 30, 60, 80, 89)
    title.member.user.email = "another@example.example"
    title.member.user.save(update_fields=["email"])
    night(LAST + DAY)
    assert held(title) == "unreachable"
    assert Message.objects.filter(kind="cpe.reminder", recipient="another@example.example").count() == 1
    night(LAST + 2 * DAY)
    assert outcomes(title) == [("decertified", LAST + DAY)]


def test_one_reminder_that_arrived_is_enough():
    title = a_title()
    came_back(title, 1, 30)
    Message.objects.filter(period="+30").update(state="sent")
    night(LAST + DAY)
    assert outcomes(title) == [("decertified", LAST + DAY)]


def test_what_the_brake_held_ends_as_if_on_time_once_two_people_let_it():
    titles = [a_title() for _ in range(26)]
    night(LAST + DAY)
    sweep = Hold.objects.first().sweep
    first, second = person("Bo", "back-office"), person("Ba", "back-office")
    services.ask_release(sweep, words="They were all told.", by=first, at=moment(LAST + 3 * DAY))
    services.release(sweep, by=second, at=moment(LAST + 4 * DAY))
    night(LAST + 5 * DAY)
    assert {tuple(outcomes(title)) for title in titles} == {(("decertified", LAST + DAY),)}
