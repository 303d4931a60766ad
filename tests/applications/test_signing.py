"""Signing: what is written, kept, mailed and noted once, and every refusal by its sentence."""

import datetime as dt
from hashlib import sha256
from typing import Any

import pytest
from django.core.files.storage import default_storage

from applications import services
from applications.enums import IdentityWay
from applications.models import Application
from applications.rules.withdrawn import kept_until
from applications.services import ApplicationRefused, ChangedMeanwhile, Submitted, identity
from common import personal_data, seal
from common.calendar import local_day
from common.errors import Forbidden
from common.files.refusals import FileRefused
from common.models import AuditLine, Upload
from comms.models import Message
from comms.rendering import letter
from members.models import Agreement, Document
from tests.applications.signing import AT, prepared, scan_of, seen, signed
from tests.factories.accounts import UserFactory
from tests.factories.applications import ApplicationFactory, AppointmentFactory, PositionFactory, whole
from tests.factories.exams import DocumentVersionFactory
from tests.factories.members import CredentialFactory, MemberFactory

pytestmark = pytest.mark.django_db

KEYS = {"code-of-conduct", "terms-of-use", "cpe-policy"}


def _stored(upload: Upload) -> bytes:
    with default_storage.open(upload.stored_as) as file:
        return bytes(file.read())


def _nothing_happened(draft: Application) -> None:
    draft.refresh_from_db()
    assert (draft.state, draft.submitted_at, draft.form, draft.signed_name) == ("draft", None, None, "")
    assert not Agreement.objects.exists()
    assert not Message.objects.exists()
    assert not AuditLine.objects.filter(act="applications.submitted").exists()
    assert not Upload.objects.filter(shelf="application-form", state="kept").exists()


def test_signed_form_is_kept_sealed_agreed_to_mailed_and_noted() -> None:
    draft = whole()
    before = seen(draft)
    row = signed(draft, name="  ADA   voorbeeld ")
    row = Application.objects.get(pk=row.pk)
    assert (row.state, row.submitted_at, row.signed_how, row.signed_name) == (
        "submitted",
        AT,
        "portal",
        "ADA voorbeeld",
    )
    assert (row.short_term, row.content_sha256) == (False, before)
    content = _stored(row.form)
    assert (row.form.state, row.form.expires_at, row.form.owner) == ("kept", None, row.person)
    assert row.form_sha256 == sha256(content).hexdigest()
    assert seal.look(content) == seal.Looked(verdict=seal.Verdict.WHOLE, by="SECO-Institute, demonstration", at=AT)
    agreed = Agreement.objects.filter(person=row.person, how="application", agreed_at=AT)
    assert {agreement.version.document.key for agreement in agreed} == KEYS
    mail = Message.objects.get(person=row.person)
    assert mail.kind == "applications.submitted"
    text = letter(mail).text
    assert "on 6 July 2026" in text
    assert "You will hear from us by 3 August 2026" in text
    assert row.reference in text
    line = AuditLine.objects.get(act="applications.submitted")
    assert (line.about_id, line.person_id, line.code) == (row.pk, row.person_id, "portal")


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"name": "Ada Lovelace"}, "Sign with your name as it stands in the form: Ada Voorbeeld"),
        ({"name": ""}, "Sign with your name"),
        ({"name": "Ada\u202eVoorbeeld"}, "characters that cannot be shown"),
        ({"seen": ""}, "was changed since you read it"),
        ({"seen": "0" * 64}, "was changed since you read it"),
        ({"agree_to": []}, "with your agreement to all documents that hold"),
    ],
)
def test_what_cannot_be_signed_so_leaves_nothing(said: dict[str, Any], sentence: str) -> None:
    draft = whole()
    with pytest.raises(ApplicationRefused, match=sentence):
        signed(draft, **said)
    _nothing_happened(draft)


def test_only_a_whole_form_is_signed() -> None:
    draft = whole()
    draft.references.all()[0].delete()
    with pytest.raises(ApplicationRefused, match="Something is lacking in the form"):
        signed(draft)
    _nothing_happened(draft)


def test_nobody_signs_or_withdraws_for_somebody_else() -> None:
    draft, other = whole(), UserFactory()
    for act in (
        lambda: signed(draft, by=other),
        lambda: services.prepare(draft, seen=seen(draft), by=other, at=AT),
    ):
        with pytest.raises(Forbidden):
            act()
    _nothing_happened(draft)
    with pytest.raises(Forbidden):
        services.withdraw(whole(submitted=True), by=other, at=AT)


