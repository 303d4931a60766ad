"""Reports about a member's conduct: what somebody without an account tells us, adds to it, and sends with it.

Who reported is known to the case officer and the committee alone. No file of a report belongs to an account.
"""

from datetime import date
from typing import ClassVar, Final

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common import references
from common.fields import NameField
from common.lives import held_to, move
from common.models import Upload
from conduct.enums import Dismissed, ReportState
from conduct.states import REPORT
from members.fields import PhoneField
from members.rules.contact import PHONE_LENGTH

LONG: Final = 10_000
SHORT: Final = 2_000
ENDED: Final = [ReportState.DISMISSED.value, ReportState.WITHDRAWN.value]
STATES: Final = [
    (ReportState.DRAFT.value, _("draft")),
    (ReportState.SENT.value, _("not confirmed yet")),
    (ReportState.CONFIRMED.value, _("received")),
    (ReportState.OPENED.value, _("looked into by a committee")),
    (ReportState.DISMISSED.value, _("led to no case")),
    (ReportState.WITHDRAWN.value, _("withdrawn")),
]
DISMISSALS: Final = [
    (Dismissed.NOT_A_MEMBER.value, _("it is about somebody who is not a member")),
    (Dismissed.NOT_THE_CODE.value, _("it is about nothing that our code rules")),
    (Dismissed.TOO_LITTLE.value, _("it tells too little to be looked into")),
    (Dismissed.DECIDED_BEFORE.value, _("a committee judged it already")),
    (Dismissed.OTHER.value, _("another reason")),
]


def new_report_reference() -> str:
    """A reference for a report."""
    return references.new("R")


class ReportQuerySet(models.QuerySet["Report"]):
    """Questions about reports."""

    def handed_in(self) -> "ReportQuerySet":
        """Those that were confirmed."""
        return self.filter(confirmed_at__isnull=False)

    def waiting(self) -> "ReportQuerySet":
        """Those that wait for a case officer's decision."""
        return self.filter(state=ReportState.CONFIRMED)


