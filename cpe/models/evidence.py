"""What a member is still writing, and the proof of what was reported."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.models import Upload
from cpe.models.ledger import Claim
from members.models import Member


class ClaimDraft(models.Model):
    """An activity that a member has begun to report: what was typed, field by field, readable or not.

    ``corrects``: the claim it would take the place of.
    """

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="drafts", verbose_name=_("member"))
    typed = models.JSONField(_("as typed"), default=dict)
    corrects = models.ForeignKey(
        Claim, null=True, on_delete=models.CASCADE, related_name="+", verbose_name=_("in the place of")
    )
    begun_at = models.DateTimeField(_("begun"))
    changed_at = models.DateTimeField(_("last changed"))

    class Meta:
        verbose_name = _("draft of a claim")
        verbose_name_plural = _("drafts of claims")
        ordering = ("-changed_at", "-pk")
        indexes: ClassVar = [models.Index(fields=["changed_at"], name="claim_draft_age")]

    def __str__(self) -> str:
        return str(self.typed.get("title") or _("an activity"))


class Evidence(models.Model):
    """A file that proves an activity; it belongs to the claim, or to the draft that may become one."""

    claim = models.ForeignKey(
        Claim, null=True, on_delete=models.CASCADE, related_name="evidence", verbose_name=_("claim")
    )
    draft = models.ForeignKey(
        ClaimDraft, null=True, on_delete=models.CASCADE, related_name="evidence", verbose_name=_("draft")
    )
    file = models.OneToOneField(Upload, on_delete=models.PROTECT, related_name="evidence", verbose_name=_("file"))
    added_at = models.DateTimeField(_("added"))

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        ordering = ("added_at", "pk")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(claim__isnull=True, draft__isnull=False) | Q(claim__isnull=False, draft__isnull=True),
                name="evidence_of_one",
            ),
        ]

    def __str__(self) -> str:
        return str(self.file)
