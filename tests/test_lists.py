"""Every list of the back office asks the database the same number of questions for 1 row and for 30."""

from datetime import date, timedelta
from typing import Final

import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cpe import selectors
from members.models import InvoiceTerms
from tests.factories.accounts import UserFactory
from tests.factories.applications import ApplicationFactory, AppointmentFactory, QuestionTextFactory
from tests.factories.assessment import IdentityCheckFactory, IdentityCopyFactory
from tests.factories.attendance import AttendanceFactory, AttendanceListFactory, AttendeeFactory
from tests.factories.bank import BankLineFactory, BankStatementFactory, BookClosingFactory
from tests.factories.certificates import CertificateFactory
from tests.factories.claim_imports import ClaimImportFactory
from tests.factories.common import AuditLineFactory, ClosedDayFactory
from tests.factories.comms import BounceFactory, MessageFactory
from tests.factories.conduct import ConductTermsFactory
from tests.factories.cpe import ActivityTypeFactory, PolicyVersionFactory
from tests.factories.cycles import CycleSweepFactory, CycleTermsFactory, HoldFactory
from tests.factories.duties import DutyFaultFactory, DutyStateFactory
from tests.factories.events import EventFactory
from tests.factories.exams import DocumentFactory, ErasureFactory, ExamClaimFactory
from tests.factories.help import HelpRequestFactory
from tests.factories.imports import RegisterImportFactory
from tests.factories.joint import JointDecisionFactory
from tests.factories.ledger import ClaimFactory
from tests.factories.members import CredentialFactory, LevelFactory, MemberFactory, TitleFactory, TrackFactory
from tests.factories.money import (
    ContributionAmountFactory,
    InvoiceFactory,
    InvoiceTermsFactory,
    MembershipFactory,
)
from tests.factories.previews import PolicyPreviewFactory
from tests.people import person, signed_in

pytestmark = pytest.mark.django_db


def _colleagues(count: int) -> None:
    UserFactory.create_batch(count, roles=("finance", "observer"))


def _handed_in(count: int) -> None:
    ApplicationFactory.create_batch(count, submitted=True)


def _taken(count: int) -> None:
    for _ in range(count):
        AppointmentFactory(application=ApplicationFactory())


def _terms(count: int) -> None:
    for _ in range(count):
        InvoiceTermsFactory(effective_on=date(2020, 1, 1) + timedelta(InvoiceTerms.objects.count()))


def _held(count: int) -> None:
    selectors.policies()
    HoldFactory.create_batch(count)


def _ending(count: int) -> None:
    selectors.policies()
    CredentialFactory.create_batch(count, awarded_on=timezone.localdate() - timedelta(3 * 365))


LISTS: Final = {
    "applications.Application": (_handed_in, "back-office", 8),
    "applications.Appointment": (_taken, "identity-checker", 6),
    "applications.IdentityCheck": (IdentityCheckFactory.create_batch, "identity-checker", 6),
    "applications.IdentityCopy": (IdentityCopyFactory.create_batch, "identity-checker", 6),
    "applications.QuestionText": (QuestionTextFactory.create_batch, "back-office", 5),
    "accounts.User": (_colleagues, "administrator", 7),
    "comms.Bounce": (BounceFactory.create_batch, "administrator", 5),
    "common.ClosedDay": (ClosedDayFactory.create_batch, "back-office", 6),
    "common.AuditLine": (AuditLineFactory.create_batch, "administrator", 6),
    "common.DutyFault": (DutyFaultFactory.create_batch, "administrator", 5),
    "common.DutyState": (DutyStateFactory.create_batch, "administrator", 5),
    "comms.Message": (MessageFactory.create_batch, "administrator", 5),
    "members.Certificate": (CertificateFactory.create_batch, "back-office", 7),
    "members.Cycle": (_ending, "back-office", 12),
    "members.Credential": (CredentialFactory.create_batch, "back-office", 9),
    "cpe.ActivityType": (ActivityTypeFactory.create_batch, "cpe-reviewer", 6),
    "cpe.Claim": (ClaimFactory.create_batch, "cpe-reviewer", 6),
    "cpe.Event": (EventFactory.create_batch, "cpe-reviewer", 5),
    "cpe.HelpRequest": (HelpRequestFactory.create_batch, "back-office", 5),
    "cpe.Hold": (_held, "back-office", 11),
    "cpe.CycleSweep": (CycleSweepFactory.create_batch, "back-office", 5),
    "conduct.ConductTerms": (ConductTermsFactory.create_batch, "administrator", 5),
    "cpe.CycleTerms": (CycleTermsFactory.create_batch, "administrator", 5),
    "cpe.JointDecision": (JointDecisionFactory.create_batch, "back-office", 5),
    "cpe.PolicyVersion": (PolicyVersionFactory.create_batch, "cpe-reviewer", 5),
    "cpe.PolicyPreview": (PolicyPreviewFactory.create_batch, "back-office", 5),
    "members.BankLine": (BankLineFactory.create_batch, "finance", 6),
    "members.BankStatement": (BankStatementFactory.create_batch, "finance", 7),
    "members.BookClosing": (BookClosingFactory.create_batch, "finance", 5),
    "members.ContributionAmount": (ContributionAmountFactory.create_batch, "finance", 6),
    "members.Invoice": (InvoiceFactory.create_batch, "back-office", 6),
    "members.InvoiceTerms": (_terms, "finance", 5),
    "members.Membership": (MembershipFactory.create_batch, "back-office", 5),
    "members.Document": (DocumentFactory.create_batch, "back-office", 5),
    "members.Erasure": (ErasureFactory.create_batch, "privacy-officer", 5),
    "members.ExamClaim": (ExamClaimFactory.create_batch, "back-office", 6),
    "members.Level": (LevelFactory.create_batch, "administrator", 5),
    "members.Member": (MemberFactory.create_batch, "back-office", 6),
    "members.Title": (TitleFactory.create_batch, "back-office", 7),
    "members.RegisterImport": (RegisterImportFactory.create_batch, "administrator", 5),
    "cpe.ClaimImport": (ClaimImportFactory.create_batch, "administrator", 5),
    "cpe.AttendanceList": (AttendanceListFactory.create_batch, "cpe-reviewer", 5),
    "cpe.Attendance": (AttendanceFactory.create_batch, "cpe-reviewer", 5),
    "cpe.Attendee": (AttendeeFactory.create_batch, "cpe-reviewer", 5),
    "members.Track": (TrackFactory.create_batch, "administrator", 5),
}
"""Model → how a row is made, who reads the list, and how many queries the page takes, session and roles included."""


