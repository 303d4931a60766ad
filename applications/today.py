"""What officer applications add to Today."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from applications.enums import ApplicationState
from applications.models import Application, Appointment
from applications.models.walls import not_concerning
from applications.selectors import questions, queue
from common.today import HOUSEKEEPING, MINE, OVERDUE, WAITING, Line, register

Rows = Callable[[Any, datetime], QuerySet[Any]]


def _line(name: str) -> Rows:
    return lambda user, at: queue.LINES[name](not_concerning(Application.objects.all(), user), user, at)


def _known(rows: Rows, way: str = "pk") -> Rows:
    """Those of some rows that somebody may know of: about applications that neither are theirs nor name them."""
    return lambda user, at: not_concerning(rows(user, at), user, way)


register(
    Line(
        section=OVERDUE,
        label=_("Applications whose answer is late"),
        detail=_(
            "The day we named for the answer has passed. Nothing is decided by that; the applicant is told a new day."
        ),
        permission="applications.view_application",
        changelist="applications_application",
        query="queue=red",
        rows=_line("red"),
        kind="ended",
    ),
    Line(
        section=MINE,
        label=_("Applications you look after"),
        detail=_("What is to be answered first stands first."),
        permission="applications.view_application",
        acts="applications.handle_application",
        changelist="applications_application",
        query="queue=mine",
        rows=_line("mine"),
        kind="waiting",
    ),
    Line(
        section=MINE,
        label=_("Applications whose answer is pressing"),
        detail=_("The clock has run sixteen working days or more; twenty is the last."),
        permission="applications.view_application",
        changelist="applications_application",
        query="queue=amber",
        rows=_line("amber"),
    ),
    Line(
        section=MINE,
        label=_("Applications that enough people confirm"),
        detail=_("Their assessment can be opened."),
        permission="applications.view_application",
        acts="applications.handle_application",
        changelist="applications_application",
        query="queue=quorum",
        rows=_line("quorum"),
    ),
    Line(
        section=MINE,
        label=_("Proposed answers that wait for a second person, not yours"),
        detail=_("A colleague proposed to accept or to reject. Confirm it, or send it back with words to them."),
        permission="applications.assess_application",
        changelist="applications_application",
        query="queue=to-confirm",
        rows=_line("to-confirm"),
    ),
    Line(
        section=MINE,
        label=_("Answers you proposed that were sent back"),
        detail=_("A colleague wrote why. Judge again, and propose anew."),
        permission="applications.assess_application",
        changelist="applications_application",
        query="queue=sent-back",
        rows=_line("sent-back"),
    ),
    Line(
        section=MINE,
        label=_("Applications in assessment that nobody has judged yet"),
        detail=_("Declare whether you have an interest, then judge the four criteria."),
        permission="applications.assess_application",
        changelist="applications_application",
        query="queue=unjudged",
        rows=_line("unjudged"),
    ),
    Line(
        section=MINE,
        label=_("Applications in assessment where you have declared nothing yet"),
        detail=_("Say whether you have an interest; what they say opens then."),
        permission="applications.view_application",
        acts="applications.assess_application",
        changelist="applications_application",
        query="queue=undeclared",
        rows=_line("undeclared"),
    ),
    Line(
        section=MINE,
        label=_("Applications in assessment, yours"),
        detail=_("You declared to have no interest in them. What is to be answered first stands first."),
        permission="applications.view_application",
        acts="applications.assess_application",
        changelist="applications_application",
        query="queue=judging",
        rows=_line("judging"),
        kind="waiting",
    ),
    Line(
        section=MINE,
        label=_("Applications with a reference whom our mail did not reach"),
        detail=_("It came back. Ring them or the applicant, and use another address."),
        permission="applications.view_application",
        acts="applications.handle_application",
        changelist="applications_application",
        query="queue=returned",
        rows=_line("returned"),
    ),
    Line(
        section=OVERDUE,
        label=_("Accepted applications that are complete and not awarded"),
        detail=_("A duty awards them within a minute. For a quarter of an hour it did not: look at its faults."),
        permission="applications.view_application",
        changelist="applications_application",
        query="queue=stuck",
        rows=_line("stuck"),
        kind="ended",
    ),
    Line(
        section=MINE,
        label=_("Accepted applications whose title came another way"),
        detail=_("It cannot be awarded twice. Look at the register and write to the applicant."),
        permission="applications.view_application",
        acts="applications.handle_application",
        changelist="applications_application",
        query="queue=held-otherwise",
        rows=_line("held-otherwise"),
    ),
    Line(
        section=MINE,
        label=_("Accepted applications whose last day is near or past"),
        detail=_("Their acceptance lapses unless what is missing comes; look what waits for us."),
        permission="applications.view_application",
        changelist="applications_application",
        query="queue=lapsing",
        rows=_line("lapsing"),
    ),
    Line(
        section=WAITING,
        label=_("Accepted applications that are not awarded yet"),
        detail=_("Something of the list is still missing; it stands on the page of each."),
        permission="applications.view_application",
        changelist="applications_application",
        query="queue=finalising",
        rows=_line("finalising"),
        kind="waiting",
    ),
    Line(
        section=WAITING,
        label=_("Applications that wait for their applicant"),
        detail=_("Something was asked, or another reference is needed; their clock stands still."),
        permission="applications.view_application",
        changelist="applications_application",
        query="queue=applicant",
        rows=_line("applicant"),
        kind="waiting",
    ),
    Line(
        section=OVERDUE,
        label=_("Questions whose applicant has been silent for more than 10 working days"),
        detail=_("They were reminded twice. Call them, ask in other words, or take the question back."),
        permission="applications.view_application",
        acts="applications.handle_application",
        changelist="applications_application",
        query="question=silent",
        rows=_known(lambda _user, at: questions.silent(at)),
    ),
    Line(
        section=MINE,
        label=_("Answers that came in during the last seven days, yours"),
        detail=_("Applicants answered what was asked in applications that you look after; their clocks go on."),
        permission="applications.view_application",
        acts="applications.handle_application",
        changelist="applications_application",
        query="question=answered",
        rows=_known(questions.answered_lately),
    ),
    Line(
        section=MINE,
        label=_("Objections to be decided by people who took no part"),
        detail=_("You had none in these: judge the application anew, then decide with a second colleague."),
        permission="applications.view_application",
        acts="applications.assess_application",
        changelist="applications_application",
        query="queue=objection",
        rows=_line("objection"),
        kind="waiting",
    ),
    Line(
        section=OVERDUE,
        label=_("Objections whose answer is late"),
        detail=_("The day we named has passed. You had no part in these; judge them and decide with a colleague."),
        permission="applications.view_application",
        acts="applications.assess_application",
        changelist="applications_application",
        query="queue=objection-late",
        rows=_line("objection-late"),
        kind="ended",
    ),
    Line(
        section=MINE,
        label=_("Identity appointments with you in the next seven days"),
        detail=_("Applicants who took a time of yours; compare them and their name with their document."),
        permission="applications.change_appointment",
        changelist="applications_appointment",
        query="state=mine",
        rows=_known(Appointment.objects.soon, "application"),
        kind="waiting",
    ),
    Line(
        section=MINE,
        label=_("Identity appointments with you today"),
        detail=_("Record what you saw right after each; nothing of the document is kept."),
        permission="applications.add_identitycheck",
        changelist="applications_appointment",
        query="state=today",
        rows=_known(Appointment.objects.today, "application"),
        kind="waiting",
    ),
    Line(
        section=OVERDUE,
        label=_("Identity appointments that are over, with nothing recorded"),
        detail=_("Record what was seen. Whoever did not come is let go once another time is put down for them."),
        permission="applications.add_identitycheck",
        changelist="applications_appointment",
        query="state=unrecorded",
        rows=_known(lambda _user, at: Appointment.objects.unrecorded(at), "application"),
    ),
    Line(
        section=MINE,
        label=_("Applications signed by hand whose scan nobody looked at"),
        detail=_("Open the scan and note that the signature was seen, or ask for another scan."),
        permission="applications.view_application",
        acts="applications.handle_application",
        changelist="applications_application",
        query="queue=scan",
        rows=_line("scan"),
    ),
    Line(
        section=MINE,
        label=_("Submitted applications without an identity appointment to come"),
        detail=_("Propose a time by mail, then put it down: offer one that is agreed with the application."),
        permission="applications.view_application",
        acts="applications.add_appointment",
        changelist="applications_application",
        query="appointment=none",
        rows=_known(lambda _user, at: Application.objects.without_appointment(at)),
    ),
    Line(
        section=HOUSEKEEPING,
        label=_("Free identity appointments"),
        detail=_("Applicants choose among these. When none is left, offer some; until then we propose times by mail."),
        permission="applications.change_appointment",
        changelist="applications_appointment",
        query="state=free",
        rows=lambda _user, at: Appointment.objects.free(at),
        kind="valid",
    ),
    Line(
        section=WAITING,
        label=_("Applications waiting for screening"),
        detail=_("They were signed and submitted; each is answered by the day it names."),
        permission="applications.view_application",
        changelist="applications_application",
        query="state__exact=submitted",
        rows=_known(lambda _user, _at: Application.objects.filter(state=ApplicationState.SUBMITTED)),
        kind="waiting",
    ),
)
