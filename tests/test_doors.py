"""Every door × every visitor × every method: who is let in, and who is not."""

import copy
import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import transaction
from django.template.base import Template
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from accounts.models import RoleGrant, User
from common import signing
from common.middleware import without_cookies
from common.models import ClosedDay
from common.private_links import secret_of
from members.models import Cycle, Document, Level, Title, Track
from tests import once
from tests.addresses import addresses
from tests.doors import DOORS, FORM, Door
from tests.factories.applications import (
    AppointmentFactory,
    QuestionFactory,
    QuestionTextFactory,
    ReferenceFactory,
    ReferenceLinkFactory,
)
from tests.factories.assessment import (
    DecisionFactory,
    IdentityCheckFactory,
    IdentityCopyFactory,
    InterestFactory,
    ObjectionFactory,
)
from tests.factories.attendance import (
    AttendanceFactory,
    AttendanceFileFactory,
    AttendanceListFactory,
    AttendeeFactory,
)
from tests.factories.bank import AllocationFactory, BookClosingFactory
from tests.factories.certificates import CalendarFeedFactory, CertificateFactory
from tests.factories.claim_imports import ClaimFileFactory, ClaimImportFactory
from tests.factories.common import AuditLineFactory
from tests.factories.comms import BounceFactory, MessageFactory
from tests.factories.conduct import ConductTermsFactory, ReportFactory
from tests.factories.cpe import ActivityTypeFactory
from tests.factories.cycles import CycleSweepFactory, CycleTermsFactory, HoldFactory
from tests.factories.duties import DutyFaultFactory
from tests.factories.events import EventFactory
from tests.factories.exams import ErasureFactory, ExamClaimFactory
from tests.factories.help import HelpRequestFactory
from tests.factories.imports import RegisterImportFactory, TriedFileFactory
from tests.factories.joint import JointDecisionFactory
from tests.factories.ledger import ClaimFactory
from tests.factories.members import CredentialFactory, MemberFactory
from tests.factories.money import (
    ContributionAmountFactory,
    InvoiceFactory,
    InvoiceTermsFactory,
    MembershipFactory,
)
from tests.factories.previews import PolicyPreviewFactory
from tests.members.badges import signed_badge
from tests.members.money import holder
from tests.people import ANONYMOUS, VISITORS, WITHOUT_SECOND_FACTOR, client_for, person, signed_in

pytestmark = [pytest.mark.doors, pytest.mark.django_db]

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
READ = {"GET", "POST"}
"""Of the other methods the status tells all: their pages, which are those of GET, are not drawn again.

And what a door makes of them hangs on whether one may enter, not on who it is: a few visitors try them at each.
"""
ELSEWHERE = {"/account/login/", "/office/login/", "/account/second-factor/", "/account/2fa/reauthenticate/"}
"""Where those who may not enter yet are sent: to sign in, or to prove a second factor."""


def _knocks(place: int, door: Door) -> set[str]:
    """Who tries the other methods: whoever comes without proof, and of those let in and kept out one each, in turn."""
    without_proof = {ANONYMOUS, WITHOUT_SECOND_FACTOR}
    sides = (sorted(door.see - without_proof), sorted(set(VISITORS) - door.see - without_proof))
    return without_proof | {side[place % len(side)] for side in sides if side}


KNOCKS = {key: _knocks(place, door) for place, (key, door) in enumerate(DOORS.items())}
VISIBLE_TEXT = re.compile(r"<(?:script|style)\b.*?</(?:script|style)>|<[^>]*>", re.DOTALL)


@pytest.fixture(scope="module")
def rows(django_db_setup: None, django_db_blocker: Any) -> Iterator[dict[str, int | str]]:
    """One row of every model whose pages name a row: label → key."""
    yield from once.lasting(_rows, django_db_blocker)


