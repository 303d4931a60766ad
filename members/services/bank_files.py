"""Several files of bank statements at once, all or none; and money that waits, looked at again."""

from collections.abc import Collection, Sequence
from datetime import datetime
from decimal import Decimal
from hashlib import sha256

from django.db import transaction

from accounts.models import User
from members import policies
from members.models import Proposal
from members.services.statements import StatementRefused, Summary, bring_in_read, match, read


def import_statements(files: Sequence[tuple[str, bytes]], *, by: User | None, at: datetime) -> list[Summary]:
    """Bring in files by name and content, in their order; what came of each.

    All files are read before the books are locked. Raises ``Forbidden``, and ``StatementRefused`` with the faults of
    all files; then nothing is brought in.
    """
    if by is not None:
        policies.require_import_statements(by)
    found, faults = [], []
    for name, data in files:
        try:
            found.append((read(data, name), name, sha256(data).hexdigest()))
        except StatementRefused as refused:
            faults += refused.faults
    if faults:
        raise StatementRefused(faults)
    with transaction.atomic():
        return [bring_in_read(statements, name=name, digest=digest, by=by, at=at) for statements, name, digest in found]


def together(told: Sequence[Summary]) -> Summary:
    """What came of several files, as if they were one."""
    total = Summary()
    for one in told:
        for count in ("statements", "entries", "credits", "matched", "proposed", "unmatched", "known"):
            setattr(total, count, getattr(total, count) + getattr(one, count))
        total.refused += one.refused
        for currency, amount in one.sums.items():
            total.sums[currency] = total.sums.get(currency, Decimal("0.00")) + amount
    return total


@transaction.atomic
def match_again(lines: Collection[int], *, at: datetime) -> dict[str, int]:
    """Look once more what waiting lines are for; how many were booked, and how many were proposed anew."""
    made = Proposal.objects.filter(line__in=lines, made_at=at)
    before = made.count()
    booked = match(lines, at=at)["matched"]
    return {"matched": booked, "proposed": made.count() - before}
