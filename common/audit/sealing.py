"""Seals: committed lines are chained afterwards, so that no act waits for another.

A line that was committed late is sealed late: the order of the chain is that of the positions, not of the
lines' numbers. The head of the chain goes to the log, so that copies of it stand outside the database.
"""

import logging
from datetime import UTC, datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import QuerySet

from common import locks
from common.audit import digests
from common.models import AuditLine, AuditSeal

logger = logging.getLogger(__name__)

CHUNK: Final = 500
LONGEST_ACT: Final = timedelta(days=1)
"""Longer than any transaction lasts."""


def seal_waiting(*, at: datetime) -> int:
    """Seal every committed line that waits, in chunks of a transaction each; how many.

    Of two sealers at once the second waits and goes on where the first ended.
    """
    sealed = 0
    while seals := _seal_some(at):
        sealed += len(seals)
    if sealed and (last := head()):
        logger.info("Audit lines were sealed.", extra={"count": sealed, "head": str(last)})
    return sealed


def head() -> AuditSeal | None:
    """The newest seal, if there is any; as text it is ``position:digest``."""
    return AuditSeal.objects.select_related("line").order_by("-position").first()


@transaction.atomic
def _seal_some(at: datetime) -> list[AuditSeal]:
    locks.hold("audit.sealing")
    last = head()
    position, previous = (last.position, last.digest) if last else (0, digests.BEGINNING)
    seals = []
    for place, line in enumerate(_waiting(last, at)[:CHUNK], position + 1):
        seal = AuditSeal(position=place, line=line, sealed_at=at)
        seal.digest = previous = digests.of_seal(seal, line, previous=previous)
        seals.append(seal)
    return AuditSeal.objects.bulk_create(seals)


def _waiting(last: AuditSeal | None, at: datetime) -> QuerySet[AuditLine]:
    """Lines without a seal: all of them once a day, else those written about when the one sealed last was, or later.

    Lines are sealed in the order of their numbers, so an older one could wait only if its act took a day to commit, or
    if the database's clock went wrong; it is found the next day. Asking for all every minute would read the whole log.
    """
    waiting = AuditLine.objects.unsealed()
    if last is None or last.sealed_at.astimezone(UTC).date() != at.astimezone(UTC).date():
        return waiting
    return waiting.filter(recorded_at__gt=last.line.recorded_at - LONGEST_ACT)
