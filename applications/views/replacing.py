"""References of an application that was submitted: somebody else is named, another address given, a link sent again."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts import sessions, unsaved
from applications import words
from applications.enums import ApplicationState, QuestionKind, ReferenceState
from applications.forms.references import OrganisationsForm, ReferenceForm
from applications.forms.replacing import AddressForm, SomebodyElseForm
from applications.models import Application, Reference
from applications.rules.replacing import COUNTED
from applications.selectors import replacing as selectors
from applications.selectors.form import counted
from applications.services import references as naming
from applications.services import replacing as services
from applications.views import address, own, references
from common.calendar import local_day
from common.errors import DomainError

FORM = ["GET", "HEAD", "POST"]
FIELDS: dict[type[DomainError], str] = {
    naming.NameRefused: "name",
    naming.AddressRefused: "email",
    services.ConsentMissing: "agreed",
}
"""Refusal → the field it is said at."""


@require_http_methods(FORM)
@unsaved.keeps
def replace(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Name somebody else in a person's place; what was typed stays until it is right."""
    row, old = _person(request, reference, pk)
    if request.method != "POST":
        taken = getattr(old, "replaced_by", None) is not None
        if (refusal := selectors.why_not_replaced(old, local_day(timezone.now()))) or taken or row.turn is None:
            told = refusal or _("Nobody can be named in the place of %(name)s any more.") % {"name": old.called}
            messages.info(request, told)
            return redirect(address(row))
    form = SomebodyElseForm(unsaved.typed(request))
    if request.method == "POST" and _is_right(form, row):
        try:
            new = services.replace(old, form.said(), by=sessions.person(request), at=timezone.now())
        except DomainError as refusal:
            form.add_error(FIELDS.get(type(refusal)), str(refusal))
            _say_the_rest(form, row)
        else:
            return _named(request, row, new)
    return _name(request, row, form, old)


@require_http_methods(FORM)
@unsaved.keeps
def another(request: HttpRequest, reference: str) -> HttpResponse:
    """Name one more person, where another reference is needed."""
    row = own(request, reference)
    needed = row.questions.open().filter(kind=QuestionKind.REFERENCE).exists()
    if request.method != "POST" and not needed:
        messages.info(request, _("No other reference is needed now."))
        return redirect(address(row))
    form = SomebodyElseForm(unsaved.typed(request))
    if request.method == "POST" and _is_right(form, row):
        try:
            new = services.add(row, form.said(), by=sessions.person(request), at=timezone.now())
        except DomainError as refusal:
            form.add_error(FIELDS.get(type(refusal)), str(refusal))
            _say_the_rest(form, row)
        else:
            return _named(request, row, new)
    return _name(request, row, form, None)


@require_http_methods(FORM)
@unsaved.keeps
def new_address(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Give another address of somebody who is asked."""
    row, person = _person(request, reference, pk)
    refusal = selectors.why_not_written_elsewhere(person)
    if refusal or row.turn is None:
        messages.info(request, refusal or _("No answer of %(name)s is awaited now.") % {"name": person.called})
        return redirect(address(row))
    form = AddressForm(unsaved.typed(request))
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["email"]
        try:
            services.new_address(person, email, by=sessions.person(request), at=timezone.now())
        except DomainError as refusal:
            form.add_error("email", str(refusal))
        else:
            told = _("We write to %(name)s at %(email)s.") % {"name": person.called, "email": email}
            messages.success(request, told)
            return redirect(address(row))
    shown = {"application": row, "person": person, "form": form}
    return render(request, "applications/replacing/address.html", shown)


@require_POST
def send_again(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Mail somebody who is asked a link once more."""
    row, person = _person(request, reference, pk)
    try:
        services.send_again(person, by=sessions.person(request), at=timezone.now())
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("We send the link to %(name)s again.") % {"name": person.called})
    return redirect(address(row))


@require_http_methods(FORM)
@unsaved.keeps
def organisations(request: HttpRequest, reference: str) -> HttpResponse:
    """Whether names that look alike are one organisation: of a draft all of them, later those of new people."""
    row = own(request, reference)
    if row.state == ApplicationState.DRAFT:
        return references.organisations(request, reference)  # type: ignore[return-value]
    people = [person for person in row.references.all() if person.state in COUNTED]
    asked = selectors.unanswered(row, people) if row.turn else []
    if not asked:
        messages.info(request, _("There is nothing to ask about organisations now."))
        return redirect(address(row))
    form = OrganisationsForm(unsaved.typed(request), alike=asked, answers=(), references=people)
    if request.method == "POST" and form.is_valid():
        try:
            services.tell_organisations(row, form.said(), by=sessions.person(request), at=timezone.now())
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Thank you. The people who assess your application see your answer."))
            return redirect(address(row))
    return _page(request, "organisations", row, {"form": form, "count": _count(row)})


def _person(request: HttpRequest, reference: str, pk: int) -> tuple[Application, Reference]:
    """The asking person's application, and somebody named in it. Raises ``Http404``, also for a draft."""
    row = own(request, reference)
    person = row.references.select_related("replaced_by").filter(pk=pk).first()
    if person is None or row.state == ApplicationState.DRAFT:
        raise Http404
    return row, person


def _is_right(form: SomebodyElseForm, row: Application) -> bool:
    """Whether the form holds; where it does not, all that is wrong with it is said in one round."""
    if form.is_valid():
        return True
    _say_the_rest(form, row)
    return False


def _say_the_rest(form: SomebodyElseForm, row: Application) -> None:
    """What is wrong with the name or the address, beside what was found first."""
    people = list(row.references.all())
    rules: dict[str, Callable[[str], None]] = {
        "name": lambda name: naming.require_name(row, name),
        "email": lambda email: naming.require_address(row, email, people),
    }
    for field, require in rules.items():
        if said := form.cleaned_data.get(field):
            try:
                require(said)
            except DomainError as refusal:
                form.add_error(field, str(refusal))


def _named(request: HttpRequest, row: Application, new: Reference) -> HttpResponse:
    """Say what was done, and lead on: to the question about organisations where there is one."""
    asked = new.state == ReferenceState.ASKED
    told = _("You named %(name)s. We write to them now.") if asked else _("You named %(name)s.")
    messages.success(request, told % {"name": new.called})
    if selectors.unanswered(row, row.references.all()):
        return redirect("applications:organisations", row.reference.lower())
    return redirect(address(row))


def _name(request: HttpRequest, row: Application, form: ReferenceForm, old: Reference | None) -> HttpResponse:
    return _page(request, "person", row, {"form": form, "old": old, "count": _count(row, old)})


def _count(row: Application, old: Reference | None = None) -> str:
    return words.people(*counted(row, None, instead_of=old.pk if old else 0))


def _page(request: HttpRequest, name: str, row: Application, context: dict[str, Any]) -> HttpResponse:
    return render(request, f"applications/replacing/{name}.html", {"application": row, **context})
