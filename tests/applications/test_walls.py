"""Walls: who applies, is named or has an interest learns nothing in the office, and confidence goes to nobody."""

import datetime as dt
from collections.abc import Callable
from typing import Any, Final

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from applications import policies
from applications.enums import IdentityWay
from applications.forms.checking import WhichForm
from applications.models import Application, Archive, ReferenceJudgement
from applications.personal_data.judging import _archives
from applications.selectors import answers
from applications.services import deciding, identity, interest, objecting, stages
from applications.services.assessing import judge_reference, save_assessment
from applications.services.forgetting import forget_named
from common import duties, subjects, today
from common.errors import DomainError
from common.models import AuditDetail, AuditLine
from common.pdf import CannotDraw
from comms import delivery
from comms.models import Message
from tests.applications.judging import AT, MET, SHORT, accept, assessor_of, reject, short
from tests.factories.accounts import UserFactory, with_app
from tests.factories.applications import ApplicationFactory, AppointmentFactory, under_way
from tests.factories.assessment import (
    JUDGED,
    ArchiveFactory,
    IdentityCheckFactory,
    ObjectionFactory,
    declared,
    judged,
)
from tests.people import signed_in

pytestmark = pytest.mark.django_db

DAY: Final = dt.timedelta(days=1)
EVERYTHING: Final = ("assessor", "back-office", "identity-checker", "privacy-officer")
OFFICE: Final = "/office/applications/application/"


@pytest.fixture(autouse=True)
def clock(time_machine: Any) -> None:
    """The day of the decision."""
    time_machine.move_to(AT + dt.timedelta(hours=1), tick=False)


def _client(by: User) -> Client:
    return signed_in(with_app(by))


def _kept(words: str) -> int:
    """How many values of the audit log hold these words."""
    return sum(words in f"{one.reason} {one.values}" for one in AuditDetail.objects.all())


def _judge(row: Application, by: User, at: dt.datetime, **said: Any) -> None:
    told: dict[str, Any] = {"genuine": True, "genuine_words": "", "convinces": None, "convinces_words": "", **said}
    judge_reference(row.references.first().answer, **told, by=by, at=at)


def _named(row: Application, by: User) -> None:
    row.references.filter(pk=row.references.first().pk).update(email=by.email.upper())


def _applies(row: Application, by: User) -> None:
    Application.objects.filter(pk=row.pk).update(person=by)


def _forgotten(row: Application, by: User) -> None:
    _named(row, by)
    forget_named([row.references.first().pk], at=AT)


CONCERNED: Final[dict[str, Callable[[Application, User], None]]] = {
    "named": _named,
    "applies": _applies,
    "named and forgotten": _forgotten,
}


def _rejected() -> tuple[Application, deciding.Decision]:
    row, first = short()
    found = deciding.confirm(reject(row, first), by=assessor_of(row), at=AT)
    return Application.objects.get(pk=row.pk), found


def _objected(row: Application, first: User) -> Application:
    deciding.confirm(reject(Application.objects.get(pk=row.pk), first), by=assessor_of(row), at=AT)
    row = Application.objects.get(pk=row.pk)
    objecting.object_to(row, "I have five years.", by=row.person, at=AT + DAY)
    return Application.objects.get(pk=row.pk)


def test_copy_of_an_applicant_gives_nothing_that_was_said_in_confidence() -> None:
    row, first = short()
    by, other = assessor_of(row), assessor_of(row)
    _judge(row, by, AT, genuine_words="SECRET-1", convinces=False, convinces_words="SECRET-2")
    _judge(row, other, AT, genuine=True, genuine_words="SECRET-3")
    save_assessment(row, SHORT, "SECRET-4", by=by, at=AT)
    deciding.send_back(reject(row, first), "SECRET-5", by=by, at=AT)
    found = interest.declare(row, True, "SECRET-6", by=by, at=AT)
    interest.lift(found, "SECRET-7", by=first, at=AT)
    copy = repr(subjects.export(row.person))
    assert "Four years and two months." in copy
    assert "SECRET" not in copy
    assert {_kept(f"SECRET-{number}") > 0 for number in (1, 2, 6, 7)} == {True}
    subjects.scrub(row.person, at=AT + DAY)
    assert not _kept("SECRET")


