"""A webinar on a phone: the number stands on the page before it is sent, with JavaScript and without."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from cpe.models import Claim, ClaimDraft
from tests.cpe.reporting import YESTERDAY, holder, send, today
from tests.factories.files import picture
from tests.journeys.looking import SEEN_WITH_A_CLAIM, Look, findings_light_and_dark

OF_A_DAY = {"Began at": "09:00", "Ended at": "10:40", "Minutes of breaks": "10"}
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def _press(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()


def _follow(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("link", name=name, exact=True).first.click()


def _say_what_it_was(page: Page, title: str = "Keys that nobody steals") -> None:
    page.get_by_label("What it was").fill(title)
    page.get_by_label("By whom it was given or published").fill("The Key Keepers")
    page.get_by_label("It was not part of my ordinary work.").check()


def _narrow(page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 800})


def test_webinar_is_reported_on_a_phone_and_its_number_stands_there_while_it_is_typed(
    visit: Callable[..., Page], look: Look
) -> None:
    """G-136: two titles, one report. G-108: past the limit of the year the page says so before anything is sent."""
    member = holder(S_ISP=300, S_ITSP=200)
    page = visit("/cpe/report/", member.user, width=360)
    look(page)
    _narrow(page)
    counts = page.locator("#counts")
    page.get_by_label("Activity").select_option("webinar-attended")
    page.get_by_label("Completed on").fill((today() - YESTERDAY).isoformat())
    attended = page.get_by_label("Of which you were there")
    expect(attended).to_be_visible()
    page.get_by_label("Hours", exact=True).press_sequentially("1.5")
    attended.fill("1.5")
    expect(counts).to_contain_text("1.5 credits")
    for code in ("S-ISP", "S-ITSP"):
        expect(counts.get_by_role("definition").filter(has_text="1.5 of 60")).to_have_count(2)
        expect(counts.get_by_text(code)).to_be_visible()
    page.get_by_label("Hours", exact=True).press_sequentially("0", delay=500)
    assert page.evaluate("document.activeElement.id") == "id_amount"
    _say_what_it_was(page)
    _press(page, "Report it")
    claim = Claim.objects.get()
    expect(page.get_by_text(f"We received it. It is claim {claim.pk}.")).to_be_visible()
    expect(page.locator(".status.valid")).to_have_text("Accepted")
    look(page)
    _narrow(page)
    for number in range(3):
        send(member, title=f"Talk {number}", amount="3", attended="3")
    _follow(page, "Report the same again")
    page.get_by_label("Completed on").fill((today() - YESTERDAY).isoformat())
    page.get_by_label("Hours", exact=True).fill("2")
    page.get_by_label("Of which you were there").fill("2")
    expect(counts).to_contain_text("0 of 2 credits")
    expect(counts).to_contain_text("to 10 of 60")
    expect(counts).to_contain_text("above the 10 credits that this activity can bring")
    assert findings_light_and_dark(page) == []
    assert look.seen == {"cpe:report", "cpe:claim"}


def test_without_script_nothing_is_lost_and_the_number_comes_by_a_button(visit: Callable[..., Page]) -> None:
    member = holder()
    page = visit("/cpe/report/", member.user, width=360, script=False)
    page.get_by_label("Activity").select_option("book")
    page.get_by_label("Completed on").fill((today() - YESTERDAY).isoformat())
    page.get_by_label("How much").fill("320")
    page.get_by_label("Add files").set_input_files({"name": "cover.png", "mimeType": "image/png", "buffer": picture()})
    _press(page, "Show what it counts for")
    expect(page.locator("#counts .answer")).to_have_text("3 credits")
    expect(page.locator("#counts")).to_contain_text("320 pages, 1 credit for every 100 pages: 3 credits.")
    expect(page.locator("#counts .status.waiting")).to_have_text("waits for a reviewer")
    expect(page.get_by_role("link", name="cover.png")).to_be_visible()
    _press(page, "Report it")
    assert page.title().startswith("Error: ")
    assert page.get_by_label("Pages").input_value() == "320"
    _say_what_it_was(page, "Locks and their makers")
    _press(page, "Save as draft")
    expect(page.get_by_text("Your draft is kept until")).to_be_visible()
    page.goto("/cpe/report/")
    _follow(page, "Locks and their makers")
    page.get_by_label("It was not part of my ordinary work.").check()
    _press(page, "Report it")
    claim = Claim.objects.get()
    assert (claim.state, claim.evidence.count(), ClaimDraft.objects.count()) == ("pending", 1, 0)
    expect(page.get_by_role("heading", name="It waits for a reviewer")).to_be_visible()


def test_claim_is_proved_corrected_and_taken_back(visit: Callable[..., Page], look: Look) -> None:
    member = holder()
    send(member, activity="book", amount="320", attended=None, title=f"Locks{'andtheirmakers' * 10}")
    first = Claim.objects.get()
    page = visit(f"/cpe/claims/{first.pk}/", member.user, width=360)
    page.get_by_label("Add files").set_input_files({"name": "a.png", "mimeType": "image/png", "buffer": picture()})
    _press(page, "Add to the claim")
    expect(page.get_by_text("We received “a.png”.")).to_be_visible()
    _follow(page, "Remove a.png")
    look(page)
    _narrow(page)
    _follow(page, "Keep it")
    _follow(page, "Correct it")
    page.get_by_label("Pages").fill("400")
    expect(page.locator("#counts .answer")).to_have_text("4 credits")
    page.get_by_label("It was not part of my ordinary work.").check()
    _press(page, "Save as draft")
    _follow(page, "Throw the draft away")
    look(page)
    _narrow(page)
    _follow(page, "Keep it")
    _press(page, "Report it")
    second = Claim.objects.get(corrects=first)
    expect(page.get_by_role("link", name=f"Claim {first.pk}")).to_be_visible()
    assert (second.amount, second.evidence.count()) == (400, 1)
    _follow(page, "Withdraw it")
    look(page)
    _narrow(page)
    _press(page, "Withdraw it")
    expect(page.locator(".status.ended")).to_have_text("Withdrawn")
    assert look.seen | {"cpe:report", "cpe:claim"} == SEEN_WITH_A_CLAIM


def test_what_was_typed_stands_there_after_the_way_back(visit: Callable[..., Page]) -> None:
    page = visit("/cpe/report/", holder().user)
    page.get_by_label("Activity").select_option("webinar-attended")
    page.get_by_label("Completed on").fill((today() - YESTERDAY).isoformat())
    attended, hours = page.get_by_label("Of which you were there"), page.get_by_label("Hours", exact=True)
    hours.fill("1.5")
    attended.fill("1.5")
    page.get_by_text("Work out the hours").click()
    for name, said in OF_A_DAY.items():
        page.get_by_label(name).fill(said)
    expect(page.locator("#counts")).to_contain_text("1.5 credits")
    _say_what_it_was(page)
    _follow(page, "the rules")
    page.go_back()
    assert page.get_by_label("Activity").input_value() == "webinar-attended"
    assert page.get_by_label("What it was").input_value() == "Keys that nobody steals"
    assert hours.input_value() == "1.5"
    assert attended.input_value() == "1.5"
    assert {name: page.get_by_label(name).input_value() for name in OF_A_DAY} == OF_A_DAY
    expect(page.locator("#counts")).to_contain_text("1.5 credits")
    expect(page.get_by_label("It was not part of my ordinary work.")).to_be_checked()
