"""What two people decide about a title: its last day moved, a title given back, a renewed one ended for fraud.

One puts it forward and says why; another one, who does not hold the title either, confirms or declines it. Only then is
anything recorded, as of that day. Each act is one transaction that locks the account first. Source: S1, S2.
"""

from collections.abc import Callable
from datetime import date, datetime
from typing import Final

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from common import audit
from common.calendar import local_day
from common.errors import DomainError
from comms import outbox
from comms.kinds import MessageKind
from comms.outbox import Mail
from cpe import joint_words, policies, selectors
from cpe.emails import joint as emails
from cpe.enums import JointKind, JointState, JointUnfit
from cpe.models import HelpRequest, Hold, JointDecision
from cpe.rules.joint import Joint, joint, later
from members.enums import RecheckWhy
from members.models import Credential, Cycle, Outcome
from members.rules.standing import standing
from members.selectors import register_facts
from members.services import Ruling, ask_recheck, record_outcomes

MOST_CHARACTERS: Final = 2000
"""Of the words with which something is put forward or declined."""


class JointRefused(DomainError):  # noqa: N818  read aloud where it is raised
    """What cannot be decided about a title, with the reason."""


@transaction.atomic
def put_forward(
    credential: Credential,
    kind: JointKind,
    *,
    words: str,
    last_day: date | None = None,
    request: HelpRequest | None = None,
    by: User,
    at: datetime,
) -> JointDecision:
    """Put a decision forward for a second person, and say why; ``request`` is what the member asked for.

    Raises ``Forbidden``, and ``JointRefused`` for a title it does not fit, without words, for a day that gives no more
    time, and while something else about the title waits.
    """
    holder = credential.member.user_id
    policies.require_put_forward_jointly(by, holder)
    User.objects.select_for_update(no_key=True).get(pk=holder)
    require_free(credential, by)
    what = would_record(credential, kind, local_day(at))
    if kind is JointKind.EXTENSION:
        _require_later(last_day, what, local_day(at))
    if request is not None and request.credential_id != credential.pk:
        raise JointRefused(_("That request is about another title."))
    row: JointDecision = JointDecision.objects.create(
        credential=credential,
        cycle=Cycle.objects.get(credential=credential, number=what.window.number),
        kind=kind.value,
        last_day=last_day if kind is JointKind.EXTENSION else None,
        words=_said(words),
        request=request,
        put_forward_at=at,
        put_forward_by=by,
    )
    audit.record("cpe.joint-put-forward", about=row, person=holder, by=by, at=at, reason=row.words)
    return row


@transaction.atomic
def confirm(decision: JointDecision, *, by: User, at: datetime) -> JointDecision:
    """Confirm what somebody else put forward: it is recorded as of today, and the member is told.

    Queues ``cpe.extended``, ``cpe.reinstated`` or ``cpe.ended_for_fraud``. Locks the account, the decision, then as
    ``record_outcomes``. Raises ``Forbidden``, ``IllegalMove`` once it is settled, ``JointRefused`` where the title
    stands otherwise by now, and as ``record_outcomes``.
    """
    row = _locked(decision)
    policies.require_settle(by, row)
    row.become(JointState.CONFIRMED)
    on, credential = local_day(at), row.credential
    what = would_record(credential, JointKind(row.kind), on)
    if what.window.number != row.cycle.number:
        raise JointRefused(_("The title stands in another cycle by now. Decline this, and put it forward anew."))
    if row.kind == JointKind.EXTENSION:
        _require_later(row.last_day, what, on)
    ruling = Ruling(
        credential=credential.pk,
        kind=what.kind,
        ground=what.ground,
        effective_on=on,
        cycle=what.window.number,
        last_day=row.last_day,
        supersedes=what.supersedes,
    )
    (outcome,) = record_outcomes([ruling], by=row.put_forward_by, seconded_by=by, reason=row.words, at=at)
    row.outcome, row.settled_at, row.settled_by = outcome, at, by
    row.save(update_fields=["state", "outcome", "settled_at", "settled_by"])
    audit.record("cpe.joint-confirmed", about=row, person=credential.member.user_id, by=by, at=at)
    if row.kind == JointKind.FRAUD:
        Hold.objects.open().filter(credential=credential).update(ended_at=at)
    else:
        ask_recheck([credential.pk], RecheckWhy.EXTENSION, at=at)
    kind, mail = letter(row, what, outcome)
    outbox.queue(kind, mail, at=at)
    return row


