"""The form as a document: everything in it, sealed, tagged, in any script, with what identifies it."""

import datetime as dt
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from applications import documents
from applications.documents import FormSheet, Signature
from common import seal
from tests import papers
from tests.applications.signing import AT
from tests.factories.applications import AppointmentFactory, OrganisationAnswerFactory, PositionFactory, whole

pytestmark = pytest.mark.django_db


def _sheet() -> FormSheet:
    draft = whole(level="Ik besloot.\n\nΑποφάσισα.", given_name="Łucja", family_name="Đặng-Voorbeeld")
    PositionFactory(
        application=draft, organisation="شركة", begins_on=dt.date(2010, 5, 3), begins_by_month=False,
        ends_on=dt.date(2014, 12, 31), ends_by_month=True, in_field=False, at_level=False, standpoint="outside",
        share=60,
    )  # fmt: skip
    return documents.sheet_of(draft, AT)


SIGNATURE = Signature(name="Łucja Đặng-Voorbeeld", at=AT, address="lucja@people.example", short_term=False)


def test_document_says_everything_with_its_fingerprints_and_signature() -> None:
    sheet = _sheet()
    content = seal.seal(documents.form_pdf(sheet, SIGNATURE), reason="Signed", at=AT)
    text = papers.text(content)
    said = sheet.content
    wanted = [
        said.reference, "S-CISO Certified Information Security Officer", "Łucja", "Đặng-Voorbeeld", said.email,
        "Nergensstraat 1", "0000 AA Nergenshuizen", "+31 00 000 00 00", "Ik besloot.", "Αποφάσισα.",
        "since March 2019", "3 May 2010 until December 2014", "60 % of full time", "not in the field",
        "7 years 4 months 6 days", "3 people · 2 organisations", "I reported to them for three years.", "resume.pdf",
        said.files[0].sha256, "Code of Conduct", "6 July 2026, 11:00:00 CEST", "lucja@people.example",
        documents.short_code(sheet.fingerprint), sheet.fingerprint, "Page 1 of",
        *(version.sha256 for version in said.versions), *(person.name for person in said.people),
    ]  # fmt: skip
    flat = "".join(text.split())
    assert [words for words in wanted if "".join(words.split()) not in flat] == []
    assert len(said.versions) == 3


def test_document_says_neither_how_references_are_reached_nor_when_the_identity_is_checked() -> None:
    draft = whole()
    draft.references.update(phone="+31 00 000 00 09")
    AppointmentFactory(application=draft, starts_at=AT + dt.timedelta(days=3), taken_at=AT)
    sheet = documents.sheet_of(draft, AT)
    flat = "".join(papers.text(documents.form_pdf(sheet, SIGNATURE)).split())
    kept = [person.email for person in sheet.content.people] + ["+310000000009", "9July2026"]
    assert [words for words in kept if words in flat] == []
    assert "Checkedbyvideo" in flat


def test_document_says_that_a_masked_copy_is_no_part_of_it() -> None:
    flat = "".join(
        papers.text(documents.form_pdf(documents.sheet_of(whole(identity_way="copy"), AT), SIGNATURE)).split()
    )
    assert "Checkedbyamaskedcopyofanidentitydocument,whichisnopartofthisform" in flat


def test_sealed_document_is_tagged_kept_for_years_and_valid() -> None:
    content = seal.seal(documents.form_pdf(_sheet(), SIGNATURE), reason="Signed", at=AT)
    facts = papers.facts(content)
    assert (facts["Tagged"], facts["PDF version"], facts["JavaScript"]) == ("yes", "1.7", "no")
    assert all(papers.fonts(content).values())
    assert "Signature is Valid." in papers.signature(content)
    assert "Total document signed" in papers.signature(content)
    with pikepdf.open(BytesIO(content)) as opened:
        assert b'pdfaid:part="3"' in opened.Root.Metadata.read_bytes()
    structure = papers.structure(content)
    assert "H1" in structure
    assert "Đặng-Voorbeeld" in structure


def test_form_to_sign_by_hand_has_a_page_for_it_with_a_code_that_names_what_it_says(tmp_path: Path) -> None:
    sheet = replace(_sheet(), term_met=False)
    content = documents.form_pdf(sheet)
    assert papers.codes(content, tmp_path) == [f"{sheet.content.reference} {sheet.fingerprint}"]
    last = papers.text(content).split("\x0c")[-1]
    assert "Place and day" in last
    assert "I know that I do not meet the five years yet" in " ".join(last.split())
    assert "Signed in as" not in last


def test_fingerprint_is_of_what_is_said_and_of_nothing_else() -> None:
    draft = whole()
    first = documents.sheet_of(draft, AT)
    assert documents.sheet_of(draft, AT + dt.timedelta(days=40)).fingerprint == first.fingerprint
    draft.person.language = "nl"
    assert documents.sheet_of(draft, AT).fingerprint == first.fingerprint
    seen = {first.fingerprint}
    draft.accomplishment += " And more."
    seen.add(documents.sheet_of(draft, AT).fingerprint)
    draft.references.filter(pk=draft.references.all()[0].pk).update(phone="+31 00")
    seen.add(documents.sheet_of(draft, AT).fingerprint)
    draft.references.update(agreed_at=None)
    seen.add(documents.sheet_of(draft, AT).fingerprint)
    draft.positions.update(share=80)
    seen.add(documents.sheet_of(draft, AT).fingerprint)
    draft.references.filter(pk=draft.references.all()[0].pk).update(organisation="Alfa B.V.")
    OrganisationAnswerFactory(application=draft, names="alfa\nalfa b.v.")
    seen.add(documents.sheet_of(draft, AT).fingerprint)
    draft.resume.sha256 = "f" * 64
    assert documents.sheet_of(draft, AT).fingerprint in seen, "what was sent is not what anybody can compare"
    draft.resume.kept_sha256 = "f" * 64
    seen.add(documents.sheet_of(draft, AT).fingerprint)
    assert len(seen) == 7
