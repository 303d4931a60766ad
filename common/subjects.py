"""One person in all the tables: which rows are about them, a copy of those, and forgetting them.

Everything follows from ``common.personal_data``; nothing here knows a table by name. Addresses are compared as they
are written and in lower case.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import Field, Model, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common import personal_data
from common.append_only import forgetting
from common.personal_data import UNSAID, Datum, Entry, Scrub, Subject, Table, Way


def subject(person: Model) -> Subject:
    """A person as rows are looked for by: the account, and the addresses that proved to be theirs.

    An address that somebody merely claims finds nothing. One statement per table that tells addresses.
    """
    known, found = Subject(person.pk), set()
    for model, entry in personal_data.REGISTER.items():
        if entry.addresses:
            rows = model._base_manager.filter(_along(entry.addresses, known))
            columns = personal_data.addresses_in(model, entry)
            found |= {address for row in rows.values_list(*columns).distinct() for address in row if address}
    return Subject(person.pk, frozenset(found | {address.lower() for address in found}))


def rows_about(about: Subject, model: type[Model]) -> QuerySet[Any] | None:
    """The rows of a table that belong to a person; ``None`` for a table whose rows are nobody's. No query."""
    entry = personal_data.REGISTER[model]
    if not entry.held or entry.nobody:
        return None
    return model._base_manager.filter(_condition(about, model, entry)).order_by("pk")


def held_about(person: Model) -> list[tuple[str, int]]:
    """How many records there are about a person, by what people call them; one statement a table."""
    about = subject(person)
    counts: dict[str, int] = {}
    for model, entry in personal_data.REGISTER.items():
        if (rows := rows_about(about, model)) is not None:
            counts[str(entry.name)] = counts.get(str(entry.name), 0) + rows.count()
    return [(name, count) for name, count in counts.items() if count]


def stays(person: Model) -> list[Table]:
    """What of a person's records stays when they are forgotten, why and how long; one statement a table."""
    about = subject(person)
    having = [
        model
        for model, entry in personal_data.REGISTER.items()
        if any(datum.scrub == Scrub.KEEP for datum in entry.held.values())
        and (rows := rows_about(about, model)) is not None
        and rows.exists()
    ]
    return personal_data.staying(having)


UNDECIDED: Final = gettext_lazy("Something that concerns this person is to be decided first. Please look again later.")
"""Said alike whatever it is, so that nobody learns here of a case about conduct."""
HINDRANCES: Final[list[Callable[[Any], str]]] = []
"""What keeps a person from being forgotten yet: each answers a sentence for colleagues, or nothing."""


def hindered(person: Model) -> list[str]:
    """Why a person cannot be forgotten now; empty when they can. The queries of what is registered."""
    return [told for hinders in HINDRANCES if (told := hinders(person))]


def export(person: Model) -> dict[str, list[dict[str, Any]]]:
    """A copy of everything about a person: what people call the records → rows of label and value.

    Values are text, numbers, days, moments or nothing, ready for JSON. Keys and hashes are named, not copied.
    A statement or two a table.
    """
    about = subject(person)
    copy: dict[str, list[dict[str, Any]]] = {}
    for model, entry in personal_data.REGISTER.items():
        rows = rows_about(about, model)
        if rows is None:
            continue
        written = entry.export(rows, about) if entry.export else [*_written(model, entry, rows)]
        if written:
            copy.setdefault(str(entry.name), []).extend(written)
    return copy


@transaction.atomic
def scrub(person: Model, *, at: datetime) -> dict[str, int]:
    """Forget a person: in every table their rows are deleted or emptied as declared; how many rows, by table.

    The account's row is locked first, as by every act that writes about a person: what is under way is waited for,
    and found. All rows are found before the first one changes. Rows of others that only mention the person (given by,
    changed by) lose the mention and stay.
    """
    type(person)._base_manager.select_for_update(no_key=True).get(pk=person.pk)
    about = subject(person)
    found = {
        model: list(rows.values_list("pk", flat=True))
        for model in personal_data.REGISTER
        if (rows := rows_about(about, model)) is not None
    }
    touched: dict[str, int] = {}
    with forgetting():
        for model, keys in found.items():
            if count := _scrub_rows(person, about, model, keys, at=at):
                touched[model._meta.label] = count
    return touched


def _scrub_rows(person: Model, about: Subject, model: type[Model], keys: list[Any], *, at: datetime) -> int:
    """Forget a person in one table, as it declares; how many rows."""
    entry, rows = personal_data.REGISTER[model], model._base_manager.filter(pk__in=keys)
    count = _forget_mentions(person, model, entry, at=at)
    if entry.scrubber:
        count += entry.scrubber(rows, about, at)
    elif entry.deletes:
        count += rows.delete()[1].get(model._meta.label, 0)
    elif emptied := blank(model, _own(entry), at=at):
        count += rows.update(**emptied)
    return count


def blank(model: type[Model], data: Mapping[str, Datum], *, at: datetime) -> dict[str, Any]:
    """What an UPDATE gives those of these fields that are blanked."""
    values = {}
    for column in model._meta.concrete_fields:
        if (datum := data.get(column.name)) and datum.scrub != Scrub.KEEP:
            becomes = datum.becomes if datum.becomes is not UNSAID else personal_data.empty(column)
            values[column.name] = becomes(at) if callable(becomes) else becomes
    return values


def _condition(about: Subject, model: type[Model], entry: Entry) -> Q:
    if entry.person:
        return _along(entry.person, about)
    found = Q(pk__in=[])
    for column in personal_data.addresses_in(model, entry):
        found |= Q(**{f"{column}__in": about.addresses})
    return found


def _along(way: Way, about: Subject) -> Q:
    return way(about) if callable(way) else Q(**{way: about.key})


def _own(entry: Entry) -> dict[str, Datum]:
    return {name: datum for name, datum in entry.held.items() if not datum.person}


def _forget_mentions(person: Model, model: type[Model], entry: Entry, *, at: datetime) -> int:
    """Blank the fields of this table that are about this person though the rows are not."""
    count = 0
    for name, datum in entry.held.items():
        if datum.person:
            mentioning = model._base_manager.filter(**{datum.person: person.pk})
            count += mentioning.update(**blank(model, {name: datum}, at=at))
    return count


def _written(model: type[Model], entry: Entry, rows: QuerySet[Any]) -> Iterator[dict[str, Any]]:
    """Rows field by field, each under its label; the way to the person itself is left out."""
    columns = [c for c in model._meta.concrete_fields if c.name in entry.held and c.name != entry.person]
    related = [c.name for c in columns if c.is_relation]
    for row in rows.select_related(*related) if related else rows:
        yield {entry.label(column): _readable(row, column, entry.held[column.name]) for column in columns}


def _readable(row: Model, column: "Field[Any, Any]", datum: Datum) -> Any:
    if datum.secret:
        return _("Kept, and not copied: whoever has it could act as you.")
    value = getattr(row, column.name)
    if column.choices:
        return str(getattr(row, f"get_{column.name}_display")())
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if value is None or isinstance(value, int | str | date):
        return value
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else str(value)
