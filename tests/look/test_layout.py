"""Where things stand on phone, tablet, desk and paper, as Chromium lays them out."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings as portal
from django.template.loader import render_to_string
from playwright.sync_api import Browser, Page

from tests.factories.accounts import UserFactory
from tests.factories.common import AuditLineFactory
from tests.factories.comms import MessageFactory
from tests.factories.members import MemberFactory
from tests.people import person, signed_in

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]

OVER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
INSIDE = "results => results.scrollWidth <= results.clientWidth"
LINES_OF = """cell => {
    const range = document.createRange();
    range.selectNodeContents(cell);
    return new Set([...range.getClientRects()].map(box => box.top)).size;
}"""
LINES = "new Set([...document.querySelectorAll('.masthead li')].map(li => li.getBoundingClientRect().top)).size"


@pytest.fixture
def show(browser: Browser, live_server: Any, settings: Any) -> Iterator[Callable[..., Page]]:
    """Open a page as somebody on a screen this wide."""
    settings.BASE_URL, settings.DEMONSTRATION = live_server.url, True
    contexts = []

    def open_page(path: str, user: Any, width: int, **more: Any) -> Page:
        context = browser.new_context(base_url=live_server.url, viewport={"width": width, "height": 900}, **more)
        contexts.append(context)
        cookie = signed_in(user).cookies[portal.SESSION_COOKIE_NAME]
        context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
        page = context.new_page()
        page.goto(path)
        page.evaluate("document.fonts.ready.then(() => true)")  # widths are those of our own letters
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.mark.parametrize("path", ["/", "/office/"])
@pytest.mark.parametrize("width", [768, 1024])
def test_menu_of_a_clerk_stays_on_one_line(show: Callable[..., Page], path: str, width: int) -> None:
    page = show(path, person("Clerk", "back-office"), width)
    assert page.locator(".masthead li").count() == (7 if path == "/office/" else 6)
    assert page.evaluate(LINES) == 1
    assert page.evaluate(OVER) == 0


def test_phone_shows_every_value_of_a_list_beside_its_heading(show: Callable[..., Page]) -> None:
    MemberFactory(user=UserFactory(given_name="W" * 150), town="Nergenshuizen")
    page = show("/office/members/member/", person("Clerk", "back-office"), 360)
    town = page.locator(".field-town")
    assert town.evaluate("cell => getComputedStyle(cell, '::before').content") == '"Town or city"'
    box = town.bounding_box()
    assert box
    assert box["x"] + box["width"] <= 360
    assert page.evaluate(OVER) == 0


def test_long_name_pushes_no_column_off_the_desk_or_the_paper(show: Callable[..., Page]) -> None:
    MemberFactory(user=UserFactory(given_name="W" * 150))
    page = show("/office/members/member/", person("Clerk", "back-office"), 1280)
    assert page.locator(".results").evaluate(INSIDE)
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 673, "height": 900})  # A4 between its margins
    assert page.locator(".results").evaluate(INSIDE)


def test_no_word_of_a_list_breaks_and_no_column_is_lost_on_a_tablet(show: Callable[..., Page]) -> None:
    MemberFactory(
        user=UserFactory(given_name="Wilhelmina", email="secretariaat@vereniging.example"), town="Nergenshuizen"
    )
    page = show("/office/members/member/", person("Clerk", "back-office"), 768)
    assert page.locator(".results").evaluate(INSIDE)
    row = page.locator("#result_list tbody tr")
    assert row.locator(".field-town").evaluate(LINES_OF) == 1
    assert row.locator(".field-email").evaluate(LINES_OF) == 2, "an address breaks after its @"


@pytest.mark.parametrize("path", ["/office/comms/message/kinds/", "/office/accounts/user/{person}/history/"])
def test_tables_that_are_no_lists_stack_on_a_phone_too(show: Callable[..., Page], path: str) -> None:
    administrator = person("W" * 150, "administrator", email="w@people.example")
    AuditLineFactory(about_model="accounts.user", about_id=administrator.pk, by_id=administrator.pk)
    page = show(path.format(person=administrator.pk), administrator, 360)
    assert page.locator(".results").evaluate(INSIDE)
    assert page.evaluate(OVER) == 0
    cell = page.locator(".stacks td").last
    assert cell.evaluate("cell => getComputedStyle(cell, '::before').content") != "none"
    box = cell.bounding_box()
    assert box
    assert box["x"] + box["width"] <= 360


@pytest.mark.parametrize("width", [320, 360, 600, 768, 900])
def test_mails_to_somebody_with_a_long_address_fit_every_screen(show: Callable[..., Page], width: int) -> None:
    user = person("Ada", email=f"{'l' * 44}@people.example")
    MessageFactory(
        person=user,
        recipient=user.email,
        subject="Please confirm the address that you wrote to us on Tuesday 24 November",
    )
    page = show("/account/mails/", user, width)
    assert page.evaluate(OVER) == 0
    box = page.locator(".ledger tbody th").bounding_box()
    assert box
    assert box["width"] >= 200


def test_a_day_says_nothing_of_the_time_on_the_server(show: Callable[..., Page]) -> None:
    page = show("/office/common/closedday/add/", person("Clerk", "back-office"), 1280, timezone_id="Asia/Tokyo")
    note = page.locator(".timezonewarning")
    note.wait_for(state="attached")
    assert not note.is_visible()


def test_message_and_button_of_a_list_stand_apart(show: Callable[..., Page]) -> None:
    UserFactory(given_name="Ada", family_name="Newcomer")
    page = show("/office/members/member/add/", person("Clerk", "back-office"), 1280)
    page.click(".select2-selection")
    page.keyboard.type("Newcomer")
    page.click("text=Ada Newcomer")
    page.click("input[name=_save]")
    message, button = page.locator(".messages li").bounding_box(), page.locator(".addlink").bounding_box()
    assert message
    assert button
    assert button["y"] + button["height"] <= message["y"]


def test_home_of_a_member_is_one_sheet_of_paper(show: Callable[..., Page]) -> None:
    member = MemberFactory(address="Street 1\nHouse 2", postal_code="0000 AA", town="Town", country="Country")
    pdf = show("/", member.user, 1280).pdf(format="A4")
    assert pdf.count(b"/Type /Page\n") == 1


def test_paper_keeps_what_a_table_tells_and_leaves_out_what_just_happened(show: Callable[..., Page]) -> None:
    member = MemberFactory()
    AuditLineFactory(about_model="members.member", about_id=member.pk)
    page = show(f"/office/members/member/{member.pk}/history/", person("Clerk", "back-office"), 1280)
    page.emulate_media(media="print")
    assert page.locator("td.told").first.is_visible()
    page = show("/profile/", member.user, 1280)
    page.get_by_role("button", name="Save").first.click()
    assert page.locator(".messages").is_visible()
    page.emulate_media(media="print")
    assert not page.locator(".messages").is_visible()


def test_mail_with_a_long_address_fits_a_phone(browser: Browser) -> None:
    context = {"email": f"{'long' * 15}@{'people' * 10}.example", "by": "Ada", "link": "https://x.example/"}
    page = browser.new_page(viewport={"width": 360, "height": 800})
    page.set_content(render_to_string("account/email/invitation_message.html", context))
    assert context["email"] in page.content()
    assert page.evaluate(OVER) == 0
    page.close()
