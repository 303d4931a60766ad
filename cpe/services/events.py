"""Acts around events of our own: planned, changed, called off or held by colleagues; members sign up and withdraw.

Each is one transaction. A member's account is locked before the event; the event's row keeps its seats, so that of two
who take the last one the second gets a sentence.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from common import audit
from common.calendar import local_day
from common.errors import DomainError
from comms import outbox
from cpe import event_words, policies, selectors, words
from cpe.emails import events as emails
from cpe.enums import EventState
from cpe.models import Event, SignUp
from cpe.rules import events as rules
from cpe.services.lines import lock_own
from members.models import Member

FACTS: Final = ("title", "activity", "track_id", "begins_at", "ends_at", "breaks", "words", "place", "seats")
TOLD: Final = {"begins_at", "ends_at", "place"}
"""What whoever signed up is told of, once it is another."""


class EventRefused(DomainError):  # noqa: N818  read aloud where it is raised
    """Something that cannot be done with an event, with the reason; ``field``: what of it the sentence is about."""

    def __init__(self, sentence: str, *, field: str = "") -> None:
        super().__init__(sentence)
        self.field = field


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What an event is: ``track_id`` is the key of the row, ``breaks`` are minutes."""

    title: str
    activity: str
    begins_at: datetime
    ends_at: datetime
    place: str
    track_id: int | None = None
    breaks: int = 0
    words: str = ""
    seats: int | None = None

    @property
    def minutes(self) -> int:
        """Its scheduled length without the breaks."""
        return int((self.ends_at - self.begins_at).total_seconds()) // 60 - self.breaks


@transaction.atomic
def plan_event(plan: Plan, *, by: User, at: datetime) -> Event:
    """Plan an event; one that is over already as well, so that its attendance can be brought in.

    Raises ``Forbidden``, and ``EventRefused`` for a kind its day does not know and for times that make no sense.
    """
    policies.require_manage_events(by)
    _require_sense(plan)
    row: Event = Event.objects.create(**asdict(plan), changed_at=at)
    audit.record("cpe.event-planned", about=row, by=by, at=at)
    return row


@transaction.atomic
def change_event(event: int, plan: Plan, *, as_read: int, by: User, at: datetime) -> Event:
    """Change an event that is planned; who signed up is mailed where it is at another time or place to come.

    Locks its row. ``as_read``: the edition that somebody read. Raises ``Forbidden``, ``EventRefused`` as planning does,
    for one that was changed meanwhile, that is not planned any more, or would have fewer seats than are taken.
    """
    policies.require_manage_events(by)
    row = _locked(event)
    _require_planned(row)
    if row.edition != as_read:
        told = _("Somebody changed this event meanwhile. Look at it first; saving puts yours in its place.")
        raise EventRefused(told)
    _require_sense(plan)
    signed_up = row.sign_ups.living()
    if plan.seats is not None and plan.seats < (taken := signed_up.count()):
        told = ngettext("%(n)d person signed up already.", "%(n)d people signed up already.", taken)
        raise EventRefused(told % {"n": taken}, field="seats")
    began, before = row.begins_at, audit.snapshot(row, *FACTS)
    for name, value in asdict(plan).items():
        setattr(row, name, value)
    if not (said := audit.changes(before, row)):
        return row
    _save_changed(row, *FACTS, at=at)
    audit.record("cpe.event-changed", about=row, by=by, at=at, changes=said)
    if TOLD & said.keys() and row.ends_at > at:
        mails = [emails.changed(one, began) for one in _with_people(row)]
        outbox.queue_many(emails.CHANGED, mails, at=at)
    return row


@transaction.atomic
def call_off(event: int, why: str, *, by: User, at: datetime) -> Event:
    """Call an event off for good; who signed up is mailed the reason, unless it would be over already.

    Locks its row. Raises ``Forbidden``, ``IllegalMove`` for one that was held or called off, ``EventRefused`` without
    a reason.
    """
    policies.require_manage_events(by)
    row = _locked(event)
    row.become(EventState.CALLED_OFF)
    if not why.strip():
        raise EventRefused(_("Write in a sentence why; who signed up reads it."), field="words")
    row.why = why.strip()
    _save_changed(row, "state", "why", at=at)
    audit.record("cpe.event-called-off", about=row, by=by, at=at, reason=row.why)
    if row.ends_at > at:
        outbox.queue_many(emails.CALLED_OFF, [emails.called_off(one) for one in _with_people(row)], at=at)
    return row


