"""A register brought in from outside: what each title came with, the runs that brought it, and files on trial.

An opening position counts as given, beside every limit of the rules. A file is tried before it is brought in; it and
the lines of the trial wait in the database for a day at most, and are gone as soon as the file is in. Credits are kept
as quarters, days are calendar dates in Europe/Amsterdam. Source: the domain's decision about registers from outside.
"""

from datetime import datetime
from typing import Any, ClassVar, Final

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.append_only import AppendOnly
from common.fields import CreditsField
from members.enums import TriedPlace
from members.models.credentials import Credential

DIGEST_LENGTH: Final = 64
NAME_LENGTH: Final = 200
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
    fees_paid_until = models.DateField(_("fees paid until"))
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


class TriedFileQuerySet(models.QuerySet["TriedFile"]):
    """Questions about files on trial."""

    def with_work(self) -> "TriedFileQuerySet":
        """Those to be tried, and those somebody wants brought in."""
        return self.filter(Q(tried_at=None) | Q(confirmed_at__isnull=False), run=None)


class TriedFile(models.Model):
    """A file that somebody uploaded to be tried: its very bytes, and what the trial found.

    Waiting while ``tried_at`` is empty; wanted once ``confirmed_at`` is set; brought in when ``run`` says how, and then
    empty. ``of`` holds the counts, what was read and how; ``refused``: why bringing it in came to nothing.
    """

    file_name = models.CharField(_("file"), max_length=NAME_LENGTH)
    content = models.BinaryField(_("content"), null=True)
    digest = models.CharField(_("SHA-256 of the file"), max_length=DIGEST_LENGTH)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("uploaded by")
    )
    asked_at = models.DateTimeField(_("uploaded"))
    tried_at = models.DateTimeField(_("tried"), null=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="+", verbose_name=_("confirmed by")
    )
    confirmed_at = models.DateTimeField(_("confirmed"), null=True)
    refused = models.BooleanField(_("could not be brought in"), default=False)
    of: Any = models.JSONField(_("counts"), default=dict)
    run = models.ForeignKey(
        RegisterImport, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("brought in with")
    )

    objects = TriedFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("file on trial")
        verbose_name_plural = _("files on trial")
        ordering = ("-asked_at", "-pk")
        indexes: ClassVar = [models.Index(fields=["asked_at"], name="tried_file_by_age")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True, confirmed_by__isnull=True)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False, tried_at__isnull=False),
                name="tried_file_confirmed_once_tried",
            ),
            models.CheckConstraint(
                condition=Q(run__isnull=True, content__isnull=False) | Q(run__isnull=False, content__isnull=True),
                name="tried_file_empty_once_in",
            ),
        ]

    def __str__(self) -> str:
        return str(self.file_name)

    @property
    def edition(self) -> str:
        """A mark of what a trial found: another one as soon as the file is tried anew."""
        return f"{self.digest}:{self.tried_at.isoformat() if self.tried_at else ''}"

    @property
    def may_be_confirmed(self) -> bool:
        """Whether it was tried without a fault, holds something to bring in, and nobody confirmed it yet."""
        ready = self.tried_at is not None and self.confirmed_at is None and self.run_id is None
        return ready and not self.of["faults"] and bool(self.of["something_new"])

    def tried(self, of: dict[str, Any], *, at: datetime, refused: bool) -> None:
        """Take over what a trial found; saves nothing."""
        self.of, self.tried_at, self.refused = of, at, refused
        self.confirmed_by, self.confirmed_at = None, None

    def confirm(self, *, by: Any, at: datetime) -> None:
        """Be wanted; saves nothing."""
        self.confirmed_by, self.confirmed_at = by, at

    def emptied(self, run: RegisterImport) -> None:
        """Keep nothing of the file once it is in; saves nothing."""
        self.content, self.run = None, run


class TriedLine(models.Model):
    """What the trial of a file found: a fault to be mended, or what a row would make of a title."""

    file = models.ForeignKey(TriedFile, on_delete=models.CASCADE, related_name="lines", verbose_name=_("file"))
    place = models.PositiveSmallIntegerField(_("kind"), choices=PLACES)
    line = models.PositiveIntegerField(_("line"))
    told: Any = models.JSONField(_("what was found"))

    class Meta:
        verbose_name = _("line of a trial")
        verbose_name_plural = _("lines of a trial")
        ordering = ("place", "line", "pk")
        indexes: ClassVar = [models.Index(fields=["file", "place", "line", "id"], name="tried_line_in_order")]

    def __str__(self) -> str:
        return str(self.line)
