"""What acts of conduct share: their refusals, locks, and the line each leaves in the trace."""

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import DomainError
from comms import outbox
from conduct.emails import cases as emails
from conduct.enums import CaseState, SeatState, Step
from conduct.models import Case, Report, Seat, Trace


class ConductRefused(DomainError):  # noqa: N818  read aloud where it is raised
    """An act that cannot be, with the reason."""


def note(
    step: Step,
    *,
    report: Report | None = None,
    case: Case | None = None,
    by: User | None,
    at: datetime,
    whom: User | None = None,
    words: str = "",
) -> None:
    """Leave a line in the trace of a report or a case (1 query)."""
    Trace.objects.create(report=report, case=case, step=step.value, by=by, whom=whom, at=at, words=words)


def required(text: str, lacking: str, most: int) -> str:
    """What somebody wrote, tidied. Raises ``ConductRefused`` with ``lacking`` for nothing, and for too much."""
    said = text.strip()
    if not said:
        raise ConductRefused(lacking)
    if len(said) > most:
        raise ConductRefused(_("Write at most %(most)d characters.") % {"most": most})
    return said


def locked_report(report: Report) -> Report:
    """A report, locked (1 query). Raises ``ConductRefused`` for one that is gone."""
    row = Report.objects.select_for_update(of=("self",)).filter(pk=report.pk).first()
    if row is None:
        raise ConductRefused(_("This report is not there any more."))
    return row


def locked_case(case: Case) -> Case:
    """A case, locked after the account it is about (2 queries). Raises ``ConductRefused`` for one that is gone."""
    User.objects.select_for_update(no_key=True).get(pk=case.member.user_id)
    rows = Case.objects.select_for_update(of=("self",)).select_related("member__user", "code")
    row = rows.filter(pk=case.pk).first()
    if row is None:
        raise ConductRefused(_("This case is not there any more."))
    return row


def require_state(case: Case, *states: CaseState) -> None:
    """Raise ``ConductRefused`` unless a case is in one of these states."""
    if case.state not in states:
        told = _("Of this case: %(state)s. This cannot be done now.")
        raise ConductRefused(told % {"state": case.get_state_display()})


def locked_seat(case: Case, seat: Seat) -> Seat:
    """A seat of a locked case, locked (1 query). Raises ``ConductRefused`` for one that is not there."""
    row = case.seats.select_for_update(of=("self",)).select_related("person").filter(pk=seat.pk).first()
    if row is None:
        raise ConductRefused(_("This seat is not there any more."))
    return row


def end_seat(case: Case, row: Seat, *, by: User, at: datetime) -> None:
    """End a seat of a locked case, or an invitation to it; queues ``conduct.seat_ended`` to who had it."""
    row.become(SeatState.REPLACED)
    row.chair, row.ended_at = False, at
    row.save(update_fields=["state", "chair", "ended_at"])
    note(Step.SEAT_ENDED, case=case, by=by, whom=row.person, at=at)
    outbox.queue(emails.SEAT_ENDED, emails.to(row.person, case), at=at)
