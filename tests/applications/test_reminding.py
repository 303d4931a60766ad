"""References that do not answer: their clocks day by day, with holes; and mails to them that came back."""

import datetime as dt
from collections.abc import Iterator

import pytest

from applications import services
from applications.enums import Quorum, Stand
from applications.models import Application, Reference, ReferenceLink
from applications.selectors.private import stand_of
from applications.services import answering, reminding
from common import duties
from common.calendar import is_working_day
from common.models import ClosedDay
from common.selectors import closed_days
from comms.enums import State
from comms.models import Message
from comms.reports import Failure
from comms.services import note_failure
from tests.factories.applications import ASKED, ReferenceLinkFactory, answered, under_way
from tests.factories.common import ClosedDayFactory
from tests.factories.comms import MessageFactory

pytestmark = pytest.mark.django_db

ASKED_ON = dt.date(2026, 7, 8)


def _sweep(day: dt.date, *, hour: int = 5) -> dict[str, int]:
    return duties.perform("applications.references", now=dt.datetime.combine(day, dt.time(hour), dt.UTC)).parts


def _days(first: dt.date, last: dt.date) -> Iterator[dt.date]:
    for ordinal in range(first.toordinal(), last.toordinal() + 1):
        yield dt.date.fromordinal(ordinal)


def _alone(asked_at: dt.datetime = ASKED, ends_on: dt.date = dt.date(2026, 7, 29)) -> Reference:
    """The one reference of an application who has not answered."""
    row = under_way()
    silent, *others = row.references.all()
    for other in others:
        answered(other)
    Reference.objects.filter(pk=silent.pk).update(asked_at=asked_at, ends_on=ends_on)
    ReferenceLink.objects.filter(reference=silent).update(made_at=asked_at)
    silent.refresh_from_db()
    return silent


def _mailed(kind: str = "", about: Reference | None = None) -> list[tuple[str, str]]:
    rows = Message.objects.filter(kind__startswith=f"applications.reference_{kind}").order_by("queued_at", "pk")
    if about:
        rows = rows.filter(about=f"applications.reference:{about.handle}")
    return [(row.kind.removeprefix("applications.reference_"), f"{row.queued_at:%Y-%m-%d}") for row in rows]


@pytest.mark.parametrize(
    ("asked_on", "ends_on", "days"),
    [
        ("2026-07-08", "2026-07-29", ("2026-07-13", "2026-07-17", "2026-07-22", "2026-07-30")),
        ("2026-07-10", "2026-07-31", ("2026-07-15", "2026-07-21", "2026-07-24", "2026-08-03")),
        ("2027-03-24", "2027-04-15", ("2027-03-30", "2027-04-05", "2027-04-08", "2027-04-16")),
        ("2026-12-21", "2027-01-12", ("2026-12-24", "2026-12-31", "2027-01-06", "2027-01-13")),
        ("2026-04-24", "2026-05-18", ("2026-04-30", "2026-05-06", "2026-05-11", "2026-05-19")),
    ],
    ids=["summer", "from a Friday", "Easter", "Christmas and New Year", "King's Day and Ascension"],
)
def test_year_of_days_brings_every_mail_once_on_its_working_day(
    asked_on: str, ends_on: str, days: tuple[str, str, str, str]
) -> None:
    asked, last = dt.date.fromisoformat(asked_on), dt.date.fromisoformat(ends_on)
    silent = _alone(dt.datetime.combine(asked, dt.time(9), dt.UTC), last)
    for day in _days(asked, asked + dt.timedelta(days=365)):
        _sweep(day)
        _sweep(day, hour=8)
    third, seventh, tenth, after = days
    assert _mailed(about=silent) == [
        ("reminded", third),
        ("reminded", seventh),
        ("silent", seventh),
        ("replace", tenth),
        ("ended", after),
    ]
    silent.refresh_from_db()
    assert (silent.state, f"{silent.ended_at:%Y-%m-%d}") == ("ended", after)