def test_every_list_is_counted() -> None:
    assert {model._meta.label for model in admin.site._registry} == LISTS.keys()


@pytest.mark.parametrize("label", sorted(LISTS))
def test_list_asks_as_much_for_thirty_rows_as_for_one(label: str) -> None:
    make, role, expected = LISTS[label]
    client = signed_in(person("Reader", role))
    app, model = label.lower().split(".")
    asked = []
    for more in (1, 29):
        make(more)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(f"/office/{app}/{model}/").status_code == 200
        asked.append(len(queries))
    assert asked == [expected, expected]


GUESSES: Final = {
    "applications.Application": (
        "level__contains=a",
        "person__password__startswith=a",
        "form__stored_as__startswith=a",
    ),
    "applications.IdentityCheck": ("words__startswith=a", "application__phone=1", "checker__password__startswith=a"),
    "applications.Appointment": ("place__startswith=h", "checker__password__startswith=a", "application__phone=1"),
    "members.BankLine": ("iban__startswith=NL", "member__user__password__startswith=a"),
    "members.BankStatement": ("lines__name__startswith=A", "imported_by__password__startswith=a"),
    "members.BookClosing": ("closed_by__password__startswith=a",),
    "accounts.User": ("password__startswith=a", "email__contains=a", "authenticator__data__contains=a"),
    "comms.Message": ("text__contains=a", "facts__icontains=a", "subject=a", "person__password__startswith=a"),
    "comms.Bounce": ("address__contains=a", "message__text__contains=a"),
    "members.Member": ("phone__contains=1", "user__password__startswith=a"),
    "members.Credential": ("member__phone__contains=1", "member__user__password__startswith=a"),
    "cpe.Hold": ("credential__member__phone__contains=1", "cleared_by__password__startswith=a"),
    "cpe.CycleSweep": ("words__contains=a", "asked_by__password__startswith=a"),
    "members.Cycle": ("credential__member__phone__contains=1", "waits__exact=0"),
    "members.Membership": ("member__phone__contains=1", "member__user__password__startswith=a"),
    "members.Invoice": ("link__startswith=a", "member__user__password__startswith=a", "copy_to__contains=a"),
    "common.AuditLine": ("detail__values__icontains=a", "digest__startswith=a"),
    "common.DutyState": ("lease__isnull=1",),
    "members.RegisterImport": ("brought_in_by__password__startswith=a", "positions__credential__member__phone=1"),
    "cpe.AttendanceList": ("brought_in_by__password__startswith=a",),
    "cpe.Attendance": ("member__user__password__startswith=a", "claim__note__startswith=a"),
    "cpe.Attendee": ("named_by__password__startswith=a", "member__phone=1", "mark__startswith=a"),
    "cpe.ClaimImport": ("brought_in_by__password__startswith=a", "claims__member__phone=1"),
    "members.Erasure": ("person__password__startswith=a", "asked_at__gte=2026"),
    "members.ExamClaim": ("words__contains=a", "person__password__startswith=a", "proof__stored_as__startswith=a"),
    "cpe.Claim": ("member__user__password__startswith=a", "lines__recorded_by__password__startswith=a"),
    "cpe.Event": ("sign_ups__member__user__password__startswith=a", "place__startswith=h"),
    "cpe.HelpRequest": ("why__contains=a", "answered_by__password__startswith=a"),
    "cpe.PolicyVersion": ("published_by__password__startswith=a",),
    "cpe.ActivityType": ("version__published_by__password__startswith=a",),
}


@pytest.mark.parametrize(("label", "guess"), [(label, guess) for label in GUESSES for guess in GUESSES[label]])
def test_list_is_filtered_by_what_it_offers_and_by_nothing_else(label: str, guess: str) -> None:
    make, role, _expected = LISTS[label]
    make(1)
    app, model = label.lower().split(".")
    assert signed_in(person("Reader", role)).get(f"/office/{app}/{model}/?{guess}").status_code == 400
