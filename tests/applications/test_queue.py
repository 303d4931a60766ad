"""The queue of applications: its order, its lines, how each stands to its answer, and what a page of it costs."""

import datetime as dt
import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from applications.models import Application
from applications.selectors import queue
from common import audit, office
from common.audit import history
from common.models import AuditLine
from tests.factories.accounts import with_app
from tests.factories.applications import ASKED, ApplicationFactory, QuestionFactory, ReferenceFactory
from tests.people import person, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nobody_interested")]

LIST = "/office/applications/application/"
DUE = dt.date(2026, 8, 3)


def _client(name: str = "Clerk", role: str = "back-office") -> Any:
    return signed_in(with_app(person(name, role)))


def _rows(client: Any, query: str = "") -> list[Application]:
    return list(client.get(LIST + query).context["cl"].result_list)


def _text(client: Any, query: str = "") -> str:
    return re.sub(r"\s+", " ", client.get(LIST + query).content.decode())


def _due(day: dt.date | None, **given: Any) -> Application:
    return ApplicationFactory(**{"screening": True, **given, "due_on": day})


def test_open_ones_stand_by_the_day_of_their_answer_then_those_that_stand_still_then_what_ended_newest_first() -> None:
    older, newer = (
        ApplicationFactory(withdrawn=True, submitted_at=dt.datetime(2026, 6, day, 9, 0, tzinfo=dt.UTC))
        for day in (1, 2)
    )
    still = _due(None, state="information")
    late, soon = _due(dt.date(2026, 8, 7)), _due(dt.date(2026, 8, 4))
    same = _due(dt.date(2026, 8, 7))
    ApplicationFactory(filled=True)
    client = _client()
    assert _rows(client) == [soon, late, same, still, newer, older]
    assert _rows(client, "?state__exact=withdrawn") == [newer, older]
    assert _rows(client, "?state__exact=information") == [still]
    assert _rows(client, f"?q={soon.reference}") == [soon]
    assert {row.pk for row in _rows(client, "?o=0")} == {row.pk for row in _rows(client)}


def test_every_row_is_on_one_page_and_no_other_and_headings_sort_all_of_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("applications.admin.queue.QueueAdmin.list_per_page", 3)
    monkeypatch.setattr("applications.admin.intake.ApplicationAdmin.list_max_show_all", 5)
    expected = [_due(DUE + dt.timedelta(days=number)) for number in range(5)] + [
        ApplicationFactory(withdrawn=True, submitted_at=dt.datetime(2026, 6, day, 9, 0, tzinfo=dt.UTC))
        for day in (9, 8, 7)
    ]
    client = _client()
    shown = [row for page in (1, 2, 3) for row in _rows(client, f"?p={page}")]
    assert shown == expected
    by_reference = [row for page in (1, 2, 3) for row in _rows(client, f"?o=0&p={page}")]
    assert by_reference == sorted(expected, key=lambda row: row.reference)


def test_no_more_than_ten_thousand_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "AT_MOST", 4)
    for number in range(3):
        _due(DUE + dt.timedelta(days=number))
    ApplicationFactory.create_batch(3, withdrawn=True)
    page = _client().get(LIST)
    assert page.context["cl"].result_count == 4
    assert [row.state for row in page.context["cl"].result_list] == ["screening"] * 3 + ["withdrawn"]


@pytest.mark.parametrize(
    ("on", "ran", "word", "kind"),
    [
        ("2026-07-27", 15, "in time", "valid"),
        ("2026-07-28", 16, "pressing", "attention"),
        ("2026-08-03", 20, "pressing", "attention"),
        ("2026-08-04", 21, "late", "ended"),
    ],
)
def test_list_and_page_tell_in_a_word_with_its_shape_how_it_stands(
    on: str, ran: int, word: str, kind: str, time_machine: Any
) -> None:
    row = _due(DUE)
    time_machine.move_to(f"{on}T11:00:00Z", tick=False)
    client = _client()
    shape = f'<span class="status {kind}">{word}</span>'
    assert f'<span class="unbroken">3 August 2026</span> {shape}' in _text(client)
    page = re.sub(r"\s+", " ", client.get(f"{LIST}{row.pk}/change/").content.decode())
    assert f"3 August 2026 {shape}" in page
    assert f"<dd> {ran} of 20 </dd>" in page


