"""What is written about a cycle on days to come, in words: what each would say by today's facts, what was written.

For its member and for a colleague who asks for them alike, so nobody is addressed.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import pairwise
from operator import attrgetter
from typing import Final

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from common.calendar import DAY, local_day
from comms.enums import State
from comms.kinds import KINDS
from comms.models import Message
from cpe import home_words, outcome_words, planner_words, room_words, words
from cpe.enums import Judged, NoticeKind
from cpe.models import CycleTerms, Hold
from cpe.rules.cycles import Case, Count, Judgement, judge
from cpe.rules.notices import is_missing, stated
from cpe.rules.policy import Policies
from cpe.rules.rooms import rooms
from cpe.rules.ways import shortest
from cpe.selectors import LOOKED_AT, Letters, is_news, owed
from members.enums import StandingValue
from members.rules.cycles import Window

HELD: Final = "cpe.held"
"""The kind of mail that says we owe a decision, once for each cycle."""
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


# Days to come ------------------------------------------------------------------------------------------------


PLANNED: Final = gettext_lazy("planned")


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A mail to come: its day, what it is, what it would say by today's facts, and what would change that.

    ``day`` is not there where a person is to do something first. ``shape`` and ``word`` tell whether it would be
    written at all.
    """

    day: date | None
    what: str
    says: str
    unless: str
    shape: str = "waiting"
    word: str | Promise = PLANNED


def planned(one: Letters, policies: Policies, terms: Sequence[CycleTerms], on: date) -> list[Planned]:
    """What is still to be written about a title that stands, from a day on, by the facts of that day. No query."""
    window, ends_on = one.held.standing.cycle, one.held.standing.ends_on or date.max
    if window is None or one.held.standing.value.over:
        return []
    case = one.held.case(window)
    judged = next(iter(judge(policies, case, on)), None)
    if judged is None:
        return []
    found = list(_statements(one, judged, on))
    if ends_on > window.expires_on + DAY:
        end = judge(policies, case, max(on, judged.last_day + DAY))[0]
        found += _reminders(one, judged, partial(_by, policies, case), terms, on, end)
        found += _outcome(one, judged, end, on)
    return sorted((each for each in found if (each.day or on) < ends_on), key=lambda each: each.day or date.max)


def _by(policies: Policies, case: Case, day: date) -> Judgement:
    return judge(policies, case, day)[0]


def missing(judged: Judgement) -> str:
    """What a cycle misses, in a sentence."""
    parts = [words.credits(judged.missing)] if judged.missing else []
    if judged.fees_open:
        told = ngettext("%(n)d contribution", "%(n)d contributions", judged.fees_open)
        parts.append(told % {"n": judged.fees_open})
    if not parts or judged.outcome is Judged.RENEWED:
        return _("Nothing is missing.")
    return _("Missing: %(what)s.") % {"what": get_text_list(parts, _("and"))}


def _reminders(
    one: Letters,
    judged: Judgement,
    by: Callable[[date], Judgement],
    terms: Sequence[CycleTerms],
    on: date,
    end: Judgement,
) -> Iterator[Planned]:
    """The reminders of the terms in force on each day, and today's one that was missed; none once it is renewed."""
    until = end.outcome_on if end.outcome is Judged.RENEWED and end.outcome_on else date.max
    for day in _days(judged, terms, on, one.latest(NoticeKind.REMINDER)):
        if day < until:
            needed = is_missing(by(day))
            yield Planned(
                day=day,
                what=_("Reminder"),
                says=missing(by(day)),
                unless=_("Not written once nothing is missing.")
                if needed
                else _("Written only if something is missing by then."),
                shape="waiting" if needed else "valid",
                word=PLANNED if needed else _("not needed as things stand"),
            )


def _days(judged: Judgement, terms: Sequence[CycleTerms], on: date, latest: int | None) -> Iterator[date]:
    """On which days, from one on, reminders of a cycle go out that nobody looked at."""
    starts = [date.min, *(row.effective_on for row in terms[1:]), date.max]
    for row, (first, following) in zip(terms, pairwise(starts), strict=True):
        for step, day in row.schedule.days(judged.window, judged.last_day):
            is_due = first <= on < following and row.schedule.step(judged.window, on, judged.last_day) == step
            if is_news(step, latest) and (is_due or (first <= day < following and day > on)):
                yield max(day, on)


def _statements(one: Letters, judged: Judgement, on: date) -> Iterator[Planned]:
    latest = one.latest(NoticeKind.STATEMENT)
    for number, (days, counted) in enumerate(zip(judged.window.years, judged.tally.years, strict=True), start=1):
        day = max(days[1] + DAY, on)
        if not is_news(number, latest) or (days[1] < on and not stated(judged.window, number, on)):
            continue
        named = {"counted": words.figures(counted), "target": words.figures(judged.target)}
        yield Planned(
            day=day,
            what=_("What certification year %(number)d came to") % {"number": number},
            says=_("%(counted)s of %(target)s credits count in it so far.") % named,
            unless=_("Written in any case while the title stands."),
        )


