"""Claims after exams in the back office: found, compared with what is known, and decided on pages that ask first."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Final

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts import sessions
from accounts.models import User
from common.errors import DomainError
from common.office import status
from comms.rendering import write
from members import policies, services
from members.admin.exam_tables import TablePages
from members.emails import exams as emails
from members.enums import ExamState
from members.exam_forms import RefusalForm, SettlementForm
from members.models import ExamClaim
from members.selectors import agreements as document_selectors
from members.selectors import exams as exam_selectors
from members.selectors import member_of, titles_of
from members.selectors.certificate_office import carried_name
from members.selectors.revoking import revoked_on

SHAPES: Final = {
    ExamState.CLAIMED: "waiting",
    ExamState.OBJECTED: "waiting",
    ExamState.AWARDED: "valid",
    ExamState.REFUSED: "ended",
    ExamState.WITHDRAWN: "ended",
    ExamState.UPHELD: "ended",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A decision about a claim in one state, asked for on a page of its own."""

    key: str
    label: str | Promise
    question: str | Promise
    done: str | Promise
    state: ExamState
    act: Callable[[ExamClaim, dict[str, Any], User, datetime], ExamClaim]
    effects: tuple[str | Promise, ...]
    form: type[Form] | None = None

    @property
    def view(self) -> str:
        """The page that asks, as addresses are named."""
        return f"members_examclaim_{self.key}"


STEPS: Final = (
    Step(
        key="award",
        label=_("Award"),
        question=_("Award %(title)s to %(person)s?"),
        done=_("%(person)s is awarded %(title)s."),
        state=ExamState.CLAIMED,
        act=lambda row, said, by, at: services.award_exam(row, name=said["name"], by=by, at=at),
        effects=(
            _("The title is awarded with today's date; its cycle begins today."),
            _("Somebody who is not in the register yet is put in it."),
            _("The person is told by mail."),
        ),
    ),
    Step(
        key="refuse",
        label=_("Refuse"),
        question=_("Refuse %(title)s to %(person)s?"),
        done=_("The claim of %(title)s by %(person)s is refused."),
        state=ExamState.CLAIMED,
        act=lambda row, said, by, at: services.refuse_exam(row, why=said["why"], words=said["words"], by=by, at=at),
        effects=(
            _("The person is told by mail, with the reason, and until when they can object."),
            _("An objection is decided by somebody else than you."),
        ),
        form=RefusalForm,
    ),
    Step(
        key="settle",
        label=_("Decide the objection"),
        question=_("Decide the objection of %(person)s about %(title)s"),
        done=_("The objection of %(person)s about %(title)s is decided."),
        state=ExamState.OBJECTED,
        act=lambda row, said, by, at: services.settle(
            row, awards=said["outcome"] == "award", words=said["words"], name=said["name"], by=by, at=at
        ),
        effects=(
            _("The person is told by mail, with your reason."),
            _("There is no further objection; they may claim the title anew."),
        ),
        form=SettlementForm,
    ),
)


