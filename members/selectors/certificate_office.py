"""Reads about certificates for the back office: names that wait for a decision, and what cannot be drawn."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Concat, Trim

from common.calendar import local_day
from members.models import Certificate, Member, NameDecision

LATE: Final = timedelta(hours=1)
"""How long a certificate may wait for its document before somebody is told."""

WHOLE_NAME: Final = Trim(Concat("user__given_name", Value(" "), "user__family_name"))
"""A member's name as the person writes it now (``User.get_full_name``)."""


def shown(on: date) -> QuerySet[Certificate]:
    """The certificates that members show on a day: current ones of titles that are not over. No statement."""
    stands = Q(credential__closed_by__isnull=True) | Q(credential__closed_by__effective_on__gt=on)
    return Certificate.objects.current().filter(stands).exclude(name="")


def names_waiting(on: date) -> QuerySet[Member]:
    """Members whose name changed, who show a title in the earlier one, and of whom nobody decided yet.

    Who changed it back to what the certificates say waits for nothing. No statement.
    """
    earlier = shown(on).filter(credential__member=OuterRef("pk")).exclude(name=OuterRef("whole_name"))
    decided = NameDecision.objects.filter(member=OuterRef("pk"), decided_at__gte=OuterRef("user__renamed_at"))
    renamed = Member.objects.filter(user__renamed_at__isnull=False).annotate(whole_name=WHOLE_NAME)
    return renamed.filter(Exists(earlier), ~Exists(decided))


def unreadable(on: date) -> QuerySet[Certificate]:
    """Certificates that cannot be drawn, as no font of ours has all of the name. No statement."""
    return shown(on).exclude(unreadable="")


def undrawn(at: datetime) -> QuerySet[Certificate]:
    """Certificates that could be drawn, and wait for longer than an hour. No statement."""
    return shown(local_day(at)).filter(drawn_at__isnull=True, unreadable="", issued_at__lt=at - LATE)


@dataclass(frozen=True, slots=True, kw_only=True)
class NameQuestion:
    """A changed name, the certificates that members show in another one, and what was decided about earlier ones."""

    member: Member
    now: str
    certificates: list[Certificate]
    decisions: list[NameDecision]

    @property
    def before(self) -> list[str]:
        """The names that stand on the certificates."""
        return list(dict.fromkeys(row.name for row in self.certificates))

    @property
    def differs(self) -> bool:
        """Whether any certificate has another name than the account: then there is something to decide."""
        return any(row.name != self.now for row in self.certificates)

    @property
    def last(self) -> int:
        """The number of the last decision; 0 where there is none."""
        return self.decisions[0].pk if self.decisions else 0


def name_question(member: Member, on: date) -> NameQuestion:
    """What is to be known before somebody decides about a name (2 statements)."""
    rows = shown(on).filter(credential__member=member).select_related("credential__title", "cycle")
    return NameQuestion(
        member=member,
        now=member.user.get_full_name(),
        certificates=list(rows.order_by("credential__title__code")),
        decisions=list(member.name_decisions.select_related("decided_by")),
    )


def names_on_certificates(members: Iterable[int], on: date) -> dict[int, list[str]]:
    """Member → the names on the certificates they show (1 statement)."""
    found: dict[int, list[str]] = {}
    rows = shown(on).filter(credential__member__in=members).order_by("pk").values_list("credential__member", "name")
    for member, name in rows:
        if name not in found.setdefault(member, []):
            found[member].append(name)
    return found
