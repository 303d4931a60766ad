"""Policy versions: the list, a page that can be read, and what a colleague may do with one, each confirmed first."""

from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts import sessions
from common.calendar import DAY
from common.errors import DomainError
from common.office import NamedRows, OfficeAdmin, status
from cpe import findings, selectors, words
from cpe.admin.drafts import OfVersion, written
from cpe.admin.steps import AS_READ, STEPS, Step
from cpe.enums import VersionState
from cpe.forms import CompareForm, DraftForm, ReasonForm
from cpe.models import CapGroup, LevelNumbers, PolicyVersion
from cpe.rows import activity_of
from cpe.services import StaleVersionError
from members.models import Level

SHAPES = {VersionState.DRAFT: "attention", VersionState.PUT_FORWARD: "waiting", VersionState.DISCARDED: "ended"}


class RowsOnce(NamedRows):
    """Rows that differ from each other, or say which do not."""

    def get_unique_error_message(self, unique_check: Any) -> str:
        """The sentence above the table."""
        model: Any = self.model
        columns = [str(model._meta.get_field(name).verbose_name) for name in unique_check if name != "version"]
        return _t("Two rows say the same under “%(columns)s”. Write it once.") % {"columns": ", ".join(columns)}

    def get_form_error(self) -> str:
        """The sentence in the row."""
        return _t("Another row says this already.")


class RowsOfVersion(OfVersion, admin.TabularInline):  # type: ignore[type-arg]  # generic in the stubs only
    """Rows written on the page of their version."""

    extra = 0
    formset = RowsOnce


class LevelNumbersInline(RowsOfVersion):
    """What each level asks."""

    model = LevelNumbers
    fields = ("level", "year_target", "cycle_minimum")
    verbose_name = _("level")

    def get_queryset(self, request: HttpRequest) -> QuerySet[LevelNumbers]:
        """The rows with their levels."""
        return super().get_queryset(request).select_related("level")

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """Levels are chosen from the catalogue; they are written there."""
        formset = super().get_formset(request, obj, **kwargs)
        if field := formset.form.base_fields.get("level"):
            field.widget = field.widget.widget
        return formset


class CapGroupInline(RowsOfVersion):
    """The limits activities share."""

    model = CapGroup
    fields = ("name", "key", "year_cap")


