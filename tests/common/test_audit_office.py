"""The audit log in the back office: history pages in words, the list, and lines that looking leaves."""

import datetime as dt
import re
from typing import Final

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from common import acts, audit
from common.models import AuditLine
from members import services
from members.models import Member
from members.rules.contact import Contact
from tests.factories.accounts import UserFactory
from tests.factories.common import ACTED, AuditDetailFactory, AuditLineFactory, AuditSealFactory
from tests.factories.comms import MessageFactory
from tests.factories.members import MemberFactory
from tests.people import person, signed_in

pytestmark = pytest.mark.django_db

LIST: Final = "/office/common/auditline/"


def _text(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).strip()


def _rows(client, address: str) -> list[str]:
    """The rows of a page's table, as a person reads them."""
    page = client.get(address)
    assert page.status_code == 200
    body = re.split(r"</?tbody[^>]*>", page.text)[1]
    return [_text(row) for row in re.split(r"<tr[^>]*>", body)[1:]]


@pytest.fixture
def clerk():
    return person("Bea Balie", "back-office")


@pytest.fixture
def member(clerk) -> Member:
    """Registered by a clerk, moved by themselves."""
    user = UserFactory(given_name="Žofie", family_name="")
    member = services.register_member(user, on=dt.date(2026, 7, 1), by=clerk, at=ACTED)
    moved = Contact(address="Straat 1\nAchterhuis", town="<b>Nergenshuizen")
    return services.update_contact(member, contact=moved, by=user, at=ACTED + dt.timedelta(days=1))


def test_history_says_when_who_what_from_what_to_what(clerk, member) -> None:
    moved, registered = _rows(signed_in(clerk), f"/office/members/member/{member.pk}/history/")
    assert moved == (
        "2 July 2026, 11:00 Žofie Changed where this member is reached. "
        "address: nothing → Straat 1, Achterhuis town or city: nothing → &lt;b&gt;Nergenshuizen"
    )
    assert registered == "1 July 2026, 11:00 Bea Balie Put this person in the register."


def test_history_after_erasure_says_that_the_value_is_gone_and_who_is_too(clerk, member) -> None:
    audit.erase_details(AuditLine.objects.filter(person_id=member.user_id), by=None, at=ACTED)
    AuditLineFactory(about_model="members.member", about_id=member.pk, by_id=987_654, code="asked-by-phone")
    AuditLineFactory(about_model="members.member", about_id=member.pk, by_id=None)
    rows = _rows(signed_in(clerk), f"/office/members/member/{member.pk}/history/")
    assert "The portal itself" in rows[0]
    assert "Somebody whose account is gone Looked at it. asked-by-phone" in rows[1]
    assert "address: value erased town or city: value erased" in rows[2]
    assert "Nergenshuizen" not in "".join(rows)


def test_history_of_a_row_without_acts_says_so(clerk) -> None:
    assert _rows(signed_in(clerk), f"/office/members/member/{MemberFactory().pk}/history/") == [
        "Nothing has been recorded about this yet."
    ]


@pytest.mark.parametrize(
    ("about", "field", "values", "words"),
    [
        ("accounts.user", "roles", [["finance"], ["observer", "finance"]], "roles: Finance → Observer, Finance"),
        ("accounts.user", "is_active", [True, False], "may sign in: yes → no"),
        ("members.member", "registered_on", [None, "2026-07-01"], "in the register since: nothing → 1 July 2026"),
        (
            "members.member",
            "contact_changed_at",
            ["", "2026-07-01T10:00:00+00:00"],
            "address last changed: nothing → 1 July 2026, 12:00",
        ),
        ("members.level", "earned_by", ["exam", "gone"], "earned: By exam → gone"),
        ("members.member", "long_gone", ["a", 5], "long_gone: a → 5"),
    ],
)
def test_fields_and_values_are_told_by_what_people_call_them(about, field, values, words) -> None:
    officer = signed_in(person("Petra Geheim", "privacy-officer"))
    line = AuditLineFactory(about_model=about, fields=[field])
    AuditDetailFactory(line=line, values={field: values}, reason="")
    assert words in _text(officer.get(f"{LIST}{line.pk}/change/").text)


