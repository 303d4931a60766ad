"""Applications of the invented people: one for everything that may happen until the decision, on any day."""

import datetime as dt
from typing import Any

import pytest

from applications.enums import ApplicationState, Quorum
from applications.models import Application, Reference, ReferenceLink
from applications.rules.clock import Urgency
from applications.selectors.clock import clock_of
from applications.selectors.copy_queue import SOON
from applications.selectors.references import count_of, people_of
from common.calendar import local_day
from comms.models import Bounce, Message
from seco_portal import demonstration, demonstration_stages
from tests.seco_portal.conftest import AT, PASSWORD

pytestmark = [pytest.mark.demonstration, pytest.mark.django_db]


def _of(who: str, code: str) -> Application:
    return Application.objects.select_related("handler").get(person__email=f"{who}@demo.example", title__code=code)


def _rows() -> list[Any]:
    tables = (Application, Reference, ReferenceLink, Message, Bounce)
    return [list(table.objects.order_by("pk").values()) for table in tables]


def require_everything_that_may_happen(at: dt.datetime) -> None:
    """All that may happen to an application is there, in a demonstration that was started then."""
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
    require_copies_of_every_kind(today)


def require_copies_of_every_kind(today: dt.date) -> None:
    """Of masked copies two wait, one with few days left; one did not do, one went unseen, one after its verdict."""
    (_waits,) = _of("applicant", "S-CDPO").identity_copies.unjudged()
    (pressing,) = _of("one-name", "S-CDPO").identity_copies.unjudged()
    assert dt.timedelta() < pressing.destroy_by - today <= SOON
    (refused,) = _of("member", "S-CBCO").identity_copies.kept()
    assert refused.identity_check.failure == "name-unreadable"
    (unseen,) = _of("diacritics", "S-CISO").identity_copies.all()
    (judged,) = _of("awarded", "S-CISO").identity_copies.all()
    assert (unseen.ended, judged.ended, judged.identity_check.verdict) == ("term", "verdict", "verified")


def test_everything_that_may_happen_is_there_whatever_the_day_and_a_second_seeding_changes_nothing() -> None:
    night_after_a_saturday = dt.datetime(2027, 1, 2, 23, 30, tzinfo=dt.UTC)
    demonstration.seed(password=PASSWORD, at=night_after_a_saturday)
    require_everything_that_may_happen(night_after_a_saturday)
    before = _rows()
    demonstration.seed(password=PASSWORD, at=night_after_a_saturday)
    assert _rows() == before


def test_before_a_demonstration_there_is_no_private_link() -> None:
    assert demonstration_stages.private_link(at=AT) == ""
