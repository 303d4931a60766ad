"""The terms of conduct in the back office: a row from each day on; those in force stay as they are."""

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
from conduct.models import ConductTerms


class TermsForm(forms.ModelForm):  # type: ignore[type-arg]  # generic in the stubs only
    """Terms that begin tomorrow or later."""

    def clean_effective_on(self) -> date:
        """The first day. Raises ``ValidationError`` for one that has come."""
        day: date = self.cleaned_data["effective_on"]
        if day <= timezone.localdate():
            raise forms.ValidationError(_t("This day has come. New terms begin tomorrow or later."), code="past")
        return day


@admin.register(ConductTerms)
class ConductTermsAdmin(HistoryAdmin):
    """How long reports and cases wait for somebody, how many judge, how long either is kept."""

    form = TermsForm
    list_display = ("effective_on", "confirm_days", "seats", "challenge_days", "explain_days", "stands")
    list_display_links = ("effective_on",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """With whether others hold by today."""
        later = ConductTerms.objects.filter(
            effective_on__gt=OuterRef("effective_on"), effective_on__lte=timezone.localdate()
        )
        rows: QuerySet[Any] = super().get_queryset(request).annotate(followed=Exists(later))
        return rows

    @admin.display(description=_("state"))
    def stands(self, row: Any) -> SafeString:
        """Whether conduct goes by it today."""
        if row.effective_on > timezone.localdate():
            return status("waiting", _("From a day ahead"))
        return status("ended", _("Followed by others")) if row.followed else status("valid", _("In force"))

    def get_fieldsets(self, request: HttpRequest, obj: ConductTerms | None = None) -> Any:
        """The day, what is waited for, what is kept; of a row whose day has come, why it stays."""
        why = _("These terms are in force, or were, so they stay as they are. Add terms that hold from a later day.")
        first = _("The terms in force are those with the latest day that has come. A case keeps the days it was told.")
        came = obj is not None and obj.effective_on <= timezone.localdate()
        return [
            (None, {"fields": ("effective_on",), "description": why if came else first}),
            (_("Reports"), {"fields": ("draft_days", "confirm_days")}),
            (_("Cases"), {"fields": ("seats", "seat_days", "challenge_days", "explain_days")}),
            (_("Kept"), {"fields": ("read_months", "dismissed_months", "closed_months", "breach_months")}),
        ]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Who keeps them, as long as their day has not come."""
        ahead = obj is None or obj.effective_on > timezone.localdate()
        return request.user.has_perm("conduct.change_conductterms") and ahead
