"""The archive of an application that has ended: one document of the whole file, sealed like the form."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from applications.models.intake import Application
from common.models import Upload


class Archive(models.Model):
    """What is to be archived, and then its document. Asked for first, drawn after that; drawn anew only where somebody
    in it was forgotten.
    """

    application = models.OneToOneField(
        Application, on_delete=models.CASCADE, related_name="archive", verbose_name=_("application")
    )
    asked_at = models.DateTimeField(_("to be archived since"))
    file = models.OneToOneField(
        Upload, on_delete=models.SET_NULL, null=True, related_name="archive_of", verbose_name=_("archived as PDF")
    )
    sha256 = models.CharField(_("fingerprint of the archive"), max_length=64, blank=True)
    made_at = models.DateTimeField(_("archived"), null=True)

    class Meta:
        verbose_name = _("archive of an application")
        verbose_name_plural = _("archives of applications")
        ordering = ("pk",)
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(made_at__isnull=True, sha256="", file__isnull=True)
                | (Q(made_at__isnull=False) & ~Q(sha256="")),
                name="archive_made_with_its_fingerprint",
            )
        ]
        indexes: ClassVar = [models.Index(fields=["id"], condition=Q(made_at__isnull=True), name="archive_to_make")]

    def __str__(self) -> str:
        return self.application.reference
