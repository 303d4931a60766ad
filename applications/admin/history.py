"""The history of an application in the back office: what was done to it, and about the people named in it."""

from collections.abc import Collection
from typing import Final

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _t

from applications.history_words import PERSON
from applications.models import Application, Reference
from common.audit import history
from common.models import AuditLine

MOVED: Final = "applications.reference-address-changed"


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
