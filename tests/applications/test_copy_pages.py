"""The pages of a masked copy, for its applicant: chosen, sent, refused, replaced, taken back, and asked for again."""

import datetime as dt
import io
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from applications import masking_words
from applications.enums import Part
from applications.models import Application, Appointment, IdentityCopy
from applications.selectors.form import form_of
from applications.services import copies as services
from common.files import reading
from tests.applications.finalising import accepted
from tests.factories.applications import AppointmentFactory, whole
from tests.factories.assessment import IdentityCheckFactory, IdentityCopyFactory
from tests.people import person, signed_in

pytestmark = pytest.mark.django_db

AT = dt.datetime(2026, 7, 8, 9, 0, tzinfo=dt.UTC)
JSON = {"Accept": "application/json"}


@pytest.fixture(autouse=True)
def read(monkeypatch: pytest.MonkeyPatch, time_machine: Any) -> list[str]:
    """What a program reads in every picture: nothing, unless a test says otherwise."""
    time_machine.move_to(AT, tick=False)
    there: list[str] = []
    monkeypatch.setattr(reading, "present", lambda: True)
    monkeypatch.setattr(reading, "texts", lambda _picture, _person: (text for text in there))
    return there


@pytest.fixture
def draft() -> Application:
    return whole(person=person("Ada"), identity_way="")


def _picture(name: str = "copy.jpg") -> SimpleUploadedFile:
    held = io.BytesIO()
    seen = Image.new("RGB", (480, 300), "grey")
    seen.paste("white", (20, 20, 120, 160))
    seen.save(held, "JPEG")
    return SimpleUploadedFile(name, held.getvalue(), "image/jpeg")


def _at(row: Application, rest: str = "identity/copy/") -> str:
    return f"/applications/{row.reference.lower()}/{rest}"


