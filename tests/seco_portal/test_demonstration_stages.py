"""Applications of the invented people: one for everything that may happen until the decision, on any day."""

import datetime as dt
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from accounts.models import User
from applications.enums import ApplicationState, Quorum
from applications.models import Application, Reference, ReferenceLink
from applications.rules.clock import Urgency
from applications.selectors.clock import clock_of
from applications.selectors.references import count_of, people_of
from common.calendar import local_day
from comms.models import Bounce, Message
from seco_portal import demonstration, demonstration_stages

PASSWORD = "invented people share this"

pytestmark = pytest.mark.django_db


def _of(who: str, code: str) -> Application:
    return Application.objects.select_related("handler").get(person__email=f"{who}@demo.example", title__code=code)


def _rows() -> list[Any]:
    tables = (Application, Reference, ReferenceLink, Message, Bounce)
    return [list(table.objects.order_by("pk").values()) for table in tables]


@pytest.mark.parametrize(
    "at",
    [
        dt.datetime(2026, 7, 1, 9, 0, 10, tzinfo=dt.UTC),
        dt.datetime(2027, 1, 2, 23, 30, tzinfo=dt.UTC),
    ],
    ids=["a Wednesday", "the night after a Saturday, past Christmas"],
)
def test_everything_that_may_happen_is_there_and_a_second_seeding_changes_nothing(at: dt.datetime) -> None:
    demonstration.seed(password=PASSWORD, at=at)
    today = local_day(at)

    def urgency(row: Application) -> Urgency | None:
        clock = clock_of(row, today)
        return clock.urgency if clock else None

    assert {row.state for row in Application.objects.all()} == {state.value for state in ApplicationState}
    screening = _of("chinese", "S-CITSO")
    assert (screening.state, str(screening.handler)) == ("screening", "Bea Balie")
    asked = _of("applicant", "S-CDPO")
    opened, answered, returned = asked.references.all()
    assert (opened.state, opened.opened_at is not None, answered.state) == ("asked", True, "answered")
    assert (returned.state, returned.returned_at is not None) == ("asked", True)
    replaced = _of("greek", "S-CBCO")
    _first, declined, never, _fourth, new = replaced.references.all()
    assert (declined.declined, never.declined, new.replaces, new.state) == (
        "lacks-information",
        "never-agreed",
        declined,
        "asked",
    )
    assert never.removed
    impossible = _of("cyrillic", "S-CISO")
    assert (impossible.quorum, impossible.due_on, urgency(impossible)) == ("impossible", None, Urgency.STILL)
    assert impossible.questions.get().kind == "reference"
    waiting = _of("member", "S-CBCO")
    assert (waiting.state, waiting.questions.get().state, urgency(waiting)) == ("information", "open", Urgency.STILL)
    amber = _of("arabic", "S-CISO")
    assert (urgency(amber), amber.questions.get().files.count()) == (Urgency.AMBER, 1)
    assert amber.due_on > amber.first_due_on
    red = _of("diacritics", "S-CISO")
    assert (urgency(red), red.promised_on > today) == (Urgency.RED, True)
    confirmed = _of("one-name", "S-CISO")
    told = count_of(confirmed, people_of(confirmed), today)
    assert (confirmed.state, told.quorum, list(told.unconfirmed)) == ("assessment", Quorum.REACHED, ["accomplishment"])
    early = _of("chinese", "S-CBCO")
    assert (early.state, bool(early.opened_early), early.quorum != "reached") == ("assessment", True, True)
    before = _rows()
    demonstration.seed(password=PASSWORD, at=at)
    assert _rows() == before


def test_private_link_of_the_list_opens_the_form(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    now = dt.datetime.now(dt.UTC)
    assert demonstration_stages.private_link(at=now) == ""
    monkeypatch.setenv("SECO_DEMO_PASSWORD", PASSWORD)
    call_command("demonstrate", stdout=StringIO())
    printed = StringIO()
    call_command("demonstrate", "--list", stdout=printed)
    link = demonstration_stages.private_link(at=now)
    assert link in printed.getvalue().splitlines()
    page = client.get(link, follow=True)
    assert page.status_code == 200
    assert str(User.objects.get(email="applicant@demo.example")) in page.text
    assert demonstration_stages.private_link(at=now + dt.timedelta(days=60)) == ""
