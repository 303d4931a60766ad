"""Whether the audit log is as it was written: every change, gap and swap is found, in chunks of constant memory.

Who owns the database can write a new chain from the place of a change onwards. Such a chain fits by itself, but not
a head that was noted elsewhere: give verification the heads you kept.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import QuerySet

from common.acts import ERASED
from common.audit import digests
from common.models import AuditDetail, AuditLine, AuditSeal

CHUNK: Final = 500
REMEMBERED: Final = 10_000
"""Lines without their values that are looked for in the erasures together."""
PATIENCE: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is not as it was written: a word for machines, a sentence for people."""

    kind: str
    sentence: str


@dataclass(slots=True)
class Report:
    """What verification saw. ``late`` lines have waited for their seal for over a day, unprotected until then."""

    sealed: int = 0
    head: str = ""
    waiting: int = 0
    late: int = 0
    faults: list[Fault] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        """Whether there is nothing for anybody to do."""
        return not self.faults and not self.late


@dataclass(slots=True)
class _Chain:
    """Where the walk along the seals is. ``fits`` are the digests that the next seal may continue."""

    position: int = 0
    fits: tuple[str, ...] = (digests.BEGINNING,)


def verify(*, at: datetime, heads: Sequence[tuple[int, str]] = ()) -> Report:
    """Walk the whole log and tell what is wrong with it; ``heads`` are positions with their digests, noted earlier."""
    report, chain, without = Report(), _Chain(), set[int]()
    for seals in _chunks(AuditSeal.objects.order_by("position")):
        lines = AuditLine.objects.in_bulk([seal.line_id for seal in seals])
        for seal in seals:
            report.faults += _of_seal(chain, seal, lines.get(seal.line_id))
        report.faults += _of_details(lines.values(), without)
        report.sealed, report.head = report.sealed + len(seals), str(seals[-1])
    for waiting in _chunks(AuditLine.objects.unsealed()):
        report.faults += _of_details(waiting, without)
        report.waiting += len(waiting)
        report.late += sum(line.recorded_at < at - PATIENCE for line in waiting)
    report.faults += _gone(without)
    report.faults += [fault for head in heads for fault in _of_head(*head)]
    return report


def _chunks(rows: QuerySet[Any]) -> Iterator[list[Any]]:
    """All rows by their key, a chunk at a time."""
    chunk = list(rows[:CHUNK])
    while chunk:
        yield chunk
        chunk = list(rows.filter(pk__gt=chunk[-1].pk)[:CHUNK])


def _of_seal(chain: _Chain, seal: AuditSeal, line: AuditLine | None) -> Iterator[Fault]:
    """Whether a seal follows the one before and fits its line. A fault is told once, where it is."""
    if seal.position != chain.position + 1:
        yield Fault("gap", f"Between positions {chain.position} and {seal.position} seals are missing.")
        chain.fits = ()
    earlier, chain.position, chain.fits = chain.fits, seal.position, (seal.digest,)
    if line is None:
        yield Fault("line-missing", f"Line {seal.line_id}, sealed at position {seal.position}, is missing.")
        return
    made = [digests.of_seal(seal, line, previous=previous) for previous in earlier]
    if made and seal.digest not in made:
        yield Fault("changed", f"Line {line.pk} or its seal at position {seal.position} was changed.")
        chain.fits = (seal.digest, *made)


def _of_details(lines: Iterable[AuditLine], without: set[int]) -> Iterator[Fault]:
    """Whether the values are those that the lines were written with; those that are gone are remembered."""
    by_number = {line.pk: line for line in lines}
    details = AuditDetail.objects.in_bulk(by_number)
    for number, line in by_number.items():
        detail = details.get(number)
        if detail is None and line.digest:
            without.add(number)
        elif detail is not None and not line.digest:
            yield Fault("detail-added", f"Line {number} was written without values and has some now.")
        elif detail is not None and digests.of_detail(detail) != line.digest:
            yield Fault("detail-changed", f"The values of line {number} are not those it was written with.")
    if len(without) > REMEMBERED:
        yield from _gone(without)


def _gone(without: set[int]) -> Iterator[Fault]:
    """Of the lines whose values are gone, those that no erasure names. Empties the set."""
    if without:
        for erasures in _chunks(AuditLine.objects.filter(act=ERASED).order_by("pk")):
            without.difference_update(*([line.about_id, *line.also] for line in erasures))
    for number in sorted(without):
        yield Fault("detail-missing", f"The values of line {number} are gone, and no erasure tells of it.")
    without.clear()


def _of_head(position: int, digest: str) -> Iterator[Fault]:
    seal = AuditSeal.objects.filter(position=position).first()
    if seal is None:
        yield Fault("head", f"The chain ends before position {position}, which was noted earlier.")
    elif seal.digest != digest:
        yield Fault("head", f"At position {position} stands another digest than was noted.")
