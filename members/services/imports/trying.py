"""Files on trial, whatever their rows are about: asked on a page, tried by a worker, confirmed, then brought in."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from common import audit
from common.errors import DomainError, Forbidden
from members.imports import Fault
from members.imports.telling import Line
from members.models.trials import NAME_LENGTH, LineOnTrial, OnTrial


class NotConfirmed(DomainError):  # noqa: N818  read aloud where it is raised
    """A file that cannot be brought in as it was read."""


class NotBroughtIn(DomainError):  # noqa: N818  read aloud where it is raised
    """A file with something to be mended; nothing of it was brought in. ``faults`` says all of it, line by line."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        told = ngettext(
            "%(n)d thing is to be mended first; nothing was brought in.",
            "%(n)d things are to be mended first; nothing was brought in.",
            len(faults),
        )
        super().__init__(told % {"n": len(faults)})
        self.faults = faults


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """A kind of file: its tables, who may bring one in, and how it is tried and brought in.

    ``about``: the columns by which files of the same bytes are the same. ``try_out`` answers with the ``of`` of a file
    and its lines. ``bring_in`` answers with the run, or nothing where nothing is new; it raises ``NotBroughtIn`` for
    what cannot be, and ``Forbidden``.
    """

    files: type[OnTrial]
    lines: type[LineOnTrial]
    act: str
    require: Callable[[User], None]
    try_out: Callable[[OnTrial, datetime], tuple[dict[str, Any], Sequence[Line]]]
    bring_in: Callable[[OnTrial, datetime], Any]
    about: Sequence[str] = ()


@transaction.atomic
def ask(trial: Trial, content: bytes, *, file_name: str, by: User, at: datetime, **about: Any) -> Any:
    """Have a file tried; a worker does it. The same file, still waiting, is answered with the trial that waits.

    ``about``: what else a file of the kind says, by its columns. Raises ``Forbidden`` unless ``by`` may import.
    """
    trial.require(by)
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    digest = sha256(content).hexdigest()
    files = trial.files._base_manager
    waiting = files.filter(digest=digest, asked_by=by, tried_at=None, **about).defer("content").first()
    if waiting:
        return waiting
    said = {"file_name": file_name[:NAME_LENGTH], "content": content, "digest": digest}
    file = files.create(**said, **about, asked_by=by, asked_at=at)
    audit.record(trial.act, about=file, by=by, at=at)
    return file


@transaction.atomic
def confirm(trial: Trial, file_id: int, *, as_read: str, by: User, at: datetime, knowing: bool = False) -> Any:
    """Have a file brought in that was tried; a worker does it. Confirmed twice, it is brought in once.

    The file is locked. ``as_read`` is the ``edition`` that the person read; ``knowing`` says that they read what it
    warns of. Raises ``Forbidden`` unless ``by`` may import, ``NotConfirmed`` for a file that was tried anew since, was
    brought in since by another trial of the same bytes, has something to be mended, nothing new, or a warning that was
    not read.
    """
    trial.require(by)
    files: Any = trial.files._base_manager
    file: Any = files.select_for_update(of=("self",), no_key=True).defer("content").get(pk=file_id)
    if file.confirmed_at or file.run_id:
        return file
    if file.edition != as_read:
        raise NotConfirmed(_("The file was tried anew since you opened this page. Read what stands here now."))
    same = {name: getattr(file, name) for name in ("digest", *trial.about)}
    if files.filter(**same, run__brought_in_at__gte=file.tried_at).exists():
        raise NotConfirmed(_("The same file was brought in meanwhile. Try it again to see whether anything is new."))
    if not file.may_be_confirmed:
        raise NotConfirmed(_("There is nothing in this file that could be brought in."))
    if file.of.get("warnings") and not knowing:
        raise NotConfirmed(_("Read the warnings first, and say that you did."))
    file.confirm(by=by, at=at)
    file.save(update_fields=["confirmed_by", "confirmed_at"])
    return file


def work(trial: Trial, files: Collection[int], *, at: datetime) -> int:
    """Try these files, or bring in those that were confirmed; how many were worked on. Called in a transaction.

    What changed since a file was tried may keep it out: then it is tried anew, and says so.
    """
    rows: Any = trial.files._default_manager  # noqa: SLF001  of whatever kind
    for file in rows.with_work().filter(pk__in=files).select_related("asked_by", "confirmed_by"):
        with translation.override(file.asked_by.language):
            if file.confirmed_at is None:
                _try(trial, file, at=at)
            else:
                _bring_in(trial, file, at=at)
    return len(files)


def _bring_in(trial: Trial, file: Any, *, at: datetime) -> None:
    if sha256(bytes(file.content or b"")).hexdigest() != file.digest:
        raise ValueError("The bytes of a file on trial are not those that were tried.")
    try:
        run = trial.bring_in(file, at)
    except (NotBroughtIn, Forbidden):
        _try(trial, file, at=at, refused=True)
        return
    if run is None:
        _try(trial, file, at=at)
        return
    file.lines.all().delete()
    file.emptied(run)
    file.save()


def _try(trial: Trial, file: Any, *, at: datetime, refused: bool = False) -> None:
    of, lines = trial.try_out(file, at)
    file.lines.all().delete()
    kind: Any = trial.lines
    kind._base_manager.bulk_create(
        (kind(file=file, place=line.place.value, line=line.line, told=line.told) for line in lines),
        batch_size=2000,
    )
    file.tried(of, at=at, refused=refused)
    file.save()
