"""Reads of policy versions: as the rules take them, and as the public page shows them."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from common.calendar import DAY
from cpe import findings, rows
from cpe.models import ActivityType, CapGroup, LevelNumbers, PolicyVersion
from cpe.rules.policy import CREDIT, Policies, Policy
from cpe.rules.soundness import faults
from cpe.states import DECIDED
from members.keeping_up import Credits
from members.models import Level

LAST_DAY: Final = date(9995, 12, 31)
"""No version begins later: calendars end with the year 9999, and a cycle takes three years and more."""


def policies() -> Policies:
    """Every published version (1 query; 5 where this process meets one for the first time).

    What is published never changes, so its rules are read once; which versions are published is asked each time.
    """
    return policies_of(PolicyVersion.objects.published().values_list("pk", "published_at", "edited_at"))


def policies_of(editions: Iterable[tuple[int, datetime | None, datetime | None]]) -> Policies:
    """Every published version, told by keys and moments that were read (no query; 4 where this process meets one)."""
    return as_rules(tuple(sorted(editions)))


@lru_cache(maxsize=4)
def as_rules(editions: tuple[tuple[int, datetime | None, datetime | None], ...]) -> Policies:
    """Published versions, told by their keys and moments, as the rules take them (4 queries, once a process)."""
    return Policies(_read(list(PolicyVersion.objects.filter(pk__in=[pk for pk, *_moments in editions]))))


def asked_of_level(level: str, on: date) -> Credits | None:
    """What the version in force on a day asks of titles of a level; nothing without a cycle (1 query)."""
    numbers = policies().on(on).levels.get(level)
    if numbers is None or numbers.cycle_minimum is None:
        return None
    return Credits(year=Decimal(numbers.year_target) / CREDIT, cycle=Decimal(numbers.cycle_minimum) / CREDIT)


def policy_of(version: PolicyVersion) -> Policy:
    """One version, as the rules take it (3 queries)."""
    return _read([version])[0]


def edition(version: PolicyVersion) -> str:
    """A mark of what a version says: another one as soon as somebody changed it. No query."""
    return version.edited_at.isoformat() if version.edited_at else "unchanged"


def _read(versions: Sequence[PolicyVersion]) -> list[Policy]:
    """Versions with their rows (3 queries)."""
    keys = [version.pk for version in versions]
    tables = (
        LevelNumbers.objects.select_related("level"),
        CapGroup.objects.all(),
        ActivityType.objects.select_related("group"),
    )
    parts = [_by_version(table.filter(version__in=keys)) for table in tables]
    return [rows.policy_of(version, *(part[version.pk] for part in parts)) for version in versions]


def _by_version(found: Any) -> Mapping[int, list[Any]]:
    sorted_out: dict[int, list[Any]] = defaultdict(list)
    for row in found:
        sorted_out[row.version_id].append(row)
    return sorted_out


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A version to be read: its rules, the last day it holds, and what its rows say to people."""

    version: PolicyVersion
    policy: Policy
    until: date | None
    levels: Mapping[str, str]
    explanations: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Listed:
    """A published version with the last day it holds, if another one follows."""

    version: PolicyVersion
    until: date | None


def published() -> list[Listed]:
    """Every published version, the newest first day first (1 query)."""
    versions = list(PolicyVersion.objects.published())
    last_days = [None, *(version.effective_on - DAY for version in versions[:-1])]
    return [Listed(version, until) for version, until in zip(versions, last_days, strict=True)]


def in_force(listed: Sequence[Listed], on: date) -> Listed:
    """The version in force on the day, of those published. No query."""
    return next((line for line in listed if line.version.effective_on <= on), listed[-1])


def reading(version: PolicyVersion, until: date | None) -> Reading:
    """A version with the names and explanations that people read (3 queries)."""
    levels = list(LevelNumbers.objects.filter(version=version).select_related("level"))
    groups = list(CapGroup.objects.filter(version=version))
    activities = list(ActivityType.objects.filter(version=version).select_related("group"))
    return Reading(
        version=version,
        policy=rows.policy_of(version, levels, groups, activities),
        until=until,
        levels={row.level.key: row.level.name for row in levels},
        explanations={row.key: row.explanation for row in activities},
    )


def later(version: PolicyVersion) -> list[PolicyVersion]:
    """Other versions that are published or wait for a second person, of days after its first one (1 query)."""
    others = PolicyVersion.objects.filter(state__in=DECIDED, effective_on__gt=version.effective_on)
    return list(others.exclude(pk=version.pk).order_by("effective_on"))


def obstacles(version: PolicyVersion, *, on: date) -> list[str]:
    """Why a version could not be put forward or published on the day, in sentences (13 queries)."""
    told = []
    if version.effective_on <= on:
        day = date_format(version.effective_on)
        told.append(_("A version takes effect on a day after it is published; %(day)s is too early.") % {"day": day})
    if version.effective_on > LAST_DAY:
        told.append(_("A version takes effect by %(day)s.") % {"day": date_format(LAST_DAY)})
    others = PolicyVersion.objects.filter(state__in=DECIDED).exclude(pk=version.pk)
    if other := others.filter(effective_on=version.effective_on).first():
        told.append(_("“%(other)s” takes effect on this day already.") % {"other": other})
    if others.filter(name=version.name).exists():
        told.append(
            _("Another version is called “%(name)s” already. Give this one a name of its own.") % {"name": version}
        )
    if twice := _named_twice(version):
        told.append(_("Two activities have one name: %(names)s.") % {"names": ", ".join(twice)})
    if _says_nothing_new(version):
        told.append(_("It says nothing different from the version it follows."))
    return told + nonsense(version)


def _named_twice(version: PolicyVersion) -> list[str]:
    """Names that several activities of a version have (1 query)."""
    names = Counter(version.activities.values_list("name", flat=True))
    return [name for name, many in names.items() if many > 1]


def _says_nothing_new(version: PolicyVersion) -> bool:
    """Whether the version in force before says the same, rule by rule and word by word (7 queries)."""
    before = PolicyVersion.objects.published().filter(effective_on__lt=version.effective_on).first()
    if before is None:
        return False
    old, new = reading(before, None), reading(version, None)
    said = replace(old.policy, name=new.policy.name, effective_on=new.policy.effective_on)
    return (said, old.explanations) == (new.policy, new.explanations)


def nonsense(version: PolicyVersion) -> list[str]:
    """Everything that keeps a version from making sense as a whole, in sentences (4 queries)."""
    levels = Level.objects.all()
    policy, names = policy_of(version), {level.key: level.name for level in levels}
    wrong = faults(policy, {level.key: level.has_cycles for level in levels})
    return [findings.fault(fault, policy, names) for fault in wrong]
