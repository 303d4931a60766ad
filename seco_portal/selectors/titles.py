"""What the home tells of titles, of days ahead, of decisions that wait and of what was reported last. No query.

Everything follows from what ``home`` read: what a member holds, the ledger, and the account.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _

from common.money import in_euros
from cpe import cell_words, home_words, room_words
from cpe.cell_words import Cell
from cpe.enums import ClaimStatus
from cpe.home_words import Now, Ring, Year
from cpe.rules import pace
from cpe.rules.appeals import last_day
from cpe.rules.caps import OPEN
from cpe.rules.claims import Claim, Decision, as_of, is_less
from cpe.rules.cycles import Count
from cpe.rules.policy import Policy
from cpe.rules.rooms import hoped, rooms
from cpe.selectors import Ledger, Named, Owed, Sheet
from members import diary_file
from members import words as of_members
from members.enums import DiaryKind, Fared, Ground, StandingValue
from members.models import Title
from members.rules.cycles import Window
from members.rules.diary import Entry
from members.rules.membership import NOTHING
from members.selectors import Account, AskedYear
from members.selectors.held import Held
from members.selectors.membership_page import Coming

LATEST: Final = 5
"""How many activities are shown."""
DATES: Final = 3
"""How many days are shown."""
WAITING: Final = 3
"""How many claims that wait are shown."""
COLUMNS: Final = 3
"""Up to so many titles have a column each; more are told in words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldTitle:
    """One title of a member as the home tells it."""

    title: Title
    number: str
    since: date
    cycle: str
    sentence: str
    waiting: str
    shape: str
    word: str
    ring: Ring | None
    year: Year | None
    ways: Sequence[str]
    ways_told: str
    to_do: bool
    counts: bool
    missing: bool
    plannable: bool
    met: bool
    over: bool


def titles(
    held: Sequence[Held], ledger: Ledger, account: Account, next_year: Coming | None, owed: Mapping[int, Owed]
) -> list[HeldTitle]:
    """The titles in order of urgency, then of the catalogue; of one that was lost and earned again, the newer.

    The ways to finish are reckoned for the first title alone that presses: the others lead to the planner.
    """
    sheets = {sheet.credential.pk: sheet for sheet in ledger.sheets}
    newest = {row.credential.title_id: row for row in held if row.credential.pk in sheets}
    found = [
        (row, _now(row, sheets[row.credential.pk], ledger, account, next_year, owed.get(row.credential.pk)))
        for row in newest.values()
    ]
    in_order = sorted(found, key=lambda pair: (_urgency(pair[1]), *_place(pair[0].credential.title)))
    first = next((now for _row, now in in_order if now.pressing and now.counts), None)
    ways = _ways(first, ledger) if first else ("", ())
    return [_title(row, now, *(ways if now is first else ("", ()))) for row, now in in_order]


def _ways(now: Now, ledger: Ledger) -> tuple[str, Sequence[str]]:
    """The shortest ways to what one title cannot wait for, and what they lead to."""
    if now.count is None or now.pressing is None:
        return "", ()
    ahead = pace.outlook(ledger.policies, now.count, ledger.on, now.pressing.credits)
    return room_words.ways_told(ahead, now.pressing.credits), home_words.ways(ahead)


def _place(title: Title) -> tuple[int, int, str]:
    return title.track.rank, title.level.rank, str(title.code)


def _urgency(now: Now) -> int:
    """In which order titles stand: what is to be done first, then what we owe, what runs, and what is over last."""
    if now.standing.value.over:
        return 4
    if now.to_do:
        return 0 if now.standing.value is StandingValue.GRACE else 1
    return 3 if now.count is None else 2


def _now(
    row: Held, sheet: Sheet, ledger: Ledger, account: Account, next_year: Coming | None, waits: Owed | None
) -> Now:
    """What is said of one title, from all that was read."""
    found, count, policies, on = sheet.standing, sheet.current, ledger.policies, ledger.on
    ending = row.credential.closed_by
    grounds = {Ground.CREDITS, Ground.FEES, Ground.CREDITS_AND_FEES}
    fees = _fees(count.window, account) if count else []
    return Now(
        standing=found,
        count=count,
        has_cycles=bool(row.registered.cycles),
        pressing=pace.pressing(policies, count, on) if count else None,
        rooms=rooms(policies, count, on) if count else None,
        owed=sum((fee.invoice.open for fee in fees if fee.invoice), NOTHING),
        to_ask=count is not None and (_to_come(fees) or _is_asked_in(next_year, count.window)),
        waits=waits,
        until=of_members.until(found, ending, told=of_members.YOURS),
        ground=str(ending.get_ground_display()) if ending and ending.ground in grounds else "",
    )


def _fees(window: Window, account: Account) -> list[AskedYear]:
    """What the years asked whose day lies in a cycle, and is not settled."""
    return [row for row in account.years if window.holds(row.contribution.due_on) and not row.is_settled]


