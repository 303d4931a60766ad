"""The documents of a draft: sent, replaced, removed. Each file is kept by itself, so nothing good is lost."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import limits, sessions
from applications import words
from applications.enums import ApplicationState, Part
from applications.forms.documents import LABELS, DocumentsForm
from applications.models import Application
from applications.selectors.form import form_of
from applications.services import files as services
from applications.views import of_draft
from common.errors import DomainError

FORM = ["GET", "HEAD", "POST"]


@require_http_methods(FORM)
@of_draft
def documents(request: HttpRequest, application: Application) -> HttpResponse:
    """What was sent, and a field for each document. A file that is right is kept, whatever is wrong with the other."""
    sent = request.method == "POST"
    form = DocumentsForm(*((request.POST, request.FILES) if sent else ()), application=application)
    if form.is_bound:
        form.is_valid()
        kept = _keep(request, application, form)
        if kept:
            messages.success(request, _("We received: %(names)s.") % {"names": ", ".join(kept)})
        if not form.errors:
            return redirect("applications:documents", application.reference.lower())
        draft = _again(application)
        if draft is None:
            told = dict.fromkeys(str(sentence) for sentences in form.errors.values() for sentence in sentences)
            messages.error(request, " ".join(told))
            return redirect("applications:list")
        application = draft
    found = form_of(application, timezone.now())
    context = {
        "application": application,
        "form": form,
        "there": [(name, LABELS[name], getattr(application, name)) for name in services.DOCUMENTS],
        "lacking": [words.LACKS[lack] for lack in found.lacks[Part.DOCUMENTS]],
    }
    return render(request, "applications/documents.html", context)


@require_http_methods(FORM)
@of_draft
def document_remove(request: HttpRequest, application: Application, document: str) -> HttpResponse:
    """Remove a document, after asking."""
    if document not in services.DOCUMENTS:
        raise Http404
    upload = getattr(application, document)
    if request.method == "POST":
        try:
            services.remove_document(application, document, by=sessions.person(request), at=timezone.now())
        except DomainError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("The file is removed."))
        return redirect("applications:documents", application.reference.lower())
    if upload is None:
        raise Http404
    return render(request, "applications/document_remove.html", {"application": application, "upload": upload})


def _keep(request: HttpRequest, application: Application, form: DocumentsForm) -> list[str]:
    """Keep each file that is right, and say at its field what is wrong with another; the names of those kept."""
    by, at = sessions.person(request), timezone.now()
    kept = []
    for name, file in form.sent().items():
        try:
            limits.spend(request, limits.Costly.UPLOAD)
            upload = services.receive_document(application, file, name, by=by, at=at)
        except DomainError as refusal:
            form.add_error(name, str(refusal))
        else:
            kept.append(upload.name)
    return kept


def _again(application: Application) -> Application | None:
    """The draft as it is kept now, if it still is one."""
    drafts = Application.objects.filter(state=ApplicationState.DRAFT, pk=application.pk)
    found: Application | None = drafts.select_related(
        "title__track", "title__level", "person", *services.DOCUMENTS
    ).first()
    return found