@admin.register(ExamClaim)
class ExamClaimAdmin(TablePages):
    """Claims of titles after an exam, the newest first."""

    list_display = ("reference", "who", "code", "exam_number", "claimed_at", "stands")
    list_display_links = ("reference", "who")
    list_filter = ("state", "title__level")
    list_select_related = ("person", "title")
    list_per_page = 50
    search_fields = ("reference", "exam_number", "person__given_name", "person__family_name", "person__email")
    search_help_text = _("Reference, exam number, name or e-mail address")
    fields = readonly_fields = ("reference", "who", "title", "exam_on", "exam_number", "claimed_at", "stands")
    sensitive = True

    def person_in(self, row: ExamClaim) -> int:
        """Who claims the title."""
        return row.person_id

    def get_urls(self) -> list[URLPattern]:
        """Django's own, a page for each decision, and those of tables."""
        steps = [self.asking(f"<int:pk>/{step.key}/", partial(self._step, step=step), step.view) for step in STEPS]
        return [*self.table_urls(), *steps, *super().get_urls()]

    @admin.display(description=_("person"), ordering="person__given_name")
    def who(self, claim: ExamClaim) -> str:
        """The name as the person writes it."""
        return str(claim.person)

    @admin.display(description=_("title"), ordering="title__code")
    def code(self, claim: ExamClaim) -> str:
        """The title by its code."""
        return claim.title.code

    @admin.display(description=_("state"), ordering="state")
    def stands(self, claim: ExamClaim) -> SafeString:
        """The state, with its shape."""
        return status(SHAPES[ExamState(claim.state)], capfirst(claim.get_state_display()))

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The list, with the way to awarding by a table."""
        may = policies.can_decide_exam_claims(sessions.person(request))
        return super().changelist_view(request, {"may_award_by_table": may, **(extra_context or {})})

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        """The claim with what a colleague should know before deciding (at most 11 queries more)."""
        row = kwargs["obj"]
        found = _known(row, sessions.person(request))
        return super().render_change_form(request, {**context, **found}, *args, **kwargs)

    def _step(self, request: HttpRequest, pk: int, *, step: Step) -> HttpResponse:
        """Ask before a decision, with its effects and, on wish, the letter; then take it."""
        by, at = sessions.person(request), timezone.now()
        if not policies.can_decide_exam_claims(by):
            raise PermissionDenied
        row = get_object_or_404(ExamClaim.objects.select_related("person", "title__level", "proof"), pk=pk)
        named = {"title": row.title, "person": row.person}
        form = step.form(request.POST if request.method == "POST" else None) if step.form else None
        letter = ""
        seen = request.POST.get("name", "") if request.method == "POST" else row.person.get_full_name()
        if request.method == "POST" and (form is None or form.is_valid()):
            said = {**(form.cleaned_data if form else {}), "name": seen}
            if "preview" in request.POST:
                letter = _letter(step, row, said, at)
            else:
                try:
                    step.act(row, said, by, at)
                except DomainError as refusal:
                    messages.error(request, str(refusal))
                else:
                    messages.success(request, step.done % named)
                return redirect("admin:members_examclaim_change", row.pk)
        return self.page(
            request,
            "members/examclaim/step",
            original=row,
            title=step.question % named,
            step=step,
            form=form,
            errors=form.errors if form else None,
            letter=letter,
            name=seen,
            obstacle=_obstacle(step, row, by),
        )


def _obstacle(step: Step, row: ExamClaim, by: User) -> str:
    """Why a decision cannot be taken by this colleague now; empty when it can."""
    if row.state != step.state:
        told = _t("This claim is “%(state)s” now; this cannot be done with it.")
        return told % {"state": row.get_state_display()}
    try:
        policies.require_decide_exam_claim(by, row)
    except DomainError as refusal:
        return str(refusal)
    return ""


def _letter(step: Step, row: ExamClaim, said: dict[str, Any], at: datetime) -> str:
    """The letter as the person would read it, in their language."""
    facts: dict[str, Any] = {"claim": row.reference, "title": str(row.title)}
    if step.form is RefusalForm:
        kind, more = emails.REFUSED, emails.refusal(said["why"], said["words"], timezone.localdate(at))
    elif said["outcome"] == "award":
        kind, more = emails.GRANTED, {"words": said["words"], "awarded_on": timezone.localdate(at)}
    else:
        kind, more = emails.UPHELD, {"words": said["words"]}
    language = row.person.language
    return write(kind, {**facts, **more}, to=row.person.email, reference="–", at=at, language=language).text


def _known(row: ExamClaim, by: User) -> dict[str, Any]:
    """What is known beside a claim: who is called alike, which numbers and files are the same, what can be decided."""
    member = member_of(row.person)
    today = timezone.localdate()
    waiting = SHAPES[ExamState(row.state)] == "waiting"
    return {
        "member": member,
        "revoked_on": revoked_on(row.person_id) if member else None,
        "carried": carried_name(member, today) if member and waiting else None,
        "may_decide_name": policies.can_decide_names(by),
        "holds": [title.title for title, _stands in titles_of(member, today)] if member else [],
        "namesakes": exam_selectors.namesakes(row),
        "same_number": exam_selectors.with_same_number(row),
        "same_proof": exam_selectors.with_same_proof(row),
        "agreed": document_selectors.agreed(row.person),
        "answer_by": exam_selectors.answer_by(row),
        "may_open": row.proof is not None and policies.can_open_proof(by, row.proof),
        "steps": [step for step in STEPS if not _obstacle(step, row, by)],
    }
