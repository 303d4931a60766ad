"""Acts of members on the ledger: report an activity, put a claim in the place of another, withdraw one.

Each is one transaction that locks the account first, then the claim, adds lines and leaves audit lines. A claim is
judged by the version in force on the day its activity was completed, whoever reports it. Source: S1, S2.
"""

from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Final

from django.db import transaction
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from accounts.models import User
from common import audit
from common.calendar import local_day
from cpe import policies as may
from cpe import selectors
from cpe.enums import ClaimStatus
from cpe.models import Claim, Evidence
from cpe.rules import claims as rules
from cpe.rules.policy import Activity
from cpe.services.lines import UNFIT, ClaimRefused, activity_of, add_line, counted, own_draft
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
    by: User,
    at: datetime,
) -> Claim:
    """Write what a member reported today; what needs no approval is accepted at once. What they were told is kept.

    The account's row is locked first. A ``draft`` becomes the claim, with its evidence. A claim that ``corrects``
    another one of the member takes its place: that one is withdrawn, its evidence moves, and the day of the first
    report stays unless it asks for more. Raises ``Forbidden`` if ``by`` may not report for this member,
    ``ClaimRefused`` with a sentence for what cannot be, ``IllegalMove`` for a claim that is not corrected any more.
    """
    may.require_report(by, member)
    User.objects.select_for_update().get(pk=member.user_id)
    row = None if draft is None else own_draft(member, draft)
    on = local_day(at)
    if completed_on > on:
        raise ClaimRefused(_("An activity can be reported once it is completed."))
    ledger = selectors.ledger_of(member.pk, on)
    if not any(sheet.current for sheet in ledger.sheets):
        raise ClaimRefused(_("You hold no title now that CPE credits count for."))
    kind = activity_of(ledger.policies, activity, completed_on)
    fact = _fact(kind, completed_on, amount, attended, details, on)
    old = _take_back(member, corrects, ledger, by=by, at=at) if corrects else None
    if old is not None:
        old_fact = next(one for one in ledger.claims if one.id == selectors.ledger_id(old.pk))
        old_kind = activity_of(ledger.policies, old.activity, old.completed_on)
        on = rules.first_day_kept((old_kind, old_fact), (kind, fact))
        fact = replace(fact, reported_on=on)
    claim = Claim.objects.create(
        member=member,
        activity=activity,
        completed_on=completed_on,
        reported_on=on,
        amount=amount,
        attended=attended,
        corrects=old,
        told=selectors.told(ledger, fact, instead_of=selectors.ledger_id(old.pk) if old else ""),
        **details.columns(),
    )
    if old is not None:
        Evidence.objects.filter(claim=old).update(claim=claim)
    if row is not None:
        Evidence.objects.filter(draft=row).update(claim=claim, draft=None)
        row.delete()
    act = "cpe.claim-corrected" if old else "cpe.claim-reported"
    audit.record(act, about=claim, person=member.user_id, by=by, at=at)
    if not kind.approval:
        add_line(claim, ClaimStatus.ACCEPTED, on=local_day(at), by=None, at=at)
    return claim


def try_out(
    ledger: "selectors.Ledger",
    *,
    activity: str,
    completed_on: date,
    amount: Decimal,
    attended: Decimal | None = None,
    details: Details = Details(),
    instead_of: str = "",
) -> list["selectors.Gain"]:
    """What a claim would bring each title, were it reported today and accepted for the most it can be. No query.

    Raises ``ClaimRefused`` with the sentence that reporting it would raise.
    """
    if completed_on > ledger.on:
        raise ClaimRefused(_("An activity can be reported once it is completed."))
    kind = activity_of(ledger.policies, activity, completed_on)
    fact = _fact(kind, completed_on, amount, attended, details, ledger.on)
    return selectors.gains(ledger, rules.as_if_accepted(kind, fact, ledger.on), instead_of)


def _fact(
    kind: Activity, completed_on: date, amount: Decimal, attended: Decimal | None, details: Details, on: date
) -> rules.Claim:
    """The claim as the rules take it. Raises ``ClaimRefused`` for an amount that makes no sense."""
    parts, of_it = counted(amount), None if attended is None else counted(attended)
    days = (completed_on - (details.started_on or completed_on)).days + 1
    if days < 1:
        raise ClaimRefused(_("The first day lies after the day it was completed."))
    wrong = rules.unfit(kind, parts, of_it, days=days)
    if wrong:
        raise ClaimRefused(" ".join(str(UNFIT[reason]) for reason in wrong))
    return rules.Claim(
        id=NEW, activity=kind.key, completed_on=completed_on, reported_on=on, amount=parts, attended=of_it
    )


@transaction.atomic
def withdraw(claim: Claim, *, by: User, at: datetime) -> Claim:
    """Let a member take a claim back; what was accepted is reversed so, while its cycles are open.

    The account's row is locked first, then the claim. Raises ``Forbidden`` for somebody else's claim, ``IllegalMove``
    for one that was denied, appealed or withdrawn, ``ClaimRefused`` with the titles whose cycle it counted for.
    """
    may.require_report(by, claim.member)
    User.objects.select_for_update().get(pk=claim.member.user_id)
    ledger = selectors.ledger_of(claim.member_id, local_day(at))
    return _take_back(claim.member, claim.pk, ledger, by=by, at=at)


def _take_back(member: Member, key: int, ledger: "selectors.Ledger", *, by: User, at: datetime) -> Claim:
    """Withdraw a claim of this member, locked here; its account is locked already."""
    claim = Claim.objects.select_for_update(of=("self",)).select_related("member").get(pk=key)
    may.require_report(by, claim.member)
    was_accepted = claim.state == ClaimStatus.ACCEPTED
    closed = selectors.closed_with(ledger, claim.completed_on)
    if was_accepted and closed:
        titles = get_text_list(closed, _("and"))
        raise ClaimRefused(
            _("It counted for a cycle of %(titles)s that is over. Write to us, and we look at it.") % {"titles": titles}
        )
    on = local_day(at)
    add_line(claim, ClaimStatus.WITHDRAWN, on=on, by=by, at=at)
    if was_accepted:
        ask_recheck(selectors.over_with(claim, on), RecheckWhy.REVERSAL, at=at)
    return claim