def _text(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def _shown(row: Application, rest: str = "") -> str:
    return _text(signed_in(row.person).get(_at(row, rest)))


def _submitted(**given: Any) -> Application:
    submitted = AT - dt.timedelta(days=40)
    return whole(submitted=True, submitted_at=submitted, person=person("Ada"), identity_way="copy", **given)


def test_way_leads_to_the_page_that_covers_and_nothing_is_chosen_before_a_copy_is_here(draft: Application) -> None:
    client = signed_in(draft.person)
    assert "destroyed 7 days after the check" in _text(client.get(_at(draft, "identity/")))
    assert client.post(_at(draft, "identity/"), {"way": "copy"}).url == _at(draft)
    draft.refresh_from_db()
    assert draft.identity_way == ""
    page = _text(client.get(_at(draft)))
    assert f'data-mark="For SECO-Institute only, on 8 July 2026, application …{draft.reference[-6:]}"' in page
    assert "Send a copy you covered beforehand" in page
    assert "No program looks for numbers" not in page


def test_page_names_the_parts_that_are_open_and_takes_nothing_before_they_are_done(draft: Application) -> None:
    draft.references.earliest("pk").delete()
    client = signed_in(draft.person)
    page = _text(client.get(_at(draft)))
    assert "These parts are still open" in page
    assert _at(draft, "references/") in page
    assert _at(draft, "documents/") not in page
    assert "<input" not in page.partition("<main")[2].partition("</main>")[0]
    refused = client.post(_at(draft), {"picture": _picture()}, headers=JSON)
    assert "the last thing you send before you sign" in refused.json()["refused"]
    assert not IdentityCopy.objects.exists()


def test_copy_is_received_and_its_page_says_what_when_and_until_when(draft: Application) -> None:
    client = signed_in(draft.person)
    answer = client.post(_at(draft), {"picture": _picture()}, follow=True)
    page = _text(answer)
    assert answer.redirect_chain == [(_at(draft, "identity/"), 302)]
    for told in (
        "We received your copy.",
        "8 July 2026, 11:00",
        "480 × 300 points",
        "found no citizen number",
        "7 Aug",
    ):
        assert told in page, told
    assert "By a masked copy" in page
    draft.refresh_from_db()
    assert form_of(draft, AT).lacks[Part.IDENTITY] == ()
    assert "We check it by the masked copy you send." in _shown(draft, "check/")
    again = client.post(_at(draft), {"picture": _picture()}, headers=JSON)
    assert again.json() == {"url": _at(draft, "identity/")}
    assert draft.identity_copies.kept().count() == 1


def test_copy_without_a_program_that_reads_says_so(draft: Application, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "present", lambda: False)
    client = signed_in(draft.person)
    assert "No program looks for numbers in copies at the moment" in _text(client.get(_at(draft)))
    assert "By no program" in _text(client.post(_at(draft), {"picture": _picture()}, follow=True))


@pytest.mark.parametrize("scripted", [True, False], ids=["by script", "without"])
def test_refusal_is_told_at_the_field_and_nothing_is_kept(draft: Application, read: list[str], scripted: bool) -> None:
    read.append("BSN 111222333")
    answer = signed_in(draft.person).post(
        _at(draft), {"picture": _picture()}, headers=JSON if scripted else {"Accept": "text/html"}
    )
    sentence = answer.json()["refused"] if scripted else _text(answer)
    assert answer.status_code == 200
    assert "we can still read a number that may be a citizen service number (BSN)" in sentence
    assert "111222333" not in sentence
    if not scripted:
        assert sentence.index('class="error-summary"') < sentence.index('id="id_picture_error"')
    assert not IdentityCopy.objects.exists()


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        (None, "Choose the picture first"),
        (SimpleUploadedFile("card.pdf", b"%PDF-1.7\n", "application/pdf"), "Take a photo or a screenshot"),
        (SimpleUploadedFile("card.jpg", b"", "image/jpeg"), "This file is empty"),
        (SimpleUploadedFile("card.jpg", b"\xff" * (9 * 1024 * 1024), "image/jpeg"), "larger than 8 MB"),
    ],
    ids=["nothing", "PDF", "empty", "too large"],
)
def test_what_is_no_picture_is_told_with_what_to_do(draft: Application, sent: Any, told: str) -> None:
    answer = signed_in(draft.person).post(_at(draft), {"picture": sent} if sent else {})
    assert told in _text(answer)
    assert not IdentityCopy.objects.exists()


def test_copy_of_a_draft_is_taken_back_after_asking(draft: Application) -> None:
    client = signed_in(draft.person)
    assert client.get(_at(draft, "identity/copy/take-back/")).url == _at(draft, "identity/")
    client.post(_at(draft), {"picture": _picture()})
    assert "Take your copy back?" in _text(client.get(_at(draft, "identity/copy/take-back/")))
    page = _text(client.post(_at(draft, "identity/copy/take-back/"), follow=True))
    assert "We destroyed your copy." in page
    assert draft.identity_copies.get().content is None
    assert "There is no copy any more." in _text(client.post(_at(draft, "identity/copy/take-back/"), follow=True))


def test_copy_of_a_draft_that_was_destroyed_is_asked_for_on_its_page() -> None:
    row = whole(person=person("Ada"), identity_way="copy")
    IdentityCopyFactory(application=row, sent_at=AT - dt.timedelta(days=31), destroyed=True)
    page = _shown(row, "identity/")
    assert "Your masked copy is not here" in page
    assert "a draft keeps one for 30 days only" in page
    assert "Send a masked copy of your document, or choose an appointment." in _shown(row)


def test_copy_is_somebody_elses(draft: Application) -> None:
    client: Client = signed_in(person("Bob"))
    for rest in ("identity/copy/", "identity/copy/take-back/"):
        assert client.get(_at(draft, rest)).status_code == 404
        assert client.post(_at(draft, rest), {"picture": _picture()}).status_code == 404
    assert not IdentityCopy.objects.exists()


# After the submission ----------------------------------------------------------------------------------


