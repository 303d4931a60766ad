"""Invoices and credit notes in the back office: found, read with all that became of them, and put right."""

import re
from datetime import date
from typing import Any, Final, cast

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts import sessions
from common import creditor_reference
from common.errors import DomainError
from common.money import in_euros
from common.office import LookedAt, status
from members import money_words, policies, selectors, services
from members.documents import invoice_pdf, invoice_sheet
from members.enums import CreditWhy, InvoiceKind
from members.models import Invoice
from members.models.invoices import InvoiceQuerySet
from members.office_forms import CreditForm
from members.rules.ageing import LONG

REFERENCE: Final = re.compile(r"RF[0-9]{2}[0-9]+")
"""The beginning of a payment reference, once it is tidy."""


class StateFilter(admin.SimpleListFilter):
    """What is to be paid, what is late, where we owe something back (lines of Today); and credit notes alone."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """The seven answers."""
        return [
            ("to-pay", _("To pay")),
            ("late", _("Late")),
            ("long-late", _("Late for more than 60 days")),
            ("owed-back", _("We owe back")),
            ("missing", _("Credited, and money is missing")),
            ("paid", _("Paid")),
            ("credit-notes", _("Credit notes")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Invoice]) -> QuerySet[Invoice]:
        """The rows behind the choice."""
        rows = cast("InvoiceQuerySet", queryset)
        match self.value():
            case "to-pay":
                return rows.to_pay()
            case "late":
                return rows.late(timezone.localdate())
            case "long-late":
                return rows.late(timezone.localdate() - LONG)
            case "owed-back":
                return rows.owed_back()
            case "missing":
                return rows.missing()
            case "paid":
                return rows.filter(kind=InvoiceKind.INVOICE.value, open=0, credit_note__isnull=True)
            case "credit-notes":
                return rows.filter(kind=InvoiceKind.CREDIT_NOTE.value)
        return queryset


@admin.register(Invoice)
class InvoiceAdmin(LookedAt):
    """Every document in the order of its making; each look at one leaves a line, as it says who owes what."""

    list_display = (
        "in_one_line",
        "issued_on",
        "of_member",
        "employer",
        "in_figures",
        "open_in_figures",
        "due",
        "stands",
    )
    list_display_links = ("in_one_line",)
    list_select_related = ("member__user", "credit_note")
    list_filter = (StateFilter, "to_employer")
    list_per_page = 50
    search_fields = (
        "number__startswith",
        "member__number__startswith",
        "member__user__given_name",
        "member__user__family_name",
        "bill_name",
    )
    search_help_text = _("Number, payment reference, member number or name")
    date_hierarchy = "issued_on"
    linked_by = ("member__id__exact",)
    sensitive = True

    def person_in(self, row: Invoice) -> int:
        """Whose contribution it is for."""
        return row.member.user_id

    def get_urls(self) -> list[URLPattern]:
        """Django's own, the document, and the page that puts it right."""
        return [
            self.reading("<int:pk>/pdf/", self.pdf, "members_invoice_pdf"),
            self.asking("<int:pk>/credit/", self.credit, "members_invoice_credit"),
            self.asking("<int:pk>/again/", self.again, "members_invoice_again"),
            *super().get_urls(),
        ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Invoice]:
        """With what its page and its document tell."""
        return super().get_queryset(request).select_related("member__user", "terms", "credits", "credit_note")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """A payment reference is found however it is spaced, and from its beginning."""
        reference = creditor_reference.tidy(search_term)
        if REFERENCE.fullmatch(reference):
            return queryset.filter(reference__startswith=reference), False
        return super().get_search_results(request, queryset, search_term)

    @admin.display(description=_("member"), ordering="member__number")
    def of_member(self, row: Invoice) -> str:
        """Number and name."""
        return f"{row.member.number} {row.member.user}"

    @admin.display(description=_("number"), ordering="number")
    def in_one_line(self, row: Invoice) -> SafeString:
        """The number, never broken at its hyphen."""
        return format_html('<span class="unbroken">{}</span>', row.number)

    @admin.display(description=_("employer"), ordering="bill_name")
    def employer(self, row: Invoice) -> str:
        """Who is billed, where it is not the member."""
        return str(row.bill_name) if row.to_employer else "–"

    @admin.display(description=_("total in EUR"), ordering="total")
    def in_figures(self, row: Invoice) -> str:
        """What it asks, or takes back."""
        return f"{row.total:.2f}"

    @admin.display(description=_("open in EUR"), ordering="open")
    def open_in_figures(self, row: Invoice) -> str:
        """What is still to be paid; below zero what we owe back."""
        return f"{row.open:.2f}" if row.open else "–"

    @admin.display(description=_("who pays"))
    def pays(self, row: Invoice) -> str:
        """The member, or an employer."""
        return _t("an employer") if row.to_employer else _t("the member")

    @admin.display(description=_("total"))
    def amount(self, row: Invoice) -> str:
        """What it asks, or takes back."""
        return in_euros(row.total)

    @admin.display(description=_("open"))
    def still_open(self, row: Invoice) -> str:
        """What is still to be paid; below zero what we owe back."""
        return in_euros(row.open) if row.open else "–"

    @admin.display(description=_("to be paid by"), ordering="due_on")
    def due(self, row: Invoice) -> date | str:
        """The last day to pay; nobody pays a credit note."""
        return row.due_on if row.kind == InvoiceKind.INVOICE else "–"

    @admin.display(description=_("state"))
    def stands(self, row: Invoice) -> SafeString:
        """How it stands today, in word and shape."""
        return status(*money_words.invoice(row, timezone.localdate()))

    def get_fieldsets(self, request: HttpRequest, obj: Invoice | None = None) -> Any:
        """The document, and who was billed."""
        paying = ("due_on", "shown_reference") if obj and obj.kind == InvoiceKind.INVOICE else ("puts_right", "why")
        return [
            (None, {"fields": ("number", "issued_on", "of_member", "amount", "vat_in_it", "still_open", *paying)}),
            (
                _("Billed to"),
                {
                    "fields": (
                        "pays", "bill_name", "bill_attention", "bill_address", "bill_vat_number",
                        "order_number", "copy_to",
                    )
                },
            ),
        ]  # fmt: skip

    @admin.display(description=_("VAT in it"))
    def vat_in_it(self, row: Invoice) -> str:
        """The VAT within the total."""
        return in_euros(row.vat)

    @admin.display(description=_("payment reference"))
    def shown_reference(self, row: Invoice) -> str:
        """As people read it."""
        return creditor_reference.shown(row.reference)

    @admin.display(description=_("puts right"))
    def puts_right(self, row: Invoice) -> str:
        """The invoice that a credit note takes back."""
        return str(row.credits or "")

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Invoice | None = None,
    ) -> HttpResponse:
        """The document with its lines, the money used for it, and what was and will be written about it."""
        if obj is not None:
            on = timezone.localdate()
            context |= {
                "stands": status(*money_words.invoice(obj, on)),
                "sentence": money_words.of_invoice(obj, on),
                "can_ask_again": policies.can_credit(sessions.person(request))
                and hasattr(obj, "credit_note")
                and selectors.may_be_asked_again(obj),
                "can_credit": policies.can_credit(sessions.person(request)) and _can_be_credited(obj),
                **selectors.about_invoice(obj, on),
            }
        return super().render_change_form(request, context, add, change, form_url, obj)

    def pdf(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The document as it was sent; that it was looked at is written."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        invoice = get_object_or_404(self.get_queryset(request), pk=pk)
        drawn = invoice_pdf(invoice_sheet(invoice))
        self._note_reading(request, invoice)
        answer = HttpResponse(drawn, content_type="application/pdf")
        answer["Content-Disposition"] = f'inline; filename="{invoice.number}.pdf"'
        return answer

    def credit(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Why an invoice is put right, and what happens then; sent a second time, it says that it was done."""
        by = sessions.person(request)
        if not policies.can_credit(by):
            raise PermissionDenied
        invoice = get_object_or_404(self.get_queryset(request), pk=pk)
        if not _can_be_credited(invoice):
            messages.info(request, _refusal(invoice))
            return redirect("admin:members_invoice_change", pk)
        form = CreditForm(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            why, again = CreditWhy(form.cleaned_data["why"]), form.cleaned_data["again"]
            try:
                note, anew = services.put_right(invoice.pk, why, again=again, by=by, at=timezone.now())
            except DomainError as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _done(note, anew))
                return redirect("admin:members_invoice_change", (anew or note).pk)
        told = {"title": _t("Put invoice %(number)s right?"), "effects": _effects(invoice), "act": _t("Put it right")}
        return self._ask(request, invoice, form=form, errors=form.errors, **told)

    def again(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What was credited is to be asked after all; sent a second time, it says that it was done."""
        by = sessions.person(request)
        if not policies.can_credit(by):
            raise PermissionDenied
        invoice = get_object_or_404(self.get_queryset(request), pk=pk)
        if request.method == "POST":
            try:
                new = services.ask_again(invoice.pk, by=by, at=timezone.now())
            except DomainError as refusal:
                messages.info(request, str(refusal))
                return redirect("admin:members_invoice_change", pk)
            messages.success(request, _t("Invoice %(new)s asks for it again.") % {"new": new})
            return redirect("admin:members_invoice_change", new.pk)
        if not selectors.may_be_asked_again(invoice):
            messages.info(request, _t("This was not credited, or it was billed anew already."))
            return redirect("admin:members_invoice_change", pk)
        effects = [
            _t("A new invoice asks for the same, billed to whom it is billed now, and is mailed."),
            _t("What was paid on the credited one stays owed back, until it is sent back or booked."),
        ]
        told = {"title": _t("Bill anew what invoice %(number)s asked?"), "effects": effects, "act": _t("Bill it anew")}
        return self._ask(request, invoice, **told)

    def _ask(self, request: HttpRequest, invoice: Invoice, **told: Any) -> HttpResponse:
        """A page that says what happens, before it does."""
        self._note_reading(request, invoice)
        told["title"] %= {"number": invoice}
        return self.page(request, "members/invoice/credit", original=invoice, **told)


def _can_be_credited(invoice: Invoice) -> bool:
    return invoice.kind == InvoiceKind.INVOICE and not hasattr(invoice, "credit_note")


def _refusal(invoice: Invoice) -> str:
    if invoice.kind != InvoiceKind.INVOICE:
        return _t("%(number)s is a credit note itself.") % {"number": invoice}
    told = _t("%(number)s was put right already, by credit note %(note)s.")
    return told % {"number": invoice, "note": invoice.credit_note}


def _done(note: Invoice, anew: Invoice | None) -> str:
    said = {"number": note.credits, "note": note, "new": anew}
    if anew is None:
        return _t("Invoice %(number)s is put right by credit note %(note)s.") % said
    return _t("Invoice %(number)s is put right by credit note %(note)s, and %(new)s takes its place.") % said


def _effects(invoice: Invoice) -> list[str]:
    """What happens, a sentence each."""
    paid = invoice.total - invoice.open
    told = [
        _t("A credit note takes all of it back: %(amount)s. The invoice itself stays as it was sent.")
        % {"amount": in_euros(invoice.total)},
        _t("The member gets the credit note by e-mail, and so does who is to have a copy."),
        _t("Nobody is reminded of the invoice any more."),
    ]
    if paid > 0:
        told.append(
            _t("%(amount)s was paid on it. It pays the new invoice; without one we owe it back.")
            % {"amount": in_euros(paid)}
        )
    told.append(_t("This cannot be undone. What turns out wrong is billed anew."))
    return told
