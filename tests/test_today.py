"""Today: every line's number is the length of the list behind it, and nobody sees a line they may not open."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any, Final

import pytest
from django.utils import timezone

from accounts.models import User
from accounts.roles import APPOINTED
from applications.models import Application
from common import today
from common.models import DutyState
from members.models import Agreement, Title
from members.selectors.agreements import to_agree
from tests import once
from tests.factories.accounts import UserFactory, with_app
from tests.factories.applications import (
    SUBMITTED,
    ApplicationFactory,
    AppointmentFactory,
    QuestionFactory,
    ReferenceFactory,
)
from tests.factories.assessment import (
    DECIDED,
    DecisionFactory,
    FinalisationFactory,
    IdentityCheckFactory,
    IdentityCopyFactory,
    InterestFactory,
    ObjectionFactory,
    VerdictFactory,
    declared,
)
from tests.factories.bank import BankLineFactory
from tests.factories.certificates import CertificateFactory, NameDecisionFactory
from tests.factories.comms import BounceFactory, MessageFactory
from tests.factories.cpe import PolicyVersionFactory
from tests.factories.cycles import CycleSweepFactory, HoldFactory
from tests.factories.duties import DutyFaultFactory, DutyStateFactory
from tests.factories.events import EventFactory
from tests.factories.exams import ErasureFactory, ExamClaimFactory
from tests.factories.help import HelpRequestFactory
from tests.factories.joint import JointDecisionFactory
from tests.factories.ledger import ClaimFactory
from tests.factories.members import CredentialFactory, MemberFactory
from tests.factories.money import CreditNoteFactory, InvoiceFactory, MembershipFactory
from tests.people import person, signed_in

pytestmark = pytest.mark.django_db

WAITING: Final = {
    "accounts_user?second_factor=missing": 2,
    "common_dutyfault?open=yes": 2,
    "common_dutystate?late=yes": 1,
    "comms_message?state__exact=failed": 2,
    "comms_message?late=yes": 1,
    "comms_bounce?settled=no": 2,
    "members_title?named=no": 3,
    "members_erasure?waits=now": 2,
    "members_examclaim?state__exact=claimed": 2,
    "members_examclaim?state__exact=objected": 1,
    "members_credential?open=late": 2,
    "members_member?names=waiting": 2,
    "members_certificate?state=unreadable": 2,
    "members_certificate?state=late": 1,
    "members_membership?waits=yes": 2,
    "members_invoice?state=missing": 1,
    "members_invoice?state=owed-back": 1,
    "members_invoice?state=late": 3,
    "members_invoice?state=long-late": 1,
    "members_bankline?use=received": 2,
    "members_bankline?use=reversals": 1,
    "applications_appointment?state=mine": 2,
    "applications_appointment?state=free": 3,
    "applications_appointment?state=today": 1,
    "applications_appointment?state=unrecorded": 2,
    "applications_identitycopy?state=waiting": 3,
    "applications_identitycopy?state=going": 2,
    "applications_application?queue=scan": 2,
    "applications_application?appointment=none": 36,
    "applications_application?state__exact=submitted": 8,
    "applications_application?queue=red": 2,
    "applications_application?queue=mine": 5,
    "applications_application?queue=amber": 4,
    "applications_application?queue=quorum": 1,
    "applications_application?queue=undeclared": 7,
    "applications_application?queue=judging": 1,
    "applications_application?queue=returned": 1,
    "applications_application?queue=applicant": 6,
    "applications_application?queue=objection": 3,
    "applications_application?queue=objection-late": 2,
    "applications_application?queue=to-confirm": 2,
    "applications_application?queue=sent-back": 1,
    "applications_application?queue=unjudged": 6,
    "applications_application?question=silent": 2,
    "applications_application?question=answered": 1,
    "applications_application?queue=stuck": 1,
    "applications_application?queue=held-otherwise": 1,
    "applications_application?queue=lapsing": 2,
    "applications_application?queue=finalising": 4,
    "cpe_policyversion?state__exact=put-forward": 2,
    "cpe_claim?queue=waiting": 2,
    "cpe_helprequest?state__exact=asked": 2,
    "cpe_hold?open=wait": 2,
    "cpe_cyclesweep?brake=held": 2,
    "cpe_cyclesweep?brake=asked": 1,
    "cpe_jointdecision?state__exact=put-forward": 2,
    "members_cycle?day=80": 2,
    "cpe_event?when=over": 2,
}
"""List and filter → how many rows of ``things_to_do`` it holds."""


@pytest.fixture(scope="module")
def reader(django_db_setup: None, django_db_blocker: Any) -> Iterator[User]:
    """Somebody who sees every line, and can work, with things to do."""
    yield from once.lasting(_things_to_do, django_db_blocker)


def _things_to_do() -> User:
    """Rows on both sides of every line; the duties of the portal itself are not late, however long the tests run."""
    reader = with_app(
        person("Reader", "administrator", "assessor", "back-office", "cpe-reviewer", "finance", "identity-checker")
    )
    DutyState.objects.update(expected_by=timezone.now() + timedelta(days=1))
    UserFactory(roles=("finance",))
    with_app(UserFactory(roles=("observer",)))
    UserFactory()
    MessageFactory.create_batch(2, failed=True)
    MessageFactory(sent=True)
    MessageFactory()
    MessageFactory(queued_at=timezone.now())
    BounceFactory.create_batch(2)
    BounceFactory(cleared_at=timezone.now())
    DutyFaultFactory.create_batch(2)
    DutyFaultFactory(resolved=True)
    DutyStateFactory(late=True)
    DutyStateFactory()
    PolicyVersionFactory.create_batch(2, put_forward=True)
    PolicyVersionFactory()
    Title.objects.filter(code="S-ISP").update(name="")
    CredentialFactory.create_batch(2, awarded_on=timezone.localdate() - timedelta(4 * 365))
    CredentialFactory(awarded_on=timezone.localdate() - timedelta(3 * 365 + 30))
    CredentialFactory.create_batch(2, awarded_on=timezone.localdate() - timedelta(3 * 365 + 86))
    _certificates(reader)
    _money()
    ErasureFactory.create_batch(2)
    ErasureFactory(asked_at=timezone.now())
    ExamClaimFactory.create_batch(2)
    ExamClaimFactory(objected=True)
    ExamClaimFactory(refused=True)
    _appointments(reader)
    _questions(reader)
    _identities(reader)
    _copies(reader)
    _finalisations()
    ClaimFactory.create_batch(2, state="pending")
    ClaimFactory(state="accepted")
    begun = timezone.now() - timedelta(days=1)
    EventFactory.create_batch(2, begins_at=begun)
    EventFactory(begins_at=begun, held=True)
    EventFactory(begins_at=begun + timedelta(days=2))
    HelpRequestFactory.create_batch(2)
    HelpRequestFactory(answered=True, answered_by=reader)
    HoldFactory.create_batch(2)
    HoldFactory(why="due")
    HoldFactory(ended_at=timezone.now())
    CycleSweepFactory()
    CycleSweepFactory.create_batch(2, pulled=True)
    CycleSweepFactory(pulled=True, asked_at=timezone.now(), asked_by=reader, words="All were told.")
    JointDecisionFactory.create_batch(2, put_forward_by=reader)
    JointDecisionFactory(taken_back=True, put_forward_by=reader)
    return reader


def _certificates(clerk: User) -> None:
    """Two names wait beside those that do not; two certificates cannot be drawn, and one waits for too long."""
    at = timezone.now() - timedelta(minutes=30)
    drawn = {"drawn_at": at, "issued_at": at}
    for name in ("Ada", "Ben", "Cor"):
        row = CertificateFactory(name=name, credential__member__user__renamed_at=at, **drawn)
    NameDecisionFactory(member=row.credential.member, decided_at=at + timedelta(minutes=1), decided_by=clerk)
    CertificateFactory(credential__member__user__renamed_at=at, **drawn)
    MemberFactory(user__renamed_at=at)
    CertificateFactory(name="Dee", replaced=True, credential__member__user__renamed_at=at, **drawn)
    CertificateFactory.create_batch(2, unreadable="ꘀ")
    CertificateFactory(unreadable="ꘀ", replaced=True)
    CertificateFactory(issued_at=at - timedelta(hours=1))
    CertificateFactory(issued_at=at)


def _appointments(checker: User) -> None:
    soon, later = (timezone.now() + timedelta(days=days) for days in (2, 9))
    other = with_app(UserFactory(roles=("identity-checker",)))
    for begins in (soon, soon + timedelta(hours=1), later):
        AppointmentFactory(checker=checker, starts_at=begins, application=_in_time(submitted=True))
    AppointmentFactory(checker=other, starts_at=soon, application=ApplicationFactory())
    for hours in (1, 2):
        AppointmentFactory(checker=other, starts_at=soon + timedelta(hours=hours))
    AppointmentFactory(checker=checker, starts_at=later + timedelta(hours=1))
    AppointmentFactory(checker=other, starts_at=timezone.now() - timedelta(hours=1))
    for _ in range(2):
        _in_time(submitted=True)
    ApplicationFactory(withdrawn=True, handler=checker)
    ApplicationFactory()
    _queue(checker, other)
    _judging(checker, other)
    _objections(checker)


def _objections(reader: User) -> None:
    """One that this colleague can decide in time, one they can that is late, one of whose rejection they are part."""
    ObjectionFactory(made_at=timezone.now())
    ObjectionFactory()
    DecisionFactory(application=ObjectionFactory().application, rejecting=True, confirmed=True, decided_by=reader)
    ObjectionFactory(state="dismissed", ended_at=timezone.now())


def _identities(checker: User) -> None:
    """Two appointments that are over with nothing recorded, one of them today; two scans, one seen, one waiting."""
    now = timezone.now()
    for begins in (now - timedelta(seconds=1), now - timedelta(days=3), now - timedelta(days=4)):
        AppointmentFactory(checker=checker, starts_at=begins, application=_in_time(submitted=True))
    last = Application.objects.latest("pk")
    IdentityCheckFactory(checker=checker, application=last, checked_at=now)
    decided = {"assessment": True, "state": "accepted", "decided_at": now, "due_on": None, "signed_how": "scan"}
    accepted = ApplicationFactory(**decided)
    IdentityCheckFactory(checker=checker, application=accepted)
    for scan in ({}, {"scan_checked_at": now}):
        IdentityCheckFactory(checker=checker, application=_in_time(screening=True, signed_how="scan", **scan))
    waiting = ApplicationFactory(screening=True, state="information", due_on=None, signed_how="scan")
    QuestionFactory(application=waiting, asked_by=checker, asked_at=now)


def _copies(checker: User) -> None:
    """Two that go within five days and one that stays longer; one judged, one of a draft, one of interest, one gone."""
    now = timezone.now()
    given = {"screening": True, "identity_way": "copy"}
    for days in (26, 29, 24):
        at = now - timedelta(days=days)
        IdentityCopyFactory(application=_in_time(submitted_at=at, **given), sent_at=at)
    seen = _in_time(**given)
    IdentityCopyFactory(
        application=seen,
        sent_at=now,
        identity_check=IdentityCheckFactory(application=seen, checker=checker, way="copy"),
    )
    IdentityCopyFactory(application=ApplicationFactory(filled=True, identity_way="copy"), sent_at=now)
    declared(interesting := _in_time(**given), checker, interested=True)
    IdentityCopyFactory(application=interesting, sent_at=now)
    IdentityCopyFactory(application=_in_time(**given), destroyed=True)


def _finalisations() -> None:
    """Two whose last day is near, one complete and not awarded, one whose title came another way, one that lapsed."""
    ahead, long_ago = timezone.localdate() + timedelta(days=100), timezone.now() - timedelta(days=30)
    FinalisationFactory.create_batch(2, lapses_on=timezone.localdate() + timedelta(days=10))
    stuck, other_way = FinalisationFactory(lapses_on=ahead), FinalisationFactory(lapses_on=ahead)
    MemberFactory(user=stuck.application.person)
    IdentityCheckFactory(
        application=stuck.application, checked_at=long_ago, checker=with_app(UserFactory(roles=("identity-checker",)))
    )
    for version in to_agree(stuck.application.person, SUBMITTED.date()):
        Agreement.objects.create(person=stuck.application.person, version=version, agreed_at=SUBMITTED, how="sign-in")
    holder = MemberFactory(user=other_way.application.person)
    CredentialFactory(member=holder, title=other_way.application.title, awarded_on=timezone.localdate())
    FinalisationFactory(
        application=ApplicationFactory(assessment=True, state="lapsed", decided_at=DECIDED, due_on=None),
        ended_at=long_ago,
    )


def _in_time(**given: Any) -> Application:
    return ApplicationFactory(due_on=timezone.localdate() + timedelta(60), **given)


def _queue(reader: User, other: User) -> None:
    today = timezone.localdate()
    ApplicationFactory.create_batch(2, screening=True, handler=other, due_on=today - timedelta(1))
    for handler, days in ((reader, 0), (reader, 3), (reader, 1), (other, 0)):
        ApplicationFactory(screening=True, handler=handler, due_on=today + timedelta(days))
    ApplicationFactory.create_batch(2, screening=True, state="information", due_on=None)
    for quorum in ("reached", "at-risk"):
        _in_time(references_asked=True, quorum=quorum)
    _declared(reader, other)
    for application in (_in_time(references_asked=True), ApplicationFactory(withdrawn=True)):
        ReferenceFactory(application=application, asked=True, returned_at=timezone.now())
        ReferenceFactory(application=application, asked=True)


def _declared(reader: User, other: User) -> None:
    """Two that wait for the reader's word, one the colleague declared about, one that is theirs, one of interest."""
    _in_time(assessment=True)
    for by, interested in ((other, False), (reader, False), (reader, True)):
        declared(_in_time(assessment=True), by, interested=interested)
    _in_time(assessment=True, person=reader)
    ReferenceFactory(application=_in_time(assessment=True), email=reader.email.upper())


