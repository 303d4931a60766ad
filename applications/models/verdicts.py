"""What follows: an objection to a rejection, and the verdict of who saw the applicant and their document."""

from typing import ClassVar, Final

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from applications.enums import LIVE, CopyFailure, DocumentKind, IdentityVerdict, IdentityWay, ObjectionState
from applications.models.assessment import NOTES, WORDS
from applications.models.intake import REASON, WAYS, Application
from applications.states import OBJECTION
from common.lives import held_to, move
from members.models import Credential, Invoice

OBJECTION_STATES = [
    (ObjectionState.MADE.value, _("made")),
    (ObjectionState.ALLOWED.value, _("allowed: accepted after all")),
    (ObjectionState.DISMISSED.value, _("dismissed: the rejection stands")),
]
VERDICTS = [
    (IdentityVerdict.VERIFIED.value, _("verified")),
    (IdentityVerdict.NOT_VERIFIED.value, _("not verified")),
    (IdentityVerdict.TAKEN_BACK.value, _("taken back")),
]
DOCUMENTS = [
    (DocumentKind.PASSPORT.value, _("passport")),
    (DocumentKind.IDENTITY_CARD.value, _("identity card")),
    (DocumentKind.RESIDENCE_PERMIT.value, _("residence permit")),
    (DocumentKind.DRIVING_LICENCE.value, _("driving licence")),
]
FAILURES = [
    (CopyFailure.NAME_DIFFERS.value, _("the name is not the one in the application")),
    (CopyFailure.NAME_UNREADABLE.value, _("the name cannot be read")),
    (CopyFailure.PHOTO_UNREADABLE.value, _("the photo cannot be seen well enough")),
    (CopyFailure.SHOWS_TOO_MUCH.value, _("it shows more than name and photo")),
    (CopyFailure.NO_DOCUMENT.value, _("it is no identity document that we accept")),
    (CopyFailure.OTHER.value, _("something else")),
]
SAYS_WHY: Final = [failure.value for failure in CopyFailure if failure != CopyFailure.OTHER]


class Objection(models.Model):
    """The one objection to a rejection; people who had no part in it decide."""

    application = models.OneToOneField(
        Application, on_delete=models.CASCADE, related_name="objection", verbose_name=_("application")
    )
    words = models.TextField(_("objection"), max_length=NOTES)
    made_at = models.DateTimeField(_("made"))
    state = models.CharField(
        _("state"), max_length=10, choices=OBJECTION_STATES, default=ObjectionState.MADE.value, editable=False
    )
    ended_at = models.DateTimeField(_("decided"), null=True)
    outcome_words = models.TextField(_("reason of the outcome"), max_length=WORDS, blank=True)

    class Meta:
        verbose_name = _("objection")
        verbose_name_plural = _("objections")
        ordering = ("made_at", "pk")
        constraints: ClassVar = [
            held_to(OBJECTION, name="objection_state_known"),
            models.CheckConstraint(
                condition=Q(state=ObjectionState.MADE.value, ended_at__isnull=True)
                | (~Q(state=ObjectionState.MADE.value) & Q(ended_at__isnull=False)),
                name="objection_ended_when",
            ),
        ]

    def __str__(self) -> str:
        return self.application.reference

    def become(self, state: ObjectionState) -> None:
        """Take the objection to a state; saves nothing. Raises ``IllegalMove``."""
        move(self, state, OBJECTION)


class IdentityCheck(models.Model):
    """A look at an applicant and their document, live or by a masked copy; the copy itself is destroyed.

    Verdict, checker, moment, way and kind of document, nothing else; of a copy that was not verified the kind may be
    empty. ``failure``: why a copy did not do, ``words`` in words; or why a record was taken back that was wrong.
    """

    application = models.ForeignKey(
        Application, on_delete=models.CASCADE, related_name="identity_checks", verbose_name=_("application")
    )
    checker = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("checker")
    )
    checked_at = models.DateTimeField(_("checked"))
    way = models.CharField(_("how"), max_length=12, choices=WAYS)
    document = models.CharField(_("kind of document"), max_length=20, choices=DOCUMENTS)
    verdict = models.CharField(_("verdict"), max_length=12, choices=VERDICTS)
    failure = models.CharField(_("what the copy lacks"), max_length=20, choices=FAILURES, blank=True)
    words = models.TextField(_("why"), max_length=REASON, blank=True)

    class Meta:
        verbose_name = _("identity check")
        verbose_name_plural = _("identity checks")
        ordering = ("checked_at", "pk")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(verdict=IdentityVerdict.VERIFIED.value) | ~Q(words="") | Q(failure__in=SAYS_WHY),
                name="identitycheck_says_why_not",
            ),
            models.CheckConstraint(
                condition=Q(verdict=IdentityVerdict.TAKEN_BACK.value)
                | Q(way__in=[way.value for way in LIVE], failure="")
                | Q(way=IdentityWay.COPY.value, verdict=IdentityVerdict.VERIFIED.value, failure="")
                | (Q(way=IdentityWay.COPY.value, verdict=IdentityVerdict.NOT_VERIFIED.value) & ~Q(failure="")),
                name="identitycheck_copy_fails_for_a_reason",
            ),
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(verdict=IdentityVerdict.VERIFIED.value),
                name="identitycheck_verified_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application.reference} · {self.get_verdict_display()}"


class Finalisation(models.Model):
    """What stands between an acceptance and the award. Its items are facts elsewhere; nobody ticks one.

    ``invoice`` asks for the first year, none where that asks nothing. ``lapses_on``: the last day, inclusive, on which
    the last fact is in time. Done when the title was awarded; ended otherwise when it lapsed.
    """

    application = models.OneToOneField(
        Application, on_delete=models.CASCADE, related_name="finalisation", verbose_name=_("application")
    )
    began_at = models.DateTimeField(_("accepted"))
    lapses_on = models.DateField(_("to be complete by"))
    invoice = models.ForeignKey(
        Invoice, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("invoice of the first year")
    )
    credential = models.OneToOneField(
        Credential, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("title awarded")
    )
    ended_at = models.DateTimeField(_("awarded or lapsed"), null=True)

    class Meta:
        verbose_name = _("finalisation")
        verbose_name_plural = _("finalisations")
        ordering = ("began_at", "pk")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(credential__isnull=True) | Q(ended_at__isnull=False), name="finalisation_awarded_when"
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["lapses_on", "id"], condition=Q(ended_at__isnull=True), name="finalisation_open")
        ]

    def __str__(self) -> str:
        return self.application.reference
