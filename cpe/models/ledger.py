"""The ledger of CPE: what members reported, and every decision about it.

A claim is reported once. What became of it is a line each, added and never changed; the claim's state is that of its
last line, so that lists can ask for it. Which rules judge a claim follows from the day it was completed, what it
counts for which title from the rules alone: neither is kept. Source: S1, S2.
"""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from common.append_only import AppendOnly
from common.fields import CreditsField
from common.lives import held_to, move
from cpe.enums import ClaimStatus
from cpe.fields import UnitsField
from cpe.states import CLAIM
from members.models import Member

STATUSES = [
    (ClaimStatus.PENDING.value, _("waits for a decision")),
    (ClaimStatus.ACCEPTED.value, _("accepted")),
    (ClaimStatus.DENIED.value, _("denied")),
    (ClaimStatus.APPEALED.value, _("under appeal")),
    (ClaimStatus.WITHDRAWN.value, _("withdrawn")),
]


class Claim(models.Model):
    """An activity a member reported, in the unit of its kind."""

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="claims", verbose_name=_("member"))
    activity = models.SlugField(_("activity"), db_index=False)
    completed_on = models.DateField(_("completed"))
    reported_on = models.DateField(_("reported"))
    amount = UnitsField(_("amount"))
    attended = UnitsField(_("attended"), null=True, blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=STATUSES, default=ClaimStatus.PENDING.value, editable=False
    )

    class Meta:
        verbose_name = _("claim")
        verbose_name_plural = _("claims")
        ordering = ("-reported_on", "-pk")
        permissions: ClassVar = [("decide_claim", _("Can decide on claims"))]
        constraints: ClassVar = [
            held_to(CLAIM, name="claim_state_known"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="claim_amount_positive"),
            models.CheckConstraint(
                condition=Q(attended__isnull=True) | Q(attended__gte=0, attended__lte=F("amount")),
                name="claim_attended_within_amount",
            ),
            models.CheckConstraint(condition=Q(completed_on__lte=F("reported_on")), name="claim_completed_by_report"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["-reported_on", "-id"], name="claim_newest"),
            models.Index(
                fields=["reported_on", "id"], condition=Q(state=ClaimStatus.PENDING.value), name="claim_waiting"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.activity}, {date_format(self.completed_on)}"

    def become(self, status: ClaimStatus) -> None:
        """Take over the status of a new line; saves nothing. Raises ``IllegalMove``."""
        move(self, status, CLAIM)


class LedgerLine(AppendOnly):
    """A decision about a claim: what it is from a day on, and the credits a reviewer set, if one did."""

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="lines", verbose_name=_("claim"))
    status = models.CharField(_("decision"), max_length=10, choices=STATUSES)
    decided_on = models.DateField(_("decided"))
    granted = CreditsField(_("credits granted"), null=True)
    recorded_at = models.DateTimeField(_("recorded"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("decided by")
    )

    class Meta:
        verbose_name = _("ledger line")
        verbose_name_plural = _("ledger lines")
        ordering = ("decided_on", "pk")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(status__in=[status for status, _word in STATUSES if status != ClaimStatus.PENDING]),
                name="ledger_line_is_a_decision",
            ),
            models.CheckConstraint(
                condition=Q(granted__isnull=True) | Q(granted__gte=0, status=ClaimStatus.ACCEPTED.value),
                name="ledger_line_grants_what_it_accepts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_status_display()}, {date_format(self.decided_on)}"
