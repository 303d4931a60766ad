"""The activities of all versions: a list to look something up in, and a page for each."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from common.office import OfficeAdmin
from cpe import selectors, words
from cpe.admin.drafts import OfVersion, written
from cpe.admin.steps import AS_READ
from cpe.forms import DraftForm
from cpe.models import ActivityType, CapGroup, PolicyVersion
from cpe.rows import activity_of


@admin.register(ActivityType)
class ActivityTypeAdmin(OfVersion, OfficeAdmin):
    """Activities by version; those of a draft are written here, one page each."""

    form = DraftForm
    list_display = ("name", "version", "brings", "approval")
    list_filter = ("version",)
    list_select_related = ("version", "group")
    list_per_page = 50
    search_fields = ("name", "key")
    search_help_text = _("What an activity is called, or part of it.")
    ordering = ("-version__effective_on", "place", "pk")

    def get_fieldsets(self, request: HttpRequest, obj: ActivityType | None = None) -> Any:
        """What it is, what it brings, its limits, and who decides."""
        told = ("in_words",) if obj else ()
        read = (AS_READ,) if obj and self.has_change_permission(request, obj) else ()
        return [
            (None, {"fields": ("version", "name", "key", *told, "explanation", "place", *read)}),
            (_("What it brings"), {"fields": ("credits", "per", "unit", "step")}),
            (_("Its limits"), {"fields": ("item_cap", "year_cap", "group", "longest", "attendance")}),
            (_("Who decides"), {"fields": ("approval", "least", "most", "each")}),
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: ActivityType | None = None) -> tuple[str, ...]:
        """Version and key are chosen once."""
        return ("version", "key", "in_words") if obj else ()

    def get_form(
        self, request: HttpRequest, obj: ActivityType | None = None, change: bool = False, **kwargs: Any
    ) -> Any:
        """The form, offering drafts, and the shared limits of this version."""
        form = super().get_form(request, obj, change=change, **kwargs)
        fields = form.base_fields
        if "version" in fields:
            fields["version"].queryset = PolicyVersion.objects.drafts()
        if "group" in fields:
            version = obj.version_id if obj else _asked(request)
            fields["group"].queryset = CapGroup.objects.filter(version=version)
        for name in fields.keys() & {"version", "group"}:
            fields[name].widget = fields[name].widget.widget
        return form

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """The version the page was opened from, and a place at the end of its list."""
        version = _asked(request)
        return {"version": version and version.pk, "place": ActivityType.objects.filter(version=version).count() + 1}

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """The page of an activity; what it writes is written within the act that changes a draft."""
        row = self.get_object(request, unquote(object_id)) if object_id else None
        version = row.version if row else _asked(request)

        def page() -> HttpResponse:
            context = {"show_save_and_add_another": False, **(extra_context or {})}
            return super(ActivityTypeAdmin, self).changeform_view(request, object_id, form_url, context)

        return written(request, row, version, page)

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None) -> Any:
        """Ask, then take the activity out of its draft within the act that changes one."""
        row = self.get_object(request, unquote(object_id))

        def page() -> HttpResponse:
            return super(ActivityTypeAdmin, self).delete_view(request, object_id, extra_context)

        return written(request, row, row.version if row else None, page)

    def response_post_save_add(self, request: HttpRequest, obj: ActivityType) -> HttpResponseRedirect:
        """Back to the version."""
        return redirect("admin:cpe_policyversion_change", obj.version_id)

    def response_post_save_change(self, request: HttpRequest, obj: ActivityType) -> HttpResponseRedirect:
        """Back to the version."""
        return redirect("admin:cpe_policyversion_change", obj.version_id)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """None: rows of several versions are not deleted at once."""
        return {}

    @admin.display(description=_("in words"))
    def in_words(self, row: ActivityType) -> str:
        """All the rules say about it, as members read it (3 queries)."""
        return " ".join(words.activity(activity_of(row), selectors.policy_of(row.version)).sentences)

    @admin.display(description=_("brings"))
    def brings(self, row: ActivityType) -> str:
        """What it brings by its rate, or what a reviewer grants."""
        what = activity_of(row)
        return words.rate(what) or words.bounds(what)


def _asked(request: HttpRequest) -> PolicyVersion | None:
    """The version that a form to add an activity is for."""
    sent = request.POST.get("version") or request.GET.get("version") or ""
    if not (sent.isascii() and sent.isdigit() and len(sent) <= 18):
        return None
    return PolicyVersion.objects.filter(pk=sent).first()
