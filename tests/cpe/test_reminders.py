"""Reminders of a cycle: on their days, once each, of what is missing, never of what is met."""

import datetime as dt

import pytest

from common import duties
from common.jobs import Report
from comms.models import Message
from cpe import selectors, services
from cpe.models import CycleTerms, Notice
from members.enums import Ground, OutcomeKind
from members.models import Credential, Cycle
from members.services import Ruling, record_outcomes
from tests.cpe.nights import LAST, D, E, a_title, did, earned, moment, move_last_day, night

pytestmark = [pytest.mark.django_db, pytest.mark.also_sqlite]

DAY = dt.timedelta(days=1)
STEPS = ["-180", "-90", "-30", "-7", "+1", "+30", "+60", "+80", "+89"]


def remind(on: dt.date) -> Report:
    """The morning of a day."""
    return duties.perform("cpe.reminders", now=moment(on, 7))


def reminders(title: Credential) -> list[Message]:
    return list(Message.objects.filter(person=title.member.user, kind="cpe.reminder").order_by("pk"))


def steps(title: Credential) -> list[str]:
    return [mail.period for mail in reminders(title)]


def looked_at(title: Credential) -> list[tuple[int, bool]]:
    rows = Notice.objects.filter(cycle__credential=title, kind="reminder").order_by("pk")
    return list(rows.values_list("step", "needed"))


def test_each_reminder_goes_out_on_its_day_and_once():
    """G-181."""
    title = a_title()
    did(title, "52", D(2025, 6, 1), activity="seco-practitioner")
    for step in map(int, STEPS):
        day = E + step * DAY
        remind(day - DAY)
        assert steps(title) == STEPS[: STEPS.index(f"{step:+d}")]
        remind(day)
        remind(day)
        assert steps(title)[-1] == f"{step:+d}"
    remind(LAST)
    remind(LAST + DAY)
    assert steps(title) == STEPS
    assert looked_at(title) == [(int(step), True) for step in STEPS]


def test_reminders_say_exactly_what_is_missing():
    title = a_title()
    earned(title, "20", "20", "12")
    did(title, "3", D(2026, 6, 3), activity="forum-moderation", accepted=None)
    remind(E - 30 * DAY)
    (mail,) = reminders(title)
    assert mail.about == f"members.cycle:{Cycle.objects.get(credential=title).pk}"
    assert {name: mail.facts[name] for name in ("counted", "required", "missing", "runs", "waiting", "fees_open")} == {
        "counted": "52",
        "required": "60",
        "missing": "8 credits",
        "runs": True,
        "waiting": 1,
        "fees_open": 0,
    }
    assert len(mail.facts["ways"]) == 3
    assert all("credits" in way for way in mail.facts["ways"])
    remind(E + DAY)
    late = reminders(title)[-1]
    assert (late.facts["runs"], late.facts["ways"], late.facts["missing"]) == (False, [], "8 credits")


def test_nothing_is_written_of_what_is_met_but_that_it_was_looked_at():
    title = a_title()
    earned(title, "20", "20", "20")
    report = remind(E - 30 * DAY)
    assert (steps(title), looked_at(title)) == ([], [(-30, False)])
    assert (report.changed, report.mailed, report.parts) == (1, 0, {"written": 0, "not needed": 1})
    assert remind(E - 29 * DAY).considered == 0


def test_reminders_stop_once_all_is_met():
    title = a_title()
    earned(title, "20", "20", "12")
    remind(E - 90 * DAY)
    did(title, "8", E - 60 * DAY)
    for step in map(int, STEPS[2:]):
        remind(E + step * DAY)
        night(E + step * DAY)
    assert steps(title) == ["-90"]
    assert looked_at(title) == [(-90, True), (-30, False), (-7, False), (1, False)]


def test_of_several_that_were_missed_only_the_latest_is_written():
    title = a_title()
    remind(E - 20 * DAY)
    assert steps(title) == ["-30"]
    remind(E + 75 * DAY)
    assert steps(title) == ["-30", "+60"]
    assert remind(E + 76 * DAY).considered == 0