def _judging(reader: User, other: User) -> None:
    first, second, third, *_more = (_in_time(assessment=True) for _ in range(4))
    for application in (first, second, third):
        VerdictFactory(assessment__application=application, assessment__assessor=other)
    DecisionFactory(application=first, proposed_by=other)
    DecisionFactory(application=second, proposed_by=reader)
    back = {"state": "sent-back", "decided_by": other, "decided_at": timezone.now(), "sent_back": "Look again."}
    DecisionFactory(application=third, proposed_by=reader, **back)
    DecisionFactory(application=_in_time(assessment=True), proposed_by=other, **{**back, "decided_by": reader})
    again = ApplicationFactory(assessment=True, state="rejected", decided_at=timezone.now(), due_on=None)
    VerdictFactory(assessment__application=again, assessment__assessor=other)
    ObjectionFactory(application=again)
    DecisionFactory(application=again, proposed_by=other, on_objection=True)
    closed = ApplicationFactory(withdrawn=True)
    DecisionFactory(application=closed, proposed_by=other)
    interested = _in_time(assessment=True)
    InterestFactory(application=interested, person=reader, interested=True, words="My brother works there.")
    VerdictFactory(assessment__application=interested, assessment__assessor=other)
    DecisionFactory(application=interested, proposed_by=other)


