"""Publishing in the back office: written, looked at with its differences, confirmed; nothing typed is lost."""

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from members import services
from members.models import Announcement, Document, DocumentVersion
from tests.factories.accounts import UserFactory
from tests.factories.exams import AgreementFactory, AnnouncementFactory, DocumentVersionFactory
from tests.factories.members import CredentialFactory
from tests.factories.money import MembershipFactory
from tests.html_forms import Form, forms_of
from tests.people import person, signed_in

pytestmark = pytest.mark.django_db

TEXT = "We changed this.\n\n# One\n\n1. Be kind & just.\n- always"
SENT = {"label": "2099-1", "effective_on": "2099-01-01", "text": TEXT}


@pytest.fixture
def office() -> Client:
    """Somebody of the back office."""
    return signed_in(person("Bo", "back-office"))


def _document() -> Document:
    return Document.objects.get(key="code-of-conduct")


def _page() -> str:
    return f"/office/members/document/{_document().pk}/publish/"


def _text(answer: Any) -> str:
    said = re.sub(r"<[^>]*>", " ", answer.content.decode())
    return " ".join(said.replace("&#x27;", "'").replace("&amp;", "&").split())


def _form(answer: Any, name: str = "label") -> Form:
    return next(form for form in forms_of(answer.content.decode()) if name in form.values)


def test_page_begins_with_what_the_newest_version_says(office: Client) -> None:
    form = _form(office.get(_page()))
    assert form.values["text"].strip() == _document().versions.get().text.strip()
    assert form.values["label"] == form.values["effective_on"] == ""
    said = _text(office.get(_page()))
    assert "A version whose day has not come is put right like any other: by a later one" in said


def test_version_is_looked_at_then_published(office: Client) -> None:
    MembershipFactory()
    CredentialFactory()
    looked = office.post(_page(), SENT)
    said = _text(looked)
    for words in (
        "Publish version 2099-1 of “Code of Conduct”?",
        "It holds from 1 January 2099.",
        "Version 2026-1 ends with it, and stays readable.",
        "2 people with a membership or a title are told by mail, once each.",
        "From 1 January 2099 on, everybody in the register is asked to agree to it when they next sign in.",
        "What becomes different from version 2026-1",
        "Added",
        "Taken out",
    ):
        assert words in said, words
    assert '<div class="article" id="article-1">' in looked.content.decode()
    assert DocumentVersion.objects.filter(label="2099-1").count() == 0, "looking publishes nothing"
    sent = {**_form(looked).values, "publish": "Publish"}
    published = office.post(_page(), sent, follow=True)
    version = DocumentVersion.objects.get(label="2099-1")
    assert version.text == TEXT + "\n"
    assert "Version 2099-1 is published." in _text(published)
    assert published.redirect_chain == [(f"/office/members/document/{_document().pk}/versions/2099-1/", 302)]
    again = office.post(_page(), sent, follow=True)
    assert "Version 2099-1 is published." in _text(again), "a double click"
    assert DocumentVersion.objects.filter(label="2099-1").count() == Announcement.objects.count() == 1


def test_document_nobody_agrees_to_tells_nobody(office: Client) -> None:
    MembershipFactory()
    guide = Document.objects.get(key="application-guide")
    said = _text(office.post(f"/office/members/document/{guide.pk}/publish/", SENT))
    assert "Nobody is told by mail and nobody is asked to agree" in said


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"text": "# One\n\n#Two"}, "A heading begins with one “#” and a space."),
        ({"text": ""}, "There is no text yet."),
        ({"label": "2026-1"}, "This label is taken."),
        ({"label": "a b"}, "Use letters, digits and hyphens only"),
        ({"label": ""}, "Give the version a label"),
        ({"effective_on": "2020-01-01"}, "This day is over."),
        ({"effective_on": "tomorrow"}, "Write the day as year, month and day"),
        ({"effective_on": ""}, "Choose the first day"),
        ({"text": TEXT + "\x00"}, "a character that nobody sees (U+0000)"),
    ],
)
@pytest.mark.parametrize("button", ["", "publish"])
def test_nothing_typed_is_lost_where_something_is_wrong(
    more: dict[str, str], sentence: str, button: str, office: Client
) -> None:
    sent = {**SENT, **more}
    answer = office.post(_page(), {**sent, button: "x", "after": "2026-1"} if button else sent)
    assert answer.status_code == 200
    assert sentence in _text(answer)
    shown = _form(answer).values
    assert {name: shown[name].strip().replace("\x00", "") for name in sent} == {
        name: value.strip().replace("\x00", "") for name, value in sent.items()
    }
    assert not DocumentVersion.objects.filter(published_at__year__gt=2026, label=sent["label"]).exists()
    assert not Announcement.objects.exists()


