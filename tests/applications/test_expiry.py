"""Drafts that nobody changes: warned 14 and 7 days before, then removed; judged night by night, with holes."""

import datetime as dt
from collections.abc import Collection

import pytest

from accounts.models import User
from applications import services
from applications.emails import drafts as emails
from applications.models import Application
from applications.rules.drafts import kept_after_warning, warning_due
from common import duties
from common.models import AuditLine, Upload
from comms.kinds import KINDS
from comms.models import Message
from tests.factories.applications import BEGUN, ApplicationFactory, whole

pytestmark = pytest.mark.django_db

LAST = dt.date(2027, 1, 1)
"""The last day of a draft last changed when the factories begin it."""


def _night(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(3, 40), dt.UTC)


def _nights(first: dt.date, last: dt.date, *, without: Collection[dt.date] = (), twice: bool = True) -> None:
    for ordinal in range(first.toordinal(), last.toordinal() + 1):
        if (day := dt.date.fromordinal(ordinal)) not in without:
            for hour in range(1 + twice):
                duties.perform("applications.drafts", now=_night(day) + dt.timedelta(hours=hour))


def _written() -> list[tuple[str, str]]:
    rows = Message.objects.filter(kind=emails.DRAFT_EXPIRES.key).order_by("pk")
    return [(f"{row.queued_at:%Y-%m-%d}", row.facts["until"]) for row in rows]


def _days(first: dt.date, last: dt.date) -> set[dt.date]:
    return {dt.date.fromordinal(ordinal) for ordinal in range(first.toordinal(), last.toordinal() + 1)}


def _day(month: int, day: int, year: int = 2026) -> dt.date:
    return dt.date(year, month, day)


def test_every_night_for_seven_months_warns_twice_and_removes_after_the_last_day() -> None:
    draft, submitted = whole(), ApplicationFactory(submitted=True)
    _nights(_day(12, 10), LAST)
    assert _written() == [("2026-12-18", "2027-01-01"), ("2026-12-25", "2027-01-01")]
    assert Application.objects.filter(pk=draft.pk).exists()
    _nights(_day(1, 2, 2027), _day(2, 5, 2027))
    assert list(Application.objects.all()) == [submitted]
    assert Upload.objects.filter(shelf="resume", state="gone").count() == 1
    assert AuditLine.objects.get(act="applications.draft-expired").about_id == draft.pk
    assert len(_written()) == 2


@pytest.mark.parametrize(
    ("hole", "written", "gone_on"),
    [
        ((_day(12, 18), _day(12, 22)), [("2026-12-23", "2027-01-01"), ("2026-12-25", "2027-01-01")], _day(1, 2, 2027)),
        ((_day(12, 18), _day(12, 27)), [("2026-12-28", "2027-01-04")], _day(1, 5, 2027)),
        ((_day(12, 25), LAST), [("2026-12-18", "2027-01-01"), ("2027-01-02", "2027-01-09")], _day(1, 10, 2027)),
        ((_day(12, 1), _day(3, 9, 2027)), [("2027-03-10", "2027-03-17")], _day(3, 18, 2027)),
    ],
    ids=["first late", "first missed", "second late", "three months"],
)
def test_nights_without_a_run_remove_no_draft_earlier_than_a_week_after_its_warning(
    hole: tuple[dt.date, dt.date], written: list[tuple[str, str]], gone_on: dt.date
) -> None:
    ApplicationFactory()
    _nights(_day(12, 15), gone_on - dt.timedelta(days=1), without=_days(*hole), twice=False)
    assert _written() == written
    assert Application.objects.exists()
    _nights(gone_on, gone_on)
    assert not Application.objects.exists()


def test_a_draft_that_is_saved_again_is_warned_of_anew_and_the_old_mail_is_not_true_any_more() -> None:
    draft = ApplicationFactory()
    _nights(_day(12, 18), _day(12, 18))
    message = Message.objects.get()
    kind = KINDS[message.kind]
    assert kind.still_true(message)
    services.save_part(draft, {"town": "Nergenshuizen"}, by=draft.person, at=_night(_day(12, 20)))
    assert not kind.still_true(message)
    _nights(_day(12, 21), LAST, twice=False)
    assert len(_written()) == 1
    _nights(_day(6, 6, 2027), _day(6, 6, 2027))
    assert _written()[1:] == [("2027-06-06", "2027-06-20")]


def test_another_address_meanwhile_brings_no_second_mail() -> None:
    draft = ApplicationFactory()
    _nights(_day(12, 18), _day(12, 18))
    User.objects.filter(pk=draft.person_id).update(email="new@people.example")
    _nights(_day(12, 19), _day(12, 24))
    assert len(_written()) == 1


def test_a_draft_changed_meanwhile_and_one_never_warned_of_stay() -> None:
    warned, never = ApplicationFactory(), ApplicationFactory()
    services.warn([warned.pk], at=_night(_day(12, 25)))
    keys = [warned.pk, never.pk]
    assert services.expire(keys, at=_night(LAST)) == 0
    services.save_part(warned, {"town": "Nergenshuizen"}, by=warned.person, at=_night(_day(12, 30)))
    assert services.expire(keys, at=_night(_day(1, 20, 2027))) == 0


@pytest.mark.parametrize("many", [1, 30])
def test_warning_and_removing_ask_the_same_however_many(django_assert_max_num_queries, many: int) -> None:
    ApplicationFactory.create_batch(many)
    keys = list(Application.objects.values_list("pk", flat=True))
    with django_assert_max_num_queries(8):
        assert services.warn(keys, at=_night(_day(12, 25))) == many
    with django_assert_max_num_queries(30):
        assert services.expire(keys, at=_night(_day(1, 2, 2027))) == many


@pytest.mark.parametrize(
    ("on", "days"), [("2026-12-17", None), ("2026-12-18", 14), ("2026-12-24", 14), ("2026-12-25", 7), ("2028-01-01", 7)]
)
def test_of_two_warnings_that_were_missed_the_later_is_due(on: str, days: int | None) -> None:
    assert warning_due(BEGUN.date(), dt.date.fromisoformat(on)) == days


def test_a_late_warning_gives_a_week() -> None:
    assert kept_after_warning(BEGUN.date(), _day(12, 25)) == LAST
    assert kept_after_warning(BEGUN.date(), _day(3, 10, 2027)) == _day(3, 17, 2027)