@pytest.mark.parametrize(
    ("runs", "mails"),
    [
        (("07-14", "07-17"), [("reminded", "07-14"), ("reminded", "07-17"), ("silent", "07-17")]),
        (("07-20",), [("reminded", "07-20"), ("silent", "07-20")]),
        (("07-24", "07-27"), [("reminded", "07-24"), ("replace", "07-24")]),
        (("07-13", "07-23"), [("reminded", "07-13"), ("reminded", "07-23"), ("replace", "07-23")]),
        (("08-20",), [("ended", "08-20")]),
        (("07-11", "07-12", "07-18", "07-19", "07-25", "08-01"), []),
        (("07-29",), [("reminded", "07-29"), ("replace", "07-29")]),
    ],
    ids=["a day late", "one for two", "only the later", "after a hole", "over", "weekends", "the last day"],
)
def test_of_steps_that_were_missed_only_the_later_is_done(runs: tuple[str, ...], mails: list[tuple[str, str]]) -> None:
    silent = _alone()
    for run in runs:
        _sweep(dt.date.fromisoformat(f"2026-{run}"))
    assert _mailed(about=silent) == [(kind, f"2026-{day}") for kind, day in mails]


def test_closed_day_of_our_own_moves_the_steps() -> None:
    ClosedDayFactory(day=dt.date(2026, 7, 9))
    silent = _alone()
    for day in _days(ASKED_ON, dt.date(2026, 7, 14)):
        _sweep(day)
    assert _mailed(about=silent) == [("reminded", "2026-07-14")]


def test_each_has_a_clock_of_their_own_and_who_answered_declined_or_was_not_asked_has_none() -> None:
    row = under_way()
    first, second, third = row.references.all()
    answered(first)
    later = ASKED + dt.timedelta(days=1)
    Reference.objects.filter(pk=second.pk).update(asked_at=later)
    ReferenceLink.objects.filter(reference=second).update(made_at=later)
    Reference.objects.filter(pk=third.pk).update(state="declined", declined="cannot-now", ended_at=ASKED)
    for day in _days(ASKED_ON, dt.date(2026, 7, 14)):
        _sweep(day)
    assert _mailed("reminded") == [("reminded", "2026-07-14")]
    assert _mailed(about=second) == _mailed("reminded")


@pytest.mark.parametrize("change", [{"state": "withdrawn", "withdrawn_at": ASKED, "due_on": None}])
def test_clocks_of_an_application_that_waits_no_longer_stand(change: dict[str, object]) -> None:
    silent = _alone()
    Application.objects.filter(pk=silent.application_id).update(**change)
    for day in ("2026-07-13", "2026-07-17", "2026-07-31"):
        _sweep(dt.date.fromisoformat(day))
    assert _mailed() == []
    silent.refresh_from_db()
    assert silent.state == "asked"


def test_quorum_is_at_risk_from_the_seventh_day_and_impossible_after_the_last_when_the_applicant_is_asked() -> None:
    silent = _alone()
    row = silent.application
    for day, quorum in (("07-13", Quorum.OPEN), ("07-17", Quorum.AT_RISK), ("07-30", Quorum.IMPOSSIBLE)):
        _sweep(dt.date.fromisoformat(f"2026-{day}"))
        row.refresh_from_db()
        assert row.quorum == quorum
    assert row.state == "information"
    assert row.questions.get().kind == "reference"


