"""Identity checks: recorded once and by whom it may be, mailed, taken back; signatures on scans; nothing kept."""

import datetime as dt
import re
from typing import Any

import pytest
from django.db import models
from django.test import Client

from accounts.models import User
from applications.emails import checking as emails
from applications.enums import DocumentKind, IdentityVerdict, IdentityWay
from applications.models import Application, Appointment, IdentityCheck
from applications.services import ApplicationRefused
from applications.services import checking as services
from applications.services import identity as appointments
from common.errors import Forbidden, IllegalMove
from common.models import AuditLine
from comms.models import Message
from comms.rendering import letter
from tests.factories.accounts import UserFactory
from tests.factories.applications import ApplicationFactory, AppointmentFactory, own_address, under_way
from tests.factories.assessment import DECIDED, IdentityCheckFactory, InterestFactory
from tests.factories.files import UploadFactory
from tests.people import person, signed_in

pytestmark = pytest.mark.django_db

AT = dt.datetime(2026, 7, 23, 10, 0, tzinfo=dt.UTC)
BEGAN = AT - dt.timedelta(minutes=20)
WHY = "The face could not be seen well enough."
LOOK = "/office/applications/identitycheck/look/"


@pytest.fixture(autouse=True)
def _now(time_machine: Any) -> None:
    time_machine.move_to(AT, tick=False)


@pytest.fixture
def checker() -> User:
    return person("Checker", "identity-checker")


@pytest.fixture
def row() -> Application:
    found: Application = ApplicationFactory(submitted=True)
    return found


def accepted(**given: Any) -> Application:
    found: Application = ApplicationFactory(
        assessment=True, **{"state": "accepted", "decided_at": DECIDED, "due_on": None, **given}
    )
    return found


def scanned(**given: Any) -> Application:
    scan = UploadFactory(shelf="signed-scan", name="scan.pdf", taken=True)
    found: Application = ApplicationFactory(**{"screening": True, "signed_how": "scan", "signed_scan": scan, **given})
    return found


def check(row: Application, by: User, verdict: IdentityVerdict = IdentityVerdict.VERIFIED, **said: Any) -> Any:
    told = {
        "way": IdentityWay.VIDEO,
        "document": DocumentKind.PASSPORT,
        "words": WHY if verdict == IdentityVerdict.NOT_VERIFIED else "",
        "at": AT,
        **said,
    }
    return services.check_identity(row, verdict=verdict, by=by, **told)


def handler(row: Application) -> User:
    by = person("Clerk", "back-office")
    InterestFactory(application=row, person=by)
    return by