def _rows() -> dict[str, int | str]:
    member, fault, activity = MemberFactory(), DutyFaultFactory(), ActivityTypeFactory()
    use, reference = (
        AllocationFactory(),
        ReferenceFactory(asked=True, application__submitted=True),
    )
    return {
        "accounts.user": member.user.pk,
        "common.dutyfault": fault.pk,
        "common.dutystate": fault.duty_id,
        "members.member": member.pk,
        "members.invoice.link": holder("S-CISO", on=date(2026, 7, 1)).invoices.get().link,
        "members.badge.number": signed_badge().certificate.number,
        "members.badge.key": signing.signing_key(),
        "members.credential": CredentialFactory(member=member).pk,
        "members.certificate": (certificate := CertificateFactory(credential__member=member)).pk,
        "members.certificate.number": certificate.number,
        "members.registerimport": RegisterImportFactory().pk,
        "members.triedfile": TriedFileFactory().pk,
        "members.document": Document.objects.get(key="terms-of-use").pk,
        "members.erasure": ErasureFactory(forward=True).pk,
        "members.examclaim": ExamClaimFactory().pk,
        "applications.application": reference.application_id,
        "applications.reference": reference.pk,
        "applications.interest": InterestFactory(application=reference.application, interested=True).pk,
        "applications.reference-of": reference.application.reference.lower(),
        "applications.identitycheck": IdentityCheckFactory().pk,
        "applications.identitycopy": IdentityCopyFactory().pk,
        "applications.letter": (
            letter := DecisionFactory(
                application=ObjectionFactory().application, rejecting=True, confirmed=True, decided_at=timezone.now()
            )
        ).pk,
        "applications.rejected": letter.application_id,
        "applications.asked": (question := QuestionFactory()).application_id,
        "applications.question": question.pk,
        "applications.questiontext": QuestionTextFactory().pk,
        "applications.appointment": AppointmentFactory(starts_at=timezone.now() + timedelta(days=5)).pk,
        "members.calendarfeed.secret": secret_of(CalendarFeedFactory().seed),
        "applications.referencelink.secret": secret_of(ReferenceLinkFactory().seed),
        "conduct.report.secret": secret_of(ReportFactory().seed),
        "conduct.conductterms": ConductTermsFactory().pk,
        "members.title": Title.objects.get(code="S-ISP").pk,
        "members.track": Track.objects.earliest("pk").pk,
        "members.level": Level.objects.earliest("pk").pk,
        "members.membership": MembershipFactory(member=member).pk,
        "members.invoice": InvoiceFactory(member=member).pk,
        "members.contributionamount": ContributionAmountFactory().pk,
        "members.invoiceterms": InvoiceTermsFactory(effective_on=date(2020, 2, 1)).pk,
        "members.bankstatement": use.line.statement_id,
        "members.bankline": use.line_id,
        "members.allocation": use.pk,
        "members.bookclosing": BookClosingFactory().pk,
        "members.cycle": Cycle.objects.earliest("pk").pk,
        "cpe.policyversion": activity.version_id,
        "cpe.activitytype": activity.pk,
        "cpe.claim": ClaimFactory(member=member).pk,
        "cpe.event": EventFactory().pk,
        "cpe.attendance": AttendanceFactory().pk,
        "cpe.attendee": AttendeeFactory().pk,
        "cpe.attendancelist": AttendanceListFactory().pk,
        "cpe.attendancefile": AttendanceFileFactory().pk,
        "cpe.helprequest": HelpRequestFactory().pk,
        "cpe.hold": HoldFactory().pk,
        "cpe.cyclesweep": CycleSweepFactory(pulled=True).pk,
        "cpe.cycleterms": CycleTermsFactory().pk,
        "cpe.jointdecision": JointDecisionFactory().pk,
        "cpe.claimimport": ClaimImportFactory().pk,
        "cpe.claimfile": ClaimFileFactory().pk,
        "cpe.policypreview": PolicyPreviewFactory(version=activity.version).pk,
        "comms.message": MessageFactory().pk,
        "comms.bounce": BounceFactory().pk,
        "common.closedday": ClosedDay.objects.earliest("pk").pk,
        "common.auditline": AuditLineFactory().pk,
    }


def _path(key: str, door: Door, rows: dict[str, int | str]) -> str:
    args = {name: str(rows.get(value, value)) for name, value in door.args.items()}
    if not key.startswith("/"):
        return reverse(key, kwargs=args) + door.query
    path = key.replace("(?P<url>.*)$", "<path:url>")
    for name, value in args.items():
        path = path.replace(f"<path:{name}>", str(value))
    return path


def _ask(client: Client, method: str, path: str) -> Any:
    """One request whose effects are undone, in the database and in the browser."""
    cookies = copy.deepcopy(client.cookies)
    with transaction.atomic():
        answer = client.generic(method, path)
        transaction.set_rollback(True)
    client.cookies = cookies
    return answer


def _sent_elsewhere(path: str, answer: Any) -> bool:
    target = urlsplit(answer.get("Location", "")).path
    return answer.status_code == 302 and target in ELSEWHERE and target != path


def _turned_away(kind: str, answer: Any) -> bool:
    to_sign_in = urlsplit(answer.get("Location", "")).path in {"/account/login/", "/office/login/"}
    return answer.status_code in {401, 403} or (kind != ANONYMOUS and to_sign_in)


