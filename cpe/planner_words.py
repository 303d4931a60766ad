"""What a title still needs, how its year goes, and what there is room for, in words.

Made from the outlook and the rooms of the rules, in the language of the moment.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from common.calendar import DAY
from common.text import said_often
from cpe import home_words, room_words, words
from cpe.cycle_words import PACES
from cpe.rules.cycles import Count
from cpe.rules.pace import Outlook, Way, outlook, pace
from cpe.rules.policy import Activity, Policies, Policy
from cpe.rules.rooms import Room, room, year_limit
from cpe.selectors import Owed, Sheet

MOST_WAYS: Final = 3
"""Ways named beside a title; the table of all activities has the others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A title that stands: what its cycle misses, how its year goes, what can still count, and the shortest ways.

    ``after``: that what is done now counts for the cycle to come.
    """

    code: str
    count: Count
    outlook: Outlook
    runs: bool
    sum: str
    gap: str
    year: str
    pace_word: str | Promise
    pace_shape: str
    still: tuple[str, ...]
    rooms: tuple[str, ...]
    beyond: str
    after: str
    ways: tuple[str, ...]
    ways_told: str
    out_of_reach: bool

    @property
    def percent(self) -> int:
        """How far the cycle is."""
        return _percent(self.count.tally.counted, self.count.required)


def _percent(counted: int, of: int) -> int:
    return 100 if not of else min(100 * counted // of, 100)


def plan(sheet: Sheet, count: Count, policies: Policies, on: date, waits: Owed | None = None) -> Plan:
    """A title in words; ``waits``: what it waits for, if it is held. No query."""
    runs, look = count.window.holds(on), outlook(policies, count, on)
    held = waits is not None
    year = count.window.year_of(on) if runs else len(count.window.years) - 1
    days, counted = count.window.years[year], count.tally.years[year]
    word, shape = PACES[pace(count.target, counted, days, on)]
    named = {
        "counted": words.figures(count.tally.counted),
        "required": words.figures(count.required),
        "missing": words.credits(count.missing),
        "expires": date_format(count.window.expires_on),
        "last": date_format(count.last_day),
        "year": words.figures(counted),
        "target": words.figures(count.target),
        "first_day": date_format(days[0]),
        "last_day": date_format(days[1]),
    }
    return Plan(
        code=sheet.credential.title_code,
        count=count,
        outlook=look,
        runs=runs,
        sum=_("%(counted)s of %(required)s") % named,
        gap=home_words.we_owe(waits, count) if waits else _gap(count, named, runs=runs),
        year=_year(counted, count.target, named),
        pace_word=word,
        pace_shape=shape,
        still=_still(policies, count, look, on) if runs else (),
        rooms=room_words.of_years(count, look.rooms) if count.missing and not held else (),
        ways=tuple(way(each) for each in (look.closing or look.ways)[:MOST_WAYS]) if count.missing else (),
        ways_told=room_words.ways_told(look),
        beyond="" if held or look.out_of_reach else room_words.beyond(count, look.rooms),
        after="" if sheet.to_come is None or (waits and waits.is_lost) else room_words.to_come(sheet.to_come),
        out_of_reach=look.out_of_reach and not held,
    )


def _year(counted: int, target: int, named: Mapping[str, str]) -> str:
    if counted > target:
        return _("%(year)s credits from %(first_day)s to %(last_day)s; the target of the year is %(target)s.") % named
    return _("%(year)s of %(target)s credits from %(first_day)s to %(last_day)s.") % named


def _gap(count: Count, named: Mapping[str, str], *, runs: bool) -> str:
    if not count.missing:
        return _("The minimum is met. Nothing is missing; what is above it is not carried over.")
    if runs:
        return _("%(missing)s to go by %(expires)s.") % named
    told = _("%(missing)s are missing. Only what you completed by %(expires)s counts; report it by %(last)s.")
    return told % named


def _still(policies: Policies, count: Count, look: Outlook, on: date) -> tuple[str, ...]:
    """What can still count this year."""
    limit, most = year_limit(policies, count, on), look.rooms.years[look.rooms.this]
    if limit is None or most is None:
        return (_("No limit of the year stands in the way."),)
    named = {"left": words.credits(most), "used": words.figures(limit.used), "most": words.figures(limit.most)}
    if not most:
        following = look.rooms.this + 1
        named["day"] = date_format(count.window.years[look.rooms.this][1] + DAY)
        if following < len(count.window.years):
            return (_("This year is full: %(used)s of %(most)s are used. From %(day)s on it counts again.") % named,)
        told = _("This year is full: %(used)s of %(most)s are used. From %(day)s on it counts for the next cycle.")
        return (told % named,)
    if limit.left != most:
        return (_("This year %(left)s can still count.") % named,)
    return (_("This year %(left)s can still count: %(used)s of %(most)s are used.") % named,)


@said_often
def way(one: Way) -> str:
    """A way in words: how often, how much each, and what it brings."""
    alike = one.items > 1 and one.amount % one.items == 0
    amount = words.amount(one.activity.unit, one.amount // one.items if alike else one.amount)
    named = {
        "name": one.activity.name,
        "times": one.items,
        "each": amount,
        "amount": amount,
        "credits": words.credits(one.credits),
    }
    if one.items == 1:
        told = _("%(name)s: %(amount)s, %(credits)s")
    elif alike:
        told = _("%(name)s: %(times)d times %(each)s, %(credits)s")
    else:
        told = _("%(name)s: %(amount)s in %(times)d reports, %(credits)s")
    return told % named


# Rooms ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """The room an activity has for one title this year; ``helps`` says what closes the gap."""

    code: str
    room: Room
    figure: str
    used: str
    helps: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """An activity with what one more brings, its limit, and its room for each title."""

    activity: Activity
    brings: tuple[str, ...]
    limit: str
    together: str
    cells: tuple[Cell, ...]


def rows(plans: Sequence[Plan], policies: Policies, on: date) -> list[Row]:
    """Every activity of today's rules with its room for these titles, whose cycles hold the day. No query."""
    policy, found = policies.on(on), []
    running = [plan for plan in plans if plan.runs]
    for activity in policy.activities.values():
        cells = [_cell(plan, activity, policies, on) for plan in running]
        helped = [cell.code for cell in cells if cell.room.left != 0]
        found.append(
            Row(
                activity=activity,
                brings=words.activity(activity, policy).brings,
                limit=_limit(activity, policy),
                together=_("Counts for %(titles)s.") % {"titles": get_text_list(helped, _("and"))}
                if len(helped) > 1
                else "",
                cells=tuple(cells),
            )
        )
    return found


def _limit(activity: Activity, policy: Policy) -> str:
    told = words.year_cap(activity, policy)
    return words.sentence(told) if told else ""


def _cell(plan: Plan, activity: Activity, policies: Policies, on: date) -> Cell:
    seen = room(policies, plan.count, activity, on)
    closing = next((each for each in plan.outlook.ways if each.activity.key == activity.key and each.closes), None)
    return Cell(
        code=plan.code,
        room=seen,
        figure=_("no limit") if seen.left is None else words.figures(seen.left),
        used=_used(seen),
        helps=_closes(closing) if closing and plan.count.missing else "",
    )


def _used(seen: Room) -> str:
    if seen.year and not seen.year.left:
        return _("the %(most)s of the year are reached") % {"most": words.figures(seen.year.most)}
    if seen.own:
        named = {"used": words.figures(seen.own.used), "most": words.figures(seen.own.most)}
        return _("%(used)s of %(most)s used") % named
    return ""


def _closes(one: Way) -> str:
    amount = words.amount(one.activity.unit, one.amount)
    if one.items == 1:
        return _("%(amount)s would close the gap") % {"amount": amount}
    return _("%(amount)s in %(times)d reports would close the gap") % {"amount": amount, "times": one.items}
