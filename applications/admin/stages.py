"""The stages of an application in the back office: each step is asked for on a page of its own, with its effects."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from accounts import sessions
from accounts.models import User
from applications import policies
from applications.admin.interest import InterestPages, declared_first
from applications.admin.judging import typed
from applications.admin.queue import QueueAdmin
from applications.enums import ApplicationState, Item, Quorum, ReferenceState, SignedHow
from applications.forms.questions import AskForm
from applications.forms.stages import EarlyForm, HandOverForm
from applications.models import Application
from applications.models.walls import not_concerning
from applications.selectors.finalising import found_for
from applications.selectors.references import count_of, people_of
from applications.services import checking, stages
from applications.states import ASKED_IN, UNTIL_AWARD
from common.calendar import local_day
from common.errors import DomainError

CHANGE: Final = "admin:applications_application_change"
HANDLED: Final = frozenset({*stages.UNDER_WAY, ApplicationState.REJECTED})
Effects = tuple[str | Promise, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A step with an application in some states, asked for on a page of its own; ``form`` where something is told.

    ``possible``: what its states alone do not tell. ``offered``: whether this colleague gets a button for it.
    """

    key: str
    label: str | Promise
    question: str | Promise
    done: str | Promise
    states: frozenset[ApplicationState]
    act: Callable[[Application, dict[str, Any], User, datetime], object]
    effects: Callable[[Application, datetime], Effects]
    form: Callable[[Application, datetime, Any], Form | None] = lambda _row, _at, _typed: None
    possible: Callable[[Application], bool] = lambda _row: True
    offered: Callable[[Application, User], bool] = lambda _row, _by: True

    @property
    def view(self) -> str:
        """The page that asks, as addresses are named."""
        return f"applications_application_{self.key.replace('-', '_')}"


def _enough(row: Application, at: datetime) -> bool:
    return count_of(row, people_of(row), local_day(at)).quorum == Quorum.REACHED


def _asks(row: Application, _at: datetime) -> Effects:
    people = [person for person in row.references.filter(state=ReferenceState.NAMED) if not person.removed]
    names = ", ".join(person.name for person in people)
    told = _t("We write to %(names)s, each with a private link that opens the form for fifteen working days.")
    return (
        told % {"names": names} if people else _t("Nobody is left to write to; the applicant is asked to name others."),
        _t("The applicant is told by mail whom we wrote to and until when they have."),
        _t("We remind them ourselves on the third and the seventh working day."),
    )


def _opens(row: Application, at: datetime) -> Effects:
    said = (
        _t("Enough people confirm.")
        if _enough(row, at)
        else _t("Not enough people have confirmed so far; you write why the assessment begins now.")
    )
    return said, _t("Answers that are still awaited may come until the decision.")


def _sees(row: Application, _at: datetime) -> Effects:
    said = _t("You say that the scan is signed, and that the signature stands for %(name)s.") % {"name": row.name}
    found = found_for(row) if row.state == ApplicationState.ACCEPTED else None
    if found is None or found.missing != (Item.SIGNED,):
        return said, _t("Your name and this day are kept with it. No mail goes.")
    return (
        said,
        _t("Your name and this day are kept with it."),
        _t("With it everything is there: the title is awarded within minutes, and the applicant is told by mail."),
    )


def _scan_text(row: Application) -> str:
    """What is asked of an applicant whose scan cannot be accepted, in their language; a colleague may change it."""
    with override(row.person.language):
        return _t(
            "We cannot accept the scan of your signed form as it is: the signature cannot be seen well enough. Please "
            "sign the printed form %(reference)s by hand, scan every page of it, and send the scan with your answer."
        ) % {"reference": row.reference}


