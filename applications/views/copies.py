"""A masked copy of an identity document: covered in the browser or beforehand, sent, replaced, taken back.

What was sent is nowhere but in memory: no view keeps a file, a refused picture is gone with its answer.
"""

from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import limits, sessions
from applications import masking_words, words
from applications.enums import ApplicationState, Part
from applications.forms.copies import CopyForm
from applications.models import Application
from applications.selectors import copies as selectors
from applications.selectors.form import form_of
from applications.services import copies as services
from applications.views import address, of_draft, own
from common.calendar import local_day
from common.errors import DomainError
from common.files import reading
from common.files.arriving import in_memory

FORM: Final = ["GET", "HEAD", "POST"]
JSON: Final = "application/json"


@in_memory
@require_http_methods(FORM)
def copy(request: HttpRequest, reference: str) -> HttpResponse:
    """The page that covers a picture and sends it, or the parts to complete before; a script is answered in JSON.

    After the submission it opens while the identity is still to be checked.
    """
    row, at = own(request, reference), timezone.now()
    lacking = _lacking(row) if row.state == ApplicationState.DRAFT else []
    told = "" if lacking or row.state == ApplicationState.DRAFT else services.not_sent(row, at)
    scripted = request.headers.get("Accept") == JSON
    if told and not scripted:
        messages.info(request, told)
        return redirect(address(row))
    form = CopyForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if form.is_bound and _sent(request, row, form):
        messages.success(request, _("We received your copy."))
        page = _page_of(row)
        return JsonResponse({"url": page}) if scripted else redirect(page)
    if form.is_bound and scripted:
        return JsonResponse({"refused": " ".join(str(told) for field in form.errors.values() for told in field)})
    shown = {
        "application": row,
        "form": None if lacking else form,
        "lacking": lacking,
        "machine": reading.present(),
        "kept": selectors.copies_of(row, at).kept,
        "back": _page_of(row),
        "mark": masking_words.mark_of(row, local_day(at)),
        "sentences": {key: str(sentence) for key, sentence in masking_words.SENTENCES.items()},
    }
    return render(request, "applications/copy/copy.html", shown)


@require_http_methods(FORM)
@of_draft
def take_back(request: HttpRequest, application: Application) -> HttpResponse:
    """Take the copy of a draft back, after asking."""
    back = redirect("applications:identity", application.reference.lower())
    if request.method == "POST":
        try:
            services.take_back(application, by=sessions.person(request), at=timezone.now())
        except DomainError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("We destroyed your copy. Choose a way again before you sign."))
        return back
    kept = selectors.copies_of(application, timezone.now()).kept
    if kept is None:
        return back
    return render(request, "applications/copy/take_back.html", {"application": application, "kept": kept})


def _sent(request: HttpRequest, row: Application, form: CopyForm) -> bool:
    """Whether the picture was taken; else the form says why not."""
    if not form.is_valid():
        return False
    try:
        limits.spend(request, limits.Costly.UPLOAD)
        services.send(row, form.cleaned_data["picture"].read(), by=sessions.person(request), at=timezone.now())
    except DomainError as refusal:
        form.add_error("picture", str(refusal))
    return form.is_valid()


def _lacking(row: Application) -> list[dict[str, Any]]:
    """The other parts of a draft that are still open, for the copy is the last thing before signing."""
    lacks = form_of(row, timezone.now()).lacks
    return [
        {"name": words.PARTS[part], "url": address(row, part), "sentences": [words.LACKS[lack] for lack in found]}
        for part, found in lacks.items()
        if found and part != Part.IDENTITY
    ]


def _page_of(row: Application) -> str:
    """Where the copy of an application stands."""
    return address(row, Part.IDENTITY if row.state == ApplicationState.DRAFT else None)