@admin.register(PolicyVersion)
class PolicyVersionAdmin(OfVersion, OfficeAdmin):
    """The rules of CPE by their first day, the newest first."""

    form = DraftForm
    list_display = ("name", "standing", "first_day", "last_day")
    list_filter = ("state",)
    inlines = (LevelNumbersInline, CapGroupInline)
    list_per_page = 50

    def get_queryset(self, request: HttpRequest) -> QuerySet[PolicyVersion]:
        """Versions with the first day of the one that follows."""
        colleagues = ("drafted_by", "edited_by", "put_forward_by", "published_by")
        return PolicyVersion.objects.with_following().select_related(*colleagues)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody: a version begins as a copy of another one."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody: a draft is discarded, and stays readable."""
        return False

    def get_fieldsets(self, request: HttpRequest, obj: PolicyVersion | None = None) -> Any:
        """What it is, the limit of a year, and who did what when."""
        writes = self.has_change_permission(request, obj)
        day, read = ("effective_on", (AS_READ,)) if writes else ("first_day", ())
        return [
            (None, {"fields": ("name", "standing", day, "last_day", "summary", *read)}),
            (_("Limit of a certification year"), {"fields": ("annual_factor", "annual_from")}),
            (_("Who did what"), {"fields": ("drafted", "edited", "sent_forward", "published")}),
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: PolicyVersion | None = None) -> tuple[str, ...]:
        """Acts write these."""
        return ("standing", "first_day", "last_day", "drafted", "edited", "sent_forward", "published")

    def get_urls(self) -> list[URLPattern]:
        """Django's own, a page for each step, and the page that compares."""
        steps = [self.asking(f"<int:pk>/{step.key}/", partial(self._step, step=step), step.view) for step in STEPS]
        compare = self.reading("compare/", self.compare, "cpe_policyversion_compare")
        return [compare, *steps, *super().get_urls()]

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """The page of a version; what it writes is written within the act that changes a draft."""
        version = self.get_object(request, unquote(object_id)) if object_id else None

        def page() -> HttpResponse:
            return super(PolicyVersionAdmin, self).changeform_view(request, object_id, form_url, extra_context)

        return written(request, version, version, page)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """One version with its activities in words, and the steps this person may take now (4 queries more)."""
        version = self.get_object(request, unquote(object_id))
        found = self._told(request, version) if version and self.has_view_permission(request, version) else {}
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **found})

    def _told(self, request: HttpRequest, version: PolicyVersion) -> dict[str, Any]:
        by, policy = sessions.person(request), selectors.policy_of(version)
        rows = version.activities.select_related("group")
        return {
            "activities": [(row, words.activity(activity_of(row), policy)) for row in rows],
            "steps": [step for step in STEPS if step.may(by) and version.state in step.states],
            "writes": self.has_change_permission(request, version),
        }

    def _step(self, request: HttpRequest, pk: int, *, step: Step) -> HttpResponse:
        """Ask before a step, with its effects in words; then take it."""
        by, at = sessions.person(request), timezone.now()
        if not step.may(by):
            raise PermissionDenied
        version = get_object_or_404(PolicyVersion, pk=pk)
        form = ReasonForm(request.POST or None) if step.asks_why else None
        if request.method == "POST" and (form is None or form.is_valid()):
            sent = {AS_READ: request.POST.get(AS_READ, ""), **(form.cleaned_data if form else {})}
            try:
                done = step.act(version, sent, by, at)
            except StaleVersionError as refusal:
                messages.error(request, str(refusal))
                version.refresh_from_db()
            except DomainError as refusal:
                messages.error(request, str(refusal))
                return redirect("admin:cpe_policyversion_change", version.pk)
            else:
                messages.success(request, step.done % {"name": done})
                return redirect("admin:cpe_policyversion_change", done.pk)
        return self.page(
            request,
            "cpe/policyversion/step",
            original=version,
            title=step.question % {"name": version},
            step=step,
            as_read=selectors.edition(version),
            form=form,
            errors=form.errors if form else None,
            **step.tell(version, by, timezone.localdate()),
        )

    def compare(self, request: HttpRequest) -> HttpResponse:
        """What one version says differently from another."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        holding = selectors.in_force(selectors.published(), timezone.localdate()).version
        first = {"before": holding.pk, "after": request.GET.get("after")}
        form = CompareForm(request.GET) if "before" in request.GET else CompareForm(initial=first)
        found: dict[str, Any] = {}
        if form.is_valid():
            before, after = (form.cleaned_data[name] for name in ("before", "after"))
            names = dict(Level.objects.values_list("key", "name"))
            told = findings.compare(selectors.policy_of(before), selectors.policy_of(after), names)
            found = {"sentences": told or [_t("Nothing. Both say the same.")], "before": before, "after": after}
        return self.page(request, "cpe/policyversion/compare", title=_t("Compare two versions"), form=form, **found)

    @admin.display(description=_("state"), ordering="state")
    def standing(self, version: PolicyVersion) -> SafeString:
        """State in word and shape; of a published version, whether it holds today."""
        if version.state != VersionState.PUBLISHED:
            return status(SHAPES[VersionState(version.state)], version.get_state_display())
        today, following = timezone.localdate(), getattr(version, "following_on", None)
        if version.effective_on > today:
            return status("waiting", _("published, not in force yet"))
        return (
            status("ended", _("was in force")) if following and following <= today else status("valid", _("in force"))
        )

    @admin.display(description=_("in force from"), ordering="effective_on")
    def first_day(self, version: PolicyVersion) -> str:
        """The first day, or the beginning."""
        return words.first_day(version.effective_on)

    @admin.display(description=_("in force until"))
    def last_day(self, version: PolicyVersion) -> str:
        """The day before the next version's first, if that is published and so is this one."""
        following = getattr(version, "following_on", None)
        if version.state != VersionState.PUBLISHED or following is None:
            return "–"
        return date_format(following - DAY)

    @admin.display(description=_("drafted"))
    def drafted(self, version: PolicyVersion) -> str:
        """By whom and when."""
        if version.drafted_at is None:
            return _t("shipped with the product")
        return _did(version.drafted_by, version.drafted_at)

    @admin.display(description=_("last changed"))
    def edited(self, version: PolicyVersion) -> str:
        """By whom and when."""
        return _did(version.edited_by, version.edited_at)

    @admin.display(description=_("put forward"))
    def sent_forward(self, version: PolicyVersion) -> str:
        """By whom and when."""
        return _did(version.put_forward_by, version.put_forward_at)

    @admin.display(description=_("published"))
    def published(self, version: PolicyVersion) -> str:
        """By whom and when."""
        return _did(version.published_by, version.published_at)


def _did(who: Any, when: Any) -> str:
    if when is None:
        return "–"
    return _t("%(who)s, %(when)s") % {"who": who, "when": date_format(timezone.localtime(when), "DATETIME_FORMAT")}
