"""The numbers of conduct as dated rows: how long something waits, how many judge, how long it is kept."""

from typing import Final

from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from conduct.rules.terms import Terms
from members.fields import IN_OUR_TIME, DayCountField, between

FIELDS: Final = (
    "draft_days",
    "confirm_days",
    "seats",
    "seat_days",
    "challenge_days",
    "explain_days",
    "read_months",
    "dismissed_months",
    "closed_months",
    "breach_months",
)
_A_YEAR: Final = between(1, 365, _("Write a number from 1 to 365."))
_MONTHS: Final = between(1, 240, _("Write a number from 1 to 240."))


class ConductTerms(models.Model):
    """From a day on: the terms of reports and cases. A case keeps the days it was told."""

    effective_on = models.DateField(
        _("from"),
        unique=True,
        validators=IN_OUR_TIME,
        error_messages={"unique": _("There are terms that hold from this day on already. Choose another day.")},
    )
    draft_days = DayCountField(
        _("drafts of reports"),
        default=7,
        validators=_A_YEAR,
        help_text=_("Days a draft is kept after its last change."),
    )
    confirm_days = DayCountField(
        _("confirming a report"), default=14, validators=_A_YEAR, help_text=_("Days to confirm it by the mailed link.")
    )
    seats = DayCountField(
        _("committee"),
        default=3,
        validators=between(3, 15, _("Write a number from 3 to 15.")),
        help_text=_("Members at least."),
    )
    seat_days = DayCountField(
        _("answering an invitation"), default=7, validators=_A_YEAR, help_text=_("Days for whoever is asked to judge.")
    )
    challenge_days = DayCountField(
        _("challenging a name"), default=7, validators=_A_YEAR, help_text=_("Days for the member.")
    )
    explain_days = DayCountField(_("explaining"), default=30, validators=_A_YEAR, help_text=_("Days for the member."))
    read_months = DayCountField(
        _("reading own data"), default=12, validators=_MONTHS, help_text=_("Months after a revocation.")
    )
    dismissed_months = DayCountField(
        _("reports without a case"), default=12, validators=_MONTHS, help_text=_("Months they are kept.")
    )
    closed_months = DayCountField(
        _("cases without a breach"), default=12, validators=_MONTHS, help_text=_("Months they are kept.")
    )
    breach_months = DayCountField(
        _("cases with a breach"), default=60, validators=_MONTHS, help_text=_("Months they are kept.")
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("terms of conduct")
        verbose_name_plural = _("terms of conduct")
        ordering = ("-effective_on",)

    def __str__(self) -> str:
        return date_format(self.effective_on)

    @property
    def numbers(self) -> Terms:
        """The same for the rules."""
        return Terms(**{name: getattr(self, name) for name in FIELDS})
