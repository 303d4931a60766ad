"""Reads of who was at an event, whether it is enough, and who somebody on an attendance list may be."""

from django.db.models import BigIntegerField, Case, F, OuterRef, QuerySet, Subquery, When
from django.db.models.functions import Cast

from cpe.enums import Came, VersionState
from cpe.models import ActivityType, Attendance, Attendee, SignUp
from cpe.selectors.alike import folded
from members.models import Member


def called_so(attendee: Attendee) -> list[Member]:
    """Members who signed up for the event by the name on its list, and were not there by another (1 query)."""
    rows = SignUp.objects.living().filter(event=attendee.event_id).exclude(member__attendances__event=attendee.event_id)
    name = folded(attendee.name)
    found = (row.member for row in rows.select_related("member__user"))
    return [member for member in found if name and folded(str(member.user)) == name]


def member_by_number(number: int) -> Member | None:
    """The member of this number (1 query)."""
    found: Member | None = Member.objects.select_related("user").filter(number=number).first()
    return found


def with_share(rows: QuerySet[Attendance]) -> QuerySet[Attendance]:
    """Attendances, each with the ``share`` in per cent that the rules of the claim's day ask for, how
    much the claim says was attended (``there``, as the rules count it), and ``too_short`` where our list says less than
    the share: such a claim counts 0. No query more."""
    asked = ActivityType.objects.filter(
        version__state=VersionState.PUBLISHED,
        version__effective_on__lte=OuterRef("claim__completed_on"),
        key=OuterRef("claim__activity"),
    )
    share = Subquery(asked.order_by("-version__effective_on").values("attendance")[:1])
    there, whole = (Cast(f"claim__{name}", BigIntegerField()) for name in ("attended", "amount"))
    return rows.annotate(
        share=share,
        there=there,
        asked=whole * F("share"),
        has=there * 100,
        too_short=Case(When(came=Came.CLAIMED, has__lt=F("asked"), then=True), default=False),
    )
