"""Files that people sent. What is stored has a name of ours that nobody guesses, and is handed out by one view."""

from functools import partial
from secrets import token_hex
from typing import ClassVar, Final

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common import references
from common.files.kinds import FileKind
from common.files.states import LIFE, FileState
from common.lives import held_to

FOLDER: Final = "uploads"

STATES = [
    (FileState.RECEIVED.value, _("received")),
    (FileState.KEPT.value, _("kept")),
    (FileState.REFUSED.value, _("refused")),
    (FileState.GONE.value, _("gone")),
]
KINDS = [
    (FileKind.PDF.value, _("PDF")),
    (FileKind.JPEG.value, _("JPEG picture")),
    (FileKind.PNG.value, _("PNG picture")),
    (FileKind.CSV.value, _("table")),
]

new_reference = partial(references.new, "F")


def new_place() -> str:
    """A name in the storage: 128 random bits, in one of 256 folders."""
    drawn = token_hex(16)
    return f"{FOLDER}/{drawn[:2]}/{drawn[2:]}"


class UploadQuerySet(models.QuerySet["Upload"]):
    """Questions about files."""

    def waiting(self) -> "UploadQuerySet":
        """Those that belong to no record yet."""
        return self.filter(state=FileState.KEPT, expires_at__isnull=False)


class Upload(models.Model):
    """A file somebody sent. It goes at ``expires_at`` unless a record takes it up. Who has no account owns none.

    ``sha256`` is of what was sent, ``kept_sha256`` of what was made of it and is handed out.
    """

    reference = models.CharField(_("reference"), max_length=24, unique=True, default=new_reference, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="uploads",
        verbose_name=_("sent by"),
    )
    shelf = models.SlugField(_("what for"), db_index=False)
    state = models.CharField(
        _("state"), max_length=10, choices=STATES, default=FileState.RECEIVED.value, editable=False
    )
    name = models.CharField(_("name"), max_length=100, blank=True)
    kind = models.CharField(_("kind"), max_length=10, choices=KINDS, blank=True)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    sha256 = models.CharField(_("fingerprint"), max_length=64, blank=True)
    kept_sha256 = models.CharField(_("fingerprint as kept"), max_length=64, blank=True)
    stored_as = models.CharField(_("stored as"), max_length=60, unique=True, default=new_place, editable=False)
    note = models.SlugField(_("refused because of"), max_length=40, blank=True, db_index=False)
    received_at = models.DateTimeField(_("received"))
    expires_at = models.DateTimeField(_("goes unless it is used by"), null=True)
    ended_at = models.DateTimeField(_("ended"), null=True)
    removed_at = models.DateTimeField(_("removed from the storage"), null=True)

    objects = UploadQuerySet.as_manager()

    class Meta:
        verbose_name = _("file")
        verbose_name_plural = _("files")
        ordering = ("-received_at", "-pk")
        constraints: ClassVar = [
            held_to(LIFE, name="upload_state_known"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, state__in=[FileState.RECEIVED.value, FileState.KEPT.value])
                | Q(ended_at__isnull=False, state__in=[FileState.REFUSED.value, FileState.GONE.value]),
                name="upload_ended_when_over",
            ),
            models.CheckConstraint(
                condition=~Q(state=FileState.KEPT.value) | ~Q(kind=""), name="upload_kept_has_a_kind"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["expires_at"], condition=Q(state=FileState.KEPT.value), name="upload_expires"),
            models.Index(fields=["id"], condition=Q(removed_at__isnull=True), name="upload_stored"),
            models.Index(fields=["sha256"], name="upload_same"),
        ]

    def __str__(self) -> str:
        return self.name or self.reference
