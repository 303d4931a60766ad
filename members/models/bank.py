"""What the bank said, and how its money is used. Source: ISO 20022 camt.053.

A line exists once however often it is imported (``fingerprint``). How its money is used is a row each, added and
never changed: an allocation that was wrong is undone by its opposite. ``BankLine.rest`` repeats what is not used yet,
so that the database can hold it: nothing is used twice, and every cent has its place.
"""

from typing import Any, ClassVar, Final

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from common.append_only import AppendOnly
from common.fields import AmountField
from common.lives import held_to
from common.money import in_euros
from members.enums import How, MatchGround, ProposalState, Use
from members.models.invoices import Invoice
from members.models.people import Member
from members.states import PROPOSAL

USES = [
    (Use.INVOICE.value, _("for an invoice")),
    (Use.LINE.value, _("against another line")),
    (Use.OTHER.value, _("not for the register")),
]
HOWS = [
    (How.EXACT.value, _("reference and amount agree")),
    (How.CONFIRMED.value, _("proposed, and confirmed by a person")),
    (How.BY_HAND.value, _("by a person")),
    (How.REVERSAL.value, _("the bank took it back")),
]
GROUNDS = [
    (MatchGround.REFERENCE_OTHER_AMOUNT.value, _("the reference is whole, the amount is another")),
    (MatchGround.SEVERAL_REFERENCES.value, _("several references are named")),
    (MatchGround.PART_OF_A_REFERENCE.value, _("part of a reference is named")),
    (MatchGround.IBAN_KNOWN.value, _("this account paid for the member before")),
    (MatchGround.NAME_AND_AMOUNT.value, _("name and amount agree")),
]
PROPOSALS = [
    (ProposalState.OPEN.value, _("waits for a person")),
    (ProposalState.TAKEN.value, _("confirmed")),
    (ProposalState.DECLINED.value, _("declined")),
    (ProposalState.LAPSED.value, _("overtaken")),
]


class BankStatement(models.Model):
    """One statement of our account, as it was imported."""

    iban = models.CharField(_("account"), max_length=34)
    ident = models.CharField(_("number at the bank"), max_length=60, blank=True)
    sequence = models.CharField(_("sequence"), max_length=30, blank=True)
    first_day = models.DateField(_("from"), null=True)
    last_day = models.DateField(_("until"), null=True)
    opening = AmountField(_("opening balance"), null=True)
    closing = AmountField(_("closing balance"), null=True)
    file_name = models.CharField(_("file"), max_length=150)
    file_hash = models.CharField(_("hash of the file"), max_length=64)
    entries = models.PositiveIntegerField(_("lines in the file"))
    added = models.PositiveIntegerField(_("lines that were new"))
    imported_at = models.DateTimeField(_("imported"))
    imported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("imported by")
    )

    class Meta:
        verbose_name = _("bank statement")
        verbose_name_plural = _("bank statements")
        ordering = ("-imported_at", "-pk")

    def __str__(self) -> str:
        return f"{self.iban} {self.ident}".strip()


NOBODY: Final[dict[str, Any]] = {"name": "", "iban": "", "text": "", "end_to_end": "", "creditor_references": []}
"""Who paid, as it stands in a bank line, and what says nothing instead."""
NAMES_SOMEBODY: Final = ~Q(**NOBODY)
"""A line whose term is not over, or was not carried out yet."""


class BankLineQuerySet(models.QuerySet["BankLine"]):
    """Questions about bank lines."""

    def naming_somebody(self) -> "BankLineQuerySet":
        """Those that still say who paid."""
        return self.filter(NAMES_SOMEBODY)

    def waiting(self) -> "BankLineQuerySet":
        """Money that came in or was taken back by the bank, and has no use yet, or not for all of it."""
        return self.filter(Q(amount__gt=0) | Q(reversal=True)).exclude(rest=0)

    def received_and_left(self) -> "BankLineQuerySet":
        """Money that came in, and of which something is left."""
        return self.filter(amount__gt=0, rest__gt=0)

    def taken_back_and_left(self) -> "BankLineQuerySet":
        """What the bank took back, and the portal could not place by itself."""
        return self.filter(amount__lt=0, reversal=True, rest__lt=0)

    def sent_and_left(self) -> "BankLineQuerySet":
        """Money that left us, is no reversal, and of which something has no place."""
        return self.filter(amount__lt=0, reversal=False, rest__lt=0)

    def untouched(self) -> "BankLineQuerySet":
        """Those that wait and were never used: what somebody undid is not booked by the portal again."""
        return self.waiting().filter(rest=F("amount"), allocations=None)


