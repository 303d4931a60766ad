"""What is wrong with a policy version, and what two of them say differently, in plain sentences."""

from collections.abc import Callable, Mapping
from typing import Final

from django.utils.translation import gettext as _

from cpe import words
from cpe.enums import Aspect, Subject, Unsound
from cpe.rules.differences import Difference, differences
from cpe.rules.policy import Activity, Policy
from cpe.rules.soundness import Fault

FAULTS: Final[dict[Unsound, Callable[[], str]]] = {
    Unsound.LEVEL_WITHOUT_NUMBERS: lambda: _("%(name)s: this level has no numbers."),
    Unsound.CYCLE_WITHOUT_MINIMUM: lambda: _("%(name)s: titles of this level have cycles; say the credits a cycle."),
    Unsound.MINIMUM_WITHOUT_CYCLE: lambda: _("%(name)s: titles of this level have no cycles; leave the credits empty."),
    Unsound.TARGET_WITHOUT_MINIMUM: lambda: _("%(name)s: without credits a cycle there are none a year; write 0."),
    Unsound.MINIMUM_OUT_OF_REACH: lambda: _("%(name)s: the limit of three years is below what a cycle asks for."),
    Unsound.LIMIT_NOT_POSITIVE: lambda: _("The limit of a year is above 0 times the yearly number."),
    Unsound.DAY_WITHOUT_LIMIT: lambda: _("There is a first day for the limit of a year, but no limit."),
    Unsound.NO_ACTIVITY: lambda: _("There is no activity that could be reported."),
    Unsound.GROUP_UNUSED: lambda: _("%(name)s: no activity shares this limit."),
    Unsound.GROUP_UNKNOWN: lambda: _("%(name)s: it shares a limit that this version does not have."),
    Unsound.TWO_YEAR_LIMITS: lambda: _("%(name)s: it has a yearly limit of its own and a shared one."),
    Unsound.NOT_POSITIVE: lambda: _("%(name)s: credits, amounts and limits are above 0."),
    Unsound.STEP_UNKNOWN: lambda: _("%(name)s: credits are rounded to quarters or to whole ones."),
    Unsound.PART_OF_WHOLE: lambda: _("%(name)s: there is no part of what is counted here; write a whole number."),
    Unsound.NOBODY_DECIDES: lambda: _("%(name)s: without credits a reviewer says how many, within bounds."),
    Unsound.BOUNDS_WITHOUT_REVIEWER: lambda: _("%(name)s: no reviewer is asked, so what one grants has no use."),
    Unsound.BOUNDS_OUT_OF_ORDER: lambda: _("%(name)s: the least a reviewer grants is not above the most."),
    Unsound.BOUNDS_OUT_OF_STEP: lambda: _("%(name)s: a reviewer grants whole credits here; so are the least and most."),
    Unsound.RATE_OUT_OF_BOUNDS: lambda: _(
        "%(name)s: what it brings by itself is not what a reviewer may grant. Make them agree."
    ),
    Unsound.SHARE_UNREADABLE: lambda: _("%(name)s: the share that must be attended is between 1 and 100 percent."),
    Unsound.SHARE_WITHOUT_HOURS: lambda: _("%(name)s: only hours are attended in part; count it in hours."),
    Unsound.BRINGS_NOTHING: lambda: _("%(name)s: the longest that one claim is for brings no credit yet."),
}


def fault(found: Fault, policy: Policy, levels: Mapping[str, str]) -> str:
    """What is wrong, in a sentence; ``levels`` are the names of the levels by their keys."""
    return FAULTS[found.code]() % {"name": _name(found.about, found.key, policy, levels)}


def _name(about: Subject, key: str, policy: Policy, levels: Mapping[str, str]) -> str:
    match about:
        case Subject.LEVEL:
            return levels.get(key, key)
        case Subject.GROUP:
            return policy.groups[key].name
        case Subject.ACTIVITY:
            return policy.activities[key].name
        case Subject.VERSION:
            return ""


def compare(before: Policy, after: Policy, levels: Mapping[str, str]) -> list[str]:
    """Everything ``after`` says differently from ``before``, a sentence each."""
    return [_TELL[found.about](found, before, after, levels) for found in differences(before, after)]


def _of_version(_found: Difference, before: Policy, after: Policy, _levels: Mapping[str, str]) -> str:
    return _replaced(_("All activities"), words.annual(after), words.annual(before))


