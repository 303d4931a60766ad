"""Acts on policy versions: copy one as a draft, change it, put it forward, publish it; take it back, discard it.

Each is one transaction that locks the version's row. ``at`` is a moment with its time zone; first days are
calendar dates in Europe/Amsterdam. Raised for people: ``Forbidden``, ``IllegalMove``, ``UnfitVersionError``.
Who decides after reading says what was read, as ``selectors.edition`` marks it: an act with ``as_read`` raises
``StaleVersionError`` if the version was changed since.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from itertools import chain, count
from typing import Any, Final

from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from accounts.models import User
from common import audit
from common.calendar import local_day
from common.errors import DomainError
from common.locks import hold
from cpe import policies, selectors
from cpe.models import ActivityType, CapGroup, LevelNumbers, PolicyVersion

LOCK: Final = "cpe.policy-versions"
"""Held while a version takes its first day, so that two at once do not take the same."""

OWN: Final = ("name", "effective_on", "annual_factor", "annual_from", "summary")
"""What a version says beside its rows."""


class UnfitVersionError(DomainError):
    """A version that cannot take effect as it is."""


class StaleVersionError(DomainError):
    """A version that says something else than what somebody read before they decided."""


@transaction.atomic
def copy(version: PolicyVersion, *, by: User, at: datetime) -> PolicyVersion:
    """Draft a version that says what another one says, from the first day of next year on.

    Raises ``Forbidden`` if ``by`` may not draft.
    """
    policies.require_draft(by)
    first_day = date(local_day(at).year + 1, 1, 1)
    draft = PolicyVersion.objects.create(
        name=_free(_("Version of %(year)d") % {"year": first_day.year}),
        effective_on=first_day,
        annual_factor=version.annual_factor,
        annual_from=version.annual_from,
        drafted_by=by,
        drafted_at=at,
        edited_by=by,
        edited_at=at,
    )
    LevelNumbers.objects.bulk_create(_for(draft, version.levels.all()))
    CapGroup.objects.bulk_create(_for(draft, version.groups.all()))
    groups = {group.key: group for group in draft.groups.all()}
    activities = _for(draft, version.activities.select_related("group"))
    for activity in activities:
        activity.group = groups[activity.group.key] if activity.group else None
    ActivityType.objects.bulk_create(activities)
    audit.record("cpe.policy-drafted", about=draft, also=[version.pk], by=by, at=at)
    return draft


def _free(name: str) -> str:
    """The name, with a number behind it if versions are called so already."""
    taken = set(PolicyVersion.objects.filter(name__startswith=name).values_list("name", flat=True))
    numbered = (f"{name} ({number})" for number in count(2))
    return next(free for free in chain([name], numbered) if free not in taken)


def _for(draft: PolicyVersion, rows: Iterable[Any]) -> list[Any]:
    """The rows as new ones of another version."""
    copies = list(rows)
    for row in copies:
        row.pk, row.version = None, draft
    return copies


@contextmanager
def changing(version_id: int, *, by: User, at: datetime) -> Iterator[PolicyVersion]:
    """Whatever is written within changes a draft; what became different is noted, with who did it.

    The version's row is locked first. Raises ``Forbidden``, and ``UnfitVersionError`` for what is no draft any more.
    """
    with transaction.atomic():
        version = _locked(version_id)
        policies.require_draft(by)
        _require_draft(version)
        before = _contents(version_id)
        yield version
        if changes := _differences(before, _contents(version_id)):
            PolicyVersion.objects.filter(pk=version_id).update(edited_by=by, edited_at=at)
            audit.record("cpe.policy-changed", about=version, changes=changes, by=by, at=at)


@transaction.atomic
def put_forward(version_id: int, *, as_read: str | None = None, by: User, at: datetime) -> PolicyVersion:
    """Let a draft wait for a second person.

    Raises ``Forbidden``, ``IllegalMove``, and ``UnfitVersionError`` with all sentences for a version that makes no
    sense as a whole or whose first day is over or another version's.
    """
    hold(LOCK)
    version = _locked(version_id)
    policies.require_draft(by)
    version.put_forward(by=by, at=at)
    _require_read(version, as_read)
    _require_fit(version, on=local_day(at))
    version.save()
    audit.record("cpe.policy-put-forward", about=version, by=by, at=at)
    return version


@transaction.atomic
def take_back(version_id: int, *, reason: str, as_read: str | None = None, by: User, at: datetime) -> PolicyVersion:
    """Make a version that was put forward a draft again; the reason is kept. Raises ``Forbidden``, ``IllegalMove``."""
    version = _locked(version_id)
    policies.require_take_back(by)
    version.take_back()
    _require_read(version, as_read)
    version.save()
    audit.record("cpe.policy-taken-back", about=version, reason=reason, by=by, at=at)
    return version


@transaction.atomic
def publish(version_id: int, *, as_read: str | None = None, by: User, at: datetime) -> PolicyVersion:
    """Let a version hold from its first day on; nothing of it ever changes again.

    Raises ``Forbidden`` also for who put it forward or changed it last, ``IllegalMove``, and ``UnfitVersionError`` as
    ``put_forward`` does.
    """
    hold(LOCK)
    version = _locked(version_id)
    policies.require_publish(by, version)
    version.publish(by=by, at=at)
    _require_read(version, as_read)
    _require_fit(version, on=local_day(at))
    version.save()
    audit.record("cpe.policy-published", about=version, by=by, at=at)
    return version


@transaction.atomic
def discard(version_id: int, *, as_read: str | None = None, by: User, at: datetime) -> PolicyVersion:
    """Give a draft up; it stays readable. Raises ``Forbidden``, ``IllegalMove``."""
    version = _locked(version_id)
    policies.require_draft(by)
    version.discard()
    _require_read(version, as_read)
    version.save()
    audit.record("cpe.policy-discarded", about=version, by=by, at=at)
    return version


def _require_fit(version: PolicyVersion, *, on: date) -> None:
    if told := selectors.obstacles(version, on=on):
        raise UnfitVersionError(" ".join(told))


def _require_read(version: PolicyVersion, as_read: str | None) -> None:
    if as_read is not None and as_read != selectors.edition(version):
        raise StaleVersionError(_("This version was changed since you opened this page. Read it again."))


def _require_draft(version: PolicyVersion) -> None:
    if not version.is_draft:
        state = version.get_state_display()
        raise UnfitVersionError(_("Only a draft is changed. This version is “%(state)s”.") % {"state": state})


def _locked(version_id: int) -> PolicyVersion:
    return PolicyVersion.objects.select_for_update(of=("self",)).get(pk=version_id)


Contents = dict[tuple[str, str], tuple[str, dict[str, Any]]]
"""Kind and key of each row of a version → what people call the row, and what it says by the names of its columns."""


def _contents(version_id: int) -> Contents:
    """What a version and its rows say (4 queries)."""
    version = PolicyVersion.objects.get(pk=version_id)
    said: Contents = {("", ""): ("", audit.snapshot(version, *OWN))}
    for model, related, key in (
        (LevelNumbers, "level", "level_id"),
        (CapGroup, "version", "key"),
        (ActivityType, "group", "key"),
    ):
        kind = str(model._meta.verbose_name)
        for row in model._base_manager.filter(version=version).select_related(related):
            said[kind, str(getattr(row, key))] = (str(row), _sayings(row))
    return said


def _sayings(row: Model) -> dict[str, Any]:
    columns = [column for column in row._meta.concrete_fields if column.name not in {"id", "version", "level"}]
    return {str(column.verbose_name): _saying(row, column) for column in columns}


def _saying(row: Model, column: Any) -> Any:
    """What one column says, as people read it."""
    value = getattr(row, column.name)
    if column.choices:
        return str(dict(column.flatchoices)[value])
    if isinstance(value, Model):
        return str(value)
    return f"{value.normalize():f}" if isinstance(value, Decimal) else value


def _differences(before: Contents, after: Contents) -> dict[str, tuple[Any, Any]]:
    """What became different: name of a column, or of a row and its column → what it said before and says now."""
    changes: dict[str, tuple[Any, Any]] = {}
    for (kind, key), (name, said) in {**before, **after}.items():
        earlier, later = before.get((kind, key)), after.get((kind, key))
        if earlier is None or later is None:
            changes[f"{kind} “{name}”"] = (earlier and name, later and name)
            continue
        for column, value in said.items():
            if earlier[1][column] != value:
                changes[f"{name}: {column}" if kind else column] = (earlier[1][column], value)
    return changes
