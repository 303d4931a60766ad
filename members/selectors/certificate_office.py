"""Reads about certificates for the back office: names that wait for a decision, and what cannot be drawn."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Any, Final

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Concat, Trim

from accounts.models import User
from common.calendar import local_day
from members.models import Certificate, Member, NameDecision

LATE: Final = timedelta(hours=1)
"""How long a certificate may wait for its document before somebody is told."""

WHOLE_NAME: Final = Trim(
    Concat("user__given_name", Value(" "), "user__family_name", output_field=CharField()), output_field=CharField()
)
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


AS_WRITTEN: Final[Mapping[int, str]] = MappingProxyType({})
"""No name but the account's was looked at."""


def carried_names(members: Collection[int], seen: Mapping[int, str] = AS_WRITTEN) -> dict[int, tuple[int, str]]:
    """Member → account and the name that their next certificate carries (1 statement).

    That of the last one, until a colleague lets another one stand: a change of name reaches no certificate by itself,
    nor by a renewal. Of somebody without certificates, the name that was ``seen``, by member, or as they write it.
    """
    last = Certificate.objects.filter(credential__member=OuterRef("member")).exclude(name="").order_by("-pk")
    decided = NameDecision.objects.filter(member=OuterRef("member")).order_by("-decided_at", "-pk")
    people = User.objects.filter(member__in=members).select_related("member")
    known = people.only("given_name", "family_name", "member__id").annotate(
        last=Subquery(last.values("name")[:1]),
        decided=Subquery(decided.values("name")[:1]),
        granted=Subquery(decided.values("granted")[:1]),
    )
    return {person.member.pk: (person.pk, _carried(person, seen.get(person.member.pk, ""))) for person in known}


def _carried(person: Any, seen: str) -> str:
    now = str(person.get_full_name())
    if person.granted and person.decided == now:
        return now
    return str(person.last or seen or now)


@dataclass(frozen=True, slots=True, kw_only=True)
class CarriedName:
    """A name that the next certificate carries although the account has another one, and what became of that."""

    name: str
    now: str
    waits: bool
    refused: bool


def carried_name(member: Member, on: date) -> CarriedName | None:
    """Whether the next certificate of a member carries another name than the account (at most 3 statements)."""
    _account, name = carried_names([member.pk])[member.pk]
    now = member.user.get_full_name()
    if name == now:
        return None
    waits = names_waiting(on).filter(pk=member.pk).exists()
    last = member.name_decisions.first()
    refused = not waits and last is not None and last.name == now and not last.granted
    return CarriedName(name=name, now=now, waits=waits, refused=refused)
