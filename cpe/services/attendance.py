"""Bring attendance lists in: a list is tried, then its very bytes are brought in; and say who somebody on one is.

Claims come as of the event's day, on which the institute knew who was there: nobody loses by a late list.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from hashlib import sha256
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from common import audit, bulk
from common.calendar import local_day
from common.errors import DomainError
from common.locks import hold
from common.money import from_parts
from comms import outbox
from cpe import attendance, emails, policies, selectors
from cpe.attendance import AttendeePlan, Kind, PersonPlan, Plan, Sheet, telling
from cpe.enums import Came, ClaimStatus, EventState, Unit
from cpe.models import (
    Attendance,
    AttendanceFile,
    AttendanceFileLine,
    AttendanceList,
    Attendee,
    Claim,
    Event,
    LedgerLine,
)
from cpe.rules.policy import ONE
from cpe.services.imports import WarningsUnread
from members.enums import RecheckWhy
from members.imports import Fault, Unreadable
from members.imports.telling import Line
from members.models import Member
from members.models.trials import NAME_LENGTH
from members.services import NotBroughtIn, ask_recheck
from members.services.imports import trying

LOCK: Final = "cpe.attendance"


class NobodyNamed(DomainError):  # noqa: N818  read aloud where it is raised
    """Somebody on a list who cannot be who was said, with the reason."""


def try_list(content: bytes, event: Event, *, by: User, at: datetime) -> tuple[Sheet, Plan]:
    """What a list would make of an event's attendance; nothing is written. Raises ``Unreadable``."""
    sheet = attendance.read(content)
    return sheet, attendance.judged(sheet, event, by=by.pk, at=at)


@transaction.atomic
def bring_list_in(
    content: bytes, event: int, *, file_name: str, warned: str, by: User, at: datetime
) -> AttendanceList | None:
    """Bring in what a list says; ``None`` where all of it is known. ``warned``: the mark of the broken lines read.

    Lists wait for each other; the accounts concerned are locked, then the event, which has taken place by now. Presence
    is put together with what is known; who was there long enough has a claim as of the event's day, once, and titles
    with a cycle that holds it and is over are judged again. Queues ``cpe.attended`` for each. Raises ``Forbidden``,
    ``Unreadable``, ``NotBroughtIn`` with the reasons, ``WarningsUnread`` for other broken lines than were read. The
    same number of statements for every 2 000 people.
    """
    policies.require_manage_events(by)
    hold(LOCK)
    sheet = attendance.read(content)
    read = Event.objects.get(pk=event)
    plan = attendance.judged(sheet, read, by=by.pk, at=at, lock=True)
    if plan.faults or plan.kind is None:
        raise NotBroughtIn(plan.faults)
    if plan.warned and plan.warned != warned:
        raise WarningsUnread
    if not plan.something_new:
        return None
    _take_place(read, by=by, at=at)
    run: AttendanceList = AttendanceList.objects.create(
        event_id=event,
        file_name=file_name[:NAME_LENGTH],
        digest=sha256(content).hexdigest(),
        rows=plan.rows,
        people=len(plan.attendees),
        unknown=len(plan.unknown),
        claims_new=sum(one.is_new for one in plan.people),
        brought_in_at=at,
        brought_in_by=by,
    )
    _write_attendees(plan.attendees, event)
    _write_people(plan.kind, plan.people, by=by, at=at)
    audit.record("cpe.attendance-brought-in", about=run, by=by, at=at)
    return run


def _take_place(event: Event, *, by: User, at: datetime) -> None:
    """Lock the event; one that was planned and is over has taken place. Raises ``NotBroughtIn`` where it changed."""
    row = Event.objects.select_for_update(no_key=True).get(pk=event.pk)
    if row.edition != event.edition:
        raise NotBroughtIn((Fault(line=1, column="", sentence=_("The event was changed meanwhile.")),))
    if row.state != EventState.PLANNED:
        return
    row.become(EventState.HELD)
    row.edition, row.changed_at = row.edition + 1, at
    row.save(update_fields=["state", "edition", "changed_at"])
    audit.record("cpe.event-held", about=row, by=by, at=at)


def _write_attendees(attendees: Iterable[AttendeePlan], event: int) -> None:
    """Whom lists name: new ones, and those of whom more is known."""
    changed = [one for one in attendees if one.changes]
    bulk.add([_attendee(one, event) for one in changed if one.before is None])
    rows = [_attendee(one, event) for one in changed if one.before is not None]
    Attendee.objects.bulk_update(rows, ["spans", "member"], batch_size=500)


