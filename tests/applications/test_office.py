"""A submitted application in the back office: how it was signed, and whether its form is what was sealed."""

import datetime as dt
import re
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from applications import documents, services
from applications.models import Application
from applications.rules.signing import same_name
from common import seal
from common.models import AuditLine
from tests.applications.signing import AT, prepared, scan_of, signed
from tests.factories.accounts import with_app
from tests.factories.applications import ApplicationFactory, OrganisationAnswerFactory, PositionFactory, whole
from tests.people import person, signed_in

pytestmark = pytest.mark.usefixtures("nobody_interested")


def _page(row: Application) -> str:
    client = signed_in(with_app(person(f"Clerk {row.pk}-{AuditLine.objects.count()}", "back-office")))
    answer = client.get(f"/office/applications/application/{row.pk}/change/")
    return re.sub(r"\s+", " ", answer.content.decode())


@pytest.mark.django_db
def test_page_says_that_nothing_was_changed_since_the_form_was_sealed_and_when_something_was() -> None:
    row = signed(whole())
    page = _page(row)
    told = "nothing was changed since it was sealed by SECO-Institute, demonstration, 6 July 2026, 11:00:00."
    assert f"Checked just now: {told}" in page
    assert row.form_sha256 in page
    with default_storage.open(row.form.stored_as) as file:
        content = file.read()
    default_storage.delete(row.form.stored_as)
    assert "The file is not there" in _page(row)
    hole = content.index(b"/Contents <") + 11
    end = content.index(b">", hole) - 1
    for place in (200, end):
        changed = content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]
        default_storage.save(row.form.stored_as, ContentFile(changed))
        assert "This file was changed after it was sealed." in _page(row), place
        default_storage.delete(row.form.stored_as)


@pytest.mark.django_db
def test_page_says_that_a_seal_cannot_be_checked_while_our_certificates_cannot_be_read(
    settings: Any, tmp_path: Path
) -> None:
    row = signed(whole())
    settings.SEAL_CERTIFICATE = str(tmp_path / "none.pem")
    seal.forget()
    page = _page(row)
    seal.forget()
    assert "The seal cannot be checked now" in page
    assert "This file was changed" not in page


@pytest.mark.django_db
def test_page_shows_the_scan_of_a_form_signed_by_hand() -> None:
    draft = prepared(whole())
    services.submit_scan(draft, scan_of(draft), short_term=False, by=draft.person, at=AT)
    page = _page(draft)
    assert "by hand, as a scan" in page
    assert "signed.png" in page


@pytest.mark.django_db
def test_page_tells_the_days_of_jobs_as_they_were_written() -> None:
    row = whole(submitted=True)
    PositionFactory(
        application=row, begins_on="2010-05-03", begins_by_month=False, ends_on="2014-12-31", ends_by_month=True
    )
    page = _page(row)
    assert "since March 2019, 100 %" in page
    assert "3 May 2010 until December 2014, 100 %" in page


@pytest.mark.django_db
def test_page_tells_the_time_at_level_the_consents_and_shows_files_beside_their_download() -> None:
    row = whole(submitted=True)
    page = _page(row)
    assert "At level: 7 years 4 months 6 days." in page
    assert page.count("On 1 July 2026 the applicant confirmed that this person agreed to be asked.") == 3
    for file in (row.resume, row.form):
        assert re.search(rf'href="/files/{file.reference}/?\?inline" target="_blank" rel="noopener">Look at', page)
        assert re.search(rf'href="/files/{file.reference}/?">Download', page)
    assert page.count("<dt>Responsibility</dt>") == 1
    row.positions.update(responsibility="", at_level=False)
    assert "<dt>Responsibility</dt>" not in _page(row)


@pytest.mark.django_db
def test_list_tells_by_when_each_is_answered_what_is_due_first_on_top_and_offers_no_drafts() -> None:
    ended = ApplicationFactory(withdrawn=True, submitted_at=dt.datetime(2026, 7, 3, 9, 0, tzinfo=dt.UTC))
    late, soon = (
        ApplicationFactory(submitted=True, due_on=dt.date(2026, 8, day), first_due_on=dt.date(2026, 8, day))
        for day in (7, 4)
    )
    page = signed_in(person("Clerk", "back-office")).get("/office/applications/application/")
    rows = list(page.context["cl"].result_list)
    assert rows == [soon, late, ended]
    assert [row.answer_by for row in rows] == [dt.date(2026, 8, 4), dt.date(2026, 8, 7), None]
    text = re.sub(r"\s+", " ", page.content.decode())
    assert "4 August 2026" in text
    assert "state__exact=submitted" in text
    assert "state__exact=draft" not in text


@pytest.mark.parametrize("typed", ["Ada Voorbeeld", "  ada   VOORBEELD ", "Ada\u2003Voorbeeld"])
def test_signature_is_the_same_name_whatever_its_case_and_spacing(typed: str) -> None:
    assert same_name(typed, "Ada Voorbeeld")


@pytest.mark.parametrize("typed", ["", "Ada", "Ada Voorbeelt", "AdaVoorbeeld", "Voorbeeld Ada"])
def test_another_name_is_no_signature(typed: str) -> None:
    assert not same_name(typed, "Ada Voorbeeld")


def test_accents_stored_in_two_ways_are_one_name_and_nobody_is_called_nothing() -> None:
    assert same_name("Zoe\u0308 Đặng", "ZOË đặng")
    assert not same_name("", "")


@pytest.mark.django_db
def test_organisations_that_look_alike_are_told_as_they_were_typed() -> None:
    draft = whole()
    draft.references.filter(pk=draft.references.all()[0].pk).update(organisation="Alfa B.V.")
    OrganisationAnswerFactory(application=draft, names="alfa\nalfa b.v.")
    check = signed_in(draft.person).get(f"/applications/{draft.reference.lower()}/check/").content.decode()
    shown = "<bdi>Alfa B.V.</bdi>, <bdi>Alfa</bdi>"
    assert shown in check
    (alike,) = documents.sheet_of(draft, AT).content.alike
    assert alike.names == "Alfa B.V., Alfa"
    page = _page(signed(draft))
    assert f"{shown}: different organisations, says the applicant" in page
