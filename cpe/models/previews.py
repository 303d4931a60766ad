"""What a policy version would change: a preview over the register, and a line for each title it counts differently for.

A preview is asked for and then worked through in the order of the members' keys; its row says how far that is. Lines
are about current cycles alone: past ones are what their outcomes say. Counted and needed are credits.
"""

from datetime import datetime
from decimal import Decimal
from typing import ClassVar, Final

from django.conf import settings
from django.db import models
from django.db.models import Case, Count, F, Q, Value, When
from django.db.models.functions import Abs
from django.utils.translation import gettext_lazy as _

from common.fields import CreditsField
from cpe.enums import Judged
from cpe.models.versions import PolicyVersion
from members.models import Credential

JUDGED: Final = [
    (Judged.RUNNING.value, _("running")),
    (Judged.GRACE.value, _("in its last days to report")),
    (Judged.HELD.value, _("held")),
    (Judged.RENEWED.value, _("renewed")),
    (Judged.DECERTIFIED.value, _("decertified")),
]
"""How the current cycle stands."""

LOSES, GAINS, SAME = range(3)
"""The order in which lines are shown: who loses, who gains, whose credits are made up differently."""


class PolicyPreviewQuerySet(models.QuerySet["PolicyPreview"]):
    """Questions about previews."""

    def open(self) -> "PolicyPreviewQuerySet":
        """Those that somebody waits for."""
        return self.filter(done_at=None)

    def with_totals(self) -> "PolicyPreviewQuerySet":
        """Each with ``losing``, ``gaining``, ``alike``, ``falling`` and ``rising``: how many lines say so."""
        minimum_was_met = Q(lines__was_counted__gte=F("lines__was_required"))
        minimum_becomes_met = Q(lines__becomes_counted__gte=F("lines__becomes_required"))
        some_line = Q(lines__isnull=False)
        return self.alias(_difference=_difference("lines__")).annotate(
            losing=Count("lines", filter=Q(_difference__lt=0)),
            gaining=Count("lines", filter=Q(_difference__gt=0)),
            alike=Count("lines", filter=Q(_difference=0)),
            falling=Count("lines", filter=some_line & minimum_was_met & ~minimum_becomes_met),
            rising=Count("lines", filter=some_line & minimum_becomes_met & ~minimum_was_met),
        )


def _difference(way: str = "") -> models.expressions.CombinedExpression:
    """What is left above the minimum by the version, less what is left now."""
    becomes = F(f"{way}becomes_counted") - F(f"{way}becomes_required")
    return becomes - F(f"{way}was_counted") + F(f"{way}was_required")


class PolicyPreview(models.Model):
    """A version judged as if it had been in force from ``first_day``, and no later one, beside the rules that hold."""

    version = models.ForeignKey(
        PolicyVersion, on_delete=models.CASCADE, related_name="previews", verbose_name=_("policy version")
    )
    first_day = models.DateField(_("as if in force from"))
    judged_on = models.DateField(_("judged on"))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("asked by")
    )
    asked_at = models.DateTimeField(_("asked"))
    edited_at = models.DateTimeField(_("of the version as changed"), null=True)
    reached = models.PositiveBigIntegerField(_("last member looked at"), default=0)
    considered = models.PositiveIntegerField(_("titles looked at"), default=0)
    done_at = models.DateTimeField(_("done"), null=True)

    objects = PolicyPreviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("preview of a policy version")
        verbose_name_plural = _("previews of policy versions")
        ordering = ("-asked_at", "-pk")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["version"], condition=Q(done_at__isnull=True), name="policy_preview_one_open_per_version"
            ),
            models.CheckConstraint(
                condition=Q(first_day__lte=F("judged_on")), name="policy_preview_from_a_day_that_was"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["-asked_at", "-id"], name="policy_preview_newest")]

    def __str__(self) -> str:
        return f"{self.version} · {self.judged_on.isoformat()}"

    @property
    def is_stale(self) -> bool:
        """Whether the version says something else by now."""
        now: datetime | None = self.version.edited_at
        return bool(self.edited_at != now)

    def begin_anew(self) -> None:
        """Be of the version as it is now, with nothing looked at yet; saves nothing."""
        self.edited_at, self.reached, self.considered = self.version.edited_at, 0, 0

    def move_on(self, *, reached: int, titles: int) -> None:
        """Note how far the work is; saves nothing."""
        self.reached, self.considered = reached, self.considered + titles

    def finish(self, *, at: datetime) -> None:
        """Everybody was looked at; saves nothing."""
        self.done_at = at


class PreviewLineQuerySet(models.QuerySet["PreviewLine"]):
    """Questions about lines."""

    def in_order(self) -> "PreviewLineQuerySet":
        """Each with its ``place``: who loses first, then who gains, the biggest differences first."""
        place = Case(
            When(_difference__lt=0, then=Value(LOSES)), When(_difference__gt=0, then=Value(GAINS)), default=Value(SAME)
        )
        with_difference = self.alias(_difference=_difference())
        return with_difference.annotate(place=place).order_by("place", Abs("_difference").desc(), "pk")


class PreviewLine(models.Model):
    """A title whose current cycle comes out differently, or of other credits."""

    preview = models.ForeignKey(
        PolicyPreview, on_delete=models.CASCADE, related_name="lines", verbose_name=_("preview")
    )
    credential = models.ForeignKey(Credential, on_delete=models.CASCADE, related_name="+", verbose_name=_("title"))
    expires_on = models.DateField(_("cycle until"))
    was_counted = CreditsField(_("counted now"))
    becomes_counted = CreditsField(_("counted then"))
    was_required = CreditsField(_("needed now"))
    becomes_required = CreditsField(_("needed then"))
    was = models.CharField(_("cycle now"), max_length=12, choices=JUDGED)
    becomes = models.CharField(_("cycle then"), max_length=12, choices=JUDGED)

    objects = PreviewLineQuerySet.as_manager()

    class Meta:
        verbose_name = _("line of a preview")
        verbose_name_plural = _("lines of a preview")
        ordering = ("pk",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["preview", "credential"], name="preview_line_once_per_title"),
            models.CheckConstraint(
                condition=~Q(was_counted=F("becomes_counted"), was_required=F("becomes_required"), was=F("becomes")),
                name="preview_line_says_a_difference",
            ),
            models.CheckConstraint(
                condition=Q(was__in=[word for word, _name in JUDGED], becomes__in=[word for word, _name in JUDGED]),
                name="preview_line_outcomes_known",
            ),
        ]

    def __str__(self) -> str:
        return str(self.credential)

    @property
    def difference(self) -> Decimal:
        """Credits above the minimum then, less those above it now: above 0 gains, below 0 loses."""
        now: Decimal = self.was_counted - self.was_required
        then: Decimal = self.becomes_counted - self.becomes_required
        return then - now
