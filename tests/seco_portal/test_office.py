"""The back office's own pages."""

import re
from html import unescape

import pytest
from django.utils import timezone

from common import audit
from common.duties import REGISTRY
from common.models import ClosedDay, DutyState
from tests.factories.accounts import UserFactory
from tests.factories.comms import MessageFactory
from tests.factories.members import MemberFactory
from tests.people import person, signed_in

pytestmark = pytest.mark.django_db

MENU = ["Today", "Members", "Titles", "Accounts", "Mails", "Portal"]


def test_picker_tells_namesakes_apart_by_their_address() -> None:
    UserFactory(given_name="Wilhelmina", family_name="Invented", email="one@people.example")
    UserFactory(given_name="Wilhelmina", family_name="Invented", email="two@people.example")
    clerk = signed_in(person("Clerk", "back-office"))
    asked = {"app_label": "members", "model_name": "member", "field_name": "user", "term": "Wilhelmina"}
    offers = clerk.get("/office/autocomplete/", asked).json()["results"]
    assert [offer["text"] for offer in offers] == [
        "Wilhelmina Invented · one@people.example",
        "Wilhelmina Invented · two@people.example",
    ]


def test_picker_passes_over_a_character_that_nothing_holds() -> None:
    UserFactory(given_name="Wilhelmina", family_name="Invented", email="one@people.example")
    clerk = signed_in(person("Clerk", "back-office"))
    asked = {"app_label": "members", "model_name": "member", "field_name": "user", "term": "Wilhel\0mina"}
    answer = clerk.get("/office/autocomplete/", asked)
    assert (answer.status_code, len(answer.json()["results"])) == (200, 1)


@pytest.mark.parametrize(
    ("role", "page", "name"),
    [
        ("administrator", "/office/accounts/user/", "role"),
        ("administrator", "/office/accounts/user/", "second_factor"),
        ("privacy-officer", "/office/common/auditline/", "act"),
        ("privacy-officer", "/office/common/auditline/", "part"),
        ("back-office", "/office/comms/message/", "kind"),
        ("back-office", "/office/comms/message/", "state__exact"),
        ("back-office", "/office/comms/message/", "state__in"),
    ],
)
def test_filter_with_a_character_that_nothing_holds_filters_nothing(role: str, page: str, name: str) -> None:
    colleague = person("Colleague", role)
    MessageFactory()
    audit.record("accounts.opened", about=colleague, by=colleague, at=timezone.now())
    client = signed_in(colleague)
    shown = client.get(page).context["cl"].result_count
    answer = client.get(page, {name: ["x\0", "y"]})
    assert (answer.status_code, answer.context["cl"].result_count) == (200, shown)
    assert shown


def test_the_menu_calls_every_register_what_its_page_is_called() -> None:
    clerk = signed_in(person("Clerk", "back-office"))
    page = clerk.get("/office/").text
    menu = re.findall(r'<li><a href="([^"]+)"[^>]*>([^<]+)</a></li>', page.split("</nav>")[0])
    assert [name for _path, name in menu] == MENU
    for path, name in menu[1:-1]:
        assert f"<h1>{name}</h1>" in clerk.get(path).text


def test_a_mail_tells_its_state_and_language_in_words() -> None:
    message = MessageFactory(language="en")
    clerk = signed_in(person("Clerk", "back-office"))
    assert '<span class="status waiting">Waiting</span>' in clerk.get("/office/comms/message/").text
    page = clerk.get(f"/office/comms/message/{message.pk}/change/").text
    assert '<div class="readonly">English</div>' in page
    message.language = "xx"
    message.save()
    assert '<div class="readonly">xx</div>' in clerk.get(f"/office/comms/message/{message.pk}/change/").text


def test_a_member_leads_to_the_account_and_a_closed_day_says_what_is_searched() -> None:
    member = MemberFactory()
    clerk = signed_in(person("Clerk", "back-office"))
    way = f'<a href="/office/accounts/user/{member.user_id}/change/">Account of this person</a>'
    assert way in clerk.get(f"/office/members/member/{member.pk}/change/").text
    assert "What a day is called, or part of it." in clerk.get("/office/common/closedday/").text


def test_page_of_a_duty_is_called_in_words() -> None:
    duty = DutyState.objects.get(name="comms.deliver")
    page = signed_in(person("Boss", "administrator")).get(f"/office/common/dutystate/{duty.pk}/change/").text
    words = str(REGISTRY["comms.deliver"].label)
    title, crumbs = page.partition("</title>")[0], page.partition('class="breadcrumbs"')[2].partition("</nav>")[0]
    for told in (title, crumbs):
        assert words in told
        assert "comms.deliver" not in told


def test_histories_of_both_kinds_are_headed_alike() -> None:
    member, clerk = MemberFactory(), signed_in(person("Clerk", "back-office"))
    day = ClosedDay.objects.earliest("day")
    for path, row in ((f"members/member/{member.pk}", member), (f"common/closedday/{day.pk}", day)):
        page = " ".join(unescape(clerk.get(f"/office/{path}/history/").text).split())
        assert f"<title> History: {row} · Back office </title>" in page
        assert f"<h1> History: {row} </h1>" in page


def test_what_is_empty_is_shown_alike_everywhere() -> None:
    message = MessageFactory()
    page = signed_in(person("Clerk", "back-office")).get(f"/office/comms/message/{message.pk}/change/").text
    assert '<div class="readonly">–</div>' in page
    assert '<div class="readonly">-</div>' not in page