@pytest.mark.parametrize(("role", "about"), [("administrator", "members.member"), ("privacy-officer", "gone.model")])
def test_values_are_shown_to_who_may_see_the_record_alone(role, about) -> None:
    line = AuditLineFactory(about_model=about, fields=["town"])
    AuditDetailFactory(line=line, values={"town": ["Nergenshuizen", "Elders"]}, reason="They moved away.")
    page = signed_in(UserFactory(roles=[role])).get(f"{LIST}{line.pk}/change/").text
    assert page.count("You may not see the values of this record.") == 2, "values and reason"
    assert not [word for word in ("Nergenshuizen", "Elders", "They moved away.") if word in page]
    without = AuditLineFactory(about_model=about, code="asked-by-phone")
    page = signed_in(UserFactory(roles=[role])).get(f"{LIST}{without.pk}/change/").text
    assert "asked-by-phone" in page, "where there are no values nothing is hidden"
    assert "You may not see" not in page


@pytest.mark.parametrize("count", [1, 30])
def test_history_asks_the_same_for_one_line_and_thirty(clerk, count: int) -> None:
    client, member = signed_in(clerk), MemberFactory()
    for _turn in range(count):
        line = AuditLineFactory(about_model="members.member", about_id=member.pk, by_id=UserFactory().pk)
        AuditDetailFactory(line=line)
    with CaptureQueriesContext(connection) as queries:
        page = client.get(f"/office/members/member/{member.pk}/history/")
    assert page.text.count("Looked at it.") == count
    assert len(queries) == 11, "the line that looking leaves in a transaction of its own included"


def test_history_has_pages(clerk) -> None:
    client, member = signed_in(clerk), MemberFactory()
    AuditLineFactory.create_batch(51, about_model="members.member", about_id=member.pk)
    address = f"/office/members/member/{member.pk}/history/"
    assert len(_rows(client, address)) == 50
    assert len(_rows(client, f"{address}?p=2")) == 2, "the line that looking at the first page left included"


@pytest.mark.parametrize("role", ["finance", "observer"])
def test_history_is_for_who_may_see_the_row(member, role: str) -> None:
    answer = signed_in(UserFactory(roles=[role])).get(f"/office/members/member/{member.pk}/history/")
    assert answer.status_code == (200 if role == "finance" else 403)


def test_list_says_who_did_what_to_whom_newest_first(member) -> None:
    office = signed_in(person("Petra Geheim", "privacy-officer"))
    record = f"Member #{member.pk}"
    assert [re.sub(r".*11:00 ", "", row) for row in _rows(office, LIST)] == [
        f"Žofie Changed where this member is reached. {record} Žofie",
        f"Bea Balie Put this person in the register. {record} Žofie",
    ]
    assert f'href="/office/members/member/{member.pk}/change/"' in office.get(LIST).text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"by", "person", "other"}),
        ("q=findme", {"by", "person"}),
        ("q=findme@work.example", {"by", "person"}),
        ("q=PRIVATE@home", {"by", "person"}),
        ("q=nobody", set()),
        ("act=accounts.closed", {"other"}),
        ("part=accounts", {"other"}),
        ("part=common&q=findme", {"by", "person"}),
        ("part=common&act=common.read", {"by", "person"}),
        ("act=nonsense", {"by", "person", "other"}),
    ],
)
def test_lines_are_found_by_people_act_and_part(query: str, found: set[str]) -> None:
    wanted = UserFactory(given_name="Ada", family_name="Findme", email="findme@work.example")
    wanted.emailaddress_set.create(email="private@home.example", verified=True, primary=False)
    AuditLineFactory(code="by", by_id=wanted.pk)
    AuditLineFactory(code="person", person_id=wanted.pk)
    AuditLineFactory(code="other", act="accounts.closed")
    boss = signed_in(person("Boss", "administrator"))
    assert {line.code for line in boss.get(f"{LIST}?{query}").context["cl"].result_list} == found


def test_acts_are_offered_once_a_part_is_chosen() -> None:
    AuditLineFactory()
    boss = signed_in(person("Boss", "administrator"))
    offered = {query: "Closed the account." in boss.get(f"{LIST}?{query}").text for query in ("", "part=accounts")}
    assert offered == {"": False, "part=accounts": True}


def test_search_asks_no_more_for_many_found() -> None:
    boss, asked = signed_in(person("Boss", "administrator")), []
    for count in (1, 29):
        for user in UserFactory.create_batch(count, family_name="Findme"):
            AuditLineFactory(by_id=user.pk)
        with CaptureQueriesContext(connection) as queries:
            assert boss.get(f"{LIST}?q=findme").context["cl"].result_count in {1, 30}
        asked.append(len(queries))
    assert asked[0] == asked[1]