def _attendee(one: AttendeePlan, event: int) -> Attendee:
    return Attendee(
        pk=one.before.pk if one.before else None,
        event_id=event,
        mark=one.named.mark,
        name=one.named.name,
        email=one.named.email,
        spans=[list(span) for span in one.spans],
        member_id=one.member,
    )


def _write_people(kind: Kind, people: Sequence[PersonPlan], *, by: User, at: datetime) -> list[Claim]:
    """Claims and what was decided about them, presence, audit lines, rechecks and mails: set by set."""
    new = [one for one in people if one.is_new]
    members = {
        row.pk: row for row in Member.objects.filter(pk__in=[one.member.pk for one in new]).select_related("user")
    }
    _withdraw([one.replaces for one in new if one.replaces is not None], on=local_day(at), by=by, at=at)
    claims = [_claim(kind, one, members[one.member.pk]) for one in new]
    bulk.add(claims)
    accepted = [claim for claim in claims if claim.state == ClaimStatus.ACCEPTED]
    bulk.add([_line(claim, on=kind.day, at=at) for claim in accepted])
    audit.record_many("cpe.claim-attended", _about(claims), by=by, at=at)
    audit.record_many("cpe.claim-accepted", _about(accepted), by=None, at=at)
    _write_attendance(kind.event, people, {claim.member_id: claim.pk for claim in claims})
    over = {key for one in new if one.ledger is not None for key in selectors.over_in(one.ledger, kind.day)}
    if over:
        ask_recheck(over, RecheckWhy.DECISION, at=at)
    mails = [
        emails.attendance.mail_of(claim, one.fact, one.ledger, seconds=one.seconds, timetable=kind.timetable)
        for claim, one in zip(claims, new, strict=True)
        if one.fact is not None and one.ledger is not None
    ]
    outbox.queue_many(emails.attendance.ATTENDED, mails, at=at)
    return claims


def _about(claims: Iterable[Claim]) -> list[audit.Entry]:
    return [audit.Entry(about=one, person=one.member.user_id) for one in claims]


def _withdraw(claims: Sequence[int], *, on: date, by: User, at: datetime) -> None:
    """Take back claims of ours by which nothing counted; another one comes in the place of each."""
    rows = list(
        Claim.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=claims).select_related("member")
    )
    for claim in rows:
        claim.become(ClaimStatus.WITHDRAWN)
    Claim.objects.filter(pk__in=claims).update(state=ClaimStatus.WITHDRAWN)
    words = _("You were there for longer than we knew; another claim takes its place.")
    bulk.add(
        [
            LedgerLine(claim=claim, status=claim.state, decided_on=on, words=words, recorded_at=at, recorded_by=by)
            for claim in rows
        ]
    )
    audit.record_many("cpe.claim-withdrawn", _about(rows), by=by, at=at)


def _claim(kind: Kind, one: PersonPlan, member: Member) -> Claim:
    assert one.fact is not None  # noqa: S101  asked by the caller
    assert one.ledger is not None  # noqa: S101  likewise
    fact, event = one.fact, kind.event
    begins, ends = timezone.localtime(event.begins_at), timezone.localtime(event.ends_at)
    reckoned = kind.activity.unit is Unit.HOURS and begins.date() == ends.date()
    instead_of = selectors.ledger_id(one.replaces) if one.replaces else ""
    return Claim(
        member=member,
        activity=fact.activity,
        completed_on=fact.completed_on,
        reported_on=fact.reported_on,
        amount=from_parts(fact.amount, ONE),
        attended=None if fact.attended is None else from_parts(fact.attended, ONE),
        title=event.title,
        provider=settings.INSTITUTE["name"],
        track_id=event.track_id,
        started_on=begins.date() if begins.date() != ends.date() else None,
        begins_at=begins.time() if reckoned else None,
        ends_at=ends.time() if reckoned else None,
        breaks=event.breaks if reckoned else None,
        corrects_id=one.replaces,
        told=selectors.told(one.ledger, fact, instead_of=instead_of),
        state=(fact.decisions[-1].status if fact.decisions else ClaimStatus.PENDING).value,
    )


def _line(claim: Claim, *, on: date, at: datetime) -> LedgerLine:
    return LedgerLine(claim=claim, status=claim.state, decided_on=on, recorded_at=at)


