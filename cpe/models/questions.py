"""What a reviewer asks a member about a claim: for proof, or for a word."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from cpe.fields import LinesField
from cpe.models.ledger import Claim


class ClaimQuestion(models.Model):
    """A question about a claim, with the member's answer once there is one; one at a time waits for it."""

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="questions", verbose_name=_("claim"))
    words = LinesField(_("what we asked"))
    asked_at = models.DateTimeField(_("asked"))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("asked by")
    )
    answer = LinesField(_("answer"), blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True)

    class Meta:
        verbose_name = _("question about a claim")
        verbose_name_plural = _("questions about claims")
        ordering = ("asked_at", "pk")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["claim"], condition=Q(answered_at__isnull=True), name="claim_question_waits_once"
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_at__isnull=True) | (Q(answered_at__isnull=False) & ~Q(answer="")),
                name="claim_question_answer_is_whole",
            ),
            models.CheckConstraint(condition=~Q(words=""), name="claim_question_asks_something"),
        ]

    def __str__(self) -> str:
        return f"{self.claim}, {date_format(self.asked_at)}"
