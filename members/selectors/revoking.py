"""Reads of what a revocation ends, and of whom one met."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Max

from members.enums import OutcomeKind
from members.models import Credential, Member, Revocation


def revoked_on(person: int) -> date | None:
    """The day on which the membership of somebody was revoked last, whatever came after it (1 query)."""
    rows = Revocation.objects.filter(member__user=person)
    found: date | None = rows.aggregate(day=Max("effective_on"))["day"]
    return found


def to_revoke(member: Member) -> list[Credential]:
    """Every title of a member that is not revoked yet, also one that is over: nothing brings it back then (1 query)."""
    rows = Credential.objects.filter(member=member).exclude(closed_by__kind=OutcomeKind.REVOKED)
    return list(rows.select_related("title__level", "closed_by").order_by("title__code", "pk"))


def ending(titles: Sequence[Credential], on: date) -> list[Credential]:
    """Those of them that stand on a day, and so end by a revocation."""
    return [row for row in titles if row.closed_by is None or row.closed_by.effective_on > on]
