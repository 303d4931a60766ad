"""Files that wait to be brought in: what every kind of them keeps, whatever its rows are about.

A file is tried before it is brought in. It and the lines of its trial wait in the database for a day at most, and are
gone as soon as the file is in.
"""

from datetime import datetime, timedelta
from typing import Any, Final, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

DIGEST_LENGTH: Final = 64
NAME_LENGTH: Final = 200
KEPT: Final = timedelta(days=1)
"""How long a file that was uploaded to be tried waits to be brought in."""


class FilesOnTrial(models.QuerySet[Any]):
    """Questions about files on trial."""

    def with_work(self) -> Self:
        """Those to be tried, and those somebody wants brought in."""
        return self.filter(Q(tried_at=None) | Q(confirmed_at__isnull=False), run=None)

    def past_their_term(self, at: datetime) -> Self:
        """Those that waited for a day."""
        return self.filter(asked_at__lt=at - KEPT).defer("content")


def whole_on_trial(name: str) -> list[models.BaseConstraint]:
    """What holds for every such table: who confirmed is known with the moment, and a file that is in is empty."""
    return [
        models.CheckConstraint(
            condition=Q(confirmed_at__isnull=True, confirmed_by__isnull=True)
            | Q(confirmed_at__isnull=False, confirmed_by__isnull=False, tried_at__isnull=False),
            name=f"{name}_confirmed_once_tried",
        ),
        models.CheckConstraint(
            condition=Q(run__isnull=True, content__isnull=False) | Q(run__isnull=False, content__isnull=True),
            name=f"{name}_empty_once_in",
        ),
    ]


class OnTrial(models.Model):
    """A file that somebody uploaded to be tried: its very bytes, and what the trial found.

    Waiting while ``tried_at`` is empty; wanted once ``confirmed_at`` is set; brought in when ``run`` (of the kind's
    own) says how, and then empty. ``of`` holds the counts, what was read and how; ``refused``: why bringing it in came
    to nothing.
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

    objects = FilesOnTrial.as_manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.file_name)

    @property
    def edition(self) -> str:
        """A mark of what a trial found: another one as soon as the file is tried anew."""
        return f"{self.digest}:{self.tried_at.isoformat() if self.tried_at else ''}"

    @property
    def may_be_confirmed(self) -> bool:
        """Whether it was tried without a fault, holds something to bring in, and nobody confirmed it yet."""
        ready = self.tried_at is not None and self.confirmed_at is None and self.run_id is None  # type: ignore[attr-defined]
        return ready and not self.of["faults"] and bool(self.of["something_new"])

    def tried(self, of: dict[str, Any], *, at: datetime, refused: bool) -> None:
        """Take over what a trial found; saves nothing."""
        self.of, self.tried_at, self.refused = of, at, refused
        self.confirmed_by, self.confirmed_at = None, None

    def confirm(self, *, by: Any, at: datetime) -> None:
        """Be wanted; saves nothing."""
        self.confirmed_by, self.confirmed_at = by, at

    def emptied(self, run: Any) -> None:
        """Keep nothing of the file once it is in; saves nothing."""
        self.content, self.run = None, run


class LineOnTrial(models.Model):
    """What the trial of a file (``file``, of the kind's own) found, in the order in which a person should read it."""

    place = models.PositiveSmallIntegerField(_("kind"))
    line = models.PositiveIntegerField(_("line"))
    told: Any = models.JSONField(_("what was found"))

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.line)
