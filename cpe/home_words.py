"""How each title goes, in a sentence, a word and a ring, for its holder's home: the one place where these are made.

Credits are quarters, amounts euros. What is said follows from the standing, the count of the cycle and the fees alone.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Final

from django.utils.formats import date_format
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.calendar import DAY
from common.money import in_euros
from cpe import outcome_words, room_words, words
from cpe.enums import ClaimStatus, Pace
from cpe.ledger_words import status_on
from cpe.rules import pace as rules
from cpe.rules.caps import Trace
from cpe.rules.cycles import Count
from cpe.rules.pace import Outlook, Pressing, Way
from cpe.rules.rooms import Rooms
from cpe.selectors import Owed
from members import words as of_members
from members.enums import OutcomeKind, StandingValue
from members.rules import ring
from members.rules.membership import NOTHING
from members.rules.standing import Standing

LATELY: Final = timedelta(days=60)
"""For so long a renewal is news."""
WAYS: Final = 3
"""How many ways to finish are named."""

PACES: Final[dict[Pace, Callable[[], tuple[str, str]]]] = {
    Pace.MET: lambda: ("valid", _("met")),
    Pace.ON_TRACK: lambda: ("valid", _("on track")),
    Pace.BEHIND: lambda: ("attention", _("behind")),
}
"""How a year goes → its shape and its word."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Now:
    """All that is said of a title on a day.

    ``has_cycles``: whether it is kept up in cycles at all. ``rooms``: what can still count of its cycle. ``owed`` is
    what is open of the fees of its cycle, ``to_ask`` whether more of them will be asked before it ends, ``waits``
    what a title waits for that is held. ``until`` says until when it is valid in the words of all pages, ``ground`` why
    it ended.
    """

    standing: Standing
    count: Count | None
    has_cycles: bool
    pressing: Pressing | None = None
    rooms: Rooms | None = None
    owed: Decimal = NOTHING
    to_ask: bool = False
    waits: Owed | None = None
    until: str = ""
    ground: str = ""

    @property
    def undecided(self) -> list[Trace]:
        """Claims of the cycle that still wait for somebody."""
        waiting = (ClaimStatus.PENDING, ClaimStatus.APPEALED)
        return (
            [trace for trace in self.count.tally.traces if status_on(trace.claim, self.standing.on) in waiting]
            if self.count
            else []
        )

    @property
    def counts(self) -> bool:
        """Whether credits are asked of it now."""
        return self.count is not None and self.standing.ends_on is None

    @property
    def to_do(self) -> bool:
        """Whether somebody who holds it has something to do for it soon."""
        if self.standing.value is StandingValue.GRACE:
            return self.count is not None and bool(self.count.missing or self.owed)
        return self.pressing is not None and self.counts


def sentence(now: Now) -> str:
    """The one sentence about a title."""
    if now.standing.value.over:
        return _over(now)
    if not now.counts or now.count is None:
        return now.until if now.has_cycles else _("Valid, without an end. Nothing is asked of you.")
    return SENTENCES[now.standing.value](now, now.count)


def _over(now: Now) -> str:
    if now.standing.value is StandingValue.DECERTIFIED and now.ground:
        return _("%(since)s The reason: %(why)s.") % {"since": now.until, "why": now.ground}
    return now.until


def _valid(now: Now, count: Count) -> str:
    if now.pressing is not None and now.rooms is not None:
        return _pressing(now.pressing, now.rooms, count)
    if not count.missing:
        return _met(now, count)
    told = _("%(counted)s of %(required)s credits, valid until %(day)s. Nothing urgent.") % _numbers(count)
    return f"{_renewed(now)} {told}".strip()


def _pressing(due: Pressing, rooms: Rooms, count: Count) -> str:
    by = date_format(due.by, "l j F Y")
    if due.by < count.window.expires_on:
        return room_words.this_year(count, rooms, due.credits, by)
    return room_words.to_go(count, rooms, by)


