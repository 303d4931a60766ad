"""The public page of the rules: for any day, in words, to anybody, without a cookie."""

import datetime as dt
import re
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from django.test import Client

from cpe import words
from cpe.enums import VersionState
from cpe.models import PolicyVersion
from cpe.services import copy
from cpe.shipped import POLICY
from tests.factories.accounts import UserFactory
from tests.factories.cpe import DRAFTED
from tests.factories.members import MemberFactory
from tests.people import person, signed_in

pytestmark = pytest.mark.django_db


def _text(answer: Any) -> str:
    main = answer.content.decode().partition('<main id="main" class="sheet" tabindex="-1">')[2].partition("</main>")[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


@pytest.fixture
def next_years() -> PolicyVersion:
    """Rules published for 2027: six credits of podcasts."""
    draft = copy(PolicyVersion.objects.get(), by=UserFactory(roles=("back-office",)), at=DRAFTED)
    draft.activities.filter(key="podcast").update(year_cap=Decimal(6))
    draft.put_forward(by=draft.drafted_by, at=DRAFTED)
    draft.publish(by=UserFactory(), at=DRAFTED)
    draft.summary = "A credit more for podcasts."
    draft.save()
    return draft


def test_page_tells_every_level_and_activity_in_words() -> None:
    text = _text(Client().get("/cpe/policy/"))
    for activity in POLICY.activities.values():
        told = words.activity(activity, POLICY)
        assert activity.name in text
        for sentence in (*told.brings, *told.limits, *([told.waits] if told.waits else [])):
            assert sentence in text, sentence
    assert "Foundation nothing to report" in text
    assert re.search(r"Practitioner 20 60 40 Expert 40 120 80 Certified Officer 40 120 80", text)
    for example in words.examples(POLICY):
        assert example in text
    assert "At most 2 times the yearly number counts in one year, of what was reported from 1 January 2025 on." in text
    assert "what was reported before 1 January 2025 takes the room of its activity first." in text
    assert "20 kinds" in text


def test_page_costs_four_queries_and_sets_no_cookie(next_years, django_assert_num_queries) -> None:
    client = Client()
    with django_assert_num_queries(4):
        answer = client.get("/cpe/policy/?on=2027-03-01")
    assert answer.status_code == 200
    assert not client.cookies


@pytest.mark.parametrize(
    ("day", "podcasts", "holds"),
    [
        ("2026-12-31", 5, "First version from the beginning until 31 December 2026"),
        ("2027-01-01", 6, "Version of 2027 from 1 January 2027 until further notice"),
        ("0001-01-01", 5, "First version from the beginning until 31 December 2026"),
        ("9999-12-31", 6, "Version of 2027 from 1 January 2027 until further notice"),
    ],
)
def test_page_shows_the_rules_of_the_day_asked_for(next_years, day: str, podcasts: int, holds: str) -> None:
    text = _text(Client().get("/cpe/policy/", {"on": day}))
    assert f"At most {podcasts} credits a year" in text.partition("Listen to podcasts")[2][:300]
    assert text.startswith(holds) or holds in text[:200]


def test_without_a_day_it_is_today_here(next_years, time_machine) -> None:
    for moment, year in (("2026-12-31T22:30:00Z", "31 December 2026"), ("2026-12-31T23:30:00Z", "1 January 2027")):
        time_machine.move_to(moment, tick=False)
        for query in ("", "?on=", "?other=1"):
            text = _text(Client().get(f"/cpe/policy/{query}"))
            assert f"{year} today" in text


@pytest.mark.parametrize(
    "day", ["tomorrow", "2027-02-30", "2027-13-01", "-1", "'; DROP TABLE", "9" * 500, "\u0000", "２０２７"]
)
def test_day_that_is_none_gets_a_sentence_and_todays_rules(day: str) -> None:
    answer = Client().get("/cpe/policy/", {"on": day})
    assert answer.status_code == 200
    text = _text(answer)
    assert "Write the day as year, month and day, such as 2027-03-01." in text
    assert "Listen to podcasts" in text
    assert "<title>Error:" in " ".join(answer.content.decode().split())


def test_day_stays_in_its_field() -> None:
    assert 'value="2027-03-01"' in Client().get("/cpe/policy/?on=2027-03-01").text
    assert 'value="tomorrow"' in Client().get("/cpe/policy/?on=tomorrow").text


def test_versions_lead_to_their_own_rules(next_years) -> None:
    client = Client()
    page = client.get("/cpe/policy/").content.decode()
    links = re.findall(r'<a href="(\?on=[^"]+)">([^<]+)</a>', page)
    assert links == [("?on=2027-01-01", "Version of 2027"), ("?on=0001-01-01", "First version")]
    for link, name in links:
        assert _text(client.get(f"/cpe/policy/{link}")).startswith(f"{name} from")


def test_nothing_unpublished_is_shown() -> None:
    draft = copy(PolicyVersion.objects.get(), by=UserFactory(roles=("back-office",)), at=DRAFTED)
    for state in (VersionState.DRAFT, VersionState.PUT_FORWARD):
        if state == VersionState.PUT_FORWARD:
            draft.put_forward(by=draft.drafted_by, at=DRAFTED)
            draft.save()
        assert "Version of 2027" not in _text(Client().get("/cpe/policy/?on=2027-03-01"))


def test_names_are_shown_as_text(next_years) -> None:
    draft = copy(next_years, by=UserFactory(roles=("back-office",)), at=DRAFTED)
    draft.activities.filter(key="podcast").update(name="<b>Bold</b>", explanation="<i>Thin</i>")
    draft.effective_on = dt.date(2028, 1, 1)
    draft.put_forward(by=draft.drafted_by, at=DRAFTED)
    draft.publish(by=UserFactory(), at=DRAFTED)
    draft.save()
    page = Client().get("/cpe/policy/?on=2028-01-01").text
    assert "&lt;b&gt;Bold&lt;/b&gt;" in page
    assert "&lt;i&gt;Thin&lt;/i&gt;" in page
    assert "<b>Bold" not in page


def test_version_without_limits_is_told_too() -> None:
    draft = copy(PolicyVersion.objects.get(), by=UserFactory(roles=("back-office",)), at=DRAFTED)
    draft.annual_factor = draft.annual_from = None
    draft.put_forward(by=draft.drafted_by, at=DRAFTED)
    draft.publish(by=UserFactory(), at=DRAFTED)
    draft.save()
    text = _text(Client().get("/cpe/policy/?on=2027-01-01"))
    assert "No limit on what counts in a year altogether." in text
    assert "Counted a year, at most" not in text


@pytest.mark.parametrize("path", ["/titles/", "/"])
def test_page_is_found_from_where_one_would_look(path: str) -> None:
    assert 'href="/cpe/policy/"' in Client().get(path).text


def test_member_finds_it_from_home() -> None:
    member = MemberFactory(user=person("Ada"))
    main = signed_in(member.user).get("/").content.decode().partition("<main")[2].partition("</main>")[0]
    assert 'href="/cpe/policy/"' in main
