"""A case that goes to a colleague: asked for, and taken over once they declared that they have no interest in it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import sessions
from common.errors import DomainError, Forbidden
from conduct import policies
from conduct.forms.officer import HandCaseForm, LeaveForm
from conduct.models import Case
from conduct.selectors.cases import by_reference
from conduct.selectors.finding import colleagues, with_titles
from conduct.services import intake as acts
from conduct.views.case import page_of
from conduct.views.inside import Asks, ask, of_case_officer, of_officer, sent


@of_case_officer
def hand_on(request: HttpRequest, case: Case) -> HttpResponse:
    """Ask a colleague to go on with a case."""
    by, at = sessions.person(request), timezone.now()
    people = [one for one in colleagues(by, policies.OFFICER) if policies.can_go_on(one, case)]
    if not people:
        return render(request, "conduct/case/nobody.html", {"case": case})
    form = HandCaseForm(sent(request), people=people)
    asks = Asks(
        about=case,
        heading=_("Hand the case on?"),
        told=[
            _("The colleague is mailed, sees whom the case is about, and first says whether they have an interest."),
            _("Until they took it over the case stays with you. Then it does not open to you any more."),
        ],
        button=_("Ask this colleague"),
        done=_("Your colleague is asked. The case stays with you until they took it over."),
        back=page_of(case),
        refused_at="to",
    )
    return ask(request, asks, form, lambda _said: acts.hand_case_on(case, form.person, by=by, at=at))


@of_officer
def take_over(request: HttpRequest, reference: str) -> HttpResponse:
    """Whom a case is about that was handed on or has no officer, and nothing else of it: take it over, or leave it.

    Raises ``Http404`` for one that cannot be taken over.
    """
    by, at = sessions.person(request), timezone.now()
    case = by_reference(reference)
    if case is None:
        raise Http404
    if policies.is_case_officer(by, case):
        return redirect(page_of(case))
    if not policies.can_take_over(by, case):
        raise Http404
    leaving = request.method == "POST" and "leave" in request.POST
    form = LeaveForm(request.POST if leaving else None)
    form.fields["words"].help_text = _("Such as: I know this person. It stands with the case.")
    if request.method == "POST" and not leaving:
        acts.take_over(case, by=by, at=at)
        return redirect(page_of(case))
    if leaving and form.is_valid():
        try:
            acts.leave_case(case, form.cleaned_data["words"], by=by, at=at)
            return redirect("conduct:intake")
        except Forbidden:
            raise
        except DomainError as refusal:
            form.add_error("words", str(refusal))
    (about,) = with_titles([case.member])
    shown = {"case": case, "about": about, "form": form, "handed": case.handed_to_id == by.pk}
    return render(request, "conduct/intake/take_over.html", shown)
