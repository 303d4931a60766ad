"""The stages of an application, as colleagues take it through them: taken up, handed over, references asked, assessed.

Every act locks account and application and raises ``Forbidden`` for who applies or is named in it, or has not declared
to have no interest. Of two colleagues who press at once the second is told what the first one did.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from applications import policies
from applications.emails import stages as emails
from applications.enums import ApplicationState, ObjectionState, Quorum, ReferenceState
from applications.models import Application, Objection
from applications.models.intake import REASON
from applications.selectors.references import count_of, people_of
from applications.services import asking
from applications.services import quorum as quorums
from applications.services.drafts import ApplicationRefused, locked
from applications.states import UNTIL_AWARD
from common import audit
from common.calendar import local_day
from comms import outbox

UNDER_WAY: Final = tuple(state for state in UNTIL_AWARD if state != ApplicationState.SUBMITTED)
"""In these somebody looks after an application, and in one that was rejected while an objection waits."""
NOT_NOW: Final[Mapping[ApplicationState, str | Promise]] = {
    ApplicationState.SUBMITTED: gettext_lazy("Nobody has taken this application up yet. Take it up first."),
    ApplicationState.INFORMATION: gettext_lazy(
        "A question waits for the applicant. This can be done once it is answered or taken back."
    ),
    ApplicationState.WITHDRAWN: gettext_lazy("The applicant withdrew this application."),
}
"""State → why the next step of a stage cannot be taken in it."""


class ReasonNeeded(ApplicationRefused):
    """An assessment opened without enough confirmations, and nobody said why."""


@transaction.atomic
def take_up(application: Application, *, by: User, at: datetime) -> Application:
    """Begin the screening of an application; whoever does looks after it.

    Locks account and application. Raises ``ApplicationRefused`` for one that somebody took up, and ``Forbidden``.
    """
    row = _locked(application, by)
    if row.screening_at is not None:
        raise ApplicationRefused(taken_up(row, by))
    row.become(ApplicationState.SCREENING)
    row.handler, row.screening_at = by, at
    row.save(update_fields=["state", "handler", "screening_at"])
    audit.record("applications.taken-up", about=row, person=row.person_id, by=by, at=at)
    return row


@transaction.atomic
def hand_over(application: Application, to: User, *, by: User, at: datetime) -> Application:
    """Let another colleague look after an application that was taken up; who takes it over hands it to themselves.

    Locks account and application. Raises ``ApplicationRefused`` where that colleague looks after it already or cannot,
    or where nothing is under way, and ``Forbidden``.
    """
    row = _locked(application, by)
    if not looked_after(row):
        raise ApplicationRefused(str(NOT_NOW.get(ApplicationState(row.state), _("This application is not under way."))))
    if row.handler_id == to.pk:
        told = _("You look after this application already.") if to == by else _("%(who)s looks after it already.")
        raise ApplicationRefused(told % {"who": to})
    if not policies.can_be_given(to, row):
        told = _("%(who)s cannot look after this application. Choose another colleague.")
        raise ApplicationRefused(told % {"who": to})
    before = audit.snapshot(row, "handler_id")
    row.handler = to
    row.save(update_fields=["handler"])
    changes = audit.changes(before, row)
    audit.record(
        "applications.taken-over" if to == by else "applications.handed-over",
        about=row,
        person=row.person_id,
        by=by,
        at=at,
        changes=changes,
    )
    return row


@transaction.atomic
def ask_references(application: Application, *, by: User, at: datetime) -> Application:
    """End the screening: ask everybody who was named for a reference, and begin the clock of each.

    Somebody who had themselves removed is not asked. Locks account and application. Queues a mail with a link to each
    of them, and one to the applicant that tells how many and until when. Where too few are left, the applicant is asked
    for another reference. Raises ``ApplicationRefused`` or ``IllegalMove`` outside screening, and ``Forbidden``.
    """
    row = _locked(application, by)
    _require(row, ApplicationState.SCREENING)
    row.become(ApplicationState.REFERENCES)
    row.references_at = at
    row.save(update_fields=["state", "references_at"])
    people = [person for person in row.references.filter(state=ReferenceState.NAMED) if not person.removed]
    asking.ask(row, people, at=at)
    if people:
        outbox.queue(emails.REFERENCES_ASKED, emails.mail(row, people, at), at=at)
    audit.record("applications.references-asked", about=row, person=row.person_id, by=by, at=at)
    quorums.reckon(row, at=at)
    return row


@transaction.atomic
def open_assessment(application: Application, reason: str, *, by: User, at: datetime) -> Application:
    """Begin the assessment: with enough confirmations as it is, without them for a reason, which is kept.

    Locks account and application. Raises ``ReasonNeeded``, ``ApplicationRefused`` or ``IllegalMove`` in another stage,
    and ``Forbidden``.
    """
    row = _locked(application, by)
    _require(row, ApplicationState.REFERENCES)
    row.quorum = count_of(row, people_of(row), local_day(at)).quorum.value
    reason = "" if row.quorum == Quorum.REACHED else reason.strip()
    if row.quorum != Quorum.REACHED and not reason:
        raise ReasonNeeded(_("Too few people have confirmed so far. Write why the assessment begins now."))
    if len(reason) > REASON:
        raise ReasonNeeded(_("Write at most %(limit)s characters.") % {"limit": REASON})
    row.become(ApplicationState.ASSESSMENT)
    row.assessment_at, row.opened_early = at, reason
    row.save(update_fields=["state", "quorum", "assessment_at", "opened_early"])
    audit.record(
        "applications.assessment-opened-early" if reason else "applications.assessment-opened",
        about=row,
        person=row.person_id,
        by=by,
        at=at,
        reason=reason,
    )
    return row


def looked_after(row: Application) -> bool:
    """Whether somebody looks after an application now (1 query of one that was rejected)."""
    if row.state == ApplicationState.REJECTED:
        return Objection.objects.filter(application=row, state=ObjectionState.MADE.value).exists()
    return row.state in UNDER_WAY


def taken_up(row: Application, by: User) -> str:
    """Who looks after an application whose screening began, and since when, as told to somebody."""
    assert row.screening_at is not None  # noqa: S101  its screening began
    day = date_format(local_day(row.screening_at), "j F Y")
    if row.handler_id == by.pk:
        return _("You look after this application already; its screening began on %(day)s.") % {"day": day}
    if row.handler is None:
        return _("This application was taken up already, on %(day)s.") % {"day": day}
    return _("%(who)s looks after this application already; its screening began on %(day)s.") % {
        "who": row.handler,
        "day": day,
    }


def _locked(application: Application, by: User) -> Application:
    row = locked(application.pk)
    if row is None:
        raise ApplicationRefused(_("This application is not there any more."))
    policies.require_handle(by, row)
    return row


def _require(row: Application, stage: ApplicationState) -> None:
    """Raise ``ApplicationRefused`` in another stage where it can be told better than by the table of moves."""
    if row.state != stage and row.state in NOT_NOW:
        raise ApplicationRefused(str(NOT_NOW[ApplicationState(row.state)]))