def test_copy_that_waits_is_shown_with_its_last_day_and_can_be_replaced() -> None:
    row = _submitted()
    IdentityCopyFactory(application=row, sent_at=AT)
    page = _shown(row)
    for told in ("A colleague looks at it; you need do nothing.", "7 August 2026", "You sent a masked copy"):
        assert told in page, told
    assert "Choose a time by video" not in page
    answer = signed_in(row.person).post(_at(row), {"picture": _picture()}, follow=True)
    assert answer.redirect_chain == [(_at(row, ""), 302)]
    assert "We received your copy." in _text(answer)


@pytest.mark.parametrize("judged", [True, False], ids=["not verified", "destroyed unseen"])
def test_another_one_or_a_time_is_asked_for_on_every_page(judged: bool) -> None:
    row = _submitted()
    if judged:
        check = IdentityCheckFactory(
            application=row, way="copy", verdict="not-verified", failure="photo-unreadable", words="", checked_at=AT
        )
        IdentityCopyFactory(application=row, sent_at=AT - dt.timedelta(days=3), identity_check=check)
    else:
        IdentityCopyFactory(application=row, sent_at=AT - dt.timedelta(days=31), destroyed=True)
    page = _shown(row)
    told = "Uncover the whole photo, and see that" if judged else "Nobody had looked at it within 30 days"
    assert told in page
    assert "We need another masked copy of your document, or to see you live" in page
    for path in ("/applications/", "/"):
        shown = _text(signed_in(row.person).get(path))
        assert "It is your turn: send another masked copy, or choose an appointment." in shown
    slot = AppointmentFactory(starts_at=AT + dt.timedelta(days=4))
    client = signed_in(row.person)
    assert client.get(_at(row, "appointment/video/")).status_code == 200
    assert client.post(_at(row, "appointment/video/"), {"slot": slot.pk}).status_code == 302
    assert Appointment.objects.get(pk=slot.pk).application == row
    assert "It is your turn" not in _shown(row)
    assert not IdentityCopy.objects.kept().exists()


def test_time_is_chosen_before_an_acceptance_only_where_a_copy_did_not_do() -> None:
    row = _submitted()
    IdentityCopyFactory(application=row, sent_at=AT)
    slot = AppointmentFactory(starts_at=AT + dt.timedelta(days=4))
    client = signed_in(row.person)
    assert client.get(_at(row, "appointment/video/")).url == _at(row, "")
    client.post(_at(row, "appointment/video/"), {"slot": slot.pk})
    assert Appointment.objects.get(pk=slot.pk).application is None


@pytest.mark.parametrize("gone", [True, False], ids=["destroyed", "still kept"])
def test_verified_copy_says_when_it_goes_or_went_and_none_is_taken_any_more(gone: bool) -> None:
    row = _submitted()
    check = IdentityCheckFactory(application=row, way="copy", checked_at=AT)
    ended = {"content": None, "destroyed_at": AT, "ended": "verdict"} if gone else {}
    IdentityCopyFactory(application=row, sent_at=AT - dt.timedelta(days=1), identity_check=check, **ended)
    page = _shown(row)
    assert "Checked on 8 July 2026 by your masked copy. Kind of document: passport." in page
    assert ("was destroyed on 8 July 2026" if gone else "is destroyed by 15 July 2026") in page
    assert "We looked at your masked copy and verified your identity." in page
    answer = signed_in(row.person).get(_at(row), follow=True)
    assert "Your identity is verified already; no copy is needed." in _text(answer)


def test_list_after_an_acceptance_offers_a_copy_and_says_that_one_waits() -> None:
    row = accepted(AT).application
    assert "Send a masked copy" in _shown(row)
    services.send(row, _picture().read(), by=row.person, at=AT)
    page = _shown(row)
    assert "We look at the masked copy of your document, which you sent on 8 July 2026." in page
    assert "Send another masked copy" in page


def test_page_of_the_script_has_every_sentence_and_every_fact_in_it() -> None:
    facts = {fact for text in masking_words.SENTENCES.values() for fact in re.findall(r"{(\w+)}", str(text))}
    assert facts == {"height", "left", "n", "name", "number", "percent", "possible", "size", "top", "width"}
