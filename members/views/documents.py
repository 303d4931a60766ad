"""Documents that hold for members: readable by everybody, in every version; and the page that asks to agree."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts import sessions
from members import services
from members.enums import AgreedHow
from members.exam_forms import AgreementsForm
from members.models import Document, DocumentVersion
from members.rules.texts import parse
from members.selectors import agreements as document_selectors


@require_safe
@login_not_required
def documents(request: HttpRequest) -> HttpResponse:
    """Every document in its version of today."""
    return render(request, "members/documents.html", {"versions": document_selectors.in_force(timezone.localdate())})


@require_safe
@login_not_required
def document(request: HttpRequest, key: str, label: str = "") -> HttpResponse:
    """What a document says: in its version of today, or in the one of this label (2 queries beside the version)."""
    found, today = get_object_or_404(Document, key=key), timezone.localdate()
    versions = list(found.versions.order_by("-effective_on"))
    holding = next((version for version in versions if version.effective_on <= today), None)
    named = get_object_or_404(DocumentVersion, document=found, label=label) if label else holding
    if named is None:
        return render(request, "members/document.html", {"document": found, "versions": versions}, status=404)
    later = [version.effective_on for version in versions if version.effective_on > named.effective_on]
    shown = {
        "document": found,
        "version": named,
        "sections": parse(named.text),
        "versions": versions,
        "holding": holding,
        "is_holding": named == holding,
        "is_ahead": named.effective_on > today,
        "followed_on": min(later, default=None),
    }
    return render(request, "members/document.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
def agreements(request: HttpRequest) -> HttpResponse:
    """What somebody is asked to agree to, and what they agreed to before; nothing depends on it."""
    person, at = sessions.person(request), timezone.now()
    asked = document_selectors.to_agree(person, timezone.localdate(at))
    form = AgreementsForm(request.POST if request.method == "POST" else None, asked=asked)
    if form.is_bound and form.is_valid():
        services.agree(person, asked, how=AgreedHow.SIGN_IN, by=person, at=at)
        messages.success(request, _("Thank you. We keep which versions you agreed to, and when."))
        return redirect("home")
    shown = {"form": form, "asked": asked, "agreed": document_selectors.agreed(person)}
    return render(request, "members/agreements.html", shown)