@transaction.atomic
def decline(decision: JointDecision, *, words: str, by: User, at: datetime) -> JointDecision:
    """Decline what somebody else put forward, and say why not. Raises as ``confirm``, and ``JointRefused`` without
    words."""
    row = _locked(decision)
    policies.require_settle(by, row)
    row.become(JointState.DECLINED)
    row.answer, row.settled_at, row.settled_by = _said(words), at, by
    row.save(update_fields=["state", "answer", "settled_at", "settled_by"])
    person = row.credential.member.user_id
    audit.record("cpe.joint-declined", about=row, person=person, by=by, at=at, reason=row.answer)
    return row


@transaction.atomic
def take_back(decision: JointDecision, *, by: User, at: datetime) -> JointDecision:
    """Take back what oneself put forward. Raises ``Forbidden`` for others, ``IllegalMove`` once it is settled."""
    row = _locked(decision)
    policies.require_take_joint_back(by, row)
    row.become(JointState.TAKEN_BACK)
    row.settled_at, row.settled_by = at, by
    row.save(update_fields=["state", "settled_at", "settled_by"])
    audit.record("cpe.joint-taken-back", about=row, person=row.credential.member.user_id, by=by, at=at)
    return row


def require_free(credential: Credential, by: User) -> None:
    """Raise ``Forbidden`` unless this person puts something forward about the title, ``JointRefused`` while something
    waits (1 query)."""
    policies.require_put_forward_jointly(by, credential.member.user_id)
    if JointDecision.objects.waiting().filter(credential=credential).exists():
        raise JointRefused(_("Something about this title waits for a second person already. It is settled first."))


def possible(credential: Credential, *, by: User, on: date) -> list[JointKind]:
    """What this person can put forward about a title on a day, as ``put_forward`` would let them (4 queries)."""
    try:
        require_free(credential, by)
    except DomainError:
        return []
    found = _what(credential, on)
    return [kind for kind in JointKind if isinstance(found(kind), Joint)]


def would_record(credential: Credential, kind: JointKind, on: date) -> Joint:
    """What such a decision would record on a day (3 queries). Raises ``JointRefused`` with the reason why it cannot."""
    found = _what(credential, on)(kind)
    if isinstance(found, JointUnfit):
        raise JointRefused(str(joint_words.UNFIT[found]))
    return found


def _what(credential: Credential, on: date) -> Callable[[JointKind], Joint | JointUnfit]:
    """What each kind of decision would record about a title on a day, or why it cannot (3 queries)."""
    held = register_facts([credential.member_id]).get(credential.member_id, [])
    facts = next(one for one in held if one.pk == credential.pk)
    now = standing(facts.fact, facts.outcomes, on)
    return lambda kind: joint(kind, now, facts.cycles, facts.outcomes) if now else JointUnfit.NO_CYCLES


def letter(row: JointDecision, what: Joint, outcome: Outcome) -> tuple[MessageKind, Mail]:
    """The mail about a decision that was recorded so, or would be; at most one query for a title that ended."""
    credential = row.credential
    match row.kind:
        case JointKind.EXTENSION:
            return emails.EXTENDED, emails.extended(credential, outcome, what.window, before=what.day)
        case JointKind.REINSTATEMENT:
            return emails.REINSTATED, emails.reinstated(credential, outcome, what.window, lost_on=what.day)
    is_last = not selectors.holds_another(credential)
    mail = emails.ended_for_fraud(credential, outcome, what.window, said=row.words, last_title=is_last)
    return emails.FRAUD, mail


def _require_later(last_day: date | None, what: Joint, on: date) -> None:
    if last_day is None or not later(last_day, what.day, on):
        told = _("Write a day after %(day)s, which is the last one now, and not a day gone by.")
        raise JointRefused(told % {"day": date_format(what.day)})


def _said(words: str) -> str:
    said = words.strip()
    if not said:
        raise JointRefused(_("Write why, in a sentence or two."))
    if len(said) > MOST_CHARACTERS:
        raise JointRefused(_("Write at most %(most)d characters.") % {"most": MOST_CHARACTERS})
    return said


def _locked(decision: JointDecision) -> JointDecision:
    """The row as it is now, its account locked first."""
    User.objects.select_for_update(no_key=True).get(pk=decision.credential.member.user_id)
    rows = JointDecision.objects.select_for_update(of=("self",))
    row: JointDecision = rows.select_related(
        "credential__member__user", "credential__title", "cycle", "put_forward_by"
    ).get(pk=decision.pk)
    return row
