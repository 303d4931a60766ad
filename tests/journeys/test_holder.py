"""A member on a phone: sees certificates in every state, copies the line, makes a calendar, and enters the register."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from icalendar import Calendar
from playwright.sync_api import Page, expect

from common.calendar import local_day
from members.models import Badge, Certificate
from tests.journeys.looking import Look, findings_light_and_dark
from tests.members.money import holder

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def _today() -> date:
    return local_day(datetime.now(UTC))


@pytest.mark.also_sqlite
def test_a_member_shows_a_title_makes_a_calendar_and_is_named_in_the_register(
    visit: Callable[..., Page], look: Look
) -> None:
    member = holder("S-CISO", on=_today() - timedelta(days=1), user__given_name="Noor", user__family_name="de Vries")
    certificate = Certificate.objects.get()
    page = visit("/", member.user, width=360, script=False)
    page.get_by_role("link", name="Certificates, badges, and what else you show of them").click()
    expect(page.get_by_text("are being drawn and sealed")).to_be_visible()
    Certificate.objects.update(drawn_at=datetime.now(UTC))
    Badge.objects.update(signed_at=datetime.now(UTC), key="k" * 43, signed="a.b.c")
    page.reload()
    for name in ("Download the certificate of S-CISO", "Badge of S-CISO as a picture", "Badge of S-CISO as a file"):
        expect(page.get_by_role("link", name=name)).to_be_visible()

    line = page.locator(".signature")
    line.click(click_count=1)
    assert certificate.number in str(page.evaluate("String(getSelection())"))
    page.get_by_text("The line of S-CISO as plain text, and as HTML").click()
    text = page.get_by_label("The line of S-CISO as plain text")
    expect(text).to_have_value(re.compile("^S-CISO · Certified Information Security Officer"))
    for field, held in ((text, "Check this title"), (page.get_by_label("An address to pass on"), certificate.number)):
        field.focus()
        page.keyboard.press("Control+A")
        assert held in field.evaluate("each => each.value.slice(each.selectionStart, each.selectionEnd)")

    page.get_by_role("button", name="Name me in the public register").click()
    expect(page.get_by_role("status")).to_contain_text("are in the public register now.")
    page.get_by_role("link", name="Look at the public register").click()
    page.get_by_role("link", name="S-CISO").click()
    expect(page.get_by_role("row", name="Noor de Vries")).to_contain_text("Valid")
    page.goto("/certificates/")
    page.get_by_role("button", name="Take me out of the public register").click()
    expect(page.get_by_role("status")).to_contain_text("are out of the public register.")

    page.get_by_role("link", name="Make a private calendar").click()
    page.get_by_role("button", name="Make the calendar").click()
    address = page.get_by_role("textbox", name="Give this address to your calendar").input_value()
    assert re.fullmatch(r"http://.*/calendar/[0-9a-f]{64}\.ics", address)
    outside = visit("/healthz").request
    assert len(Calendar.from_ical(outside.get(address).body()).walk("VEVENT")) == 4
    page.get_by_role("button", name="End this calendar").click()
    expect(page.get_by_role("status")).to_contain_text("Your calendar is ended.")
    assert outside.get(address).status == 404


def test_every_page_of_what_is_shown_is_accessible_in_its_states(visit: Callable[..., Page]) -> None:
    today = _today()
    member = holder(
        "S-CISO", "S-ISP", "S-DPP", "S-EHP", on=today - timedelta(days=3 * 366 + 5),
        user__given_name="Wolfeschlegelsteinhausenbergerdorff-Papadiamantopoulou", user__family_name="محمد 王小明",
    )  # fmt: skip
    Certificate.objects.filter(credential__title__code="S-CISO").update(drawn_at=datetime.now(UTC))
    Badge.objects.filter(certificate__drawn_at__isnull=False).update(
        signed_at=datetime.now(UTC), key="k" * 43, signed="a.b.c"
    )
    Certificate.objects.filter(credential__title__code="S-DPP").update(unreadable="𐎠𐎡𐎢")
    member.user.family_name = "Visser"
    member.user.save()
    page = visit("/certificates/", member.user)
    page.get_by_role("button", name="Name me in the public register").click()
    faults = []
    page.set_viewport_size({"width": 320, "height": 900})
    for code in page.locator(".whole").all():
        assert code.evaluate("each => each.getClientRects().length") in {0, 1}
    for path in ("/certificates/", "/calendar/", "/register/", "/register/s-ciso/"):
        page.goto(path)
        page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
        faults += [f"{path} {finding}" for finding in findings_light_and_dark(page)]
    page.goto("/calendar/")
    page.get_by_role("button", name="Make the calendar").click()
    faults += [f"made: {finding}" for finding in findings_light_and_dark(page)]
    assert not faults, "\n".join(faults)