def test_second_signature_is_told_of_the_first_and_changes_nothing() -> None:
    draft = whole()
    first = signed(draft)
    with pytest.raises(Submitted):
        services.sign(
            draft,
            name="Ada Voorbeeld",
            seen=first.content_sha256,
            agree_to=[],
            short_term=False,
            by=draft.person,
            at=AT,
        )
    assert Message.objects.count() == 1
    assert Upload.objects.filter(shelf="application-form", state="kept").count() == 1


def test_under_five_years_is_submitted_once_that_is_confirmed() -> None:
    draft = whole()
    draft.positions.all().delete()
    PositionFactory(application=draft, begins_on=dt.date(2024, 1, 1))
    with pytest.raises(ApplicationRefused, match="You do not meet the five years yet"):
        signed(draft)
    _nothing_happened(draft)
    assert signed(draft, short_term=True).short_term


def test_tick_for_a_short_term_says_nothing_once_the_term_is_met() -> None:
    assert not signed(whole(), short_term=True).short_term


def test_title_won_meanwhile_is_not_asked_for_again() -> None:
    draft = whole()
    CredentialFactory(member=MemberFactory(user=draft.person), title=draft.title, awarded_on=dt.date(2026, 1, 5))
    with pytest.raises(ApplicationRefused, match="You hold"):
        signed(draft)


def test_version_published_since_the_answers_were_read_has_to_be_read() -> None:
    draft = whole()
    read = seen(draft)
    DocumentVersionFactory(document=Document.objects.get(key="terms-of-use"), effective_on=AT.date())
    with pytest.raises(ChangedMeanwhile):
        signed(draft, seen=read)
    _nothing_happened(draft)


def test_form_drawn_while_something_was_changed_is_not_submitted(monkeypatch: pytest.MonkeyPatch) -> None:
    draft = whole()

    def slow(content: bytes, **more: Any) -> bytes:
        draft.references.update(role="Somebody else changes this in another window")
        return content

    monkeypatch.setattr("applications.services.signing.seal", slow)
    with pytest.raises(ChangedMeanwhile):
        signed(draft)
    _nothing_happened(draft)
    assert Upload.objects.get(shelf="application-form").state == "gone"


def test_time_of_an_appointment_is_not_part_of_what_is_signed() -> None:
    draft = whole()
    read = seen(draft)
    AppointmentFactory(application=draft, taken_at=AT)
    assert signed(draft, seen=read).state == "submitted"


def test_printed_form_is_signed_by_hand_and_sent_as_a_scan() -> None:
    draft = whole()
    row = prepared(draft)
    assert (row.state, row.content_sha256) == ("draft", seen(draft))
    assert seal.look(_stored(row.form)).verdict == seal.Verdict.WHOLE
    assert AuditLine.objects.filter(act="applications.form-prepared", about_id=row.pk).exists()
    scan = scan_of(draft)
    later = AT + dt.timedelta(days=3)
    services.submit_scan(draft, scan, short_term=False, by=draft.person, at=later)
    row = Application.objects.get(pk=row.pk)
    assert (row.state, row.submitted_at, row.signed_how) == ("submitted", later, "scan")
    assert (row.signed_scan, row.signed_scan.expires_at, row.signed_name) == (scan, None, "Ada Voorbeeld")
    assert Agreement.objects.filter(person=row.person, how="application").count() == len(KEYS)
    assert Message.objects.get().kind == "applications.submitted"
    assert AuditLine.objects.get(act="applications.submitted").code == "scan"


def test_scan_of_a_form_that_does_not_fit_any_more_is_refused() -> None:
    draft = prepared(whole())
    first = draft.form_id
    draft.references.update(role="Somebody else")
    for said in (
        "Something was changed after the form was printed",
        "Something was changed after the form was printed",
    ):
        with pytest.raises(ChangedMeanwhile, match=said):
            services.submit_scan(draft, scan_of(draft), short_term=False, by=draft.person, at=AT)
    services.prepare(draft, seen=seen(draft), by=draft.person, at=AT)
    assert Upload.objects.get(pk=first).state == "gone"
    services.submit_scan(draft, scan_of(draft), short_term=False, by=draft.person, at=AT)
    assert Application.objects.get(pk=draft.pk).state == "submitted"


