"""Who was at our events: lists that were brought in and the pages that try one; whom lists name; what became of it."""

from typing import Any, ClassVar

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts import sessions
from common.jobs import CHUNK
from common.office import LookedAt, status
from common.spreadsheets import csv_file
from cpe import attendance, event_words, policies, selectors, services
from cpe.attendance import telling
from cpe.attendance_forms import AttendanceUploadForm, WhoForm
from cpe.enums import Came, ListPlace
from cpe.models import Attendance, AttendanceFile, AttendanceList, Attendee
from cpe.models.attendance import CAME
from cpe.rules.attendance import minutes, union
from members.admin.trials import ImportAdmin

SHAPES = {Came.CLAIMED: "valid", Came.REPORTED: "valid", Came.SHORT: "ended", Came.NO_TITLE: "ended"}
OF_AN_EVENT = ("event__id__exact",)


@admin.register(AttendanceList)
class AttendanceListAdmin(ImportAdmin):
    """Attendance lists, the newest first, with the pages that try a list and bring it in."""

    list_display = ("file_name", "event", "brought_in_at", "brought_in_by", "people", "unknown", "claims_new")
    list_select_related = ("event", "brought_in_by")
    fields = readonly_fields = (
        "file_name", "event", "brought_in_at", "by_whom", "rows", "people", "unknown", "claims_new", "digest",
    )  # fmt: skip
    linked_by = OF_AN_EVENT
    files = AttendanceFile
    columns = attendance.COLUMNS
    upload_form = AttendanceUploadForm
    duty = "cpe.attendance"
    begin = _("Bring an attendance list in")
    choices = (
        ("", _("Everything"), None),
        ("broken", _("Cannot be read"), ListPlace.BROKEN),
        ("unknown", _("Lead to nobody"), ListPlace.UNKNOWN),
        ("without", _("Without a claim"), ListPlace.WITHOUT),
        ("new", _("New"), ListPlace.NEW),
        ("known", _("Known already"), ListPlace.KNOWN),
    )
    headings: ClassVar = {
        ListPlace.FAULT: _("Why this list cannot be brought in"),
        ListPlace.BROKEN: _("Cannot be read, and left out"),
        ListPlace.UNKNOWN: _("Lead to nobody we know"),
        ListPlace.WITHOUT: _("Without a claim"),
        ListPlace.REPORTED: _("Reported by the member already"),
        ListPlace.NEW: _("New"),
        ListPlace.KNOWN: _("Known already"),
    }
    fault = ListPlace.FAULT
    days = ()
    shapes = ()
    may_import = staticmethod(policies.can_manage_events)
    ask = staticmethod(services.ask_list_trial)
    confirm = staticmethod(services.confirm_list_trial)
    outcome = staticmethod(telling.outcome)

    @admin.display(description=_("by"))
    def by_whom(self, row: AttendanceList) -> str:
        """The colleague, whose account is not everybody's to open."""
        return str(row.brought_in_by)

    def begun(self, request: HttpRequest) -> dict[str, Any]:
        """The event from whose page somebody comes."""
        return {"event": request.GET.get("event", "")}

    def table(self, request: HttpRequest, file: Any) -> HttpResponseBase:
        """Every line of the trial."""
        rows = (
            telling.table_row(line.line, str(self.headings[ListPlace(line.place)]), line.told)
            for line in file.lines.iterator(chunk_size=CHUNK)
        )
        return csv_file(f"attendance-{file.pk}", telling.header(), rows)

    def _confirm(self, request: HttpRequest, pk: int, **who: Any) -> None:
        knowing = request.POST.get("knowing") == "yes"
        services.confirm_list_trial(pk, as_read=request.POST.get("as_read", ""), knowing=knowing, **who)


