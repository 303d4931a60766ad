"""Documents that hold for members, their versions, and who agreed to which. What a version says never changes."""

from hashlib import sha256
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from common.append_only import AppendOnly
from common.fields import NameField
from members.enums import AgreedHow

HOW = [
    (AgreedHow.EXAM_CLAIM.value, _("with a claim of a title")),
    (AgreedHow.APPLICATION.value, _("with an application")),
    (AgreedHow.SIGN_IN.value, _("after signing in")),
]


def fingerprint(text: str) -> str:
    """The SHA-256 of a text in UTF-8, as 64 hexadecimal digits."""
    return sha256(text.encode()).hexdigest()


class Document(models.Model):
    """A document by its key, whatever its version."""

    key = models.SlugField(_("key"), unique=True, editable=False)
    title = NameField(_("title"), max_length=120, unique=True)
    place = models.PositiveSmallIntegerField(_("place in lists"))

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ("place", "title")

    def __str__(self) -> str:
        return str(self.title)


class DocumentVersion(AppendOnly):
    """What a document says from a day on, until a later version does. Readable by everybody."""

    document = models.ForeignKey(
        Document, on_delete=models.PROTECT, related_name="versions", verbose_name=_("document")
    )
    label = models.SlugField(_("version"), max_length=20, db_index=False)
    effective_on = models.DateField(_("in force from"))
    text = models.TextField(_("text"))
    sha256 = models.CharField(_("fingerprint"), max_length=64)
    published_at = models.DateTimeField(_("published"))

    class Meta:
        verbose_name = _("version of a document")
        verbose_name_plural = _("versions of documents")
        ordering = ("document", "-effective_on")
        permissions: ClassVar = [("publish_documentversion", _("Can publish a version of a document"))]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["document", "label"], name="documentversion_label_once"),
            models.UniqueConstraint(fields=["document", "effective_on"], name="documentversion_day_once"),
            models.CheckConstraint(condition=~Q(text=""), name="documentversion_says_something"),
        ]

    def __str__(self) -> str:
        return f"{self.document}, {self.label}"


class AnnouncementQuerySet(models.QuerySet["Announcement"]):
    """Questions about announcements."""

    def open(self) -> "AnnouncementQuerySet":
        """Those of which somebody is still to be told."""
        return self.filter(told_at__isnull=True)


class Announcement(models.Model):
    """Word that all members are to be told of a version, written as it is published; the duty works it off."""

    version = models.OneToOneField(
        DocumentVersion, on_delete=models.PROTECT, related_name="announcement", verbose_name=_("version")
    )
    asked_at = models.DateTimeField(_("asked"))
    told_at = models.DateTimeField(_("everybody is told"), null=True)

    objects = AnnouncementQuerySet.as_manager()

    class Meta:
        verbose_name = _("announcement of a version")
        verbose_name_plural = _("announcements of versions")
        ordering = ("asked_at", "pk")
        indexes: ClassVar = [models.Index(fields=["id"], condition=Q(told_at__isnull=True), name="announcement_open")]

    def __str__(self) -> str:
        return str(self.version)


class Agreement(AppendOnly):
    """Somebody agreed to a version of a document."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="agreements", verbose_name=_("person")
    )
    version = models.ForeignKey(
        DocumentVersion, on_delete=models.PROTECT, related_name="agreements", verbose_name=_("version")
    )
    agreed_at = models.DateTimeField(_("agreed"))
    how = models.CharField(_("on which occasion"), max_length=20, choices=HOW)

    class Meta:
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")
        ordering = ("agreed_at", "pk")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "version"], name="agreement_once_per_person_and_version"),
            models.CheckConstraint(condition=Q(how__in=[how.value for how in AgreedHow]), name="agreement_how_known"),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.version}"
