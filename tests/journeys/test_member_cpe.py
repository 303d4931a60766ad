"""A member on a phone: sees why a webinar did not count, plans what is missing, takes a transcript, asks for help."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, expect

from common.calendar import local_day
from cpe.models import HelpRequest
from tests.cpe.full import a_full_member
from tests.journeys.homes import homes
from tests.journeys.looking import LOOKS, findings, findings_light_and_dark
from tests.members.money import terms

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PATHS = (
    "/cpe/",
    "/cpe/?title=S-XYZ",
    "/cpe/?title=S-CISO&state=denied",
    "/cpe/titles/s-isp/",
    "/cpe/planner/",
    "/cpe/planner/?activity=webinar-attended&amount=3",
    "/cpe/planner/?activity=&amount=many",
    "/cpe/transcript/",
    "/cpe/help/",
)

CRAMPED = """() => [...document.querySelectorAll('.ledger tbody :is(th, td)')]
    .filter(cell => cell.innerText.trim().length > 12 && cell.clientWidth < 60)
    .map(cell => cell.innerText)"""
"""Cells of tables in which words break."""


@pytest.mark.also_sqlite
def test_a_member_sees_why_plans_takes_a_transcript_and_asks_for_help(visit: Callable[..., Page]) -> None:
    now = datetime.now(UTC)
    terms()
    member = a_full_member(local_day(now), now)
    page = visit("/", member.user, width=360, script=False)
    page.get_by_role("link", name="Activities", exact=True).click()
    expect(page.get_by_role("row", name="Reading logs")).to_contain_text("of 1.5: it stops at 10 a year")
    page.get_by_role("link", name="S-ISP Information Security Practitioner").click()
    expect(page.get_by_role("row", name="Reading logs")).to_contain_text("above the 10 credits that this activity can")
    page.get_by_role("link", name="Plan: what is missing").click()
    page.get_by_label("Activity", exact=True).select_option("other-course")
    page.get_by_label("How much").fill("8")
    page.get_by_role("button", name="What would it count?").click()
    expect(page.get_by_role("status")).to_contain_text("8 hours, 1 credit per hour: 8 credits.")
    page.get_by_role("link", name="Transcript, to print").click()
    expect(page.get_by_role("link", name="Download as sealed PDF")).to_be_visible()
    page.get_by_role("link", name="I will not make it in time").click()
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("Write what is in the way, in a sentence or two.").first).to_be_visible()
    page.get_by_label("Title", exact=True).select_option("S-ISP")
    page.get_by_label("What is in the way?").fill("I was ill from March to August.")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("status")).to_contain_text("We received it, and answer by")
    expect(page.get_by_text("I was ill from March to August.")).to_be_visible()
    assert HelpRequest.objects.get().credential.title.code == "S-ISP"


def test_every_page_of_cpe_is_accessible_in_its_states(visit: Callable[..., Page]) -> None:
    now = datetime.now(UTC)
    terms()
    member = a_full_member(local_day(now), now, user__given_name="Noor", user__family_name="de Vries")
    page = visit("/cpe/", member.user)
    faults = []
    for path in PATHS:
        page.goto(path)
        page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        faults += [f"{path} {finding}" for finding in findings_light_and_dark(page)]
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("Write what is in the way, in a sentence or two.").first).to_be_visible()
    faults += [f"help refused: {finding}" for finding in findings_light_and_dark(page)]
    assert not faults, "\n".join(faults)


def test_pages_of_titles_that_do_not_run_fit_every_screen(visit: Callable[..., Page]) -> None:
    """In grace, held, lost and many: what is said of them is long, and stays on the screen."""
    people = homes()
    faults = []
    for name, code in (("grace", "s-dpp"), ("held", "s-ehp"), ("lost", "s-isp"), ("eight", "s-bcp")):
        page = visit("/cpe/", people[name])
        for path in ("/cpe/", f"/cpe/titles/{code}/", "/cpe/planner/", "/cpe/transcript/"):
            page.goto(path)
            page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
            for width in (1280, 768, 360, 320):
                page.set_viewport_size({"width": width, "height": 900})
                faults += [f"{name} {path} {width}: {fault}" for fault in findings(page, LOOKS)]
                cramped = page.evaluate(CRAMPED)
                faults += [f"{name} {path} {width}: cramped {words}" for words in cramped]
    assert not faults, "\n".join(faults)