def _met(now: Now, count: Count) -> str:
    named = {
        **_numbers(count),
        "next": of_members.day(count.window.expires_on + DAY),
        "last": of_members.day(count.last_day),
        "amount": in_euros(now.owed),
    }
    if now.owed:
        return _("All credits met; renewed on %(next)s once %(amount)s is paid, by %(last)s at the latest.") % named
    if now.to_ask:
        return _("All credits met, valid until %(day)s; renewed on %(next)s if the years until then are paid.") % named
    return _("All met; it will be renewed as of %(next)s.") % named


def _renewed(now: Now) -> str:
    """That the cycle before was renewed, as long as this is news."""
    row = now.standing.outcome
    if row is None or row.kind is not OutcomeKind.RENEWED or row.effective_on + LATELY < now.standing.on:
        return ""
    return _("Renewed on %(day)s.") % {"day": of_members.day(row.effective_on)}


def _in_grace(now: Now, count: Count) -> str:
    named = {
        "credits": words.credits(count.missing),
        "amount": in_euros(now.owed),
        "last": date_format(count.last_day, "l j F Y"),
        "ended": of_members.day(count.window.expires_on),
    }
    if count.missing and now.owed:
        told = _(
            "%(credits)s and %(amount)s are missing: report what you completed until %(ended)s, and pay, by %(last)s."
        )
    elif count.missing:
        told = _("%(credits)s to go: by %(last)s you can report what you completed until %(ended)s.")
    elif now.owed:
        told = _("All credits met; %(amount)s is to be paid by %(last)s.")
    else:
        told = _("All met; it is renewed as soon as the night's work is done.")
    return " ".join(filter(None, (told % named, room_words.in_grace(count, now.rooms) if now.rooms else "")))


def _held(now: Now, count: Count) -> str:
    return we_owe(now.waits, count) if now.waits else now.until


def we_owe(waits: Owed, count: Count) -> str:
    """What we owe the holder of a title once the last day to report is past, and why nothing could renew it any more
    where that is so."""
    if waits.is_lost:
        return _over_soon(waits, count)
    owed = []
    if waits.reviewer:
        owed.append(_("a reviewer's decision about what you reported"))
    if waits.board:
        owed.append(_("the Board's decision about your appeal"))
    if waits.payment:
        owed.append(_("our bookkeeper's word about a payment that came in"))
    told = get_text_list(owed or [_("our decision about the three years that are over")], _("and"))
    return _("Still valid, and nothing for you to report: we owe you %(what)s.") % {"what": told}


def _over_soon(waits: Owed, count: Count) -> str:
    """That nothing can renew it any more, why, and what comes first: the next night, or our look at it."""
    named = {"missing": words.credits(count.missing), "last": of_members.day(count.last_day)}
    why = []
    if waits.short and (waits.reviewer or waits.board):
        why.append(_("%(missing)s are missing, more than what waits for a decision could bring") % named)
    elif waits.short:
        why.append(_("%(missing)s are missing") % named)
    if waits.unpaid:
        why.append(_("not every contribution was paid by %(last)s") % named)
    if waits.looked_at:
        told = _("Still valid, past its last day and not complete: %(why)s. We look at it before anything is decided.")
    else:
        told = _(
            "Still valid, past its last day and not complete: %(why)s. It ends with the next night, unless something "
            "turns up that came in time."
        )
    return told % {"why": "; ".join(why)}


def stands(found: Standing, waits: Owed | None, count: Count | None) -> outcome_words.Stands:
    """How a title stands; of one that is held, what it waits for, or that nothing can renew it any more."""
    told = {**of_members.YOURS, "owed": we_owe(waits, count)} if waits and count else of_members.YOURS
    return outcome_words.stands(found, told=told)


SENTENCES: Final[dict[StandingValue, Callable[[Now, Count], str]]] = {
    StandingValue.VALID: _valid,
    StandingValue.GRACE: _in_grace,
    StandingValue.HELD: _held,
}
"""How a title stands → what is said of one that credits are asked of."""


def _numbers(count: Count) -> dict[str, str]:
    return {
        "counted": words.figures(count.tally.counted),
        "required": words.figures(count.required),
        "day": of_members.day(count.window.expires_on),
    }


