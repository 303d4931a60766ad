"""What the portal keeps about people: each field with its reason, its term and its end.

Every app's ``personal_data.py`` registers its models, and those of the packages it brings, at start.
A field of any table is either *held* (with a ``Datum``) or *free* (it says nothing about a person);
``missing`` finds the forgotten ones. The privacy page is drawn from here, so it is always true.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db.models import AutoField, Field, Model
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from simple_history.utils import get_history_model_for_model

from common.models import ClosedDay, DutyFault, DutyRun, DutyState, Series


class Kind(StrEnum):
    """What sort of knowledge about a person a field is."""

    IDENTITY = "identity"
    CONTACT = "contact"
    SIGN_IN = "sign-in"
    TRACE = "trace"
    CONTENT = "content"


class Scrub(StrEnum):
    """What becomes of a field when the person is forgotten."""

    BLANK = "blank"
    DELETE_ROW = "delete-row"
    KEEP = "keep"


@dataclass(frozen=True, slots=True, kw_only=True)
class Datum:
    """One thing kept about a person. ``why`` and ``term`` are whole sentences, shown to everybody."""

    kind: Kind
    why: str | Promise
    term: str | Promise
    scrub: Scrub


@dataclass(frozen=True, slots=True)
class Entry:
    """What one table holds about people, which of its fields say nothing about them, and what people call both."""

    held: Mapping[str, Datum]
    free: frozenset[str]
    name: str | Promise
    labels: Mapping[str, str | Promise]


@dataclass(slots=True)
class Row:
    """One line of the privacy page: fields of a table that share reason and term."""

    fields: list[str]
    why: str
    term: str


@dataclass(slots=True)
class Table:
    """One table of the privacy page."""

    name: str
    rows: list[Row] = field(default_factory=list)


REGISTER: Final[dict[type[Model], Entry]] = {}


def register(
    model: type[Model],
    *,
    held: Mapping[str, Datum] | None = None,
    free: Collection[str] = (),
    name: str | Promise = "",
    labels: Mapping[str, str | Promise] | None = None,
) -> None:
    """Declare a table's fields. Raises ``ValueError`` for a field it does not have, or one named twice.

    ``name`` and ``labels`` say on the privacy page what table and fields are, where their own names are for
    programmers; tables of one name are shown as one.
    """
    held, labels = held or {}, labels or {}
    known = {column.name for column in model._meta.concrete_fields}
    if strange := {*held, *free, *labels} - known:
        raise ValueError(f"{model._meta.label} has no {', '.join(sorted(strange))}.")
    if both := set(held) & set(free):
        raise ValueError(f"{model._meta.label} declares {', '.join(sorted(both))} twice.")
    if model in REGISTER:
        raise ValueError(f"{model._meta.label} is declared already.")
    REGISTER[model] = Entry(dict(held), frozenset(free), name or model._meta.verbose_name_plural or "", dict(labels))


def register_with_history(
    model: type[Model], *, free: Collection[str], name: str | Promise, why: str | Promise
) -> None:
    """Declare a table that says nothing about a person, and its history, which names the colleague who changed it.

    ``name`` is what the privacy page calls the history, ``why`` its reason.
    """
    who = Datum(kind=Kind.TRACE, why=why, term=_("As long as the colleague's account exists."), scrub=Scrub.BLANK)
    version = {"id", "history_date", "history_type", "history_change_reason"}
    register(model, free=free)
    register(
        get_history_model_for_model(model),
        name=name,
        labels={"history_user": _("colleague")},
        held={"history_user": who},
        free={*free, *version},
    )


def missing() -> list[str]:
    """Fields of installed tables, ours and those of packages, that nobody declared (``app.Model.field``)."""
    return [
        f"{model._meta.label}.{column.name}"
        for model in apps.get_models(include_auto_created=True)
        if not model._meta.proxy
        for column in _to_declare(model)
        if column.name not in _declared(model)
    ]


def overview() -> list[Table]:
    """What is kept, why and how long, table by table, in the language of the moment. No queries."""
    tables: dict[str, Table] = {}
    for model, entry in REGISTER.items():
        table = Table(str(entry.name))
        for column, datum in entry.held.items():
            label = entry.labels.get(column) or _column(model, column).verbose_name
            _add(tables.setdefault(table.name, table), str(label), str(datum.why), str(datum.term))
    return list(tables.values())


def models_holding() -> list[type[Model]]:
    """The tables that hold anything about a person."""
    return [model for model, entry in REGISTER.items() if entry.held]


def _column(model: type[Model], name: str) -> "Field[Any, Any]":
    return next(column for column in model._meta.concrete_fields if column.name == name)


def _add(table: Table, label: str, why: str, term: str) -> None:
    for row in table.rows:
        if (row.why, row.term) == (why, term):
            if label not in row.fields:
                row.fields.append(label)
            return
    table.rows.append(Row([label], why, term))


def _to_declare(model: type[Model]) -> "Iterator[Field[Any, Any]]":
    """Every column but a counter the database gives out by itself."""
    return (column for column in model._meta.concrete_fields if not isinstance(column, AutoField))


def _declared(model: type[Model]) -> frozenset[str]:
    entry = REGISTER.get(model)
    return entry.free | entry.held.keys() if entry else frozenset()


def _own_tables() -> None:
    """Tables that say nothing about anybody: our calendar, numbers and duties, Django's lists of its own models."""
    register_with_history(
        ClosedDay,
        free={"day", "name", "closed"},
        name=_("History of the calendar"),
        why=_("To know which colleague changed the days on which the office is closed."),
    )
    register(Series, free={"name", "year", "last"})
    run = {"on", "started_at", "ended_at", "considered", "changed", "failed", "error", "by_hand"}
    register(DutyState, free={"name", "lease", "lease_until", "expected_by", *run})
    register(DutyRun, free={"duty", "parts", *run})
    register(
        DutyFault,
        held={
            "row": Datum(
                kind=Kind.TRACE,
                why=_("To see which record the portal could not work on by itself, and to work on it by hand."),
                term=_("One year after the record could be worked on."),
                scrub=Scrub.KEEP,
            )
        },
        free={"duty", "part", "error", "first_at", "last_at", "attempts", "resolved_at"},
    )
    register(ContentType, free={"app_label", "model"})
    register(Permission, free={"name", "content_type", "codename"})
    register(Group, free={"name"})
    register(Group.permissions.through, free={"group", "permission"})


_own_tables()
