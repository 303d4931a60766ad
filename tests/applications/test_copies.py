"""Masked copies: sent, taken back, opened, judged and destroyed, by their rows, lines and mails."""

import datetime as dt
from io import BytesIO
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from PIL import Image

from accounts.models import User
from applications import copies_vault
from applications.copy_words import HELPS, SAYS
from applications.emails import copies as emails
from applications.enums import CopyEnd, CopyFailure, DocumentKind, IdentityVerdict, IdentityWay, Part
from applications.models import Application, Appointment, IdentityCheck, IdentityCopy
from applications.rules.progress import Lack
from applications.rules.screening import Shown
from applications.selectors import copies as selectors
from applications.selectors.form import form_of
from applications.services import checking, copies, identity, withdraw
from common import duties
from common.errors import Forbidden
from common.files import reading
from common.files.refusals import FileRefused
from common.models import AuditLine
from comms.models import Message
from comms.rendering import letter
from tests.factories.applications import ApplicationFactory, AppointmentFactory, whole
from tests.factories.assessment import DECIDED, CopyOpeningFactory, IdentityCopyFactory, InterestFactory
from tests.people import person

pytestmark = pytest.mark.django_db

AT = dt.datetime(2026, 3, 3, 10, 0, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


def picture(**saved: Any) -> bytes:
    written = BytesIO()
    seen = Image.new("RGB", (480, 300), "grey")
    seen.paste("white", (20, 20, 120, 160))
    seen.save(written, **{"format": "JPEG", **saved})
    return written.getvalue()


@pytest.fixture(autouse=True)
def says(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is read in every picture: nothing, unless a test says otherwise."""
    told: list[str] = []
    monkeypatch.setattr(reading, "present", lambda: True)
    monkeypatch.setattr(reading, "texts", lambda _picture, _person: (text for text in told))
    return told


@pytest.fixture
def checker() -> User:
    return person("Checker", "identity-checker")


def submitted(**given: Any) -> Application:
    found: Application = ApplicationFactory(submitted=True, **{"submitted_at": AT, "identity_way": "copy", **given})
    return found


def kept(row: Application, at: dt.datetime = AT, **given: Any) -> IdentityCopy:
    found: IdentityCopy = IdentityCopyFactory(application=row, sent_at=at, **given)
    return found


def judge(copy: IdentityCopy, by: User, failure: CopyFailure | None = None, words: str = "", at: Any = AT) -> Any:
    verdict = IdentityVerdict.NOT_VERIFIED if failure else IdentityVerdict.VERIFIED
    document = DocumentKind.PASSPORT
    return copies.judge_copy(copy, verdict=verdict, document=document, failure=failure, words=words, by=by, at=at)


def lines(act: str) -> list[AuditLine]:
    return list(AuditLine.objects.filter(act=f"applications.identity-copy-{act}").order_by("pk"))


def test_draft_takes_a_copy_once_nothing_else_is_lacking() -> None:
    row = whole(identity_way="")
    copy = copies.send(row, picture(), by=row.person, at=AT)
    row.refresh_from_db()
    assert (row.identity_way, row.changed_at) == ("copy", AT)
    assert (copy.width, copy.height, copy.machine_read, copy.destroyed_at) == (480, 300, True, None)
    shown = copies_vault.unseal(bytes(copy.content or b""), row.reference)
    assert shown.startswith(b"\xff\xd8")
    assert len(shown) == copy.bytes
    assert form_of(row, AT).lacks[Part.IDENTITY] == ()
    (line,) = lines("sent")
    assert (line.about_id, line.by_id, line.code) == (row.pk, row.person_id, "first")
    assert not Message.objects.exists()


def test_draft_that_lacks_something_takes_none() -> None:
    row = ApplicationFactory(filled=True, resume=None)
    with pytest.raises(copies.CopyRefused, match="last thing you send before you sign"):
        copies.send(row, picture(), by=row.person, at=AT)
    assert not IdentityCopy.objects.exists()


def test_signing_needs_a_copy_that_is_kept_where_a_copy_was_chosen() -> None:
    row = whole(identity_way="copy")
    assert form_of(row, AT).lacks[Part.IDENTITY] == (Lack.COPY,)
    kept(row)
    assert form_of(row, AT + 29 * DAY).lacks[Part.IDENTITY] == ()
    assert form_of(row, AT + 30 * DAY).lacks[Part.IDENTITY] == (Lack.COPY,), "past its day it is none"


def test_second_copy_replaces_the_first_and_gives_the_appointment_back() -> None:
    row = submitted(identity_way="video")
    slot = AppointmentFactory(application=row, taken_at=AT, starts_at=AT + DAY)
    first = copies.send(row, picture(), by=row.person, at=AT)
    assert Appointment.objects.get(pk=slot.pk).application is None
    second = copies.send(row, picture(), by=row.person, at=AT + DAY)
    first.refresh_from_db()
    assert (first.content, first.destroyed_at, first.ended) == (None, AT + DAY, "replaced")
    assert IdentityCopy.objects.kept().get() == second
    assert [line.code for line in lines("sent")] == ["first", "again"]
    assert [line.code for line in lines("destroyed")] == ["replaced"]


@pytest.mark.parametrize(
    ("read", "shown"), [("BSN 999.911.120", Shown.NUMBER), ("P<NLDSPECIMEN<<WILLEKE", Shown.LINES)]
)
def test_copy_on_which_something_is_read_is_refused_and_nothing_kept(read: str, shown: Shown, says: list[str]) -> None:
    row = submitted()
    says.append(read)
    with pytest.raises(copies.ShowsTooMuch, match="Nothing of it was kept") as refusal:
        copies.send(row, picture(), by=row.person, at=AT)
    assert refusal.value.shown == shown
    assert not IdentityCopy.objects.exists()


def test_copy_is_taken_unread_only_where_nothing_can_read(monkeypatch: pytest.MonkeyPatch) -> None:
    row = submitted()
    monkeypatch.setattr(reading, "present", lambda: False)
    assert copies.send(row, picture(), by=row.person, at=AT).machine_read is False


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"%PDF-1.7\n%...", "Take a photo or a screenshot"),
        (b"", "This file is empty"),
        (b"\x00" * 500, "We take"),
        (picture()[:300], "damaged or not whole"),
        (b"PK\x03\x04" + b"\x00" * 300, "picture alone, JPEG or PNG. This file is something else"),
    ],
)
def test_what_is_no_picture_is_refused(content: bytes, told: str) -> None:
    row = submitted()
    with pytest.raises(FileRefused, match=told):
        copies.send(row, content, by=row.person, at=AT)
    assert not IdentityCopy.objects.exists()


def test_who_may_send_and_when(checker: User) -> None:
    row = submitted()
    with pytest.raises(Forbidden):
        copies.send(row, picture(), by=checker, at=AT)
    for state in ("rejected", "awarded", "lapsed"):
        done = ApplicationFactory(assessment=True, state=state, decided_at=DECIDED, due_on=None)
        with pytest.raises(copies.CopyRefused, match="no copy is needed"):
            copies.send(done, picture(), by=done.person, at=AT)
    copy = kept(row)
    CopyOpeningFactory(copy=copy, by=checker)
    judge(copy, checker)
    with pytest.raises(copies.CopyRefused, match="verified already"):
        copies.send(row, picture(), by=row.person, at=AT)


def test_draft_takes_its_copy_back() -> None:
    row = whole(identity_way="copy")
    copy = kept(row)
    copies.take_back(row, by=row.person, at=AT)
    copy.refresh_from_db()
    row.refresh_from_db()
    assert (copy.content, copy.ended, row.identity_way) == (None, "taken-back", "")
    with pytest.raises(copies.CopyRefused, match="no copy any more"):
        copies.take_back(row, by=row.person, at=AT)


def test_choosing_an_appointment_instead_destroys_the_copy() -> None:
    row = whole(identity_way="copy")
    copy = kept(row)
    identity.choose(row, IdentityWay.VIDEO, None, by=row.person, at=AT)
    copy.refresh_from_db()
    assert (copy.content, copy.ended) == (None, "taken-back")


def test_two_openings_are_free_by_whomever_and_the_third_needs_a_reason(checker: User) -> None:
    row, second = submitted(), person("Second", "identity-checker")
    copy = kept(row)
    assert copies.open_copy(copy, "", by=checker, at=AT) == b"picture"
    assert not selectors.asks_reason(copy)
    copies.open_copy(copy, "", by=second, at=AT)
    assert selectors.asks_reason(copy)
    with pytest.raises(copies.ReasonNeeded, match="opened twice"):
        copies.open_copy(copy, "  ", by=checker, at=AT)
    with pytest.raises(checking.WordsRefused):
        copies.open_copy(copy, "To read 999911120 again.", by=checker, at=AT)
    copies.open_copy(copy, "The applicant rang about the photo.", by=checker, at=AT)
    assert [(row.by, row.reason) for row in selectors.openings_of(copy)] == [
        (checker, ""),
        (second, ""),
        (checker, "The applicant rang about the photo."),
    ]
    assert [(line.by_id, line.person_id) for line in lines("opened")] == [
        (checker.pk, row.person_id),
        (second.pk, row.person_id),
        (checker.pk, row.person_id),
    ]


def test_who_may_open_and_judge(checker: User) -> None:
    row = submitted()
    copy = kept(row)
    row.person.grants.create(role="identity-checker")
    interested = person("Interested", "identity-checker")
    InterestFactory(application=row, person=interested, interested=True, words="My brother.")
    for by in (row.person, interested, person("Clerk", "back-office"), person("Assessor", "assessor")):
        with pytest.raises(Forbidden):
            copies.open_copy(copy, "", by=by, at=AT)
        with pytest.raises(Forbidden):
            judge(copy, by)
    with pytest.raises(copies.CopyRefused, match="Open the copy and look at it first"):
        judge(copy, checker)
    assert not IdentityCheck.objects.exists()


def test_copy_in_a_draft_is_opened_by_nobody(checker: User) -> None:
    copy = kept(ApplicationFactory(filled=True, identity_way="copy"))
    with pytest.raises(copies.CopyRefused):
        copies.open_copy(copy, "", by=checker, at=AT)


def test_sealed_for_its_application_alone(checker: User) -> None:
    one, other = kept(submitted()), kept(submitted())
    IdentityCopy.objects.filter(pk=one.pk).update(content=other.content)
    with pytest.raises(copies.CopyRefused, match="cannot be read with our keys"):
        copies.open_copy(one, "", by=checker, at=AT)


def test_verdict_keeps_the_copy_for_a_week_and_g_034(checker: User) -> None:
    """G-034: verified on 3 March, destroyed by 10 March; verdict, checker, date and kind of document remain."""
    row = submitted(submitted_at=AT - DAY)
    copy = kept(row, AT - DAY)
    copies.open_copy(copy, "", by=checker, at=AT)
    check = judge(copy, checker)
    copy.refresh_from_db()
    assert copy.destroy_by == dt.date(2026, 3, 10)
    ninth = dt.datetime(2026, 3, 9, 22, 59, tzinfo=dt.UTC)
    duties.perform("applications.identity-copies", now=ninth)
    assert IdentityCopy.objects.get().content is not None
    duties.perform("applications.identity-copies", now=ninth + dt.timedelta(minutes=1))
    gone = IdentityCopy.objects.get()
    assert (gone.content, gone.ended) == (None, "verdict")
    check.refresh_from_db()
    assert (check.verdict, check.checker, check.checked_at, check.document, check.way) == (
        "verified", checker, AT, "passport", "copy",
    )  # fmt: skip
    assert not Message.objects.exists()


@pytest.mark.parametrize("failure", CopyFailure)
def test_copy_that_does_not_do_has_a_reason_and_a_mail(failure: CopyFailure, checker: User) -> None:
    row = submitted()
    copy = kept(row)
    CopyOpeningFactory(copy=copy, by=checker)
    if failure == CopyFailure.OTHER:
        with pytest.raises(checking.WordsRefused):
            judge(copy, checker, failure)
    check = judge(copy, checker, failure, "It is upside down." if failure == CopyFailure.OTHER else "")
    assert (check.failure, check.way, check.verdict) == (failure, "copy", "not-verified")
    mail = Message.objects.get()
    assert mail.kind == "applications.identity_copy_not_verified"
    assert all(str(told) in letter(mail).text for told in (SAYS[failure], HELPS[failure], check.words))
    assert emails.NOT_VERIFIED.still_true(mail)
    copy.refresh_from_db()
    at_once = failure == CopyFailure.SHOWS_TOO_MUCH
    assert (copy.content is None, copy.ended) == ((True, "shows-too-much") if at_once else (False, ""))
    assert selectors.copies_of(row, AT).asked
    copies.send(row, picture(), by=row.person, at=AT + DAY)
    assert not emails.NOT_VERIFIED.still_true(mail)
    assert [line.code for line in lines("not-verified")] == [failure]


def test_record_says_why_and_only_copies_have_failures(checker: User) -> None:
    row = submitted()
    with pytest.raises(checking.CheckRefused, match="Say how you saw"):
        checking.check_identity(
            row, way=IdentityWay.COPY, document=DocumentKind.PASSPORT, verdict=IdentityVerdict.VERIFIED, words="",
            by=checker, at=AT,
        )  # fmt: skip
    said = {"application": row, "checker": checker, "checked_at": AT, "document": "passport"}
    for wrong in (
        {"way": "copy", "verdict": "not-verified", "words": "Why."},
        {"way": "video", "verdict": "not-verified", "words": "Why.", "failure": "no-document"},
        {"way": "copy", "verdict": "verified", "failure": "no-document"},
        {"way": "copy", "verdict": "not-verified", "failure": "other"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            IdentityCheck.objects.create(**said, **wrong)


def test_live_verdict_makes_the_copy_useless(checker: User) -> None:
    row = submitted()
    copy = kept(row)
    checking.check_identity(
        row, way=IdentityWay.VIDEO, document=DocumentKind.PASSPORT, verdict=IdentityVerdict.VERIFIED, words="",
        by=checker, at=AT,
    )  # fmt: skip
    copy.refresh_from_db()
    assert (copy.content, copy.ended) == (None, "verdict")


def test_wrong_record_that_is_taken_back_lets_another_checker_judge_anew(checker: User) -> None:
    row, second = submitted(), person("Second", "identity-checker")
    copy = kept(row)
    copies.open_copy(copy, "", by=checker, at=AT)
    check = judge(copy, checker)
    with pytest.raises(copies.CopyRefused, match="judged already"):
        judge(copy, checker)
    checking.take_back(check, "Another person.", by=second, at=AT + DAY)
    assert list(selectors.queue(AT + DAY)) == [copy]
    copies.open_copy(copy, "", by=second, at=AT + DAY)
    judge(copy, second, CopyFailure.NAME_DIFFERS, at=AT + 2 * DAY)
    copy.refresh_from_db()
    assert copy.destroy_by == dt.date(2026, 3, 12)


def test_thirty_days_without_a_verdict_destroy_the_copy_and_ask_again() -> None:
    row = submitted(submitted_at=AT)
    copy = kept(row, AT - DAY)
    duties.perform("applications.identity-copies", now=AT + 29 * DAY)
    assert IdentityCopy.objects.get().content is not None
    duties.perform("applications.identity-copies", now=AT + 30 * DAY)
    copy.refresh_from_db()
    assert (copy.content, copy.ended) == (None, "term")
    mail = Message.objects.get()
    assert mail.kind == "applications.identity_copy_asked_again"
    assert emails.ASKED_AGAIN.still_true(mail)
    assert "We destroyed it on 2 April 2026" in letter(mail).text
    assert row in Application.objects.without_appointment(AT + 30 * DAY)
    copies.send(row, picture(), by=row.person, at=AT + 31 * DAY)
    assert not emails.ASKED_AGAIN.still_true(mail)
    assert row not in Application.objects.without_appointment(AT + 31 * DAY)
    assert IdentityCopy.objects.kept().get().destroy_by == dt.date(2026, 5, 3), "thirty days after it was sent anew"


def test_copy_in_a_draft_goes_after_thirty_days_with_a_mail() -> None:
    row = whole(identity_way="copy")
    kept(row)
    duties.perform("applications.identity-copies", now=AT + 30 * DAY)
    mail = Message.objects.get()
    assert mail.kind == "applications.identity_copy_removed"
    assert emails.REMOVED.still_true(mail)
    identity.choose(row, IdentityWay.VIDEO, None, by=row.person, at=AT + 30 * DAY)
    assert not emails.REMOVED.still_true(mail)


def test_withdrawing_destroys_the_copy_at_once() -> None:
    row = submitted()
    copy = kept(row)
    withdraw(row, by=row.person, at=AT)
    copy.refresh_from_db()
    assert (copy.content, copy.ended) == (None, "gone")


def test_copy_past_its_day_is_destroyed_by_who_opens_it_whatever_the_duty_did(checker: User) -> None:
    row = submitted()
    copy = kept(row)
    late = AT + 30 * DAY
    assert list(selectors.queue(late)) == []
    assert selectors.copies_of(row, late).kept is None
    with pytest.raises(copies.CopyRefused, match="days are over"):
        copies.open_copy(copy, "", by=checker, at=late)
    copy.refresh_from_db()
    assert (copy.content, copy.destroyed_at, copy.ended) == (None, late, "term")
    assert not copy.openings.exists()
    assert Message.objects.get().kind == "applications.identity_copy_asked_again"


def test_one_copy_is_kept_and_destroyed_means_gone() -> None:
    copy = kept(row := submitted())
    with pytest.raises(IntegrityError), transaction.atomic():
        kept(row)
    for wrong in ({"destroyed_at": AT, "ended": CopyEnd.TERM}, {"content": None}, {"ended": CopyEnd.TERM}):
        with pytest.raises(IntegrityError), transaction.atomic():
            IdentityCopy.objects.filter(pk=copy.pk).update(**wrong)


def test_nothing_readable_stands_in_the_database() -> None:
    row = submitted()
    copies.send(row, picture(), by=row.person, at=AT)
    content = bytes(IdentityCopy.objects.values_list("content", flat=True).get() or b"")
    assert b"JFIF" not in content
    assert content.startswith(b"gAAAA")
