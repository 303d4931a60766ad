"""The rules of CPE in words: credits and amounts, what an activity brings and its limits, what a level asks.

Made from the dataclasses of the rules, in the language of the moment, once for all pages.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.money import from_parts, from_quarters, in_figures
from common.text import said_often
from cpe.enums import Unit
from cpe.rules.claims import by_rate
from cpe.rules.policy import CREDIT, ONE, Activity, Policy

ONE_OF: Final[dict[Unit, Callable[[], str]]] = {
    Unit.HOURS: lambda: _("hour"),
    Unit.PAGES: lambda: _("page"),
    Unit.A4_PAGES: lambda: _("page of A4"),
    Unit.QUESTIONS: lambda: _("question"),
    Unit.COURSES: lambda: _("course"),
    Unit.SESSIONS: lambda: _("session"),
    Unit.WEBINARS: lambda: _("webinar"),
}
SOME_OF: Final[dict[Unit, Callable[[int], str]]] = {
    Unit.HOURS: lambda n: ngettext("%(n)s hour", "%(n)s hours", n),
    Unit.PAGES: lambda n: ngettext("%(n)s page", "%(n)s pages", n),
    Unit.A4_PAGES: lambda n: ngettext("%(n)s page of A4", "%(n)s pages of A4", n),
    Unit.QUESTIONS: lambda n: ngettext("%(n)s question", "%(n)s questions", n),
    Unit.COURSES: lambda n: ngettext("%(n)s course", "%(n)s courses", n),
    Unit.SESSIONS: lambda n: ngettext("%(n)s session", "%(n)s sessions", n),
    Unit.WEBINARS: lambda n: ngettext("%(n)s webinar", "%(n)s webinars", n),
}


@said_often
def day(of: date) -> str:
    """A day as it is written: ``31 December 2026``."""
    return date_format(of)


@said_often
def figures(quarters: int) -> str:
    """Credits as a number: ``5``, ``1.25``."""
    return in_figures(from_quarters(quarters))


@said_often
def credits(quarters: int) -> str:  # noqa: A001  the word of the trade
    """Credits: ``1 credit``, ``1.25 credits``."""
    many = 1 if quarters == CREDIT else 2
    return ngettext("%(n)s credit", "%(n)s credits", many) % {"n": figures(quarters)}


@said_often
def amount(unit: Unit, counted: int) -> str:
    """An amount of a unit: ``100 pages``, ``1.25 hours``; from 1 000 on with its thousands set apart."""
    whole, _point, rest = _plain(from_parts(counted, ONE)).partition(".")
    set_apart = f"{int(whole):,}".replace(",", "\u00a0")
    return SOME_OF[unit](1 if counted == ONE else 2) % {"n": f"{set_apart}.{rest}" if rest else set_apart}


def clock(minutes: int) -> str:
    """A time as people say it: ``6 hours 55 minutes``."""
    hours, rest = divmod(minutes, 60)
    told = [ngettext("%(n)d hour", "%(n)d hours", hours) % {"n": hours}] if hours else []
    if rest or not hours:
        told.append(ngettext("%(n)d minute", "%(n)d minutes", rest) % {"n": rest})
    return " ".join(told)


def first_day(day: date) -> str:
    """The first day of a version, or the beginning."""
    return _("the beginning") if day == date.min else date_format(day)


def _plain(value: Decimal) -> str:
    """A number without the zeros nobody reads."""
    return f"{value:f}".rstrip("0").rstrip(".")


# An activity ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityWords:
    """What the rules say about an activity, in sentences; ``rounding`` and ``waits`` are empty where there is none."""

    brings: tuple[str, ...]
    rounding: str
    limits: tuple[str, ...]
    waits: str

    @property
    def sentences(self) -> tuple[str, ...]:
        """All of it."""
        return tuple(told for told in (*self.brings, self.rounding, *self.limits, self.waits) if told)


def activity(what: Activity, policy: Policy) -> ActivityWords:
    """An activity of a version in whole sentences; the one place where they are made."""
    return ActivityWords(
        brings=_sentences(rate(what), bounds(what), attendance(what)),
        rounding="".join(_sentences(rounding(what))),
        limits=_sentences(item_cap(what), year_cap(what, policy), longest(what)),
        waits="".join(_sentences(approval(what) if what.approval else "")),
    )


def too_short(attended: int, whole: int, share: int) -> str:
    """That what was attended of so many minutes, as the rules count hours, is less than the share asked for."""
    named = {"there": attended * 60 // ONE, "whole": whole, "share": share}
    return _("%(there)d of %(whole)d minutes are less than %(share)d %%") % named


def sentence(part: str) -> str:
    """A part of a sentence as a whole one."""
    return f"{part[0].upper()}{part[1:]}."


def _sentences(*parts: str) -> tuple[str, ...]:
    return tuple(sentence(part) for part in parts if part)


def rate(what: Activity) -> str:
    """What it brings by its rate; nothing where the reviewer says."""
    if what.credits is None:
        return ""
    if what.per == ONE:
        return _("%(credits)s per %(unit)s") % {"credits": credits(what.credits), "unit": ONE_OF[what.unit]()}
    named = {"credits": credits(what.credits), "amount": amount(what.unit, what.per)}
    return _("%(credits)s for every %(amount)s") % named


def rounding(what: Activity) -> str:
    """How what it brings is rounded; nothing where there is nothing to round."""
    if what.credits is None or (what.unit.whole and what.per == ONE and what.credits % what.step == 0):
        return ""
    return _("rounded down to whole credits") if what.step == CREDIT else _("rounded down to a quarter of a credit")


def bounds(what: Activity) -> str:
    """What a reviewer may grant, where the rules leave it to one."""
    if what.bounds is None:
        return ""
    named = {
        "least": figures(what.bounds.least),
        "most": credits(what.bounds.most),
        "unit": ONE_OF[what.unit](),
    }
    if what.bounds.each:
        return _("the reviewer grants %(least)s to %(most)s per %(unit)s") % named
    return _("the reviewer grants %(least)s to %(most)s for the whole claim") % named


def attendance(what: Activity) -> str:
    """The share that must be attended."""
    if what.attendance is None:
        return ""
    return _("nothing unless at least %(share)d %% of it was attended") % {"share": what.attendance}


def longest(what: Activity) -> str:
    """The most that one claim is for."""
    if what.longest is None:
        return ""
    return _("one claim is for at most %(amount)s") % {"amount": amount(what.unit, what.longest)}


def item_cap(what: Activity) -> str:
    """The most one claim brings."""
    return "" if what.item_cap is None else _("at most %(credits)s for one claim") % {"credits": credits(what.item_cap)}


def year_cap(what: Activity, policy: Policy) -> str:
    """The most it brings a year, by itself or with the activities that share its limit."""
    if what.group is None:
        return "" if what.year_cap is None else _("at most %(credits)s a year") % {"credits": credits(what.year_cap)}
    limit = credits(policy.groups[what.group].year_cap)
    others = [
        _("“%(name)s”") % {"name": other.name}
        for other in policy.activities.values()
        if other.group == what.group and other.key != what.key
    ]
    if not others:
        return _("at most %(credits)s a year") % {"credits": limit}
    named = {"credits": limit, "others": ", ".join(others)}
    return _("at most %(credits)s a year together with %(others)s") % named


def approval(what: Activity) -> str:
    """Whether a reviewer looks at it before it counts."""
    return _("waits for a reviewer's approval") if what.approval else _("counts as soon as it is reported")


def example(what: Activity) -> str:
    """What the rate makes of an odd amount, reckoned by the rule; nothing where there is no rounding to show."""
    if what.credits is None or what.unit.whole:
        return ""
    odd = what.per * 7 // 2 if what.step == CREDIT else what.per * 4 // 3
    named = {"name": what.name, "amount": amount(what.unit, odd), "credits": credits(by_rate(what, odd) or 0)}
    return _("%(name)s: %(amount)s bring %(credits)s.") % named


def examples(policy: Policy) -> list[str]:
    """An example for each way of counting and rounding that a version has, by the first activity counted so."""
    first = {(what.unit, what.step): what for what in reversed([*policy.activities.values()]) if example(what)}
    return [example(what) for what in policy.activities.values() if what in first.values()]


# A level, and the version -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelWords:
    """What a version asks of a level, in numbers; empty where it asks nothing."""

    name: str
    year: str
    cycle: str
    most: str


def levels(policy: Policy, names: Mapping[str, str]) -> list[LevelWords]:
    """What a version asks of each level."""
    told = []
    for key, numbers in policy.levels.items():
        asks, limit = numbers.cycle_minimum is not None, policy.annual_limit(numbers.year_target)
        told.append(
            LevelWords(
                name=names[key],
                year=figures(numbers.year_target) if asks else "",
                cycle=figures(numbers.cycle_minimum or 0) if asks else "",
                most=figures(limit) if asks and limit is not None else "",
            )
        )
    return told


def annual(policy: Policy) -> str:
    """The annual limit of a version."""
    if policy.annual_percent is None:
        return _("no limit on what counts in a year altogether")
    times = _plain(from_parts(policy.annual_percent, 100))
    told = _("at most %(times)s times the yearly number counts in one year") % {"times": times}
    if policy.annual_from is None:
        return told
    day = date_format(policy.annual_from)
    return _("%(limit)s, of what was reported from %(day)s on") % {"limit": told, "day": day}