class Report(models.Model):
    """A report, its reporter, and whom and what it is about in their words. Addresses open by a private link.

    ``case`` is what it led to; one that led to none says until when it is kept. After its reporter withdrew from a
    case, ``withdrawn_at`` says so and how to reach them is gone.
    """

    reference = models.CharField(
        _("reference"), max_length=24, unique=True, default=new_report_reference, editable=False
    )
    state = models.CharField(_("state"), max_length=10, choices=STATES, default=ReportState.DRAFT.value, editable=False)
    seed = models.CharField(_("seed"), max_length=64, unique=True, editable=False)
    secret_sha256 = models.CharField(_("fingerprint of the secret"), max_length=64, unique=True, editable=False)

    about = NameField(_("whom it is about"), blank=True)
    about_number = models.CharField(_("number of a certificate or badge"), max_length=40, blank=True)
    about_more = models.TextField(_("how we can tell who it is"), max_length=SHORT, blank=True)
    acted_from = models.DateField(_("when it happened, or began"), null=True, blank=True)
    acted_until = models.DateField(_("until when"), null=True, blank=True)
    account = models.TextField(_("what happened"), max_length=LONG, blank=True)
    knows_by = models.TextField(_("how you know"), max_length=SHORT, blank=True)

    name = NameField(_("your name"), blank=True)
    email = models.EmailField(_("your e-mail address"), max_length=254, blank=True)
    phone = PhoneField(_("your telephone"), max_length=PHONE_LENGTH, blank=True)
    relation = models.TextField(_("how you know this person"), max_length=SHORT, blank=True)

    begun_at = models.DateTimeField(_("begun"))
    changed_at = models.DateTimeField(_("last changed"))
    sent_at = models.DateTimeField(_("sent"), null=True)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True)
    goes_on = models.DateField(_("goes unless it is sent or confirmed by"), null=True)
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("case officer")
    )
    case = models.ForeignKey(
        "conduct.Case", on_delete=models.PROTECT, null=True, related_name="reports", verbose_name=_("case")
    )
    dismissed = models.CharField(_("why it led to no case"), max_length=16, choices=DISMISSALS, blank=True)
    letter = models.TextField(_("what we wrote"), max_length=SHORT, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True)
    ended_at = models.DateTimeField(_("ended"), null=True)
    kept_until = models.DateField(_("kept until"), null=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        ordering = ("confirmed_at", "pk")
        constraints: ClassVar = [
            held_to(REPORT, name="report_state_known"),
            models.CheckConstraint(
                condition=Q(state__in=[ReportState.DRAFT.value, ReportState.SENT.value], goes_on__isnull=False)
                | (~Q(state__in=[ReportState.DRAFT.value, ReportState.SENT.value]) & Q(goes_on__isnull=True)),
                name="report_goes_unless_confirmed",
            ),
            models.CheckConstraint(
                condition=Q(state=ReportState.DRAFT.value)
                | (Q(sent_at__isnull=False) & ~Q(about="") & ~Q(account="") & ~Q(name="")),
                name="report_sent_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(acted_until__isnull=True) | Q(acted_until__gte=F("acted_from")),
                name="report_acted_in_order",
            ),
            models.CheckConstraint(
                condition=Q(state=ReportState.OPENED.value, case__isnull=False)
                | (~Q(state=ReportState.OPENED.value) & Q(case__isnull=True)),
                name="report_opened_has_a_case",
            ),
            models.CheckConstraint(
                condition=(Q(state=ReportState.DISMISSED.value) & ~Q(dismissed="") & ~Q(letter=""))
                | (~Q(state=ReportState.DISMISSED.value) & Q(dismissed="", letter="")),
                name="report_dismissed_says_why",
            ),
            models.CheckConstraint(
                condition=Q(state__in=ENDED, ended_at__isnull=False, kept_until__isnull=False)
                | (~Q(state__in=ENDED) & Q(ended_at__isnull=True, kept_until__isnull=True)),
                name="report_ended_is_kept_until_a_day",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["confirmed_at"], condition=Q(state=ReportState.CONFIRMED.value), name="report_waiting"
            ),
            models.Index(fields=["kept_until"], condition=Q(kept_until__isnull=False), name="report_kept_until"),
            models.Index(fields=["goes_on"], condition=Q(goes_on__isnull=False), name="report_goes"),
        ]

    def __str__(self) -> str:
        return str(self.reference)

    def become(self, state: ReportState) -> None:
        """Take the report to a state; saves nothing. Raises ``IllegalMove``."""
        move(self, state, REPORT)

    @property
    def acted_on(self) -> date | None:
        """The day whose version of the code holds: the last one on which it happened."""
        return self.acted_until or self.acted_from


class ReportAddition(models.Model):
    """What a reporter added later: more, or a correction. What was said before stays."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="additions", verbose_name=_("report"))
    text = models.TextField(_("what is added"), max_length=LONG)
    added_at = models.DateTimeField(_("added"))

    class Meta:
        verbose_name = _("addition to a report")
        verbose_name_plural = _("additions to reports")
        ordering = ("added_at", "pk")

    def __str__(self) -> str:
        return f"{self.report} · {self.added_at:%Y-%m-%d}"


class ReportFile(models.Model):
    """A file of a report; ``addition``: what it came with later."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="files", verbose_name=_("report"))
    addition = models.ForeignKey(
        ReportAddition, on_delete=models.CASCADE, null=True, related_name="files", verbose_name=_("came with")
    )
    file = models.OneToOneField(Upload, on_delete=models.PROTECT, related_name="+", verbose_name=_("file"))

    class Meta:
        verbose_name = _("file of a report")
        verbose_name_plural = _("files of reports")
        ordering = ("pk",)

    def __str__(self) -> str:
        return str(self.file)
