"""A webinar of our own: planned in the back office, signed up for on a phone, moved, and withdrawn from."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from comms.models import Message
from cpe.models import Event, SignUp
from tests.factories.members import MemberFactory
from tests.journeys.looking import findings_light_and_dark
from tests.people import person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_webinar_is_planned_signed_up_for_moved_and_withdrawn_from(visit: Callable[..., Page]) -> None:
    day = timezone.localdate() + timedelta(days=12)
    office = visit("/office/cpe/event/", person("Reviewer", "cpe-reviewer"), second_factor=True)
    office.get_by_role("link", name="Plan an event").first.click()
    office.get_by_label("Title", exact=True).fill("What phishing looks like now")
    office.get_by_role("button", name="Plan").click()
    expect(office.get_by_text("Say at what time.").first).to_be_visible()
    assert findings_light_and_dark(office) == []
    expect(office.get_by_label("Title", exact=True)).to_have_value("What phishing looks like now")
    office.get_by_label("Kind").select_option("webinar-attended")
    office.get_by_label("Day", exact=True).fill(day.isoformat())
    office.get_by_label("Begins at").fill("19:00")
    office.get_by_label("Ends at").fill("20:30")
    office.get_by_label("Place", exact=True).fill("https://meet.example.org/phishing")
    office.get_by_label("Seats").fill("1")
    office.get_by_role("button", name="Plan").click()
    expect(office.get_by_text("The event is planned.")).to_be_visible()

    member = MemberFactory()
    page = visit("/cpe/events/", member.user, width=360, script=False)
    expect(page.get_by_text("1 seat is left.")).to_be_visible()
    page.get_by_role("link", name="What phishing looks like now").click()
    page.get_by_role("button", name="Sign up").click()
    expect(page.get_by_role("status").first).to_contain_text("You are signed up. A mail confirms it.")
    expect(page.get_by_role("link", name="https://meet.example.org/phishing")).to_be_visible()
    with page.expect_download() as kept:
        page.get_by_role("link", name="Add to your calendar").click()
    assert kept.value.suggested_filename.endswith(".ics")

    office.get_by_role("link", name="Who signed up").click()
    expect(office.get_by_role("row", name=member.user.email)).to_be_visible()
    office.get_by_role("link", name="What phishing looks like now").click()
    office.get_by_role("link", name="Change", exact=True).click()
    office.get_by_label("Begins at").fill("19:30")
    office.get_by_label("Ends at").fill("21:00")
    office.get_by_role("button", name="Save").click()
    expect(office.get_by_text("The event is changed.")).to_be_visible()
    assert Message.objects.get(kind="cpe.event_changed").recipient == member.user.email

    page.reload()
    expect(page.get_by_role("heading", name="19:30 to 21:00")).to_be_visible()
    page.get_by_role("button", name="Withdraw").click()
    expect(page.get_by_role("status").first).to_contain_text("You withdrew.")
    assert (Event.objects.get().edition, SignUp.objects.living().count()) == (1, 0)