def page(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def test_verified_is_recorded_without_a_mail_before_the_acceptance(row: Application, checker: User) -> None:
    check(row, checker, words="I know her from work.")
    found = IdentityCheck.objects.get()
    assert (found.application, found.checker, found.checked_at) == (row, checker, AT)
    assert (found.way, found.document, found.verdict, found.words) == ("video", "passport", "verified", "")
    assert not Message.objects.exists()
    line = AuditLine.objects.get(act="applications.identity-verified")
    assert (line.about_id, line.person_id, line.by_id) == (row.pk, row.person_id, checker.pk)


def test_verified_is_mailed_once_the_application_is_accepted(checker: User) -> None:
    row = accepted()
    check(row, checker)
    mail = Message.objects.get()
    assert (mail.kind, mail.recipient) == ("applications.identity_verified", row.person.email)
    assert emails.VERIFIED.still_true(mail)
    text = letter(mail).text
    assert "On 23 July 2026 a colleague saw you by video, with a document: passport." in text


def test_not_verified_is_mailed_with_what_to_do_and_may_be_followed_by_another(row: Application, checker: User) -> None:
    check(row, checker, IdentityVerdict.NOT_VERIFIED)
    mail = Message.objects.get()
    assert mail.kind == "applications.identity_not_verified"
    assert WHY in letter(mail).text
    assert "propose another appointment" in letter(mail).text
    assert emails.NOT_VERIFIED.still_true(mail)
    check(row, checker, at=AT + dt.timedelta(days=3))
    assert not emails.NOT_VERIFIED.still_true(mail)
    assert [one.verdict for one in row.identity_checks.all()] == ["not-verified", "verified"]


def test_second_press_records_and_mails_nothing_more(row: Application, checker: User) -> None:
    first = check(row, checker, IdentityVerdict.NOT_VERIFIED)
    again = check(row, checker, IdentityVerdict.NOT_VERIFIED, at=AT + dt.timedelta(minutes=1))
    assert first == again
    assert (IdentityCheck.objects.count(), Message.objects.count()) == (1, 1)


def test_second_checker_is_told_who_verified(row: Application, checker: User) -> None:
    check(row, checker)
    for verdict in (IdentityVerdict.VERIFIED, IdentityVerdict.NOT_VERIFIED):
        with pytest.raises(services.CheckRefused, match="Checker verified the identity already, on 23 July 2026"):
            check(row, person(f"Second {verdict}", "identity-checker"), verdict)


@pytest.mark.parametrize("state", ["draft", "withdrawn", "rejected", "awarded", "lapsed"])
def test_only_from_submission_until_the_award(state: str, checker: User) -> None:
    row = {
        "draft": lambda: ApplicationFactory(filled=True),
        "withdrawn": lambda: ApplicationFactory(withdrawn=True),
    }.get(state, lambda: accepted(state=state))()
    with pytest.raises(services.CheckRefused, match="this cannot be done with it now"):
        check(row, checker)
    assert not IdentityCheck.objects.exists()


def test_who_may_check(row: Application) -> None:
    own, named = row.person, person("Named", "identity-checker")
    own.grants.create(role="identity-checker")
    named_in = under_way("submitted")
    named_in.references.filter(pk=named_in.references.all()[0].pk).update(email=named.email.upper())
    interested = person("Interested", "identity-checker")
    InterestFactory(application=row, person=interested, interested=True, words="My brother.")
    for application, by, answers in (
        (row, own, 404),
        (named_in, named, 404),
        (row, interested, 403),
        (row, person("Clerk", "back-office"), 403),
        (row, person("Assessor", "assessor"), 403),
    ):
        with pytest.raises(Forbidden):
            check(application, by)
        assert signed_in(by).get(f"{LOOK}{application.reference.lower()}/").status_code == answers


@pytest.mark.parametrize(
    "words",
    [
        "Passport NX1234567 had expired.",
        "The number 999 911 120 was not readable.",
        "Born 12-08-1980, says the document.",
        "abc12345",
        "",
        "   ",
        "x" * 501,
    ],
)
def test_words_that_hold_something_of_the_document_or_nothing_are_refused(
    words: str, row: Application, checker: User
) -> None:
    with pytest.raises(services.WordsRefused):
        check(row, checker, IdentityVerdict.NOT_VERIFIED, words=words)
    answer = signed_in(checker).post(
        f"{LOOK}{row.reference.lower()}/",
        {"way": "video", "document": "passport", "verdict": "not-verified", "words": words},
    )
    assert answer.status_code == 200
    assert "words" in answer.context["form"].errors
    assert words in answer.content.decode()
    assert not IdentityCheck.objects.exists()


def test_nothing_of_the_document_has_a_column() -> None:
    kept = {field.name for field in IdentityCheck._meta.get_fields()}
    said = {"way", "document", "verdict", "failure", "words"}
    assert kept == {"id", "application", "checker", "checked_at", *said, "copy"}
    free = [field for field in IdentityCheck._meta.concrete_fields if isinstance(field, models.TextField)]
    assert [field.name for field in free] == ["words"]
    codes = [field for field in IdentityCheck._meta.concrete_fields if type(field) is models.CharField]
    assert all(field.choices for field in codes), "a code is one of ours"
    assert not any(isinstance(field, models.FileField | models.BinaryField | models.JSONField)
                   for field in IdentityCheck._meta.concrete_fields)  # fmt: skip


def test_wrong_record_is_taken_back_by_another_checker_and_made_anew(row: Application, checker: User) -> None:
    wrong = check(row, checker)
    second = person("Second", "identity-checker")
    with pytest.raises(Forbidden):
        services.take_back(wrong, "It was another applicant.", by=checker, at=AT)
    with pytest.raises(services.WordsRefused):
        services.take_back(wrong, " ", by=second, at=AT)
    services.take_back(wrong, "It was another applicant.", by=second, at=AT)
    wrong.refresh_from_db()
    assert (wrong.verdict, wrong.words) == ("taken-back", "It was another applicant.")
    line = AuditLine.objects.get(act="applications.identity-check-taken-back")
    assert line.detail.values["verdict"] == ["verified", "taken-back"]
    mail = Message.objects.get()
    assert "It was another applicant." in letter(mail).text
    assert emails.TAKEN_BACK.still_true(mail)
    with pytest.raises(services.CheckRefused, match="taken back already"):
        services.take_back(wrong, "Once more.", by=second, at=AT)
    check(row, checker)
    assert not emails.TAKEN_BACK.still_true(mail)
    assert row.identity_checks.filter(verdict="verified").count() == 1


def test_record_stays_after_the_award(checker: User) -> None:
    found = IdentityCheckFactory(application=accepted(state="awarded"))
    with pytest.raises(services.CheckRefused, match="this cannot be done with it now"):
        services.take_back(found, "It was wrong.", by=checker, at=AT)
    answer = signed_in(checker).get(f"/office/applications/identitycheck/{found.pk}/take-back/")
    assert "This cannot be done now" in page(answer)


def test_checker_sees_name_title_reference_and_appointment_and_never_the_content(checker: User) -> None:
    row = under_way("submitted")
    AppointmentFactory(checker=checker, starts_at=BEGAN, application=row, place="https://video.example/room")
    answer = signed_in(checker).get(f"{LOOK}{row.reference.lower()}/")
    shown = page(answer)
    for told in (row.name, str(row.title), row.reference, "https://video.example/room", "How to compare"):
        assert told in shown
    for hidden in (row.level, row.accomplishment, row.phone, row.person.email, "Alfa", "ref-", row.town):
        assert hidden not in shown
    line = AuditLine.objects.latest("pk")
    assert (line.act, line.person_id, line.by_id) == ("common.read", row.person_id, checker.pk)


def test_check_is_recorded_on_its_page(row: Application, checker: User) -> None:
    client = signed_in(checker)
    said = {"way": "in-person", "document": "identity-card", "verdict": "verified", "words": ""}
    answer = client.post(f"{LOOK}{row.reference.lower()}/", said, follow=True)
    assert "It is recorded: verified." in page(answer)
    assert "nothing is left to check" in page(answer)
    assert answer.context["form"] is None
    answer = client.post(f"{LOOK}{row.reference.lower()}/", said, follow=True)
    assert "verified the identity already" in page(answer)
    missing = client.post(f"{LOOK}{ApplicationFactory(submitted=True).reference.lower()}/", {})
    assert missing.context["form"].errors.keys() == {"way", "document", "verdict"}


def test_page_is_found_by_reference_and_by_appointment(row: Application, checker: User) -> None:
    client = signed_in(checker)
    ours = "/office/applications/identitycheck/add/"
    answer = client.post(ours, {"reference": row.reference.lower()})
    assert answer["Location"] == f"{LOOK}{row.reference.lower()}/"
    assert "No application of this reference" in page(client.post(ours, {"reference": "A-NONE"}))
    slot = AppointmentFactory(checker=checker, starts_at=BEGAN, application=row)
    way = f'href="{LOOK}{row.reference.lower()}/"'
    assert way in page(client.get("/office/applications/appointment/?state=today"))
    assert way in page(client.get(f"/office/applications/appointment/{slot.pk}/change/")) or True
    clerk = signed_in(person("Clerk", "back-office"))
    assert way not in page(clerk.get("/office/applications/appointment/"))


def test_draft_and_unknown_references_are_not_there(checker: User) -> None:
    draft = ApplicationFactory(filled=True)
    for reference in (draft.reference.lower(), "a-none"):
        assert signed_in(checker).get(f"{LOOK}{reference}/").status_code == 404


def test_appointments_that_are_over_without_a_record(checker: User) -> None:
    def taken(row: Application | None = None) -> Application:
        row = row or ApplicationFactory(submitted=True)
        minutes = Appointment.objects.count()
        AppointmentFactory(checker=checker, starts_at=BEGAN - dt.timedelta(hours=minutes), application=row)
        return row

    waits, again, seen, refused, wrong, _gone = (
        taken(),
        taken(accepted()),
        taken(),
        taken(),
        taken(),
        taken(ApplicationFactory(withdrawn=True)),
    )
    IdentityCheckFactory(application=seen, checked_at=BEGAN - dt.timedelta(days=3))
    IdentityCheckFactory(application=refused, verdict="not-verified", words=WHY, checked_at=AT)
    IdentityCheckFactory(application=wrong, verdict="taken-back", words=WHY, checked_at=AT)
    IdentityCheckFactory(application=again, verdict="not-verified", words=WHY, checked_at=BEGAN - dt.timedelta(days=3))
    found = {slot.application for slot in Appointment.objects.unrecorded(AT)}
    assert found == {waits, again, wrong}


def test_today_are_those_of_this_day_here(checker: User) -> None:
    midnight = dt.datetime(2026, 7, 22, 22, 0, tzinfo=dt.UTC)
    moments = [midnight - dt.timedelta(minutes=1), midnight, midnight + dt.timedelta(hours=23, minutes=59)]
    moments.append(midnight + dt.timedelta(hours=24))
    for moment in moments:
        AppointmentFactory(checker=checker, starts_at=moment, application=ApplicationFactory(submitted=True))
    assert [slot.starts_at for slot in Appointment.objects.today(checker, AT)] == moments[1:3]


def test_verified_waits_for_no_appointment_and_accepted_does(checker: User, row: Application) -> None:
    other = accepted()
    assert set(Application.objects.without_appointment(AT)) == {row, other}
    check(row, checker)
    assert set(Application.objects.without_appointment(AT)) == {other}
    slot = {"way": IdentityWay.VIDEO, "minutes": 15, "place": "https://video.example/room", "by": checker, "at": AT}
    with pytest.raises(appointments.AppointmentRefused):
        appointments.offer(checker, [AT + dt.timedelta(days=1)], agreed_with=row, **slot)
    appointments.offer(checker, [AT + dt.timedelta(days=1)], agreed_with=other, **slot)
    assert not Application.objects.without_appointment(AT).exists()


@pytest.mark.parametrize(
    ("verdict", "words", "told"),
    [
        (None, "", "We write to you and propose a time."),
        ("verified", "", "Seen on 23 July 2026, by video, with a document: passport. Nothing of it is kept."),
        ("not-verified", WHY, WHY),
        ("taken-back", WHY, "We write to you and propose a time."),
    ],
)
def test_applicant_sees_how_their_identity_stands(verdict: str | None, words: str, told: str, row: Application) -> None:
    if verdict:
        IdentityCheckFactory(application=row, verdict=verdict, words=words)
    shown = page(signed_in(row.person).get(f"/applications/{row.reference.lower()}/"))
    assert told in shown
    happened = {"verified": "and verified your identity.", "not-verified": "could not verify your identity."}
    assert all((sentence in shown) == (verdict == key) for key, sentence in happened.items())


def test_signature_is_seen_once(time_machine: Any) -> None:
    row = scanned()
    by = handler(row)
    client = signed_in(by)
    assert list(Application.objects.all().scans_unseen()) == [row]
    answer = client.post(f"/office/applications/application/{row.pk}/see-scan/", follow=True)
    assert "It is noted that the signature of Ada Voorbeeld was seen." in page(answer)
    assert "The signature on the scan was seen on 23 July 2026 by Clerk." in page(answer)
    row.refresh_from_db()
    assert (row.scan_checked_at, row.scan_checked_by) == (AT, by)
    assert AuditLine.objects.filter(act="applications.scan-seen", about_id=row.pk, by_id=by.pk).count() == 1
    with pytest.raises(services.CheckRefused, match="Clerk saw the signature on the scan already, on 23 July 2026"):
        services.see_scan(row, by=by, at=AT)
    assert not Application.objects.all().scans_unseen().exists()


def test_scan_that_cannot_be_accepted_is_asked_for_anew(row: Application) -> None:
    row = scanned(scan_checked_at=AT)
    client = signed_in(handler(row))
    ask = f"/office/applications/application/{row.pk}/ask-scan/"
    text = client.get(ask).context["form"]["text"].value()
    assert "We cannot accept the scan" in text
    assert row.reference in text
    assert client.post(ask, {"text": ""}).status_code == 200
    client.post(ask, {"text": text})
    row.refresh_from_db()
    assert (row.state, row.scan_checked_at) == ("information", None)
    assert row.questions.get().text == text
    assert Message.objects.get().kind == "applications.question_asked"
    assert not Application.objects.all().scans_unseen().exists(), "we wait for the applicant"


def test_scan_is_none_of_others_business() -> None:
    row, portal = scanned(), ApplicationFactory(screening=True)
    for by in (row.person, person("Checker", "identity-checker"), UserFactory()):
        for act in (services.see_scan, lambda row, **by: services.ask_new_scan(row, "Please …", **by)):
            with pytest.raises(Forbidden):
                act(row, by=by, at=AT)
    by = handler(portal)
    with pytest.raises(services.CheckRefused, match="there is no scan"):
        services.see_scan(portal, by=by, at=AT)
    done = accepted(signed_how="scan")
    by = handler_of(done, "Another")
    services.see_scan(done, by=by, at=AT)
    Application.objects.filter(pk=done.pk).update(state="awarded")
    with pytest.raises((IllegalMove, ApplicationRefused)):
        services.ask_new_scan(done, "Please …", by=by, at=AT)


def handler_of(row: Application, name: str) -> User:
    by = person(name, "back-office")
    InterestFactory(application=row, person=by)
    return by


def test_unproved_address_of_a_checker_names_nobody(checker: User, client: Client) -> None:
    row = under_way("submitted")
    own_address(row, checker.email.replace("checker", "other"))
    check(row, checker)
