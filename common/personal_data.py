"""What the portal keeps about people: each field with its reason, its term and its end.

Every app's ``personal_data.py`` registers its models, and those of the packages it brings, at start.
A field of any table is either *held* (with a ``Datum``) or *free* (it says nothing about a person); ``missing`` finds
what was forgotten. From this registry come the privacy page, a person's copy of their data, the scrubbing of a person
(``common.subjects``) and the nightly retention (``common.retention``), so what the page promises is what is done.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db.models import NOT_PROVIDED, AutoField, BinaryField, EmailField, Field, FileField, Model, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from simple_history.utils import get_history_model_for_model

from common.jobs import Act

UNSAID: Final = object()
"""A field that is blanked as its column allows: to nothing, else to its default."""


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


class Ends(StrEnum):
    """What ends the keeping of a field: forgetting the person, a rule of retention, or nothing ever."""

    PERSON = "person"
    RULE = "rule"
    NEVER = "never"


@dataclass(frozen=True, slots=True, kw_only=True)
class Datum:
    """One thing kept about a person. ``why`` and ``term`` are whole sentences, shown to everybody.

    ``becomes`` is what a blanked field is given: a value, a database expression, or a function of the moment.
    ``secret`` values (keys, hashes) are never written into a copy. ``person``: the way to whom this field is about,
    where that is somebody else than the row's person.
    """

    kind: Kind
    why: str | Promise
    term: str | Promise
    scrub: Scrub
    ends: Ends = Ends.PERSON
    becomes: Any = UNSAID
    secret: bool = False
    person: str = ""


@dataclass(frozen=True, slots=True)
class Subject:
    """The person that rows are looked for: the key of the account, and every address proved to be theirs."""

    key: Any
    addresses: frozenset[str] = frozenset()


Way = str | Callable[[Subject], Q]
"""How a row is found from its person: a look-up of the account, or a condition made for the person."""

Exporter = Callable[[QuerySet[Any], Subject], list[dict[str, Any]]]
"""Rows about a person as they stand in that person's copy: label → value."""

