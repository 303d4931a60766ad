"""The activities of a policy version: what they bring, their limits, and who decides."""

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from common.fields import CreditsField, NameField
from cpe.enums import Unit
from cpe.fields import LinesField, UnitsField
from cpe.models.versions import CapGroup, PartOfVersion, PolicyVersion
from cpe.rules.policy import CREDIT

UNITS = [
    (Unit.HOURS.value, _("hours")),
    (Unit.PAGES.value, _("pages")),
    (Unit.A4_PAGES.value, _("A4 pages")),
    (Unit.QUESTIONS.value, _("questions")),
    (Unit.COURSES.value, _("courses")),
    (Unit.SESSIONS.value, _("sessions")),
    (Unit.WEBINARS.value, _("webinars")),
]
STEPS = [(1, _("down to quarters of a credit")), (CREDIT, _("down to whole credits"))]


def _above_zero(*columns: str) -> Q:
    """Each of these is above 0, or not given."""
    held = Q()
    for column in columns:
        held &= Q(**{f"{column}__isnull": True}) | Q(**{f"{column}__gt": 0})
    return held


class ActivityType(PartOfVersion):
    """A kind of activity, what it brings, and its limits."""

    version = models.ForeignKey(
        PolicyVersion, on_delete=models.CASCADE, related_name="activities", verbose_name=_("policy version")
    )
    key = models.SlugField(_("key"), help_text=_("A short word; it stays the same from version to version."))
    name = NameField(_("name"), max_length=80, help_text=_("What the member does, such as Read books."))
    explanation = LinesField(_("explanation"), blank=True, help_text=_("For members: what counts, and what does not."))
    place = models.PositiveSmallIntegerField(_("place in lists"), default=0)
    unit = models.CharField(_("counted in"), max_length=12, choices=UNITS)
    credits = CreditsField(_("credits"), null=True, blank=True, help_text=_("Empty where the reviewer says how many."))
    per = UnitsField(_("for every"), default=1, help_text=_("So many of what is counted, such as 100 pages."))
    step = models.PositiveSmallIntegerField(_("rounded"), choices=STEPS, default=1)
    item_cap = CreditsField(_("most credits for one claim"), null=True, blank=True)
    year_cap = CreditsField(_("most credits a year"), null=True, blank=True)
    group = models.ForeignKey(
        CapGroup,
        null=True,
        blank=True,
        on_delete=models.RESTRICT,
        related_name="activities",
        verbose_name=_("shared limit"),
        help_text=_("Instead of a limit of its own."),
    )
    longest = UnitsField(_("most that one claim is for"), null=True, blank=True)
    attendance = models.PositiveSmallIntegerField(
        _("share that must be attended"), null=True, blank=True, help_text=_("In percent.")
    )
    approval = models.BooleanField(_("waits for approval"), default=False)
    least = CreditsField(_("least a reviewer grants"), null=True, blank=True)
    most = CreditsField(_("most a reviewer grants"), null=True, blank=True)
    each = models.BooleanField(_("granted for each item"), default=False, help_text=_("Otherwise for the whole claim."))

    class Meta:
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        ordering = ("place", "pk")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["version", "key"],
                name="activity_key_once_per_version",
                violation_error_message=_("This version has an activity of that key already."),
            ),
            models.CheckConstraint(
                condition=Q(unit__in=[unit.value for unit in Unit]),
                name="activity_unit_known",
            ),
            models.CheckConstraint(condition=Q(step__in=[1, CREDIT]), name="activity_step_known"),
            models.CheckConstraint(
                condition=Q(per__gt=0) & _above_zero("credits", "item_cap", "year_cap", "longest"),
                name="activity_numbers_positive",
                violation_error_message=_("Credits, amounts and limits are above 0, or left empty."),
            ),
            models.CheckConstraint(
                condition=Q(attendance__isnull=True) | Q(attendance__gte=1, attendance__lte=100),
                name="activity_share_in_percent",
                violation_error_message=_("The share that must be attended lies between 1 and 100 percent."),
            ),
            models.CheckConstraint(
                condition=Q(year_cap__isnull=True) | Q(group__isnull=True),
                name="activity_one_year_limit",
                violation_error_message=_("An activity has a yearly limit of its own or a shared one, not both."),
            ),
            models.CheckConstraint(
                condition=Q(least__isnull=True, most__isnull=True, each=False)
                | Q(least__isnull=False, most__isnull=False),
                name="activity_bounds_have_both_ends",
                violation_error_message=_("Say both the least and the most a reviewer grants, or neither."),
            ),
            models.CheckConstraint(
                condition=Q(least__isnull=True) | Q(least__gte=0, most__gt=0, least__lte=F("most")),
                name="activity_bounds_in_order",
                violation_error_message=_("The least a reviewer grants is 0 or more, and not above the most."),
            ),
            models.CheckConstraint(
                condition=Q(credits__isnull=False) | Q(least__isnull=False),
                name="activity_credits_or_bounds",
                violation_error_message=_("Without credits, say the least and the most a reviewer grants."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.name)

    def clean(self) -> None:
        """Raises ``ValidationError`` with a sentence for a shared limit of another version."""
        if self.group is not None and self.group.version_id != self.version_id:
            told = _now("This shared limit belongs to another version. Choose one of this version.")
            raise ValidationError({"group": told})
