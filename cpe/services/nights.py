"""A night's count of titles that would end, its brake, and what people do about what is held.

The brake takes nothing back: what it holds stands as *held* until one person asks that it ends, and another one lets
it; then it ends as if on time. Source: S1, and ours where it is silent.
"""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Count, Min, Q
from django.utils.translation import gettext as _

from accounts.models import User
from common import audit, jobs
from common.calendar import DAY, local_day
from common.errors import DomainError
from comms import outbox
from cpe import policies, selectors
from cpe.emails import cycles as emails
from cpe.enums import HoldWhy, Judged
from cpe.models import CycleSweep, Hold
from cpe.rules.cycles import judge
from cpe.rules.recording import covered, due, pulls
from members.enums import Ground, OutcomeKind, RecheckWhy
from members.rules.standing import counting
from members.services import Ruling, ask_recheck, record_outcomes

MOST_CHARACTERS = 2000
"""Of the words with which somebody asks for a release, or speaks for what is held."""


class HoldRefused(DomainError):  # noqa: N818  read aloud where it is raised
    """What cannot be done about something held, with the reason."""


@transaction.atomic
def count_night(*, on: date, since: date | None, at: datetime) -> CycleSweep | None:
    """Count the titles that are to end, beside all cycles whose last day the night covers; hold them if they are many.

    ``since``: the night before, where it is known; else the last one that counted something. Those that two people
    released end anyway. Nothing to count is one statement, else seven.
    """
    counted = Hold.objects.to_end().filter(Q(sweep__isnull=True) | Q(sweep__released_at__isnull=True))
    found = counted.aggregate(ending=Count("pk"), first=Min("since_on"))
    if not found["ending"]:
        return None
    ending, terms = found["ending"], selectors.terms_on(on)
    if since is None:
        last = CycleSweep.objects.order_by("-covers_until").values_list("covers_until", flat=True).first()
        since = last and last + DAY
    days = covered(since, found["first"], on)
    over = selectors.over_in_days(days).count()
    braked = pulls(ending, over, more_than=terms.brake_above, share=terms.brake_share)
    night: CycleSweep = CycleSweep.objects.create(
        on=on,
        covers_from=days[0],
        covers_until=days[1],
        over=over,
        ending=ending,
        from_before=ending - counted.filter(cycle__in=selectors.over_in_days(days)).count(),
        above=terms.brake_above,
        share=terms.brake_share,
        braked=braked,
        swept_at=at,
    )
    if braked:
        counted.update(why=HoldWhy.BRAKE.value, sweep=night)
        audit.record("cpe.brake-pulled", about=night, by=None, at=at)
        jobs.note("held", ending)
    return night


@transaction.atomic
def ask_release(night: CycleSweep, *, words: str, by: User, at: datetime) -> CycleSweep:
    """Ask that the titles a brake holds end, and say why; a second person lets them.

    Raises ``Forbidden``, and ``HoldRefused`` without words, and where somebody asked or released it meanwhile.
    """
    policies.require_release(by)
    row = CycleSweep.objects.select_for_update().get(pk=night.pk)
    if not row.braked or row.released_at is not None or row.asked_at is not None:
        raise HoldRefused(_("Somebody asked for the release meanwhile, or released it. Read the page anew."))
    row.words, row.asked_at, row.asked_by = _said(words), at, by
    row.save(update_fields=["words", "asked_at", "asked_by"])
    audit.record("cpe.release-asked", about=row, by=by, at=at, reason=row.words)
    return row


@transaction.atomic
def refuse_release(night: CycleSweep, *, words: str, by: User, at: datetime) -> CycleSweep:
    """Put a request for a release aside, by whoever made it or by somebody else; the titles stay held.

    Raises ``Forbidden``, and ``HoldRefused`` without words or without a request that waits.
    """
    policies.require_release(by)
    row = _asked(night)
    reason = _said(words)
    row.words, row.asked_at, row.asked_by = "", None, None
    row.save(update_fields=["words", "asked_at", "asked_by"])
    audit.record("cpe.release-refused", about=row, by=by, at=at, reason=reason)
    return row


@transaction.atomic
def release(night: CycleSweep, *, by: User, at: datetime) -> CycleSweep:
    """Let the titles end that a brake holds; the next night does it, dated as if on time.

    Raises ``Forbidden`` for whoever asked for it, and ``HoldRefused`` without a request that waits.
    """
    policies.require_release(by)
    row = _asked(night)
    policies.require_second_release(by, row)
    row.released_at, row.released_by = at, by
    row.save(update_fields=["released_at", "released_by"])
    held = Hold.objects.open().filter(sweep=row, why=HoldWhy.BRAKE.value)
    titles = list(held.values_list("credential", flat=True))
    held.update(why=HoldWhy.DUE.value)
    ask_recheck(titles, RecheckWhy.RELEASE, at=at)
    audit.record("cpe.brake-released", about=row, by=by, at=at, reason=row.words)
    return row


