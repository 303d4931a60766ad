"""Earlier claims brought in from outside: the runs that brought them, files on trial and what a trial found."""

from typing import ClassVar, Final

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from common.append_only import AppendOnly
from cpe.enums import ClaimPlace
from members.models.trials import DIGEST_LENGTH, NAME_LENGTH, LineOnTrial, OnTrial, whole_on_trial

PLACES: Final = [
    (ClaimPlace.FAULT.value, _("to be mended")),
    (ClaimPlace.TWICE.value, _("may count twice")),
    (ClaimPlace.DOUBLE.value, _("may be a double")),
    (ClaimPlace.TITLE.value, _("title")),
    (ClaimPlace.NEW.value, _("new")),
    (ClaimPlace.KNOWN.value, _("known")),
]


class ClaimImport(AppendOnly):
    """One file of earlier claims that was brought in: which, by whom, and how much of it was new.

    Without ``brought_in_by``, on the command line.
    """

    file_name = models.CharField(_("file"), max_length=NAME_LENGTH)
    digest = models.CharField(_("SHA-256 of the file"), max_length=DIGEST_LENGTH)
    rows = models.PositiveIntegerField(_("rows"))
    claims_new = models.PositiveIntegerField(_("claims, new"))
    claims_known = models.PositiveIntegerField(_("claims, known"))
    people = models.PositiveIntegerField(_("people"))
    brought_in_at = models.DateTimeField(_("brought in"))
    brought_in_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("by")
    )

    class Meta:
        verbose_name = _("import of earlier claims")
        verbose_name_plural = _("imports of earlier claims")
        ordering = ("-brought_in_at", "-pk")
        permissions: ClassVar = [("import_claims", _("Can bring earlier claims in from outside"))]
        indexes: ClassVar = [models.Index(fields=["-brought_in_at", "-id"], name="claim_import_newest")]

    def __str__(self) -> str:
        return str(self.file_name)


class ClaimFile(OnTrial):
    """A file of earlier claims, on trial."""

    run = models.ForeignKey(
        ClaimImport, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("brought in with")
    )

    class Meta:
        verbose_name = _("file of earlier claims on trial")
        verbose_name_plural = _("files of earlier claims on trial")
        ordering = ("-asked_at", "-pk")
        indexes: ClassVar = [models.Index(fields=["asked_at"], name="claim_file_by_age")]
        constraints: ClassVar = whole_on_trial("claim_file")


class ClaimFileLine(LineOnTrial):
    """What the trial of a file found: a fault, a warning, what becomes of a title, or of a row."""

    file = models.ForeignKey(ClaimFile, on_delete=models.CASCADE, related_name="lines", verbose_name=_("file"))
    place = models.PositiveSmallIntegerField(_("kind"), choices=PLACES)

    class Meta:
        verbose_name = _("line of a trial of earlier claims")
        verbose_name_plural = _("lines of a trial of earlier claims")
        ordering = ("place", "line", "pk")
        indexes: ClassVar = [models.Index(fields=["file", "place", "line", "id"], name="claim_file_line_in_order")]
