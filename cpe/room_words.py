"""What can still count of a cycle, in words: what is done from today on, and what was done before and not reported.

Made from the rooms of the rules, in the language of the moment, for the home and the planner alike.
"""

from django.utils.translation import gettext as _

from common.calendar import DAY
from cpe import words
from cpe.rules.cycles import Count
from cpe.rules.pace import Outlook
from cpe.rules.rooms import Rooms


def earlier(count: Count, rooms: Rooms) -> str:
    """From when to when what was done and is not reported still counts; nothing where it does not."""
    found = rooms.earlier_years
    if not found:
        return ""
    first, last = count.window.years[found[0]][0], count.window.years[found[-1]][1]
    return _("from %(first)s to %(last)s") % {"first": words.day(first), "last": words.day(last)}


def to_go(count: Count, rooms: Rooms, by: str) -> str:
    """What is missing in the last year of a cycle, with what can still make up for it."""
    most, ahead = rooms.reachable, rooms.ahead
    named = {
        "credits": words.credits(count.missing),
        "day": by,
        "most": words.figures(most or 0),
        "ahead": words.credits(ahead or 0),
        "earlier": earlier(count, rooms),
        "last": words.day(count.last_day),
    }
    if most is not None and most < count.missing:
        if not named["earlier"] or not most:
            return _("%(credits)s to go by %(day)s, and at most %(most)s can still count.") % named
        return (
            _(
                "%(credits)s to go by %(day)s, and at most %(most)s can still count, with what you did %(earlier)s "
                "and have not reported."
            )
            % named
        )
    if ahead is None or ahead >= count.missing:
        return _("%(credits)s to go by %(day)s.") % named
    if not ahead:
        return (
            _(
                "%(credits)s to go: this year has no room left, but what you did %(earlier)s and have not reported "
                "still counts. Report it by %(last)s."
            )
            % named
        )
    return (
        _(
            "%(credits)s to go by %(day)s: this year has room for %(ahead)s, and what you did %(earlier)s and have "
            "not reported counts too."
        )
        % named
    )


def beyond(count: Count, rooms: Rooms) -> str:
    """What no activity from today on can bring, while the cycle runs; nothing where they can bring all."""
    ahead = rooms.ahead
    if ahead is None or ahead >= count.missing or rooms.this == len(rooms.years):
        return ""
    named = {"earlier": earlier(count, rooms), "last": words.day(count.last_day)}
    if not ahead:
        named["expires"] = words.day(count.window.expires_on)
        named["next"] = words.day(count.window.expires_on + DAY)
        told = _(
            "Nothing that you do until %(expires)s counts any more: this year is full. What you did %(earlier)s and "
            "have not reported still counts: report it by %(last)s. From %(next)s on, what you do counts for the next "
            "cycle."
        )
    else:
        named["ahead"], named["missing"] = words.credits(ahead), words.credits(count.missing)
        told = _(
            "What you do from today on can bring %(ahead)s of the %(missing)s that are missing. What you did "
            "%(earlier)s and have not reported still counts: report it by %(last)s."
        )
    return told % named


def to_come(count: Count) -> str:
    """What becomes of what is done between the end of a cycle and its renewal."""
    named = {"first": words.day(count.window.first), "credits": words.credits(count.tally.counted)}
    told = _("What you complete from %(first)s on counts for the cycle that begins then, once the title is renewed.")
    if not count.tally.counted:
        return told % named
    return f"{told} {_('So far %(credits)s count for it.')}" % named


def this_year(count: Count, rooms: Rooms, due: int, by: str) -> str:
    """What is missing in all, and how much of it the years to come have no room for."""
    named = {
        "missing": words.credits(count.missing),
        "due": words.figures(due),
        "day": by,
        "earlier": earlier(count, rooms),
    }
    if named["earlier"]:
        return (
            _(
                "%(missing)s to go, at least %(due)s of them by %(day)s: what comes after has no room for them, unless "
                "you report what you did %(earlier)s."
            )
            % named
        )
    return _("%(missing)s to go, at least %(due)s of them by %(day)s: the years after have no room for them.") % named


def ways_told(ahead: Outlook, asked: int | None = None) -> str:
    """What the shortest ways lead to: the end, or the part of it that was asked for, or what this year takes."""
    if not ahead.closing:
        return _("As much as this year takes")
    if asked is not None and asked < ahead.missing:
        return _("Shortest ways to %(credits)s") % {"credits": words.credits(asked)}
    return _("Shortest ways to finish")


def in_grace(count: Count, rooms: Rooms) -> str:
    """How much of what was done can still count at all, where that is less than what is missing."""
    most = rooms.reachable
    if most is None or most >= count.missing:
        return ""
    return _("The limits of its years leave room for %(most)s.") % {"most": words.credits(most)}


def of_years(count: Count, rooms: Rooms) -> tuple[str, ...]:
    """The room of each year that has begun and of those to come, a sentence each; nothing without a limit."""
    return tuple(_of_year(number, count, rooms, room) for number, room in enumerate(rooms.years) if room is not None)


def _of_year(number: int, count: Count, rooms: Rooms, room: int) -> str:
    first, last = count.window.years[number]
    named = {
        "number": number + 1,
        "first": words.day(first),
        "last": words.day(last),
        "room": words.credits(room),
    }
    if not room:
        return _("Year %(number)d, %(first)s to %(last)s: no room left.") % named
    if number < rooms.this:
        told = _(
            "Year %(number)d, %(first)s to %(last)s: room for %(room)s of what you did then and have not reported."
        )
        return told % named
    return _("Year %(number)d, %(first)s to %(last)s: room for %(room)s.") % named