def _questions(handler: User) -> None:
    now = timezone.now()
    QuestionFactory.create_batch(2, asked_by=handler, asked_at=now - timedelta(days=30))
    QuestionFactory(asked_by=handler, asked_at=now - timedelta(days=7))
    for days, by in ((2, handler), (2, None), (9, handler)):
        application = _in_time(screening=True, handler=by)
        QuestionFactory(answered=True, asked_by=handler, application=application, ended_at=now - timedelta(days=days))


def _money() -> None:
    today = timezone.localdate()
    started = today - timedelta(30)
    MembershipFactory.create_batch(2, since=started, next_year_on=started)
    MembershipFactory(since=started, next_year_on=started, last_day=started - timedelta(1))
    runs = MembershipFactory(since=started, next_year_on=today + timedelta(1))
    InvoiceFactory.create_batch(2, member=runs.member, due_on=today - timedelta(1))
    InvoiceFactory(due_on=today - timedelta(61))
    InvoiceFactory(member=runs.member, due_on=today)
    BankLineFactory.create_batch(2)
    BankLineFactory(rest=Decimal("0.00"))
    BankLineFactory(amount=Decimal("-1.00"))
    BankLineFactory(amount=Decimal("-1.00"), reversal=True)
    InvoiceFactory(member=runs.member, due_on=today - timedelta(1), paid=True)
    InvoiceFactory(member=runs.member, due_on=today, open=Decimal("-10.00"), closed_on=today)
    CreditNoteFactory(credits__member=runs.member, credits__open=Decimal("150.00"), credits__closed_on=None)


