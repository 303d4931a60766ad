"""What a member shows: certificates and badges, a private calendar of their dates, and names that may stand on them.

A certificate is a row before it is a document, and so is its badge before it is signed. Nothing here says whether one
is good: that follows from how its title stands (``members.rules.standing``), and from whether a newer one took its
place. Source: S0, S1; decided.
"""

from datetime import date, datetime
from typing import ClassVar, Final

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common import references
from common.fields import NameField
from common.models import Upload
from common.private_links import LENGTH
from members.enums import CertificateWhy
from members.models.credentials import Credential, Cycle
from members.models.people import Member

WHY = [
    (CertificateWhy.AWARD.value, _("the title was awarded")),
    (CertificateWhy.BROUGHT.value, _("the title was brought in from an earlier register")),
    (CertificateWhy.RENEWAL.value, _("the title was renewed")),
    (CertificateWhy.RESTORED.value, _("the title stands again")),
    (CertificateWhy.CORRECTED.value, _("the register was put right")),
    (CertificateWhy.NAME.value, _("the holder's name changed")),
]

NUMBER: Final = 19
"""Characters of a number, at most."""
WHOLE_NAME: Final = 301
"""Characters of a given and a family name with the space between them."""


def new_number() -> str:
    """A number of 60 random bits with a check character."""
    return references.new()


class CertificateQuerySet(models.QuerySet["Certificate"]):
    """Questions about certificates, and the claim that many workers may try at once."""

    def current(self) -> "CertificateQuerySet":
        """Those no newer one took the place of."""
        return self.filter(replaced_at__isnull=True)

    def to_draw(self, at: datetime) -> "CertificateQuerySet":
        """Those that wait for their document, and that no worker has at the moment."""
        free = Q(leased_until__isnull=True) | Q(leased_until__lt=at)
        return self.filter(free, drawn_at__isnull=True, replaced_at__isnull=True)


class Certificate(models.Model):
    """One cycle of a credential as it is shown to others; of a title without cycles, the whole of it.

    ``name`` is the holder's as it was when the certificate was issued. ``drawn_at``: since when the sealed document is
    there. A number is never used again: rows stay, without their name once somebody is forgotten.
    """

    credential = models.ForeignKey(
        Credential, on_delete=models.PROTECT, related_name="certificates", verbose_name=_("credential")
    )
    cycle = models.ForeignKey(
        Cycle, on_delete=models.PROTECT, null=True, related_name="certificates", verbose_name=_("cycle")
    )
    number = models.CharField(_("number"), max_length=NUMBER, unique=True, default=new_number, editable=False)
    name = NameField(_("name of the holder"), max_length=WHOLE_NAME, blank=True)
    why = models.CharField(_("issued because"), max_length=20, choices=WHY)
    issued_on = models.DateField(_("issued on"))
    issued_at = models.DateTimeField(_("issued"))
    replaced_at = models.DateTimeField(_("replaced"), null=True)
    file = models.OneToOneField(
        Upload, on_delete=models.SET_NULL, null=True, related_name="certificate_of", verbose_name=_("as PDF")
    )
    drawn_at = models.DateTimeField(_("drawn"), null=True)
    leased_until = models.DateTimeField(_("being drawn until"), null=True, editable=False)
    unreadable = models.CharField(_("characters that no font of ours has"), max_length=200, blank=True)

    objects = CertificateQuerySet.as_manager()

    class Meta:
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        ordering = ("-issued_at", "-pk")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["credential"], condition=Q(replaced_at__isnull=True), name="certificate_current_once"
            ),
            models.CheckConstraint(condition=Q(why__in=[why.value for why in CertificateWhy]), name="certificate_why"),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["id"],
                condition=Q(drawn_at__isnull=True, replaced_at__isnull=True),
                name="certificate_to_draw",
            ),
            models.Index(
                fields=["id"],
                condition=Q(replaced_at__isnull=False, file__isnull=False),
                name="certificate_to_let_go",
            ),
            models.Index(fields=["-issued_at", "-id"], name="certificate_newest"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def valid_from(self) -> date:
        """The first day of the cycle it shows, or the day of the award."""
        return self.cycle.first_day if self.cycle else self.credential.awarded_on

    @property
    def valid_until(self) -> date | None:
        """The expiration date of the cycle it shows; ``None`` where the title has no end by itself."""
        return self.cycle.window.expires_on if self.cycle else None


class Badge(models.Model):
    """A certificate as Open Badge: a credential we sign as its document is drawn, or found that no font can draw it.

    Its own number is its place in the status lists (``members.rules.badges``). ``key`` names what it was signed with.
    """

    certificate = models.OneToOneField(
        Certificate, on_delete=models.PROTECT, related_name="badge", verbose_name=_("certificate")
    )
    key = models.CharField(_("signed with"), max_length=43, blank=True)
    signed = models.TextField(_("signed badge"), blank=True, editable=False)
    signed_at = models.DateTimeField(_("signed"), null=True)

    class Meta:
        verbose_name = _("badge")
        verbose_name_plural = _("badges")
        ordering = ("pk",)
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(signed_at__isnull=True, key="", signed="") | (Q(signed_at__isnull=False) & ~Q(key="")),
                name="badge_signed_with_a_key",
            )
        ]

    def __str__(self) -> str:
        return str(self.certificate)


class NameDecision(models.Model):
    """Whether a changed name may stand on a member's certificates, as a colleague decided; the last one counts."""

    member = models.ForeignKey(
        Member, on_delete=models.PROTECT, related_name="name_decisions", verbose_name=_("member")
    )
    name = NameField(_("new name"), max_length=WHOLE_NAME)
    granted = models.BooleanField(_("certificates were made in it"))
    words = models.TextField(_("what we wrote"), blank=True)
    decided_at = models.DateTimeField(_("decided"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("decided by")
    )

    class Meta:
        verbose_name = _("decision about a name")
        verbose_name_plural = _("decisions about names")
        ordering = ("-decided_at", "-pk")
        indexes: ClassVar = [models.Index(fields=["member", "-decided_at"], name="name_decision_of")]

    def __str__(self) -> str:
        return f"{self.member_id}: {self.name}"


class CalendarFeed(models.Model):
    """A private address that a calendar program asks for a member's dates, until the member ends it."""

    member = models.ForeignKey(
        Member, on_delete=models.CASCADE, related_name="calendar_feeds", verbose_name=_("member")
    )
    seed = models.CharField(_("seed"), max_length=LENGTH, editable=False)
    fingerprint = models.CharField(_("fingerprint"), max_length=LENGTH, unique=True, editable=False)
    made_at = models.DateTimeField(_("made"))
    ended_at = models.DateTimeField(_("ended"), null=True)

    class Meta:
        verbose_name = _("calendar feed")
        verbose_name_plural = _("calendar feeds")
        ordering = ("-made_at", "-pk")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["member"], condition=Q(ended_at__isnull=True), name="calendar_feed_one_per_member"
            )
        ]

    def __str__(self) -> str:
        return f"{self.member_id}: {self.made_at:%Y-%m-%d}"