def _write_attendance(event: Event, people: Iterable[PersonPlan], made: dict[int, int]) -> None:
    """What became of everybody's presence, with the claim it counts by."""
    rows = [_attendance(event, one, made.get(one.member.pk, one.claim)) for one in people if one.changes]
    bulk.add([row for row in rows if row.pk is None])
    known = [row for row in rows if row.pk is not None]
    Attendance.objects.bulk_update(known, ["seconds", "came", "claim"], batch_size=500)


def _attendance(event: Event, one: PersonPlan, claim: int | None) -> Attendance:
    return Attendance(
        pk=one.before.pk if one.before else None,
        event=event,
        member_id=one.member.pk,
        seconds=one.seconds,
        came=(one.came or Came.SHORT).value,
        claim_id=claim,
    )


@transaction.atomic
def name_attendee(attendee: int, number: int, *, by: User, at: datetime) -> Attendance:
    """Say which member somebody on a list is (by their member number), once; the claim comes as of the event's day.

    Waits for lists, then locks the member's account and the row. Raises ``Forbidden``, and ``NobodyNamed`` for a number
    that nobody has, a closed account, oneself, somebody who is known already, and an event without such an activity.
    """
    policies.require_manage_events(by)
    hold(LOCK)
    members = Member.objects.select_related("user").filter(number=number)
    member = members.first()
    if member is None:
        raise NobodyNamed(_("Nobody has this member number."))
    account = User.objects.select_for_update(no_key=True).get(pk=member.user_id)
    if account.pk == by.pk:
        raise NobodyNamed(_("This is you. Somebody else says so."))
    if not account.is_active:
        raise NobodyNamed(_("The account of this member is closed."))
    row = Attendee.objects.select_for_update(of=("self",)).select_related("event").get(pk=attendee)
    if row.member_id is not None:
        raise NobodyNamed(_("Somebody said already who this is."))
    kind, faults = attendance.kind_of(row.event, at)
    if kind is None or faults:
        raise NobodyNamed(" ".join(fault.sentence for fault in faults))
    row.member, row.named_by, row.named_at = member, by, at
    row.save(update_fields=["member", "named_by", "named_at"])
    plan = attendance.settled_one(kind, member.pk, by=by.pk, on=local_day(at))
    _write_people(kind, [plan], by=by, at=at)
    audit.record("cpe.attendee-named", about=row, person=member.user_id, by=by, at=at)
    found: Attendance = Attendance.objects.get(event=row.event, member=member)
    return found


def ask_list_trial(content: bytes, *, event: Event, file_name: str, by: User, at: datetime) -> AttendanceFile:
    """``trying.ask`` for the attendance list of an event."""
    file: AttendanceFile = trying.ask(LISTS, content, file_name=file_name, by=by, at=at, event=event)
    return file


def confirm_list_trial(file_id: int, *, as_read: str, knowing: bool, by: User, at: datetime) -> AttendanceFile:
    """``trying.confirm`` for attendance lists."""
    file: AttendanceFile = trying.confirm(LISTS, file_id, as_read=as_read, knowing=knowing, by=by, at=at)
    return file


def work_on_lists(files: Collection[int], *, at: datetime) -> int:
    """``trying.work`` for attendance lists."""
    return trying.work(LISTS, files, at=at)


def _bring_in(file: Any, at: datetime) -> AttendanceList | None:
    warned = file.of.get("warned", "")
    content = bytes(file.content)
    return bring_list_in(content, file.event_id, file_name=file.file_name, warned=warned, by=file.confirmed_by, at=at)


def _try_out(file: Any, at: datetime) -> tuple[dict[str, Any], Sequence[Line]]:
    try:
        sheet, plan = try_list(bytes(file.content or b""), file.event, by=file.confirmed_by or file.asked_by, at=at)
    except Unreadable as unreadable:
        sheet, plan = None, Plan(faults=(Fault(line=1, column="", sentence=str(unreadable)),))
    return telling.summary(sheet, plan, local_day(at)), list(telling.lines(plan))


LISTS: Final = trying.Trial(
    files=AttendanceFile,
    lines=AttendanceFileLine,
    act="cpe.attendance-tried",
    require=policies.require_manage_events,
    try_out=_try_out,
    bring_in=_bring_in,
    about=("event_id",),
)
