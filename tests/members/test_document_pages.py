"""Public pages of documents: the guide, PDF of every version, and what is different between two of them."""

import datetime as dt
import re
from typing import Any

import pytest
from django.test import Client

from common import subjects
from common.pdf import CannotDraw
from members.documents import versions as papers_of_versions
from members.documents.versions import version_pdf, version_sheet
from members.models import Document, DocumentVersion
from members.models.documents import fingerprint
from members.rules.texts import parse
from tests import papers
from tests.factories.exams import AgreementFactory, DocumentFactory, DocumentVersionFactory

pytestmark = pytest.mark.django_db

GUIDE = "application-guide"
FINGERPRINT = "dcede000afc54db210c7407e6781b4937dfa950a475aedde11f82023ba0bd4d4"
"""What was published is never edited: a change is a new version."""


def _text(answer: Any) -> str:
    said = re.sub(r"<[^>]*>", " ", answer.content.decode())
    return " ".join(said.replace("&#x27;", "'").replace("&amp;", "&").split())


def _later(text: str, **more: Any) -> DocumentVersion:
    code = Document.objects.get(key="code-of-conduct")
    sent = {"label": "2026-2", "effective_on": dt.date(2026, 3, 1), **more}
    return DocumentVersionFactory(document=code, text=text, **sent)


# The guide --------------------------------------------------------------------------------------------------


def test_guide_is_a_document_to_read_and_nothing_to_agree_to() -> None:
    version = DocumentVersion.objects.get(document__key=GUIDE)
    assert version.sha256 == fingerprint(version.text) == FINGERPRINT
    said = _text(Client().get("/documents/"))
    assert "4 documents" in said
    assert said.index("What comes with a title") < said.index("Before you apply") < said.index("Guide for applicants")


@pytest.mark.parametrize(
    "fact",
    [
        "at least five years",
        "relevance",
        "term",
        "level",
        "accomplishment",
        "Three to six people",
        "two different organisations",
        "Sixty months are five years",
        "each day counts once",
        "within twenty working days",
        "EUR 150 a year",
        "private link",
        "ninety days after the decision",
    ],
)
def test_guide_tells_the_facts(fact: str) -> None:
    assert fact in _text(Client().get(f"/documents/{GUIDE}/"))


def test_guide_numbers_its_articles_without_a_gap() -> None:
    text = DocumentVersion.objects.get(document__key=GUIDE).text
    numbers = [int(block.number) for section in parse(text) for block in section.blocks if block.number]
    assert numbers == list(range(1, len(numbers) + 1))


# PDF --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", ["code-of-conduct", "terms-of-use", "cpe-policy", GUIDE])
def test_version_as_pdf_says_what_its_page_says(key: str) -> None:
    answer = Client().get(f"/documents/{key}/2026-1/pdf/")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == f'attachment; filename="{key}-2026-1.pdf"'
    version = DocumentVersion.objects.get(document__key=key)
    facts = papers.facts(answer.content)
    assert (facts["Title"], facts["Tagged"]) == (f"{version.document.title}, version 2026-1", "yes")
    assert all(papers.fonts(answer.content).values())
    said = "".join(papers.text(answer.content).split())
    assert version.sha256 in said
    assert "Inforcefrom1January2026" in said
    assert f"Page1of{facts['Pages']}" in said
    read = "".join(papers.structure(answer.content).split())
    for section in parse(version.text):
        for said_there in (section.heading, *(x for b in section.blocks for x in (b.text, *b.items))):
            assert "".join(said_there.split()) in re.sub(r'"', "", read) or "".join(said_there.split())[:40] in said


def test_every_version_has_its_own_pdf_and_the_same_bytes_each_time() -> None:
    later = _later("# One\n\n1. Something <b>else</b> & more.\n- an item")
    first, second = (Client().get(f"/documents/code-of-conduct/{label}/pdf/").content for label in ("2026-1", "2026-2"))
    assert "Something <b>else</b> & more." in papers.text(second)
    assert "Something" not in papers.text(first)
    version_pdf.cache_clear()
    sheet = version_sheet(later, page="http://127.0.0.1:8000/documents/code-of-conduct/2026-2/")
    assert version_pdf(sheet) == second
    assert Client().get("/documents/code-of-conduct/none/pdf/").status_code == 404


