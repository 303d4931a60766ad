"""Seals: committed lines are chained afterwards, so that no act waits for another.

A line that was committed late is sealed late: the order of the chain is that of the positions, not of the
lines' numbers. The head of the chain goes to the log, so that copies of it stand outside the database.
"""

import logging
from datetime import datetime
from typing import Final

from django.db import transaction

from common import locks
from common.audit import digests
from common.models import AuditLine, AuditSeal

logger = logging.getLogger(__name__)

CHUNK: Final = 500


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
    return AuditSeal.objects.order_by("-position").first()


@transaction.atomic
def _seal_some(at: datetime) -> list[AuditSeal]:
    locks.hold("audit.sealing")
    last = head()
    position, previous = (last.position, last.digest) if last else (0, digests.BEGINNING)
    seals = []
    for place, line in enumerate(AuditLine.objects.unsealed()[:CHUNK], position + 1):
        seal = AuditSeal(position=place, line=line, sealed_at=at)
        seal.digest = previous = digests.of_seal(seal, line, previous=previous)
        seals.append(seal)
    return AuditSeal.objects.bulk_create(seals)
