"""Invoices and credit notes: numbered without gaps, never changed once made. Source: ISO 11649 for the reference.

Two columns of an invoice repeat what follows from the money used for it: ``open``, what is still to be paid (below
zero: what we owe back), and ``closed_on``, the day the last cent of it was booked at the bank or credited. The acts
that use money set both; the database refuses every other change.
"""

from datetime import date
from decimal import Decimal
from typing import ClassVar, Final

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords
from stdnum import iban as ibans
from stdnum.exceptions import ValidationError as NotWhole

from common.append_only import AppendOnly
from common.fields import AmountField, NameField, RateField
from members.enums import CreditWhy, InvoiceKind
from members.fields import IN_OUR_TIME, AddressField, DayCountField, DaysField, IbanField, between
from members.models.catalogue import Title
from members.models.memberships import VAT_NUMBER, Contribution
from members.models.people import Member
from members.rules.contact import ADDRESS_LENGTH
from members.rules.membership import AHEAD_AT_MOST, TO_PAY_AT_MOST, Schedule

KINDS = [(InvoiceKind.INVOICE.value, _("invoice")), (InvoiceKind.CREDIT_NOTE.value, _("credit note"))]

WHYS = [
    (CreditWhy.MEMBERSHIP_ENDED.value, _("The membership ended before this year was paid.")),
    (CreditWhy.BILLED_TO_ANOTHER.value, _("It is billed to somebody else.")),
    (CreditWhy.MISTAKE.value, _("It was made by mistake.")),
    (CreditWhy.WAIVED.value, _("We do not ask for it.")),
    (CreditWhy.ACCEPTANCE_LAPSED.value, _("The acceptance lapsed before the title was awarded.")),
    (CreditWhy.ASKED_OTHERWISE.value, _("Another amount is asked, as another title was awarded meanwhile.")),
]


def whole_iban(value: str) -> None:
    """Raise ``ValidationError`` for an account number whose check digits or length are wrong."""
    try:
        ibans.validate(value)
    except NotWhole:
        raise ValidationError(
            _t("This IBAN has a mistake in it; compare it with the bank's letter."), code="iban"
        ) from None


class InvoiceTerms(models.Model):
    """What stands on every invoice from a day on: who bills, to which account, VAT, and the schedule."""

    effective_on = models.DateField(
        _("from"),
        unique=True,
        validators=IN_OUR_TIME,
        error_messages={"unique": _("There are terms that hold from this day on already. Choose another day.")},
    )
    name = NameField(_("name"), max_length=70, help_text=_("Who bills, as it stands on the account."))
    address = AddressField(_("address"), max_length=ADDRESS_LENGTH)
    registration = NameField(_("registration number"), max_length=40, blank=True)
    vat_number = models.CharField(_("VAT number"), max_length=15, blank=True, validators=[VAT_NUMBER])
    iban = IbanField(_("IBAN"), max_length=34, validators=[whole_iban])
    bic = models.CharField(_("BIC"), max_length=11, blank=True)
    vat_rate = RateField(
        _("VAT rate"),
        default=Decimal(0),
        validators=between(Decimal(0), Decimal(50), _("Write a rate from 0 to 50 per cent.")),
        help_text=_("In per cent of the net."),
    )
    vat_note = models.CharField(
        _("note about VAT"),
        max_length=200,
        blank=True,
        help_text=_("A sentence under the total, such as why there is none."),
    )
    to_pay = DayCountField(
        _("days to pay"), default=30, validators=between(1, TO_PAY_AT_MOST, _("Give 1 to 120 days to pay."))
    )
    ahead = DayCountField(
        _("invoice ahead"),
        default=60,
        validators=between(0, AHEAD_AT_MOST, _("Make invoices 0 to 365 days ahead.")),
        help_text=_("Days before a membership year in which its invoice is made."),
    )
    before = DaysField(_("reminders before"), default="30, 7", help_text=_("Days before the last day to pay."))
    after = DaysField(_("reminders after"), default="14, 30, 60", help_text=_("Days after the last day to pay."))

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("invoice terms")
        verbose_name_plural = _("invoice terms")
        ordering = ("-effective_on",)
        constraints: ClassVar = [models.CheckConstraint(condition=Q(vat_rate__gte=0), name="terms_vat_not_negative")]

    def __str__(self) -> str:
        return f"{self.name} {self.effective_on}"

    @property
    def schedule(self) -> Schedule:
        """When invoices are made and reminded of."""
        return Schedule(
            ahead=self.ahead, to_pay=self.to_pay, before=DaysField.days(self.before), after=DaysField.days(self.after)
        )


BILLED: Final = ("bill_name", "bill_attention", "bill_address", "bill_vat_number", "order_number", "copy_to")
"""Who was billed, as it stands in an invoice: what the database lets be blanked, and nothing else."""
NAMES_SOMEBODY: Final = ~Q(**dict.fromkeys(BILLED, ""))
"""An invoice whose term is not over, or was not carried out yet."""


