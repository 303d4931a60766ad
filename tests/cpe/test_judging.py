"""Nights that judge cycles: what is recorded, held and mailed, whenever they run and however often."""

import datetime as dt

import pytest

from common import duties
from comms.kinds import KINDS
from comms.models import Message
from comms.rendering import write
from cpe import services
from cpe.enums import ClaimStatus
from cpe.models import CycleSweep, Hold
from members.models import Certificate, Credential, Cycle, Outcome
from tests.cpe.nights import LAST, D, E, a_title, decide, did, earned, held, mails, moment, night, outcomes

pytestmark = [pytest.mark.django_db, pytest.mark.also_sqlite]

DAY = dt.timedelta(days=1)


def test_a_complete_cycle_is_renewed_as_of_the_next_day_and_not_earlier():
    """G-168."""
    title = a_title()
    earned(title, "20", "20", "20")
    night(E)
    assert outcomes(title) == []
    night(E + DAY)
    assert outcomes(title) == [("renewed", E + DAY)]
    assert mails(title) == ["cpe.renewed"]
    assert list(Cycle.objects.filter(credential=title).values_list("number", "first_day", "waits")) == [
        (1, D(2024, 1, 1), False),
        (2, D(2027, 1, 1), True),
    ]
    assert Certificate.objects.current().get(credential=title).cycle.number == 2


def test_what_is_complete_in_grace_is_renewed_on_that_day_with_a_cycle_from_the_first():
    """G-171."""
    title = a_title()
    earned(title, "20", "20", "19")
    did(title, "1", E, reported=E + 44 * DAY)
    night(E + 10 * DAY)
    assert (outcomes(title), held(title)) == ([], None)
    night(E + 45 * DAY)
    assert outcomes(title) == [("renewed", E + 44 * DAY)]
    assert Cycle.objects.get(credential=title, number=2).first_day == E + DAY


def test_what_is_missing_on_the_last_day_ends_the_title_on_the_next():
    """G-160, G-175, G-176."""
    title = a_title()
    earned(title, "20", "20", "19")
    night(LAST)
    assert outcomes(title) == []
    night(LAST + DAY)
    night(LAST + DAY)
    night(LAST + 2 * DAY)
    assert outcomes(title) == [("decertified", D(2027, 4, 1))]
    assert mails(title) == ["cpe.lost"]
    title.refresh_from_db()
    assert title.closed_by is not None
    assert not Hold.objects.open().exists()


def test_a_night_of_a_day_gone_by_is_recorded_when_it_is_done():
    title = a_title()
    earned(title, "20", "20", "20")
    now = duties.moment_of(E + 40 * DAY)
    duties.perform("cpe.cycles", now=now, at=duties.moment_of(E + 2 * DAY))
    assert Outcome.objects.get().recorded_at >= now
    assert outcomes(title) == [("renewed", E + DAY)]


@pytest.mark.parametrize("late", [0, 1, 30, 800])
def test_a_late_night_records_what_an_early_one_would_have(late):
    title, lost = a_title(), a_title()
    earned(title, "20", "20", "20")
    earned(lost, "20", "20", "19")
    night(LAST + DAY + dt.timedelta(days=late))
    assert outcomes(title) == [("renewed", E + DAY)]
    assert outcomes(lost) == [("decertified", LAST + DAY)]


def test_every_cycle_that_ended_meanwhile_is_walked_in_order():
    title = a_title(on=D(2018, 1, 1))
    for year in range(2018, 2024):
        did(title, "20", D(year, 6, 1))
    night(D(2028, 1, 1))
    assert outcomes(title) == [
        ("renewed", D(2021, 1, 1)),
        ("renewed", D(2024, 1, 1)),
        ("decertified", D(2027, 4, 1)),
    ]
    assert mails(title) == ["cpe.renewed", "cpe.renewed", "cpe.lost"]


def test_a_title_is_held_while_we_owe_a_decision_and_ends_on_its_day():
    """G-173, G-231, G-232."""
    title = a_title()
    earned(title, "20", "20", "16")
    owed = did(title, "5", D(2026, 11, 1), activity="forum-moderation", accepted=None)
    night(LAST + DAY)
    assert (outcomes(title), held(title), mails(title)) == ([], "owed", ["cpe.held"])
    night(LAST + 5 * DAY)
    assert mails(title) == ["cpe.held"]
    refused_on = E + 100 * DAY
    decide(owed, ClaimStatus.DENIED, refused_on)
    night(refused_on + DAY)
    assert outcomes(title) == [("decertified", refused_on)]
    assert held(title) is None