def test_a_moved_last_day_is_reminded_of_again():
    title = a_title()
    remind(E + 80 * DAY)
    move_last_day(title, E + 85 * DAY, LAST + 60 * DAY)
    for passed in (*range(85, 160), 200):
        remind(E + passed * DAY)
    assert steps(title) == ["+80", "+89", "+120", "+140", "+149"]
    assert {mail.facts["last_day"] for mail in reminders(title)[1:]} == {(LAST + 60 * DAY).isoformat()}


def test_a_last_day_moved_by_few_days_mixes_both_rows_of_reminders():
    title = a_title()
    move_last_day(title, E + 50 * DAY, LAST + 10 * DAY)
    for passed in range(50, 102):
        remind(E + passed * DAY)
    assert steps(title) == ["+30", "+60", "+70", "+80", "+89", "+90", "+99"]


def test_an_extension_given_late_is_told_at_once():
    title = a_title()
    remind(LAST)
    move_last_day(title, LAST + 5 * DAY, LAST + 30 * DAY)
    remind(LAST + 5 * DAY)
    assert steps(title) == ["+89", "+90"]
    assert remind(LAST + 6 * DAY).considered == 0


def test_no_reminder_of_a_title_that_is_over_or_renewed():
    over, renewed = a_title(), a_title()
    earned(renewed, "20", "20", "20")
    record_outcomes(
        [Ruling(credential=over.pk, kind=OutcomeKind.REVOKED, ground=Ground.BREACH, effective_on=E - 40 * DAY)],
        at=moment(E - 40 * DAY),
    )
    night(E + DAY)
    assert remind(E + DAY).considered == 0


def test_terms_hold_from_their_day_on():
    title = a_title()
    CycleTerms.objects.create(effective_on=E - 100 * DAY, before="95, 10", after="45")
    for passed in range(-185, 92):
        remind(E + passed * DAY)
    assert steps(title) == ["-180", "-95", "-10", "+45"]


def test_terms_without_reminders_write_nothing():
    a_title()
    CycleTerms.objects.create(effective_on=E - 100 * DAY, before="", after="")
    assert remind(E - 30 * DAY).considered == 0


def test_two_titles_are_reminded_by_their_own_dates():
    one = a_title()
    a_title("S-ITSP", D(2024, 1, 2), member=one.member)
    remind(E - 89 * DAY)
    remind(E - 30 * DAY)
    assert steps(one) == ["-90", "-90", "-30"]
    remind(E - 29 * DAY)
    assert [mail.facts["title"].partition(" ")[0] for mail in reminders(one)[2:]] == ["S-ISP", "S-ITSP"]


def test_a_trial_run_writes_nothing():
    title = a_title()
    at = moment(E - 30 * DAY, 7)
    report = duties.perform("cpe.reminders", now=at, dry_run=True)
    assert (report.parts["written"], report.mailed) == (1, 1)
    assert (steps(title), looked_at(title)) == ([], [])


def test_reminders_take_as_many_statements_for_thirty_as_for_three(django_assert_max_num_queries):
    selectors.policies()
    for many in (3, 30):
        titles = [a_title() for _ in range(many)]
        cycles = list(Cycle.objects.filter(credential__in=titles).values_list("pk", flat=True))
        with django_assert_max_num_queries(15):
            made = services.remind(cycles, on=E - 30 * DAY, at=moment(E - 30 * DAY, 7))
        assert made == {"written": many, "not needed": 0}


def test_an_idle_morning_takes_few_statements(django_assert_max_num_queries):
    a_title()
    remind(E - 200 * DAY)
    for duty in ("cpe.reminders", "cpe.statements"):
        duties.perform(duty, now=moment(E - 199 * DAY, 7))
        with django_assert_max_num_queries(20):
            duties.perform(duty, now=moment(E - 198 * DAY, 7))
