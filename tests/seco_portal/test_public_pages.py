import datetime as dt
from html import unescape

import pytest
import time_machine
from django.test import Client

from common import personal_data
from tests.people import person, signed_in

pytestmark = pytest.mark.django_db


def test_privacy_page_names_every_field_with_reason_and_term() -> None:
    shown = " ".join(unescape(Client().get("/privacy/").text).split()).lower()
    for table in personal_data.overview():
        assert table.name.lower() in shown
        for row in table.rows:
            assert row.why.lower() in shown
            assert row.term.lower() in shown
            assert all(field.lower() in shown for field in row.fields)
    assert "at the latest 12 hours after you signed in" in shown
    assert "privacy@seco-institute.example" in shown


@pytest.mark.parametrize("languages", [[("en", "English")], [("en", "English"), ("nl", "Nederlands")]])
def test_privacy_page_promises_no_choice_that_the_profile_does_not_offer(settings, languages) -> None:
    settings.LANGUAGES = languages
    offered = 'name="language"' in signed_in(person("Ada")).get("/profile/").text
    promised = "your language" in Client().get("/privacy/").text.partition('id="rights"')[2]
    assert promised == offered == (len(languages) > 1)


def test_public_pages_cost_no_query_and_set_no_cookie(django_assert_num_queries) -> None:
    client = Client()
    with django_assert_num_queries(0):
        answers = [client.get(address) for address in ("/privacy/", "/accessibility/", "/.well-known/security.txt")]
    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert not client.cookies


def test_accessibility_page_says_whom_to_tell() -> None:
    assert "help@seco-institute.example" in Client().get("/accessibility/").text


@time_machine.travel(dt.datetime(2026, 7, 1, 9, 0, tzinfo=dt.UTC), tick=False)
def test_security_txt_says_whom_to_tell_and_until_when() -> None:
    answer = Client().get("/.well-known/security.txt")
    fields = dict(line.split(": ", 1) for line in answer.text.splitlines())
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert fields == {
        "Contact": "mailto:security@seco-institute.example",
        "Expires": "2026-12-28T00:00:00Z",
        "Preferred-Languages": "en, nl",
        "Canonical": "http://127.0.0.1:8000/.well-known/security.txt",
    }


def test_welcome_page_leads_who_is_shown_a_title_to_its_verification() -> None:
    page = Client().get("/").text
    shown = page.partition('id="employers"')[2]
    assert 'href="/verify/"' in shown
    assert "whether it stands today" in shown
    assert "report activities" in page.partition('id="members"')[2]