def test_what_was_found_about_a_reference_goes_with_them_from_the_audit_log() -> None:
    row, _first = short()
    by, other = assessor_of(row, given_name="Zebedeus", family_name="Quakernaat"), assessor_of(row)
    _judge(row, by, AT, genuine=False, genuine_words="Grace told me so.")
    _judge(row, other, AT, genuine=False, genuine_words="Grace told me too.")
    assert not _kept("Quakernaat")
    forget_named([row.references.first().pk], at=AT + DAY)
    assert not _kept("Grace told me")


def test_what_a_colleague_declared_goes_with_them_from_the_audit_log() -> None:
    row, first = short()
    by, other = assessor_of(row), assessor_of(row)
    interest.lift(interest.declare(row, True, "We were married.", by=by, at=AT), "Long ago.", by=first, at=AT)
    interest.declare(row, True, "My cousin.", by=other, at=AT)
    subjects.scrub(by, at=AT + DAY)
    assert not _kept("We were married.")
    assert not _kept("Long ago.")
    assert _kept("My cousin.")


def _handed_over(row: Application, by: User) -> None:
    stages.hand_over(row, declared(row, UserFactory(roles=("back-office",))), by=by, at=JUDGED)


def _given(row: Application, by: User) -> None:
    other = declared(row, UserFactory(roles=("back-office",)))
    stages.hand_over(row, by, by=other, at=JUDGED)
    stages.hand_over(row, other, by=other, at=JUDGED)


def _interested(row: Application, by: User) -> None:
    stages.hand_over(row, by, by=by, at=JUDGED)
    found = interest.declare(row, True, "My cousin?", by=by, at=JUDGED)
    interest.lift(found, "Another one.", by=assessor_of(row), at=AT + DAY)


def _lifted(row: Application, by: User) -> None:
    other = assessor_of(row)
    interest.lift(interest.declare(row, True, "My cousin?", by=other, at=JUDGED), "Another.", by=by, at=JUDGED)


def _overwritten(row: Application, by: User) -> None:
    _judge(row, by, JUDGED)
    _judge(row, assessor_of(row), AT + dt.timedelta(hours=1))


PARTS: Final[dict[str, Callable[[Application, User], None]]] = {
    "handed it over": _handed_over,
    "it was handed to them and taken over": _given,
    "looked after it before an interest that was lifted": _interested,
    "lifted the interest of a colleague": _lifted,
    "judged a reference whom another judged anew": _overwritten,
}


@pytest.mark.parametrize("part", PARTS)
def test_what_another_one_did_since_hides_no_part_in_a_rejection(part: str) -> None:
    row, first = short()
    by = assessor_of(row)
    PARTS[part](row, by)
    row = _objected(row, first)
    assert policies.can_assess(by, row)
    assert policies.took_part(by, row)
    assert not policies.can_decide_objection(by, row)
    assert not answers.decidable(Application.objects.all(), by).exists()


def test_who_opened_an_assessment_early_had_a_part() -> None:
    row = under_way("references_asked")
    by = assessor_of(row)
    stages.open_assessment(row, "I know enough.", by=by, at=JUDGED)
    first = assessor_of(row)
    save_assessment(row, SHORT, "", by=first, at=JUDGED)
    assert not policies.can_decide_objection(by, _objected(row, first))


def test_neither_reading_nor_declaring_nor_checking_an_identity_is_a_part() -> None:
    row, first = short()
    by = UserFactory(roles=("assessor", "identity-checker"))
    interest.declare(row, False, "", by=by, at=JUDGED)
    (slot,) = identity.offer(
        by, [AT + 5 * DAY], way=IdentityWay.VIDEO, minutes=20, place="https://meet.example/x", by=by, at=JUDGED,
        agreed_with=row,
    )  # fmt: skip
    identity.call_off(slot, words="Ill.", by=by, at=JUDGED)
    _client(by).get(f"{OFFICE}{row.pk}/change/")
    row = _objected(row, first)
    assert AuditLine.objects.filter(by_id=by.pk).count() >= 4
    assert policies.can_decide_objection(by, row)
    assert answers.decidable(Application.objects.all(), by).exists()
    _judge(row, by, AT + 2 * DAY)
    assert policies.can_decide_objection(by, row)


