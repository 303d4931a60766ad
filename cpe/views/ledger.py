"""The member's activities, and one title with everything that counted and was lost, year by year."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from accounts.sessions import person
from common.calendar import local_day
from cpe import cell_words, cycle_words, home_words, ledger_words, outcome_words, selectors
from cpe.cycle_words import Cycle, Line
from cpe.ledger_forms import FilterForm, keyed
from cpe.rules.caps import ORDER, Trace
from cpe.rules.claims import Claim
from cpe.rules.cycles import Count
from cpe.rules.drafts import gone_after
from cpe.rules.rooms import hoped
from cpe.rules.rooms import waits as is_open
from cpe.selectors import Ledger, Owed, Sheet
from members.models import Member, Outcome, Title
from members.selectors import member_of

PER_PAGE: Final = 25


@dataclass(frozen=True, slots=True)
class Entry:
    """A claim with what it counts for each title that has a column, or which cycle will count it.

    ``line`` is any of them, or the claim alone.
    """

    line: Line
    cells: tuple[tuple[str, Line | None, str], ...]


def of_member(request: HttpRequest) -> tuple[Member | None, Ledger | None, date]:
    """The member who asks with their ledger of today (6 queries), or neither (1 query)."""
    member, today = member_of(person(request)), local_day(timezone.now())
    return member, selectors.ledger_of(member.pk, today) if member else None, today


def nothing_asked(request: HttpRequest, member: Member | None, ledger: Ledger | None = None) -> HttpResponse:
    """The page for whoever has no title that credits count for; with a ledger, it says which are over (1 query)."""
    over = [sheet for sheet in ledger.sheets if sheet.cycles and not sheet.current] if ledger else []
    named = selectors.titles_called(over) if over else {}
    told = [(named[sheet.credential.title], outcome_words.stands(sheet.standing)) for sheet in over]
    return render(request, "cpe/none.html", {"member": member, "over": told})


def nothing_runs(ledger: Ledger | None) -> bool:
    """Whether no title stands that credits count for: nothing can be reported, planned or asked for."""
    return ledger is None or not any(sheet.current for sheet in ledger.sheets)


@require_safe
def activities(request: HttpRequest) -> HttpResponse:
    """Everything that was reported, the newest first, with what it counts for each title.

    12 queries in all, 4 more where a title is held.
    """
    member, ledger, today = of_member(request)
    if member is None or ledger is None or not (ledger.claims or any(sheet.cycles for sheet in ledger.sheets)):
        return nothing_asked(request, member)
    form = FilterForm(request.GET or None, sheets=ledger.sheets, today=today)
    title, year, state = form.asked() if form.is_bound else ("", "", "")
    traced = _traced(ledger)
    claims = [
        claim
        for claim in sorted(ledger.claims, key=ORDER, reverse=True)
        if _asked_for(traced.get(claim.id, []), title, year)
        and (not state or ledger_words.status_on(claim, today) == state)
    ]
    page = Paginator(claims, PER_PAGE).get_page(request.GET.get("page"))
    codes = list(dict.fromkeys(key.partition(".")[0] for key, sheet in keyed(ledger.sheets).items() if sheet.cycles))
    current = {sheet.credential.title_code: sheet.current for sheet in ledger.sheets}
    columns = [
        code
        for code in codes
        if any(code == key for claim in page for key, *_more in traced.get(claim.id, []))
        or any(cell_words.once_renewed(current.get(code), claim.completed_on) for claim in page)
    ]
    query = urlencode({key: value for key, value in form.data.items() if key in form.fields and value})
    shown = {
        "form": form,
        "page": page,
        "entries": _entries(list(page.object_list), traced, columns, current, ledger),
        "columns": columns,
        "query": f"{query}&" if query else "",
        "all": len(ledger.claims),
        "drafts": [(draft, gone_after(local_day(draft.changed_at))) for draft in selectors.drafts_of(member)],
        "titles": _titles(member, ledger),
        "nothing_runs": nothing_runs(ledger),
    }
    return render(request, "cpe/activities.html", shown)


def _titles(member: Member, ledger: Ledger) -> list[tuple[Title, outcome_words.Stands, str]]:
    """The titles with cycles, each with how it stands and what its last cycle has (1 query, 4 more for held ones)."""
    sheets = [sheet for sheet in ledger.sheets if sheet.cycles]
    named, owed = selectors.titles_called(sheets), selectors.owed_of(member.pk, ledger)
    return [
        (
            named[sheet.credential.title],
            home_words.stands(sheet.standing, owed.get(sheet.credential.pk), sheet.current),
            _has(sheet, owed.get(sheet.credential.pk)),
        )
        for sheet in sheets
    ]


def _has(sheet: Sheet, waits: Owed | None) -> str:
    """What the last cycle of a title has; how it stands says what it waits for, where a decision is ours to take."""
    if sheet.current and waits:
        return cycle_words.has(sheet.current)
    return cycle_words.sums(sheet.cycles[-1], is_current=sheet.current is not None, cut_short=sheet.cut_short)


Traced = dict[str, list[tuple[str, str, Count, Trace]]]
"""Of each claim: the code of a title, the key of it, the cycle and the trace."""


def _traced(ledger: Ledger) -> Traced:
    found: Traced = {}
    for key, sheet in keyed(ledger.sheets).items():
        for count in sheet.cycles:
            for trace in count.tally.traces:
                found.setdefault(trace.claim.id, []).append((sheet.credential.title_code, key, count, trace))
    return found


def _asked_for(traces: Sequence[tuple[str, str, Count, Trace]], title: str, year: str) -> bool:
    """Whether a claim is one of the title, and of its year, that were asked for."""
    if not title:
        return True
    for _code, key, count, trace in traces:
        first = count.window.years[count.window.year_of(trace.claim.completed_on)][0]
        if key == title and (not year or first.isoformat() == year):
            return True
    return False


def _entries(
    claims: Sequence[Claim],
    traced: Traced,
    columns: Sequence[str],
    current: Mapping[str, Count | None],
    ledger: Ledger,
) -> list[Entry]:
    """The claims of a page in words (1 query)."""
    rows = selectors.claims_told([claim.id for claim in claims])
    hopes: dict[int, dict[str, int]] = {}
    found = []
    for claim in claims:
        lines: dict[str, Line] = {}
        for code, _key, count, trace in traced.get(claim.id, []):
            if id(count) not in hopes:
                best = hoped(ledger.policies, count, ledger.on).traces
                hopes[id(count)] = {one.claim.id: one.counted for one in best if is_open(one.claim, ledger.on)}
            lines[code] = ledger_words.line(trace, rows[claim.id], ledger.policies, count, ledger.on, hopes[id(count)])
        alone = ledger_words.alone(claim, rows[claim.id], ledger.policies, ledger.on)
        found.append(Entry(next(iter(lines.values()), alone), _cells(claim, lines, columns, current)))
    return found


def _cells(
    claim: Claim, lines: Mapping[str, Line], columns: Sequence[str], current: Mapping[str, Count | None]
) -> tuple[tuple[str, Line | None, str], ...]:
    """A place for each column: a line, or that the cycle to come counts it, or nothing."""
    return tuple(
        (
            code,
            lines.get(code),
            "" if code in lines else cell_words.once_renewed(current.get(code), claim.completed_on),
        )
        for code in columns
    )


@dataclass(frozen=True, slots=True)
class Held:
    """A title a member holds or held, with its cycles in words, the newest first, and how each came out.

    ``lost``: what there is to say of a title that was lost.
    """

    sheet: Sheet
    cycles: tuple[tuple[Cycle, list[str]], ...]
    standing: outcome_words.Stands
    ended: list[str]
    lost: selectors.Lost | None


@require_safe
def title(request: HttpRequest, code: str) -> HttpResponse:
    """One title: every cycle and year with its sums, and each claim with its trace in sentences.

    12 queries in all, whatever was reported; 4 more where a title is held, 3 more where one was lost.
    """
    member, ledger, today = of_member(request)
    sheets = [sheet for sheet in ledger.sheets if sheet.credential.title_code.lower() == code.lower()] if ledger else []
    if member is None or ledger is None or not sheets:
        raise Http404
    named = selectors.titles_called(sheets)
    told = selectors.claims_told([claim.id for claim in ledger.claims])
    outcomes = selectors.outcomes_of(sheets)
    owed = selectors.owed_of(member.pk, ledger)
    lost = selectors.lost_of(member.pk, sheets, outcomes)
    shown = {
        "title": named[sheets[0].credential.title],
        "held": [
            _held(sheet, ledger, told, outcomes.get(sheet.credential.pk, []), owed.get(sheet.credential.pk), lost)
            for sheet in reversed(sheets)
        ],
        "stands": any(not sheet.standing.value.over for sheet in sheets),
        "nothing_runs": nothing_runs(ledger),
        "today": today,
    }
    return render(request, "cpe/title.html", shown)


def _held(
    sheet: Sheet,
    ledger: Ledger,
    told: selectors.Told,
    outcomes: Sequence[Outcome],
    waits: Owed | None,
    lost: Mapping[int, selectors.Lost],
) -> Held:
    is_lost = sheet.is_lost or (waits is not None and waits.is_lost)
    cycles = [
        (
            ledger_words.cycle(
                count,
                told,
                ledger.policies,
                ledger.on,
                is_current=count is sheet.current,
                is_renewed=outcome_words.is_renewed(count.window, outcomes),
                cut_short=sheet.cut_short and count is sheet.cycles[-1],
                is_lost=is_lost and count is sheet.cycles[-1],
            ),
            outcome_words.came_out(count.window, outcomes),
        )
        for count in reversed(sheet.cycles)
    ]
    if sheet.to_come and sheet.to_come.tally.traces:
        to_come = ledger_words.cycle(sheet.to_come, told, ledger.policies, ledger.on, is_current=False, is_to_come=True)
        cycles.insert(0, (to_come, []))
    return Held(
        sheet=sheet,
        cycles=tuple(cycles),
        standing=home_words.stands(sheet.standing, waits, sheet.current),
        ended=outcome_words.ended(outcomes),
        lost=lost.get(sheet.credential.pk),
    )
