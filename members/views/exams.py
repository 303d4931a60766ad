"""Titles claimed after an exam, in the portal: claim one, see how it stands, take it back, object."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts import limits, sessions, unsaved
from accounts.models import User
from common import references
from common.errors import DomainError
from common.files import keeping
from common.files.refusals import FileRefused
from common.models import Upload
from members import services
from members.enums import ExamState
from members.exam_forms import ExamClaimForm, ObjectionForm
from members.models import ExamClaim, Title
from members.selectors import agreements as document_selectors
from members.selectors import exams as exam_selectors
from members.shelves import PROOF

KEPT = "kept"
"""The field that names a proof that was accepted while something else was not right yet."""

SHAPES = {
    ExamState.CLAIMED: "waiting",
    ExamState.OBJECTED: "waiting",
    ExamState.AWARDED: "valid",
    ExamState.REFUSED: "attention",
    ExamState.WITHDRAWN: "ended",
    ExamState.UPHELD: "ended",
}


@require_http_methods(["GET", "HEAD", "POST"])
@unsaved.keeps
def claim(request: HttpRequest) -> HttpResponse:
    """Claim a title. What was typed stays until it is right, and so does a proof that was accepted."""
    person, at = sessions.person(request), timezone.now()
    today = timezone.localdate(at)
    kept = _kept(request, person)
    form = ExamClaimForm(
        unsaved.typed(request),
        request.FILES or None,
        today=today,
        asked=document_selectors.to_agree(person, today),
        has_proof=kept is not None,
        initial={"title": _asked_for(request.GET.get("title", ""))},
    )
    if request.method == "POST":
        valid = form.is_valid()
        if valid and (same := _same(person, form.cleaned_data)):
            told = _(
                "This claim waits for us already, with the file you sent first. A new file was not added. To send "
                "another one, take the claim back and claim the title again."
            )
            messages.info(request, told if "proof" in request.FILES else _("This claim waits for us already."))
            return redirect("members:exam-claim", same.reference)
        if proof := request.FILES.get("proof"):
            try:
                limits.spend(request, limits.Costly.UPLOAD)
                kept = keeping.receive(proof, shelf=PROOF, owner=person, at=at)
                form.keep_proof()
            except DomainError as refusal:
                form.add_error("proof", str(refusal))
        if valid and form.is_valid() and kept is not None:
            try:
                made = services.claim_exam(
                    person,
                    form.cleaned_data["title"],
                    exam_on=form.cleaned_data["exam_on"],
                    exam_number=form.cleaned_data["exam_number"],
                    proof=kept,
                    agree_to=form.asked,
                    by=person,
                    at=at,
                )
            except FileRefused as refusal:
                kept = None
                form.add_error("proof", str(refusal))
            except DomainError as refusal:
                form.add_error("title", str(refusal))
            else:
                return redirect("members:exam-claim", made.reference)
    return render(request, "members/exam_claim_form.html", {"form": form, "kept": kept})


@require_safe
def claims(request: HttpRequest) -> HttpResponse:
    """Somebody's own claims, the newest first."""
    rows = exam_selectors.claims_of(sessions.person(request))
    return render(request, "members/exam_claims.html", {"claims": [_told(row) for row in rows]})


@require_safe
def claim_page(request: HttpRequest, reference: str) -> HttpResponse:
    """How a claim stands, what happens next, and what its person can do."""
    return render(request, "members/exam_claim.html", _told(_own(request, reference), whole=True))


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, reference: str) -> HttpResponse:
    """Take a claim back, after asking."""
    row = _own(request, reference)
    if request.method == "POST":
        try:
            services.withdraw_exam(row, by=sessions.person(request), at=timezone.now())
        except DomainError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("You took your claim back. You may claim the title again at any time."))
        return redirect("members:exam-claim", row.reference)
    if row.state != ExamState.CLAIMED:
        return redirect("members:exam-claim", row.reference)
    return render(request, "members/exam_withdraw.html", {"claim": row})


@require_http_methods(["GET", "HEAD", "POST"])
@unsaved.keeps
def object_to(request: HttpRequest, reference: str) -> HttpResponse:
    """Object to a refusal; what was typed stays when it cannot be."""
    row = _own(request, reference)
    form = ObjectionForm(unsaved.typed(request))
    if request.method == "POST" and form.is_valid():
        try:
            services.object_to(row, words=form.cleaned_data["words"], by=sessions.person(request), at=timezone.now())
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("We received your objection. A colleague who took no part yet looks at it."))
            return redirect("members:exam-claim", row.reference)
    elif request.method != "POST" and row.state != ExamState.REFUSED:
        return redirect("members:exam-claim", row.reference)
    return render(request, "members/exam_object.html", {"claim": row, "form": form})


def _asked_for(code: str) -> Title | None:
    """The title that an address names, if it is earned by an exam."""
    return next((title for title in exam_selectors.claimable_titles() if title.code == code), None) if code else None


def _own(request: HttpRequest, reference: str) -> ExamClaim:
    """The asking person's claim of this reference. Raises ``Http404``, also for somebody else's."""
    row = exam_selectors.claims_of(sessions.person(request)).filter(reference=reference.upper()).first()
    if row is None:
        raise Http404
    return row


def _kept(request: HttpRequest, person: User) -> Upload | None:
    """The proof that a sent form names, if it is this person's and waits for a claim."""
    reference = request.POST.get(KEPT, "")
    waiting = Upload.objects.waiting().filter(owner=person, shelf=PROOF, expires_at__gt=timezone.now())
    return waiting.filter(reference=reference).first() if references.is_whole(reference) else None


def _same(person: User, said: dict[str, Any]) -> ExamClaim | None:
    """The waiting claim that says just this: the button was pressed twice."""
    waiting = exam_selectors.open_claim(person, said["title"])
    same = waiting and (waiting.exam_number, waiting.exam_on) == (said["exam_number"], said["exam_on"])
    return waiting if same else None


def _told(row: ExamClaim, *, whole: bool = False) -> dict[str, Any]:
    """A claim as its person reads it; ``whole``: with the day of our answer (1 query)."""
    state = ExamState(row.state)
    until = row.objection_until
    return {
        "claim": row,
        "shape": SHAPES[state],
        "word": capfirst(row.get_state_display()),
        "answer_by": exam_selectors.answer_by(row) if whole else None,
        "objection_until": until,
        "may_object": until is not None and timezone.localdate() <= until,
        "may_withdraw": state == ExamState.CLAIMED,
    }
