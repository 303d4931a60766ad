"""Policy versions: the rules of CPE as data, with the day they take effect.

A version consists of the numbers of the levels, the limits activities share, and the activities. Its rows change
while it is a draft; once published nothing of it changes, by the model's word and by the database's (triggers of the
migration). Credits, amounts and factors are numbers people read; the rules take them as ``cpe.rows`` makes them.
"""

from datetime import date, datetime
from typing import Any, ClassVar, Final

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.append_only import AppendOnlyError
from common.fields import CreditsField, NameField
from common.lives import held_to, move
from cpe.enums import VersionState
from cpe.fields import FactorField, LinesField
from cpe.states import DECIDED, LIFE
from members.models import Level

STATES = [
    (VersionState.DRAFT.value, _("draft")),
    (VersionState.PUT_FORWARD.value, _("waiting for a second person")),
    (VersionState.PUBLISHED.value, _("published")),
    (VersionState.DISCARDED.value, _("discarded")),
]
BEGINNING: Final = date.min
"""The first day of the version that holds from the beginning, the one shipped."""


def _colleague(name: Any) -> Any:
    """Who did something to a version; nobody for the one shipped."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=name,
    )


def _moment(name: Any) -> Any:
    return models.DateTimeField(name, null=True, blank=True, editable=False)


class PolicyVersionQuerySet(models.QuerySet["PolicyVersion"]):
    """Questions about versions."""

    def drafts(self) -> "PolicyVersionQuerySet":
        """Versions that may still change."""
        return self.filter(state=VersionState.DRAFT)

    def put_forward(self) -> "PolicyVersionQuerySet":
        """Versions that wait for a second person."""
        return self.filter(state=VersionState.PUT_FORWARD)

    def published(self) -> "PolicyVersionQuerySet":
        """Versions that hold, held or will hold, the newest first day first."""
        return self.filter(state=VersionState.PUBLISHED).order_by("-effective_on")

    def with_following(self) -> "PolicyVersionQuerySet":
        """Each with ``following_on``, the first day of the published version after it, if there is one."""
        later = PolicyVersion.objects.filter(
            state=VersionState.PUBLISHED, effective_on__gt=models.OuterRef("effective_on")
        )
        return self.annotate(following_on=models.Subquery(later.order_by("effective_on").values("effective_on")[:1]))


class PolicyVersion(models.Model):
    """The rules of CPE from a day on, and who brought them in."""

    name = NameField(_("name"), max_length=60, help_text=_("What people call it, such as Version of 2027."))
    effective_on = models.DateField(
        _("in force from"),
        help_text=_("The first day it judges: activities completed, and cycles that begin, from then on."),
    )
    state = models.CharField(
        _("state"), max_length=12, choices=STATES, default=VersionState.DRAFT.value, editable=False
    )
    annual_factor = FactorField(
        _("times the yearly number"),
        null=True,
        blank=True,
        help_text=_("How often a level's yearly number counts at most in one certification year; empty for no limit."),
    )
    annual_from = models.DateField(
        _("for claims reported from"),
        null=True,
        blank=True,
        help_text=_("Claims reported before this day count beside the limit; empty if it holds for all."),
    )
    summary = LinesField(_("what is new"), blank=True, help_text=_("For members, in two or three sentences."))
    drafted_by = _colleague(_("drafted by"))
    drafted_at = _moment(_("drafted"))
    edited_by = _colleague(_("last changed by"))
    edited_at = _moment(_("last changed"))
    put_forward_by = _colleague(_("put forward by"))
    put_forward_at = _moment(_("put forward"))
    published_by = _colleague(_("published by"))
    published_at = _moment(_("published on"))

    objects = PolicyVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("policy version")
        verbose_name_plural = _("policy versions")
        ordering = ("-effective_on", "-pk")
        constraints: ClassVar = [
            held_to(LIFE, name="policy_version_state_known"),
            models.UniqueConstraint(
                fields=["effective_on"],
                condition=Q(state__in=[state.value for state in DECIDED]),
                name="policy_version_day_of_its_own",
                violation_error_message=_("Another version takes effect on this day already."),
            ),
            models.CheckConstraint(
                condition=Q(annual_factor__isnull=True) | Q(annual_factor__gt=0),
                name="policy_version_limit_positive",
                violation_error_message=_("Write how many times as a number above 0, or leave it empty."),
            ),
            models.CheckConstraint(
                condition=Q(annual_from__isnull=True) | Q(annual_factor__isnull=False),
                name="policy_version_day_needs_limit",
                violation_error_message=_("A first day needs the limit it is for: say how many times."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[state.value for state in DECIDED])
                | Q(put_forward_by__isnull=False, put_forward_at__isnull=False)
                | Q(effective_on=BEGINNING),
                name="policy_version_put_forward_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state=VersionState.PUBLISHED.value)
                | Q(published_by__isnull=False, published_at__isnull=False)
                | Q(effective_on=BEGINNING),
                name="policy_version_published_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(published_by__isnull=True)
                | (~Q(published_by=F("put_forward_by")) & ~Q(published_by=F("edited_by"))),
                name="policy_version_published_by_a_second_person",
            ),
        ]

    def __str__(self) -> str:
        return str(self.name)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write the row. Raises ``AppendOnlyError`` once it is published."""
        self._refuse_published()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete the row. Raises ``AppendOnlyError`` once it is published."""
        self._refuse_published()
        return super().delete(*args, **kwargs)

    def _refuse_published(self) -> None:
        if not self._state.adding and PolicyVersion.objects.published().filter(pk=self.pk).exists():
            raise AppendOnlyError

    @property
    def is_draft(self) -> bool:
        """Whether it may still change."""
        return self.state == VersionState.DRAFT

    def mark_edited(self, *, by: User, at: datetime) -> None:
        """Note who changed the draft last; saves nothing."""
        self.edited_by, self.edited_at = by, at

    def put_forward(self, *, by: User, at: datetime) -> None:
        """Let it wait for a second person; saves nothing. Raises ``IllegalMove``."""
        move(self, VersionState.PUT_FORWARD, LIFE)
        self.put_forward_by, self.put_forward_at = by, at

    def take_back(self) -> None:
        """Make it a draft again; saves nothing. Raises ``IllegalMove``."""
        move(self, VersionState.DRAFT, LIFE)
        self.put_forward_by = self.put_forward_at = None

    def publish(self, *, by: User, at: datetime) -> None:
        """Let it hold from its first day on; saves nothing. Raises ``IllegalMove``."""
        move(self, VersionState.PUBLISHED, LIFE)
        self.published_by, self.published_at = by, at

    def discard(self) -> None:
        """Give it up; saves nothing. Raises ``IllegalMove``."""
        move(self, VersionState.DISCARDED, LIFE)


class PartOfVersion(models.Model):
    """A row of a version; it comes, changes and goes while the version is a draft."""

    version: Any

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write the row. Raises ``AppendOnlyError`` once its version is put forward."""
        self._refuse_decided()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete the row. Raises ``AppendOnlyError`` once its version is put forward."""
        self._refuse_decided()
        return super().delete(*args, **kwargs)

    def _refuse_decided(self) -> None:
        if not PolicyVersion.objects.drafts().filter(pk=self.version_id).exists():  # type: ignore[attr-defined]
            raise AppendOnlyError


class LevelNumbers(PartOfVersion):
    """What a version asks of the titles of a level."""

    version = models.ForeignKey(
        PolicyVersion, on_delete=models.CASCADE, related_name="levels", verbose_name=_("policy version")
    )
    level = models.ForeignKey(Level, on_delete=models.PROTECT, related_name="+", verbose_name=_("level"))
    year_target = CreditsField(_("credits a year"), help_text=_("A target that drives reminders."))
    cycle_minimum = CreditsField(
        _("credits a cycle"),
        null=True,
        blank=True,
        help_text=_("What three years must bring; empty where there is no cycle and nothing to report."),
    )

    class Meta:
        verbose_name = _("numbers of a level")
        verbose_name_plural = _("numbers of the levels")
        ordering = ("level__rank",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["version", "level"],
                name="level_numbers_once_per_version",
                violation_error_message=_("This level has its numbers already."),
            ),
            models.CheckConstraint(
                condition=Q(year_target__gte=0) & (Q(cycle_minimum__isnull=True) | Q(cycle_minimum__gt=0)),
                name="level_numbers_positive",
                violation_error_message=_("Credits a year are 0 or more, credits a cycle above 0 or left empty."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.level)


class CapGroup(PartOfVersion):
    """A yearly limit that several activities share."""

    version = models.ForeignKey(
        PolicyVersion, on_delete=models.CASCADE, related_name="groups", verbose_name=_("policy version")
    )
    key = models.SlugField(_("key"), help_text=_("A short word; it stays the same from version to version."))
    name = NameField(_("name"), max_length=60)
    year_cap = CreditsField(_("most credits a year"))

    class Meta:
        verbose_name = _("shared limit")
        verbose_name_plural = _("shared limits")
        ordering = ("key",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["version", "key"],
                name="cap_group_key_once_per_version",
                violation_error_message=_("This version has a shared limit of that key already."),
            ),
            models.CheckConstraint(
                condition=Q(year_cap__gt=0),
                name="cap_group_positive",
                violation_error_message=_("A shared limit is above 0."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.name)
