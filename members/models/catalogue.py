"""The catalogue of titles: levels, tracks and titles are data with a history.

Their first rows come with a migration (source: S1, S2; decided).
"""

from typing import ClassVar

from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from common.fields import NameField
from members.enums import EarnedBy

EARNED_BY = [(EarnedBy.EXAM.value, _("By exam")), (EarnedBy.ASSESSMENT.value, _("By an assessed application"))]


class Level(models.Model):
    """How senior a title is, what that says about its holder, and how it is earned."""

    key = models.SlugField(_("key"), unique=True, editable=False)
    name = NameField(_("name"), max_length=60, unique=True)
    meaning = models.CharField(
        _("meaning"), max_length=300, help_text=_("One or two sentences for the public page of titles.")
    )
    earned_by = models.CharField(_("earned"), max_length=20, choices=EARNED_BY)
    rank = models.PositiveSmallIntegerField(_("rank"), unique=True, help_text=_("1 is the first level."))
    has_cycles = models.BooleanField(
        _("kept up in cycles"),
        default=True,
        editable=False,
        help_text=_("Without cycles there is nothing to keep up, and no end by itself."),
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("level")
        verbose_name_plural = _("levels")
        ordering = ("rank",)

    def __str__(self) -> str:
        return str(self.name)


class Track(models.Model):
    """A field of security or continuity in which titles are awarded."""

    key = models.SlugField(
        _("key"), unique=True, help_text=_("A short word for files and addresses; it stays when the name changes.")
    )
    name = NameField(_("name"), max_length=120, unique=True)
    rank = models.PositiveSmallIntegerField(_("place in lists"))

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("track")
        verbose_name_plural = _("tracks")
        ordering = ("rank", "name")

    def __str__(self) -> str:
        return str(self.name)


class TitleQuerySet(models.QuerySet["Title"]):
    """Questions about the catalogue."""

    def unnamed(self) -> "TitleQuerySet":
        """Titles still shown by their code alone."""
        return self.filter(name="")


class Title(models.Model):
    """A certification title: one level, one track, a code that never changes hands."""

    code = models.CharField(
        _("code"),
        max_length=20,
        help_text=_("As printed on certificates, such as S-ISP."),
        validators=[
            RegexValidator(
                r"\A[A-Z0-9]+(-[A-Z0-9]+)*\Z",
                _("Write the code in capital letters and digits, with hyphens between its parts, such as S-ISP."),
            )
        ],
    )
    name = NameField(_("name"), max_length=120, blank=True, help_text=_("Shown by its code until a name is given."))
    level = models.ForeignKey(Level, on_delete=models.PROTECT, related_name="titles", verbose_name=_("level"))
    track = models.ForeignKey(Track, on_delete=models.PROTECT, related_name="titles", verbose_name=_("track"))

    history = HistoricalRecords()
    objects = TitleQuerySet.as_manager()

    class Meta:
        verbose_name = _("title")
        verbose_name_plural = _("titles")
        ordering = ("track__rank", "level__rank", "code")
        constraints: ClassVar = [
            models.UniqueConstraint(
                Lower("code"),
                name="title_code_unique_any_case",
                violation_error_message=_("Another title has this code already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}".strip()