STEPS: Final = (
    Step(
        key="take-up",
        label=_("Take it up"),
        question=_("Take up the application of %(person)s?"),
        done=_("You look after the application of %(person)s."),
        states=frozenset({ApplicationState.SUBMITTED}),
        act=lambda row, _said, by, at: stages.take_up(row, by=by, at=at),
        effects=lambda _row, _at: (
            _("You look after it from now on; its screening begins."),
            _("No mail goes. The day of the answer stays as it is."),
        ),
    ),
    Step(
        key="ask-references",
        label=_("Ask the references"),
        question=_("Ask the references of %(person)s?"),
        done=_("The references of %(person)s are asked."),
        states=frozenset({ApplicationState.SCREENING}),
        act=lambda row, _said, by, at: stages.ask_references(row, by=by, at=at),
        effects=_asks,
    ),
    Step(
        key="open-assessment",
        label=_("Open the assessment"),
        question=_("Open the assessment of %(person)s?"),
        done=_("The assessment of %(person)s is open."),
        states=frozenset({ApplicationState.REFERENCES}),
        act=lambda row, said, by, at: stages.open_assessment(row, said.get("reason", ""), by=by, at=at),
        effects=_opens,
        form=lambda row, at, typed: None if _enough(row, at) else EarlyForm(typed),
    ),
    Step(
        key="take-over",
        label=_("Take it over"),
        question=_("Take over the application of %(person)s?"),
        done=_("You look after the application of %(person)s."),
        states=HANDLED,
        act=lambda row, _said, by, at: stages.hand_over(row, by, by=by, at=at),
        effects=lambda row, _at: (
            _t("%(who)s looked after it until now.") % {"who": row.handler}
            if row.handler
            else _t("Nobody looks after it now."),
            _t("You look after it from now on. No mail goes."),
        ),
        possible=stages.looked_after,
        offered=lambda row, by: row.handler_id != by.pk,
    ),
    Step(
        key="hand-over",
        label=_("Hand it over"),
        question=_("Hand over the application of %(person)s?"),
        done=_("The application of %(person)s is handed over."),
        states=HANDLED,
        act=lambda row, said, by, at: stages.hand_over(row, said["to"], by=by, at=at),
        effects=lambda _row, _at: (_("That colleague looks after it from now on. No mail goes."),),
        form=lambda row, _at, typed: HandOverForm(typed, application=row),
        possible=stages.looked_after,
    ),
    Step(
        key="see-scan",
        label=_("The signature is seen"),
        question=_("Have you seen the signature of %(person)s on the scan?"),
        done=_("It is noted that the signature of %(person)s was seen."),
        states=frozenset(UNTIL_AWARD),
        act=lambda row, _said, by, at: checking.see_scan(row, by=by, at=at),
        effects=_sees,
        offered=lambda row, _by: row.signed_how == SignedHow.SCAN and row.scan_checked_at is None,
    ),
    Step(
        key="ask-scan",
        label=_("Ask for another scan"),
        question=_("Ask %(person)s for another scan?"),
        done=_("%(person)s is asked for another scan."),
        states=frozenset({*ASKED_IN, ApplicationState.INFORMATION}),
        act=lambda row, said, by, at: checking.ask_new_scan(row, said["text"], by=by, at=at),
        effects=lambda row, _at: (
            _("The applicant gets this question by mail and answers with the new scan.")
            if row.state == ApplicationState.ACCEPTED
            else _("The applicant gets this question by mail and answers with the new scan; the clock stands still."),
            _("A signature that was noted as seen is not any more. Look at the new scan and note it then."),
        ),
        form=lambda row, _at, typed: AskForm(typed, initial={"text": _scan_text(row)}),
        offered=lambda row, _by: row.signed_how == SignedHow.SCAN,
    ),
)


class StagePages(InterestPages, QueueAdmin):
    """The pages that ask before a step."""

    def get_urls(self) -> list[URLPattern]:
        """Django's own, and a page for each step."""
        steps = [
            self.asking(f"<int:pk>/{step.key}/", declared_first(partial(self._step, step=step)), step.view)
            for step in STEPS
        ]
        return [*steps, *super().get_urls()]

    def steps_for(self, row: Application, by: User) -> list[Step]:
        """What this colleague can do with an application now; nothing where they apply or are named (2 queries)."""
        if not policies.can_handle(by, row):
            return []
        return [step for step in STEPS if row.state in step.states and step.possible(row) and step.offered(row, by)]

    def handled(self, request: HttpRequest, pk: int) -> Application:
        """An application that was submitted, for a colleague who may handle it; else 404 or 403."""
        rows = Application.objects.handed_in().select_related("person", "title", "handler")
        by = sessions.person(request)
        row: Application = get_object_or_404(not_concerning(rows, by), pk=pk)
        if not policies.can_handle(by, row):
            raise PermissionDenied
        return row

    def _step(self, request: HttpRequest, pk: int, *, step: Step) -> HttpResponse:
        """Ask before a step, with its effects; then take it. Two who press at once: the second is told."""
        by, at = sessions.person(request), timezone.now()
        if not by.has_perm("applications.handle_application"):
            raise PermissionDenied
        row = self.handled(request, pk)
        named, obstacle = {"person": row.name}, _obstacle(step, row, by)
        sent = request.POST if request.method == "POST" else None
        form = None if obstacle else step.form(row, at, sent)
        if request.method == "POST" and not obstacle and (form is None or form.is_valid()):
            try:
                step.act(row, form.cleaned_data if form else {}, by, at)
            except stages.ReasonNeeded as refusal:
                form = form or EarlyForm(sent)
                form.add_error("reason", str(refusal))
            except DomainError as refusal:
                if not typed(form or EarlyForm(sent)):
                    messages.error(request, str(refusal))
                    return redirect(CHANGE, row.pk)
                obstacle = str(refusal)
            else:
                messages.success(request, step.done % named)
                return redirect(CHANGE, row.pk)
        return self.page(
            request,
            "applications/application/step",
            original=row,
            title=step.question % named,
            label=step.label,
            effects=() if obstacle else step.effects(row, at),
            form=None if obstacle else form,
            errors=form.errors if form else None,
            obstacle=obstacle,
            typed=typed(form or step.form(row, at, sent) or EarlyForm(sent)) if obstacle and sent else (),
            back=CHANGE,
        )


def _obstacle(step: Step, row: Application, by: User) -> str:
    """Why a step cannot be taken now; empty when it can."""
    if row.state in step.states and step.possible(row):
        return ""
    if step.key == "take-up" and row.screening_at and row.state in stages.UNDER_WAY:
        return stages.taken_up(row, by)
    told = _t("This application is “%(state)s” now; this cannot be done with it.")
    return told % {"state": row.get_state_display()}
