"""An event in words: when it is, how it stands for whoever reads, what it counts for.

Made in the language of the moment; times are those of Amsterdam.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cpe import words
from cpe.enums import Came, ClaimStatus, EventState, Unit
from cpe.models import Event
from cpe.rules.claims import by_rate
from cpe.rules.events import in_hours
from cpe.rules.policy import ONE, Policies

WEB: Final = ("https://", "http://")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """An event as a member reads it. ``mine``: they are signed up; ``left``: what is told of its seats, if anything."""

    event: Event
    when: str
    shape: str
    word: str
    mine: bool
    is_over: bool
    may_sign_up: bool
    may_withdraw: bool
    left: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """An event that is over as a member reads it; ``claim``: the number of the claim that was made of it, ``counts``
    that something counts by it."""

    event: Event
    shape: str
    word: str
    told: str
    claim: int | None
    counts: bool


def shown(event: Event, at: datetime) -> Shown:
    """How an event stands at a moment; it comes with its sign-ups counted (``selectors.with_sign_ups``)."""
    taken: int = getattr(event, "taken", 0)
    mine: bool = getattr(event, "mine", False)
    to_come = event.state == EventState.PLANNED and event.begins_at > at
    full = event.seats is not None and taken >= event.seats
    shape, word = _stands(event, at, mine=mine, full=full)
    return Shown(
        event=event,
        when=when(event.begins_at, event.ends_at),
        shape=shape,
        word=word,
        mine=mine,
        is_over=event.ends_at <= at and event.state != EventState.CALLED_OFF,
        may_sign_up=to_come and not mine and not full,
        may_withdraw=to_come and mine,
        left=_left(event.seats - taken) if event.seats is not None and to_come and not full else "",
    )


def when(begins: datetime, ends: datetime) -> str:
    """From when to when, in Amsterdam: ``8 July 2026, 19:00 to 21:00``."""
    first, last = timezone.localtime(begins), timezone.localtime(ends)
    until = date_format(last, "TIME_FORMAT" if first.date() == last.date() else "DATETIME_FORMAT")
    return _("%(begins)s to %(ends)s") % {"begins": date_format(first, "DATETIME_FORMAT"), "ends": until}


def length(event: Event) -> str:
    """Its scheduled length, and the breaks that are not part of it."""
    told = words.clock(event.minutes)
    if not event.breaks:
        return told
    breaks = ngettext("%(n)d minute of breaks", "%(n)d minutes of breaks", event.breaks) % {"n": event.breaks}
    return _("%(length)s, without %(breaks)s") % {"length": told, "breaks": breaks}


def kind(event: Event, policies: Policies) -> str:
    """What it is, by the rules of its day."""
    known = policies.on(event.day).activities.get(event.activity)
    return known.name if known else event.activity


def counts(event: Event, policies: Policies) -> list[str]:
    """What being there counts for, in sentences: the number first, then the rules that bring and limit it."""
    policy = policies.on(event.day)
    known = policy.activities.get(event.activity)
    if known is None:
        return []
    amount = in_hours(event.minutes * 60) if known.unit is Unit.HOURS else ONE
    worth = by_rate(known, amount)
    told = [] if worth is None else [_("It brings %(credits)s.") % {"credits": words.credits(worth)}]
    said = words.activity(known, policy)
    return [*told, *said.brings, *said.limits]


def settled(event: Event) -> str:
    """Why nothing of an event is changed any more; empty while it is planned."""
    if event.state == EventState.PLANNED:
        return ""
    return _("This event is “%(state)s”; it stays as it is.") % {"state": event.get_state_display()}


def past(event: Event, own: Any) -> Past:
    """What became of an event that is over for a member; the event knows whether a list was brought in (``has_list``).

    ``own`` comes with its claim and the share asked for (``selectors.with_share``). No query.
    """
    shape, word, told = _came(event, own)
    claim = own.claim if own else None
    counts = claim is not None and claim.state == ClaimStatus.ACCEPTED and not own.too_short
    return Past(event=event, shape=shape, word=word, told=told, claim=claim.pk if claim else None, counts=counts)


def too_short(own: Any) -> str:
    """Why a claim that our list made counts nothing; empty for every other attendance (``selectors.with_share``)."""
    if not own.too_short:
        return ""
    return _("Counts 0: %(why)s") % {"why": words.too_short(own.there, own.event.minutes, own.share)}


def _came(event: Event, own: Any) -> tuple[str, str, str]:
    """The shape, the word and the sentence."""
    if own is None and getattr(event, "has_list", False):
        told = _("We did not find you on the attendance list. If you were there, write to us.")
        return "attention", _("Not on the list"), told
    if own is None:
        return "waiting", _("No list yet"), _("The attendance list is not brought in yet.")
    was = _("You were there for %(length)s of %(whole)s.")
    was %= {"length": words.clock(own.minutes), "whole": words.clock(event.minutes)}
    if why := too_short(own):
        return "attention", _("Not long enough"), _("%(was)s %(why)s.") % {"was": was, "why": why}
    match Came(own.came):
        case Came.CLAIMED:
            return "valid", _("You were there"), was
        case Came.REPORTED:
            return "valid", _("You were there"), _("%(was)s You had reported it yourself.") % {"was": was}
        case Came.SHORT:
            return "attention", _("Not long enough"), _("%(was)s That is not long enough to count.") % {"was": was}
        case Came.NO_TITLE:
            told = _("%(was)s You held no title that it could count for.")
            return "ended", _("Counts for no title"), told % {"was": was}


def is_web(place: str) -> bool:
    """Whether the place is an address on the web."""
    return place.startswith(WEB) and " " not in place


def _stands(event: Event, at: datetime, *, mine: bool, full: bool) -> tuple[str, str]:
    """The shape and the word."""
    if event.state == EventState.CALLED_OFF:
        return "attention", _("Called off")
    if event.ends_at <= at or event.state == EventState.HELD:
        return "ended", _("Over")
    if mine:
        return "valid", _("You are signed up")
    if event.begins_at <= at:
        return "ended", _("Under way")
    return ("ended", _("Every seat is taken")) if full else ("waiting", _("Open"))


def _left(seats: int) -> str:
    return ngettext("%(n)d seat is left.", "%(n)d seats are left.", seats) % {"n": seats}
