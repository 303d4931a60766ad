"""What happened with a report or a case, in sentences: one for each step, and openings together."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from common.calendar import HERE, local_day
from conduct.enums import Step
from conduct.models import Trace

Words = str | Promise

SENTENCES: Final[Mapping[Step, Words]] = {
    Step.REPORT_SENT: _("The reporter sent the report."),
    Step.REPORT_CONFIRMED: _("The reporter confirmed the report."),
    Step.REPORT_ADDED: _("The reporter added something."),
    Step.REPORT_WITHDRAWN: _("The reporter took the report back."),
    Step.REPORT_READ: _("%(who)s opened the report."),
    Step.REPORT_TAKEN: _("%(who)s declared no interest and took the report."),
    Step.REPORT_LEFT: _("%(who)s left the report to colleagues."),
    Step.REPORT_HANDED_ON: _("%(who)s asked %(whom)s to go on with the report."),
    Step.REPORT_DISMISSED: _("%(who)s answered that the report leads to no case."),
    Step.REPORT_JOINED: _("%(who)s put a report with the case."),
    Step.CASE_OPENED: _("%(who)s opened a case."),
    Step.CASE_HANDED_ON: _("%(who)s declared no interest and took the case over."),
    Step.CASE_OFFERED: _("%(who)s asked %(whom)s to go on with the case."),
    Step.CASE_LEFT: _("%(who)s did not take the case over."),
    Step.CASE_READ: _("%(who)s opened the case."),
    Step.FILE_READ: _("%(who)s opened a file."),
    Step.GLASS_BROKEN: _("%(who)s opened the case from outside, for an hour."),
    Step.SEAT_INVITED: _("%(who)s invited %(whom)s to the committee."),
    Step.SEAT_TAKEN: _("%(who)s declared no interest and took a seat."),
    Step.SEAT_DECLINED: _("%(who)s declined a seat."),
    Step.SEAT_LEFT: _("%(who)s stepped aside."),
    Step.SEAT_ENDED: _("%(who)s ended the seat of %(whom)s, or took the invitation back."),
    Step.CHAIR_NAMED: _("%(who)s put %(whom)s in the chair."),
    Step.COMMITTEE_NAMED: _("%(who)s told the member of the case and who judges."),
    Step.CHALLENGED: _("The member challenged the seat of %(whom)s on the committee."),
    Step.CHALLENGE_ANSWERED: _("%(who)s decided whether %(whom)s stays on the committee, and told the member."),
    Step.INVITED_TO_EXPLAIN: _("The member was asked to explain."),
    Step.EXTENDED: _("%(who)s gave the member more time."),
    Step.HEARING_ASKED: _("The member asked for a hearing."),
    Step.HEARING_SET: _("%(who)s set the hearing."),
    Step.HEARING_RECORDED: _("%(who)s wrote the record of the hearing."),
    Step.EXPLAINED: _("The member explained."),
    Step.DECLINED: _("The member declined to explain."),
    Step.SILENT: _("The day to explain passed without an answer."),
    Step.ENTRY_ADDED: _("%(who)s wrote into the room."),
    Step.FROZEN: _("%(who)s began the deliberation; the file was frozen."),
    Step.PROPOSED: _("%(who)s proposed a judgement."),
    Step.VOTED: _("%(who)s voted."),
    Step.SENT_BACK: _("%(who)s sent the proposal back."),
    Step.JUDGED: _("%(who)s confirmed the judgement."),
    Step.NOTES_GONE: _("The notes of the committee were deleted."),
}
OPENINGS: Final = frozenset({Step.REPORT_READ, Step.CASE_READ, Step.FILE_READ})


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One step: when, in a sentence, and the words that were given for it."""

    at: datetime
    told: str
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """Who opened something on a day, and at which times."""

    on: date
    told: str
    times: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """What happened, and who opened it when."""

    lines: Sequence[Line]
    openings: Sequence[Opening]


def sentence(trace: Trace) -> str:
    """A step in one sentence."""
    said = {"who": trace.by or _t("Somebody who has no account any more"), "whom": trace.whom or _t("somebody")}
    return str(SENTENCES[Step(trace.step)]) % said


def course(traces: Iterable[Trace]) -> Course:
    """Every step in the order it happened; openings by day and person, the newest day first."""
    lines: list[Line] = []
    opened: dict[tuple[date, str], list[datetime]] = {}
    for trace in traces:
        told = sentence(trace)
        if Step(trace.step) in OPENINGS:
            opened.setdefault((local_day(trace.at), told), []).append(trace.at)
        else:
            lines.append(Line(at=trace.at, told=told, words=trace.words))
    openings = [
        Opening(on=on, told=told, times=", ".join(date_format(moment.astimezone(HERE), "H:i") for moment in moments))
        for (on, told), moments in opened.items()
    ]
    return Course(lines=lines, openings=sorted(openings, key=lambda one: one.on, reverse=True))
