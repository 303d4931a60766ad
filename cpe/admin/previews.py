"""Who gains and who loses by a policy version: asked on one page, read on another, taken along as CSV."""

from itertools import groupby
from operator import attrgetter
from typing import Any, Final

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts import sessions
from common import broker
from common.errors import DomainError
from common.office import LookedAt, status
from common.spreadsheets import csv_file
from cpe import policies, preview_words, services
from cpe.forms import PreviewForm
from cpe.models import BEGINNING, PolicyPreview, PolicyVersion
from cpe.models.previews import GAINS, LOSES

PER_PAGE: Final = 50
EARLIER: Final = 20
"""How many earlier previews stand on the page that asks."""

CHOICES: Final = (("", _("Everybody"), None), ("loses", _("Who loses"), LOSES), ("gains", _("Who gains"), GAINS))
"""What a reader may narrow the lines to: word of the address, label, and the lines' place."""


@admin.register(PolicyPreview)
class PolicyPreviewAdmin(LookedAt):
    """Previews, the newest first; each names members, so every look at one leaves a line."""

    list_display = ("version", "as_if", "judged_on", "standing", "asked_by", "asked_at")
    list_select_related = ("version", "asked_by")
    list_per_page = PER_PAGE
    ordering = ("-asked_at", "-pk")
    sensitive = True

    def get_urls(self) -> list[URLPattern]:
        """Django's own, the page that asks, and the lines as CSV."""
        return [
            self.asking("of/<int:pk>/", self.ask, "cpe_policypreview_ask"),
            self.reading("<int:pk>/csv/", self.download, "cpe_policypreview_csv"),
            *super().get_urls(),
        ]

    @admin.display(description=_("as if in force from"), ordering="first_day")
    def as_if(self, preview: PolicyPreview) -> str:
        """The first day, or the beginning."""
        return preview_words.as_if(preview)

    @admin.display(description=_("state"))
    def standing(self, preview: PolicyPreview) -> SafeString:
        """Where it is, in word and shape."""
        return status(*preview_words.state(preview))

    def ask(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What to judge by, and what was asked about this version before (3 queries)."""
        by, at = sessions.person(request), timezone.now()
        if not policies.can_preview(by):
            raise PermissionDenied
        version = get_object_or_404(PolicyVersion, pk=pk)
        form = PreviewForm(request.POST or None, initial={"judged_on": timezone.localdate()})
        if request.method == "POST" and form.is_valid():
            first_day = form.cleaned_data["first_day"] or BEGINNING
            try:
                preview = services.ask_preview(pk, first_day=first_day, on=form.cleaned_data["judged_on"], by=by, at=at)
            except DomainError as refusal:
                form.add_error(None, str(refusal))
            else:
                broker.ask_for("cpe.previews")
                messages.success(request, _t("We go through the register. Look again in a moment."))
                if policies.can_see_preview(by):
                    return redirect("admin:cpe_policypreview_change", preview.pk)
                return redirect("admin:cpe_policypreview_ask", pk)
        earlier = version.previews.with_totals().select_related("asked_by", "version")[:EARLIER]
        return self.page(
            request,
            "cpe/policypreview/ask",
            opts=PolicyVersion._meta,
            original=version,
            title=_t("Who gains, who loses by “%(name)s”?") % {"name": version},
            form=form,
            errors=form.errors,
            earlier=[self._told(preview) for preview in earlier],
        )

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """What the version would change: the whole in a sentence, then line by line (3 queries)."""
        preview = self._looked_at(request, unquote(object_id))
        show, _label, place = next((one for one in CHOICES if one[0] == request.GET.get("show")), CHOICES[0])
        lines = preview.lines.in_order().select_related("credential__member__user", "credential__title")
        if place is not None:
            lines = lines.filter(place=place)
        page = Paginator(lines, PER_PAGE).get_page(request.GET.get("page"))
        sections = [
            (preview_words.HEADINGS[place](), [preview_words.line(row) for row in rows])
            for place, rows in groupby(page, key=attrgetter("place"))
        ]
        return self.page(
            request,
            "cpe/policypreview/result",
            opts=self.opts,
            original=preview,
            title=_t("Who gains, who loses by “%(name)s”") % {"name": preview.version},
            told=self._told(preview),
            sections=sections,
            choices=CHOICES,
            show=show,
            page_obj=page,
            page_range=page.paginator.get_elided_page_range(page.number),
            may_ask=policies.can_preview(sessions.person(request)),
        )

    def download(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Every line, in the order of the page, as CSV, read while it is sent (1 query); not before it is done."""
        preview = self._looked_at(request, str(pk))
        if preview.done_at is None:
            return redirect("admin:cpe_policypreview_change", preview.pk)
        lines = preview.lines.in_order().select_related("credential__member__user", "credential__title")
        return csv_file(f"preview-{preview.pk}", *preview_words.table(lines))

    def _looked_at(self, request: HttpRequest, key: str) -> Any:
        """A preview with its totals, and a line in the audit log that it was looked at."""
        if request.method not in {"GET", "HEAD"} or not self.has_view_permission(request):
            raise PermissionDenied
        found = PolicyPreview.objects.with_totals().select_related("version", "asked_by")
        preview = found.filter(pk=key).first() if key.isascii() and key.isdigit() and len(key) <= 18 else None
        if preview is None:
            raise Http404
        self._note_reading(request, preview)
        return preview

    def _told(self, preview: PolicyPreview) -> dict[str, Any]:
        return {
            "preview": preview,
            "as_if": preview_words.as_if(preview),
            "state": status(*preview_words.state(preview)),
            "outcome": preview_words.outcome(preview) if preview.done_at else [],
        }
