"""Issue certificates and badges: rows in the transaction of the act that gives reason to them, drawn afterwards."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

from django.db.models import OuterRef, Subquery

from accounts.models import User
from common import audit
from common.calendar import local_day
from members.enums import CertificateWhy
from members.models import Badge, Certificate, Credential, Cycle, NameDecision

AS_WRITTEN: Final[Mapping[int, str]] = MappingProxyType({})
"""No name but the account's was looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """A certificate to be issued for a cycle of a credential, or for one without cycles."""

    credential: Credential
    cycle: Cycle | None
    why: CertificateWhy


def issue(
    issues: Sequence[Issue], *, names: Mapping[int, str] = AS_WRITTEN, by: User | None, at: datetime
) -> list[Certificate]:
    """Issue certificates, each in place of the one its credential has; the badges with them.

    ``names`` are those that were looked at for a first certificate, by member; without, it has the account's name.
    Called in the transaction of the act that gives reason to, with the accounts and credentials locked. Six
    statements, however many.
    """
    if not issues:
        return []
    credentials = [one.credential.pk for one in issues]
    Certificate.objects.current().filter(credential__in=credentials).update(replaced_at=at)
    known = _names({one.credential.member_id for one in issues}, names)
    made = Certificate.objects.bulk_create(
        Certificate(
            credential=one.credential,
            cycle=one.cycle,
            name=known[one.credential.member_id][1],
            why=one.why.value,
            issued_on=local_day(at),
            issued_at=at,
        )
        for one in issues
    )
    Badge.objects.bulk_create(Badge(certificate=row) for row in made)
    entries = [audit.Entry(about=row, person=known[row.credential.member_id][0]) for row in made]
    audit.record_many("members.certificate-issued", entries, by=by, at=at)
    return made


def _names(members: Collection[int], seen: Mapping[int, str]) -> dict[int, tuple[int, str]]:
    """Member → account and the name that may stand on a certificate (1 statement).

    That of the last one, replaced or not, until a colleague lets another one stand: a change of name reaches no
    certificate by itself, nor by a renewal. Of somebody without certificates, the name that was looked at.
    """
    last = Certificate.objects.filter(credential__member=OuterRef("member")).exclude(name="").order_by("-pk")
    decided = NameDecision.objects.filter(member=OuterRef("member")).order_by("-decided_at", "-pk")
    people = User.objects.filter(member__in=members).select_related("member")
    known = people.annotate(
        last=Subquery(last.values("name")[:1]),
        decided=Subquery(decided.values("name")[:1]),
        granted=Subquery(decided.values("granted")[:1]),
    )
    return {person.member.pk: (person.pk, _name(person, seen.get(person.member.pk, ""))) for person in known}


def _name(person: Any, seen: str) -> str:
    now = str(person.get_full_name())
    if person.granted and person.decided == now:
        return now
    return str(person.last or seen or now)