class BankLine(models.Model):
    """One booking: below zero for money that left. ``member`` is whose money the rest is, once somebody knows."""

    statement = models.ForeignKey(
        BankStatement, on_delete=models.PROTECT, related_name="lines", verbose_name=_("statement")
    )
    position = models.PositiveIntegerField(_("position"))
    fingerprint = models.CharField(_("fingerprint"), max_length=64, unique=True)
    amount = AmountField(_("amount"))
    booked_on = models.DateField(_("booked"))
    ledger_on = models.DateField(_("in our books on"))
    reversal = models.BooleanField(_("taken back by the bank"), default=False)
    name = models.CharField(_("name"), max_length=150, blank=True)
    iban = models.CharField(_("account of the other side"), max_length=34, blank=True)
    text = models.CharField(_("text"), max_length=500, blank=True)
    creditor_references = models.JSONField(_("references"), default=list)
    end_to_end = models.CharField(_("end-to-end reference"), max_length=40, blank=True)
    bank_reference = models.CharField(_("bank's reference"), max_length=60, blank=True)
    member = models.ForeignKey(
        Member, on_delete=models.PROTECT, null=True, related_name="bank_lines", verbose_name=_("member")
    )
    rest = AmountField(_("not used yet"))

    objects = BankLineQuerySet.as_manager()

    class Meta:
        verbose_name = _("bank line")
        verbose_name_plural = _("bank lines")
        ordering = ("-booked_on", "-pk")
        permissions: ClassVar = [
            ("import_bankstatement", _("Can import bank statements")),
            ("use_bankline", _("Can book, undo and set aside money")),
            ("close_books", _("Can close a period of the books")),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(amount__gt=0, rest__gte=0, rest__lte=F("amount"))
                | Q(amount__lt=0, rest__lte=0, rest__gte=F("amount")),
                name="bank_line_used_within_its_amount",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["-booked_on", "-id"], name="bank_line_newest"),
            models.Index(fields=["booked_on", "id"], condition=~Q(rest=0), name="bank_line_with_rest"),
            models.Index(fields=["booked_on", "id"], condition=NAMES_SOMEBODY, name="bank_line_names_somebody"),
            models.Index(fields=["iban", "id"], name="bank_line_iban"),
            models.Index(fields=["bank_reference"], condition=~Q(bank_reference=""), name="bank_line_reference"),
        ]

    def __str__(self) -> str:
        return ", ".join(filter(None, [in_euros(self.amount), date_format(self.booked_on), self.name]))


class Allocation(AppendOnly):
    """A use of a line's money: for an invoice, against another line, or for nothing of ours.

    The amount has the sign of the line's; an undoing has the opposite one and names what it undoes. ``booked_on`` is
    the bank's day, ``ledger_on`` the day in our books: the same, or the first open one after a closed period.
    """

    line = models.ForeignKey(BankLine, on_delete=models.PROTECT, related_name="allocations", verbose_name=_("line"))
    use = models.CharField(_("used"), max_length=10, choices=USES)
    invoice = models.ForeignKey(
        Invoice, on_delete=models.PROTECT, null=True, related_name="allocations", verbose_name=_("invoice")
    )
    against = models.ForeignKey(
        BankLine, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("against")
    )
    amount = AmountField(_("amount"))
    how = models.CharField(_("found by"), max_length=10, choices=HOWS)
    ground = models.CharField(_("proposed because"), max_length=30, choices=GROUNDS, blank=True)
    booked_on = models.DateField(_("booked"))
    ledger_on = models.DateField(_("in our books on"))
    recorded_at = models.DateTimeField(_("recorded"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("recorded by")
    )
    undoes = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="undone_by", verbose_name=_("undoes")
    )

    class Meta:
        verbose_name = _("allocation")
        verbose_name_plural = _("allocations")
        ordering = ("recorded_at", "pk")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(use=Use.INVOICE.value, invoice__isnull=False, against__isnull=True)
                | Q(use=Use.LINE.value, invoice__isnull=True, against__isnull=False)
                | Q(use=Use.OTHER.value, invoice__isnull=True, against__isnull=True),
                name="allocation_to_one_thing",
            ),
            models.CheckConstraint(condition=~Q(amount=0), name="allocation_of_something"),
        ]
        indexes: ClassVar = [models.Index(fields=["ledger_on", "id"], name="allocation_ledger")]

    def __str__(self) -> str:
        return f"EUR {self.amount} {self.get_use_display()}"


class Proposal(models.Model):
    """A line that may be meant for an invoice, with the reason; a person confirms or declines it."""

    line = models.ForeignKey(BankLine, on_delete=models.PROTECT, related_name="proposals", verbose_name=_("line"))
    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="proposals", verbose_name=_("invoice"))
    amount = AmountField(_("amount"))
    ground = models.CharField(_("because"), max_length=30, choices=GROUNDS)
    rank = models.PositiveSmallIntegerField(_("rank"), help_text=_("1 is the likeliest."))
    made_at = models.DateTimeField(_("proposed"))
    state = models.CharField(_("state"), max_length=10, choices=PROPOSALS, default=ProposalState.OPEN.value)
    settled_at = models.DateTimeField(_("settled"), null=True)

    class Meta:
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        ordering = ("line", "rank")
        constraints: ClassVar = [
            held_to(PROPOSAL, name="proposal_state_known"),
            models.UniqueConstraint(
                fields=["line", "invoice"],
                condition=Q(state=ProposalState.OPEN.value),
                name="proposal_open_once_per_line_and_invoice",
            ),
            models.CheckConstraint(
                condition=Q(state=ProposalState.OPEN.value, settled_at__isnull=True)
                | (~Q(state=ProposalState.OPEN.value) & Q(settled_at__isnull=False)),
                name="proposal_settled_when_not_open",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["invoice"], condition=Q(state=ProposalState.OPEN.value), name="proposal_open")
        ]

    def __str__(self) -> str:
        return f"EUR {self.amount} {self.get_ground_display()}"


class BookClosing(AppendOnly):
    """A period of the books that is closed: what lies in it is not undone any more, and nothing is added to it."""

    until = models.DateField(_("closed until"), unique=True)
    closed_at = models.DateTimeField(_("closed"))
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("closed by")
    )

    class Meta:
        verbose_name = _("closed period")
        verbose_name_plural = _("closed periods")
        ordering = ("-until",)

    def __str__(self) -> str:
        return str(self.until)
