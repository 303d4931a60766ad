"""Acts on files: receive one, take it up into a record, let it go.

Until the verdict a file is in quarantine: it has a row with its owner and its end, nothing of it is stored, and nobody
opens it. Then what was made of it is stored under the row's name, and last the row says that it is kept. Each step is
safe to be killed after; the nightly sweep finds what belongs to nobody. A file that no record takes up goes after two
days.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Final

from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import QuerySet

from common import audit
from common.files import cleaning, names, scanning
from common.files.kinds import FileKind
from common.files.refusals import FileRefused, refused
from common.files.shelves import SHELVES
from common.files.states import LIFE, FileState
from common.lives import move
from common.models import Upload

WAITS: Final = timedelta(days=2)
"""How long a file waits for the record it was sent for."""
MOST_WAITING: Final = 20
"""Files of one person that wait for a record."""
NOTHING: Final = {"name": "", "sha256": "", "kept_sha256": ""}
"""What a row says of a file's content once that is over."""
MOST_AT_ONCE: Final = 2
"""Files of one person that are looked through within a minute."""
MINUTE: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A file that we made for somebody, what it is called and what it is."""

    content: bytes
    name: str
    kind: FileKind
    owner: AbstractBaseUser | None


def receive(file: "File[Any]", *, shelf: str, owner: AbstractBaseUser | None, at: datetime) -> Upload:
    """Take a file, look through it, and keep what is left of it on a shelf; its owner sent it, or somebody without one.

    What was sent and what is made of it are both scanned for viruses, where that is switched on. Commits as it goes,
    so no transaction may be open around it. Raises ``FileRefused`` with the reason; then a row says that a file was
    refused, an audit line that there was a virus in it, and nothing of it is kept.
    """
    cleaning.require_size(file.size or 0)
    content = file.read()
    upload = _arrived(content, names.tidy(file.name or ""), shelf=shelf, owner=owner, at=at)
    try:
        kind, cleaned = cleaning.clean(content, SHELVES[shelf].kinds)
        scanning.require_no_virus(content, cleaned)
    except FileRefused as refusal:
        _refuse(upload, refusal.code, at=at)
        raise
    default_storage.save(upload.stored_as, ContentFile(cleaned))
    move(upload, FileState.KEPT, LIFE)
    upload.kind, upload.size, upload.name = kind.value, len(cleaned), names.tidy(upload.name, kind)
    upload.kept_sha256 = sha256(cleaned).hexdigest()
    upload.save(update_fields=["state", "kind", "size", "name", "kept_sha256"])
    return upload


@transaction.atomic
def _arrived(content: bytes, name: str, *, shelf: str, owner: AbstractBaseUser | None, at: datetime) -> Upload:
    """The row of a file in quarantine. Locks the owner, so that files sent at once are counted one after the other.

    Who have no account send at most so many at once on each shelf together.
    """
    if owner is None:
        own = Upload.objects.filter(owner=None, shelf=shelf)
    else:
        get_user_model().objects.select_for_update(no_key=True).get(pk=owner.pk)
        own = Upload.objects.filter(owner_id=owner.pk)
        if own.waiting().count() >= MOST_WAITING:
            raise refused("too-many", most=MOST_WAITING)
    if own.filter(state=FileState.RECEIVED, received_at__gt=at - MINUTE).count() >= MOST_AT_ONCE:
        raise refused("busy")
    return Upload.objects.create(
        owner_id=None if owner is None else owner.pk,
        shelf=SHELVES[shelf].key,
        name=name,
        size=len(content),
        sha256=sha256(content).hexdigest(),
        received_at=at,
        expires_at=at + WAITS,
    )


def keep_made(
    content: bytes, *, name: str, kind: FileKind, shelf: str, owner: AbstractBaseUser | None, at: datetime
) -> Upload:
    """Keep a file that we made for somebody; see ``keep_all_made``."""
    return keep_all_made([Made(content=content, name=name, kind=kind, owner=owner)], shelf=shelf, at=at)[0]


def keep_all_made(made: Sequence[Made], *, shelf: str, at: datetime) -> list[Upload]:
    """Keep files that we made, until the records they were made for take them up (``take_up``, ``take_up_made``).

    The rows come first and are committed, as in ``receive``, so no transaction may be open around it: a worker that is
    killed leaves nothing that the nightly sweep does not find. Two statements, however many.
    """
    prints = [sha256(one.content).hexdigest() for one in made]
    rows = Upload.objects.bulk_create(
        Upload(
            owner_id=None if one.owner is None else one.owner.pk,
            shelf=SHELVES[shelf].key,
            name=names.tidy(one.name, one.kind),
            kind=one.kind.value,
            size=len(one.content),
            sha256=fingerprint,
            kept_sha256=fingerprint,
            received_at=at,
            expires_at=at + WAITS,
        )
        for one, fingerprint in zip(made, prints, strict=True)
    )
    for row, one in zip(rows, made, strict=True):
        default_storage.save(row.stored_as, ContentFile(one.content))
        move(row, FileState.KEPT, LIFE)
    Upload.objects.filter(pk__in=[row.pk for row in rows]).update(state=FileState.KEPT.value)
    return rows


@transaction.atomic
def _refuse(upload: Upload, code: str, *, at: datetime) -> None:
    move(upload, FileState.REFUSED, LIFE)
    upload.note, upload.ended_at, upload.removed_at = code, at, at
    upload.save(update_fields=["state", "note", "ended_at", "removed_at"])
    if code == scanning.VIRUS:
        audit.record("common.virus-found", about=upload, by=None, at=at, person=upload.owner_id)


@transaction.atomic
def take_up(upload: Upload, *, by: AbstractBaseUser | None) -> Upload:
    """Let a file belong to the record that the caller writes in the same transaction; it does not expire any more.

    The row is locked. Raises ``FileRefused`` for one that is gone, was taken up, or is somebody else's.
    """
    row = Upload.objects.select_for_update(of=("self",)).get(pk=upload.pk)
    if row.state != FileState.KEPT or row.owner_id != (None if by is None else by.pk) or row.expires_at is None:
        raise refused("not-there")
    row.expires_at = None
    row.save(update_fields=["expires_at"])
    return row


def take_up_made(uploads: Collection[int]) -> set[int]:
    """The same for files that we just made, within the act's transaction: which of them were still there to take up.

    Their rows are locked. Two statements, however many.
    """
    there = Upload.objects.waiting().filter(pk__in=uploads).order_by("pk").select_for_update(of=("self",))
    found = set(there.values_list("pk", flat=True))
    Upload.objects.filter(pk__in=found).update(expires_at=None)
    return found


@transaction.atomic
def let_go(uploads: Collection[int], *, at: datetime) -> int:
    """End the keeping of files: nobody opens them any more, and the nightly sweep removes what is stored. How many."""
    kept = Upload.objects.filter(pk__in=uploads, state__in=LIFE.before(FileState.GONE))
    return kept.update(state=FileState.GONE.value, ended_at=at, expires_at=None, **NOTHING)


def note_look(upload: Upload, *, by: AbstractBaseUser, at: datetime) -> None:
    """Leave a line that a colleague opened somebody's file."""
    audit.record_reading(upload, by=by, at=at, person=upload.owner_id)


def forget(rows: QuerySet[Upload], _about: Any, at: datetime) -> int:
    """Let go of everything a person sent, and forget what it was called; how many files."""
    keys = list(rows.values_list("pk", flat=True))
    let_go(keys, at=at)
    return Upload.objects.filter(pk__in=keys).update(**NOTHING)
