"""Audit lines in words: who, what, which fields from what to what, and why."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db.models import DateField, DateTimeField, Field, Model
from django.utils import formats, timezone
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from common.acts import CODES, NAMED
from common.models import AuditLine


@dataclass(frozen=True, slots=True)
class Change:
    """One field: what people call it, and its values in words unless they were erased."""

    label: str
    before: str = ""
    after: str = ""
    erased: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """A line as people read it."""

    at: datetime
    by: str
    what: str
    changes: list[Change]
    reason: str


def tell(lines: Iterable[AuditLine]) -> list[Told]:
    """Lines in words; one query for the names, none for the values where ``detail`` is selected with the lines."""
    lines = list(lines)
    people = names(lines)
    return [
        Told(
            at=line.at,
            by=actor(line, people),
            what=str(line),
            changes=changes_of(line),
            reason=reason_of(line),
        )
        for line in lines
    ]


def names(lines: Iterable[AuditLine]) -> dict[int, str]:
    """The present names of the accounts in these lines, by number (one query)."""
    numbers = {number for line in lines for number in (line.by_id, line.person_id) if number is not None}
    accounts: Any = get_user_model()
    return {number: str(person) for number, person in accounts.objects.in_bulk(numbers).items()}


def actor(line: AuditLine, people: Mapping[int, str]) -> str:
    """Who did it."""
    if line.by_id is None:
        return _("The portal itself")
    return people.get(line.by_id) or _("Somebody whose account is gone")


def about(line: AuditLine) -> str:
    """Which row a line is about: a kind and a number, and how many further ones."""
    model = model_of(line)
    kind = str(capfirst(model._meta.verbose_name)) if model else line.about_model
    more = f" +{len(line.also)}" if line.also else ""
    return f"{kind} #{line.about_id}{more}"


def name_of_part(app: str) -> str:
    """What people call an app."""
    return str(apps.get_app_config(app).verbose_name)


def model_of(line: AuditLine) -> type[Model] | None:
    """The model a line is about, as long as there is one of that name."""
    try:
        return apps.get_model(line.about_model)
    except (LookupError, ValueError):
        return None


def reason_of(line: AuditLine) -> str:
    """Why, in the words it was given in; else what its code says."""
    detail = getattr(line, "detail", None)
    return (detail.reason if detail else "") or str(CODES.get(line.act, {}).get(line.code, line.code))


def changes_of(line: AuditLine) -> list[Change]:
    """The fields a line names, by their labels, with their values as long as those are kept."""
    model, detail = model_of(line), getattr(line, "detail", None)
    told = []
    for name in line.fields:
        column = _column(model, name)
        named = NAMED.get(f"{line.about_model}.{name}")
        label = str(named.label if named else getattr(column, "verbose_name", name))
        if detail is None:
            told.append(Change(label, erased=True))
            continue
        choices = named.choices if named else dict(getattr(column, "flatchoices", None) or ())
        before, after = (_in_words(value, column, choices) for value in detail.values[name])
        told.append(Change(label, before, after))
    return told


def _column(model: type[Model] | None, name: str) -> "Field[Any, Any] | None":
    return next((column for column in model._meta.concrete_fields if column.name == name), None) if model else None


def _in_words(value: Any, column: "Field[Any, Any] | None", choices: Mapping[Any, str | Promise]) -> str:
    """One value as people write it."""
    if value in (None, "", []):
        return str(choices.get("", _("nothing")))
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(_in_words(item, column, choices) for item in value)
    if isinstance(column, DateTimeField):
        return formats.date_format(timezone.localtime(column.to_python(value)), "DATETIME_FORMAT")
    if isinstance(column, DateField):
        return formats.date_format(column.to_python(value), "DATE_FORMAT")
    return str(choices.get(value, value)).replace("\n", ", ")
