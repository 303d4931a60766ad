"""Reads for what a member shows: every title with its certificates, and what becomes of a changed name."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from members.models import Certificate, Credential, Member, NameDecision
from members.rules.standing import Standing
from members.selectors.register import with_standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """A title as its holder shows it: the newest credential, its current certificate with its badge, earlier ones.

    Earlier are also those of a credential that was lost before the title was earned again.
    """

    credential: Credential
    standing: Standing
    certificate: Certificate | None
    earlier: Sequence[Certificate]


def holdings(member: Member, on: date) -> list[Holding]:
    """What a member shows, titles that stand first, then in the order of the catalogue (3 queries)."""
    rows = Credential.objects.with_first_cycle().filter(member=member).select_related("title", "closed_by")
    in_order = rows.order_by("title__track__rank", "title__level__rank", "title__code", "awarded_on", "pk")
    newest = {row.title_id: (row, stands) for row, stands in with_standing(in_order, on) if stands}
    certificates: dict[int, list[Certificate]] = defaultdict(list)
    issued = Certificate.objects.filter(credential__member=member).select_related("credential", "cycle", "badge")
    for certificate in issued.defer("badge__signed").order_by("-issued_at", "-pk"):
        certificates[certificate.credential.title_id].append(certificate)
    found = [_holding(row, stands, certificates[title]) for title, (row, stands) in newest.items()]
    return sorted(found, key=lambda holding: holding.standing.value.over)


def _holding(credential: Credential, stands: Standing, certificates: Sequence[Certificate]) -> Holding:
    current = [row for row in certificates if row.replaced_at is None and row.credential_id == credential.pk]
    return Holding(
        credential=credential,
        standing=stands,
        certificate=current[0] if current else None,
        earlier=[row for row in certificates if row not in current],
    )


def name_decision(member: Member, name: str) -> NameDecision | None:
    """What a colleague decided last about a name of this member, if anything (1 query)."""
    last = NameDecision.objects.filter(member=member).first()
    return last if last and last.name == name else None
