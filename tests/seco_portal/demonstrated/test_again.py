"""A demonstration that is started again has what it had: nobody and nothing twice, nothing changed."""

import datetime as dt
from typing import Any, Final

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator

from accounts.models import RoleGrant, User
from applications.models import Application, Reference, ReferenceLink
from common.models import DutyRun, Upload
from comms.models import Bounce, Message
from conduct.models import Case, Explanation, Finding, Judgement, Report, RoomEntry, Seat, Trace, Vote
from cpe.models import (
    Claim,
    ClaimDraft,
    ClaimImport,
    ClaimQuestion,
    CycleSweep,
    Event,
    Evidence,
    HelpRequest,
    Hold,
    JointDecision,
    LedgerLine,
    Notice,
    PolicyPreview,
    SignUp,
)
from members.models import (
    Agreement,
    Contribution,
    Credential,
    Cycle,
    Erasure,
    ExamClaim,
    Invoice,
    InvoiceTerms,
    Member,
    Membership,
    Outcome,
    Title,
)
from tests.seco_portal.conftest import AT, seed

pytestmark = [
    pytest.mark.demonstration,
    pytest.mark.also_sqlite,
    pytest.mark.django_db,
    pytest.mark.usefixtures("demonstrated"),
]

TABLES: Final[tuple[type[Any], ...]] = (
    Agreement, Application, Bounce, Case, Claim, ClaimDraft, ClaimImport, ClaimQuestion, Contribution, CycleSweep,
    DutyRun, Erasure, Event, Evidence, ExamClaim, Explanation, Finding, HelpRequest, Hold, Invoice, InvoiceTerms,
    JointDecision, Judgement, LedgerLine, Membership, Message, Notice, PolicyPreview, Reference, ReferenceLink,
    Report, RoomEntry, Seat, SignUp, Title, Trace, Upload, Vote,
)  # fmt: skip
COLUMNS: Final[dict[type[Any], tuple[str, ...]]] = {
    User: ("pk", "email", "given_name", "family_name", "password", "is_active"),
    RoleGrant: ("pk", "user", "role", "granted_at"),
    Member: ("pk", "number", "registered_on", "address", "contact_changed_at"),
    EmailAddress: ("pk", "email", "verified", "primary"),
    Authenticator: ("pk", "user", "type", "data"),
    Credential: ("pk", "member", "title", "awarded_on", "closed_by"),
    Cycle: ("pk", "credential", "number", "first_day", "waits"),
    Outcome: ("pk", "credential", "kind", "effective_on"),
}
"""Of these the rest may change."""


def _rows() -> dict[type[Any], list[Any]]:
    asked = {**dict.fromkeys(TABLES, ()), **COLUMNS}
    return {model: list(model.objects.order_by("pk").values_list(*columns)) for model, columns in asked.items()}


@pytest.mark.parametrize("later", [0, 40])
def test_seeding_again_changes_nothing(later: int) -> None:
    before = _rows()
    seed(AT + dt.timedelta(days=later))
    assert _rows() == before
