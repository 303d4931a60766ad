"""The nightly sweep of files: what waited in vain is let go; what is over, or has no row, leaves the storage."""

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Final

from django.core.files.storage import default_storage

from common.files.keeping import WAITS, let_go
from common.files.states import FileState
from common.jobs import Job
from common.models import Upload
from common.models.uploads import FOLDER

INTERRUPTED: Final = "interrupted"
SHARDS: Final = 256


def sweep(job: Job) -> None:
    """End what is due, then remove what is stored of it, then what no row names. Safe to repeat, also half done."""
    waited = Upload.objects.filter(state=FileState.KEPT, expires_at__lt=job.at)
    stuck = Upload.objects.filter(state=FileState.RECEIVED, received_at__lt=job.at - WAITS)
    over = Upload.objects.filter(state__in=[FileState.GONE, FileState.REFUSED], removed_at=None)
    any_waited, any_stuck, any_over = job.due(waited, stuck, over)
    if any_waited:
        job.chunks(waited, let_go, part="waited")
    if any_stuck:
        job.chunks(stuck, _give_up, part="interrupted")
    if job.dry_run:
        job.count("removed", over.count())
        return
    if any_waited or any_stuck or any_over:
        job.chunks(over, _remove, part="removed")
    for names in _stored():
        orphans = set(names) - set(Upload.objects.filter(stored_as__in=names).values_list("stored_as", flat=True))
        for name in sorted(orphans):
            default_storage.delete(name)
        job.count("orphans", len(orphans))


def _give_up(keys: Collection[int], *, at: datetime) -> int:
    """Files whose receiving was interrupted: what may be stored of them goes with the next step."""
    rows = Upload.objects.filter(pk__in=keys, state=FileState.RECEIVED)
    return rows.update(state=FileState.REFUSED.value, note=INTERRUPTED, ended_at=at)


def _remove(keys: Collection[int], *, at: datetime) -> int:
    """Remove what is stored, then say so; killed in between, it is removed once more."""
    rows = Upload.objects.filter(pk__in=keys, removed_at=None)
    for name in rows.values_list("stored_as", flat=True):
        default_storage.delete(name)
    return rows.update(removed_at=at)


def _stored() -> Iterator[list[str]]:
    """The names in the storage, folder by folder."""
    for number in range(SHARDS):
        folder = f"{FOLDER}/{number:02x}"
        try:
            _folders, files = default_storage.listdir(folder)
        except FileNotFoundError:
            continue
        if files:
            yield [f"{folder}/{name}" for name in files]
