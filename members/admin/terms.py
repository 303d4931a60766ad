"""The invoice terms in the back office; what an invoice was made by stays as it was."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import admin
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from stdnum import iban as ibans

from common.office import HistoryAdmin, status
from members.admin.people import KEY
from members.models import InvoiceTerms


class TermsForm(forms.ModelForm):  # type: ignore[type-arg]  # generic in the stubs only
    """Terms; those that follow others begin today or later."""

    def clean_effective_on(self) -> date:
        """The first day. Raises ``ValidationError`` for one in the past, unless there are no other terms."""
        day: date = self.cleaned_data["effective_on"]
        past = "effective_on" in self.changed_data and day < timezone.localdate()
        if past and InvoiceTerms.objects.exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(
                _t("This day has passed. Terms that follow others begin today or later."), code="past"
            )
        return day


@admin.register(InvoiceTerms)
class InvoiceTermsAdmin(HistoryAdmin):
    """Who bills, to which account, with which VAT, and who is reminded when: a row from each day on."""

    form = TermsForm
    list_display = ("effective_on", "name", "account", "vat_rate", "stands")
    list_display_links = ("effective_on", "name")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """With whether others hold by today."""
        later = InvoiceTerms.objects.filter(
            effective_on__gt=OuterRef("effective_on"), effective_on__lte=timezone.localdate()
        )
        rows: QuerySet[Any] = super().get_queryset(request).annotate(followed=Exists(later))
        return rows

    @admin.display(description=_("account"), ordering="iban")
    def account(self, row: InvoiceTerms) -> str:
        """As people read it."""
        return str(ibans.format(row.iban))

    @admin.display(description=_("state"))
    def stands(self, row: Any) -> SafeString:
        """Whether invoices are made by it today."""
        if row.effective_on > timezone.localdate():
            return status("waiting", _("From a day ahead"))
        return status("ended", _("Followed by others")) if row.followed else status("valid", _("In force"))

    def get_fieldsets(self, request: HttpRequest, obj: InvoiceTerms | None = None) -> Any:
        """What stands on an invoice, and the schedule; of a row that was used, why it stays."""
        why = _(
            "Invoices were made by these terms, so they stay as they are. To change something, add terms that hold "
            "from a later day; they may repeat the rest."
        )
        first = _(
            "The terms in force are those with the latest day that has come. Look them over before their day: once an "
            "invoice was made by them they cannot be changed, and a mistake is put right by terms from a later day."
        )
        return [
            (
                None,
                {
                    "fields": ("effective_on", "name", "address", "registration", "vat_number", "iban", "bic"),
                    "description": why if _was_used(obj) else first,
                },
            ),
            (_("VAT"), {"fields": ("vat_rate", "vat_note")}),
            (_("When"), {"fields": ("to_pay", "ahead", "before", "after")}),
        ]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Who keeps them, as long as no invoice was made by the row; the database refuses everybody afterwards."""
        return request.user.has_perm("members.change_invoiceterms") and not _was_used(obj)

    @transaction.atomic
    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The form; to save it, the row is locked first: an invoice made meanwhile is waited for, and found."""
        if request.method == "POST" and KEY.fullmatch(object_id):
            InvoiceTerms.objects.select_for_update().filter(pk=object_id).first()
        return super().change_view(request, object_id, form_url, extra_context)


def _was_used(terms: InvoiceTerms | None) -> bool:
    return terms is not None and terms.pk is not None and terms.invoices.exists()
