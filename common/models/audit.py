"""The audit log: what was done, the values beside it, and the seals that chain the lines.

A line holds numbers, codes and names of fields; what people wrote stands in its detail, which erasure may
delete. The line keeps the detail's salted digest, the seals keep the lines' (``common.audit``).
"""

from typing import Any, ClassVar

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from common.acts import ACTS
from common.append_only import AppendOnly, AppendOnlyQuerySet

DIGEST_LENGTH = 64


class AuditLineQuerySet(AppendOnlyQuerySet):
    """Questions to the audit log."""

    def about(self, row: models.Model) -> "AuditLineQuerySet":
        """The lines about one row, newest first."""
        return self.filter(about_model=row._meta.label_lower, about_id=row.pk).order_by("-pk")

    def unsealed(self) -> "AuditLineQuerySet":
        """Lines that wait for their seal, oldest number first."""
        return self.filter(~models.Exists(AuditSeal.objects.filter(line=models.OuterRef("pk")))).order_by("pk")


class AuditLine(AppendOnly):
    """Who did what to what, when and why.

    Accounts and rows are plain numbers, so that neither leaving nor erasing touches a line. Without ``by_id``
    the portal acted by itself. ``also`` names further rows of the same model that the line covers.
    """

    at = models.DateTimeField(_("when"))
    recorded_at = models.DateTimeField(_("written"), db_default=Now(), editable=False)
    act = models.CharField(_("what was done"), max_length=60)
    by_id = models.BigIntegerField(_("by"), null=True)
    about_model = models.CharField(_("kind of record"), max_length=60)
    about_id = models.BigIntegerField(_("number of the record"))
    also = models.JSONField(_("further records"), default=list)
    person_id = models.BigIntegerField(_("account it is about"), null=True)
    fields = models.JSONField(_("fields"), default=list)
    code = models.CharField(_("code of the reason"), max_length=60, blank=True)
    digest = models.CharField(_("digest of the values"), max_length=DIGEST_LENGTH, blank=True)

    objects = AuditLineQuerySet.as_manager()  # type: ignore[misc]  # a manager with more to ask

    class Meta:
        verbose_name = _("audit line")
        verbose_name_plural = _("audit lines")
        indexes: ClassVar = [
            models.Index(fields=["about_model", "about_id", "-id"], name="auditline_about"),
            models.Index(fields=["person_id", "-id"], name="auditline_person"),
            models.Index(fields=["by_id", "-id"], name="auditline_by"),
            models.Index(fields=["act", "-id"], name="auditline_act"),
            models.Index(fields=["recorded_at"], name="auditline_recorded"),
        ]

    def __str__(self) -> str:
        return str(ACTS.get(self.act, self.act))


class AuditDetailQuerySet(AppendOnlyQuerySet):
    """Details are deleted by one function alone."""

    def erase(self) -> int:
        """Delete these details, for ``common.audit.erase_details``; how many."""
        return super(AppendOnlyQuerySet, self).delete()[0]


class AuditDetail(AppendOnly):
    """The values of a line, field by field as ``[before, after]``, and the reason in somebody's words."""

    line = models.OneToOneField(
        AuditLine, on_delete=models.PROTECT, primary_key=True, related_name="detail", verbose_name=_("audit line")
    )
    salt = models.CharField(_("salt"), max_length=32)
    values: Any = models.JSONField(_("values"), default=dict)
    reason = models.TextField(_("reason"), blank=True)

    objects = AuditDetailQuerySet.as_manager()  # type: ignore[misc]  # a manager with more to ask

    class Meta:
        verbose_name = _("values of an audit line")
        verbose_name_plural = _("values of audit lines")

    def __str__(self) -> str:
        return f"#{self.line_id}"


class AuditSeal(AppendOnly):
    """A line's place in the chain. The digest covers the one before, the line, and when it was sealed."""

    position = models.PositiveBigIntegerField(_("position"), primary_key=True)
    line = models.OneToOneField(AuditLine, on_delete=models.PROTECT, related_name="seal", verbose_name=_("audit line"))
    sealed_at = models.DateTimeField(_("sealed"))
    digest = models.CharField(_("digest"), max_length=DIGEST_LENGTH)

    class Meta:
        verbose_name = _("seal of an audit line")
        verbose_name_plural = _("seals of audit lines")
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(position__gte=1), name="auditseal_counted_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.position}:{self.digest}"
