"""Where a member answers what we asked about a claim."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts import sessions
from common.errors import DomainError
from common.office import LabelsWithoutColon
from cpe import services
from cpe.models import ClaimQuestion
from members.selectors import member_of


class AnswerForm(LabelsWithoutColon, forms.Form):
    """The answer to a question about a claim."""

    words = forms.CharField(
        label=gettext_lazy("Your answer"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": gettext_lazy("Write your answer first.")},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """What we asked about a claim, and the answer; somebody else's, and one without a question, answer 404."""
    person = sessions.person(request)
    member = member_of(person)
    asked = ClaimQuestion.objects.filter(claim=pk, claim__member=member).select_related("claim") if member else None
    question: ClaimQuestion | None = asked.order_by("-pk").first() if asked is not None else None
    if member is None or question is None:
        raise Http404
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            services.answer(member, pk, form.cleaned_data["words"], by=person, at=timezone.now())
        except DomainError as refusal:
            form.add_error("words", str(refusal))
        else:
            messages.success(request, _("We received your answer."))
            return redirect("cpe:claim", pk)
    if question.answered_at is not None and not form.is_bound:
        return redirect("cpe:claim", pk)
    return render(request, "cpe/claim_answer.html", {"claim": question.claim, "question": question, "form": form})