def word(now: Now) -> tuple[str, str]:
    """The shape and the word of how it stands; what everybody is told, the exact one once it is over."""
    found = now.standing
    if found.value is StandingValue.VALID and now.to_do:
        return "attention", _("Needs attention")
    shape = "attention" if now.to_do else of_members.public_shape(found)
    return shape, of_members.value(found) if found.value.over else of_members.public(found)


def waiting(now: Now) -> str:
    """How many claims wait, beside the sentence; nothing where none does, or the sentence says so."""
    many = len(now.undecided)
    if not many or not now.counts or now.standing.value is StandingValue.HELD:
        return ""
    return ngettext("%(n)d claim still waits for a decision.", "%(n)d claims still wait for a decision.", many) % {
        "n": many
    }


def cycle(now: Now) -> str:
    """Which cycle and which of its years a title is in."""
    if now.count is None:
        return ""
    window, on = now.count.window, now.standing.on
    if not window.holds(on):
        return _("cycle %(number)d, over") % {"number": window.number}
    return _("cycle %(number)d, year %(year)d") % {"number": window.number, "year": window.year_of(on) + 1}


# The year, and the ring ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """How this certification year goes: a sentence, and the shape and the word of its pace."""

    told: str
    shape: str
    word: str


def year(now: Now) -> Year | None:
    """How the certification year goes that the day lies in; nothing after the end of a cycle."""
    count, on = now.count, now.standing.on
    if count is None or not now.counts or not count.window.holds(on):
        return None
    place = count.window.year_of(on)
    days, counted = count.window.years[place], count.tally.years[place]
    shape, told = PACES[rules.pace(count.target, counted, days, on)]()
    named = {"counted": words.figures(counted), "target": words.figures(count.target), "last": date_format(days[1])}
    if counted > count.target:
        said = _("%(counted)s this year, until %(last)s, and the target is %(target)s:") % named
    else:
        said = _("%(counted)s of %(target)s this year, until %(last)s:") % named
    return Year(told=said, shape=shape, word=told)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ring:
    """The seal ring: parts of both circles in per cent, where today is, the number in it, and all of it in words."""

    sum: float
    year: float
    today: float
    number: str
    of: str
    label: str


def ring_of(now: Now) -> Ring | None:
    """The ring of a title that credits are asked of: outside the cycle, inside the year of the day, or the last one."""
    count = now.count
    if count is None:
        return None
    window, on = count.window, now.standing.on
    place = window.year_of(min(max(on, window.first), window.expires_on))
    counted, in_year = count.tally.counted, count.tally.years[place]
    named = {
        "counted": words.figures(counted),
        "required": words.figures(count.required),
        "year": words.figures(in_year),
        "target": words.figures(count.target),
    }
    if window.holds(on) and in_year > count.target:
        label = _("%(counted)s of %(required)s credits; %(year)s this year, and its target is %(target)s") % named
    elif window.holds(on):
        label = _("%(counted)s of %(required)s credits; %(year)s of %(target)s this year") % named
    else:
        label = _("%(counted)s of %(required)s credits; %(year)s of %(target)s in its last year") % named
    return Ring(
        sum=ring.part(counted, count.required),
        year=ring.part(in_year, count.target),
        today=ring.passed(window.first, window.expires_on, on),
        number=named["counted"],
        of=_("of %(required)s") % named,
        label=label,
    )


# Ways to finish -------------------------------------------------------------------------------------------------


def ways(ahead: Outlook) -> list[str]:
    """The shortest ways to finish, each as one would say it; those that close the gap, if there is one."""
    return [_way(way) for way in (ahead.closing or ahead.ways)[:WAYS]]


def _way(way: Way) -> str:
    named = {
        "name": way.activity.name,
        "amount": words.amount(way.activity.unit, way.amount),
        "credits": words.credits(way.credits),
        "n": way.items,
    }
    if way.items > 1:
        return _("%(name)s: %(amount)s in %(n)d claims, for %(credits)s") % named
    return _("%(name)s: %(amount)s, for %(credits)s") % named