@pytest.mark.parametrize(("role", "sees"), [("back-office", True), ("assessor", False), ("identity-checker", False)])
def test_who_cannot_offer_an_appointment_is_not_told_who_waits_for_one(role: str, sees: bool) -> None:
    ApplicationFactory(submitted=True)
    page = signed_in(with_app(person("Colleague", role))).get("/office/").content.decode()
    assert ("Submitted applications without an identity appointment" in page) == sees


def test_every_line_is_counted() -> None:
    assert {f"{line.changelist}?{line.query}" for line in today.LINES} == WAITING.keys()


@pytest.mark.parametrize("line", today.LINES, ids=lambda line: f"{line.changelist}-{line.query}")
def test_number_is_the_length_of_its_list(line: today.Line, reader: User) -> None:
    listed = signed_in(reader).get(line.url).context["cl"].result_count
    counted = line.rows(reader, timezone.now()).count()
    assert listed == counted == WAITING[f"{line.changelist}?{line.query}"]


@pytest.mark.parametrize("role", [role for role in APPOINTED if role.office], ids=lambda role: role.key)
@pytest.mark.usefixtures("reader")
def test_today_shows_the_lines_a_role_may_open_and_no_other(role: Any) -> None:
    client = signed_in(with_app(person("Colleague", role.key)))
    page = client.get("/office/")
    shown = [entry["line"] for section in page.context["sections"] for entry in section["lines"]]
    assert {line.label for line in shown} == {
        line.label for line in today.LINES if line.permissions <= role.permissions
    }
    assert all(client.get(line.url).status_code == 200 for line in shown)
