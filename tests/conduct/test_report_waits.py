"""Who is told that a report waits, when, and again; who it concerns never learns of it."""

import datetime as dt

import pytest
import time_machine

from common import duties
from comms.models import Message
from conduct.emails import reports as emails
from conduct.models import Report
from conduct.rules.naming import means
from conduct.services import intake, reporting
from tests.conduct.cases import opened as case_opened
from tests.conduct.reporter import opened, own
from tests.factories.conduct import AT, DAY, ReportFactory
from tests.people import person, signed_in

pytestmark = pytest.mark.django_db


def _told(kind: str = "") -> list[tuple[str, str]]:
    """Kinds and names of colleagues who were mailed."""
    rows = Message.objects.filter(person__isnull=False, kind__contains=kind).order_by("pk")
    return [(row.kind.removeprefix("conduct.report_"), row.person.given_name) for row in rows.select_related("person")]


def _night(after: int) -> dict[str, int]:
    at = dt.datetime.combine(DAY + dt.timedelta(after), dt.time(3), tzinfo=dt.UTC)
    return {part: count for part, count in duties.perform("conduct.days", now=at).parts.items() if count}


@pytest.mark.parametrize(
    ("about", "told", "meant"),
    [
        ("Gerda Luisterend-Oor", "", True),
        ("LUISTEREND OOR, gérda", "", True),
        ("Mrs. Luisterend-Oor", "", True),
        ("G. Luisterend-Oor", "", True),
        ("Hans Luisterend-Oor", "", False),
        ("Gerda", "", False),
        ("Luisterend", "", False),
        ("Iris Voorbeeld", "She works with Gerda Luisterend-Oor.", True),
        ("Iris Voorbeeld", "She works with Gerda.", False),
        ("", "", False),
    ],
)
def test_name_is_known_however_it_is_written(about: str, told: str, meant: bool) -> None:
    assert means("Gerda Anna", "Luisterend-Oor", about=about, told=told) is meant


def test_one_name_and_names_in_other_scripts_are_known() -> None:
    assert means("Tanpamarga", "", about="Mr Tanpamarga")
    assert means("王小样", "", about="王小样")
    assert not means("王小样", "", about="李范例")
    assert not means("-", "", about="Iris Voorbeeld")


def test_officer_whom_a_report_names_or_who_sent_it_never_learns_of_it() -> None:
    gerda, otto = person("Gerda", "conduct-officer"), person("Otto", "conduct-officer")
    about, own = ReportFactory(sent=True, about="gerda"), ReportFactory(sent=True, email=otto.email.upper())
    for report in (about, own):
        reporting.confirm(report, at=AT)
    assert _told() == [("arrived", "Otto"), ("arrived", "Gerda")]
    assert [row.about for row in Message.objects.filter(person=gerda)] == [f"conduct.report:{own.reference}"]
    listed = signed_in(gerda).get("/conduct/reports/").text
    assert about.reference not in listed
    assert own.reference in listed


def test_report_that_no_officer_can_take_is_told_to_administrators() -> None:
    person("Gerda", "conduct-officer")
    person("Ad", "administrator")
    report = reporting.confirm(ReportFactory(sent=True, about="Gerda"), at=AT)
    assert _told() == [("nobody", "Ad")]
    assert report.about not in str(Message.objects.get(person__given_name="Ad").facts)
    _night(7)
    person("Otto", "conduct-officer")
    _night(14)
    assert _told() == [("nobody", "Ad"), ("nobody", "Ad"), ("to_take", "Otto")]


def test_report_about_the_only_administrator_is_not_told_to_them() -> None:
    person("Gerda", "conduct-officer", "administrator")
    reporting.confirm(ReportFactory(sent=True, about="Gerda"), at=AT)
    assert _told() == []


def test_who_may_take_a_report_is_told_that_it_was_left() -> None:
    otto = person("Otto", "conduct-officer")
    report = intake.take(ReportFactory(), by=otto, at=AT)
    person("Nel", "conduct-officer")
    intake.leave(report, "We were partners.", by=otto, at=AT)
    assert _told() == [("to_take", "Nel")]


