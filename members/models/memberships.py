"""Memberships, what their years ask, and who is billed. Source: S0, S1.

``Membership.next_year_on`` is the first day of the year that is asked for next, so that the duty finds what is due;
``last_day`` repeats what follows from the member's credentials. The acts that change one set the other, nothing else.
"""

from datetime import date
from typing import ClassVar, Final

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from common.append_only import AppendOnly
from common.fields import AmountField, NameField
from members.enums import ContributionReason
from members.fields import IN_OUR_TIME, AddressField
from members.models.catalogue import Level, Title
from members.models.people import Member
from members.rules.contact import ADDRESS_LENGTH

REASONS = [
    (ContributionReason.YEAR.value, _("a membership year")),
    (ContributionReason.DIFFERENCE.value, _("a higher title in mid-year")),
]


class ContributionAmount(models.Model):
    """What titles of a level ask for a membership year, from a day on; VAT is included."""

    level = models.ForeignKey(Level, on_delete=models.PROTECT, related_name="amounts", verbose_name=_("level"))
    effective_on = models.DateField(
        _("from"),
        validators=IN_OUR_TIME,
        help_text=_("It holds for membership years that begin on this day or later."),
    )
    amount = AmountField(_("amount a year"), help_text=_("In euros, VAT included; 0.00 asks nothing."))

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("contribution amount")
        verbose_name_plural = _("contribution amounts")
        ordering = ("-effective_on", "-level__rank")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["level", "effective_on"],
                name="amount_once_per_level_and_day",
                violation_error_message=_("This level has an amount from this day on already."),
            ),
            models.CheckConstraint(condition=Q(amount__gte=0), name="amount_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.level} {self.effective_on}: EUR {self.amount}"


RUNNING: Final = Q(last_day__isnull=True) | Q(last_day__gte=F("next_year_on"))
"""A membership of which another year is to be asked for."""


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Questions about memberships."""

    def open(self) -> "MembershipQuerySet":
        """Those without a last day."""
        return self.filter(last_day__isnull=True)

    def asked_by(self, day: date) -> "MembershipQuerySet":
        """Those whose next year begins by a day, and before their last one."""
        return self.filter(RUNNING, next_year_on__lte=day)


class Membership(models.Model):
    """A member's years, from the first award until the last title ends.

    ``since`` is the day it began. Its years are counted from ``first_day``: the same day, or for a membership that
    was brought in the day after the last one that was paid for elsewhere.
    """

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="memberships", verbose_name=_("member"))
    since = models.DateField(_("member since"))
    first_day = models.DateField(_("years counted from"))
    last_day = models.DateField(_("last day"), null=True)
    next_year_on = models.DateField(_("next year to be asked for"))

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ("-since", "-pk")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["member"], condition=Q(last_day__isnull=True), name="membership_open_once_per_member"
            ),
            models.CheckConstraint(
                condition=Q(next_year_on__gte=F("first_day")), name="membership_asks_from_its_years"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["next_year_on", "id"], condition=RUNNING, name="membership_next_year")
        ]

    def __str__(self) -> str:
        return f"{self.member} {self.since}"


class Revocation(AppendOnly):
    """That a membership was revoked, with every title there was, or without any: from which day on.

    Who judged, and why, stands with the judgement, and not here. It stays, whatever is awarded later.
    """

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="revocations", verbose_name=_("member"))
    effective_on = models.DateField(_("from"))
    recorded_at = models.DateTimeField(_("recorded"))

    class Meta:
        verbose_name = _("revoked membership")
        verbose_name_plural = _("revoked memberships")
        ordering = ("-effective_on", "-pk")

    def __str__(self) -> str:
        return f"{self.member} {self.effective_on}"


class Contribution(AppendOnly):
    """What a membership year asks, or a higher title in mid-year; its amount stays as it was fixed.

    ``due_on`` is the day whose cycles it belongs to: the first of the year, or the day of the award. An amount of
    0.00 makes no invoice and counts as paid.
    """

    membership = models.ForeignKey(
        Membership, on_delete=models.PROTECT, related_name="contributions", verbose_name=_("membership")
    )
    reason = models.CharField(_("for"), max_length=12, choices=REASONS)
    due_on = models.DateField(_("due on"))
    last_day = models.DateField(_("until"))
    title = models.ForeignKey(
        Title, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("title that decides")
    )
    level = models.ForeignKey(
        Level, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("level that decides")
    )
    amount = AmountField(_("amount"))
    made_at = models.DateTimeField(_("fixed"))

    class Meta:
        verbose_name = _("contribution")
        verbose_name_plural = _("contributions")
        ordering = ("due_on", "pk")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["membership", "due_on"],
                condition=Q(reason=ContributionReason.YEAR.value),
                name="contribution_once_a_year",
            ),
            models.UniqueConstraint(
                fields=["membership", "title", "due_on"],
                condition=Q(reason=ContributionReason.DIFFERENCE.value),
                name="contribution_difference_once_per_award",
            ),
            models.CheckConstraint(condition=Q(amount__gte=0), name="contribution_not_negative"),
            models.CheckConstraint(condition=Q(last_day__gte=F("due_on")), name="contribution_for_days"),
            models.CheckConstraint(
                condition=Q(reason__in=[reason.value for reason in ContributionReason]),
                name="contribution_for_a_known_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.due_on} – {self.last_day}: EUR {self.amount}"


VAT_NUMBER = RegexValidator(
    r"\A[A-Z]{2}[A-Z0-9+*]{2,13}\Z", _("Write the VAT number with its country, such as NL000000000B00.")
)


class Billing(models.Model):
    """Where a member's invoices go instead of to the member: to an employer who pays them."""

    member = models.OneToOneField(Member, on_delete=models.PROTECT, related_name="billing", verbose_name=_("member"))
    name = NameField(_("organisation"))
    attention = NameField(_("for the attention of"), blank=True)
    address = AddressField(_("address"), max_length=ADDRESS_LENGTH)
    postal_code = NameField(_("postal code"), max_length=20, blank=True)
    town = NameField(_("town or city"), blank=True)
    country = NameField(_("country"))
    order_number = NameField(_("order number"), max_length=60, blank=True, help_text=_("As it is to stand on them."))
    vat_number = models.CharField(_("VAT number"), max_length=15, blank=True, validators=[VAT_NUMBER])
    copy_to = models.EmailField(
        _("copy to"),
        blank=True,
        help_text=_("Each invoice and reminder goes to this address too, with a private link."),
    )

    class Meta:
        verbose_name = _("billing address")
        verbose_name_plural = _("billing addresses")

    def __str__(self) -> str:
        return str(self.name)
