"""The references of a draft: who can confirm, and whether organisations that look alike are one."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import sessions, unsaved
from applications import words
from applications.enums import Part
from applications.forms.references import OrganisationsForm, ReferenceForm
from applications.models import Application, Reference
from applications.rules.organisations import ORGANISATIONS, PEOPLE, Colleague
from applications.selectors.form import Form, counted, form_of
from applications.services import references as services
from applications.views import of_draft, own
from common.errors import DomainError

MOST = PEOPLE.stop - 1
LONGEST = 150
"""No name of an organisation has more characters."""
FORM = ["GET", "HEAD", "POST"]


@require_safe
@of_draft
def references(request: HttpRequest, application: Application) -> HttpResponse:
    """Who is named, how many people of how many organisations that makes, and what is missing."""
    form = form_of(application, timezone.now())
    answered = {answer.group: answer for answer in form.answers}
    context = {
        "people": [{"reference": row, "own": row.pk in form.own} for row in form.references],
        "alike": [(form.spelled(names), answered.get(names)) for names in form.look_alikes],
        "unanswered": form.unanswered,
        "lacking": [words.LACKS[lack] for lack in form.lacks[Part.REFERENCES]],
        "may_add": form.people < MOST,
        "most": MOST,
        "least": PEOPLE.start,
        "organisations": ORGANISATIONS,
    }
    return _page(request, "references", application, form, context)


@require_http_methods(FORM)
@of_draft
def reference_add(request: HttpRequest, application: Application) -> HttpResponse:
    """Name one more person; what was typed stays until it is right."""
    form = ReferenceForm(unsaved.typed(request))
    if request.method == "POST" and form.is_valid():
        by, at = sessions.person(request), timezone.now()
        try:
            added = services.add_reference(application, form.said(), by=by, at=at)
        except DomainError as refusal:
            _tell(form, refusal)
        else:
            messages.success(request, _("You named %(name)s.") % {"name": added.name})
            return redirect("applications:references", application.reference.lower())
    return _person(request, application, form)


@require_http_methods(FORM)
@of_draft
def reference(request: HttpRequest, application: Application, pk: int) -> HttpResponse:
    """Change what is said of a person. One removed in another window can be named again with what was typed."""
    row = application.references.filter(pk=pk).first()
    if row is None:
        return _removed_meanwhile(request, application)
    form = ReferenceForm(unsaved.typed(request), now=services.named(row))
    if request.method == "POST" and form.is_valid():
        try:
            services.change_reference(row, form.said(), by=sessions.person(request), at=timezone.now())
        except services.ReferenceGone:
            return _removed_meanwhile(request, application)
        except DomainError as refusal:
            _tell(form, refusal)
        else:
            messages.success(request, _("Saved what you say of %(name)s.") % {"name": row.name})
            return redirect("applications:references", application.reference.lower())
    return _person(request, application, form, row)


@require_POST
def reference_count(request: HttpRequest, reference: str) -> HttpResponse:
    """The count with the person who is being typed, once they have a name and an organisation; nothing is kept."""
    row, place = own(request, reference), request.POST.get("place", "")
    name, organisation, email = (request.POST.get(field, "").strip() for field in ("name", "organisation", "email"))
    typed = Colleague(organisation[:LONGEST], email) if name and organisation else None
    kept = int(place) if place.isascii() and place.isdecimal() and len(place) < 19 else 0
    return HttpResponse(words.people(*counted(row, typed, instead_of=kept)), content_type="text/plain; charset=utf-8")


@require_http_methods(FORM)
@of_draft
def reference_remove(request: HttpRequest, application: Application, pk: int) -> HttpResponse:
    """Remove a person, after asking."""
    row = application.references.filter(pk=pk).first()
    if row is None and request.method != "POST":
        raise Http404
    if request.method == "POST":
        if row is not None:
            try:
                services.remove_reference(row, by=sessions.person(request), at=timezone.now())
            except DomainError as refusal:
                messages.error(request, str(refusal))
            else:
                messages.success(request, _("You removed %(name)s.") % {"name": row.name})
        return redirect("applications:references", application.reference.lower())
    return render(request, "applications/reference_remove.html", {"application": application, "reference": row})


@require_http_methods(FORM)
@of_draft
def organisations(request: HttpRequest, application: Application) -> HttpResponse:
    """Ask of each group of names that look alike whether they are one organisation."""
    at = timezone.now()
    found = form_of(application, at)
    if not found.look_alikes:
        messages.info(request, _("No two organisations look alike. There is nothing to ask."))
        return redirect("applications:references", application.reference.lower())
    answered = [names for names in found.look_alikes if names not in found.unanswered]
    form = OrganisationsForm(
        unsaved.typed(request),
        alike=[*found.unanswered, *answered],
        answers=found.answers,
        references=found.references,
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.answer_organisations(application, form.said(), by=sessions.person(request), at=at)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Thank you. The people who assess your application see your answer."))
            return redirect("applications:references", application.reference.lower())
    return _page(request, "organisations", application, found, {"form": form})


def _tell(form: ReferenceForm, refusal: DomainError) -> None:
    """Say a refusal where it belongs."""
    fields: dict[type[DomainError], str] = {services.NameRefused: "name", services.AddressRefused: "email"}
    form.add_error(fields.get(type(refusal)), str(refusal))


def _removed_meanwhile(request: HttpRequest, application: Application) -> HttpResponse:
    """What was typed about somebody who is not there any more, to be sent once more. Raises ``Http404`` without it."""
    if request.method != "POST":
        raise Http404
    form = ReferenceForm({**request.POST.dict(), "seen": ReferenceForm().initial["seen"]})
    told = _("You removed this person in another window. What you typed stands below; save it to name them again.")
    form.add_error(None, told)
    return _person(request, application, form)


def _person(
    request: HttpRequest, application: Application, form: ReferenceForm, row: Reference | None = None
) -> HttpResponse:
    """The page about one person."""
    found = form_of(application, timezone.now())
    return _page(request, "reference", application, found, {"form": form, "reference": row})


def _page(
    request: HttpRequest, name: str, application: Application, form: Form, context: dict[str, Any]
) -> HttpResponse:
    told = {"application": application, "count": words.people(form.people, form.organisations), **context}
    return render(request, f"applications/{name}.html", told)
