"""How a report stands for its reporter, in words: what was, what comes next and by when, what may be done still."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from common.calendar import local_day
from conduct.enums import ReportState
from conduct.models import Report
from conduct.report_words import Words, day
from conduct.rules.terms import Terms


def may_add(report: Report) -> bool:
    """Whether something can be added still."""
    if report.withdrawn_at or report.state not in {ReportState.SENT, ReportState.CONFIRMED, ReportState.OPENED}:
        return False
    return report.case is None or report.case.frozen_at is None


def may_withdraw(report: Report) -> bool:
    """Whether a report can be taken back."""
    return not report.withdrawn_at and report.state not in {ReportState.DISMISSED, ReportState.WITHDRAWN}


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """How a report stands: shape and word, what was, what comes next, our answer to it."""

    kind: str
    word: Words
    now: Sequence[str]
    then: Sequence[str]
    answer: str = ""
    confirms: bool = False


def stand(report: Report, *, was_read: bool) -> Stand:
    """How a report stands for its reporter; ``was_read``: whether a case officer has opened it."""
    if report.state == ReportState.OPENED:
        return _in_a_case(report)
    if report.state == ReportState.CONFIRMED:
        return _confirmed(report, was_read=was_read)
    return {
        ReportState.SENT: _sent,
        ReportState.DISMISSED: _dismissed,
        ReportState.WITHDRAWN: _withdrawn,
    }[ReportState(report.state)](report)


def _sent(report: Report) -> Stand:
    said = {"sent": _on(report.sent_at), "until": day(report.goes_on)}
    return Stand(
        kind="attention",
        word=_("not confirmed yet"),
        now=[_t("You sent this report on %(sent)s. Nobody of us has read it yet.") % said],
        then=[
            _t("Confirm it by %(until)s, by the button below. After that day nothing of it is kept.") % said,
            _t("Once it is confirmed, a case officer takes it, and we mail you that we received it."),
        ],
        confirms=True,
    )


def _confirmed(report: Report, *, was_read: bool) -> Stand:
    said = _t("You confirmed this report on %(confirmed)s.") % {"confirmed": _on(report.confirmed_at)}
    if report.officer_id:
        taken = _t("A case officer has taken it, and nobody else reads it.")
    elif was_read:
        taken = _t("A case officer read it and left it to a colleague, who takes it next.")
    else:
        taken = _t("A case officer takes it next. Nobody of us has read it yet.")
    return Stand(
        kind="waiting",
        word=_("received"),
        now=[said, taken],
        then=[
            _t("The case officer decides whether it leads to a case. We write to you on the day of that decision."),
            _t(
                "No day is set for it; whoever is to decide is reminded every week. If you want to know how far it is, "
                "write to us with the reference."
            ),
        ],
    )


def _dismissed(report: Report) -> Stand:
    said = {"ended": _on(report.ended_at), "why": report.get_dismissed_display(), "kept": day(report.kept_until)}
    return Stand(
        kind="ended",
        word=_("led to no case"),
        now=[_t("On %(ended)s we decided that this report leads to no case. The reason: %(why)s.") % said],
        then=[_t("Nothing more happens with it. It is kept until %(kept)s, and then deleted with its files.") % said],
        answer=report.letter,
    )


def _withdrawn(report: Report) -> Stand:
    said = {"ended": _on(report.ended_at), "kept": day(report.kept_until)}
    return Stand(
        kind="ended",
        word=_("taken back"),
        now=[_t("You took this report back on %(ended)s. It leads to no case.") % said],
        then=[_t("Nothing more happens with it. It is kept until %(kept)s, and then deleted with its files.") % said],
    )


def _in_a_case(report: Report) -> Stand:
    case = report.case
    back = (
        [
            _t(
                "You withdrew on %(day)s. We deleted your e-mail address and telephone; the case goes on without you, "
                "and what you wrote is part of it."
            )
            % {"day": _on(report.withdrawn_at)}
        ]
        if report.withdrawn_at
        else []
    )
    if case is None or case.closed_at is None:
        told = [] if back else [_t("We write to you when the case is closed.")]
        return Stand(
            kind="waiting",
            word=_("looked into by a committee"),
            now=[_t("We opened a case. A committee looks into it."), *back],
            then=[
                _t(
                    "The member is told what is alleged, and never by whom. They can challenge who judges, and "
                    "explain; then the committee judges."
                ),
                *told,
            ],
        )
    said = {"closed": _on(case.closed_at), "kept": day(case.kept_until)}
    return Stand(
        kind="ended",
        word=_("closed"),
        now=[_t("The committee judged, and the case was closed on %(closed)s.") % said, *back],
        then=[
            _t(
                "What was found stays between the committee and the member. A title that ended can be seen by anybody "
                "who checks its number."
            ),
            _t("Your report is kept with the case until %(kept)s, and then deleted with its files.") % said,
        ],
    )


def withdrawal(report: Report, terms: Terms, on: date) -> list[str]:
    """What follows from taking a report back today."""
    if report.state == ReportState.SENT:
        return [
            _t("Nobody has read it. We delete it at once with its files, and the link opens nothing any more."),
            _t("No mail follows. You can make another report at any time."),
        ]
    if report.state == ReportState.CONFIRMED:
        return [
            _t("It ends: it leads to no case, and the case officer, if one has it, is told so."),
            _t("It is kept until %(kept)s, and then deleted with its files. Until then your link shows it.")
            % {"kept": day(terms.dismissed_until(on))},
            _t("This cannot be undone. You can make another report at any time."),
        ]
    goes_on = (
        _t("The case is closed. Its judgement stays as it is.")
        if report.case and report.case.closed_at
        else _t("The case goes on without you: the member has been, or will be, asked to answer to it.")
    )
    return [
        goes_on,
        _t(
            "What you wrote and the files stay part of the case, and are deleted with it. Your link shows them until "
            "then."
        ),
        _t(
            "We mail you once more that you withdrew, and delete your e-mail address and telephone, so you get no mail "
            "after that. Your name stays known to the case officer and the committee, and to nobody else."
        ),
    ]


def _on(moment: datetime | None) -> str:
    return day(local_day(moment)) if moment else ""
