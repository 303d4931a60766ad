"""Check answers: all that was written in one place, what is lacking first."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from applications import documents, words
from applications.enums import Part
from applications.models import Application
from applications.selectors.form import form_of
from applications.views import address, of_draft
from members.selectors import agreements as document_selectors


@require_safe
@of_draft
def check(request: HttpRequest, application: Application) -> HttpResponse:
    """Everything the applicant wrote, with the way back to each part, and on to signing once nothing is lacking."""
    at = timezone.now()
    form = form_of(application, at)
    versions = document_selectors.asked(timezone.localdate(at))
    lacking = [
        {
            "name": words.PARTS[part],
            "url": address(application, part),
            "sentences": [words.LACKS[lack] for lack in found],
        }
        for part, found in form.lacks.items()
        if found
    ]
    shown = {
        "application": application,
        "answers": form,
        "parts": {part.name.lower(): {"name": words.PARTS[part], "url": address(application, part)} for part in Part},
        "lacking": lacking,
        "jobs": words.jobs(form.positions),
        "term": words.term(form.term),
        "length": words.length(form.term.length),
        "at_level": words.length(form.term.at_level),
        "count": words.people(form.people, form.organisations),
        "versions": versions,
        "seen": documents.form_sheet(form, versions).fingerprint,
    }
    return render(request, "applications/check.html", shown)
