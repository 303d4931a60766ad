"""Which documents that held when something was signed a person agreed to, and when."""

from collections.abc import Collection
from datetime import datetime

from common.calendar import local_day
from members.enums import DocumentKey
from members.models import Agreement, DocumentVersion


class Agreed:
    """Which documents held on any day, and who agreed to them when (2 queries)."""

    def __init__(self, people: Collection[int]) -> None:
        asked = DocumentVersion.objects.filter(document__key__in=[key.value for key in DocumentKey])
        self._versions = list(
            asked.order_by("effective_on").values_list("document", "effective_on", "published_at", "pk")
        )
        agreements = Agreement.objects.filter(person__in=people).values_list("person", "version", "agreed_at")
        self._moments = {(person, version): moment for person, version, moment in agreements}

    def at(self, person: int, signed_at: datetime, seen: datetime) -> datetime | None:
        """The later of ``seen`` and the last agreement to what held at signing; none where one is missing."""
        held = {
            document: version
            for document, first, published_at, version in self._versions
            if first <= local_day(signed_at) and published_at <= signed_at
        }
        moments = [self._moments.get((person, version)) for version in held.values()]
        known = [moment for moment in moments if moment is not None]
        return max([seen, *known]) if len(known) == len(moments) else None