def _of_level(found: Difference, before: Policy, after: Policy, levels: Mapping[str, str]) -> str:
    name = levels.get(found.key, found.key)
    if found.aspect is Aspect.REMOVED:
        return _gone(name)
    now = after.levels[found.key]
    if found.aspect is Aspect.ADDED:
        asked = {"name": name, "year": words.credits(now.year_target), "cycle": _cycle(now.cycle_minimum)}
        return _("New level %(name)s: %(year)s a year, %(cycle)s.") % asked
    was = before.levels[found.key]
    if found.aspect is Aspect.YEAR_TARGET:
        asked = {"credits": words.credits(now.year_target)}
        return _changed(name, _("%(credits)s a year") % asked, words.figures(was.year_target))
    if now.cycle_minimum is None or was.cycle_minimum is None:
        return _replaced(name, _cycle(now.cycle_minimum), _cycle(was.cycle_minimum))
    return _changed(name, _cycle(now.cycle_minimum), words.figures(was.cycle_minimum))


def _cycle(minimum: int | None) -> str:
    return _("no cycle") if minimum is None else _("%(credits)s a cycle") % {"credits": words.credits(minimum)}


def _of_group(found: Difference, before: Policy, after: Policy, _levels: Mapping[str, str]) -> str:
    if found.aspect is Aspect.REMOVED:
        return _("No longer a shared limit: %(name)s.") % {"name": before.groups[found.key].name}
    now = after.groups[found.key]
    limit = _("at most %(credits)s a year for all of them") % {"credits": words.credits(now.year_cap)}
    if found.aspect is Aspect.ADDED:
        return _("New shared limit %(name)s: %(limit)s.") % {"name": now.name, "limit": limit}
    was = before.groups[found.key]
    return (
        _renamed(was.name, now.name)
        if found.aspect is Aspect.NAME
        else _changed(now.name, limit, words.figures(was.year_cap))
    )


def _of_activity(found: Difference, before: Policy, after: Policy, _levels: Mapping[str, str]) -> str:
    if found.aspect is Aspect.REMOVED:
        return _gone(before.activities[found.key].name)
    now = after.activities[found.key]
    if found.aspect is Aspect.ADDED:
        told = " ".join(words.activity(now, after).sentences)
        return _("New activity “%(name)s”. %(sentences)s") % {"name": now.name, "sentences": told}
    was = before.activities[found.key]
    if found.aspect is Aspect.NAME:
        return _renamed(was.name, now.name)
    phrase = PHRASES[found.aspect]
    said, says = phrase(was, before), phrase(now, after)
    if says and said:
        short = _short(found.aspect, was, now)
        return _changed(now.name, says, short) if short else _replaced(now.name, says, said)
    if says:
        return _("%(name)s: %(says)s, which is new.") % {"name": now.name, "says": says}
    return _("%(name)s: no longer %(said)s.") % {"name": now.name, "said": said}


PHRASES: Final[dict[Aspect, Callable[[Activity, Policy], str]]] = {
    Aspect.RATE: lambda what, _policy: ", ".join(filter(None, (words.rate(what), words.rounding(what)))),
    Aspect.BOUNDS: lambda what, _policy: words.bounds(what),
    Aspect.LONGEST: lambda what, _policy: words.longest(what),
    Aspect.ATTENDANCE: lambda what, _policy: words.attendance(what),
    Aspect.ITEM_CAP: lambda what, _policy: words.item_cap(what),
    Aspect.YEAR_CAP: words.year_cap,
    Aspect.APPROVAL: lambda what, _policy: words.approval(what),
}


def _short(aspect: Aspect, was: Activity, now: Activity) -> str:
    """What it said before, as a number alone where the rest of the sentence stays; else nothing."""
    match aspect:
        case Aspect.YEAR_CAP if was.year_cap is not None and now.year_cap is not None:
            return words.figures(was.year_cap)
        case Aspect.ITEM_CAP if was.item_cap is not None:
            return words.figures(was.item_cap)
        case Aspect.LONGEST if was.longest is not None and was.unit is now.unit:
            return words.amount(was.unit, was.longest)
        case Aspect.ATTENDANCE if was.attendance is not None:
            return _("%(share)d %%") % {"share": was.attendance}
    return ""


def _changed(name: str, now: str, was: str) -> str:
    """What it says now, and the number it said before."""
    return _("%(name)s: %(now)s, was %(was)s.") % {"name": name, "now": now, "was": was}


def _replaced(name: str, now: str, was: str) -> str:
    """What it says now, and all it said before."""
    return _("%(name)s: %(now)s; before: %(was)s.") % {"name": name, "now": now, "was": was}


def _renamed(was: str, now: str) -> str:
    return _("“%(was)s” is called “%(now)s” now.") % {"was": was, "now": now}


def _gone(name: str) -> str:
    return _("No longer: %(name)s.") % {"name": name}


_TELL: Final[dict[Subject, Callable[[Difference, Policy, Policy, Mapping[str, str]], str]]] = {
    Subject.VERSION: _of_version,
    Subject.LEVEL: _of_level,
    Subject.GROUP: _of_group,
    Subject.ACTIVITY: _of_activity,
}
