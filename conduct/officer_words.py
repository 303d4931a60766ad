"""The words of the pages on which case officers look after reports."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from common.calendar import local_day
from comms.models import Message
from comms.words import SHAPES
from conduct.enums import ReportState
from conduct.models import Report
from conduct.report_words import day, days

Words = str | Promise

SHAPE: Final[Mapping[ReportState, str]] = {
    ReportState.CONFIRMED: "attention",
    ReportState.OPENED: "waiting",
    ReportState.DISMISSED: "ended",
    ReportState.WITHDRAWN: "ended",
}


def waits(number: int) -> str:
    """For how long something waits."""
    if number == 0:
        return _t("since today")
    return ngettext("for %(number)d day", "for %(number)d days", number) % {"number": number}


def first_line(*, to_take: int, mine: int, cases: int, left: int) -> str:
    """What waits for a case officer, in one sentence."""
    parts = [
        ngettext("%(n)d report is to be taken", "%(n)d reports are to be taken", to_take) % {"n": to_take},
        ngettext("%(n)d report waits for your decision", "%(n)d reports wait for your decision", mine) % {"n": mine},
        ngettext("%(n)d case waits to be taken over", "%(n)d cases wait to be taken over", left) % {"n": left},
        ngettext("%(n)d case of yours is under way", "%(n)d cases of yours are under way", cases) % {"n": cases},
    ]
    said = [part for part, number in zip(parts, (to_take, mine, left, cases), strict=True) if number]
    if not said:
        return _t("No report waits, and no case of yours is under way.")
    return f"{'; '.join(said)}."


@dataclass(frozen=True, slots=True, kw_only=True)
class Stands:
    """How a report stands for its case officer: shape, word, and what comes next in one sentence."""

    kind: str
    word: Words
    told: str


def stands(report: Report, *, on: date) -> Stands:
    """How a report stands."""
    state = ReportState(report.state)
    ended = day(local_day(report.ended_at)) if report.ended_at else ""
    waited = waits((on - local_day(report.confirmed_at)).days) if report.confirmed_at else ""
    told = {
        ReportState.CONFIRMED: _t("It waits %(waited)s for your decision: a case, or an answer why there is none."),
        ReportState.DISMISSED: _t("On %(ended)s you answered that it leads to no case. Nothing more is to be done."),
        ReportState.WITHDRAWN: _t("The reporter took it back on %(ended)s. Nothing more is to be done."),
    }[state] % {"waited": waited, "ended": ended}
    word = _("to be decided") if state is ReportState.CONFIRMED else report.get_state_display()
    return Stands(kind=SHAPE[state], word=word, told=told)


def parts(report: Report) -> list[tuple[str, Words, Sequence[tuple[Words, str]]]]:
    """All that a report says, part by part."""
    gone = _t("deleted, because they withdrew") if report.withdrawn_at and report.case_id else ""
    about: Sequence[tuple[Words, str]] = [
        (_("Name"), report.about),
        (_("Number of a certificate or badge"), report.about_number),
        (_("How else we can tell who it is"), report.about_more),
    ]
    what: Sequence[tuple[Words, str]] = [
        (_("When it happened"), days(report)),
        (_("What happened"), report.account),
        (_("How the reporter knows"), report.knows_by),
    ]
    who: Sequence[tuple[Words, str]] = [
        (_("Name"), report.name),
        (_("E-mail address"), report.email or gone),
        (_("Telephone"), report.phone or gone),
        (_("How they know this person"), report.relation),
    ]
    return [
        ("about", _("Whom it is about"), about),
        ("what", _("What happened"), what),
        ("who", _("Who reports it"), who),
    ]


def mails(messages: Iterable[Message]) -> list[tuple[Message, Words, str, str]]:
    """Each mail with its name, and how it stands in a word and a shape."""
    return [(one, one.what, one.get_state_display(), SHAPES[one.state]) for one in messages]


def after_dismissal(kept: date) -> str:
    """What follows from an answer that there is no case."""
    told = _t("The reporter is mailed a link to it. The report is kept until %(day)s, then deleted with its files.")
    return told % {"day": day(kept)}