def _outcome(one: Letters, judged: Judgement, end: Judgement, on: date) -> Iterator[Planned]:
    """How the cycle would come out, by today's facts."""
    named = {
        "expires": date_format(judged.window.expires_on),
        "last": date_format(judged.last_day),
        "missing": missing(end),
        "next": date_format(judged.window.following().first),
        "until": date_format(judged.window.following().expires_on),
    }
    if end.outcome is Judged.RENEWED and end.outcome_on:
        yield Planned(
            day=max(end.outcome_on, on),
            what=_("The title is renewed"),
            says=_("Everything is met; the next cycle runs from %(next)s to %(until)s.") % named,
            unless=_(
                "What would stop it: a contribution asked for before then and not paid, a claim that is denied, or a "
                "payment that goes back."
            ),
        )
    elif end.outcome is Judged.DECERTIFIED and on > judged.last_day:
        yield _over(one.hold, named["missing"], on)
    elif end.outcome is Judged.DECERTIFIED:
        yield Planned(
            day=max(end.outcome_on or on, on),
            what=_("The title is over"),
            says=named["missing"],
            unless=_(
                "What would stop it: what was completed by %(expires)s is reported, and what is open is paid, by "
                "%(last)s at the latest."
            )
            % named,
            shape="attention",
        )
    elif end.outcome is Judged.HELD and one.is_told(HELD, f"cycle {judged.window.number}"):
        yield Planned(
            day=None,
            what=_("How the cycle came out"),
            says=named["missing"],
            unless=_("Written once we decided what still waits."),
        )
    elif end.outcome is Judged.HELD:
        yield Planned(
            day=max(judged.last_day + DAY, on),
            what=_("We owe a decision, and the title stands meanwhile"),
            says=named["missing"],
            unless=_("Not written once we decided what still waits."),
        )


def _over(hold: Hold | None, missing: str, on: date) -> Planned:
    """That a title ends whose last day is past: with the next night, or once a person looked at it."""
    day: date | None = max(on, (local_day(hold.noted_at) if hold else on) + DAY)
    unless = _("What would stop it: something turns up that came in time.")
    if hold and hold.why in LOOKED_AT:
        day = None
        unless = _("Not written before we looked at it, nor if something turns up that came in time.")
    return Planned(day=day, what=_("The title is over"), says=missing, unless=unless, shape="attention")


# Days gone by ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A mail that was written, with where it is; or a reminder that was not needed."""

    day: date
    what: str | Promise
    shape: str
    word: str | Promise
    mail: Message | None = None


SHAPES: Final[dict[str, str]] = {
    State.SENT: "valid",
    State.QUEUED: "waiting",
    State.SENDING: "waiting",
    State.BOUNCED: "attention",
    State.FAILED: "attention",
    State.DROPPED: "ended",
}
"""Where a mail is → its shape."""


def mailed(mail: Message) -> Written:
    """A mail that was written, by its kind and with where it is. No query."""
    return Written(
        day=local_day(mail.planned_at),
        what=KINDS[mail.kind].name if mail.kind in KINDS else mail.kind,
        shape=SHAPES[mail.state],
        word=mail.get_state_display(),
        mail=mail,
    )


def written(one: Letters) -> list[Written]:
    """What was written about a title, the latest first, with the reminders that were not needed. No query."""
    found = [mailed(mail) for mail in one.mails]
    found += [
        Written(
            day=local_day(row.looked_at),
            what=_("Reminder"),
            shape="valid",
            word=_("not needed, nothing was missing"),
        )
        for row in one.notices
        if row.kind == NoticeKind.REMINDER and not row.needed
    ]
    return sorted(found, key=attrgetter("day"), reverse=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Title:
    """A title with its current cycle and how it stands, what is to be written about it, and what was."""

    code: str
    window: Window | None
    stands: outcome_words.Stands
    ahead: list[Planned]
    written: list[Written]


def _stands(one: Letters, policies: Policies, on: date) -> outcome_words.Stands:
    """How a title stands; of one that is held, what it waits for."""
    window = one.held.standing.cycle
    if window is None or one.held.standing.value is not StandingValue.HELD:
        return outcome_words.stands(one.held.standing)
    judged = _by(policies, one.held.case(window), on)
    waits = owed(policies, judged, on, one.hold.why if one.hold else None)
    return home_words.stands(one.held.standing, waits, judged)


def titles(found: Sequence[Letters], policies: Policies, terms: Sequence[CycleTerms], on: date) -> list[Title]:
    """Titles in words. No query."""
    return [
        Title(
            code=one.held.credential.title_code,
            window=one.held.standing.cycle,
            stands=_stands(one, policies, on),
            ahead=planned(one, policies, terms, on),
            written=written(one),
        )
        for one in found
    ]
