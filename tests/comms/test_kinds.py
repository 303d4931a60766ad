"""The catalogue: every kind is whole, in text and HTML alike."""

import datetime as dt
import html
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.utils import translation

from common import references
from comms import rules
from comms.kinds import KINDS, NOT_KEPT, MessageKind, register
from comms.rendering import Letter, answers_to, as_mail, letter, write
from members.models import Title
from tests.comms.kinds import SAMPLE, in_catalogue, kind
from tests.factories.accounts import UserFactory
from tests.factories.comms import WRITTEN, MessageFactory

TEMPLATES = Path(settings.BASE_DIR) / "templates"
LONG = "Wolfeschlegelsteinhausenbergerdorff-Papadiamantopoulou & <Co> van den Eijnden"


def _letter(one: MessageKind, **facts: Any) -> Letter:
    made = {**one.sample, **facts}
    return write(one, made, to="ada@people.example", reference="M-1234", at=WRITTEN, language="en")


def _words(text: str) -> list[str]:
    """The words of a mail, whatever their order on the page."""
    return sorted(re.sub(r"[-–•*]|:(?=\s)", " ", text).split())


@pytest.mark.parametrize("key", sorted(KINDS))
def test_mail_is_whole_says_why_first_and_its_reference_last(key: str) -> None:
    words = _letter(KINDS[key])
    assert 10 < len(words.subject) <= rules.SUBJECT
    assert words.text.startswith("You get this mail because")
    assert words.text.rstrip().endswith("Reference of this mail: M-1234")
    links = re.findall(r"https?://\S+", words.text)
    assert links
    assert all(link.startswith(settings.BASE_URL) for link in links)
    assert words.html.count('class="button"') == 1
    assert "nvalid" not in words.text


@pytest.mark.parametrize("key", sorted(KINDS))
def test_text_has_no_stray_indents_and_empty_lines(key: str) -> None:
    optional = {name: "" for name in ("name", "remarks") if KINDS[key].facts.get(name) is str}
    for facts in ({}, optional):
        text = _letter(KINDS[key], **facts).text
        assert not [line for line in text.split("\n") if line.startswith((" ", "\t"))]
        assert "\n\n\n" not in text


@pytest.mark.parametrize("key", sorted(KINDS))
def test_html_fetches_nothing_and_says_what_the_text_says(key: str) -> None:
    words = _letter(KINDS[key])
    for outside in ("<img", "<link", "<script", "url(", "@import", "src="):
        assert outside not in words.html
    body = re.sub(r"<(title|style)\b.*?</\1>", " ", words.html, flags=re.DOTALL)
    heading = re.search(r"<h1>(.*?)</h1>", body, re.DOTALL)
    assert heading
    shown = html.unescape(re.sub(r"<[^>]+>", " ", body.replace(heading[0], " ")))
    assert set(_words(shown)) == set(_words(words.text))


LONGEST: dict[type, Any] = {
    dt.date: dt.date(2026, 9, 30),
    dt.datetime: dt.datetime(2026, 9, 30, 9, 0, tzinfo=dt.UTC),
    Decimal: Decimal("99999.99"),
}
"""The longest of each sort; words that people write are theirs to choose, except a title and a reference."""


@pytest.mark.parametrize("key", sorted(KINDS))
def test_subject_is_never_cut_by_what_we_put_into_it(key: str) -> None:
    one = KINDS[key]
    longest = {name: LONGEST[sort] for name, sort in one.facts.items() if sort in LONGEST}
    if "title" in one.facts:
        code = "S-" + "W" * (Title._meta.get_field("code").max_length - 2)
        longest["title"] = f"{code} {'W' * 120}"
    if "claim" in one.facts:
        longest["claim"] = references.new("E")
    for facts in ({}, longest):
        assert not _letter(one, **facts).subject.endswith("…")


@pytest.mark.parametrize("key", sorted(key for key in KINDS if str in KINDS[key].facts.values()))
def test_words_people_wrote_are_escaped_in_html_and_nowhere_else(key: str) -> None:
    names = {
        name: LONG for name, sort in KINDS[key].facts.items() if sort is str and not name.endswith(("url", "link"))
    }
    words = _letter(KINDS[key], **names)
    assert "<Co>" not in words.html
    assert "&amp;" not in words.text
    assert not names or LONG in words.text
    assert len(words.subject) <= rules.SUBJECT


