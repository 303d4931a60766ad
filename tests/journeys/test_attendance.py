"""An attendance list: tried from its event, its broken line read, brought in, and a name led to a member."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from common import duties
from cpe.models import Claim
from members.models import Title
from members.services import award
from tests.factories.accounts import UserFactory
from tests.factories.events import EventFactory, SignUpFactory
from tests.factories.members import MemberFactory
from tests.journeys.looking import Look

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def _press(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()


def _follow(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("link", name=name, exact=True).first.click()


def test_a_list_becomes_claims_and_a_name_is_led_to_a_member(visit: Callable[..., Page], look: Look) -> None:
    now = timezone.localtime().replace(second=0, microsecond=0)
    event = EventFactory(begins_at=now - timedelta(days=1, hours=2), title="What phishing looks like")
    members = [MemberFactory(), MemberFactory()]
    for member in members:
        award(member, Title.objects.get(code="S-ISP"), on=now.date() - timedelta(days=500), by=None, at=now)
    SignUpFactory(event=event, member=members[1])
    there = [f"{timezone.localtime(moment):%Y-%m-%d %H:%M}" for moment in (event.begins_at, event.ends_at)]
    rows = [
        [str(members[0].user), members[0].user.email, *there],
        [str(members[1].user), "", *there],
        ["Somebody", "", "soon", there[1]],
    ]
    content = "\n".join(["Name;Email;Join time;Leave time", *(";".join(row) for row in rows)]).encode()

    page = visit(f"/office/cpe/event/{event.pk}/change/", UserFactory(roles=("cpe-reviewer",)))
    _follow(page, "Bring an attendance list in")
    expect(page.get_by_label("Event", exact=True)).to_have_value(str(event.pk))
    file = {"name": "participants.csv", "mimeType": "text/csv", "buffer": content}
    page.get_by_label("File", exact=True).set_input_files(file)  # type: ignore[arg-type]
    _press(page, "Try the file")
    duties.perform("cpe.attendance", now=timezone.now())
    _follow(page, "Look again")
    expect(page.get_by_text("1 claim would be made.")).to_be_visible()
    expect(page.get_by_text("“soon” is no time that we can read.")).to_be_visible()
    look(page)
    _press(page, "Bring it in")
    expect(page.get_by_text("Read the warnings first, and say that you did.")).to_be_visible()
    page.get_by_label("I read which lines cannot be read, and bring the others in.").check()
    _press(page, "Bring it in")
    duties.perform("cpe.attendance", now=timezone.now())
    _follow(page, "Look again")
    assert [claim.member for claim in Claim.objects.all()] == [members[0]]
    look(page)

    _follow(page, "Who leads to nobody")
    _follow(page, str(members[1].user))
    _follow(page, "Say who it is")
    expect(page.get_by_label("Member number")).to_have_value(str(members[1].number))
    _press(page, "Look the number up")
    look(page)
    _press(page, "Yes, this is the person")
    expect(page.get_by_text("Noted. What counts by it is on the page of attendance.")).to_be_visible()
    assert Claim.objects.count() == 2