Scrubber = Callable[[QuerySet[Any], Subject, datetime], int]
"""Forgets a person in rows about them; how many rows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """A rule that ends the keeping of rows by itself, every night.

    ``what`` is a whole sentence, shown to everybody. ``due(at)`` are the rows whose term has ended: they are deleted,
    unless ``blank`` names the fields to empty (then ``due`` leaves out rows whose fields are empty), or ``act`` does
    it another way.
    """

    what: str | Promise
    due: Callable[[datetime], QuerySet[Any]]
    blank: tuple[str, ...] = ()
    act: Act | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """What one table holds about people, which of its fields say nothing about them, and what people call both."""

    held: Mapping[str, Datum]
    free: frozenset[str]
    name: str | Promise
    labels: Mapping[str, str | Promise]
    person: Way = ""
    addresses: Way = ""
    nobody: str | Promise = ""
    retention: tuple[Retention, ...] = ()
    goes_with: type[Model] | None = None
    export: Exporter | None = None
    scrubber: Scrubber | None = None

    def label(self, column: "Field[Any, Any]") -> str:
        """What people call a field."""
        return str(self.labels.get(column.name) or column.verbose_name)

    @property
    def deletes(self) -> bool:
        """Whether forgetting the person deletes the row."""
        return any(datum.scrub == Scrub.DELETE_ROW and not datum.person for datum in self.held.values())


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
    person: Way = "",
    addresses: Way = "",
    nobody: str | Promise = "",
    retention: Collection[Retention] = (),
    goes_with: type[Model] | None = None,
    export: Exporter | None = None,
    scrubber: Scrubber | None = None,
) -> None:
    """Declare a table's fields. Raises ``ValueError`` for a field it does not have, or one named twice.

    ``name`` and ``labels`` say on the privacy page what table and fields are, where their own names are for
    programmers; tables of one name are shown as one. ``person`` is the way from a row's person to the row; where
    nothing is said, a row belongs to the one account it points at, else to whoever has the address in it.
    ``addresses`` is the way from a person to the rows whose addresses proved to be theirs: rows that only name an
    address somebody claims do not count. Rows that belong to nobody in particular say why (``nobody``).
    ``goes_with`` is the table whose rules end these rows, since they go with one of its. ``export`` writes rows into a
    person's copy, and ``scrubber`` forgets them, where field by field would not do.
    """
    held, labels = held or {}, labels or {}
    known = {column.name for column in model._meta.concrete_fields}
    if strange := {*held, *free, *labels} - known:
        raise ValueError(f"{model._meta.label} has no {', '.join(sorted(strange))}.")
    if both := set(held) & set(free):
        raise ValueError(f"{model._meta.label} declares {', '.join(sorted(both))} twice.")
    if model in REGISTER:
        raise ValueError(f"{model._meta.label} is declared already.")
    REGISTER[model] = Entry(
        held=dict(held),
        free=frozenset(free),
        name=name or model._meta.verbose_name_plural or "",
        labels=dict(labels),
        person=person or ("" if nobody else _only_account(model, held)),
        addresses=addresses,
        nobody=nobody,
        retention=tuple(retention),
        goes_with=goes_with,
        export=export,
        scrubber=scrubber,
    )


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
        export=_copy_of_history,
        free={*free, *version},
    )


def _copy_of_history(rows: QuerySet[Any], _about: Subject) -> list[dict[str, Any]]:
    """Which record a colleague changed, when and how."""
    return [
        {
            str(_("record")): str(row.history_object),
            str(_("when")): row.history_date,
            str(_("what was done")): str(row.get_history_type_display()),
        }
        for row in rows
    ]


def missing() -> list[str]:
    """What nobody declared: fields (``app.Model.field``), and what an entry leaves open (``app.Model.field: what``)."""
    undeclared = [
        f"{model._meta.label}.{column.name}"
        for model in apps.get_models(include_auto_created=True)
        if not model._meta.proxy
        for column in _to_declare(model)
        if column.name not in _declared(model)
    ]
    return undeclared + [gap for model, entry in REGISTER.items() for gap in _gaps(model, entry)]


def _gaps(model: type[Model], entry: Entry) -> Iterator[str]:
    """What an entry leaves open: whose a row is, what ends it, how it is blanked, how it is written into a copy."""
    label = model._meta.label
    rules = entry.retention + (REGISTER[entry.goes_with].retention if entry.goes_with else ())
    if entry.held and not entry.person and not entry.nobody and not addresses_in(model, entry):
        yield f"{label}: no way from a person to the rows"
    for column in model._meta.concrete_fields:
        datum = entry.held.get(column.name)
        if datum is None:
            continue
        ruled = any(not rule.blank or column.name in rule.blank for rule in rules)
        if datum.ends == Ends.RULE and not ruled:
            yield f"{label}.{column.name}: no rule ends it"
        if datum.ends == Ends.PERSON and (datum.scrub == Scrub.KEEP or entry.nobody):
            yield f"{label}.{column.name}: nothing ends it"
        if datum.scrub == Scrub.BLANK and datum.becomes is UNSAID and empty(column) is UNSAID:
            yield f"{label}.{column.name}: cannot be blanked"
        if entry.export is None and not entry.nobody and not datum.secret and isinstance(column, _UNWRITABLE):
            yield f"{label}.{column.name}: cannot be written into a copy"
    if entry.held and entry.export is None and not entry.nobody and entry.held.keys() == {entry.person}:
        yield f"{label}: leaves nothing to write into a copy"


_UNWRITABLE: Final = (BinaryField, FileField)


def empty(column: "Field[Any, Any]") -> Any:
    """What a column holds when it holds nothing: null, its default, or no text; else ``UNSAID``."""
    if column.null:
        return None
    if column.default is not NOT_PROVIDED:
        return column.get_default()
    return "" if column.empty_strings_allowed and not column.unique else UNSAID


def addresses_in(model: type[Model], entry: Entry) -> list[str]:
    """The held fields of a table that are e-mail addresses."""
    return [column.name for column in model._meta.concrete_fields if column.name in entry.held and _is_address(column)]


def overview() -> list[Table]:
    """What is kept, why and how long, table by table, in the language of the moment. No queries."""
    tables: dict[str, Table] = {}
    for model, entry in REGISTER.items():
        table = Table(str(entry.name))
        for column, datum in entry.held.items():
            label = entry.label(_column(model, column))
            _add(tables.setdefault(table.name, table), label, str(datum.why), str(datum.term))
    return list(tables.values())


def staying(models: Collection[type[Model]]) -> list[Table]:
    """What of these tables stays when a person is forgotten, why and how long, in the language of the moment."""
    tables: dict[str, Table] = {}
    for model in models:
        entry = REGISTER[model]
        for column, datum in entry.held.items():
            if datum.scrub == Scrub.KEEP:
                label = entry.label(_column(model, column))
                _add(tables.setdefault(str(entry.name), Table(str(entry.name))), label, str(datum.why), str(datum.term))
    return list(tables.values())


def rules() -> list[Retention]:
    """Every rule of retention, in the order in which rows are ended."""
    return [rule for entry in REGISTER.values() for rule in entry.retention]


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


def _is_address(column: "Field[Any, Any]") -> bool:
    return isinstance(column, EmailField)


def _only_account(model: type[Model], held: Collection[str]) -> str:
    """The look-up of the account that a row belongs to, where it can be no other."""
    account = get_user_model()
    if model is account:
        return "pk"
    pointing = [column.name for column in model._meta.concrete_fields if column.related_model is account]
    return pointing[0] if len(pointing) == 1 and pointing[0] in held else ""


def _to_declare(model: type[Model]) -> "Iterator[Field[Any, Any]]":
    """Every column but a counter the database gives out by itself."""
    return (column for column in model._meta.concrete_fields if not isinstance(column, AutoField))


def _declared(model: type[Model]) -> frozenset[str]:
    entry = REGISTER.get(model)
    return entry.free | entry.held.keys() if entry else frozenset()
