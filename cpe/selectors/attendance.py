"""Reads of who somebody on an attendance list may be."""

from cpe.models import Attendee, SignUp
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