def test_named_colleague_stays_named_once_how_they_are_reached_is_forgotten() -> None:
    row, by = _rejected()[0], UserFactory(roles=("assessor",))
    _named(row, by)
    duties.perform("common.retention", now=AT + 91 * DAY)
    row = Application.objects.get(pk=row.pk)
    assert row.references.first().removed
    assert policies.concerns(by, row)


def test_references_are_reached_while_an_objection_waits_and_ninety_days_after_it() -> None:
    row, _decision = _rejected()
    objection = ObjectionFactory(application=row, made_at=AT + 29 * DAY)
    duties.perform("common.retention", now=AT + 120 * DAY)
    assert not any(one.removed for one in row.references.all())
    objection.state, objection.ended_at = "dismissed", AT + 120 * DAY
    objection.save()
    duties.perform("common.retention", now=AT + 210 * DAY)
    assert not any(one.removed for one in row.references.all())
    duties.perform("common.retention", now=AT + 211 * DAY)
    assert all(one.removed for one in row.references.all())


def test_letter_opens_in_the_office_to_who_reads_the_application(monkeypatch: pytest.MonkeyPatch) -> None:
    row, found = _rejected()
    address = reverse("admin:applications_application_letter", args=[row.pk, found.pk])
    asked = reverse("admin:applications_application_interest", args=[row.pk])
    for stands in (None, True):
        by = UserFactory(roles=("assessor",))
        if stands:
            declared(row, by, interested=True)
        answer = _client(by).get(address)
        assert (answer.status_code, answer["Location"]) == (302, asked)

    def cannot(_sheet: object) -> bytes:
        raise CannotDraw("This machine draws no documents.")

    client = _client(declared(row, UserFactory(roles=("assessor",))))
    assert client.get(address)["Content-Type"] == "application/pdf"
    monkeypatch.setattr("applications.admin.letters.letter_pdf", cannot)
    assert "This machine draws no documents." in client.get(address, follow=True).content.decode()


@pytest.mark.parametrize("how", ["interested", "named", "applies", "undeclared", "declared"])
def test_words_of_a_mail_are_read_by_who_reads_the_application(how: str) -> None:
    row, _found = _rejected()
    by = UserFactory(roles=("back-office",))
    if how in CONCERNED:
        CONCERNED[how](row, by)
    elif how != "undeclared":
        declared(row, by, interested=how == "interested")
    delivery.deliver_waiting(at=AT + dt.timedelta(hours=1))
    mail = Message.objects.get(kind="applications.rejected")
    client = _client(by)
    offer = client.get(reverse("admin:comms_message_change", args=[mail.pk]))
    if offer.status_code == 200:
        page = offer.content.decode()
        assert ("Read what it said" in page, "is closed to you" in page) == (how == "declared", how != "declared")
    answer = client.get(reverse("admin:comms_message_text", args=[mail.pk]))
    assert answer.status_code == (200 if how == "declared" else 403)
    assert ("Four years and two months" in answer.content.decode()) == (how == "declared")


@pytest.mark.parametrize("how", ["interested", "applies", "declared"])
def test_values_of_an_audit_line_are_read_by_who_reads_the_application(how: str) -> None:
    row = under_way("references_asked")
    opener = assessor_of(row)
    stages.open_assessment(row, "The dean rang me.", by=opener, at=JUDGED)
    by = UserFactory(roles=("privacy-officer", "back-office"))
    if how == "applies":
        _applies(row, by)
    else:
        declared(row, by, interested=how == "interested")
    line = AuditLine.objects.get(act="applications.assessment-opened-early")
    page = _client(by).get(reverse("admin:common_auditline_change", args=[line.pk])).content.decode()
    assert ("The dean rang me." in page) == (how == "declared")