class InvoiceQuerySet(models.QuerySet["Invoice"]):
    """Questions about invoices and credit notes."""

    def to_pay(self) -> "InvoiceQuerySet":
        """Invoices of which something is still to be paid, and that were not put right by a credit note."""
        return self.filter(open__gt=0, credit_note=None)

    def missing(self) -> "InvoiceQuerySet":
        """Credited ones of which something is open all the same: money that was sent back was taken back too."""
        return self.filter(open__gt=0, credit_note__isnull=False)

    def owed_back(self) -> "InvoiceQuerySet":
        """Those of which we owe something back."""
        return self.filter(open__lt=0)

    def naming_somebody(self) -> "InvoiceQuerySet":
        """Those that still say who was billed."""
        return self.filter(NAMES_SOMEBODY)

    def late(self, on: date) -> "InvoiceQuerySet":
        """Unpaid, and the last day to pay lies before the day."""
        return self.to_pay().filter(due_on__lt=on)


class Invoice(models.Model):
    """An invoice, or the credit note that puts one right in full; who was billed stands in the row as it was then.

    ``link`` is the part of a private address by which who pays sees it without an account.
    """

    kind = models.CharField(_("kind"), max_length=12, choices=KINDS)
    number = models.CharField(_("number"), max_length=20, unique=True)
    year = models.PositiveSmallIntegerField(_("year"))
    sequence = models.PositiveIntegerField(_("number within the year"))
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="invoices", verbose_name=_("member"))
    terms = models.ForeignKey(InvoiceTerms, on_delete=models.PROTECT, related_name="invoices", verbose_name=_("terms"))
    issued_on = models.DateField(_("date"))
    issued_at = models.DateTimeField(_("made"))
    due_on = models.DateField(_("to be paid by"))
    reference = models.CharField(_("payment reference"), max_length=25, blank=True)
    link = models.CharField(_("private link"), max_length=64, unique=True)
    credits = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="credit_note", verbose_name=_("puts right")
    )
    why = models.CharField(_("reason"), max_length=20, choices=WHYS, blank=True)
    to_employer = models.BooleanField(_("billed to an employer"), default=False)
    bill_name = NameField(_("billed to"))
    bill_attention = NameField(_("for the attention of"), blank=True)
    bill_address = models.TextField(_("address"), blank=True)
    bill_vat_number = models.CharField(_("their VAT number"), max_length=15, blank=True)
    order_number = NameField(_("order number"), max_length=60, blank=True)
    copy_to = models.EmailField(_("copy to"), blank=True)
    language = models.CharField(_("language"), max_length=10)
    total = AmountField(_("total"))
    vat = AmountField(_("VAT"))
    open = AmountField(_("open"))
    closed_on = models.DateField(_("closed on"), null=True)

    objects = InvoiceQuerySet.as_manager()

    class Meta:
        verbose_name = _("invoice")
        verbose_name_plural = _("invoices and credit notes")
        ordering = ("-issued_on", "-pk")
        permissions: ClassVar = [("credit_invoice", _("Can put invoices right"))]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "year", "sequence"], name="invoice_sequence_once"),
            models.UniqueConstraint(fields=["reference"], condition=~Q(reference=""), name="invoice_reference_once"),
            models.CheckConstraint(
                condition=Q(kind=InvoiceKind.INVOICE.value, credits__isnull=True, total__gt=0, why="")
                | Q(kind=InvoiceKind.CREDIT_NOTE.value, credits__isnull=False, total__lt=0, open=0) & ~Q(why=""),
                name="invoice_of_its_kind",
            ),
            models.CheckConstraint(
                condition=Q(open=0, closed_on__isnull=False) | (~Q(open=0) & Q(closed_on__isnull=True)) | Q(open__lt=0),
                name="invoice_closed_when_nothing_is_open",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["due_on", "id"], condition=Q(open__gt=0), name="invoice_to_pay"),
            models.Index(fields=["-issued_on", "-id"], name="invoice_newest"),
            models.Index(fields=["-issued_on", "-id"], condition=Q(open__lt=0), name="invoice_owed_back"),
            models.Index(fields=["issued_on", "id"], condition=NAMES_SOMEBODY, name="invoice_names_somebody"),
        ]

    def __str__(self) -> str:
        return str(self.number)


class InvoiceLine(AppendOnly):
    """What an invoice asks for, or a credit note takes back (below zero); in the words and language it was made in.

    The first year of somebody who was accepted for a ``title`` is asked before it begins: such a line gets its
    contribution at the award, once, and is changed in nothing else.
    """

    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="lines", verbose_name=_("invoice"))
    position = models.PositiveSmallIntegerField(_("position"))
    text = models.CharField(_("for"), max_length=300)
    contribution = models.ForeignKey(
        Contribution,
        on_delete=models.PROTECT,
        null=True,
        related_name="invoice_lines",
        verbose_name=_("contribution"),
    )
    title = models.ForeignKey(
        Title, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("title accepted for")
    )
    amount = AmountField(_("amount"))

    class Meta:
        verbose_name = _("invoice line")
        verbose_name_plural = _("invoice lines")
        ordering = ("invoice", "position")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["invoice", "position"], name="invoice_line_position_once"),
            models.CheckConstraint(
                condition=Q(contribution__isnull=False) | Q(title__isnull=False), name="invoice_line_asks_for_something"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.text} EUR {self.amount}"
