"""Who may do what with reports and cases: the case officer and the committee of that one case, and nobody else.

No role opens a case, an administrator's neither; breaking the glass is an act of its own, and the chair is told.
"""

from typing import Final

from allauth.account.models import EmailAddress
from django.db.models import Q

from accounts.models import User
from common.errors import Forbidden
from conduct import enums
from conduct.enums import CaseState, ReportState, SeatKind, SeatState, Step
from conduct.models import Case, Report, Seat, Trace
from conduct.rules import naming
from conduct.states import OPEN
from members.models import Certificate, Credential

OFFICER: Final = enums.OFFICER
REPRESENTATIVE: Final = enums.COMMITTEE
ADMINISTRATOR: Final = "administrator"


def has_role(by: User, role: str) -> bool:
    """Whether somebody holds a role now."""
    return by.is_active and any(held.key == role for held in by.roles)


def is_officer(by: User) -> bool:
    """Whether somebody receives reports."""
    return has_role(by, OFFICER)


def has_nobody(officer: User | None) -> bool:
    """Whether a report or case has no case officer, or one who receives reports no more (at most 1 query)."""
    return officer is None or not is_officer(officer)


def is_reporter(person: User, report: Report) -> bool:
    """Whether a report was sent in the name of somebody, or from an address of theirs (at most 1 query)."""
    if naming.means(person.given_name, person.family_name, about=report.name):
        return True
    said = report.email.casefold()
    if not said:
        return False
    return said == person.email.casefold() or EmailAddress.objects.filter(user=person, email__iexact=said).exists()


def is_about(person: User, report: Report) -> bool:
    """Whether a report names somebody, by their name or a certificate of theirs (at most 1 query)."""
    if naming.means(person.given_name, person.family_name, about=report.about, told=report.about_more):
        return True
    number = report.about_number
    return bool(number) and Certificate.objects.filter(number=number, credential__member__user=person).exists()


def concerns(person: User, report: Report) -> bool:
    """Whether somebody sent a report, or is named in it (at most 2 queries)."""
    return is_reporter(person, report) or is_about(person, report)


def can_take(by: User, report: Report) -> bool:
    """Whether a case officer takes a report that nobody has (3 queries).

    Not one they sent, not one about themselves, and not one they left to others.
    """
    return report.state == ReportState.CONFIRMED and has_nobody(report.officer) and may_have(by, report)


def may_have(by: User, report: Report) -> bool:
    """Whether a case officer may have a report at all, whoever has it now (at most 4 queries)."""
    if not is_officer(by) or concerns(by, report):
        return False
    return not Trace.objects.filter(report=report, step=Step.REPORT_LEFT, by=by).exists()


def require_take(by: User, report: Report) -> None:
    """Raise ``Forbidden`` unless ``can_take``."""
    if not can_take(by, report):
        raise Forbidden


def can_read_report(by: User, report: Report) -> bool:
    """Whether somebody reads a report: its case officer; with a case, who opens that."""
    if report.case_id is not None and report.case is not None:
        return can_open(by, report.case)
    return is_officer(by) and report.officer_id == by.pk


def require_handle_report(by: User, report: Report) -> None:
    """Raise ``Forbidden`` unless this is the case officer of a report that waits for a decision."""
    if not (is_officer(by) and report.officer_id == by.pk):
        raise Forbidden


def is_case_officer(by: User, case: Case) -> bool:
    """Whether somebody is the case officer of a case."""
    return is_officer(by) and case.officer_id == by.pk


def require_case_officer(by: User, case: Case) -> None:
    """Raise ``Forbidden`` unless ``is_case_officer``."""
    if not is_case_officer(by, case):
        raise Forbidden


