"""A register brought in from outside: what each title came with, the runs that brought it, and files on trial.

An opening position counts as given, beside every limit of the rules. Credits are kept as quarters, days are calendar
dates in Europe/Amsterdam. Source: decided.
"""

from typing import ClassVar, Final

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.append_only import AppendOnly
from common.fields import CreditsField
from members.enums import TriedPlace
from members.models.credentials import Credential
from members.models.trials import DIGEST_LENGTH, NAME_LENGTH, LineOnTrial, OnTrial, whole_on_trial

PLACES: Final = [
    (TriedPlace.FAULT.value, _("to be mended")),
    (TriedPlace.ATTENTION.value, _("needs attention")),
    (TriedPlace.CHANGED.value, _("changed")),
    (TriedPlace.NEW.value, _("new")),
    (TriedPlace.UNCHANGED.value, _("unchanged")),
]


class RegisterImport(AppendOnly):
    """One file that was brought in: which, by whom, and how much of it was new. Without ``by``, on the command line."""

    file_name = models.CharField(_("file"), max_length=NAME_LENGTH)
    digest = models.CharField(_("SHA-256 of the file"), max_length=DIGEST_LENGTH)
    rows = models.PositiveIntegerField(_("rows"))
    people_new = models.PositiveIntegerField(_("people, new"))
    people_changed = models.PositiveIntegerField(_("people, changed"))
    people_unchanged = models.PositiveIntegerField(_("people, unchanged"))
    titles_new = models.PositiveIntegerField(_("titles, new"))
    titles_changed = models.PositiveIntegerField(_("titles, changed"))
    titles_unchanged = models.PositiveIntegerField(_("titles, unchanged"))
    brought_in_at = models.DateTimeField(_("brought in"))
    brought_in_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("by")
    )

    class Meta:
        verbose_name = _("import of the register")
        verbose_name_plural = _("imports of the register")
        ordering = ("-brought_in_at", "-pk")
        permissions: ClassVar = [("import_register", _("Can bring a register in from outside"))]
        indexes: ClassVar = [models.Index(fields=["-brought_in_at", "-id"], name="register_import_newest")]

    def __str__(self) -> str:
        return str(self.file_name)


class OpeningPosition(models.Model):
    """What an imported title came with: credits of the three years of its first recorded cycle, fees paid until a day.

    Titles without cycles came with the day alone. A later import may correct it while that cycle waits for its
    outcome; ``run`` stays the one that brought it.
    """

    credential = models.OneToOneField(
        Credential, on_delete=models.PROTECT, related_name="opening_position", verbose_name=_("title")
    )
    cycle_number = models.PositiveSmallIntegerField(_("cycle"), null=True)
    credits_year_1 = CreditsField(_("credits of the first year"), default=0)
    credits_year_2 = CreditsField(_("credits of the second year"), default=0)
    credits_year_3 = CreditsField(_("credits of the third year"), default=0)
    fees_paid_until = models.DateField(_("contribution paid until"))
    brought_at = models.DateTimeField(_("brought in"))
    run = models.ForeignKey(
        RegisterImport, on_delete=models.PROTECT, related_name="positions", verbose_name=_("brought in with")
    )

    class Meta:
        verbose_name = _("opening position")
        verbose_name_plural = _("opening positions")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(credits_year_1__gte=0, credits_year_2__gte=0, credits_year_3__gte=0),
                name="opening_position_credits_not_below_zero",
            ),
            models.CheckConstraint(
                condition=Q(cycle_number__gte=1)
                | Q(cycle_number__isnull=True, credits_year_1=0, credits_year_2=0, credits_year_3=0),
                name="opening_position_credits_have_a_cycle",
            ),
        ]

    def __str__(self) -> str:
        return str(self.credential)


class TriedFile(OnTrial):
    """A file of a register, on trial."""

    run = models.ForeignKey(
        RegisterImport, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("brought in with")
    )

    class Meta:
        verbose_name = _("file on trial")
        verbose_name_plural = _("files on trial")
        ordering = ("-asked_at", "-pk")
        indexes: ClassVar = [models.Index(fields=["asked_at"], name="tried_file_by_age")]
        constraints: ClassVar = whole_on_trial("tried_file")


class TriedLine(LineOnTrial):
    """What the trial of a file found: a fault to be mended, or what a row would make of a title."""

    file = models.ForeignKey(TriedFile, on_delete=models.CASCADE, related_name="lines", verbose_name=_("file"))
    place = models.PositiveSmallIntegerField(_("kind"), choices=PLACES)

    class Meta:
        verbose_name = _("line of a trial")
        verbose_name_plural = _("lines of a trial")
        ordering = ("place", "line", "pk")
        indexes: ClassVar = [models.Index(fields=["file", "place", "line", "id"], name="tried_line_in_order")]