def test_changing_it_once_more_keeps_what_was_typed(office: Client) -> None:
    looked = _form(office.post(_page(), SENT)).values
    back = _form(office.post(_page(), {**looked, "back": "Change it"})).values
    assert {name: back[name].strip().replace("\r\n", "\n") for name in SENT} == SENT


def test_file_takes_the_place_of_what_was_typed(office: Client) -> None:
    file = SimpleUploadedFile("code.txt", b"\xef\xbb\xbf# One\r\n\r\n1. From a file.")
    looked = office.post(_page(), {**SENT, "file": file})
    assert "From a file." in _text(looked)
    office.post(_page(), {**_form(looked).values, "publish": "Publish"})
    assert DocumentVersion.objects.get(label="2099-1").text == "# One\n\n1. From a file.\n"


def test_file_with_slips_is_mended_in_the_box(office: Client) -> None:
    answer = office.post(_page(), {**SENT, "file": SimpleUploadedFile("code.txt", b"#One")})
    assert "A heading begins with one" in _text(answer)
    assert _form(answer).values["text"].strip() == "#One"


@pytest.mark.parametrize("content", [b"\xff\xfe#\x00", b"x" * 240_001])
def test_file_that_is_no_text_is_told_and_what_was_typed_stays(content: bytes, office: Client) -> None:
    answer = office.post(_page(), {**SENT, "file": SimpleUploadedFile("code.txt", content)})
    assert "This file is no plain text in UTF-8" in _text(answer)
    assert _form(answer).values["text"].strip().replace("\r\n", "\n") == TEXT


def test_who_comes_second_reads_what_was_published_meanwhile(office: Client) -> None:
    looked = _form(office.post(_page(), SENT)).values
    DocumentVersionFactory(document=_document(), label="2098-1", effective_on="2098-01-01")
    answer = office.post(_page(), {**looked, "publish": "Publish"})
    assert "Meanwhile version 2098-1 was published. Look at the differences from it" in _text(answer)
    assert _form(answer).values["text"].strip().replace("\r\n", "\n") == TEXT
    assert not DocumentVersion.objects.filter(label="2099-1").exists()
    looked = office.post(_page(), SENT)
    assert "What becomes different from version 2098-1" in _text(looked)
    office.post(_page(), {**_form(looked).values, "publish": "Publish"})
    assert DocumentVersion.objects.filter(label="2099-1").exists()


def test_text_never_becomes_markup_where_it_is_looked_at(office: Client) -> None:
    html = office.post(_page(), {**SENT, "text": "<script>alert(1)</script>\n\n{% now 'Y' %}"}).content.decode()
    assert "<script>alert" not in html
    assert "{% now" in html


def test_only_who_may_publish_is_offered_it() -> None:
    pages = {
        role: signed_in(person(role, role)).get(f"/office/members/document/{_document().pk}/change/")
        for role in ("back-office", "administrator", "observer")
    }
    assert {role: "Publish a version" in _text(page) for role, page in pages.items()} == {
        "back-office": True,
        "administrator": True,
        "observer": False,
    }
    assert signed_in(person("Olga", "observer")).get(_page()).status_code == 403


def test_page_of_a_version_counts_who_agreed_and_who_was_told(office: Client) -> None:
    version = _document().versions.get()
    page = f"/office/members/document/{_document().pk}/versions/2026-1/"
    assert "nobody: it came with the product" in _text(office.get(page))
    AgreementFactory.create_batch(2, version=version)
    AgreementFactory(version=version, how="application")
    announcement = AnnouncementFactory(version=version)
    MembershipFactory()
    services.tell_of_version(version, [MembershipFactory().member_id], at=announcement.asked_at)
    said = _text(office.get(page))
    assert "3 (with an application: 1; after signing in: 2)" in said
    assert version.sha256 in said
    assert "1 (the others within minutes)" in said
    announcement.told_at = announcement.asked_at
    announcement.save()
    assert "everybody whom it concerned, by 15 January 2026" in _text(office.get(page))
    assert office.get(page.replace("2026-1", "none")).status_code == 404
    assert office.get("/office/members/document/999999/versions/2026-1/").status_code == 404
    assert office.get("/office/members/document/999999/publish/").status_code == 404


def test_newcomers_are_asked_for_nothing_more_by_a_version_to_come(office: Client) -> None:
    office.post(_page(), {**_form(office.post(_page(), SENT)).values, "publish": "Publish"})
    answer = signed_in(UserFactory()).get("/agreements/")
    assert "2099-1" not in answer.content.decode()