def _refused(path: str, answer: Any) -> bool:
    return answer.status_code in {401, 403, 404, 405} or _sent_elsewhere(path, answer)


def test_every_address_is_on_the_door_list() -> None:
    walked = [address.key for address in addresses()]
    assert sorted(set(walked)) == sorted(DOORS)
    assert len(walked) == len(set(walked)), "two addresses share a name"


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("kind", VISITORS)
def test_doors_let_in_whom_the_list_names(
    kind: str, method: str, rows: dict[str, int | str], monkeypatch: pytest.MonkeyPatch
) -> None:
    client = client_for(kind)
    if method not in READ:
        monkeypatch.setattr(Template, "render", lambda _template, _context: SafeString(""))
    doors = (key for key in DOORS if method in READ or kind in KNOCKS[key])
    asked = ((DOORS[key], _path(key, DOORS[key], rows)) for key in doors)
    wrong = [fault for door, path in asked for fault in _faults(kind, client, method, path, door)]
    assert not wrong, "\n".join(wrong)


def test_everybody_tries_the_other_methods_somewhere_and_somebody_who_may_enter_at_every_door() -> None:
    assert set().union(*KNOCKS.values()) == set(VISITORS)
    assert all(KNOCKS[key] & door.see for key, door in DOORS.items() if door.see)


def _faults(kind: str, client: Client, method: str, path: str, door: Door) -> list[str]:
    """What is wrong at one door for one visitor and one method."""
    faults = []
    answer = _ask(client, method, path)
    status = answer.status_code
    known = door.methods is None or method in door.methods or method == "OPTIONS"
    allowed = kind in (door.posts if method == "POST" else door.see)
    tells_nothing = method == "OPTIONS" and not answer.content
    if status >= 500 and path != "/readyz":
        faults.append(f"{status}")
    elif not allowed and not _refused(path, answer) and not tells_nothing:
        faults.append(f"let in with {status}")
    elif allowed and known and method in {"GET", "HEAD", "POST"} and _turned_away(kind, answer):
        faults.append(f"refused with {status}")
    elif allowed and not known and status != 405:
        faults.append(f"{status}, but the door does not know this method")
    if status != 405 and method in READ:
        faults += _faults_of_every_answer(answer)
    return [f"{path} {kind} {method}: {fault}" for fault in faults]


def _faults_of_every_answer(answer: Any) -> list[str]:
    faults = []
    if "default-src 'none'" not in answer.get("Content-Security-Policy", "") or "unsafe" in answer.get(
        "Content-Security-Policy", ""
    ):
        faults.append("no strict content policy")
    if answer.get("X-Content-Type-Options") != "nosniff":
        faults.append("no nosniff")
    if without_cookies(answer.wsgi_request) and ("Cookie" in answer.get("Vary", "") or answer.cookies):
        faults.append("says that it looks at a cookie")
    if answer.get("Content-Type", "").startswith("text/html") and not answer.streaming:
        html = answer.content.decode()
        if re.search(r"\sstyle=|\son[a-z]+=\"|<style", html):
            faults.append("inline style or script")
        if re.search(r"\binvalid\b", VISIBLE_TEXT.sub(" ", html), re.IGNORECASE):
            faults.append("says 'invalid'")
    return faults


@pytest.mark.parametrize("key", sorted(key for key, door in DOORS.items() if ANONYMOUS not in door.see))
def test_closed_door_is_shut_by_every_way_of_losing_it(key: str, rows: dict[str, int | str]) -> None:
    """Rights withdrawn, account closed, session ended: each bites at the next request."""
    door = DOORS[key]
    path = _path(key, door, rows)
    holder = person("Holder", *(role for role in door.see if role not in {"applicant", "member"} and " " not in role))
    client = signed_in(holder)
    if holder.roles:
        RoleGrant.objects.filter(user=holder).delete()
        if "applicant" not in door.see:
            assert _refused(path, _ask(client, "GET", path))
    User.objects.filter(pk=holder.pk).update(is_active=False)
    assert _sent_elsewhere(path, _ask(client, "GET", path)) or _refused(path, _ask(client, "GET", path))
    User.objects.filter(pk=holder.pk).update(is_active=True)
    client.session.flush()
    assert _refused(path, _ask(client, "GET", path))


def test_own_pages_know_no_method_they_do_not_name() -> None:
    ours = {key for key in DOORS if ":" in key and not key.startswith(("admin:", "/"))} | {"home", "privacy", "healthz"}
    assert all(DOORS[key].methods in ({"GET", "HEAD"}, FORM, {"POST"}) for key in ours)
