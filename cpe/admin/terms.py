"""The terms of renewal in the back office: a row from each day on; those in force stay as they are."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from common.office import HistoryAdmin, status
from cpe.models import CycleTerms
from members.fields import DaysField
from members.rules.cycles import GRACE


class TermsForm(forms.ModelForm):  # type: ignore[type-arg]  # generic in the stubs only
    """Terms that begin tomorrow or later, with every reminder within grace."""

    def clean_effective_on(self) -> date:
        """The first day. Raises ``ValidationError`` for one that has come."""
        day: date = self.cleaned_data["effective_on"]
        if day <= timezone.localdate():
            raise forms.ValidationError(_t("This day has come. New terms begin tomorrow or later."), code="past")
        return day

    def clean_after(self) -> str:
        """Days within grace. Raises ``ValidationError`` for others."""
        written: str = self.cleaned_data["after"]
        days = DaysField.days(written)
        if any(not 1 <= day <= GRACE.days for day in days):
            told = _t("Reminders after the expiration date go out on its 1st to %(days)dth day.")
            raise forms.ValidationError(told % {"days": GRACE.days}, code="far")
        return written


@admin.register(CycleTerms)
class CycleTermsAdmin(HistoryAdmin):
    """When members are reminded of a cycle that ends, and how many titles a night ends by itself."""

    form = TermsForm
    list_display = ("effective_on", "before", "after", "brake_above", "brake_share", "stands")
    list_display_links = ("effective_on",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """With whether others hold by today."""
        later = CycleTerms.objects.filter(
            effective_on__gt=OuterRef("effective_on"), effective_on__lte=timezone.localdate()
        )
        rows: QuerySet[Any] = super().get_queryset(request).annotate(followed=Exists(later))
        return rows

    @admin.display(description=_("state"))
    def stands(self, row: Any) -> SafeString:
        """Whether nights go by it today."""
        if row.effective_on > timezone.localdate():
            return status("waiting", _("From a day ahead"))
        return status("ended", _("Followed by others")) if row.followed else status("valid", _("In force"))

    def get_fieldsets(self, request: HttpRequest, obj: CycleTerms | None = None) -> Any:
        """The day, the reminders, the brake; of a row whose day has come, why it stays."""
        why = _("These terms are in force, or were, so they stay as they are. Add terms that hold from a later day.")
        first = _("The terms in force are those with the latest day that has come. Until then they can be changed.")
        came = obj is not None and obj.effective_on <= timezone.localdate()
        return [
            (None, {"fields": ("effective_on",), "description": why if came else first}),
            (_("Reminders"), {"fields": ("before", "after")}),
            (_("Brake"), {"fields": ("brake_above", "brake_share")}),
        ]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Who keeps them, as long as their day has not come."""
        ahead = obj is None or obj.effective_on > timezone.localdate()
        return request.user.has_perm("cpe.change_cycleterms") and ahead
