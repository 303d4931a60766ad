"""Decisions of reviewers: a claim is accepted, as reported or for less, or denied, also after it was accepted.

Each is one transaction that adds a line, takes the claim to its state, leaves an audit line and queues the letter.
Source: S1, S2.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from common.calendar import local_day
from common.errors import DomainError
from common.money import to_quarters
from comms import outbox
from comms.models import Message
from comms.rendering import Letter, letter
from cpe import claim_words, emails, policies, selectors
from cpe.enums import ClaimStatus, Denial
from cpe.models import Claim, LedgerLine
from cpe.rules import claims as rules
from cpe.services.lines import ClaimRefused, activity_of, add_line
from members.enums import RecheckWhy
from members.services import ask_recheck

DECISIONS: Final = (ClaimStatus.ACCEPTED, ClaimStatus.DENIED)
"""What a reviewer makes of a claim."""


class DecidedMeanwhile(ClaimRefused):
    """Somebody decided about the claim, or its member took it back, after it was looked at; ``line`` is the last."""

    def __init__(self, line: LedgerLine) -> None:
        moment = date_format(timezone.localtime(line.recorded_at), "j F Y, H:i")
        named = {"decision": line.get_status_display(), "moment": moment, "who": line.recorded_by or _("the portal")}
        told = _("Meanwhile it is %(decision)s, since %(moment)s, by %(who)s. Nothing of yours was done.")
        super().__init__(told % named)
        self.line = line


@transaction.atomic
def decide(
    claim: Claim,
    status: ClaimStatus,
    *,
    granted: Decimal | None = None,
    why: Denial | None = None,
    words: str = "",
    seen: int | None = None,
    beside: str | None = None,
    by: User,
    at: datetime,
) -> Claim:
    """Accept a claim, as reported or for what is ``granted``, or deny it; a claim accepted before is reversed so.

    ``why`` and ``words`` are for the member, of a denial and of credits below what the rate brings; ``seen``: how
    many decisions the reviewer was shown, ``beside``: the mark of what came with it (``selectors.beside``). The
    account's row is locked first, then the claim; titles with a cycle that holds its day and is over are to be judged
    again. Queues the letter. Raises ``Forbidden`` for whoever may not decide, or reported it, and under appeal;
    ``DecidedMeanwhile`` when there are other decisions than were seen; ``IllegalMove`` when it cannot become so;
    ``ClaimRefused`` for credits the rules do not allow, for a denial or less credits without a reason, and for
    a reason of proof past the day until which that may be asked for.
    """
    User.objects.select_for_update(of=("self",), no_key=True).get(member__claims=claim.pk)
    rows = Claim.objects.select_for_update(of=("self",), no_key=True).select_related("member__user")
    claim = rows.get(pk=claim.pk)
    policies.require_decide(by, claim)
    if seen is not None:
        _require_as_seen(claim, seen)
    if beside is not None and beside != selectors.beside(claim):
        raise ClaimRefused(claim_words.came_meanwhile())
    if status not in DECISIONS:
        raise ValueError(f"A reviewer accepts or denies; {status} is no decision.")
    if status is ClaimStatus.DENIED and granted is not None:
        raise ClaimRefused(claim_words.nothing_granted(), field="granted")
    is_less = status is ClaimStatus.DENIED or _is_less(claim, granted)
    if is_less and not (why and words.strip()):
        raise ClaimRefused(
            _("Say why, by a reason and in words: the member is told both."), field="words" if why else "why"
        )
    if not is_less and (why or words.strip()):
        raise ClaimRefused(_("What is accepted as reported needs no reason; leave it empty."), field="why")
    on, reverses = local_day(at), claim.state == ClaimStatus.ACCEPTED
    if why and Denial(why).of_proof and (told := proof_not_held(claim, on)):
        raise ClaimRefused(told, field="why")
    before = selectors.ledger_of(claim.member_id, on) if reverses else None
    line = add_line(claim, status, on=on, granted=granted, why=why, words=words.strip(), by=by, at=at)
    ledger = selectors.ledger_of(claim.member_id, on)
    over = selectors.over_in(ledger, claim.completed_on)
    ask_recheck(over, RecheckWhy.REVERSAL if reverses else RecheckWhy.DECISION, at=at)
    outbox.queue(*emails.claims.mail_of(claim, line, ledger, before=before), at=at)
    return claim


def proof_not_held(claim: Claim, on: date) -> str:
    """Why a lack of proof is not held against the member any more, in a sentence; empty where it may be (1 query)."""
    until = selectors.asked_until(claim)
    return claim_words.proof_not_held(until) if until < on else ""


def _require_as_seen(claim: Claim, seen: int) -> None:
    """Raise ``DecidedMeanwhile`` where there are other decisions than the reviewer was shown."""
    lines = list(claim.lines.select_related("recorded_by").order_by("pk"))
    if lines and len(lines) != seen:
        raise DecidedMeanwhile(lines[-1])


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreseen:
    """What a decision would do: the letter its member would get, and what it would change, cycle by cycle."""

    letter: Letter
    changes: list[list[str]]
    facts: dict[str, Any]


def foresee(
    claim: Claim,
    status: ClaimStatus,
    *,
    granted: Decimal | None = None,
    why: Denial | None = None,
    words: str = "",
    seen: int | None = None,
    beside: str | None = None,
    by: User,
    at: datetime,
) -> Foreseen:
    """What the same decision would do; nothing of it is kept. Raises what ``decide`` raises."""
    before = selectors.ledger_of(claim.member_id, local_day(at))
    with transaction.atomic():
        decided = decide(claim, status, granted=granted, why=why, words=words, seen=seen, beside=beside, by=by, at=at)
        queued = Message.objects.filter(about=f"{emails.claims.ABOUT}{claim.pk}").select_related("person").latest("pk")
        queued.reference = "–"
        after = selectors.ledger_of(claim.member_id, local_day(at))
        transaction.set_rollback(True)
    changes = emails.claims.changes(decided, before, after)
    return Foreseen(letter=letter(queued), changes=changes, facts=queued.facts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped:
    """A claim that was not accepted with the others, and why."""

    claim: Claim
    why: str


def accept_many(claims: Iterable[Claim], *, by: User, at: datetime) -> tuple[list[Claim], list[Skipped]]:
    """Accept claims of one activity as they were reported, each in a transaction of its own; which, and which not.

    A claim that was decided meanwhile, or about which something is odd by now, is left out and says so. For each, what
    ``decide`` does, and 9 statements for all of them. Raises ``ClaimRefused`` for claims of several activities.
    """
    rows = list(claims)
    if len({claim.activity for claim in rows}) > 1:
        raise ClaimRefused(_("Choose claims of one activity: those of another are judged by another rule."))
    odd_things = odd(rows, selectors.looked_at(rows, selectors.policies(), local_day(at)))
    done, skipped = [], []
    for claim in rows:
        told = odd_things[claim.pk]
        try:
            if told:
                raise ClaimRefused(told)
            done.append(decide(claim, ClaimStatus.ACCEPTED, seen=0, by=by, at=at))
        except DomainError as refusal:
            skipped.append(Skipped(claim=claim, why=str(refusal)))
    return done, skipped


def odd(claims: Iterable[Claim], looked: "Mapping[int, selectors.Looked]") -> dict[int, str]:
    """Why each claim is looked at by itself, in a sentence; empty where nothing about it is odd (1 query)."""
    keys = [claim.pk for claim in claims]
    asked = set(selectors.with_question(Claim.objects.filter(pk__in=keys), open_=True).values_list("pk", flat=True))
    told = _("We asked the member about it and wait for the answer, so it is decided by itself.")
    return {key: told if key in asked else _odd(looked[key]) for key in keys}


def _odd(looked: "selectors.Looked") -> str:
    if not looked.by_rate:
        return _("A reviewer sets its credits, so it is decided by itself.")
    if not looked.proof:
        return _("It came without proof, so it is decided by itself.")
    if looked.alike:
        return _("Something like it was reported already, so it is decided by itself.")
    return "" if looked.most else _("By its amount it brings nothing, so it is decided by itself.")


def _is_less(claim: Claim, granted: Decimal | None) -> bool:
    """Whether these credits are fewer than the rate brings.

    Raises ``ClaimRefused`` for credits that the rules of its day do not let a reviewer set.
    """
    activity = activity_of(selectors.policies(), claim.activity, claim.completed_on)
    if granted is None and activity.credits is not None:
        return False
    fact = selectors.fact_of(claim)
    may, quarters = rules.offered(activity, fact), None if granted is None else _quarters(granted)
    if quarters is None or quarters not in may:
        raise ClaimRefused(claim_words.grant_between(may), field="granted")
    return rules.is_less(activity, fact, quarters)


def _quarters(granted: Decimal) -> int | None:
    try:
        return to_quarters(granted)
    except ValueError:
        return None