def _to_come(fees: Sequence[AskedYear]) -> bool:
    return any(fee.fared == Fared.TO_COME for fee in fees)


def _is_asked_in(year: Coming | None, window: Window) -> bool:
    """Whether a year to come will ask for something before a cycle ends."""
    return year is not None and bool(year.asked.amount) and window.holds(year.year.first)


def _title(row: Held, now: Now, ways_told: str, ways: Sequence[str]) -> HeldTitle:
    shape, word = home_words.word(now)
    missing = now.count.missing if now.count and now.counts else 0
    return HeldTitle(
        title=row.credential.title,
        number=row.number,
        since=row.credential.awarded_on,
        cycle=home_words.cycle(now),
        sentence=home_words.sentence(now),
        waiting=home_words.waiting(now),
        shape=shape,
        word=word,
        ring=home_words.ring_of(now),
        year=home_words.year(now),
        ways=ways,
        ways_told=ways_told,
        to_do=now.to_do,
        counts=now.counts,
        missing=bool(missing) and now.standing.value is StandingValue.VALID,
        plannable=now.rooms is not None and (now.rooms.now is None or now.rooms.now >= missing),
        met=now.counts and not (missing or now.owed or now.to_ask),
        over=now.standing.value.over,
    )


# Days ahead -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A day that matters: what is the last one of, what that means, where to go, and whether it is past."""

    day: date
    label: str
    told: str
    url: str
    late: bool


def days(entries: Sequence[Entry], on: date, *, met: Collection[str] = (), appeals: Sequence[Day] = ()) -> list[Day]:
    """The next days of a member's diary, however long it is, below one line for all that is overdue.

    Of the titles that are ``met`` nothing is to be reported or paid. ``appeals``: days until which somebody may appeal.
    """
    standing_ = sorted((entry for entry in entries if not entry.off), key=lambda entry: (entry.day, entry.name))
    late = [entry for entry in standing_ if entry.day < on and entry.kind == DiaryKind.CONTRIBUTION]
    ahead = [
        _day(entry, met=entry.code in met)
        for entry in standing_
        if entry.day >= on and not (entry.kind == DiaryKind.LAST_DAY and entry.code in met)
    ]
    return [*_overdue(late), *sorted([*ahead, *appeals], key=attrgetter("day"))[:DATES]]


def _overdue(late: Sequence[Entry]) -> list[Day]:
    """One day for all debts whose last day is past: the first of them. What to do about them stands in the steps."""
    if not late:
        return []
    first = late[0]
    if len(late) == 1:
        return [_day(first, late=True)]
    owed = in_euros(sum((entry.amount or NOTHING for entry in late), NOTHING))
    label = _("%(n)d contributions, %(amount)s in all: the first was to be paid by this day")
    told = label % {"n": len(late), "amount": owed}
    return [Day(day=first.day, label=told, told="", url=reverse("members:membership"), late=True)]


def _day(entry: Entry, *, late: bool = False, met: bool = False) -> Day:
    if met and entry.kind == DiaryKind.EXPIRES:
        told = _("Nothing is missing for the three years that end then.")
    else:
        told = "" if entry.kind == DiaryKind.CONTRIBUTION else diary_file.told(entry)
    return Day(
        day=entry.day,
        label=diary_file.summary(entry),
        told=told,
        url=_leads_to(entry),
        late=late,
    )


def appeals(ledger: Ledger, names: Mapping[str, Named]) -> list[Day]:
    """The last days to appeal that are still to come: against what was denied, or accepted for less than its rate."""
    found: list[Day] = []
    if ledger.revoked:
        return found
    for claim in ledger.claims:
        last = claim.decisions[-1] if claim.decisions else None
        if last is None or not _is_against(claim, last, ledger):
            continue
        until = last_day(last.on)
        if until >= ledger.on:
            number = names[claim.id].number
            label = _("Claim %(number)d: last day to appeal") % {"number": number}
            what = {
                "what": names[claim.id].title or cell_words.what(claim.activity, claim.amount, _policy(claim, ledger))
            }
            told = (
                _("“%(what)s” was denied. How to appeal stands on its page.")
                if last.status is ClaimStatus.DENIED
                else _("“%(what)s” was accepted for less. How to appeal stands on its page.")
            )
            page = reverse("cpe:claim", args=[number])
            found.append(Day(day=until, label=label, told=told % what, url=page, late=False))
    return found


def _is_against(claim: Claim, decision: Decision, ledger: Ledger) -> bool:
    """Whether a decision denied a claim, or granted less than its rate brings."""
    if decision.status is not ClaimStatus.ACCEPTED or decision.granted is None:
        return decision.status is ClaimStatus.DENIED
    activity = _policy(claim, ledger).activities.get(claim.activity)
    return activity is not None and is_less(activity, claim, decision.granted)


