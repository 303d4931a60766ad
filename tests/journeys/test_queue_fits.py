"""The list of applications on a phone, a tablet and a desk: nothing of it is cut."""

import datetime as dt
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from applications.models import Application
from tests.factories.accounts import UserFactory
from tests.factories.applications import ASKED, ApplicationFactory, QuestionFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

CUT = """() => [...document.querySelectorAll(".results, .results tbody :is(th, td, .status)")]
    .filter(one => one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).display !== "inline")
    .map(one => one.outerHTML.slice(0, 200))"""
BEYOND = """() => { const edge = document.querySelector(".results").getBoundingClientRect().right + 1;
    return [...document.querySelectorAll(".results .status, .results td *")]
        .filter(one => one.getBoundingClientRect().right > edge).map(one => one.outerHTML.slice(0, 200)) }"""


@pytest.mark.parametrize("width", [360, 768, 1280])
def test_nothing_of_the_list_is_cut(width: int, visit: Callable[..., Page]) -> None:
    handler = UserFactory(roles=("back-office",), given_name="Ελένη", family_name="Παραδειγματίδου")
    for number, quorum in enumerate(("reached", "open", "at-risk", "impossible"), start=1):
        wide = f"A-W7MQ-NWG4-DXM{number}-Q"  # few that come by chance are wider
        ApplicationFactory(
            references_asked=True, quorum=quorum, handler=handler, family_name="Ukázková-Đorđević", reference=wide
        )
    row = ApplicationFactory(references_asked=True, quorum="impossible", state="information", due_on=None)
    Application.objects.filter(pk=row.pk).update(handler=handler, promised_on=dt.date(2026, 9, 30))
    QuestionFactory(application=row, asked_at=ASKED)
    page = visit("/office/applications/application/", handler, width=width)
    assert page.evaluate(CUT) == []
    assert page.evaluate(BEYOND) == []
