"""What is written about a cycle on days to come, in words: reminders and statements, before and after they go out."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.translation import gettext as _

from cpe import planner_words, room_words
from cpe.rules.cycles import Count
from cpe.rules.policy import Policies
from cpe.rules.rooms import rooms
from cpe.rules.ways import shortest

MOST_WAYS: Final = 3
"""How many ways to finish a reminder names."""


@dataclass(frozen=True, slots=True)
class Ahead:
    """The shortest ways to what a cycle misses, and what they cannot bring any more; empty where nothing helps."""

    ways: tuple[str, ...] = ()
    beyond: str = ""


def ahead(policies: Policies, count: Count, on: date) -> Ahead:
    """How to get to what a cycle misses, of one counted on the same day; nothing after its end. No query."""
    if not count.missing or not count.window.holds(on):
        return Ahead()
    ways, room = shortest(policies, count, on), rooms(policies, count, on)
    closing = tuple(way for way in ways if way.closes) or ways
    told = tuple(planner_words.way(each) for each in closing[:MOST_WAYS])
    if room.reachable is not None and room.reachable < count.missing:
        return Ahead(told, _("More is missing than can still count."))
    return Ahead(told, room_words.beyond(count, room))
