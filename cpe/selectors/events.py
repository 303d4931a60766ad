"""Reads of events: what comes, what a member signed up for, who signed up."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery

from common.calendar import day_bounds
from cpe.enums import ClaimStatus, EventState
from cpe.models import Attendance, AttendanceList, Event, SignUp
from cpe.selectors.alike import folded
from cpe.selectors.attendance import with_share

if TYPE_CHECKING:
    from members.models import Member


def with_sign_ups(events: QuerySet[Event], member: "Member | None" = None) -> QuerySet[Event]:
    """The events, each with how many are signed up (``taken``) and whether this member is (``mine``)."""
    taken = Count("sign_ups", filter=Q(sign_ups__withdrawn_at__isnull=True))
    return events.annotate(taken=taken, mine=_own(member))


def coming_events(member: "Member | None", at: datetime) -> QuerySet[Event]:
    """What is planned and not over, and what of the member's own was called off, the next first (1 query)."""
    found = with_sign_ups(Event.objects.filter(ends_at__gt=at), member)
    off = Q(_own(member), state=EventState.CALLED_OFF)
    return found.filter(Q(state=EventState.PLANNED) | off).order_by("begins_at", "pk")


def _own(member: "Member | None") -> Exists:
    """Whether a member is signed up for an event."""
    return Exists(SignUp.objects.living().filter(event=OuterRef("pk"), member=member))


def past_events(member: "Member", at: datetime) -> QuerySet[Event]:
    """What is over of what a member signed up for or was at, the latest first (1 query, 1 more for the attendances).

    Each has ``own``, the member's attendance if there is one, and tells whether a list was brought in (``has_list``).
    """
    signed = SignUp.objects.living().filter(member=member).values("event")
    there = Attendance.objects.filter(member=member)
    found = Event.objects.filter(ends_at__lte=at).exclude(state=EventState.CALLED_OFF)
    found = found.filter(Q(pk__in=signed) | Q(pk__in=there.values("event")))
    lists = AttendanceList.objects.filter(event=OuterRef("pk"))
    own = Prefetch("attendances", queryset=with_share(there.select_related("claim")), to_attr="own")
    return found.annotate(has_list=Exists(lists)).prefetch_related(own).order_by("-begins_at", "-pk")


def ours_on(member: "Member", day: date, *, besides: int | None = None) -> QuerySet[Event]:
    """Events of ours, of a day, that we report for a member or reported (1 query).

    ``own_claim`` is the claim that came of it, ``None`` until its list is in; one that is withdrawn, or ``besides``, is
    none of ours any more.
    """
    there = Attendance.objects.filter(event=OuterRef("pk"), member=member)
    ours = there.filter(claim__isnull=False).exclude(claim__state=ClaimStatus.WITHDRAWN).exclude(claim=besides or 0)
    lists = AttendanceList.objects.filter(event=OuterRef("pk"))
    begins, ends = day_bounds(day)
    found = Event.objects.filter(ends_at__gte=begins, ends_at__lt=ends).exclude(state=EventState.CALLED_OFF)
    found = found.annotate(own_claim=Subquery(ours.values("claim")[:1]))
    return found.filter(Q(own_claim__isnull=False) | (Q(_own(member)) & ~Exists(there) & ~Exists(lists)))


def meant(events: QuerySet[Event], *, activity: str, title: str) -> list[Event]:
    """Those of them that somebody may mean who reports an activity: of its kind, or of its title whatever the case and
    the spaces."""
    named = folded(title)
    return [one for one in events.order_by("pk") if one.activity == activity or (named and folded(one.title) == named)]


def attendance_at(event: Event, member: "Member") -> Attendance | None:
    """The member's own attendance, if there is one (1 query)."""
    found: Attendance | None = with_share(event.attendances.filter(member=member).select_related("claim")).first()
    return found


def event_of(pk: int, member: "Member | None") -> Event | None:
    """One event with its sign-ups counted, if it is there, whether a list was brought in, and whether this member once
    withdrew (``left``; 1 query)."""
    has_list = Exists(AttendanceList.objects.filter(event=OuterRef("pk")))
    left = Exists(SignUp.objects.filter(event=OuterRef("pk"), member=member, withdrawn_at__isnull=False))
    rows = with_sign_ups(Event.objects.filter(pk=pk).annotate(has_list=has_list, left=left), member)
    found: Event | None = rows.select_related("track").first()
    return found


def sign_ups_of(event: Event, member: "Member") -> list[SignUp]:
    """Every time a member signed up for an event, also those that were withdrawn, in their order (1 query)."""
    return list(SignUp.objects.filter(event=event, member=member).order_by("pk"))


def signed_up(event: Event) -> QuerySet[SignUp]:
    """Who is signed up for an event, in the order in which they did, with their accounts (1 query)."""
    found: QuerySet[SignUp] = event.sign_ups.living().select_related("member__user")
    return found


def over_without_word(at: datetime) -> QuerySet[Event]:
    """Planned events that are over: nobody said yet whether they took place."""
    return Event.objects.filter(state=EventState.PLANNED, ends_at__lte=at)
