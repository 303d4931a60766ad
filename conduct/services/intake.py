"""What a case officer does with a report: take it, leave it, hand it on, dismiss it with a reason, open a case."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from common.calendar import local_day
from comms import outbox
from conduct import policies
from conduct.emails import cases as case_emails
from conduct.emails import reports as emails
from conduct.enums import CaseState, Dismissed, ReportState, Step
from conduct.models import Case, CaseArticle, Report
from conduct.models.reports import LONG, SHORT
from conduct.rules.naming import named
from conduct.selectors.terms import terms_on
from conduct.services import telling
from conduct.services.articles import articles_of, code_on
from conduct.services.steps import (
    ConductRefused,
    end_seat,
    locked_case,
    locked_report,
    note,
    require_state,
    required,
)
from conduct.states import AT_WORK, OPEN
from members.models import Member

FROZEN: Final = (CaseState.DELIBERATING, CaseState.PROPOSED)


@transaction.atomic
def take(report: Report, *, by: User, at: datetime) -> Report:
    """Take a report, having declared no interest in whom it is about. Locks it; of two the second is told.

    Raises ``Forbidden``, and ``ConductRefused`` for one that somebody has.
    """
    row = locked_report(report)
    if row.officer_id == by.pk:
        return row
    if not policies.has_nobody(row.officer) or row.state != ReportState.CONFIRMED:
        raise ConductRefused(_("A colleague took this report just now, or it has ended."))
    policies.require_take(by, row)
    row.officer = by
    row.save(update_fields=["officer"])
    note(Step.REPORT_TAKEN, report=row, by=by, at=at)
    return row


@transaction.atomic
def leave(report: Report, words: str, *, by: User, at: datetime) -> Report:
    """Leave a report to others because of an interest in it, or for another reason; it does not come back.

    Locks it; queues word to who may take it. Raises ``Forbidden`` and ``ConductRefused``.
    """
    row = locked_report(report)
    said = required(words, _("Write in a few words why."), SHORT)
    if policies.has_nobody(row.officer):
        policies.require_take(by, row)
    else:
        policies.require_handle_report(by, row)
    _require_waiting(row)
    row.officer = None
    row.save(update_fields=["officer"])
    note(Step.REPORT_LEFT, report=row, by=by, at=at, words=said)
    telling.to_take(row, emails.TO_TAKE, at=at, period=f"left {at:%Y-%m-%d %H:%M:%S}")
    return row


@transaction.atomic
def hand_on(report: Report, to: User, *, by: User, at: datetime) -> Report:
    """Hand a report to another case officer, who takes it anew, declaring no interest.

    Locks it; queues ``conduct.report_handed_on``. Raises ``Forbidden``, ``ConductRefused`` for who cannot take it.
    """
    row = locked_report(report)
    policies.require_handle_report(by, row)
    _require_waiting(row)
    row.officer = None
    if to.pk == by.pk or not policies.can_take(to, row):
        raise ConductRefused(_("This person cannot take the report."))
    row.save(update_fields=["officer"])
    note(Step.REPORT_HANDED_ON, report=row, by=by, whom=to, at=at)
    outbox.queue(emails.HANDED_ON, emails.handed_on(row, to, f"{at:%Y-%m-%d %H:%M:%S}"), at=at)
    return row


def note_reading(report: Report, *, by: User, at: datetime) -> None:
    """Leave a line that somebody read a report. Raises ``Forbidden`` for who may not."""
    if not policies.can_read_report(by, report):
        policies.require_handle_report(by, report)
    note(Step.REPORT_READ, report=report, by=by, at=at)


@transaction.atomic
def dismiss(report: Report, why: Dismissed, letter: str, *, by: User, at: datetime) -> Report:
    """Answer that a report leads to no case, with a reason its reporter reads.

    Locks it; queues ``conduct.report_dismissed``, which leads there. Raises ``Forbidden``, ``ConductRefused``.
    """
    row = locked_report(report)
    policies.require_handle_report(by, row)
    _require_waiting(row)
    row.letter = required(letter, _("Write the reason, in words to the reporter."), SHORT)
    row.become(ReportState.DISMISSED)
    row.dismissed, row.ended_at = why.value, at
    row.kept_until = terms_on(local_day(at)).dismissed_until(local_day(at))
    row.save(update_fields=["state", "dismissed", "letter", "ended_at", "kept_until"])
    note(Step.REPORT_DISMISSED, report=row, by=by, at=at)
    outbox.queue(emails.DISMISSED, emails.to_reporter(row), at=at)
    return row


@transaction.atomic
def open_case(
    report: Report,
    member: Member,
    *,
    acted_from: date,
    acted_until: date,
    articles: Collection[int],
    alleged: str,
    by: User,
    at: datetime,
) -> Case:
    """Open a case on a report: about which member, which articles of the version of that day, and what is alleged.

    Locks the member's account, then the report; queues word to the reporter. Raises ``Forbidden``, ``ConductRefused``
    for a case about oneself, while another case about the member is open, for articles of another version, and where
    what is alleged names a reporter.
    """
    User.objects.select_for_update(no_key=True).get(pk=member.user_id)
    row = locked_report(report)
    policies.require_handle_report(by, row)
    _require_waiting(row)
    if member.user_id == by.pk:
        raise ConductRefused(_("This is about you. Leave the report to a colleague."))
    if open_one := Case.objects.open().filter(member=member).first():
        told = _("Case %(case)s about this member is open. Put the report with it.")
        raise ConductRefused(told % {"case": open_one.reference})
    version = code_on(acted_until)
    known = {article.pk for article in articles_of(version)}
    if not articles or not known.issuperset(articles):
        raise ConductRefused(_("Choose at least one article of the code as it was in force on that day."))
    said = required(alleged, _("Write what is alleged, in words to the member."), LONG)
    require_nameless(said, [row])
    case: Case = Case.objects.create(
        member=member,
        officer=by,
        opened_at=at,
        code=version,
        acted_from=acted_from,
        acted_until=acted_until,
        alleged=said,
    )
    CaseArticle.objects.bulk_create(CaseArticle(case=case, article_id=key) for key in sorted(articles))
    _belong(row, case)
    note(Step.CASE_OPENED, report=row, case=case, by=by, at=at)
    outbox.queue(emails.LOOKED_INTO, emails.to_reporter(row), at=at)
    return case


@transaction.atomic
def take_over(case: Case, *, by: User, at: datetime) -> Case:
    """Take over a case that was handed on, or whose officer receives reports no more, having declared no interest.

    Queues word to who had it. Raises ``Forbidden``.
    """
    row = locked_case(case)
    if row.officer_id == by.pk:
        return row
    policies.require_take_over(by, row)
    before = row.officer
    row.officer, row.handed_to = by, None
    row.save(update_fields=["officer", "handed_to"])
    note(Step.CASE_HANDED_ON, case=row, by=by, at=at)
    if not policies.has_nobody(before):
        outbox.queue(case_emails.TAKEN_OVER, case_emails.to(before, row, period=f"{at:%Y-%m-%d %H:%M:%S}"), at=at)
    return row


@transaction.atomic
def hand_case_on(case: Case, to: User, *, by: User, at: datetime) -> Case:
    """Ask a colleague to go on with a case; it stays with its officer until they declared that they have no interest.

    Again, it asks somebody else instead. Queues ``conduct.case_handed_on``. Raises ``Forbidden``, and
    ``ConductRefused`` for who cannot take it.
    """
    row = locked_case(case)
    policies.require_case_officer(by, row)
    require_state(row, *OPEN)
    if not policies.can_go_on(to, row):
        raise ConductRefused(_("This person cannot take the case."))
    row.handed_to = to
    row.save(update_fields=["handed_to"])
    note(Step.CASE_OFFERED, case=row, by=by, whom=to, at=at)
    outbox.queue(case_emails.HANDED_ON, case_emails.to(to, row, period=f"{at:%Y-%m-%d %H:%M:%S}"), at=at)
    return row


@transaction.atomic
def leave_case(case: Case, words: str, *, by: User, at: datetime) -> Case:
    """Leave a case that was handed on to its officer, because of an interest in it or for another reason; for good.

    Queues word to its officer. Raises ``Forbidden``, ``ConductRefused``.
    """
    row = locked_case(case)
    policies.require_take_over(by, row)
    said = required(words, _("Write in a few words why."), SHORT)
    row.handed_to = None
    row.save(update_fields=["handed_to"])
    note(Step.CASE_LEFT, case=row, by=by, at=at, words=said)
    if not policies.has_nobody(row.officer):
        outbox.queue(case_emails.NOT_TAKEN, case_emails.to(row.officer, row, period=f"{by.pk}"), at=at)
    return row


@transaction.atomic
def join(report: Report, case: Case, *, by: User, at: datetime) -> Case:
    """Put another report with an open case about the same member, until its file is frozen; who sent it judges no more.

    Locks the member's account, the case and the report; queues word to the reporter. Raises ``Forbidden`` for who is
    not the case officer of both, and ``ConductRefused``.
    """
    found = locked_case(case)
    row = locked_report(report)
    policies.require_handle_report(by, row)
    policies.require_case_officer(by, found)
    _require_waiting(row)
    if found.state not in OPEN or found.state in FROZEN:
        raise ConductRefused(_("The file of this case is frozen; nothing can be put with it."))
    require_nameless(found.alleged, [row])
    for seat in found.seats.filter(state__in=[state.value for state in AT_WORK]).select_related("person"):
        if policies.is_reporter(seat.person, row):
            end_seat(found, seat, by=by, at=at)
    _belong(row, found)
    note(Step.REPORT_JOINED, report=row, case=found, by=by, at=at)
    outbox.queue(emails.LOOKED_INTO, emails.to_reporter(row), at=at)
    return found


def require_nameless(text: str, reports: Collection[Report]) -> None:
    """Raise ``ConductRefused`` where a text that the member reads says who reported."""
    found = named(
        text,
        names=[report.name for report in reports],
        addresses=[report.email for report in reports],
        phones=[report.phone for report in reports],
    )
    if found:
        told = _("The member reads this, and must not learn who reported. Leave this out: %(found)s.")
        raise ConductRefused(told % {"found": ", ".join(found)})


def _belong(row: Report, case: Case) -> None:
    row.become(ReportState.OPENED)
    row.case = case
    row.save(update_fields=["state", "case"])


def _require_waiting(row: Report) -> None:
    if row.state != ReportState.CONFIRMED:
        raise ConductRefused(
            _("Of this report: %(state)s. This cannot be done now.") % {"state": row.get_state_display()}
        )