@pytest.mark.parametrize("on", ["2026-07-28", "2026-09-28"])
def test_one_that_waits_for_its_applicant_stands_still_since_the_first_question(on: str, time_machine: Any) -> None:
    row = _due(None, state="information")
    QuestionFactory(application=row, asked_at=ASKED - dt.timedelta(days=1), answered=True)
    QuestionFactory(application=row, asked_at=ASKED)
    QuestionFactory(application=row, asked_at=ASKED + dt.timedelta(days=5))
    time_machine.move_to(f"{on}T11:00:00Z", tick=False)
    client = _client()
    assert '<span class="status waiting">stands still</span> since 8 July 2026' in _text(client)
    assert _rows(client, "?queue=applicant") == [row]
    assert _rows(client, "?queue=red") == _rows(client, "?queue=amber") == []


def test_list_tells_whose_turn_it_is_who_looks_after_it_and_what_references_say() -> None:
    clerk = person("Wim Balie", "back-office")
    _due(DUE)
    assert "nobody yet" in _text(_client())
    Application.objects.update(handler=clerk, state="references", references_at=ASKED, quorum="at-risk")
    told = _text(_client("Other"))
    assert "turn: the references&#x27;" in told
    assert "Wim Balie" in told
    assert '<span class="status attention">At risk</span>' in told
    assert "nobody yet" not in told


@pytest.mark.parametrize("line", queue.LINES)
def test_line_narrows_only_what_it_is_given(line: str) -> None:
    clerk = person("Clerk", "back-office")
    application = _due(timezone.localdate() - dt.timedelta(days=1), handler=clerk)
    ReferenceFactory(application=application, asked=True, returned_at=timezone.now())
    rows = queue.LINES[line](Application.objects.none(), clerk, timezone.now())
    assert not rows.exists()
    assert (application in queue.LINES[line](Application.objects.all(), clerk, timezone.now())) == (
        line in {"mine", "red", "returned"}
    )


def test_a_withdrawn_one_is_in_no_line() -> None:
    clerk = person("Clerk", "back-office")
    row = ApplicationFactory(withdrawn=True, handler=clerk, quorum="reached")
    ReferenceFactory(application=row, asked=True, returned_at=timezone.now())
    for narrow in queue.LINES.values():
        assert not narrow(Application.objects.all(), clerk, timezone.now()).exists()


def _many(count: int) -> None:
    for number in range(count):
        row = _due(DUE, handler=person(f"Clerk {Application.objects.count()}", "back-office"), quorum="open")
        if number % 3 == 0:
            Application.objects.filter(pk=row.pk).update(state="information", due_on=None)
            QuestionFactory(application=row)
    ApplicationFactory(withdrawn=True)


@pytest.mark.parametrize("query", ["", *(f"?queue={line}" for line in queue.LINES), "?o=4", "?state__exact=screening"])
def test_page_costs_the_same_for_thirty_rows_as_for_one_and_eleven_statements_at_most(query: str) -> None:
    client, asked = _client(), []
    for more in (1, 29):
        _many(more)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(LIST + query).status_code == 200
        asked.append(len(queries))
    assert asked[0] <= asked[1] <= 10
    if query == "":
        assert asked == [9, 9]


def test_no_heading_claims_the_order_and_rows_of_who_asks_are_marked() -> None:
    assessor = person("Anna", "assessor")
    ours, mine = _due(dt.date(2026, 8, 4)), _due(dt.date(2026, 8, 7), handler=assessor)
    client = signed_in(with_app(assessor))
    assert _rows(client) == [mine, ours]
    page = _text(client)
    assert page.count("<b>yours</b>") == 1
    assert "sorted ascending" not in page
    assert "sorted ascending" in _text(client, "?o=4")


def test_codes_of_acts_are_told_in_words() -> None:
    row = ApplicationFactory(submitted=True)
    audit.record("applications.submitted", about=row, person=row.person_id, by=row.person, at=ASKED, code="portal")
    audit.record("applications.proposed", about=row, person=row.person_id, by=row.person, at=ASKED, code="reject")
    told = history.tell(AuditLine.objects.about(row).order_by("pk"))
    assert [line.reason for line in told] == ["Signed in the portal", "Reject"]
