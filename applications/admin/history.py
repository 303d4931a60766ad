"""The history of an application in the back office: what was done to it, and about the people named in it."""

from collections.abc import Collection
from dataclasses import replace
from typing import Final

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _t

from applications.models import Application, Reference
from common.audit import history
from common.audit.history import Told
from common.models import AuditLine

PERSON: Final = Reference._meta.label_lower
BY_LINK: Final = frozenset(
    f"applications.reference-{act}" for act in ("declined", "answered", "corrected", "withdrew", "forgotten")
)
"""Acts of people who were named, who come by their private link and have no account."""
JUDGED: Final = frozenset({"applications.reference-judged", "applications.reference-judged-anew"})
"""Acts of colleagues about somebody who was named, whose values are what those colleagues found."""
MOVED: Final = "applications.reference-address-changed"


def told(row: Application, lines: list[AuditLine]) -> list[Told]:
    """Lines in words; those about somebody with their name, and no values but what colleagues found (2 queries)."""
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
        else one
        for line, one in zip(lines, history.tell(lines), strict=True)
    ]


def addresses_changed(row: Application, people: Collection[Reference]) -> dict[int, list[str]]:
    """When the address of each was changed and by whom, in words, by number (2 queries)."""
    keys = [person.pk for person in people]
    lines = list(AuditLine.objects.filter(act=MOVED, about_model=PERSON, about_id__in=keys).order_by("pk"))
    who, found = history.names(lines), dict[int, list[str]]()
    for line in lines:
        told = _t("Address changed by the applicant on %(day)s")
        if line.by_id != row.person_id:
            told = _t("Address changed by %(who)s on %(day)s")
        by, day = history.actor(line, who), date_format(localtime(line.at), "j F Y, H:i")
        found.setdefault(line.about_id, []).append(told % {"who": by, "day": day})
    return found