def test_the_mail_names_the_decision_a_lost_title_waited_for():
    title = a_title()
    earned(title, "20", "20", "16")
    owed = did(title, "5", D(2026, 11, 1), activity="forum-moderation", accepted=None)
    night(LAST + DAY)
    refused_on = E + 100 * DAY
    decide(owed, ClaimStatus.DENIED, refused_on)
    night(refused_on + DAY)
    mail = Message.objects.get(kind="cpe.lost")
    waited = "We waited for our decision of 10 April 2027 about an activity."
    kind = KINDS[mail.kind]
    one = write(kind, kind.load(mail.facts), to=mail.recipient, reference="–", at=mail.queued_at, language="en")
    assert waited in " ".join(one.text.split())
    assert waited in " ".join(one.html.split())


def test_the_mail_of_a_title_that_waited_for_nothing_says_nothing_of_it():
    title = a_title()
    earned(title, "20", "20", "16")
    night(LAST + 9 * DAY)
    assert outcomes(title) == [("decertified", LAST + DAY)]
    assert Message.objects.get(kind="cpe.lost").facts["waited_for"] == ""


def test_what_its_holder_took_back_is_no_decision_of_ours():
    title = a_title()
    earned(title, "20", "20", "16")
    owed = did(title, "5", D(2026, 11, 1), activity="forum-moderation", accepted=None)
    night(LAST + DAY)
    services.withdraw(owed, by=title.member.user, at=moment(E + 100 * DAY))
    night(E + 101 * DAY)
    assert outcomes(title) == [("decertified", E + 100 * DAY)]
    assert Message.objects.get(kind="cpe.lost").facts["waited_for"] == ""


def test_a_decision_for_the_member_renews_what_was_held():
    title = a_title()
    earned(title, "20", "20", "16")
    owed = did(title, "5", D(2026, 11, 1), activity="forum-moderation", accepted=None)
    night(LAST + DAY)
    decide(owed, ClaimStatus.ACCEPTED, E + 100 * DAY, granted=5)
    night(E + 101 * DAY)
    assert outcomes(title) == [("renewed", E + 100 * DAY)]
    assert held(title) is None


def test_a_claim_denied_after_the_renewal_loses_its_credits_and_not_the_title():
    """G-233."""
    title = a_title()
    earned(title, "20", "20", "16")
    claim = did(title, "4", D(2026, 11, 1))
    night(E + DAY)
    decide(claim, ClaimStatus.DENIED, D(2027, 3, 5))
    for day in (D(2027, 3, 6), LAST + DAY, LAST + 2 * DAY):
        night(day)
    assert outcomes(title) == [("renewed", E + DAY)]
    assert held(title) is None


def test_two_titles_follow_their_own_dates():
    """G-178."""
    one = a_title()
    other = a_title("S-ITSP", D(2024, 7, 1), member=one.member)
    did(one, "1", D(2024, 8, 1))
    night(LAST + DAY)
    assert outcomes(one) == [("decertified", LAST + DAY)]
    assert outcomes(other) == []


def test_more_than_the_brake_lets_through_waits_for_two_people():
    titles = [a_title() for _ in range(30)]
    report = night(LAST + DAY)
    assert (report.held, report.parts["held by the brake"]) == (30, 30)
    (sweep,) = CycleSweep.objects.all()
    assert (sweep.braked, sweep.ending, sweep.over) == (True, 30, 30)
    assert {held(title) for title in titles} == {"brake"}
    night(LAST + 2 * DAY)
    assert {held(title) for title in titles} == {"brake"}
    assert not any(outcomes(title) for title in titles)


def test_few_among_many_are_no_reason_to_brake():
    titles = [a_title() for _ in range(25)]
    night(LAST + DAY)
    assert {tuple(outcomes(title)) for title in titles} == {(("decertified", LAST + DAY),)}


def test_a_title_without_cycles_is_never_judged():
    """G-134."""
    title = a_title()
    Credential.objects.filter(pk=title.pk).update(awarded_on=D(2024, 1, 1))
    Cycle.objects.filter(credential=title).update(waits=False)
    night(LAST + DAY)
    assert outcomes(title) == []
