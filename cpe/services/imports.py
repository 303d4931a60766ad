"""Bring earlier claims in: a file is tried, then its very bytes are brought in, all of them or nothing."""

from collections.abc import Collection, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from common import audit, bulk
from common.calendar import local_day
from common.locks import hold
from common.money import from_parts, from_quarters
from cpe import imports, policies
from cpe.enums import ClaimStatus
from cpe.imports import Plan, RowPlan, telling
from cpe.models import Claim, ClaimFile, ClaimFileLine, ClaimImport, LedgerLine
from cpe.rules.policy import ONE
from members.enums import RecheckWhy
from members.imports import Fault, Sheet, Unreadable
from members.imports.telling import Line
from members.models.trials import NAME_LENGTH
from members.services import NotBroughtIn, ask_recheck
from members.services.imports import trying


class WarningsUnread(NotBroughtIn):
    """A file that warns of something that was not read; nothing of it was brought in."""

    def __init__(self) -> None:
        super().__init__(())
        self.args = (_("Read the warnings first, and say that you did."),)


def try_claims(content: bytes, *, by: User | None, at: datetime) -> tuple[Sheet, Plan]:
    """What a file would make of the ledger, by the day of a moment; nothing is written. Raises ``Unreadable``."""
    sheet = imports.read(content)
    return sheet, imports.judged(sheet, by=by.pk if by else None, on=local_day(at))


@transaction.atomic
def bring_claims_in(
    content: bytes, *, file_name: str, warned: str, by: User | None, at: datetime
) -> ClaimImport | None:
    """Bring in a file, all of it or nothing; ``None`` where every claim in it was brought in before.

    Imports wait for each other; the accounts concerned are locked. Claims and decisions keep the days of then; titles
    with a cycle that holds one and is over are judged again. Mails nobody. ``warned`` is the mark of the warnings that
    were read. Without ``by`` the command line brings it in. Raises ``Forbidden`` unless ``by`` may import,
    ``Unreadable``, ``NotBroughtIn`` with all that is to be mended, ``WarningsUnread`` for others than were read. The
    same number of statements for every 2 000 people.
    """
    policies.require_import(by)
    hold("cpe.import")
    sheet = imports.read(content)
    plan = imports.judged(sheet, by=by.pk if by else None, on=local_day(at), lock=True)
    if plan.faults:
        raise NotBroughtIn(plan.faults)
    if plan.warned and plan.warned != warned:
        raise WarningsUnread
    if not plan.new:
        return None
    run: ClaimImport = ClaimImport.objects.create(
        file_name=file_name[:NAME_LENGTH],
        digest=sha256(content).hexdigest(),
        rows=plan.rows,
        claims_new=len(plan.new),
        claims_known=len(plan.known),
        people=plan.people,
        brought_in_at=at,
        brought_in_by=by,
    )
    _write(plan, run, by=by, at=at)
    audit.record("cpe.claims-imported", about=run, by=by, at=at)
    return run


def _write(plan: Plan, run: ClaimImport, *, by: User | None, at: datetime) -> None:
    """Claims, what was decided about them, a line in the audit log for each, and rechecks: set by set."""
    tracks = dict(plan.tracks)
    claims = [_claim(one, run, tracks) for one in plan.new]
    bulk.add(claims)
    bulk.add([_line(claim, one, by=by, at=at) for claim, one in zip(claims, plan.new, strict=True) if one.decision])
    entries = [audit.Entry(about=claim, person=one.member.user) for claim, one in zip(claims, plan.new, strict=True)]
    audit.record_many("cpe.claim-brought-in", entries, by=by, at=at)
    if plan.effects.over:
        ask_recheck(plan.effects.over, RecheckWhy.DECISION, at=at)


def _claim(one: RowPlan, run: ClaimImport, tracks: dict[str, int]) -> Claim:
    values = one.values
    return Claim(
        member_id=one.member.pk,
        activity=one.fact.activity,
        completed_on=one.fact.completed_on,
        reported_on=one.fact.reported_on,
        amount=from_parts(one.fact.amount, ONE),
        attended=None if one.fact.attended is None else from_parts(one.fact.attended, ONE),
        title=values["title"] or "",
        provider=values["provider"] or "",
        track_id=tracks[values["track"]] if values["track"] else None,
        started_on=values["started_on"],
        state=(one.decision.status if one.decision else ClaimStatus.PENDING).value,
        brought_with=run,
        reference=values["reference"] or "",
        row_digest=one.digest,
    )


def _line(claim: Claim, one: RowPlan, *, by: User | None, at: datetime) -> LedgerLine:
    assert one.decision is not None  # noqa: S101  asked by the caller
    granted = one.decision.granted
    return LedgerLine(
        claim=claim,
        status=one.decision.status.value,
        decided_on=one.decision.on,
        granted=None if granted is None else from_quarters(granted),
        why=one.values["why"] or "",
        words=one.values["words"] or "",
        recorded_at=at,
        recorded_by=by,
    )


def ask_claim_trial(content: bytes, *, file_name: str, by: User, at: datetime) -> ClaimFile:
    """``trying.ask`` for earlier claims."""
    file: ClaimFile = trying.ask(CLAIMS, content, file_name=file_name, by=by, at=at)
    return file


def confirm_claim_trial(file_id: int, *, as_read: str, knowing: bool, by: User, at: datetime) -> ClaimFile:
    """``trying.confirm`` for earlier claims."""
    file: ClaimFile = trying.confirm(CLAIMS, file_id, as_read=as_read, knowing=knowing, by=by, at=at)
    return file


def work_on_claim_files(files: Collection[int], *, at: datetime) -> int:
    """``trying.work`` for earlier claims."""
    return trying.work(CLAIMS, files, at=at)


def _bring_in(file: Any, at: datetime) -> ClaimImport | None:
    warned = file.of.get("warned", "")
    content = bytes(file.content)
    return bring_claims_in(content, file_name=file.file_name, warned=warned, by=file.confirmed_by, at=at)


def _try_out(file: Any, at: datetime) -> tuple[dict[str, Any], Sequence[Line]]:
    try:
        sheet, plan = try_claims(bytes(file.content or b""), by=file.confirmed_by or file.asked_by, at=at)
    except Unreadable as unreadable:
        sheet, plan = None, Plan(faults=(Fault(line=1, column="", sentence=str(unreadable)),))
    return telling.summary(sheet, plan, local_day(at)), list(telling.lines(plan))


CLAIMS: Final = trying.Trial(
    files=ClaimFile,
    lines=ClaimFileLine,
    act="cpe.import-tried",
    require=policies.require_import,
    try_out=_try_out,
    bring_in=_bring_in,
)
