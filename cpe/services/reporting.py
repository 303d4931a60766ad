"""Acts of members on the ledger: report an activity, put a claim in the place of another, withdraw one.

Each is one transaction that locks the account first, then the claim, adds lines and leaves audit lines. A claim is
judged by the version in force on the day its activity was completed, whoever reports it. Source: S1, S2.
"""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Final

from django.db import transaction
from django.db.models import Exists, Q
from django.utils.formats import date_format
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from accounts.models import User
from common.calendar import local_day
from cpe import selectors
from cpe.claim_words import ATTENDED, UNFIT
from cpe.enums import ClaimStatus, Unit
from cpe.models import Claim, ClaimDraft, Event, Evidence
from cpe.rules import claims as rules
from cpe.rules.policy import ONE, Activity, Policies, Policy
from cpe.services.lines import (
    ClaimRefused,
    activity_of,
    add_line,
    counted,
    find_draft,
    lock_account,
    own_to_change,
    report_lines,
    require_room,
    there,
)
from members.enums import RecheckWhy
from members.models import Member
from members.services import ask_recheck

NEW: Final = "new"
"""What the rules know a claim by that has no number yet; it sorts after those that have one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """What is said about an activity beside what the rules count; ``track`` is the key of the row.

    ``begins_at``, ``ends_at`` and ``breaks`` (minutes) say how the hours of one day were reckoned.
    """

    title: str = ""
    provider: str = ""
    track: int | None = None
    started_on: date | None = None
    begins_at: time | None = None
    ends_at: time | None = None
    breaks: int | None = None
    link: str = ""
    note: str = ""

    def columns(self) -> dict[str, Any]:
        """As the row of a claim holds them."""
        return {("track_id" if name == "track" else name): value for name, value in asdict(self).items()}


@transaction.atomic
def report(
    member: Member,
    *,
    activity: str,
    completed_on: date,
    amount: Decimal,
    attended: Decimal | None = None,
    details: Details = Details(),
    draft: int | None = None,
    corrects: int | None = None,
    seen: Collection[int] | None = None,
    seen_events: Collection[int] = (),
    policies: Policies | None = None,
    by: User,
    at: datetime,
) -> Claim:
    """Write what a member reported today; what needs no approval is accepted at once. What they were told is kept.

    The account's row is locked first. A ``draft`` becomes the claim, with its evidence. A claim that ``corrects``
    another one of the member takes its place: that one is withdrawn, its evidence moves, and the day of the first
    report stays unless it asks for more. ``seen``: claims alike that were pointed out already, ``seen_events``: events
    of ours; without the first nobody looks. What we reported from an attendance list is not reported once more.
    ``policies`` need not be read again where they are at hand. Raises ``Forbidden`` if ``by`` may not report for this
    member, ``Alike`` with claims that were not pointed out, ``ClaimRefused`` with a sentence for what cannot be,
    ``IllegalMove`` for a claim that is not corrected any more. Eight statements without draft, correction, claims of
    the same day and events of ours, and one for the rules.
    """
    ours = selectors.ours_on(member, completed_on, besides=corrects)
    account: Any = lock_account(member, by, has_ours=Exists(ours))
    row = None if draft is None else find_draft(member, draft)
    if row is not None:
        corrects = row.corrects_id or corrects
    ledger = selectors.ledger_of(member.pk, local_day(at), policies=policies)
    if seen is not None:
        events = selectors.meant(ours, activity=activity, title=details.title) if account.has_ours else []
        _require_not_ours(events, activity, details)
        shown = [event for event in events if event.pk not in seen_events]
        _require_no_other(member, ledger, completed_on, details, shown, draft=draft, corrects=corrects, seen=seen)
    if draft is not None:  # what was pressed twice has no draft any more, and is told of the claim it became
        row = there(row)
    if not any(sheet.current for sheet in ledger.sheets):
        raise ClaimRefused(_("You hold no title now that CPE credits count for."))
    kind, fact = _fact(ledger, activity, completed_on, amount, attended, details)
    old = None if corrects is None else _take_back(own_to_change(member, corrects), ledger, by=by, at=at)
    if old is not None:
        fact = replace(fact, reported_on=_first_day(ledger, old, kind, fact))
    claim = Claim.objects.create(
        member=member,
        activity=activity,
        completed_on=completed_on,
        reported_on=fact.reported_on,
        amount=amount,
        attended=attended,
        corrects=old,
        state=ClaimStatus.PENDING if kind.approval else ClaimStatus.ACCEPTED,
        told=selectors.told(ledger, fact, instead_of=selectors.ledger_id(old.pk) if old else ""),
        **details.columns(),
    )
    if old is not None or row is not None:
        _bring_proof(claim, old, row)
    report_lines(claim, "cpe.claim-corrected" if old else "cpe.claim-reported", by=by, at=at)
    over = [] if kind.approval else selectors.over_in(ledger, completed_on)
    if over:
        ask_recheck(over, RecheckWhy.DECISION, at=at)
    return claim


def _first_day(ledger: "selectors.Ledger", old: Claim, kind: Activity, fact: rules.Claim) -> date:
    """The day on which a claim in the place of another one counts as reported.

    Today, where it moves into a cycle that is over: what was reported elsewhere in time was not reported there.
    """
    if selectors.closed_with(ledger, fact.completed_on):
        return ledger.on
    old_fact = next(one for one in ledger.claims if one.id == selectors.ledger_id(old.pk))
    old_kind = activity_of(ledger.policies, old.activity, old.completed_on)
    return rules.first_day_kept((old_kind, old_fact), (kind, fact))


def _bring_proof(claim: Claim, old: Claim | None, draft: ClaimDraft | None) -> None:
    """Let a new claim have the proof of the one it takes the place of, and of its draft, which ends."""
    brought = Evidence.objects.filter(Q(claim__isnull=False, claim=old) | Q(draft__isnull=False, draft=draft))
    require_room(brought.update(claim=claim, draft=None))
    if draft is not None:
        draft.delete()


OURS: Final = (ClaimStatus.ACCEPTED.value, ClaimStatus.PENDING.value)
"""Where a claim that we reported for somebody counts, or may count."""


class Alike(ClaimRefused):
    """There are claims like this one, or events that we report, which its member was not shown yet."""

    def __init__(self, claims: Sequence[Claim], events: Sequence[Event] = ()) -> None:
        super().__init__(_("It looks like something that you reported already."))
        self.claims, self.events = claims, events


def _require_not_ours(events: Sequence[Event], activity: str, details: Details) -> None:
    """Raise ``ClaimRefused`` for what is the very event by which we reported a claim that counts, or waits."""
    same = {event.own_claim: event for event in events if event.activity == activity}  # type: ignore[attr-defined]
    named = [pk for pk, one in same.items() if selectors.folded(one.title) == selectors.folded(details.title)]
    for claim in Claim.objects.filter(pk__in=[pk for pk in named if pk], state__in=OURS) if any(named) else ():
        told = _(
            "We reported this for you from our own attendance list: it is claim %(number)d, and counts once. If "
            "something is wrong with it, write to us."
        )
        raise ClaimRefused(told % {"number": claim.pk}, field="title")


def _require_no_other(
    member: Member,
    ledger: "selectors.Ledger",
    completed_on: date,
    details: Details,
    events: Sequence[Event],
    *,
    draft: int | None,
    corrects: int | None,
    seen: Collection[int],
) -> None:
    """Raise ``Alike`` where claims look like this one, and not all of them were pointed out, or events of ours do."""
    found = selectors.alike(
        member,
        completed_on=completed_on,
        title=details.title,
        provider=details.provider,
        draft=draft,
        besides=corrects,
        same_day=any(claim.completed_on == completed_on for claim in ledger.claims),
    )
    if events or selectors.unseen(found, seen):
        raise Alike(found, events)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """A claim that was tried: which activity of which rules, the claim, the most it is worth, what titles gain.

    ``ahead``: how it would count for cycles to come.
    """

    activity: Activity
    policy: Policy
    claim: rules.Claim
    worth: int
    gains: list["selectors.Gain"]
    ahead: list["selectors.HowItCounts"]


def try_out(
    ledger: "selectors.Ledger",
    *,
    activity: str,
    completed_on: date,
    amount: Decimal,
    attended: Decimal | None = None,
    details: Details = Details(),
    instead_of: str = "",
) -> Tried:
    """What a claim would bring each title, were it reported today and accepted for the most it can be. No query.

    Raises ``ClaimRefused`` with the sentence that reporting it would raise.
    """
    kind, fact = _fact(ledger, activity, completed_on, amount, attended, details)
    hoped = rules.as_if_accepted(kind, fact, ledger.on)
    return Tried(
        activity=kind,
        policy=ledger.policies.on(completed_on),
        claim=fact,
        worth=rules.at_most(kind, fact),
        gains=selectors.gains(ledger, hoped, instead_of),
        ahead=selectors.ahead(ledger.trying(hoped, instead_of), NEW),
    )


def _fact(
    ledger: "selectors.Ledger",
    activity: str,
    completed_on: date,
    amount: Decimal,
    attended: Decimal | None,
    details: Details,
) -> tuple[Activity, rules.Claim]:
    """The claim as the rules take it, reported today. Raises ``ClaimRefused`` for what makes no sense."""
    if completed_on > ledger.on:
        raise ClaimRefused(_("An activity can be reported once it is completed."), field="completed_on")
    first = min((sheet.cycles[0].window.first for sheet in ledger.sheets if sheet.cycles), default=completed_on)
    if completed_on < first:
        told = _("The first cycle of your titles began on %(day)s. What was completed before counts for none of them.")
        raise ClaimRefused(told % {"day": date_format(first)}, field="completed_on")
    kind = activity_of(ledger.policies, activity, completed_on)
    parts, of_it = counted(amount), None if attended is None else counted(attended)
    days = (completed_on - (details.started_on or completed_on)).days + 1
    if days < 1:
        raise ClaimRefused(_("The first day lies after the day it was completed."), field="started_on")
    wrong = rules.unfit(kind, parts, of_it, days=days)
    if wrong:
        field = "attended" if ATTENDED.issuperset(wrong) else "amount"
        raise ClaimRefused(" ".join(str(UNFIT[reason]) for reason in wrong), field=field)
    if kind.unit is Unit.WEBINARS and parts > ONE:
        told = _("Each webinar is a claim by itself: write 1 here, and report the others one by one.")
        raise ClaimRefused(told, field="amount")
    fact = rules.Claim(
        id=NEW, activity=kind.key, completed_on=completed_on, reported_on=ledger.on, amount=parts, attended=of_it
    )
    return kind, fact


@transaction.atomic
def withdraw(claim: Claim, *, by: User, at: datetime) -> Claim:
    """Let a member take a claim back; what was accepted is reversed so, while its cycles are open.

    The account's row is locked first, then the claim. Raises ``Forbidden`` for somebody else's claim, ``IllegalMove``
    for one that was denied, appealed or withdrawn, ``ClaimRefused`` with the titles whose cycle it counted for, and for
    one that came from an attendance list of ours.
    """
    member = claim.member
    lock_account(member, by)
    ledger = selectors.ledger_of(member.pk, local_day(at))
    return _take_back(own_to_change(member, claim.pk), ledger, by=by, at=at)


def _take_back(claim: Claim, ledger: "selectors.Ledger", *, by: User, at: datetime) -> Claim:
    """Withdraw a claim that is locked, as its account is."""
    was_accepted = claim.state == ClaimStatus.ACCEPTED
    closed = selectors.closed_with(ledger, claim.completed_on) if was_accepted else []
    if closed:
        titles = get_text_list(closed, _("and"))
        raise ClaimRefused(
            _("It counted for a cycle of %(titles)s that is over. Write to us, and we look at it.") % {"titles": titles}
        )
    add_line(claim, ClaimStatus.WITHDRAWN, on=ledger.on, by=by, at=at)
    if was_accepted:
        ask_recheck(selectors.over_in(ledger, claim.completed_on), RecheckWhy.REVERSAL, at=at)
    return claim
