"""References at work in real browsers: what each does shows on the applicant's page, until the assessment opens."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import Page, expect

from applications.enums import Criterion
from applications.models import Application, Reference
from applications.selectors.clock import clock_of
from applications.services.asking import ask
from applications.services.drafts import locked
from applications.services.quorum import reckon
from common.private_links import secret_of
from tests.factories.applications import ReferenceFactory, whole
from tests.factories.assessment import declared
from tests.journeys.looking import Look
from tests.people import person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Visit = Callable[..., Page]


def _asked_today() -> Application:
    """An application of four people who are asked today, by two organisations."""
    now = timezone.now()
    days = {"submitted_at": now - dt.timedelta(days=5), "references_at": now, "handler": person("Bea", "back-office")}
    due = timezone.localdate() + dt.timedelta(days=28)
    row = whole(references_asked=True, person=person("Ada"), due_on=due, first_due_on=due, **days)
    ReferenceFactory(application=row, organisation="Gamma")
    with transaction.atomic():
        row = locked(row.pk)
        ask(row, list(row.references.all()), at=now)
        reckon(row, at=now)
    return row


def _opened(visit: Visit, named: Reference, **how: object) -> Page:
    """The form of somebody, opened by the button of their newest link in a browser of their own."""
    page = visit(f"/reference/open/{secret_of(named.links.latest('pk').seed)}/", **how)
    page.get_by_role("button", name="Open the form").click()
    assert secret_of(named.links.latest("pk").seed) not in page.url
    return page


def _can_act(page: Page, answer: str) -> None:
    page.locator(f"input[name=act][value={answer}]").check()
    page.get_by_role("button", name="Continue").click()


def _confirms(visit: Visit, named: Reference, **how: object) -> Page:
    page = _opened(visit, named, **how)
    _can_act(page, "yes")
    page.get_by_label("Your name").fill(named.name)
    page.get_by_label("Your own role").fill("Director of operations")
    page.get_by_label("How do you know").fill("She reported to me for three years.")
    page.get_by_role("button", name="Save and go on", exact=True).click()
    for criterion in Criterion:
        page.locator(f"input[name={criterion}-says][value=confirm]").check()
    page.get_by_role("button", name="Save and go on", exact=True).click()
    page.get_by_role("button", name="Send the answer").click()
    expect(page.get_by_role("button", name="Send the answer")).to_have_count(0)
    return page


def _declines(visit: Visit, named: Reference, why: str, button: str) -> Page:
    page = _opened(visit, named)
    _can_act(page, why)
    page.get_by_role("button", name=button).click()
    expect(page.get_by_role("button", name=button)).to_have_count(0)
    return page


def _state(row: Application) -> tuple[str, str, bool]:
    """State and quorum as kept, and whether the clock runs."""
    row.refresh_from_db()
    clock = clock_of(row, timezone.localdate())
    assert clock is not None
    return row.state, row.quorum, clock.still_since is None


def test_references_confirm_decline_and_are_replaced_until_the_assessment_opens(visit: Visit, look: Look) -> None:
    row = _asked_today()
    first, second, third, fourth = row.references.all()
    own = f"/applications/{row.reference.lower()}/"
    assert _state(row) == ("references", "open", True)
    status = visit(own, row.person, second_factor=False)

    thanks = _confirms(visit, first, width=360)
    look(thanks)
    _declines(visit, second, "cannot-now", "Decline")
    status.reload()
    expect(status.get_by_text("declined").first).to_be_visible()
    assert _state(row) == ("references", "open", True)

    gone = _declines(visit, third, "never-agreed", "Delete my details")
    look(gone)
    third.refresh_from_db()
    assert (third.removed, third.declined, third.name == "Reference 2") == (True, "never-agreed", False)
    assert _state(row) == ("information", "impossible", False)
    status.reload()
    expect(status.get_by_text("It is your turn").first).to_be_visible()
    look(status)

    status.locator(f"#{second.handle.lower()}").get_by_role("link", name="Name somebody else").click()
    for label, typed in (
        ("Name", "Ruud Plaatsman"),
        ("Organisation", "Delta"),
        ("Their role", "Head of risk"),
        ("E-mail address", "ruud@delta.example"),
        ("How you worked together", "We led the same programme."),
    ):
        status.get_by_label(label, exact=True).fill(typed)
    status.get_by_label("This person has agreed to be contacted").check()
    status.get_by_role("button", name="Save, and write to this person").click()
    expect(status.get_by_text("Ruud Plaatsman").first).to_be_visible()
    assert _state(row) == ("references", "open", True)

    declared(row, row.handler)
    office = visit(f"/office/applications/application/{row.pk}/change/", row.handler)
    _confirms(visit, fourth, script=False)
    assert _state(row)[1] == "open"
    _confirms(visit, row.references.get(name="Ruud Plaatsman"))
    assert _state(row) == ("references", "reached", True)
    office.reload()
    office.get_by_role("link", name="Open the assessment").click()
    expect(office.get_by_text("Enough people confirm.")).to_be_visible()
    office.get_by_role("button", name="Open the assessment").click()
    assert _state(row) == ("assessment", "reached", True)
    status.goto(own)
    expect(status.get_by_text("It is our turn").first).to_be_visible()
    row.refresh_from_db()
    assert row.opened_early == ""
