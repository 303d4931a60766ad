"""The steps of a version's life as the back office asks before them: what each does, told in words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.calendar import DAY
from cpe import findings, policies, selectors, services
from cpe.enums import VersionState
from cpe.models import PolicyVersion
from members.models import Level

AS_READ: Final = "as_read"
"""What the pages send back: the edition of the version that somebody read there."""

Told = dict[str, list[str]]
"""``effects`` of a step, ``obstacles`` in its way, and ``differences`` from the version in force before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Something a colleague may do with a version, from these states."""

    key: str
    label: str | Promise
    question: str | Promise
    done: str | Promise
    states: frozenset[str]
    may: Callable[[User], bool]
    act: Callable[[PolicyVersion, Mapping[str, Any], User, datetime], PolicyVersion]
    effects: Callable[[PolicyVersion], list[str]]
    looks_ahead: bool = False
    second_person: bool = False
    asks_why: bool = False
    ends: bool = False

    @property
    def view(self) -> str:
        """The page that asks, as addresses are named."""
        return f"cpe_policyversion_{self.key.replace('-', '_')}"

    def tell(self, version: PolicyVersion, by: User, today: date) -> Told:
        """What stands on the page that asks."""
        if version.state not in self.states:
            state = version.get_state_display()
            refused = _t("This version is “%(state)s” now; this cannot be done with it.") % {"state": state}
            return {"effects": [], "obstacles": [refused], "differences": []}
        told: Told = {"effects": self.effects(version), "obstacles": [], "differences": []}
        if self.second_person and not policies.is_second_person(by, version):
            refused = _t("You put this version forward, or changed it last. Somebody else publishes it.")
            told["obstacles"].append(refused)
        if self.looks_ahead:
            told["obstacles"] += selectors.obstacles(version, on=today)
            told["differences"] = differences_from_the_one_before(version)
        return told


def differences_from_the_one_before(version: PolicyVersion) -> list[str]:
    """What becomes different on a version's first day (8 queries)."""
    before = selectors.in_force(selectors.published(), version.effective_on).version
    names = dict(Level.objects.values_list("key", "name"))
    told = findings.compare(selectors.policy_of(before), selectors.policy_of(version), names)
    return told or [_t("Nothing: it says what the version before it says.")]


def _of_copying(version: PolicyVersion) -> list[str]:
    told = _t("A draft is made that says what “%(name)s” says. You may change it before it is put forward.")
    return [told % {"name": version}]


def _of_putting_forward(version: PolicyVersion) -> list[str]:
    return [
        _t("The version waits for a second person, who reads and publishes it."),
        _t("Until it is published or taken back nobody changes it."),
        *_what_follows(version),
    ]


def _what_follows(version: PolicyVersion) -> list[str]:
    """Until when a version will hold, and which others are for later days (1 query)."""
    told, others = [], selectors.later(version)
    following = next((other for other in others if other.state == VersionState.PUBLISHED), None)
    if following:
        until = _t(
            "It holds until %(day)s, then “%(name)s” follows, which is published already. "
            "What is new in this version ends there, unless that one says it too."
        )
        told.append(until % {"day": date_format(following.effective_on - DAY), "name": following})
    for other in others:
        if other.state == VersionState.PUT_FORWARD:
            waits = _t("“%(name)s”, in force from %(day)s, waits for a second person.")
            told.append(waits % {"name": other, "day": date_format(other.effective_on)})
        elif other != following:
            further = _t("“%(name)s”, in force from %(day)s, is published too.")
            told.append(further % {"name": other, "day": date_format(other.effective_on)})
    return told


def _of_taking_back(_version: PolicyVersion) -> list[str]:
    return [_t("The version becomes a draft again, and can be changed. It does not take effect.")]


def _of_publishing(version: PolicyVersion) -> list[str]:
    before = selectors.in_force(selectors.published(), version.effective_on).version
    first, last = date_format(version.effective_on), date_format(version.effective_on - DAY)
    return [
        _t("Activities completed from %(day)s on are judged by it, and cycles that begin from then on.")
        % {"day": first},
        _t("“%(name)s” holds until %(day)s.") % {"name": before, "day": last},
        *_what_follows(version),
        _t("Everybody may read it on the public page at once."),
        _t("Nothing of it can be changed any more. What turns out wrong is put right by a later version."),
    ]


def _of_discarding(_version: PolicyVersion) -> list[str]:
    return [_t("The draft never takes effect. It stays in the list, to be read and copied.")]


STEPS: Final = (
    Step(
        key="publish",
        label=_("Publish"),
        question=_("Publish “%(name)s”?"),
        done=_("“%(name)s” is published."),
        states=frozenset({VersionState.PUT_FORWARD}),
        may=policies.can_publish,
        act=lambda version, sent, by, at: services.publish(version.pk, as_read=sent[AS_READ], by=by, at=at),
        effects=_of_publishing,
        looks_ahead=True,
        second_person=True,
    ),
    Step(
        key="put-forward",
        label=_("Put forward"),
        question=_("Put “%(name)s” forward?"),
        done=_("“%(name)s” waits for a second person."),
        states=frozenset({VersionState.DRAFT}),
        may=policies.can_draft,
        act=lambda version, sent, by, at: services.put_forward(version.pk, as_read=sent[AS_READ], by=by, at=at),
        effects=_of_putting_forward,
        looks_ahead=True,
    ),
    Step(
        key="take-back",
        label=_("Take back"),
        question=_("Take “%(name)s” back?"),
        done=_("“%(name)s” is a draft again."),
        states=frozenset({VersionState.PUT_FORWARD}),
        may=policies.can_take_back,
        act=lambda version, sent, by, at: services.take_back(
            version.pk, reason=sent["reason"], as_read=sent[AS_READ], by=by, at=at
        ),
        effects=_of_taking_back,
        asks_why=True,
    ),
    Step(
        key="copy",
        label=_("Copy as a new draft"),
        question=_("Copy “%(name)s” as a new draft?"),
        done=_("“%(name)s” is a draft now. Give it its name and its first day."),
        states=frozenset(VersionState),
        may=policies.can_draft,
        act=lambda version, _sent, by, at: services.copy(version, by=by, at=at),
        effects=_of_copying,
    ),
    Step(
        key="discard",
        label=_("Discard"),
        question=_("Discard “%(name)s”?"),
        done=_("“%(name)s” is discarded."),
        states=frozenset({VersionState.DRAFT}),
        may=policies.can_draft,
        act=lambda version, sent, by, at: services.discard(version.pk, as_read=sent[AS_READ], by=by, at=at),
        effects=_of_discarding,
        ends=True,
    ),
)
