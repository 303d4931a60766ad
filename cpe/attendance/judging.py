"""A list judged beside its event: whom it leads to, how long each was there in all, and what becomes of it.

The way from rows to a plan, shared by the trial, the act that brings a list in, and the one that says who somebody is.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import sha256
from typing import Final

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from common.calendar import local_day
from cpe import claim_words, selectors
from cpe.attendance import known
from cpe.attendance.known import KnownAttendance, KnownAttendee, KnownMember
from cpe.attendance.placing import Named, folded, placed
from cpe.attendance.reading import Sheet
from cpe.enums import Came, ClaimStatus, EventState, Unit
from cpe.models import Event
from cpe.rules import attendance as rules
from cpe.rules import claims
from cpe.rules.attendance import Span, Timetable
from cpe.rules.policy import ONE, Activity, Policies
from cpe.selectors import Ledger
from members.imports import Fault
from members.imports.known import chunks
from members.rules.standing import standing

NEW: Final = "new"
"""What the rules know a claim by that has no number yet; it sorts after those that have one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """An event as the rules of its day take it: what it counts as, and how much of it."""

    event: Event
    day: date
    timetable: Timetable
    activity: Activity
    policies: Policies

    @property
    def amount(self) -> int:
        """How much one claim of it is for: its hours, or one."""
        return rules.hours(self.timetable) if self.activity.unit is Unit.HOURS else ONE

    def attended(self, seconds: int) -> int | None:
        """How much of it was attended, where the activity asks."""
        return None if self.activity.attendance is None else rules.attended(seconds, self.timetable)

    def fact(self, seconds: int) -> claims.Claim:
        """A claim of it, reported on its day and decided on that day, where that takes no reviewer."""
        accepted = claims.Decision(on=self.day, status=ClaimStatus.ACCEPTED)
        return claims.Claim(
            id=NEW,
            activity=self.activity.key,
            completed_on=self.day,
            reported_on=self.day,
            amount=self.amount,
            attended=self.attended(seconds),
            decisions=() if self.activity.approval else (accepted,),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonPlan:
    """What becomes of a member's presence: ``came``, or ``without`` a sentence why nothing is done here.

    ``before``: what is known already; ``claim``: the one it counts by; ``replaces``: that one of ours, by which nothing
    counted and in whose place another comes. ``changes``: whether anything is to be written.
    """

    line: int
    member: KnownMember
    seconds: int
    came: Came | None
    without: str = ""
    before: KnownAttendance | None = None
    claim: int | None = None
    replaces: int | None = None
    fact: claims.Claim | None = None
    ledger: Ledger | None = None

    @property
    def is_new(self) -> bool:
        """Whether a claim comes of it."""
        return self.fact is not None

    @property
    def changes(self) -> bool:
        """Whether it is written down anew."""
        if self.came is None:
            return False
        before = self.before
        return before is None or self.is_new or (before.seconds, before.came) != (self.seconds, self.came.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class AttendeePlan:
    """What is kept of somebody a list names: all that is known of when they were there, and whom it leads to.

    ``proposed``: the one who signed up by that name, for a person to confirm.
    """

    named: Named
    spans: tuple[Span, ...]
    member: int | None
    before: KnownAttendee | None = None
    proposed: KnownMember | None = None

    @property
    def changes(self) -> bool:
        """Whether it is written down anew."""
        return self.before is None or (self.before.spans, self.before.member) != (self.spans, self.member)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a list comes to. With ``faults`` nothing is done; ``broken`` lines are left out once that was read."""

    rows: int = 0
    absent: int = 0
    faults: tuple[Fault, ...] = ()
    broken: tuple[Fault, ...] = ()
    people: tuple[PersonPlan, ...] = ()
    attendees: tuple[AttendeePlan, ...] = ()
    kind: Kind | None = None

    @property
    def unknown(self) -> list[AttendeePlan]:
        """Those who lead to nobody."""
        return [one for one in self.attendees if one.member is None]

    @property
    def something_new(self) -> bool:
        """Whether it says anything that is not known."""
        return any(one.changes for one in self.people) or any(one.changes for one in self.attendees)

    @property
    def warned(self) -> str:
        """A mark of the lines that are left out: another one as soon as they are others; empty without one."""
        said = sorted((fault.line, fault.sentence) for fault in self.broken)
        return sha256(repr(said).encode()).hexdigest() if said else ""


def judged(sheet: Sheet, event: Event, *, by: int, at: datetime, lock: bool = False) -> Plan:
    """What a list would make of the attendance of an event, brought in by somebody (the key of their account).

    With ``lock`` nobody reports for the people it names until the caller's transaction ends. Statements: 4, with the
    lock 5, and 8 for every 2 000 members.
    """
    kind, faults = kind_of(event, at)
    if kind is None or faults:
        return Plan(rows=sheet.many, faults=tuple(faults))
    found = placed(sheet.rows, kind.timetable)
    if found.other_day:
        told = _("This list is of another day: the event was on %(day)s.") % {"day": date_format(kind.day)}
        return Plan(rows=sheet.many, faults=(Fault(line=1, column="", sentence=told),))
    before = known.attendees(event)
    people = _leads(found.people, before, lock=lock)
    by_key = {member.pk: member for member in people.values()}
    attendees = [_attendee(named, before.get(named.mark), people.get(named.mark)) for named in found.people]
    lines: dict[int, int] = {}
    for one in attendees:
        if one.member is not None:
            lines[one.member] = min(one.named.line, lines.get(one.member, one.named.line))
    spans = _spans(before, attendees)
    plans = settle(kind, {by_key[key]: spans[key] for key in lines}, lines, by=by, on=local_day(at))
    return Plan(
        rows=sheet.many,
        absent=sheet.absent,
        broken=tuple(sorted((*sheet.broken, *found.broken))),
        people=tuple(sorted(plans, key=lambda plan: plan.line)),
        attendees=tuple(_with_proposals(event, attendees, lines)),
        kind=kind,
    )


def kind_of(event: Event, at: datetime) -> tuple[Kind | None, list[Fault]]:
    """An event as the rules of its day take it, or why nobody can have been there (1 statement)."""
    policies = selectors.policies()
    activity = policies.on(event.day).activities.get(event.activity)
    timetable = Timetable(
        begins=int(event.begins_at.timestamp()), ends=int(event.ends_at.timestamp()), breaks=event.breaks * rules.MINUTE
    )
    told = []
    if event.state == EventState.CALLED_OFF:
        told.append(_("This event was called off."))
    elif event.ends_at > at:
        told.append(_("This event is not over yet. Bring its list in afterwards."))
    if activity is None:
        told.append(_("The rules of that day know no such activity."))
        return None, _faults(told)
    kind = Kind(event=event, day=event.day, timetable=timetable, activity=activity, policies=policies)
    days = (event.day - local_day(event.begins_at)).days + 1
    wrong = claims.unfit(activity, kind.amount, kind.attended(timetable.length), days=days)
    told += [str(claim_words.UNFIT[reason]) for reason in wrong]
    return kind, _faults(told)


def _faults(told: Iterable[str]) -> list[Fault]:
    return [Fault(line=1, column="", sentence=sentence) for sentence in told]


def _leads(named: Sequence[Named], before: Mapping[str, KnownAttendee], *, lock: bool) -> dict[str, KnownMember]:
    """Whom each mark leads to: whom a colleague said or an earlier list led to, else whoever proved the address."""
    said = {one.mark: before[one.mark].member for one in named if one.mark in before and before[one.mark].member}
    emails = {one.email for one in named if one.email and one.mark not in said}
    leads = known.proved(emails)
    keys, users = {key for key in said.values() if key is not None}, set(leads.values())
    found = known.members(keys, users=users)
    if lock:
        known.lock({member.user for member in found})
        found = known.members(keys, users=users)
    by_key, by_user = {one.pk: one for one in found}, {one.user: one for one in found}
    led = {mark: by_key[key] for mark, key in said.items() if key in by_key}
    return led | {
        one.mark: by_user[leads[one.email]] for one in named if one.mark not in led and leads.get(one.email) in by_user
    }


def _attendee(named: Named, before: KnownAttendee | None, member: KnownMember | None) -> AttendeePlan:
    spans = rules.union((*(before.spans if before else ()), *named.spans))
    return AttendeePlan(named=named, spans=spans, member=member.pk if member else None, before=before)


def _spans(before: Mapping[str, KnownAttendee], attendees: Iterable[AttendeePlan]) -> dict[int, list[Span]]:
    """When each member was there, by all lists of the event and this one."""
    found: dict[int, list[Span]] = defaultdict(list)
    for known_one in before.values():
        if known_one.member is not None:
            found[known_one.member] += known_one.spans
    for one in attendees:
        if one.member is not None:
            found[one.member] += one.spans
    return found


def settle(
    kind: Kind, spans: Mapping[KnownMember, Sequence[Span]], lines: Mapping[int, int], *, by: int, on: date
) -> list[PersonPlan]:
    """What becomes of the presence of these members: 6 statements for every 2 000."""
    plans = []
    for some in chunks(sorted(spans, key=lambda member: member.pk)):
        keys = [member.pk for member in some]
        before, reported = known.attendances(kind.event, keys), known.reported(kind.event, keys)
        ledgers = selectors.ledgers_of(keys, on, policies=kind.policies)
        for member in some:
            plan = PersonPlan(
                line=lines.get(member.pk, 0),
                member=member,
                seconds=rules.present(spans[member], kind.timetable),
                came=None,
                before=before.get(member.pk),
            )
            plans.append(_settled(kind, plan, reported.get(member.pk), ledgers[member.pk], own=member.user == by))
    return plans


def _settled(kind: Kind, plan: PersonPlan, reported: int | None, ledger: Ledger, *, own: bool) -> PersonPlan:
    """The same plan with what becomes of it."""
    before, seconds = plan.before, plan.seconds
    if before is not None and before.claim is not None:
        return _with_claim(kind, plan, before, ledger, own=own)
    if own:
        return replace(plan, without=_("This is you. Somebody else brings your attendance in."))
    if not plan.member.open:
        return replace(plan, without=_("The account of this member is closed."))
    if reported is not None:
        return replace(plan, came=Came.REPORTED, claim=reported)
    if not seconds or (kind.activity.attendance is None and not rules.enough(seconds, kind.timetable, None)):
        return replace(plan, came=Came.SHORT)
    if not could_count(ledger, kind.day):
        return replace(plan, came=Came.NO_TITLE)
    return replace(plan, came=Came.CLAIMED, fact=kind.fact(seconds), ledger=ledger)


def _with_claim(kind: Kind, plan: PersonPlan, before: KnownAttendance, ledger: Ledger, *, own: bool) -> PersonPlan:
    """What counts already stays, unless it was too little before and is enough now: another claim takes its place."""
    plan = replace(plan, came=Came(before.came), claim=before.claim)
    share = kind.activity.attendance
    short = before.stands and before.attended is not None and share is not None and before.came == Came.CLAIMED
    if not short or own or not plan.member.open or not rules.enough(plan.seconds, kind.timetable, share):
        return plan
    if (before.attended or 0) * 100 >= kind.amount * (share or 0):
        return plan
    return replace(plan, claim=None, replaces=before.claim, fact=kind.fact(plan.seconds), ledger=ledger)


def could_count(ledger: Ledger, day: date) -> bool:
    """Whether one of the titles that have cycles stands on the day; between two of them, the next one counts it."""
    return any(
        then is not None and then.cycle is not None and not then.value.over
        for sheet in ledger.sheets
        for then in [standing(sheet.credential.fact, sheet.credential.outcomes, day)]
    )


def _with_proposals(event: Event, attendees: Sequence[AttendeePlan], there: Collection[int]) -> list[AttendeePlan]:
    """The same, and of those who lead to nobody the one who signed up by that name and was not there by another."""
    if all(one.member is not None for one in attendees):
        return list(attendees)
    names = known.signed_up(event)
    found = []
    for one in attendees:
        called = names.get(folded(one.named.name), []) if one.member is None else []
        alone = called[0] if len(called) == 1 and called[0].pk not in there else None
        found.append(replace(one, proposed=alone) if alone else one)
    return found


def settled_one(kind: Kind, member: int, *, by: int, on: date) -> PersonPlan:
    """What becomes of the presence of one member, by all lists of the event (8 statements)."""
    (found,) = known.members([member])
    before = known.attendees(kind.event)
    return settle(kind, {found: _spans(before, ())[member]}, {}, by=by, on=on)[0]