def is_apart(person: User, case: Case) -> bool:
    """Whether somebody is active and stands apart from a case and its reports (at most 5 queries).

    Not whom it is about, nor who reported, looks after it, was asked to judge, or left it to others.
    """
    if person.pk in {case.member.user_id, case.officer_id} or not person.is_active:
        return False
    if any(is_reporter(person, report) for report in case.reports.all()):
        return False
    of_it = Trace.objects.filter(Q(case=case) | Q(report__case=case), by=person, step__in=LEFT)
    return not (case.seats.filter(person=person).exists() or of_it.exists())


LEFT: Final = (Step.REPORT_LEFT, Step.CASE_LEFT)
"""Steps after which a case does not come back to somebody."""
LOOKED_AFTER: Final = (Step.CASE_OPENED, Step.CASE_HANDED_ON)
"""Steps of who looked after a case: they do not judge it, but it can come back to them."""


def looked_after(person: User, case: Case) -> bool:
    """Whether somebody was the case officer of a case (1 query)."""
    found: bool = case.traces.filter(by=person, step__in=LOOKED_AFTER).exists()
    return found


def can_go_on(person: User, case: Case) -> bool:
    """Whether a case can be handed on to somebody: a case officer who is apart from it (at most 6 queries)."""
    return case.state in OPEN and is_officer(person) and is_apart(person, case)


def can_take_over(by: User, case: Case) -> bool:
    """Whether a case officer takes over a case that was handed to them, or whose own one receives reports no more.

    At most 7 queries.
    """
    return (case.handed_to_id == by.pk or has_nobody(case.officer)) and can_go_on(by, case)


def require_take_over(by: User, case: Case) -> None:
    """Raise ``Forbidden`` unless ``can_take_over``."""
    if not can_take_over(by, case):
        raise Forbidden


def may_judge(person: User, kind: SeatKind) -> bool:
    """Whether somebody represents the institute on committees, or holds a title, as a seat asks (1 query)."""
    if kind is SeatKind.REPRESENTATIVE:
        return has_role(person, REPRESENTATIVE)
    return person.is_active and Credential.objects.open().filter(member__user=person).exists()


def seated(by: User, case: Case) -> Seat | None:
    """The seat of somebody who declared no interest and sits on the committee of a case (2 queries).

    None for who represents the institute no more, or holds no title any more, while a case is under way.
    """
    found: Seat | None = case.seats.filter(person=by, state=SeatState.SEATED).first()
    if found is None or not by.is_active:
        return None
    return found if case.state not in OPEN or may_judge(by, SeatKind(found.kind)) else None


def require_seated(by: User, case: Case) -> Seat:
    """The seat of somebody on the committee. Raises ``Forbidden`` for everybody else."""
    seat = seated(by, case)
    if seat is None:
        raise Forbidden
    return seat


def require_chair(by: User, case: Case) -> Seat:
    """The seat of the chair. Raises ``Forbidden`` for everybody else."""
    seat = require_seated(by, case)
    if not seat.chair:
        raise Forbidden
    return seat


def can_open(by: User, case: Case) -> bool:
    """Whether somebody opens a case: its case officer, and who sits on its committee; never whom it is about."""
    if by.pk == case.member.user_id:
        return False
    return is_case_officer(by, case) or seated(by, case) is not None


def can_read_notes(by: User, case: Case) -> bool:
    """Whether somebody reads the notes of a committee: who sits on it, and never its case officer."""
    return seated(by, case) is not None and not is_case_officer(by, case)


def require_open(by: User, case: Case) -> None:
    """Raise ``Forbidden`` unless ``can_open``."""
    if not can_open(by, case):
        raise Forbidden


def is_party(by: User, case: Case) -> bool:
    """Whether a case is about somebody, and they were told of it."""
    return by.is_active and by.pk == case.member.user_id and case.state != CaseState.FORMING


def require_party(by: User, case: Case) -> None:
    """Raise ``Forbidden`` unless ``is_party``."""
    if not is_party(by, case):
        raise Forbidden


def can_break_glass(by: User) -> bool:
    """Whether somebody may open a case that is not theirs, with a reason of which its chair is told at once."""
    return has_role(by, ADMINISTRATOR)