def test_page_of_a_line_shows_values_reason_and_place() -> None:
    boss, detail = person("Boss", "administrator"), AuditDetailFactory()
    client = signed_in(boss)
    page = _text(client.get(f"{LIST}{detail.line.pk}/change/").text)
    for words in ("given name: Ada → Žofie", "As the passport says.", "Not sealed yet", detail.line.digest):
        assert words in page
    AuditSealFactory(line=detail.line)
    assert "Place in the chain 1" in _text(client.get(f"{LIST}{detail.line.pk}/change/").text)


def test_looking_at_a_line_leaves_a_line() -> None:
    boss, line = person("Boss", "administrator"), AuditLineFactory(person_id=77)
    client = signed_in(boss)
    client.get(LIST)
    client.head(f"{LIST}{line.pk}/history/")
    client.head(f"{LIST}{line.pk}/change/")
    client.get(f"{LIST}999999/change/")
    assert client.post(f"{LIST}{line.pk}/change/").status_code == 403
    signed_in(UserFactory(roles=["finance"])).get(f"{LIST}{line.pk}/change/")
    assert AuditLine.objects.count() == 1
    for _turn in range(2):
        assert client.get(f"{LIST}{line.pk}/change/").status_code == 200
    told = AuditLine.objects.exclude(pk=line.pk)
    assert {(left.act, left.by_id, left.about_model, left.about_id, left.person_id) for left in told} == {
        (acts.READ, boss.pk, "common.auditline", line.pk, 77)
    }
    assert told.count() == 2
    assert _rows(client, f"{LIST}{line.pk}/history/")[0].endswith("Boss Looked at it.")


@pytest.mark.parametrize("page", ["change", "history"])
def test_looking_at_where_a_member_is_reached_leaves_a_line(clerk, page: str) -> None:
    member = MemberFactory()
    client = signed_in(clerk)
    client.get("/office/members/member/")
    assert client.get(f"/office/members/member/{member.pk}/{page}/").status_code == 200
    (line,) = AuditLine.objects.all()
    assert (line.act, line.by_id, line.about_model, line.about_id, line.person_id) == (
        acts.READ, clerk.pk, "members.member", member.pk, member.user_id
    )  # fmt: skip


def test_history_of_an_account_leaves_a_line_once_it_shows_values(clerk) -> None:
    client, user = signed_in(clerk), UserFactory()
    address = f"/office/accounts/user/{user.pk}/history/"
    line = AuditLineFactory(about_id=user.pk, fields=["given_name"])
    client.get(address)
    assert AuditLine.objects.count() == 1
    AuditDetailFactory(line=line)
    client.get(address)
    left = AuditLine.objects.latest("pk")
    assert (left.act, left.about_model, left.person_id) == (acts.READ, "accounts.user", user.pk)


def test_looking_at_what_is_not_sensitive_leaves_nothing(clerk) -> None:
    client = signed_in(clerk)
    assert client.get(f"/office/accounts/user/{UserFactory().pk}/change/").status_code == 200
    assert client.get(f"/office/comms/message/{MessageFactory().pk}/change/").status_code == 200
    assert not AuditLine.objects.exists()


@pytest.mark.parametrize("role", ["privacy-officer", "administrator"])
def test_nobody_writes_changes_or_deletes_a_line_by_hand(role: str) -> None:
    client, line = signed_in(UserFactory(roles=[role])), AuditLineFactory()
    assert client.get(f"{LIST}add/").status_code == 403
    assert client.post(f"{LIST}{line.pk}/change/", {"code": "x"}).status_code == 403
    assert client.post(f"{LIST}{line.pk}/delete/", {"post": "yes"}).status_code == 403
    client.post(LIST, {"action": "delete_selected", "_selected_action": line.pk, "post": "yes"})
    assert AuditLine.objects.get(pk=line.pk).code == ""


@pytest.mark.parametrize(("role", "linked"), [("administrator", False), ("privacy-officer", True)])
def test_record_is_linked_for_who_may_open_it_alone(role: str, linked: bool) -> None:
    line = AuditLineFactory(about_model="members.member", about_id=MemberFactory().pk)
    page = signed_in(person("Reader", role)).get(LIST).text
    assert (f"/office/members/member/{line.about_id}/change/" in page) == linked
    assert f"Member #{line.about_id}" in page
