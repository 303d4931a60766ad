"""Reads about being forgotten: what it costs, what goes and what stays; which requests wait."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from accounts.models import User
from common import subjects
from common.calendar import day_bounds
from common.personal_data import Table
from members.models import Credential, Erasure, Membership
from members.rules.erasing import THINKING


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What ends when somebody is forgotten: the membership, and titles by their full names."""

    membership: bool
    titles: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Remains:
    """How many records of which kind there are about somebody, and what of them stays."""

    held: Sequence[tuple[str, int]]
    stays: Sequence[Table]


def to_end(person: User, on: date) -> list[Credential]:
    """The titles of somebody that stand on a day, those included whose last day is to come (1 query)."""
    rows = Credential.objects.filter(member__user=person).select_related("title", "closed_by").order_by("title__code")
    return [row for row in rows if row.closed_by is None or row.closed_by.effective_on > on]


def cost(person: User, on: date) -> Cost:
    """What being forgotten ends (2 queries)."""
    running = Membership.objects.filter(member__user=person).exclude(last_day__lt=on)
    return Cost(membership=running.exists(), titles=[str(row.title) for row in to_end(person, on)])


def remains(person: User) -> Remains:
    """What goes and what stays, by the tables in which there is anything (two statements a table)."""
    return Remains(held=subjects.held_about(person), stays=subjects.stays(person))


def open_erasure(person: User) -> Erasure | None:
    """What somebody asked and can still take back (1 query)."""
    found: Erasure | None = Erasure.objects.open().filter(person=person).first()
    return found


def to_carry_out(on: date) -> QuerySet[Erasure]:
    """Requests whose time to think is over (no query)."""
    asked_before = day_bounds(on - THINKING)[0]
    found: QuerySet[Erasure] = Erasure.objects.open().filter(asked_at__lt=asked_before)
    return found