@transaction.atomic
def hold_event(event: int, *, by: User, at: datetime) -> Event:
    """Note that an event took place; it stays as it is from then on.

    Locks its row. Raises ``Forbidden``, ``IllegalMove`` for one that was held or called off, ``EventRefused`` before it
    is over.
    """
    policies.require_manage_events(by)
    row = _locked(event)
    row.become(EventState.HELD)
    if row.ends_at > at:
        raise EventRefused(_("It is not over yet. It ends on %(when)s.") % {"when": _when(row.ends_at)})
    _save_changed(row, "state", at=at)
    audit.record("cpe.event-held", about=row, by=by, at=at)
    return row


@transaction.atomic
def sign_up(member: Member, event: int, *, by: User, at: datetime) -> SignUp:
    """Sign a member up until the event begins, once; queues ``cpe.event_signed_up``.

    Locks the account, then the event, whose seats are never given twice. Raises ``Forbidden`` for somebody else,
    ``EventRefused`` for an event that is not there, has begun, was called off, or has no seat left.
    """
    lock_own(member, by)
    row = _locked(event)
    _require_to_come(row, at)
    living = row.sign_ups.living()
    if there := living.filter(member=member).first():
        return there
    if row.seats is not None and living.count() >= row.seats:
        raise EventRefused(_("Every seat is taken. If somebody withdraws, you can sign up here."))
    made: SignUp = SignUp.objects.create(event=row, member=member, signed_up_at=at)
    audit.record("cpe.signed-up", about=row, person=member.user_id, by=by, at=at)
    outbox.queue(emails.SIGNED_UP, emails.signed_up(made), at=at)
    return made


@transaction.atomic
def withdraw_from(member: Member, event: int, *, by: User, at: datetime) -> bool:
    """Let a member withdraw until the event begins, so that the seat is free again; whether there was a sign-up.

    Locks the account, then the event. Raises ``Forbidden`` for somebody else, ``EventRefused`` for an event that is not
    there or has begun.
    """
    lock_own(member, by)
    row = _locked(event)
    _require_to_come(row, at)
    withdrawn = row.sign_ups.living().filter(member=member).update(withdrawn_at=at)
    if withdrawn:
        audit.record("cpe.sign-up-withdrawn", about=row, person=member.user_id, by=by, at=at)
    return bool(withdrawn)


def _locked(event: int) -> Event:
    row: Event | None = Event.objects.select_for_update(no_key=True).filter(pk=event).first()
    if row is None:
        raise EventRefused(_("There is no such event."))
    return row


def _save_changed(row: Event, *columns: str, at: datetime) -> None:
    row.edition, row.changed_at = row.edition + 1, at
    row.save(update_fields=[*columns, "edition", "changed_at"])


def _with_people(event: Event) -> Sequence[SignUp]:
    """Who is signed up, each with the event as it is now, the member and their account (1 query)."""
    found = list(event.sign_ups.living().select_related("member__user"))
    for row in found:
        row.event = event
    return found


def _require_planned(row: Event) -> None:
    if told := event_words.settled(row):
        raise EventRefused(told)


def _require_to_come(row: Event, at: datetime) -> None:
    """Raise ``EventRefused`` unless one can still sign up or withdraw."""
    if row.state == EventState.CALLED_OFF:
        raise EventRefused(_("This event was called off."))
    if row.state != EventState.PLANNED or row.begins_at <= at:
        raise EventRefused(_("It began on %(when)s.") % {"when": _when(row.begins_at)})


def _require_sense(plan: Plan) -> None:
    """Raise ``EventRefused`` for a kind that its day does not know, and for times that make no sense."""
    if plan.begins_at >= plan.ends_at:
        raise EventRefused(_("It ends before it begins."), field="ends")
    if plan.ends_at - plan.begins_at > timedelta(days=rules.MOST_DAYS):
        told = _("One event takes at most %(days)d days. Plan a longer course in parts.")
        raise EventRefused(told % {"days": rules.MOST_DAYS}, field="ends")
    if plan.minutes < 1:
        raise EventRefused(_("The breaks are as long as the event."), field="breaks")
    day = local_day(plan.ends_at)
    days = (day - local_day(plan.begins_at)).days + 1
    if rules.holds_nights(plan.minutes, days):
        told = _("That is %(length)s, more than 12 hours a day. Count the nights and other hours off among the breaks.")
        raise EventRefused(told % {"length": words.clock(plan.minutes)}, field="breaks")
    kind = selectors.policies().on(day).activities.get(plan.activity)
    if kind is None or not rules.is_attended(kind.key):
        told = _("The rules of %(day)s know no such kind of event.")
        raise EventRefused(told % {"day": date_format(day)}, field="activity")
    if rules.is_too_long(kind, plan.minutes):
        named: dict[str, Any] = {"name": kind.name, "amount": words.amount(kind.unit, kind.longest or 0)}
        raise EventRefused(_("“%(name)s” is for at most %(amount)s.") % named, field="ends")


def _when(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "DATETIME_FORMAT")
