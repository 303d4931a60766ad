"""What people who were named corrected themselves; the audit log keeps what the applicant had written, until erased."""

from collections.abc import Collection, Iterable
from typing import Final

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from applications.models import Reference
from common.calendar import local_day
from common.models import AuditLine

ACT: Final = "applications.reference-corrected"
TOLD: Final = ("name", "role", "organisation")
"""What is told as the applicant wrote it; of address and telephone that they changed is enough."""
_LABELS: Final = {column.name: column.verbose_name for column in Reference._meta.concrete_fields}


def lines_about(people: Collection[Reference]) -> list[AuditLine]:
    """The corrections of these people, the first first (1 query)."""
    lines = AuditLine.objects.filter(
        act=ACT, about_model=Reference._meta.label_lower, about_id__in=[person.pk for person in people]
    )
    return list(lines.select_related("detail").order_by("at", "pk"))


def told(people: Collection[Reference], lines: Iterable[AuditLine]) -> dict[int, list[str]]:
    """What each of them corrected and when, with what the applicant had written, in sentences, by number.

    Of who was forgotten nothing is told.
    """
    forgotten = {person.pk for person in people if person.forgotten}
    found: dict[int, list[str]] = {}
    for line in lines:
        if line.about_id not in forgotten and line.fields:
            said = {"day": date_format(local_day(line.at), "j F Y"), "what": ", ".join(_fields(line))}
            sentence = _("Corrected by themselves on %(day)s: %(what)s.") % said
            found.setdefault(line.about_id, []).append(sentence)
    return found


def _fields(line: AuditLine) -> list[str]:
    detail = getattr(line, "detail", None)
    return [_field(name, detail.values.get(name) if detail else None) for name in line.fields]


def _field(name: str, values: list[str] | None) -> str:
    label = str(_LABELS[name])
    if name not in TOLD or not values:
        return label
    return _("%(field)s (the applicant wrote “%(text)s”)") % {"field": label, "text": values[0]}