@pytest.mark.parametrize("key", sorted(KINDS))
def test_link_that_opens_something_is_not_kept(key: str) -> None:
    opens = any(name.endswith(("url", "link")) for name in KINDS[key].facts)
    assert opens == (KINDS[key].good_for is not None)
    assert (KINDS[key].kept == NOT_KEPT) == (opens or bool({"by", "seed"} & set(KINDS[key].facts))), (
        "a colleague's name is not kept either, nor what a private link is made from"
    )


def test_every_mail_template_belongs_to_a_kind() -> None:
    there = {str(path.relative_to(TEMPLATES)) for path in TEMPLATES.glob("*/email/*_subject.txt")}
    assert there == {f"{one.template}_subject.txt" for one in KINDS.values()}


def test_facts_come_back_as_they_were_handed_over() -> None:
    assert kind().load(kind().dump(SAMPLE)) == SAMPLE


@pytest.mark.parametrize("odd", [{}, {**SAMPLE, "more": 1}])
def test_facts_that_were_not_declared_are_refused(odd: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"test\.kind is made from other facts: "):
        kind().dump(odd)


def test_key_is_given_once() -> None:
    with in_catalogue(kind()), pytest.raises(ValueError, match=r"test\.kind is in the catalogue already"):
        register(kind())


@pytest.mark.django_db
def test_mail_is_written_in_the_language_its_person_reads_now(monkeypatch: pytest.MonkeyPatch) -> None:
    person = UserFactory()
    message = MessageFactory(person=person, language="en")
    person.language = "nl"
    with translation.override("en"):
        words = letter(message)
    assert words.language == "nl"
    assert '<html lang="nl">' in words.html


@pytest.mark.django_db
def test_headers_say_who_wrote_when_and_that_it_was_a_machine(settings: Any) -> None:
    settings.DEFAULT_FROM_EMAIL = "SECO-Institute <portal@seco.example>"
    settings.MAIL_RETURN_ADDRESS = "returns@seco.example"
    message = MessageFactory(reference="M-7K3P-Q9WD-2A4B")
    words = letter(message)
    first, second = as_mail(message, words).message(), as_mail(message, words).message()
    assert first["Message-ID"] == second["Message-ID"] == "<m-7k3p-q9wd-2a4b@seco.example>"
    assert first["Date"] == "Wed, 01 Jul 2026 09:00:00 +0000"
    assert first["Auto-Submitted"] == "auto-generated"
    assert first["Content-Language"] == "en"
    assert first["From"] == "SECO-Institute <portal@seco.example>"
    assert first["Reply-To"] == settings.INSTITUTE["help_email"]
    assert as_mail(message, words).from_email == "returns@seco.example"
    assert [part.get_content_type() for part in first.walk()] == ["multipart/alternative", "text/plain", "text/html"]


CONDUCT, FINANCE = "conduct@seco.example", "finance@seco.example"
OF_FINANCE = ("invoice", "credit_note", "reminder", "payment_taken_back")


@pytest.mark.parametrize("key", sorted(KINDS))
def test_answers_go_to_who_handles_the_subject_of_the_mail(key: str, settings: Any) -> None:
    names = tuple(f"members.{name}{copy}" for name in OF_FINANCE for copy in ("", "_copy"))
    given = CONDUCT if key.startswith("conduct.") else FINANCE if key in names else ""
    told = settings.INSTITUTE["help_phone"]
    assert answers_to(key) == settings.INSTITUTE["help_email"], "where the settings name no other address"
    settings.MAIL_ANSWERS = {begins: CONDUCT if begins == "conduct." else FINANCE for begins in settings.MAIL_ANSWERS}
    assert answers_to(key) == (given or settings.INSTITUTE["help_email"])
    words = _letter(KINDS[key])
    for form in (words.text, words.html):
        foot = " ".join(form.split())
        assert (f"Questions? Write to {given}." in foot) == bool(given)
        assert (f"or call {told}." in foot) != bool(given)
        assert not key.startswith("conduct.") or settings.INSTITUTE["help_email"] not in foot


@pytest.mark.django_db
def test_reply_of_a_mail_about_conduct_reaches_no_help_line(settings: Any) -> None:
    settings.MAIL_ANSWERS = {"conduct.": CONDUCT}
    message = MessageFactory()
    words = letter(message)
    message.kind = "conduct.to_vote"
    assert as_mail(message, words).message()["Reply-To"] == CONDUCT


def test_subject_beyond_the_limit_is_cut() -> None:
    words = write(
        KINDS["account.password_changed"], {}, to="a@b.example", reference="M-1", at=dt.datetime.now(dt.UTC),
        language="en",
    )  # fmt: skip
    assert len(words.subject) <= rules.SUBJECT