def test_page_says_when_a_pdf_cannot_be_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_args: Any, **_more: Any) -> bytes:
        raise CannotDraw("We cannot make documents at the moment.")

    version_pdf.cache_clear()
    monkeypatch.setattr(papers_of_versions.pdf, "draw", fails)
    answer = Client().get("/documents/cpe-policy/2026-1/pdf/")
    assert answer.status_code == 503
    assert "We cannot make documents at the moment." in _text(answer)
    assert "Read version 2026-1 here" in _text(answer)


@pytest.mark.parametrize(
    "text", ["W" * 3000, "مرحبا بكم\n\n1. فاطمة", "# " + "Heading " * 60 + "\n\nx", "1. x\n" + "- item\n" * 300]
)
def test_no_text_breaks_the_pages(text: str) -> None:
    made = version_pdf(version_sheet(_later(text), page="http://127.0.0.1:8000/"))
    boxes = re.findall(r'<word xMin="([\d.-]+)"[^>]*xMax="([\d.-]+)"', papers.text(made, "-bbox"))
    assert all(float(left) >= 50 and float(right) <= 595.3 - 40 for left, right in boxes)


# Differences ------------------------------------------------------------------------------------------------


def _differences(query: str = "") -> Any:
    return Client().get(f"/documents/code-of-conduct/differences/{query}")


def test_differences_tell_words_that_were_added_and_taken_out(django_assert_num_queries) -> None:
    first = DocumentVersion.objects.get(document__key="code-of-conduct")
    _later(first.text.replace("Keep your word.", "Keep your given word.") + "\n25. Something new.\n")
    with django_assert_num_queries(2):
        answer = _differences()
    html, said = answer.content.decode(), _text(answer)
    assert "to version 2026-2, in force from 1 Mar 2026" in said
    assert re.search(r"<ins>.*?given</ins>", html)
    assert re.search(r"<ins>Something new\.</ins>", html)
    assert "<del>" not in html
    assert "paragraphs that stay the same" in said
    back = _differences("?from=2026-2&to=2026-1").content.decode()
    assert re.search(r"<del>.*?given</del>", back)
    assert "<ins>" not in back


def test_page_of_a_version_leads_to_its_pdf_and_to_what_changed() -> None:
    _later("Different.")
    html = Client().get("/documents/code-of-conduct/").content.decode()
    assert 'href="/documents/code-of-conduct/2026-2/pdf/"' in html
    assert 'href="/documents/code-of-conduct/differences/?from=2026-1&amp;to=2026-2"' in html
    older = Client().get("/documents/code-of-conduct/2026-1/").content.decode()
    assert 'href="/documents/code-of-conduct/differences/"' in older


def test_same_words_with_another_label_are_told_as_the_same() -> None:
    _later(DocumentVersion.objects.get(document__key="code-of-conduct").text)
    assert "Both versions say the same, word by word." in _text(_differences())


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("?from=2026-1&to=2026-1", "This is the same version. Choose another one."),
        ("?from=none&to=2026-1", "There is no such version. Choose one."),
        ("?from=&to=", "Choose a version."),
        ("?from=%00&to=%F0%9F%98%80", "There is no such version. Choose one."),
    ],
)
def test_question_without_an_answer_is_told(query: str, sentence: str) -> None:
    _later("Different.")
    answer = _differences(query)
    assert answer.status_code == 404
    assert sentence in _text(answer)


def test_one_version_alone_is_compared_with_nothing() -> None:
    assert "There is only one version of “Code of Conduct” so far" in _text(_differences())
    assert Client().get(f"/documents/{DocumentFactory().key}/differences/").status_code == 200
    assert Client().get("/documents/nothing/differences/").status_code == 404


def test_text_never_becomes_markup_among_the_differences() -> None:
    _later("<script>alert(1)</script>")
    assert "<script>alert" not in _differences().content.decode()


# A person's own ---------------------------------------------------------------------------------------------


def test_copy_of_the_data_names_version_day_and_fingerprint() -> None:
    agreement = AgreementFactory(how="application")
    [row] = subjects.export(agreement.person)["What you agreed to"]
    assert row == {
        "document": str(agreement.version.document.title),
        "version": agreement.version.label,
        "fingerprint (SHA-256)": agreement.version.sha256,
        "agreed": agreement.agreed_at,
        "on which occasion": "with an application",
    }
