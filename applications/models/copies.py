"""Masked copies of identity documents: sealed, for some days, and who opened them when."""

from datetime import date, datetime
from typing import ClassVar, Final

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from applications.enums import ApplicationState, CopyEnd, IdentityVerdict
from applications.models.intake import REASON, Application
from applications.models.verdicts import IdentityCheck
from applications.rules.copies import AFTER_VERDICT, TERM, destroy_by
from applications.states import UNTIL_AWARD
from common.calendar import day_bounds, local_day

ENDS = [
    (CopyEnd.VERDICT.value, _("seven days after the verdict, or once it was not needed any more")),
    (CopyEnd.TERM.value, _("thirty days had passed")),
    (CopyEnd.TAKEN_BACK.value, _("the applicant took it back")),
    (CopyEnd.REPLACED.value, _("another copy or an appointment took its place")),
    (CopyEnd.SHOWS_TOO_MUCH.value, _("it showed more than name and photo")),
    (CopyEnd.GONE.value, _("the application ended")),
]
NEEDED: Final = [ApplicationState.DRAFT.value, *(state.value for state in UNTIL_AWARD)]
"""In other states of its application a copy is of no use."""


class IdentityCopyQuerySet(models.QuerySet["IdentityCopy"]):
    """Questions about masked copies. Their content is left out unless somebody asks for it."""

    def kept(self) -> "IdentityCopyQuerySet":
        """Those that are not destroyed."""
        return self.filter(destroyed_at__isnull=True)

    def unjudged(self) -> "IdentityCopyQuerySet":
        """Those kept without a verdict that stands."""
        return self.kept().filter(Q(identity_check=None) | Q(identity_check__verdict=IdentityVerdict.TAKEN_BACK.value))

    def due(self, on: date) -> "IdentityCopyQuerySet":
        """Those kept that are to be destroyed by a day, just as ``destroy_by`` of each says, or whose use has ended."""
        sent = day_bounds(on - TERM)[1]
        over = Q(sent_at__lt=sent) & (Q(application__submitted_at=None) | Q(application__submitted_at__lt=sent))
        judged = Q(identity_check__checked_at__lt=day_bounds(on - AFTER_VERDICT)[1])
        return self.kept().filter(over | judged | ~Q(application__state__in=NEEDED))

    def waiting(self, at: datetime) -> "IdentityCopyQuerySet":
        """Those that were handed in, are within their days and wait to be looked at, the oldest first."""
        due = self.due(local_day(at)).order_by().values("pk")
        found = self.unjudged().filter(application__state__in=[state.value for state in UNTIL_AWARD])
        return found.exclude(pk__in=due).order_by("sent_at", "pk")


class IdentityCopy(models.Model):
    """A picture of an identity document on which all is covered but name and photo.

    ``content`` is the picture as JPEG, sealed with the identity key, until it is destroyed; ``bytes``, ``width`` and
    ``height`` are those of the picture. ``machine_read``: a program looked for numbers in it that should not be there.
    ``identity_check``: the verdict about it.
    """

    application = models.ForeignKey(
        Application, on_delete=models.CASCADE, related_name="identity_copies", verbose_name=_("application")
    )
    sent_at = models.DateTimeField(_("sent"))
    content = models.BinaryField(_("picture"), null=True)
    bytes = models.PositiveIntegerField(_("bytes"))
    width = models.PositiveSmallIntegerField(_("width"))
    height = models.PositiveSmallIntegerField(_("height"))
    machine_read = models.BooleanField(_("looked through by a program"))
    identity_check = models.OneToOneField(
        IdentityCheck, on_delete=models.SET_NULL, null=True, related_name="copy", verbose_name=_("identity check")
    )
    destroyed_at = models.DateTimeField(_("destroyed"), null=True)
    ended = models.CharField(_("why it was destroyed"), max_length=20, choices=ENDS, blank=True)

    objects = IdentityCopyQuerySet.as_manager()

    class Meta:
        verbose_name = _("masked copy")
        verbose_name_plural = _("masked copies")
        ordering = ("sent_at", "pk")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(content__isnull=False, destroyed_at__isnull=True, ended="")
                | (Q(content__isnull=True, destroyed_at__isnull=False) & ~Q(ended="")),
                name="identitycopy_gone_once_destroyed",
            ),
            models.UniqueConstraint(
                fields=["application"], condition=Q(destroyed_at__isnull=True), name="identitycopy_one_kept"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["sent_at", "id"], condition=Q(destroyed_at__isnull=True), name="identitycopy_kept")
        ]

    def __str__(self) -> str:
        return self.application.reference

    @property
    def destroy_by(self) -> date:
        """The day with whose beginning it is destroyed, as it stands (the application and the check are read)."""
        submitted, check = self.application.submitted_at, self.identity_check
        return destroy_by(
            local_day(self.sent_at),
            local_day(submitted) if submitted else None,
            local_day(check.checked_at) if check else None,
        )

    def is_due(self, on: date) -> bool:
        """Whether it is to be destroyed by a day, and nobody may open it any more."""
        return self.destroy_by <= on or self.application.state not in NEEDED


class CopyOpening(models.Model):
    """That a checker opened a masked copy; from the third time on with a reason."""

    copy = models.ForeignKey(
        IdentityCopy, on_delete=models.CASCADE, related_name="openings", verbose_name=_("masked copy")
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("checker")
    )
    at = models.DateTimeField(_("opened"))
    reason = models.TextField(_("why once more"), max_length=REASON, blank=True)

    class Meta:
        verbose_name = _("opening of a masked copy")
        verbose_name_plural = _("openings of masked copies")
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"{self.copy} · {self.at:%Y-%m-%d %H:%M}"
