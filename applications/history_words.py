"""The history of an application in words: what was done to it and about whom, and who looked at it, once a day each."""

from dataclasses import replace
from typing import Final

from django.db.models import Exists, OuterRef
from django.db.models.functions import TruncDate
from django.utils.translation import gettext as _t

from applications.models import Application, Reference
from common.acts import READ
from common.audit import history
from common.audit.history import Told
from common.models import AuditLine
from common.models.audit import AuditLineQuerySet

PERSON: Final = Reference._meta.label_lower
BY_LINK: Final = frozenset(
    f"applications.reference-{act}" for act in ("declined", "answered", "corrected", "withdrew", "forgotten")
)
"""Acts of people who were named, who come by their private link and have no account."""
JUDGED: Final = frozenset({"applications.reference-judged", "applications.reference-judged-anew"})


def once_a_day(lines: AuditLineQuerySet) -> AuditLineQuerySet:
    """Lines in which each person looked at a row once a day: the last time (no query)."""
    day = TruncDate("at")
    later = AuditLine.objects.alias(day=day).filter(
        act=READ,
        by_id=OuterRef("by_id"),
        about_model=OuterRef("about_model"),
        about_id=OuterRef("about_id"),
        day=OuterRef("day"),
        pk__gt=OuterRef("pk"),
    )
    found: AuditLineQuerySet = lines.alias(day=day).exclude(Exists(later), act=READ)
    return found


def told(row: Application, lines: list[AuditLine]) -> list[Told]:
    """Lines in words; those about somebody with their name (2 queries).

    What somebody corrected, and why they declined, is left out; how their answer was judged is not.
    """
    names = dict(row.references.values_list("pk", "name"))
    return [
        replace(
            one,
            by=_t("By private link") if line.act in BY_LINK else one.by,
            what=f"{names.get(line.about_id) or _t('Somebody who was named')}: {one.what}",
            changes=one.changes if line.act in JUDGED else [],
            reason="",
        )
        if line.about_model == PERSON
        else (replace(one, what=_t("Looked at it, on this day for the last time.")) if line.act == READ else one)
        for line, one in zip(lines, history.tell(lines), strict=True)
    ]
