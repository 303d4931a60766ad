"""Figures about applications, read set by set: as many statements for a hundred thousand as for one."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db.models import Count, Min, QuerySet
from django.db.models.functions import ExtractQuarter

from applications.enums import Answer, DecisionState, ObjectionState
from applications.models import Application, Decision, Finalisation, Objection, Question
from applications.rules import figures as rules
from applications.rules.figures import FEW, Answered, Answers, Outcomes, Period, Shown, WorkingDays
from common.calendar import HERE, Pause, day_bounds, local_day
from common.selectors import closed_days

Counts = defaultdict[tuple[int, str], defaultdict[str, int]]
"""Quarter and title → outcome → how many."""

FIRST_ANSWER: Final = {"state": DecisionState.CONFIRMED.value, "on_objection": False}


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The figures of a period; of a quarter by the groups of its year, so that no difference tells of a few.

    ``few``: fewer people than may be told apart, so outcomes are not shown at all; ``hidden``: nor are they of this
    quarter, as those of a few would follow from it and the year. ``untold``: neither are its answers. ``complete``:
    nothing that is counted can have been deleted yet.
    """

    period: Period
    answers: Answers
    shown: list[Shown]
    total: Outcomes
    few: bool
    hidden: bool
    untold: bool
    complete: bool


def figures_of(period: Period, on: date) -> Figures:
    """The figures of a period as they stand on a day (9 statements, however many applications)."""
    year = Period(year=period.year)
    everything, cells = _cells(year)
    together = rules.groups({code: row for code, row in _summed(cells.values()).items() if row != Outcomes()})
    answered_in = {
        quarter: [row for row in everything if _quarter(row.answered_on) == quarter] for quarter in rules.QUARTERS
    }
    untold = rules.untimed({quarter: len(rows) for quarter, rows in answered_in.items()})
    hidden = rules.hidden(cells, together, untold)
    answered = answered_in[period.quarter] if period.quarter else everything
    by_title = cells[period.quarter] if period.quarter else _summed(cells.values())
    total = sum(by_title.values(), Outcomes())
    first = min((row.received_on for row in answered), default=period.first)
    last = max((row.answered_on for row in answered), default=period.last)
    days = WorkingDays(first, last, closed_days(first, last))
    return Figures(
        period=period,
        answers=rules.answers(answered, days),
        shown=[row for row in rules.shown(by_title, together) if row.outcomes != Outcomes()],
        total=total,
        few=0 < total.people < FEW,
        hidden=period.quarter in hidden,
        untold=period.quarter in untold,
        complete=period.complete_on(on),
    )


def periods(on: date) -> list[Period]:
    """Every year from the first application on, the newest first, each followed by its quarters (1 statement)."""
    begun = Application.objects.handed_in().aggregate(first=Min("submitted_at"))["first"]
    first = local_day(begun).year if begun else on.year
    found = []
    for year in range(on.year, first - 1, -1):
        quarters = [Period(year=year, quarter=quarter) for quarter in rules.QUARTERS]
        found += [Period(year=year), *(one for one in quarters if one.first <= on)]
    return found


def _cells(year: Period) -> tuple[list[Answered], dict[int, dict[str, Outcomes]]]:
    """The first answers of a year; and what came about, by quarter and title (8 statements)."""
    begin, end = day_bounds(year.first)[0], day_bounds(year.last)[1]
    answered, counts = _answered(begin, end)
    for name, counted in _counted(begin, end).items():
        for code, quarter, number in counted:
            counts[quarter, code][name] += number
    cells: dict[int, dict[str, Outcomes]] = {quarter: {} for quarter in rules.QUARTERS}
    for (quarter, code), row in counts.items():
        cells[quarter][code] = Outcomes(**row)
    return answered, cells


def _summed(rows: Iterable[Mapping[str, Outcomes]]) -> dict[str, Outcomes]:
    """Outcomes by title, of several quarters together."""
    found: defaultdict[str, Outcomes] = defaultdict(Outcomes)
    for row in rows:
        for code, outcomes in row.items():
            found[code] += outcomes
    return dict(found)


def _quarter(day: date) -> int:
    return (day.month + 2) // 3


def _answered(begin: datetime, end: datetime) -> tuple[list[Answered], Counts]:
    """The first answers from one moment to before another, and what they were by quarter and title (2 statements)."""
    outcomes: Counts = defaultdict(lambda: defaultdict(int))
    pauses: defaultdict[int, list[Pause]] = defaultdict(list)
    asked = Question.objects.filter(
        application__decisions__decided_at__gte=begin,
        application__decisions__decided_at__lt=end,
        **{f"application__decisions__{name}": value for name, value in FIRST_ANSWER.items()},
    )
    for key, asked_at, ended_at in asked.values_list("application", "asked_at", "ended_at").order_by().iterator():
        pauses[key].append((local_day(asked_at), local_day(ended_at) if ended_at else None))
    rows = Decision.objects.filter(decided_at__gte=begin, decided_at__lt=end, **FIRST_ANSWER).order_by()
    of = ("title__code", "submitted_at", "first_due_on", "promised_on")
    found = []
    for key, answer, decided_at, code, submitted_at, first_due_on, promised_on in rows.values_list(
        "application", "answer", "decided_at", *(f"application__{name}" for name in of)
    ).iterator():
        quarter = _quarter(local_day(decided_at))
        outcomes[quarter, code]["accepted" if answer == Answer.ACCEPT else "rejected"] += 1
        found.append(
            Answered(
                received_on=local_day(submitted_at),
                answered_on=local_day(decided_at),
                first_due_on=first_due_on,
                promised_on=promised_on,
                pauses=tuple(pauses.get(key, ())),
            )
        )
    return found, outcomes


def _counted(begin: datetime, end: datetime) -> Mapping[str, list[tuple[str, int, int]]]:
    """What else came about in that time: title, quarter and number (6 statements)."""
    during = {"gte": begin, "lt": end}

    def by_title(rows: QuerySet[Any], moment: str, title: str, **more: Any) -> list[tuple[str, int, int]]:
        within = {f"{moment}__{how}": value for how, value in during.items()}
        of = ExtractQuarter(moment, tzinfo=HERE)
        counted = rows.filter(**within, **more).order_by().values_list(title, of)
        return list(counted.annotate(number=Count("pk")))

    handed_in, of = Application.objects.handed_in(), "application__title__code"
    ended = Finalisation.objects.all()
    return {
        "received": by_title(handed_in, "submitted_at", "title__code"),
        "withdrawn": by_title(handed_in, "withdrawn_at", "title__code"),
        "awarded": by_title(ended, "ended_at", of, credential__isnull=False),
        "lapsed": by_title(ended, "ended_at", of, credential__isnull=True),
        "objected": by_title(Objection.objects.all(), "made_at", of),
        "allowed": by_title(Objection.objects.all(), "ended_at", of, state=ObjectionState.ALLOWED.value),
    }