@transaction.atomic
def speak_for(hold: Hold, *, words: str, by: User, at: datetime) -> Hold:
    """Say that a title may end though every mail came back: another way was tried, or there is none.

    The next night ends it, dated as if on time. The account is locked first. Raises ``Forbidden``, and ``HoldRefused``
    without words and for what is held for another reason.
    """
    row = _open(hold, HoldWhy.UNREACHABLE, by)
    row.cleared_at, row.cleared_by, row.why = at, by, HoldWhy.DUE.value
    row.save(update_fields=["cleared_at", "cleared_by", "why"])
    person = row.credential.member.user_id
    audit.record("cpe.hold-cleared", about=row, person=person, by=by, at=at, reason=_said(words))
    return row


@transaction.atomic
def keep_renewal(hold: Hold, *, words: str, by: User, at: datetime) -> Hold:
    """Say that a renewal stays though its money went back; what is owed stays owed. Raises as ``speak_for``."""
    row = _open(hold, HoldWhy.WENT_BACK, by)
    row.cleared_at, row.cleared_by, row.ended_at = at, by, at
    row.save(update_fields=["cleared_at", "cleared_by", "ended_at"])
    person = row.credential.member.user_id
    audit.record("cpe.renewal-kept", about=row, person=person, by=by, at=at, reason=_said(words))
    return row


@transaction.atomic
def take_back_renewal(hold: Hold, *, words: str, by: User, at: datetime) -> Hold:
    """Take a renewal back whose money went back, and judge its cycle by what is known now.

    Before its last day it waits again, and can be paid. Past it, the title ends today, for what is not paid, unless we
    owe a decision: then it waits for that. Queues ``cpe.renewal_taken_back`` or ``cpe.lost``. Locks as ``speak_for``,
    then as ``record_outcomes``. Raises as ``speak_for``, and ``HoldRefused`` where nothing is open any more.
    """
    row = _open(hold, HoldWhy.WENT_BACK, by)
    reason, on, credential = _said(words), local_day(at), row.credential
    rules = selectors.policies()
    one = next(one for _pk, one in selectors.held([credential.member_id], on) if one.credential.pk == credential.pk)
    judged = due(judge(rules, one.case(row.cycle.window), on), one.credential.outcomes, on).went_back
    if judged is None or judged.window.number != row.cycle.number or not judged.fees_open:
        raise HoldRefused(_("Nothing of this cycle is open any more: the renewal stays."))
    renewal = next(
        outcome.id
        for outcome in counting(one.credential.outcomes)
        if outcome.kind is OutcomeKind.RENEWED and outcome.cycle == row.cycle.number
    )
    ends = judged.outcome is Judged.DECERTIFIED
    ruling = Ruling(
        credential=credential.pk,
        kind=OutcomeKind.DECERTIFIED if ends else OutcomeKind.WITHDRAWN,
        ground=Ground.FEES if ends else Ground.MISTAKE,
        effective_on=on,
        cycle=row.cycle.number if ends else None,
        supersedes=renewal,
    )
    (outcome,) = record_outcomes([ruling], by=by, reason=reason, at=at)
    row.cleared_at, row.cleared_by, row.ended_at = at, by, at
    row.save(update_fields=["cleared_at", "cleared_by", "ended_at"])
    person = credential.member.user_id
    audit.record("cpe.renewal-taken-back", about=row, person=person, by=by, at=at, reason=reason)
    if ends:
        is_last = not selectors.holds_another(credential)
        mail = emails.lost(credential, outcome, judged, last_title=is_last, renewal_gone=True)
    else:
        mail = emails.renewal_taken_back(credential, outcome, judged, waits=judged.outcome is Judged.HELD)
    outbox.queue(emails.LOST if ends else emails.TAKEN_BACK, mail, at=at)
    return row


def _said(words: str) -> str:
    said = words.strip()
    if not said:
        raise HoldRefused(_("Write why, in a sentence or two."))
    if len(said) > MOST_CHARACTERS:
        raise HoldRefused(_("Write at most %(most)d characters.") % {"most": MOST_CHARACTERS})
    return said


def _asked(night: CycleSweep) -> CycleSweep:
    row: CycleSweep = CycleSweep.objects.select_for_update().get(pk=night.pk)
    if row.asked_at is None or row.released_at is not None:
        raise HoldRefused(_("Nobody asks for a release of this night any more. Read the page anew."))
    return row


def _open(hold: Hold, why: HoldWhy, by: User) -> Hold:
    """A hold that waits for this reason, its account and then itself locked."""
    person = hold.credential.member.user_id
    policies.require_clear(by, person)
    User.objects.select_for_update(no_key=True).get(pk=person)
    rows = Hold.objects.select_for_update(of=("self",)).select_related(
        "credential__member__user", "credential__title", "cycle"
    )
    row: Hold = rows.get(pk=hold.pk)
    if row.ended_at is not None or row.why != why:
        raise HoldRefused(_("This changed meanwhile. Read the page anew."))
    return row
