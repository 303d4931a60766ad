"""Identity appointments in the back office: offered one by one or in a row, changed, called off."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, QuerySet
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts import sessions
from applications import policies
from applications.enums import ApplicationState, IdentityVerdict, IdentityWay
from applications.forms.identity import CallOffForm, ChangeForm, OfferForm
from applications.models import Appointment, IdentityCheck
from applications.models.appointments import AppointmentQuerySet
from applications.models.walls import not_concerning
from applications.services import identity as services
from applications.states import UNTIL_AWARD
from common.errors import DomainError
from common.office import OfficeAdmin, status

LIST, CHANGE = "admin:applications_appointment_changelist", "admin:applications_appointment_change"


class StateFilter(admin.SimpleListFilter):
    """Free, taken, over, and what a colleague holds in the next days (lines of Today)."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """The answers."""
        return [
            ("free", _("Free")),
            ("taken", _("Taken")),
            ("today", _("Taken, with me, today")),
            ("mine", _("Taken, with me, in the next seven days")),
            ("unrecorded", _("Over, nothing recorded")),
            ("over", _("Over")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Appointment]) -> QuerySet[Appointment]:
        """The rows behind the choice."""
        assert isinstance(queryset, AppointmentQuerySet)  # noqa: S101  the admin's own model
        at = timezone.now()
        match self.value():
            case "free":
                return queryset.free(at)
            case "taken":
                return queryset.taken(at)
            case "today":
                return queryset.today(request.user, at)
            case "unrecorded":
                return queryset.unrecorded(at)
            case "mine":
                return queryset.soon(request.user, at)
            case "over":
                return queryset.over(at)
        return queryset


@admin.register(Appointment)
class AppointmentAdmin(OfficeAdmin):
    """Times at which identities are checked, the latest first; each look at one that was taken leaves a line."""

    list_display = ("starts", "how", "minutes", "checker", "who", "stands", "record")
    list_filter = (StateFilter, "way")
    list_select_related = ("checker", "application__person")
    list_per_page = 50
    ordering = ("-starts_at", "-pk")
    search_fields = ("application__reference", "application__given_name", "application__family_name")
    search_help_text = _("Reference or name of the application")
    fields = readonly_fields = ("starts", "how", "minutes", "place", "checker", "who", "taken_at", "stands")
    actions = None
    sensitive = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[Appointment]:
        """Free ones, and those of applications that neither are of this colleague nor name them (1 query more).

        Each knows whether the identity is verified that it is for.
        """
        verified = IdentityCheck.objects.filter(
            application=OuterRef("application"), verdict=IdentityVerdict.VERIFIED.value
        )
        found: QuerySet[Appointment] = super().get_queryset(request).annotate(verified=Exists(verified))
        return not_concerning(found, sessions.person(request), "application")

    def person_in(self, row: Appointment) -> int | None:
        """Who took it, if somebody did."""
        return row.application.person_id if row.application else None

    @admin.display(description=_("begins"), ordering="starts_at")
    def starts(self, row: Appointment) -> str:
        """Day and time in Amsterdam."""
        return date_format(timezone.localtime(row.starts_at), "DATETIME_FORMAT")

    @admin.display(description=_("how"), ordering="way")
    def how(self, row: Appointment) -> str:
        """By video or in person."""
        return row.get_way_display()

    @admin.display(description=_("taken by"), ordering="application__given_name")
    def who(self, row: Appointment) -> str:
        """The name in the application, with its reference."""
        return (
            f"{row.application.name or row.application.person}, {row.application.reference}" if row.application else ""
        )

    @admin.display(description=_("state"))
    def stands(self, row: Appointment) -> SafeString:
        """Free, taken or over, with its shape."""
        if row.starts_at <= timezone.now():
            return status("ended", _("Over"))
        if _verified(row) or not _is_checked(row):
            return status("ended", _("Not needed any more"))
        return status("valid", _("Taken")) if row.application_id else status("waiting", _("Free"))

    def get_list_display(self, request: HttpRequest) -> tuple[str, ...]:
        """The columns; the way to recording a check for who checks identities."""
        shown: tuple[str, ...] = self.list_display
        return shown if request.user.has_perm("applications.add_identitycheck") else shown[:-1]

    @admin.display(description=_("check"))
    def record(self, row: Appointment) -> str | SafeString:
        """The way to the page on which the check is recorded."""
        if row.application is None or row.application.submitted_at is None:
            return ""
        if _verified(row):
            return _t("Verified")
        if not _is_checked(row):
            return _t("Not needed any more")
        page = reverse("admin:applications_identitycheck_look", args=[row.application.reference.lower()])
        return format_html('<a href="{}">{}</a>', page, _t("Record the check"))

    def has_change_permission(self, request: HttpRequest, obj: Appointment | None = None) -> bool:
        """Who offers appointments, as long as it lies ahead."""
        return bool(super().has_change_permission(request, obj)) and (obj is None or obj.starts_at > timezone.now())

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Offer one appointment or several of a day."""
        by, at = sessions.person(request), timezone.now()
        if not policies.can_offer_appointments(by):
            raise PermissionDenied
        form = OfferForm(request.POST if request.method == "POST" else None, by=by, at=at)
        if form.is_bound and form.is_valid():
            try:
                made = services.offer(
                    form.cleaned_data["checker"],
                    form.starts(),
                    way=IdentityWay(form.cleaned_data["way"]),
                    minutes=form.cleaned_data["minutes"],
                    place=form.cleaned_data["place"],
                    agreed_with=form.cleaned_data["application"],
                    by=by,
                    at=at,
                )
            except DomainError as refusal:
                form.add_error("begins", str(refusal))
            else:
                told = ngettext("%(n)d appointment is offered.", "%(n)d appointments are offered.", len(made))
                agreed = form.cleaned_data["application"]
                done = _t("The appointment is put down; the applicant is told by mail.")
                messages.success(request, done if agreed else told % {"n": len(made)})
                return redirect(LIST)
        return self._page(request, form, title=_t("Offer appointments"), last=_t("Offer"), button=_t("Offer"))

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The appointment; who offers them writes another time or place below, as long as it lies ahead."""
        by, at = sessions.person(request), timezone.now()
        row = self.get_object(request, object_id)
        ahead = isinstance(row, Appointment) and row.starts_at > at
        if row is None or not ahead or not policies.can_offer_appointments(by):
            return super().change_view(request, object_id, form_url, extra_context)
        form = ChangeForm.of(row, request.POST if request.method == "POST" else None)
        if form.is_bound and form.is_valid():
            said = form.cleaned_data
            try:
                services.change(
                    row, starts_at=form.starts_at(), minutes=said["minutes"], place=said["place"], by=by, at=at
                )
            except DomainError as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _t("The appointment is changed."))
                return redirect(CHANGE, row.pk)
        self._note_reading(request, row)
        return self._page(
            request,
            form,
            row,
            title=_t("Appointment on %(when)s") % {"when": self.starts(row)},
            button=_t("Save"),
            may_remove=True,
            told=_t("Somebody took this appointment: what you change here is mailed to them.")
            if row.application_id
            else "",
        )

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Ask before an appointment is removed; one that somebody took is called off, with words to them."""
        by, at = sessions.person(request), timezone.now()
        row = self.get_object(request, object_id)
        if not policies.can_offer_appointments(by):
            raise PermissionDenied
        if row is None:
            raise Http404
        form = CallOffForm(request.POST if request.method == "POST" else None) if row.application_id else None
        if request.method == "POST" and (form is None or form.is_valid()):
            try:
                if form is None:
                    services.remove(row, by=by, at=at)
                else:
                    services.call_off(row, words=form.cleaned_data["words"], by=by, at=at)
            except DomainError as refusal:
                messages.error(request, str(refusal))
                return redirect(CHANGE, row.pk)
            told = _t("The appointment is called off; the applicant is told by mail.") if form else _t("It is removed.")
            messages.success(request, told)
            return redirect(LIST)
        self._note_reading(request, row)
        asked = _t("Call off the appointment on %(when)s?") if form else _t("Remove the appointment on %(when)s?")
        told = _t("Nobody can take it any more. If it is part of a draft, its applicant has to choose another time.")
        last = _t("Call off") if form else _t("Remove")
        title = asked % {"when": self.starts(row)}
        return self._page(request, form, row, title=title, last=last, button=last, told=told if form else "")

    def _page(
        self, request: HttpRequest, form: Form | None, row: Appointment | None = None, **context: Any
    ) -> TemplateResponse:
        told = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": row,
            "form": form,
            "errors": form.errors if form else None,
            "stands": self.stands(row) if row else "",
            "who": self.who(row) if row else "",
            **context,
        }
        return TemplateResponse(request, "admin/applications/appointment/page.html", told)


def _verified(row: Any) -> bool:
    return bool(row.verified)


def _is_checked(row: Appointment) -> bool:
    """Whether it is free, or for an application whose identity can still be checked, drafts included."""
    return row.application is None or row.application.state in {ApplicationState.DRAFT, *UNTIL_AWARD}