def test_one_row_that_fails_keeps_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    broken, whole = _alone(), _alone()
    ask = reminding.send_link

    def failing(row: Application, person: Reference, *args: object, **more: object) -> None:
        if person.pk == broken.pk:
            raise RuntimeError
        ask(row, person, *args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(reminding, "send_link", failing)
    report = duties.perform("applications.references", now=dt.datetime(2026, 7, 13, 5, tzinfo=dt.UTC))
    assert (report.failed, report.parts) == (1, {"reminded": 1})
    assert _mailed(about=whole) == [("reminded", "2026-07-13")]


@pytest.mark.parametrize("many", [1, 5])
def test_sweep_asks_the_same_of_every_application_in_which_nothing_is_due(
    django_assert_max_num_queries, many: int
) -> None:
    for _number in range(many):
        _alone()
    _sweep(dt.date(2026, 7, 13))
    keys = list(Application.objects.values_list("pk", flat=True))
    with django_assert_max_num_queries(7):
        assert reminding.remind(keys, at=dt.datetime(2026, 7, 14, 5, tzinfo=dt.UTC)) == {}


def _linked(
    person: Reference, state: str, *, at: dt.datetime = ASKED, kind: str = "invited", **more: object
) -> Message:
    sent = {"sent_at": at} if state in {"sent", "bounced"} else {}
    return MessageFactory(
        kind=f"applications.reference_{kind}",
        about=f"applications.reference:{person.handle}",
        period=f"link {Message.objects.count()}",
        recipient=person.email.lower(),
        state=state,
        queued_at=at,
        facts={},
        **sent,
        **more,
    )


def _look(hour: int) -> dict[str, int]:
    return duties.perform("applications.returned", now=dt.datetime(2026, 7, 9, hour, tzinfo=dt.UTC)).parts


@pytest.mark.parametrize(
    ("state", "noted"), [("bounced", 1), ("failed", 1), ("queued", 0), ("sending", 0), ("sent", 0), ("dropped", 0)]
)
def test_mail_that_came_back_is_noted_once_and_the_applicant_asked_at_once(state: str, noted: int) -> None:
    silent = _alone()
    lease = {"lease": "0" * 32, "lease_until": ASKED} if state == "sending" else {}
    _linked(silent, state, **lease)
    assert [_look(hour).get("returned", 0) for hour in (5, 6)] == [noted, 0]
    silent.refresh_from_db()
    assert (silent.returned_at is not None) == bool(noted)
    assert len(_mailed("returned", silent)) == noted
    if noted:
        message = Message.objects.get(kind="applications.reference_returned")
        assert message.person == silent.application.person
        silent.application.refresh_from_db()
        assert silent.application.quorum == Quorum.AT_RISK


def test_report_of_a_mail_server_reaches_the_applicant() -> None:
    silent = _alone()
    mail = _linked(silent, "sent", reference="M-7K3P-Q9WD-2A4B")
    note_failure(Failure(address=mail.recipient, reference=mail.reference, status="5.1.1"), at=ASKED)
    assert _look(5) == {"returned": 1}
    mail.refresh_from_db()
    assert mail.state == State.BOUNCED


def test_mail_that_was_put_off_and_taken_later_is_no_return_nor_is_an_old_one() -> None:
    silent = _alone()
    _linked(silent, "bounced")
    _linked(silent, "sent", at=ASKED + dt.timedelta(hours=3), kind="reminded")
    assert _look(5) == {}


def test_mail_that_was_not_needed_any_more_hides_no_return() -> None:
    silent = _alone()
    _linked(silent, "bounced")
    _linked(silent, "dropped", at=ASKED + dt.timedelta(hours=3), kind="reminded")
    assert _look(5) == {"returned": 1}


def test_whoever_opens_the_form_was_reached_after_all() -> None:
    silent = _alone()
    _linked(silent, "bounced")
    assert _look(5) == {"returned": 1}
    answering.open_form(ReferenceLinkFactory(reference=silent), at=ASKED + dt.timedelta(days=2))
    silent.refresh_from_db()
    assert (silent.returned_at, silent.opened_at is not None) == (None, True)
    assert _look(6) == {}


def test_nobody_is_reminded_at_an_address_that_our_mail_came_back_from_and_the_link_ends_all_the_same() -> None:
    silent = _alone()
    Reference.objects.filter(pk=silent.pk).update(returned_at=ASKED)
    for day in _days(ASKED_ON, dt.date(2026, 8, 3)):
        _sweep(day)
    assert _mailed(about=silent) == [("replace", "2026-07-22"), ("ended", "2026-07-30")]


def test_who_withdraws_releases_who_is_asked_once() -> None:
    silent = _alone()
    row = silent.application
    for _press in range(2):
        services.withdraw(row, by=row.person, at=ASKED + dt.timedelta(days=2))
    assert _mailed("released") == [("released", "2026-07-10")]
    message = Message.objects.get(kind="applications.reference_released")
    assert message.recipient == silent.email.lower()
    link = ReferenceLink.objects.get(reference=silent.pk)
    assert stand_of(link, dt.date(2026, 7, 10)) == Stand.CLOSED, "the link says that it is over"


def test_days_of_these_tests_are_the_calendars() -> None:
    closed = closed_days(dt.date(2026, 1, 1), dt.date(2027, 12, 31))
    assert ClosedDay.objects.filter(closed=True).exists()
    assert not is_working_day(dt.date(2027, 3, 29), closed)
    assert not is_working_day(dt.date(2026, 12, 25), closed)
