"""Identity checks in the back office: who is to be seen, what was seen, and a wrong record taken back.

A checker sees name, title, reference and appointment of an application, and never what it says.
"""

from datetime import datetime
from typing import Any, Final

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts import sessions
from accounts.models import User
from applications import copy_words, policies
from applications.enums import DocumentKind, IdentityVerdict, IdentityWay
from applications.forms.checking import CheckForm, TakeBackForm, WhichForm
from applications.models import Application, IdentityCheck, Interest
from applications.models.walls import not_concerning
from applications.selectors import checking as selectors
from applications.selectors import copy_queue
from applications.selectors import identity as appointments
from applications.services import checking as services
from applications.states import UNTIL_AWARD
from common.errors import DomainError
from common.office import LookedAt, status

LOOK: Final = "admin:applications_identitycheck_look"
CHANGE: Final = "admin:applications_identitycheck_change"
PERMISSION: Final = "applications.add_identitycheck"


@admin.register(IdentityCheck)
class IdentityCheckAdmin(LookedAt):
    """What was recorded, the newest first; each look at a record leaves a line."""

    list_display = ("reference", "who", "checked_at", "how", "document_kind", "checker", "says")
    list_display_links = ("reference", "who")
    list_filter = ("verdict", "way")
    list_select_related = ("application", "checker")
    list_per_page = 50
    ordering = ("-checked_at", "-pk")
    search_fields = ("application__reference", "application__given_name", "application__family_name")
    search_help_text = _("Reference or name of the application")
    fields = readonly_fields = (
        "reference", "who", "checked_at", "how", "document_kind", "checker", "says", "lacks", "words",
    )  # fmt: skip
    sensitive = True

    def person_in(self, row: IdentityCheck | Application) -> int:
        """Who was seen, or is to be."""
        return (row if isinstance(row, Application) else row.application).person_id

    def get_queryset(self, request: HttpRequest) -> QuerySet[IdentityCheck]:
        """Records of those whose page opens to this checker: neither theirs, nor naming them, nor of interest to them.

        1 query more.
        """
        by, rows = sessions.person(request), super().get_queryset(request)
        interested = Interest.objects.filter(application=OuterRef("application"), person=by, interested=True)
        found: QuerySet[IdentityCheck] = not_concerning(rows, by, "application").filter(~Exists(interested))
        return found

    def get_urls(self) -> list[URLPattern]:
        """Django's own, the page of who is to be seen, and the one that asks before a record is taken back."""
        return [
            self.asking("look/<slug:reference>/", self.look, "applications_identitycheck_look"),
            self.asking("<int:pk>/take-back/", self.take_back, "applications_identitycheck_take_back"),
            *super().get_urls(),
        ]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Who checks identities."""
        return sessions.person(request).has_perm(PERMISSION)

    def has_view_permission(self, request: HttpRequest, obj: IdentityCheck | None = None) -> bool:
        """Who checks identities; one record not where they apply, are named or have an interest."""
        by = sessions.person(request)
        return by.has_perm(PERMISSION) if obj is None else policies.can_check_identity(by, obj.application)

    @admin.display(description=_("application"), ordering="application__reference")
    def reference(self, row: IdentityCheck) -> str:
        """The reference of the application."""
        return row.application.reference

    @admin.display(description=_("applicant"), ordering="application__given_name")
    def who(self, row: IdentityCheck) -> str:
        """The name in the application."""
        return row.application.name

    @admin.display(description=_("how"), ordering="way")
    def how(self, row: IdentityCheck) -> str:
        """By video, in person or by a masked copy."""
        return row.get_way_display()

    @admin.display(description=_("kind of document"), ordering="document")
    def document_kind(self, row: IdentityCheck) -> str:
        """What was shown."""
        return row.get_document_display()

    @admin.display(description=_("verdict"), ordering="verdict")
    def says(self, row: IdentityCheck) -> SafeString:
        """The verdict, with its shape."""
        return status(selectors.SHAPES[IdentityVerdict(row.verdict)], capfirst(row.get_verdict_display()))

    @admin.display(description=_("what the copy lacks"))
    def lacks(self, row: IdentityCheck) -> str:
        """Why a masked copy was not enough; empty for other records."""
        return row.get_failure_display()

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        """The record, with the ways to its applicant and to taking it back."""
        row = kwargs["obj"]
        found = {"may_take_back": not _cannot_take_back(row, sessions.person(request))}
        return super().render_change_form(request, {**context, **found}, *args, **kwargs)

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Ask which application it is about, and lead to its applicant."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = WhichForm(request.POST if request.method == "POST" else None, by=sessions.person(request))
        if form.is_bound and form.is_valid():
            return redirect(LOOK, form.cleaned_data["reference"].reference.lower())
        title = _t("Whose identity do you check?")
        return self._asking(request, form, title=title, last=_t("Check an identity"), button=_t("Go on"))

    def look(self, request: HttpRequest, reference: str) -> HttpResponse:
        """Who is to be seen, how to compare, the form of what was seen (9 queries, 10 with a copy); leaves a line."""
        by, at = sessions.person(request), timezone.now()
        row = _checked(by, reference)
        found = selectors.identity_of(row, appointments.appointment_of(row), at)
        form = CheckForm(request.POST if request.method == "POST" else None, initial={"way": row.identity_way})
        if form.is_bound and form.is_valid():
            self._record(request, form.cleaned_data, row, by, at)
            return redirect(LOOK, reference)
        self._note_reading(request, row)
        copy = copy_queue.last_of(row)
        return self.page(
            request,
            "applications/identitycheck/look",
            title=_t("Check the identity of %(who)s") % {"who": row.name},
            last=row.reference,
            row=row,
            appointment=appointments.appointment_of(row),
            copy=copy,
            copy_stands=copy and copy_queue.standing(copy, timezone.localdate()),
            checks=[
                (check, self.says(check), copy_words.why(check), not _cannot_take_back(check, by))
                for check in found.checks
            ],
            form=form if found.waits else None,
            errors=form.errors,
            verified=found.verified,
        )

    def _record(self, request: HttpRequest, said: dict[str, Any], row: Application, by: User, at: datetime) -> None:
        """Record what was seen and say so, or say why not: somebody else was first, or nothing is to be checked."""
        verdict = IdentityVerdict(said["verdict"])
        try:
            services.check_identity(
                row,
                way=IdentityWay(said["way"]),
                document=DocumentKind(said["document"]),
                verdict=verdict,
                words=said["words"],
                by=by,
                at=at,
            )
        except DomainError as refusal:
            messages.error(request, str(refusal))
            return
        told = _t("It is recorded: not verified. The applicant is told by mail, with your words.")
        messages.success(request, _t("It is recorded: verified.") if verdict == IdentityVerdict.VERIFIED else told)

    def take_back(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask before a wrong record is taken back; by another checker than the one who made it."""
        by, at = sessions.person(request), timezone.now()
        if not by.has_perm(PERMISSION):
            raise PermissionDenied
        rows: QuerySet[IdentityCheck] = IdentityCheck.objects.select_related("application__title", "checker")
        check = get_object_or_404(not_concerning(rows, by, "application"), pk=pk)
        if not policies.can_check_identity(by, check.application):
            raise PermissionDenied
        obstacle = _cannot_take_back(check, by)
        form = TakeBackForm(request.POST if request.method == "POST" else None)
        if form.is_bound and not obstacle and form.is_valid():
            try:
                services.take_back(check, form.cleaned_data["words"], by=by, at=at)
            except DomainError as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _t("The record is taken back; the applicant is told by mail."))
                return redirect(LOOK, check.application.reference.lower())
        self._note_reading(request, check)
        title = _t("Take the record about %(who)s back?") % {"who": check.application.name}
        effects = [
            _t("The record stays, as taken back; the identity is not verified by it any more."),
            _t("The applicant is told by mail, with your words. Then a right record can be made."),
        ]
        shown = {"check": check, "says": self.says(check), "obstacle": obstacle, "effects": effects}
        return self._asking(request, form, title=title, last=_t("Take back"), button=_t("Take back"), **shown)

    def _asking(self, request: HttpRequest, form: Any, **shown: Any) -> TemplateResponse:
        return self.page(request, "applications/identitycheck/ask", form=form, errors=form.errors, **shown)


def _checked(by: User, reference: str) -> Application:
    """The application whose applicant this checker sees. Raises ``PermissionDenied`` and ``Http404``."""
    if not by.has_perm(PERMISSION):
        raise PermissionDenied
    rows = Application.objects.handed_in().select_related("title", "person")
    row = not_concerning(rows, by).filter(reference=reference.upper()).first()
    if row is None:
        raise Http404
    if not policies.can_check_identity(by, row):
        raise PermissionDenied
    return row


def _cannot_take_back(check: IdentityCheck, by: User) -> str:
    """Why a record cannot be taken back by this colleague; empty when it can."""
    if check.verdict == IdentityVerdict.TAKEN_BACK:
        return _t("This record is taken back already.")
    if check.application.state not in UNTIL_AWARD:
        told = _t("This application is “%(state)s”; this cannot be done with it now.")
        return told % {"state": check.application.get_state_display()}
    if not policies.can_take_back_check(by, check):
        return _t("A wrong record is taken back by another checker than the one who made it.")
    return ""
