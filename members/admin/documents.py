"""Documents in the back office: every version with who agreed to it; a new one, looked at before it is published."""

from typing import Any, Final

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.views.decorators.http import require_http_methods, require_safe

from accounts import sessions
from common.errors import DomainError
from common.office import HistoryAdmin
from comms.models import Message
from members import document_words, policies, services
from members.document_forms import VersionForm
from members.emails import documents as emails
from members.models import Announcement, Document, DocumentVersion
from members.rules.text_differences import fold
from members.rules.texts import parse, tidy
from members.selectors import versions as selectors

PUBLISH: Final = "publish"
BACK: Final = "back"
"""The buttons of the page that shows how a version reads."""


@admin.register(Document)
class DocumentAdmin(HistoryAdmin):
    """The documents and their versions; what a version says is read on its public page, and never changed."""

    list_display = ("title", "key", "place")
    fields = readonly_fields = ("title", "key", "place")

    def get_urls(self) -> list[URLPattern]:
        """Django's own, the page of a version, and the one that publishes."""
        publish = self.admin_site.admin_view(require_http_methods(["GET", "HEAD", "POST"])(self.publish))
        version = self.admin_site.admin_view(require_safe(self.version))
        return [
            path("<int:pk>/publish/", publish, name="members_document_publish"),
            path("<int:pk>/versions/<slug:label>/", version, name="members_document_version"),
            *super().get_urls(),
        ]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody: documents come with the product."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody: title and key come with the product; versions are published."""
        return False

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        """The document with its versions (1 query more)."""
        versions = kwargs["obj"].versions.annotate(agreed=Count("agreements")).order_by("-effective_on")
        may = policies.can_publish_documents(sessions.person(request))
        shown = {**context, "versions": versions.defer("text"), "may_publish": may}
        page: HttpResponse = super().render_change_form(request, shown, *args, **kwargs)
        return page

    def version(self, request: HttpRequest, pk: int, label: str) -> HttpResponse:
        """A version: its day and fingerprint, who agreed on which occasion, and who was told (9 queries)."""
        document = self._document(request, pk)
        version = DocumentVersion.objects.filter(document=document, label=label).first()
        if version is None:
            raise Http404
        occasions = selectors.agreements_by_occasion(version)
        return self._page(
            request,
            "version",
            document,
            title=_t("%(title)s, version %(label)s") % {"title": document.title, "label": version.label},
            version=version,
            before=selectors.one_before(version),
            occasions=occasions,
            agreed=sum(count for _words, count in occasions),
            announcement=Announcement.objects.filter(version=version).first(),
            mailed=Message.objects.filter(kind=emails.PUBLISHED.key, about=emails.about(version), repeat=0).count(),
        )

    def publish(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Write a version, look how it reads and what it changes, then publish it; nothing typed is lost."""
        document, by, at = self._document(request, pk), sessions.person(request), timezone.now()
        if not policies.can_publish_documents(by):
            raise PermissionDenied
        newest, today = selectors.newest(document), timezone.localdate(at)
        if request.method != "POST":
            begun = VersionForm(initial={"text": newest.text if newest else ""}, document=document, today=today)
            return self._write(request, document, begun)
        confirmed = PUBLISH in request.POST
        form = VersionForm(request.POST, request.FILES, document=document, today=today, judged=not confirmed)
        if not form.is_valid() or BACK in request.POST:
            return self._write(request, document, form)
        return self._publish(request, document, form) if confirmed else self._look(request, document, form, newest)

    def _publish(self, request: HttpRequest, document: Document, form: VersionForm) -> HttpResponse:
        """What was looked at; the act judges it, so that what was published meanwhile shows."""
        sent, by, at = form.cleaned_data, sessions.person(request), timezone.now()
        try:
            version = services.publish_version(
                document.pk,
                label=sent["label"],
                first_day=sent["effective_on"],
                text=sent["text"],
                after=request.POST.get("after", ""),
                by=by,
                at=at,
            )
        except DomainError as refusal:
            form.add_error(None, str(refusal))
            return self._write(request, document, form)
        messages.success(request, _t("Version %(label)s is published.") % {"label": version.label})
        return redirect("admin:members_document_version", document.pk, version.label)

    def _write(self, request: HttpRequest, document: Document, form: VersionForm) -> HttpResponse:
        title = _t("A new version of “%(title)s”") % {"title": document.title}
        return self._page(request, "publish", document, title=title, form=form, errors=form.errors)

    def _look(
        self, request: HttpRequest, document: Document, form: VersionForm, newest: DocumentVersion | None
    ) -> HttpResponse:
        """How it reads, what it changes and what publishing it does."""
        sent, today = form.cleaned_data, timezone.localdate()
        ahead = DocumentVersion(document=document, label=sent["label"], text=tidy(sent["text"]))
        form.fields.pop("file")
        agreed_to = selectors.agreed_to(document)
        return self._page(
            request,
            "look",
            document,
            title=_t("Publish version %(label)s of “%(title)s”?") % {"label": sent["label"], "title": document.title},
            form=form,
            sections=parse(ahead.text),
            before=newest,
            stretches=fold(selectors.differences(newest, ahead)) if newest else (),
            same=bool(newest and newest.text == ahead.text),
            effects=document_words.effects(
                document,
                newest,
                first_day=sent["effective_on"],
                today=today,
                agreed_to=agreed_to,
                to_tell=selectors.concerned(today).count() if agreed_to else 0,
            ),
        )

    def _document(self, request: HttpRequest, pk: int) -> Document:
        if not sessions.person(request).has_perm("members.view_document"):
            raise PermissionDenied
        return get_object_or_404(Document, pk=pk)

    def _page(self, request: HttpRequest, name: str, document: Document, **context: Any) -> HttpResponse:
        shown = {**self.admin_site.each_context(request), "opts": self.opts, "original": document, **context}
        return TemplateResponse(request, f"admin/members/document/{name}.html", shown)
