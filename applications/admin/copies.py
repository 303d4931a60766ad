"""Masked copies in the back office: which are to be looked at, one beside the name it is compared with, its verdict.

A picture is shown in the answer to the press that opened it, and has no address. Whoever looks sees name, title and
reference of an application, and never what it says.
"""

from base64 import b64encode
from datetime import datetime
from typing import Any, Final

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import F, QuerySet
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts import sessions
from accounts.models import User
from applications import copy_words, policies
from applications.enums import CopyFailure, DocumentKind, IdentityVerdict
from applications.forms.copy_checks import JudgeForm, ReasonForm
from applications.models import IdentityCheck, IdentityCopy
from applications.models.copies import IdentityCopyQuerySet
from applications.selectors import checking
from applications.selectors import copies as copy_selectors
from applications.selectors import copy_queue as selectors
from applications.services import copies as services
from common.errors import DomainError
from common.office import LookedAt, status

CHANGE: Final = "admin:applications_identitycopy_change"
PERMISSION: Final = "applications.add_identitycheck"


class StateFilter(admin.SimpleListFilter):
    """What is to be looked at, what of it goes soon (lines of Today), and what is gone."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """The answers."""
        return [
            ("waiting", _("To be checked")),
            ("going", _("To be checked, destroyed within five days")),
            ("judged", _("Checked, not destroyed yet")),
            ("gone", _("Destroyed")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[IdentityCopy]) -> QuerySet[IdentityCopy]:
        """The rows behind the choice."""
        assert isinstance(queryset, IdentityCopyQuerySet)  # noqa: S101  the admin's own model
        asked = selectors.STATES.get(self.value() or "")
        return asked(queryset, timezone.now()) if asked else queryset


@admin.register(IdentityCopy)
class IdentityCopyAdmin(LookedAt):
    """Copies, those that are kept first and the oldest of them before the others; each look at one leaves a line."""

    list_display = ("reference", "who", "sent", "goes", "looked_through", "opened", "stands")
    list_display_links = ("reference", "who")
    list_filter = (StateFilter,)
    list_select_related = ("application",)
    list_per_page = 50
    ordering = (F("destroyed_at").desc(nulls_first=True), "sent_at", "pk")
    search_fields = ("application__reference", "application__given_name", "application__family_name")
    search_help_text = _("Reference or name of the application")
    actions = None
    sensitive = True

    def person_in(self, row: IdentityCopy) -> int:
        """Whose copy it is."""
        return row.application.person_id

    def get_queryset(self, request: HttpRequest) -> QuerySet[IdentityCopy]:
        """Copies of applications that were handed in, whose page opens to this checker (1 query more); no picture.

        Neither theirs, nor of one that names them, nor of one in which they have an interest.
        """
        rows = super().get_queryset(request)
        assert isinstance(rows, IdentityCopyQuerySet)  # noqa: S101  the admin's own model
        return selectors.open_to(selectors.shown(rows), sessions.person(request))

    def has_view_permission(self, request: HttpRequest, obj: IdentityCopy | None = None) -> bool:
        """Who checks identities; one copy not where they apply, are named or have an interest."""
        by = sessions.person(request)
        return by.has_perm(PERMISSION) if obj is None else policies.can_check_identity(by, obj.application)

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Who checks identities."""
        return sessions.person(request).has_perm(PERMISSION)

    @admin.display(description=_("application"), ordering="application__reference")
    def reference(self, row: IdentityCopy) -> str:
        """The reference of the application."""
        return row.application.reference

    @admin.display(description=_("applicant"), ordering="application__given_name")
    def who(self, row: IdentityCopy) -> str:
        """The name in the application."""
        return row.application.name

    @admin.display(description=_("sent"), ordering="sent_at")
    def sent(self, row: IdentityCopy) -> str:
        """The day it came."""
        return date_format(timezone.localtime(row.sent_at), "DATE_FORMAT")

    @admin.display(description=_("destroyed by, or on"))
    def goes(self, row: IdentityCopy) -> str:
        """The day by which it is destroyed, or on which it was."""
        if row.destroyed_at is None:
            return date_format(row.destroy_by, "DATE_FORMAT")
        return _t("on %(day)s") % {"day": date_format(timezone.localtime(row.destroyed_at), "DATE_FORMAT")}

    @admin.display(description=_("looked through"))
    def looked_through(self, row: IdentityCopy) -> SafeString | str:
        """Whether a machine looked for a citizen number."""
        return _t("by a machine") if row.machine_read else status("attention", _("by no machine"))

    @admin.display(description=_("opened"))
    def opened(self, row: Any) -> int:
        """How often."""
        return int(row.times_opened)

    @admin.display(description=_("state"))
    def stands(self, row: IdentityCopy) -> SafeString:
        """What is to be done with it, or what became of it, with its shape."""
        kind, word = selectors.standing(row, timezone.localdate())
        return status(kind, word)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The page of a copy; a press opens it and shows the picture in that answer alone, another records the verdict.

        Leaves a line, and an opening leaves one more.
        """
        by, at = sessions.person(request), timezone.now()
        if not by.has_perm(PERMISSION):
            raise PermissionDenied
        row = self.get_object(request, object_id)
        if row is None:
            raise Http404
        if request.method != "POST":
            return self._page(request, row, by)
        if request.POST.get("act") == "judge":
            return self._judge(request, row, by, at)
        return self._open(request, row, by, at)

    def _open(self, request: HttpRequest, row: IdentityCopy, by: User, at: datetime) -> HttpResponse:
        reason = ReasonForm(request.POST) if copy_selectors.asks_reason(row) else None
        if reason and not reason.is_valid():
            return self._page(request, row, by, reason=reason)
        try:
            content = services.open_copy(row, reason.cleaned_data["reason"] if reason else "", by=by, at=at)
        except DomainError as refusal:
            messages.error(request, str(refusal))
            return redirect(CHANGE, row.pk)
        return self._page(request, row, by, picture=content)

    def _judge(self, request: HttpRequest, row: IdentityCopy, by: User, at: datetime) -> HttpResponse:
        form = JudgeForm(request.POST)
        if not form.is_valid():
            return self._judged_again(request, row, by, at, form)
        said = form.cleaned_data
        verdict = IdentityVerdict(said["verdict"])
        failed = verdict == IdentityVerdict.NOT_VERIFIED
        try:
            services.judge_copy(
                row,
                verdict=verdict,
                document=DocumentKind(said["document"]) if said["document"] else None,
                failure=CopyFailure(said["failure"]) if failed else None,
                words=said["words"] if failed else "",
                by=by,
                at=at,
            )
        except services.CopyRefused as refusal:
            messages.error(request, str(refusal))
            return redirect(CHANGE, row.pk)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
            return self._judged_again(request, row, by, at, form)
        told = _t("It is recorded: not verified. The applicant is told by mail, why and what helps.")
        messages.success(request, told if failed else _t("It is recorded: verified."))
        return redirect(CHANGE, row.pk)

    def _judged_again(
        self, request: HttpRequest, row: IdentityCopy, by: User, at: datetime, form: Form
    ) -> HttpResponse:
        """The form with its refusal, and the picture where it came with it: the same opening, and no other."""
        opening = str(request.POST.get("opening", ""))
        try:
            content = services.shown_still(row, int(opening), by=by, at=at) if opening.isdecimal() else None
        except DomainError:
            content = None
        return self._page(request, row, by, judge=form, picture=content)

    def _page(
        self,
        request: HttpRequest,
        row: IdentityCopy,
        by: User,
        *,
        reason: ReasonForm | None = None,
        judge: Form | None = None,
        picture: bytes | None = None,
    ) -> HttpResponse:
        if picture is None or judge is not None:
            self._note_reading(request, row)
        found = self.get_queryset(request).select_related("application__title").get(pk=row.pk)
        openings = list(copy_selectors.openings_of(found))
        waits = selectors.is_waiting(found, timezone.localdate())
        own = [opening.pk for opening in openings if opening.by_id == by.pk]
        if judge is None and waits and own:
            judge = JudgeForm()
        if reason is None and picture is None and copy_selectors.asks_reason(found):
            reason = ReasonForm()
        page = self.page(
            request,
            "applications/identitycopy/page",
            title=_t("Copy of the identity document of %(who)s") % {"who": found.application.name},
            last=found.application.reference,
            row=found.application,
            copy=found,
            stands=self.stands(found),
            goes=found.destroy_by,
            openings=openings,
            checks=[_told(check) for check in checking.checks_of(found.application)],
            reason=reason,
            judge=judge if waits else None,
            picture=picture and b64encode(picture).decode("ascii"),
            opening=own[-1] if picture and own else None,
            past=found.destroyed_at is None and found.is_due(timezone.localdate()),
            errors=(reason and reason.errors) or (judge and judge.errors),
        )
        if picture:
            page.headers["Cache-Control"] = "private, no-store"
        return page


def _told(check: IdentityCheck) -> tuple[IdentityCheck, SafeString, Any]:
    """A record with its verdict in its shape, and the sentence that the applicant read."""
    says = status(checking.SHAPES[IdentityVerdict(check.verdict)], capfirst(check.get_verdict_display()))
    return check, says, copy_words.why(check)