class LeadsFilter(admin.SimpleListFilter):
    """Those who lead to nobody yet."""

    title = _("member")
    parameter_name = "leads"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """The answers."""
        return [("nobody", _("Leads to nobody")), ("somebody", _("Leads to a member"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Attendee]) -> QuerySet[Attendee]:
        """The rows behind the choice."""
        if self.value() in {"nobody", "somebody"}:
            return queryset.filter(member__isnull=self.value() == "nobody")
        return queryset


@admin.register(Attendee)
class AttendeeAdmin(LookedAt):
    """Whom attendance lists name; a colleague says who somebody is that leads to nobody."""

    list_display = ("called", "email", "event", "present", "member")
    list_filter = (LeadsFilter,)
    list_select_related = ("event", "member__user")
    list_per_page = 50
    search_fields = ("name", "email")
    search_help_text = _("Name or address on the list")
    fields = readonly_fields = ("called", "email", "event", "present", "member", "by_whom", "named_at")
    linked_by = OF_AN_EVENT
    sensitive = True

    def person_in(self, row: Any) -> int | None:
        """Whom it leads to."""
        return int(row.member.user_id) if row.member_id else None

    def get_urls(self) -> list[URLPattern]:
        """Django's own, and the page that asks who somebody is."""
        return [self.asking("<int:pk>/who/", self._who, "cpe_attendee_who"), *super().get_urls()]

    @admin.display(description=_("name on the list"), ordering="name")
    def called(self, row: Attendee) -> str:
        """The name, or the address where there is none."""
        return str(row)

    @admin.display(description=_("named by"))
    def by_whom(self, row: Attendee) -> str:
        """The colleague who said who it is."""
        return str(row.named_by or "–")

    @admin.display(description=_("minutes on the list"))
    def present(self, row: Attendee) -> int:
        """For how long, whether or not the event lasted so long."""
        return minutes(sum(ends - begins for begins, ends in union((begins, ends) for begins, ends in row.spans)))

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        """The name, and the way to say who it is."""
        may = policies.can_manage_events(sessions.person(request)) and kwargs["obj"].member_id is None
        return super().render_change_form(request, {**context, "may_name": may}, *args, **kwargs)

    def _who(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask which member it is, and show who that would be before it is done."""
        by, at = sessions.person(request), timezone.now()
        if not policies.can_manage_events(by):
            raise PermissionDenied
        row = get_object_or_404(Attendee.objects.select_related("event"), pk=pk)
        self._note_reading(request, row)
        called = selectors.called_so(row)
        alone = called[0].number if len(called) == 1 else ""
        form = WhoForm(request.POST if request.method == "POST" else None, initial={"member_number": alone})
        found = None
        if form.is_bound and form.is_valid():
            found = selectors.member_by_number(form.cleaned_data["member_number"])
            if found is None:
                form.add_error("member_number", _t("Nobody has this member number."))
            elif request.POST.get("shown") == str(found.number):
                try:
                    services.name_attendee(pk, found.number, by=by, at=at)
                except services.NobodyNamed as refusal:
                    form.add_error("member_number", str(refusal))
                else:
                    self.message_user(request, _t("Noted. What counts by it is on the page of attendance."))
                    return redirect(f"{reverse('admin:cpe_attendance_changelist')}?event__id__exact={row.event_id}")
        return self.page(
            request,
            "cpe/attendee/who",
            original=row,
            title=_t("Who is this?"),
            form=form,
            errors=form.errors,
            found=found,
            called=called,
            minutes=self.present(row),
        )


class CameFilter(admin.SimpleListFilter):
    """What became of somebody's presence; a claim that counts 0 is not long enough."""

    title = _("what became of it")
    parameter_name = "came"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """The answers."""
        return [(key, capfirst(str(label))) for key, label in CAME]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """The rows behind the choice."""
        match self.value():
            case Came.SHORT:
                return queryset.filter(Q(came=Came.SHORT) | Q(too_short=True))
            case Came.CLAIMED | Came.REPORTED | Came.NO_TITLE as came:
                return queryset.filter(came=came, too_short=False)
        return queryset


@admin.register(Attendance)
class AttendanceAdmin(LookedAt):
    """Members who were at our events, for how long, and what became of it."""

    list_display = ("who", "event", "minutes", "stands", "counts_by")
    list_display_links = ("who",)
    list_filter = (CameFilter,)
    list_select_related = ("event", "member__user")
    list_per_page = 50
    search_fields = ("member__number__startswith", "member__user__family_name")
    search_help_text = _("Member number or family name")
    fields = readonly_fields = ("who", "event", "minutes", "stands", "counts_by")
    linked_by = OF_AN_EVENT
    sensitive = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[Attendance]:
        """Each with whether it was long enough."""
        return selectors.with_share(super().get_queryset(request))

    def person_in(self, row: Any) -> int:
        """Who was there."""
        return int(row.member.user_id)

    @admin.display(description=_("member"), ordering="member__number")
    def who(self, row: Attendance) -> str:
        """Number and name."""
        return str(row.member)

    @admin.display(description=_("minutes present"), ordering="seconds")
    def minutes(self, row: Attendance) -> int:
        """For how many whole minutes of it."""
        return row.minutes

    @admin.display(description=_("what became of it"), ordering="came")
    def stands(self, row: Attendance) -> SafeString:
        """In a word, with its shape."""
        if why := event_words.too_short(row):
            return status("ended", why)
        return status(SHAPES[Came(row.came)], capfirst(row.get_came_display()))

    @admin.display(description=_("claim"))
    def counts_by(self, row: Attendance) -> str | SafeString:
        """The claim it counts by."""
        if row.claim_id is None:
            return "–"
        address = reverse("admin:cpe_claim_change", args=(row.claim_id,))
        return format_html('<a href="{}">{}</a>', address, _t("Claim %(number)d") % {"number": row.claim_id})
