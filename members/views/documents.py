"""Documents that hold for members: readable by everybody, in every version; and the page that asks to agree."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts import sessions
from common.pdf import CannotDraw
from members import services
from members.document_forms import CompareForm
from members.documents.versions import version_pdf as drawn
from members.documents.versions import version_sheet
from members.enums import AgreedHow, Told
from members.exam_forms import AgreementsForm
from members.models import Document, DocumentVersion
from members.rules.text_differences import fold
from members.rules.texts import parse
from members.selectors import agreements as document_selectors
from members.selectors import versions as selectors
from members.views.membership import as_file


@require_safe
@login_not_required
def documents(request: HttpRequest) -> HttpResponse:
    """Every document in its version of today: those that members agree to, and the others."""
    versions = document_selectors.in_force(timezone.localdate())
    agreed = [version for version in versions if selectors.agreed_to(version.document)]
    others = [version for version in versions if not selectors.agreed_to(version.document)]
    return render(request, "members/documents.html", {"agreed": agreed, "others": others, "count": len(versions)})


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
    return render(request, "members/document.html", _shown(found, named, versions, holding, today))


def _shown(
    found: Document,
    named: DocumentVersion,
    versions: Sequence[DocumentVersion],
    holding: DocumentVersion | None,
    today: date,
) -> dict[str, Any]:
    """What the page of a version shows; versions come with the latest first."""
    later = [version.effective_on for version in versions if version.effective_on > named.effective_on]
    earlier = [version for version in versions if version.effective_on < named.effective_on]
    return {
        "document": found,
        "version": named,
        "sections": parse(named.text),
        "versions": versions,
        "holding": holding,
        "is_holding": named == holding,
        "is_ahead": named.effective_on > today,
        "followed_on": min(later, default=None),
        "before": earlier[0] if earlier else None,
    }


@require_safe
@login_not_required
def version_pdf(request: HttpRequest, key: str, label: str) -> HttpResponse:
    """A version as PDF; where it cannot be drawn, its page says so (1 query)."""
    version = get_object_or_404(DocumentVersion.objects.select_related("document"), document__key=key, label=label)
    address = reverse("members:document-version", args=[key, label])
    try:
        made = drawn(version_sheet(version, page=settings.BASE_URL + address))
    except CannotDraw as error:
        shown = {"document": version.document, "version": version, "sorry": str(error)}
        return render(request, "members/document_sorry.html", shown, status=503)
    return as_file(made, f"{key}-{label}.pdf")


@require_safe
@login_not_required
def differences(request: HttpRequest, key: str) -> HttpResponse:
    """What one version of a document says differently from another, by two labels in the address (2 queries).

    Without labels, the newest version against the one before it.
    """
    found = get_object_or_404(Document, key=key)
    versions = list(found.versions.order_by("-effective_on"))
    shown: dict[str, Any] = {"document": found, "versions": versions}
    if len(versions) < 2:
        return render(request, "members/document_differences.html", shown)
    usual = {"from": versions[1].label, "to": versions[0].label}
    form = CompareForm({**usual, **request.GET.dict()}, versions=versions)
    status = 404
    if form.is_valid():
        by_label, status = {version.label: version for version in versions}, 200
        before, after = by_label[form.cleaned_data["from"]], by_label[form.cleaned_data["to"]]
        rows = selectors.differences(before, after)
        changed = any(row.how != Told.KEPT or row.renumbered_from for row in rows)
        shown |= {"before": before, "after": after, "stretches": fold(rows), "changed": changed}
    return render(request, "members/document_differences.html", {**shown, "form": form}, status=status)


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