@pytest.mark.parametrize("how", CONCERNED)
def test_who_applies_or_is_named_finds_the_application_in_no_list(how: str) -> None:
    row, first = short()
    IdentityCheckFactory(application=row)
    AppointmentFactory(application=row, starts_at=timezone.now() + DAY)
    by = with_app(UserFactory(roles=EVERYTHING))
    reject(row, first)
    client, other = signed_in(by), _client(UserFactory(roles=EVERYTHING))
    lists = {
        "list": OFFICE,
        "search": f"{OFFICE}?q={row.reference}",
        "proposed": f"{OFFICE}?queue=to-confirm",
        "checks": "/office/applications/identitycheck/",
        "appointments": "/office/applications/appointment/",
    }
    for name, address in lists.items():
        assert other.get(address).context["cl"].result_count == 1, name
    CONCERNED[how](row, by)
    for name, address in lists.items():
        assert client.get(address).context["cl"].result_count == 0, name
    typed = "/office/autocomplete/?app_label=applications&model_name={}&field_name=application&term=" + row.reference
    for model in ("appointment", "identitycheck"):
        assert client.get(typed.format(model)).json()["results"] == []
    assert client.get(f"{OFFICE}{row.pk}/change/").status_code == 404
    assert not WhichForm({"reference": row.reference}, by=by).is_valid()
    for line in today.LINES:
        if line.changelist.startswith("applications"):
            assert line.rows(by, timezone.now()).count() == client.get(line.url).context["cl"].result_count == 0


def test_list_of_checks_shows_those_whose_page_opens() -> None:
    row = under_way("assessment")
    check = IdentityCheckFactory(application=row)
    by = declared(row, UserFactory(roles=("identity-checker", "assessor")), interested=True)
    client = _client(by)
    assert client.get("/office/applications/identitycheck/").context["cl"].result_count == 0
    assert client.get(f"/office/applications/identitycheck/{check.pk}/change/").status_code == 404


def test_archive_is_drawn_anew_without_a_colleague_whom_its_history_alone_names() -> None:
    row = ApplicationFactory(submitted=True)
    by = UserFactory(roles=("identity-checker",))
    (slot,) = identity.offer(
        by, [AT + 5 * DAY], way=IdentityWay.VIDEO, minutes=20, place="https://meet.example/x", by=by, at=AT,
        agreed_with=row,
    )  # fmt: skip
    identity.call_off(slot, words="Ill.", by=by, at=AT + DAY)
    archive = ArchiveFactory(application=row, made=True)
    assert Archive.objects.filter(_archives(subjects.subject(by))).exists()
    subjects.scrub(by, at=AT + 2 * DAY)
    archive.refresh_from_db()
    assert archive.made_at is None


@pytest.mark.parametrize("gone", ["forgotten", "account closed", "judges no more"])
def test_proposal_of_who_is_gone_is_sent_back(gone: str) -> None:
    row = judged()
    first = row.assessments.get().assessor
    proposal, by = accept(row, first), assessor_of(row)
    if gone == "forgotten":
        subjects.scrub(first, at=AT)
    elif gone == "account closed":
        User.objects.filter(pk=first.pk).update(is_active=False)
    else:
        first.grants.all().delete()
    proposal = deciding.Decision.objects.get(pk=proposal.pk)
    with pytest.raises(DomainError, match="takes no part in this application any more"):
        deciding.confirm(proposal, by=by, at=AT)
    deciding.send_back(proposal, "You are gone.", by=by, at=AT)
    save_assessment(row, MET, "", by=by, at=AT)
    assert accept(row, by).proposed_by == by
    assert ReferenceJudgement.objects.exists()


def test_rejection_whose_author_finds_another_reason_since_is_not_confirmed() -> None:
    row, first = short()
    proposal = reject(row, first)
    criterion, found = next((one, two) for one, two in SHORT.items() if two.words)
    changed = type(found)(finding=found.finding, reason=type(found.reason).TERM_NOT_SHOWN, words="Dates are missing.")
    save_assessment(row, {**SHORT, criterion: changed}, "", by=first, at=AT)
    with pytest.raises(DomainError, match="it is not what the letter names"):
        deciding.confirm(proposal, by=assessor_of(row), at=AT)
