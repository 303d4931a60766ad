"""Figures about applications in words: what each is called, and what it counts."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from applications.rules.figures import FEW, Answers, Shown, Times
from applications.selectors.figures import Figures

HEADS: Final[Mapping[str, tuple[str | Promise, str | Promise]]] = {
    "received": (_("Received"), _("applications submitted in the period")),
    "accepted": (_("Accepted"), _("first answers given in the period: accepted")),
    "rejected": (_("Rejected"), _("first answers given in the period: rejected")),
    "withdrawn": (_("Withdrawn"), _("applications their applicants withdrew in the period")),
    "awarded": (_("Awarded"), _("titles awarded in the period after an acceptance")),
    "lapsed": (_("Lapsed"), _("acceptances that lapsed in the period, as something was not complete in time")),
    "objected": (_("Objections"), _("objections made in the period")),
    "allowed": (_("Allowed"), _("objections allowed in the period: accepted after all")),
}
"""Outcome → how its column is called, and what it counts."""
CLOCK: Final = _("from the day after receipt to the answer, without the days on which it stood still for a question")
CALENDAR: Final = _("from receipt to the answer, the days of waiting for the applicant with them")
LATE: Final[Mapping[str, tuple[str | Promise, str | Promise]]] = {
    "after_first": (
        _("After the first day named"),
        _("answers later than the day we named on receipt, also where a question moved it"),
    ),
    "after_clock": (
        _("After twenty working days"),
        _("answers for which the clock ran more than twenty working days, its pauses left out"),
    ),
    "after_last": (
        _("After the day named last"),
        _("of those the answers that also came later than the new day we named, or for which we named none"),
    ),
}
"""Breach → how it is called, and what it counts."""
OF_TIMES: Final[Mapping[str, str | Promise]] = {
    "median": _("Median"),
    "ninetieth": _("90th percentile"),
    "longest": _("Longest"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """The outcomes of a title or of several, each with its column's name."""

    name: str
    numbers: list[tuple[str | Promise, int]]
    total: bool = False


def times(figures: Figures) -> list[tuple[str | Promise, str | Promise, list[tuple[str | Promise, int]]]]:
    """How long answers took, in both ways to count: name, what is counted, and each number; none of too few."""
    if figures.untold:
        return []
    answers = figures.answers
    found: list[tuple[str | Promise, str | Promise, Times | None]] = [
        (_("Working days of the clock"), CLOCK, answers.working),
        (_("Days of the calendar"), CALENDAR, answers.calendar),
    ]
    return [
        (name, counts, [(label, getattr(row, key)) for key, label in OF_TIMES.items()])
        for name, counts, row in found
        if row is not None
    ]


def late(answers: Answers) -> list[tuple[str | Promise, str | Promise, int]]:
    """How many answers missed which named day: name, what is counted, number."""
    return [(name, counts, getattr(answers, key)) for key, (name, counts) in LATE.items()]


def rows(figures: Figures) -> list[Row]:
    """The outcomes by title, and their sum; none where those of too few people could be known by them."""
    if figures.few or figures.hidden:
        return []
    found = [_row(_title(row, figures.shown), row.outcomes) for row in figures.shown]
    return [*found, _row(_t("All titles"), figures.total, total=True)]


def table(figures: Figures) -> Iterator[tuple[Any, ...]]:
    """Every figure as a line: its name, of what, the number, and what is counted."""
    answers = figures.answers
    if not figures.untold:
        yield _t("Answers"), "", answers.count, _t("first answers given in the period")
    for name, counts, numbers in times(figures):
        for label, number in numbers:
            yield label, name, number, counts
    if answers.working is not None and not figures.untold:
        for name, counts, number in late(answers):
            yield name, _t("Answers"), number, counts
    for row in rows(figures):
        for (_key, (name, counts)), (_name, number) in zip(HEADS.items(), row.numbers, strict=True):
            yield name, row.name, number, counts


def _row(name: str, outcomes: Any, *, total: bool = False) -> Row:
    return Row(name=name, numbers=[(head, getattr(outcomes, key)) for key, (head, _c) in HEADS.items()], total=total)


def _title(row: Shown, shown: list[Shown]) -> str:
    if len(row.titles) == 1:
        return row.titles[0]
    told = _t("%(titles)s, together: some of them have outcomes of fewer than %(few)d people")
    return told % {"titles": ", ".join(row.titles), "few": FEW}
