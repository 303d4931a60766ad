"""The decision of two in the back office: an answer proposed, confirmed by a second person, or sent back."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern
from django.utils.formats import date_format
from django.utils.translation import gettext as _t
from django.utils.translation import ngettext

from accounts import sessions
from accounts.models import User
from applications import words
from applications.admin.dossier import without_findings
from applications.admin.judging import CHANGE, NAME, JudgingPages, beside, counted, judged, objected, typed
from applications.enums import Answer, Criterion, Finding, Reason, ReferenceState
from applications.forms.deciding import ProposalForm, SendBackForm, begun_with
from applications.models import Application, Assessment, Decision
from applications.rules.finalising import lapses_on
from applications.rules.judging import OBJECTION_DAYS, contradicts_sum
from applications.selectors import judging as selectors
from applications.selectors.form import form_of
from applications.selectors.references import named_in
from applications.services import deciding
from applications.services.assessing import WordsNeeded, not_now, takes_no_part, uninvolved_only
from common.calendar import local_day
from common.errors import DomainError

DECISION: Final = f"admin:{NAME}_decision"


class DecidingPages(JudgingPages):
    """The pages on which an answer is proposed, and on which a second person decides."""

    def get_urls(self) -> list[URLPattern]:
        """Those pages, and the others."""
        return [
            self.asking("<int:pk>/propose/", self.propose, f"{NAME}_propose"),
            self.asking("<int:pk>/decision/", self.decision, f"{NAME}_decision"),
            *super().get_urls(),
        ]

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        """The page with how far judging is and what this colleague can do about it; for who judges alone."""
        found = judging_shown(kwargs["obj"], sessions.person(request))
        if first := found.get("judging", {}).get("own_first"):
            found["blocks"] = [without_findings(block) if block.key in first else block for block in context["blocks"]]
        return super().render_change_form(request, {**context, **found}, *args, **kwargs)

    def propose(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Choose the answer, begin its letter with one's own findings, look at it, propose it."""
        by, at, row = judged(request, pk)
        title = _t("Propose an answer to %(who)s") % {"who": row.name}
        sent = request.POST if request.method == "POST" else None
        verdicts = selectors.verdicts_of(selectors.assessment_of(row, by))
        if told := takes_no_part(row, by):
            return self.closed(request, row, title, told, ProposalForm(sent, verdicts=verdicts, on=local_day(at)))
        decisions, looks = selectors.decisions_of(row), selectors.assessments_of(row)
        obstacle = _cannot_propose(row, by, decisions, len(verdicts))
        returned = selectors.returned_of(decisions, row)
        begun = begun_with(returned, verdicts) if returned and returned.proposed_by_id == by.pk else {}
        form = ProposalForm(sent, verdicts=verdicts, on=local_day(at), initial=begun)
        shown: dict[str, Any] = {}
        if form.is_bound and not obstacle and form.is_valid():
            try:
                if "preview" in request.POST:
                    shown = _preview(row, form.said(), by, at)
                else:
                    deciding.propose(row, **form.said(), by=by, at=at)
            except DomainError as refusal:
                form.add_error(None, str(refusal))
            else:
                if not shown:
                    messages.success(request, _t("The answer is proposed. It waits for a second person."))
                    return redirect(CHANGE, row.pk)
        self._note_reading(request, row)
        chosen = str(form.data.get(Criterion.TERM.value) or begun.get(Criterion.TERM.value, ""))
        return self.page(
            request,
            "applications/application/propose",
            original=row,
            title=title,
            last=_t("Propose"),
            form=form,
            errors=form.errors,
            obstacle=obstacle,
            effects=(
                _t("Nothing goes to the applicant, and nothing is decided yet."),
                _t("Another colleague who has no interest in it confirms the answer, or sends it back to you."),
            ),
            findings=[(verdicts.get(one["criterion"]), one) for one in beside(None, looks, by)],
            **_summed_time(row, at, chosen or (term.reason if (term := verdicts.get(Criterion.TERM)) else "")),
            returned=returned,
            begun=bool(begun),
            typed=typed(form) if obstacle else (),
            **counted(row, at),
            **objected(row),
            **shown,
        )

    def decision(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The proposal that waits, with all that it rests on and what follows; confirmed here, sent or taken back."""
        by, at, row = judged(request, pk)
        title = _t("Answer to %(who)s") % {"who": row.name}
        form = SendBackForm(request.POST if "send-back" in request.POST else None)
        if told := takes_no_part(row, by):
            return self.closed(request, row, title, told, form)
        refused = ""
        if request.method == "POST":
            done, refused = self._decide(request, row, form, by, at)
            if done or (refused and not form.is_bound):
                return redirect(CHANGE if done else DECISION, row.pk)
            row.refresh_from_db()
        decisions = selectors.decisions_of(row)
        found = selectors.proposal_of(decisions) or (decisions[-1] if decisions else None)
        stopped = not_now(row) or uninvolved_only(row, by) or _nothing_waits(found, by)
        obstacle = stopped or (deciding.not_confirmed(row, found, by, at=at) if found else "")
        may_send_back = found is not None and not stopped and not deciding.own(found, by)
        if refused and refused != obstacle:
            messages.error(request, refused)
        looks = selectors.assessments_of(row)
        grounds = {Criterion(one.criterion): one for one in found.grounds.all()} if found else {}
        self._note_reading(request, row)
        return self.page(
            request,
            "applications/application/decision",
            original=row,
            title=title,
            last=_t("Decide"),
            proposal=found,
            earlier=[one for one in decisions if one != found],
            form=form if may_send_back else None,
            may_take_back=found is not None and not stopped and bool(deciding.own(found, by)),
            typed=() if may_send_back else typed(form),
            errors=form.errors,
            obstacle=obstacle,
            effects=_effects(row, found, at) if found and not obstacle else (),
            criteria=[{**one, "ground": grounds.get(one["criterion"])} for one in beside(None, looks, None)],
            **_summed_time(row, at, _reason_of_term(found, grounds, looks)),
            changed=found is not None
            and any(look.assessor_id == found.proposed_by_id and look.changed_at > found.proposed_at for look in looks),
            letter=deciding.preview(found, at) if found else None,
            **counted(row, at),
            **objected(row),
        )

    def _decide(
        self, request: HttpRequest, row: Application, form: SendBackForm, by: User, at: datetime
    ) -> tuple[bool, str]:
        """Do what was pressed: whether it is done, or why it was refused. What is wrong in the form stands in it."""
        decisions = selectors.decisions_of(row)
        found = selectors.proposal_of(decisions) or (decisions[-1] if decisions else None)
        if found is None:
            return False, _nothing_waits(found, by)
        if request.POST.get("proposal") != str(found.pk):
            told = _t("Another proposal waits by now. Look at this one first.")
            if not form.is_bound:
                messages.error(request, told)
            return False, told
        try:
            if "take-back" in request.POST:
                deciding.take_back(found, by=by, at=at)
                messages.success(request, _t("Your proposal is taken back. A new one begins with what it says."))
            elif not form.is_bound:
                deciding.confirm(found, by=by, at=at)
                messages.success(request, _t("The answer is given; the applicant is told by mail."))
            elif form.is_valid():
                deciding.send_back(found, form.cleaned_data["words"], by=by, at=at)
                messages.success(request, _t("The proposal is sent back to %(who)s.") % {"who": found.proposed_by})
            else:
                return False, ""
        except WordsNeeded as refusal:
            form.add_error("words", str(refusal))
            return False, ""
        except DomainError as refusal:
            if not form.is_bound:
                messages.error(request, str(refusal))
            return False, str(refusal)
        return True, ""


def judging_shown(row: Application, by: User) -> dict[str, Any]:
    """What ``judging.html`` shows of an application: who judged, what was proposed, and what can be done next.

    No query for who does not judge; 3 for who has not declared; at most 12.
    """
    if not by.has_perm("applications.assess_application") or row.assessment_at is None:
        return {}
    if told := takes_no_part(row, by):
        return {"judging": {"told": told}}
    looks, decisions = selectors.assessments_of(row), selectors.decisions_of(row)
    proposal = selectors.proposal_of(decisions)
    told = not_now(row) or uninvolved_only(row, by)
    whole = any(look.assessor_id == by.pk and len(look.verdicts.all()) == len(Criterion) for look in looks)
    first = set() if told else selectors.own_first(looks, by, proposal)
    answered = named_in(row).filter(state=ReferenceState.ANSWERED).select_related("answer__judgement__judged_by")
    return {
        "judging": {
            "told": told,
            "looks": [
                (look, _summed(look.verdicts.all(), told=look.assessor_id == by.pk or not first)) for look in looks
            ],
            "own_first": first,
            "decisions": decisions,
            "proposal": proposal,
            "answered": list(answered),
            "may_judge": not told,
            "may_propose": not told and proposal is None and whole,
            "may_decide": not told and proposal is not None,
        }
    }


def _summed(verdicts: Any, *, told: bool) -> str:
    """How many criteria a colleague judged and, where that is told, found met."""
    found = list(verdicts)
    if not told:
        return _t("%(found)d of %(all)d judged") % {"found": len(found), "all": len(Criterion)}
    met, left = sum(verdict.finding == Finding.MET for verdict in found), len(Criterion) - len(found)
    summed = _t("%(met)d of %(all)d met, %(left)d not judged yet") if left else _t("%(met)d of %(all)d met")
    return summed % {"met": met, "all": len(Criterion), "left": left}


def _summed_time(row: Application, at: datetime, reason: str) -> dict[str, str]:
    """The portal's own sum of the years, and where the reason about the term says otherwise (5 queries)."""
    found = form_of(row, row.submitted_at or at).term
    told = _t("The portal's sum is %(length)s, which meets the term.")
    if not found.met:
        told = _t("The portal's sum is %(length)s, which does not meet the term.")
    told %= {"length": words.length(found.length)}
    known = reason in set(Reason)
    against = known and contradicts_sum(Reason(reason), met=found.met)
    return {"years": told, "against": told if against else ""}


def _reason_of_term(found: Decision | None, grounds: Mapping[Criterion, Any], looks: Collection[Assessment]) -> str:
    """Why the term is not met, as a proposal says; else what its author found about it."""
    if Criterion.TERM in grounds:
        return str(grounds[Criterion.TERM].reason)
    own = next((look for look in looks if found and look.assessor_id == found.proposed_by_id), None)
    verdict = selectors.verdicts_of(own).get(Criterion.TERM)
    return verdict.reason if verdict else ""


def _cannot_propose(row: Application, by: User, decisions: list[Decision], judged_criteria: int) -> str:
    """Why this colleague proposes nothing now; empty when they can."""
    told = not_now(row) or uninvolved_only(row, by) or deciding.question_waits(row)
    told = told or deciding.open_proposal(decisions, by)
    if not told and judged_criteria < len(Criterion):
        return _t("Judge all four criteria yourself first, and save that.")
    return told


def _nothing_waits(found: Decision | None, by: User) -> str:
    if found is None:
        return _t("Nobody has proposed an answer yet.")
    return deciding.decided(found, by)


def _preview(row: Application, said: dict[str, Any], by: User, at: datetime) -> dict[str, Any]:
    """The proposal as it would be made, and its letter; nothing of it is kept."""
    with transaction.atomic():
        made = deciding.propose(row, **said, by=by, at=at)
        shown = {"proposal": made, "grounds": list(made.grounds.all()), "letter": deciding.preview(made, at)}
        transaction.set_rollback(True)
    return shown


def _effects(row: Application, found: Decision, at: datetime) -> tuple[str, ...]:
    """What follows once a proposal is confirmed, in words."""
    on = local_day(at)
    told = []
    if found.answer == Answer.ACCEPT:
        until = date_format(lapses_on(on), "j F Y")
        told.append(_t("The application is accepted. Nothing is awarded yet."))
        told.append(_t("The list of what is left to do opens; it has to be complete by %(day)s.") % {"day": until})
    elif found.on_objection:
        told.append(_t("The objection is dismissed: the rejection stands, and there is no further objection."))
    else:
        last = date_format(on + timedelta(days=OBJECTION_DAYS), "j F Y")
        told.append(_t("The application is rejected. The applicant may object once, until %(day)s.") % {"day": last})
    if not found.on_objection:
        waiting = row.references.filter(state=ReferenceState.ASKED).count()
        told.append(_t("The clock of the answer ends."))
        if waiting:
            said = ngettext(
                "%(n)d person whose answer is awaited is told that it is not needed any more.",
                "%(n)d people whose answers are awaited are told that they are not needed any more.",
                waiting,
            )
            told.append(said % {"n": waiting})
    return (*told, _t("The applicant is told by mail. This cannot be taken back."))
