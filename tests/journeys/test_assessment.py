"""From assessment to the end in real browsers: the award, a rejection with its objection, a withdrawal, a lapse."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from applications.models import Application, Archive, Finalisation
from common import duties
from tests.applications.finalising import agreed, paid
from tests.factories.applications import answered, under_way
from tests.factories.money import InvoiceTermsFactory
from tests.journeys.looking import Look
from tests.people import person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Visit = Callable[..., Page]
MET = {
    "relevance": "work-in-field", "term": "five-years", "level": "responsible", "accomplishment": "own-result",
}  # fmt: skip
SHORT = {**MET, "term": "under-five-years"}


def _in_assessment(**given: Any) -> Application:
    """An application submitted some days ago, whose three references answered, now to be judged."""
    InvoiceTermsFactory()
    now = timezone.now()
    due = timezone.localdate() + dt.timedelta(days=20)
    moments = {
        "submitted_at": now - dt.timedelta(days=9),
        "references_at": now - dt.timedelta(days=7),
        "assessment_at": now - dt.timedelta(days=1),
    }
    row = under_way("assessment", person=person("Ada"), due_on=due, first_due_on=due, quorum="reached", **moments)
    for named in row.references.all():
        answered(named)
    agreed(row)
    return row


def _page(row: Application, page: str = "change") -> str:
    return f"/office/applications/application/{row.pk}/{page}/"


def _declared(visit: Visit, row: Application, by: User) -> Page:
    """The page of an application, opened by declaring to have no interest in it."""
    page = visit(_page(row), by)
    expect(page.get_by_text("What an interest is")).to_be_visible()
    page.locator("input[name=interested]").first.check()
    page.get_by_role("button", name="Declare").click()
    expect(page.get_by_text("What an interest is")).to_have_count(0)
    return page


def _judges(page: Page, row: Application, found: dict[str, str]) -> None:
    """Both judgements about each reference, then the four criteria."""
    for named in row.references.all():
        page.goto(_page(row, f"references/{named.pk}/judge"))
        for question in ("genuine", "convinces"):
            page.locator(f"input[name={question}][value=yes]").check()
        page.get_by_role("button", name="Save").click()
    page.goto(_page(row, "assessment"))
    for criterion, reason in found.items():
        page.locator(f"select[name={criterion}]").select_option(reason)
    page.get_by_role("button", name="Save").click()


def _proposes(page: Page, row: Application, answer: str) -> None:
    page.goto(_page(row, "propose"))
    page.locator(f"input[name=answer][value={answer}]").check()
    if answer == "reject":
        page.get_by_label("To the applicant: term").fill("Four years and two months are shown.")
        page.get_by_label("What would help").fill("Go on, and apply again in ten months.")
        page.get_by_label("May try again from").fill((timezone.localdate() + dt.timedelta(days=300)).isoformat())
    page.get_by_role("button", name="Propose", exact=True).click()


def _state(row: Application) -> str:
    row.refresh_from_db()
    return row.state


def _decided(visit: Visit, row: Application, answer: str, names: tuple[str, str]) -> tuple[Page, Page]:
    """One declares, judges and proposes; another declares and confirms."""
    first, second = (person(name, "assessor") for name in names)
    one = _declared(visit, row, first)
    _judges(one, row, MET if answer == "accept" else SHORT)
    _proposes(one, row, answer)
    one.goto(_page(row, "decision"))
    expect(one.get_by_role("button", name=f"Confirm: {answer}")).to_have_count(0)
    two = _declared(visit, row, second)
    two.goto(_page(row, "decision"))
    two.get_by_role("button", name=f"Confirm: {answer}").click()
    return one, two


def test_applicant_is_judged_accepted_seen_and_awarded_by_themselves(visit: Visit, look: Look) -> None:
    row = _in_assessment()
    own = f"/applications/{row.reference.lower()}/"
    _one, two = _decided(visit, row, "accept", ("Vera", "Wim"))
    assert _state(row) == "accepted"
    look(two)
    status = visit(own, row.person, second_factor=False, width=360)
    expect(status.get_by_text("Identity").first).to_be_visible()
    look(status)

    checker = visit(
        f"/office/applications/identitycheck/look/{row.reference.lower()}/", person("Ivo", "identity-checker")
    )
    for name, value in (("way", "video"), ("document", "passport"), ("verdict", "verified")):
        checker.locator(f"input[name={name}][value={value}]").check()
    checker.get_by_role("button", name="Record the check").click()
    duties.perform("applications.award", now=timezone.now())
    assert _state(row) == "accepted", "the first year is not paid"
    paid(Finalisation.objects.get(application=row).invoice, timezone.now())
    duties.perform("applications.award", now=timezone.now())
    assert _state(row) == "awarded"
    status.reload()
    expect(status.get_by_text("awarded").first).to_be_visible()
    duties.perform("applications.archive", now=timezone.now())
    two.goto(_page(row))
    expect(two.get_by_role("heading", name="Archive")).to_be_visible()
    assert Archive.objects.get(application=row).made_at is not None


def test_rejection_is_objected_to_and_dismissed_by_others(visit: Visit, look: Look) -> None:
    row = _in_assessment(short_term=True)
    own = f"/applications/{row.reference.lower()}/"
    _decided(visit, row, "reject", ("Vera", "Wim"))
    assert _state(row) == "rejected"
    status = visit(own, row.person, second_factor=False, width=360)
    expect(status.get_by_text("Four years and two months are shown.").first).to_be_visible()
    look(status)
    status.goto(f"{own}object/")
    status.locator("textarea[name=words]").fill("My job at Beta was left out.")
    status.get_by_role("button", name="Send the objection").click()
    assert row.objection.state == "made"

    two, three = person("Lies", "assessor"), person("Daan", "assessor")
    page = _declared(visit, row, two)
    page.goto(_page(row, "assessment"))
    for criterion, reason in SHORT.items():
        page.locator(f"select[name={criterion}]").select_option(reason)
    page.get_by_role("button", name="Save").click()
    _proposes(page, row, "reject")
    last = _declared(visit, row, three)
    last.goto(_page(row, "decision"))
    last.get_by_role("button", name="Confirm: reject").click()
    row.objection.refresh_from_db()
    assert (_state(row), row.objection.state) == ("rejected", "dismissed")
    status.goto(own)
    expect(status.get_by_text("dismissed").first).to_be_visible()


def test_applicant_withdraws_while_an_answer_is_proposed(visit: Visit) -> None:
    row = _in_assessment()
    own = f"/applications/{row.reference.lower()}/"
    page = _declared(visit, row, person("Vera", "assessor"))
    _judges(page, row, MET)
    _proposes(page, row, "accept")
    status = visit(f"{own}withdraw/", row.person, second_factor=False)
    status.get_by_role("button", name="Withdraw the application").click()
    assert _state(row) == "withdrawn"
    two = _declared(visit, row, person("Wim", "assessor"))
    two.goto(_page(row, "decision"))
    expect(two.get_by_role("button", name="Confirm: accept")).to_have_count(0)


def test_acceptance_that_is_not_completed_lapses_after_two_warnings(visit: Visit) -> None:
    row = _in_assessment()
    _decided(visit, row, "accept", ("Vera", "Wim"))
    last = Finalisation.objects.get(application=row).lapses_on
    for days in (-60, -14, 12):
        night = dt.datetime.combine(last + dt.timedelta(days=days), dt.time(3), dt.UTC)
        duties.perform("applications.acceptances", now=night)
    assert _state(row) == "lapsed"
    status = visit(f"/applications/{row.reference.lower()}/", row.person, second_factor=False)
    expect(status.get_by_text("lapsed").first).to_be_visible()
