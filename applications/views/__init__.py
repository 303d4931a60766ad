"""Pages of officer applications. ``own`` finds the record; a page of the form is for drafts alone."""

from collections.abc import Callable
from functools import wraps
from itertools import pairwise
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import sessions, unsaved
from applications import selectors
from applications.enums import ApplicationState, Part
from applications.models import Application

Page = Callable[..., HttpResponse]
PARTS = tuple(Part)


def own(request: HttpRequest, reference: str) -> Application:
    """The asking person's application of this reference. Raises ``Http404``, also for somebody else's."""
    row = selectors.applications_of(sessions.person(request)).filter(reference=reference.upper()).first()
    if row is None:
        raise Http404
    return row


def address(application: Application, part: Part | None = None) -> str:
    """The address of an application, or of a part of its form: below it, by the part's own name."""
    return reverse("applications:application", args=[application.reference.lower()]) + (f"{part}/" if part else "")


def after(application: Application, part: Part) -> str:
    """Where “save and go on” leads: to the part that follows, from the last one to the task list."""
    return address(application, dict(pairwise(PARTS)).get(part))


def of_draft(page: Page) -> Callable[..., HttpResponseBase]:
    """A page of the form: it is given the asking person's draft; what was submitted is shown as it stands instead.

    What was typed survives the end of the session where the page fills its form with ``unsaved.typed``.
    """

    @wraps(page)
    def opened(request: HttpRequest, reference: str, **named: Any) -> HttpResponse:
        row = own(request, reference)
        if row.state != ApplicationState.DRAFT:
            messages.info(request, _("This application was submitted. What it says stays as it is."))
            return redirect("applications:application", row.reference.lower())
        return page(request, row, **named)

    return unsaved.keeps(opened)