def test_waiting_report_is_mentioned_every_week_to_who_has_it_or_may_take_it() -> None:
    otto = person("Otto", "conduct-officer")
    report = ReportFactory()
    assert _night(6) == {}
    assert _night(7) == {"reports mentioned": 1}
    assert _night(8) == {}, "once a week"
    intake.take(report, by=otto, at=AT + dt.timedelta(days=13))
    assert _night(14) == {}, "it waits anew since it was taken"
    assert _night(20) == {"reports mentioned": 1}
    assert _night(33) == {"reports mentioned": 1}, "of the weeks that passed, the latest alone"
    assert _told() == [("to_take", "Otto"), ("to_decide", "Otto"), ("to_decide", "Otto")]
    assert {row.facts["until"] for row in Message.objects.filter(kind="conduct.report_to_decide")} == {"2026-11-15"}
    intake.leave(report, "It is too much.", by=otto, at=AT + dt.timedelta(days=34))
    assert Message.objects.filter(kind="conduct.report_to_take").count() == 1, "it does not come back to them"


def test_reminder_that_came_too_late_is_not_sent() -> None:
    otto = person("Otto", "conduct-officer")
    report = ReportFactory()
    _night(7)
    message = Message.objects.get()
    assert emails.TO_TAKE.still_true(message)
    intake.take(report, by=otto, at=AT)
    assert not emails.TO_TAKE.still_true(message)


def test_first_link_is_not_mailed_once_another_address_was_given() -> None:
    report = ReportFactory(draft=True, email="mistyped@people.example")
    reporting.send(report, at=AT)
    first = Message.objects.get()
    reporting.send_again(Report.objects.get(), "Right@people.example", at=AT)
    assert not emails.CONFIRM.still_true(first), "also where a worker has it in hand"
    assert emails.CONFIRM.still_true(Message.objects.get())


def test_report_in_the_name_of_an_officer_is_not_theirs_to_take_whatever_its_address() -> None:
    otto = person("Otto", "conduct-officer", family_name="Oor")
    report = ReportFactory(name="Oor, Otto", email="otto@elsewhere.example")
    client = signed_in(otto)
    assert report.reference not in client.get("/conduct/reports/").text
    assert client.get(f"/conduct/reports/{report.reference.lower()}/take/").status_code == 404


def test_officer_sees_how_mails_fared_however_the_address_was_written() -> None:
    otto = person("Otto", "conduct-officer")
    report = ReportFactory(sent=True, email="Quirijn@People.example")
    reporting.confirm(report, at=AT)
    intake.take(Report.objects.get(), by=otto, at=AT)
    shown = signed_in(otto).get(f"/conduct/reports/{report.reference.lower()}/").text
    assert "We received your report" in shown


def test_reporter_is_told_whether_somebody_read_it() -> None:
    otto = person("Otto", "conduct-officer")
    report = ReportFactory()
    client = opened(report)
    assert "Nobody of us has read it yet." in client.get(own(report)).text
    intake.take(report, by=otto, at=AT)
    assert "A case officer has taken it" in client.get(own(report)).text
    intake.note_reading(Report.objects.get(), by=otto, at=AT)
    intake.leave(report, "It is too much.", by=otto, at=AT)
    assert "A case officer read it and left it to a colleague" in client.get(own(report)).text


def test_former_officer_is_not_told_what_was_added() -> None:
    otto = person("Otto", "conduct-officer")
    report = intake.take(ReportFactory(), by=otto, at=AT)
    otto.grants.all().delete()
    reporting.add(Report.objects.get(pk=report.pk), "One more.", [], at=AT)
    assert _told() == []


def test_case_opened_today_says_today_and_no_number_of_days() -> None:
    case = case_opened()
    client = signed_in(case.officer)
    with time_machine.travel(case.opened_at, tick=False):
        assert "November 2026, today." in " ".join(client.get("/conduct/reports/").text.split())
    with time_machine.travel(case.opened_at + dt.timedelta(days=1), tick=False):
        assert "November 2026, 1 day ago." in " ".join(client.get("/conduct/reports/").text.split())
