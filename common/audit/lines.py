"""Lines of the audit log: written inside the transaction of the act they tell of."""

import re
import secrets
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Final

from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import connection, transaction
from django.db.models import Model
from django.db.transaction import TransactionManagementError

from common import bulk
from common.acts import ACTS, ERASED, READ
from common.audit import digests
from common.models import AuditDetail, AuditLine
from common.models.audit import AuditLineQuerySet

CODE: Final = re.compile(r"[a-z0-9.-]{0,60}")
CHUNK: Final = 500

Changes = Mapping[str, tuple[Any, Any]]
"""Name of a field → its value before and after."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What one line is about. ``person`` is the number of the account concerned, unless ``about`` is that account."""

    about: Model
    person: int | None = None
    changes: Changes = field(default_factory=dict)
    also: Collection[int] = ()


def record(
    act: str,
    *,
    about: Model,
    by: AbstractBaseUser | None,
    at: datetime,
    changes: Changes | None = None,
    person: int | None = None,
    reason: str = "",
    code: str = "",
    also: Collection[int] = (),
) -> None:
    """Leave one line about an act; see ``record_many``. One INSERT, two when values or a reason come along."""
    entry = Entry(about=about, person=person, changes=changes or {}, also=also)
    record_many(act, [entry], by=by, at=at, reason=reason, code=code)


def record_many(
    act: str,
    entries: Iterable[Entry],
    *,
    by: AbstractBaseUser | None,
    at: datetime,
    reason: str = "",
    code: str = "",
) -> None:
    """Leave a line for each row an act was about; the same two INSERTs however many.

    Without ``by`` the portal acted by itself. ``reason`` is in somebody's own words and goes into the details,
    ``code`` is one of ours and stays in the lines. Raises ``TransactionManagementError`` outside a transaction,
    ``LookupError`` for an act that is not registered, and ``ValueError`` for a code that could hold a sentence.
    """
    _require_can_be(act, code)
    lines, details = [], []
    for entry in entries:
        line = _line(act, entry, by=by, at=at, code=code)
        if entry.changes or reason:
            values = {name: [_plain(value) for value in pair] for name, pair in entry.changes.items()}
            detail = AuditDetail(line=line, salt=secrets.token_hex(16), values=values, reason=reason)
            line.digest = digests.of_detail(detail)
            details.append(detail)
        lines.append(line)
    bulk.add(lines, numbered=bool(details))
    AuditDetail.objects.bulk_create(details)


def record_acts(
    acts: Iterable[tuple[str, AbstractBaseUser | None]], *, about: Model, at: datetime, person: int | None = None
) -> None:
    """Leave a line for each of several acts about one row, each with who did it, and without values: one INSERT.

    Raises as ``record_many``.
    """
    entry, lines = Entry(about=about, person=person), []
    for act, by in acts:
        _require_can_be(act, "")
        lines.append(_line(act, entry, by=by, at=at))
    bulk.add(lines, numbered=False)


def _require_can_be(act: str, code: str) -> None:
    if not connection.in_atomic_block:
        raise TransactionManagementError("A line is written inside the transaction of the act it tells of.")
    if act not in ACTS:
        raise LookupError(f"{act} is not registered: see common.acts.")
    if not CODE.fullmatch(code):
        raise ValueError("A code is at most 60 small letters, digits, dots and hyphens.")


def _line(act: str, entry: Entry, *, by: AbstractBaseUser | None, at: datetime, code: str = "") -> AuditLine:
    return AuditLine(
        at=at,
        act=act,
        by_id=by.pk if by else None,
        about_model=entry.about._meta.label_lower,
        about_id=entry.about.pk,
        also=sorted(entry.also),
        person_id=entry.about.pk if isinstance(entry.about, get_user_model()) else entry.person,
        fields=sorted(entry.changes),
        code=code,
    )


def record_reading(row: Model, *, by: AbstractBaseUser, at: datetime, person: int | None = None) -> None:
    """Leave a line that somebody looked at a row of a sensitive kind."""
    with transaction.atomic():
        record(READ, about=row, by=by, at=at, person=person)


def snapshot(row: Model, *fields: str) -> dict[str, Any]:
    """What these fields hold now, to compare with later."""
    return {name: row.serializable_value(name) for name in fields}


def changes(before: Mapping[str, Any], row: Model) -> Changes:
    """What became different in a row since its ``snapshot``."""
    after = snapshot(row, *before)
    return {name: (before[name], after[name]) for name in before if before[name] != after[name]}


def erase_details(
    lines: AuditLineQuerySet,
    *,
    by: AbstractBaseUser | None,
    at: datetime,
    person: int | None = None,
    code: str = "",
) -> int:
    """Delete the values and reasons kept with these lines; how many. ``person`` is whose erasure it is, if anybody's.

    The lines stay, and new ones name those whose details are gone, so that ``manage.py audit verify`` can tell
    erasure from tampering. Raises ``TransactionManagementError`` outside a transaction.
    """
    erased = 0
    waiting = AuditDetail.objects.filter(line__in=lines).order_by("pk").select_for_update()
    while numbers := list(waiting.values_list("pk", flat=True)[:CHUNK]):
        AuditDetail.objects.filter(pk__in=numbers).erase()
        record(ERASED, about=AuditLine(pk=numbers[0]), also=numbers[1:], person=person, by=by, at=at, code=code)
        erased += len(numbers)
    return erased


def _plain(value: Any) -> Any:
    """A value as JSON keeps it on every database. Raises ``TypeError`` for what has no such form."""
    match value:
        case None | bool() | int():
            return value
        case str():
            return str(value)
        case Decimal():
            return str(value)
        case datetime():
            return value.astimezone(UTC).isoformat()
        case date():
            return value.isoformat()
        case list() | tuple():
            return [_plain(item) for item in value]
        case set() | frozenset():
            return sorted(_plain(item) for item in value)
    raise TypeError(f"The audit log keeps no {type(value).__name__}.")