def _policy(claim: Claim, ledger: Ledger) -> Policy:
    return ledger.policies.on(claim.completed_on)


def _leads_to(entry: Entry) -> str:
    """The page on which something can be done about a day."""
    if entry.invoice:
        return reverse("members:invoice", args=[entry.invoice])
    if entry.kind in (DiaryKind.EXPIRES, DiaryKind.LAST_DAY):
        return reverse("cpe:title", args=[entry.code])
    return reverse("members:membership")


# What was reported ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """A claim as the home tells it: what it was, and what it counts for each title that credits are asked of."""

    day: date
    reported: date
    what: str
    name: str
    url: str
    word: str
    cells: Sequence[Cell]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lately:
    """What was reported last and what waits for a decision, with the titles that have a column, and how many in all."""

    rows: Sequence[Reported]
    columns: Sequence[str]
    count: int
    waiting: Sequence[Reported]
    more_waiting: int


def lately(
    ledger: Ledger, names: Mapping[str, Named], in_order: Sequence[HeldTitle], asked: Collection[int] = ()
) -> Lately:
    """The last activities by the day of their completion, without what was withdrawn; and those we have to decide.

    ``asked``: numbers of claims that wait for an answer of their member, not for us.
    """
    codes = [str(row.title.code) for row in in_order if row.counts]
    sheets = {sheet.credential.title_code: sheet for sheet in ledger.sheets}
    counting = [sheets[code] for code in codes]
    newest = sorted(ledger.claims, key=lambda claim: (claim.completed_on, claim.id), reverse=True)
    kept = [claim for claim in newest if _status(claim, ledger.on) is not ClaimStatus.WITHDRAWN]
    still_open = [claim for claim in reversed(newest) if _status(claim, ledger.on) in OPEN]
    undecided = [claim for claim in still_open if names[claim.id].number not in asked]
    many, hopes = len(codes) > COLUMNS, Hopes()
    return Lately(
        rows=[_reported(claim, names[claim.id], ledger, counting, hopes, together=many) for claim in kept[:LATEST]],
        columns=[] if many else codes,
        count=len(ledger.claims),
        waiting=[_reported(claim, names[claim.id], ledger, (), hopes, together=False) for claim in undecided[:WAITING]],
        more_waiting=max(len(undecided) - WAITING, 0),
    )


def _status(claim: Claim, on: date) -> ClaimStatus:
    decision = as_of(claim, on)
    return ClaimStatus.PENDING if decision is None else decision.status


Hopes = dict[tuple[int, int], dict[str, int]]
"""Of a cycle of a title: what each claim would count, were all that waits accepted."""


def _reported(
    claim: Claim, named: Named, ledger: Ledger, sheets: Sequence[Sheet], hopes: Hopes, *, together: bool
) -> Reported:
    cells = [_cell(claim, sheet, ledger, hopes) for sheet in sheets]
    return Reported(
        day=claim.completed_on,
        reported=claim.reported_on,
        word=cell_words.decided_by(_status(claim, ledger.on)),
        what=cell_words.what(claim.activity, claim.amount, ledger.policies.on(claim.completed_on)),
        name=named.title or named.provider,
        url=reverse("cpe:claim", args=[named.number]),
        cells=_together(cells) if together else cells,
    )


def _cell(claim: Claim, sheet: Sheet, ledger: Ledger, hopes: Hopes) -> Cell:
    """What a claim counts for one title, in the cycle that holds its day."""
    code, policy = sheet.credential.title_code, ledger.policies.on(claim.completed_on)
    for count in reversed(sheet.cycles):
        for trace in count.tally.traces if count.window.holds(claim.completed_on) else ():
            if trace.claim.id == claim.id:
                hope = _hopes(sheet, count, ledger, hopes)[claim.id] if _status(claim, ledger.on) in OPEN else 0
                return cell_words.cell(code, trace, policy, count, ledger.on, hope)
    return cell_words.outside(code, sheet.current, claim.completed_on)


def _hopes(sheet: Sheet, count: Count, ledger: Ledger, hopes: Hopes) -> dict[str, int]:
    key = (sheet.credential.pk, count.window.number)
    if key not in hopes:
        hopes[key] = {one.claim.id: one.counted for one in hoped(ledger.policies, count, ledger.on).traces}
    return hopes[key]


def _together(cells: Sequence[Cell]) -> list[Cell]:
    """Cells that say the same as one, with all their titles."""
    alike: dict[tuple[str, str, str], list[str]] = {}
    for cell in cells:
        alike.setdefault((cell.figure, cell.why, cell.shape), []).append(cell.title)
    return [
        Cell(title=", ".join(codes), figure=figure, why=why, shape=shape)
        for (figure, why, shape), codes in alike.items()
    ]
