"""Lists of the back office: searched table by table, told by years, counted no further than they show."""

from datetime import date
from html import unescape
from types import SimpleNamespace
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib import admin
from django.db import connection
from django.test import Client

from accounts.models import User
from common import office, searching
from common.office import OfficeAdmin
from comms.models import Message
from members.models import Invoice, Member
from tests.factories.comms import MessageFactory
from tests.factories.members import MemberFactory
from tests.factories.money import InvoiceFactory
from tests.people import person, signed_in

pytestmark = pytest.mark.django_db
LIST = "/office/members/member/"
WORDS = (
    "vondeling", "VONDEL", "vondeling aan", '"aan zee"', "zee vondeling", "elsewhere.example", "1", "1000", "100%", "_",
    "nobody", "'", '"', "vondeling nobody", "a", "d@", "\\",
)  # fmt: skip


@pytest.fixture
def people() -> list[Member]:
    """Members whom the same words find by different columns."""
    made = [
        MemberFactory(user__family_name="Vondeling", town="Dorp"),
        MemberFactory(user__given_name="Vondel", town="Oord aan Zee"),
        MemberFactory(town="Vondeling aan Zee", user__given_name="Zoë"),
        MemberFactory(user__email="vondeling@somewhere.example"),
        MemberFactory(),
    ]
    for part in ("first", "second"):
        EmailAddress.objects.create(user=made[0].user, email=f"vondeling.{part}@elsewhere.example")
    return made


def _asked(model: Any, word: str, method: Any) -> list[int]:
    listed = admin.site.get_model_admin(model)
    rows, _repeated = method(listed, SimpleNamespace(GET={}), model.objects.order_by("pk"), word)
    return sorted(rows.values_list("pk", flat=True))


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize("model", [Member, User])
@pytest.mark.parametrize("word", WORDS)
def test_words_find_the_rows_that_django_finds_and_each_once(word: str, model: Any) -> None:
    by_django = _asked(model, word, admin.ModelAdmin.get_search_results)
    assert _asked(model, word, OfficeAdmin.get_search_results) == sorted(set(by_django))


def test_letter_with_a_mark_is_found_whatever_its_case(people: list[Member]) -> None:
    assert _asked(Member, "ZOË", OfficeAdmin.get_search_results) == [people[2].pk]


@pytest.mark.parametrize("model", [Member, User])
def test_every_searched_column_of_long_lists_is_asked_by_an_index(model: Any) -> None:
    if connection.vendor != "postgresql":
        return
    columns = admin.site.get_model_admin(model).search_fields
    with connection.cursor() as cursor:
        for way in ("seqscan", "indexscan", "indexonlyscan"):
            cursor.execute(f"SET LOCAL enable_{way} = off")
    for column in columns:
        plan = searching.found(model, [column], ["vondeling"]).explain()
        assert "letters" in plan or "figures" in plan, f"{column}: {plan}"


@pytest.mark.usefixtures("people")
def test_long_list_says_that_it_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    clerk = signed_in(person("Bo", "back-office"))
    monkeypatch.setattr(office, "AT_MOST", 5)
    assert "5 members" in _text(clerk, LIST)
    monkeypatch.setattr(office, "AT_MOST", 3)
    assert "The first 3 members are listed. A search or a filter finds the others." in _text(clerk, LIST)
    assert "3 and more found" in _text(clerk, f"{LIST}?q=example")
    assert "2 found" in _text(clerk, f"{LIST}?q=zee")


def test_act_for_all_of_a_list_is_for_those_that_are_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = MessageFactory.create_batch(3, sent=True, text_until="2126-01-01T00:00Z")
    monkeypatch.setattr(office, "AT_MOST", 2)
    clerk, sent = signed_in(person("Bo", "back-office")), {"action": "send_again", "select_across": "1"}
    clerk.post("/office/comms/message/", {**sent, "_selected_action": [rows[0].pk]})
    again = Message.objects.filter(repeat=1)
    assert {row.recipient for row in again} == {row.recipient for row in rows[1:]}, "the newest are listed"


def test_years_are_those_from_the_first_row_to_the_last_and_a_year_has_its_months() -> None:
    for day in (date(2024, 12, 31), date(2027, 1, 1)):
        InvoiceFactory(issued_on=day, due_on=day)
    clerk = signed_in(person("Fenna", "finance"))
    at = "/office/members/invoice/"
    shown = _years(clerk, at)
    assert [title for title in ("2023", "2024", "2025", "2026", "2027", "2028") if f">{title}</a>" in shown] == [
        "2024", "2025", "2026", "2027",
    ]  # fmt: skip
    shown = _years(clerk, f"{at}?issued_on__year=2024")
    assert "All years</a>" in shown
    assert shown.count("issued_on__month=") == 12
    shown = _years(clerk, f"{at}?issued_on__year=2024&issued_on__month=12")
    assert "<b>December 2024</b>" in shown
    assert Invoice.objects.filter(issued_on__year=2024, issued_on__month=12).count() == 1
    for odd in ("0", "99999", "x", ""):
        assert clerk.get(f"{at}?issued_on__year={odd}", follow=True).status_code == 200, odd


def _text(client: Client, at: str) -> str:
    return " ".join(unescape(client.get(at).text).split())


def _years(client: Client, at: str) -> str:
    return _text(client, at).split('class="years"')[1].split("</nav>")[0]