def test_scan_without_a_printed_form_and_scan_that_is_gone_are_refused() -> None:
    draft = whole()
    with pytest.raises(ChangedMeanwhile, match="Make the form anew"):
        services.submit_scan(draft, scan_of(draft), short_term=False, by=draft.person, at=AT)
    prepared(draft)
    scan = scan_of(draft)
    Upload.objects.filter(pk=scan.pk).update(state="gone", ended_at=AT, expires_at=None)
    with pytest.raises(FileRefused, match="not there any more"):
        services.submit_scan(draft, scan, short_term=False, by=draft.person, at=AT)
    draft.refresh_from_db()
    assert draft.state == "draft"


def test_change_drops_the_printed_form_with_its_file() -> None:
    draft = prepared(whole())
    form = draft.form_id
    services.save_part(draft, {"phone": "+31 00 000 00 01"}, by=draft.person, at=AT)
    draft.refresh_from_db()
    assert (draft.form, draft.form_sha256, draft.content_sha256) == (None, "", "")
    assert Upload.objects.get(pk=form).state == "gone"


def test_saving_without_a_change_and_another_time_of_the_same_way_keep_the_printed_form() -> None:
    draft, later = prepared(whole()), AT + dt.timedelta(days=1)
    form = draft.form_id
    services.save_part(draft, {"phone": draft.phone}, by=draft.person, at=later)
    slot = AppointmentFactory(starts_at=later + dt.timedelta(days=9))
    identity.choose(draft, IdentityWay.VIDEO, slot.pk, by=draft.person, at=later)
    draft.refresh_from_db()
    assert (draft.form_id, draft.form.state, draft.changed_at) == (form, "kept", later)
    services.submit_scan(draft, scan_of(draft), short_term=False, by=draft.person, at=later)
    assert Application.objects.get(pk=draft.pk).state == "submitted"


def test_another_way_to_check_the_identity_drops_the_printed_form() -> None:
    draft = prepared(whole())
    identity.choose(draft, IdentityWay.IN_PERSON, None, by=draft.person, at=AT)
    draft.refresh_from_db()
    assert (draft.form, draft.content_sha256) == (None, "")


def test_withdrawing_frees_the_appointment_mails_notes_and_lets_the_person_begin_anew() -> None:
    row = signed(whole())
    slot = AppointmentFactory(application=row, taken_at=AT)
    person = row.person
    services.withdraw(row, by=person, at=AT + dt.timedelta(days=1))
    row = Application.objects.get(pk=row.pk)
    slot.refresh_from_db()
    assert (row.state, row.withdrawn_at) == ("withdrawn", AT + dt.timedelta(days=1))
    assert (slot.application, slot.taken_at) == (None, None)
    assert row.form.state == row.resume.state == "kept"
    mail = Message.objects.get(kind="applications.withdrawn")
    assert "until 7 July 2027" in letter(mail).text
    assert AuditLine.objects.get(act="applications.withdrawn").person_id == person.pk
    anew = services.start(person, row.title, by=person, at=AT + dt.timedelta(days=2))
    assert (anew.state, anew == row) == ("draft", False)


def test_confirmation_is_not_sent_once_the_application_was_withdrawn() -> None:
    from comms.kinds import KINDS

    row = signed(whole())
    mail = Message.objects.get()
    assert KINDS[mail.kind].still_true(mail)
    services.withdraw(row, by=row.person, at=AT)
    assert not KINDS[mail.kind].still_true(mail)


def test_withdrawing_twice_is_done_once() -> None:
    row = ApplicationFactory(submitted=True)
    for turn in range(2):
        services.withdraw(row, by=row.person, at=AT + dt.timedelta(days=turn))
    row.refresh_from_db()
    assert row.withdrawn_at == AT
    assert Message.objects.filter(kind="applications.withdrawn").count() == 1
    assert AuditLine.objects.filter(act="applications.withdrawn").count() == 1


@pytest.mark.parametrize(
    ("withdrawn", "last"),
    [
        (dt.datetime(2028, 2, 29, 12, tzinfo=dt.UTC), dt.datetime(2029, 3, 1, 12, tzinfo=dt.UTC)),
        (dt.datetime(2027, 2, 28, 12, tzinfo=dt.UTC), dt.datetime(2028, 2, 28, 12, tzinfo=dt.UTC)),
        (AT, AT + dt.timedelta(days=365)),
    ],
)
def test_withdrawn_application_goes_the_day_after_the_one_it_is_kept_until(
    withdrawn: dt.datetime, last: dt.datetime
) -> None:
    row = ApplicationFactory(withdrawn=True, withdrawn_at=withdrawn)
    assert kept_until(local_day(withdrawn)) == local_day(last)
    (retention,) = personal_data.REGISTER[Application].retention
    assert not retention.due(last).exists()
    assert retention.due(last + dt.timedelta(days=1)).get() == row
