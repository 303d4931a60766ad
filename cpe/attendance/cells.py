"""Times and lengths as meeting tools write them. Which of day and month comes first, the day of the event settles."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from typing import Final

from common.calendar import HERE

DAY_FIRST, MONTH_FIRST = "day", "month"
ORDERS: Final = (DAY_FIRST, MONTH_FIRST)

_MONTHS: Final = {
    word: number
    for number, words in enumerate(
        (
            "jan january januari", "feb february februari", "mar march maart mrt", "apr april", "may mei",
            "jun june juni", "jul july juli", "aug august augustus", "sep sept september", "oct october okt oktober",
            "nov november", "dec december",
        ),
        start=1,
    )
    for word in words.split()
}  # fmt: skip
_ZONES: Final = {
    "z": 0, "utc": 0, "gmt": 0, "wet": 0, "bst": 60, "west": 60, "cet": 60, "cest": 120, "eet": 120, "eest": 180,
    "est": -300, "edt": -240, "cst": -360, "cdt": -300, "mst": -420, "mdt": -360, "pst": -480, "pdt": -420,
}  # fmt: skip
"""Zones by the letters tools write, in minutes; those of Europe and North America."""

_TIME: Final = re.compile(
    r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d+)?)?\s*(?P<half>[ap]\.?\s?m\.?(?![a-z]))?",
    re.IGNORECASE,
)
_OFFSET: Final = re.compile(
    r"^(?:gmt|utc)?\s*(?P<sign>[+-])(?P<hours>\d{1,2})(?::?(?P<minutes>\d{2}))?$", re.IGNORECASE
)
_YEAR_FIRST: Final = re.compile(r"^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$")
_YEAR_LAST: Final = re.compile(r"^(\d{1,2})[-/.](\d{1,2})[-/.](\d{2}|\d{4})$")
_IN_WORDS: Final = re.compile(r"[a-zäé]+|\d+", re.IGNORECASE)
_WEEKDAY: Final = re.compile(
    r"^(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?|ma|di|wo|do|vr|za|zo"
    r"|(?:maan|dins|woens|donder|vrij|zater|zon)dag)\b[,.]?\s*",
    re.IGNORECASE,
)
_LENGTH: Final = re.compile(
    r"^(?:(?P<h>\d{1,3})\s*(?:h|hr|hrs|hours?|u|uur)\.?)?\s*(?:(?P<m>\d{1,4})\s*(?:m|min|mins|minutes?|minuten|minuut)\.?)?"
    r"\s*(?:(?P<s>\d{1,5})\s*(?:s|sec|secs|seconds?|seconden)\.?)?$",
    re.IGNORECASE,
)
_CLOCKED: Final = re.compile(r"^(\d{1,3}):(\d{2}):(\d{2})$")
_PLAIN: Final = re.compile(r"^(\d{1,4})(?:[.,]\d+)?$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A time as it stands in a cell: its clock, the day in as many ways as it can be read, and the zone, if said.

    ``days`` has a day for each order it can be written in; without any it is the day of the event.
    """

    clock: time
    days: dict[str, date]
    zone: tzinfo | None = None

    def at(self, order: str, on: date) -> datetime | None:
        """The moment, its day read in an order; nothing where there is no such day."""
        day = self.days.get(order) if self.days else on
        return datetime.combine(day, self.clock, self.zone or HERE).astimezone(UTC) if day else None


def moment(text: str) -> Moment | None:
    """A cell as a moment; nothing for what is none."""
    found = _TIME.search(text)
    if found is None:
        return None
    clock = _clock(found)
    before, after = text[: found.start()].strip(" ,\tT"), text[found.end() :].strip(" ,\t")
    zone, rest = _zone(after)
    said = before or rest
    days = _days(said) if said else {}
    if clock is None or (said and not days) or (before and rest):
        return None
    return Moment(clock=clock, days=days, zone=zone)


def length(text: str) -> int | None:
    """A cell as a length in seconds; a plain number counts minutes. Nothing for what is none."""
    text = text.strip()
    if found := _CLOCKED.match(text):
        hours, minutes, seconds = map(int, found.groups())
        return hours * 3600 + minutes * 60 + seconds
    if found := _PLAIN.match(text):
        return int(found.group(1)) * 60
    spoken = _LENGTH.match(text.replace(",", " ").replace("  ", " ")) if text else None
    if spoken is None or not any(spoken.groups()):
        return None
    hours, minutes, seconds = (int(part or 0) for part in spoken.groups())
    return hours * 3600 + minutes * 60 + seconds


def _clock(found: re.Match[str]) -> time | None:
    hour, minute, second = (int(found[part] or 0) for part in ("hour", "minute", "second"))
    if half := found["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half[0] in "pP" else 0)
    try:
        return time(hour, minute, second)
    except ValueError:
        return None


def _zone(text: str) -> tuple[tzinfo | None, str]:
    """The zone behind a time, and what stands there beside it."""
    plain = text.strip("()[] ")
    if found := _OFFSET.match(plain):
        minutes = int(found["hours"]) * 60 + int(found["minutes"] or 0)
        if minutes < 24 * 60:
            return timezone(timedelta(minutes=minutes if found["sign"] == "+" else -minutes)), ""
    if plain.casefold() in _ZONES:
        return timezone(timedelta(minutes=_ZONES[plain.casefold()])), ""
    return (HERE, "") if plain.casefold() == HERE.key.casefold() else (None, text)


def _days(text: str) -> dict[str, date]:
    """A day in each order it can be written in."""
    text = _WEEKDAY.sub("", text.strip(" ,"))
    if found := _YEAR_FIRST.match(text):
        year, month, day = map(int, found.groups())
        return _each_order(dict.fromkeys(ORDERS, (year, month, day)))
    if found := _YEAR_LAST.match(text):
        one, other, year = map(int, found.groups())
        year += 2000 if year < 100 else 0
        return _each_order({DAY_FIRST: (year, other, one), MONTH_FIRST: (year, one, other)})
    return _in_words(text)


def _in_words(text: str) -> dict[str, date]:
    """A day whose month is written out, such as 4 May 2026 or May 4, 2026."""
    parts = _IN_WORDS.findall(text.casefold())
    months = [_MONTHS[part] for part in parts if part in _MONTHS]
    numbers = [int(part) for part in parts if part.isdigit()]
    if len(parts) != 3 or len(months) != 1 or len(numbers) != 2:
        return {}
    day, year = sorted(numbers)
    return _each_order(dict.fromkeys(ORDERS, (year, months[0], day)))


def _each_order(read: dict[str, tuple[int, int, int]]) -> dict[str, date]:
    found = {}
    for order, (year, month, day) in read.items():
        try:
            found[order] = date(year, month, day)
        except ValueError:
            continue
    return found
