"""Issue certificates and badges: rows in the transaction of the act that gives reason to them, drawn afterwards."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from common import audit, bulk
from common.calendar import local_day
from members.enums import CertificateWhy
from members.models import Badge, Certificate, Credential, Cycle
from members.selectors.certificate_office import AS_WRITTEN, carried_names


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
    Certificate.objects.current().filter(credential__among=credentials).update(replaced_at=at)
    known = carried_names({one.credential.member_id for one in issues}, names)
    made = [
        Certificate(
            credential=one.credential,
            cycle=one.cycle,
            name=known[one.credential.member_id][1],
            why=one.why.value,
            issued_on=local_day(at),
            issued_at=at,
        )
        for one in issues
    ]
    bulk.add(made)
    bulk.add([Badge(certificate=row) for row in made], numbered=False)
    entries = [audit.Entry(about=row, person=known[row.credential.member_id][0]) for row in made]
    audit.record_many("members.certificate-issued", entries, by=by, at=at)
    return made
