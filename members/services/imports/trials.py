"""Try a file before it is brought in: asked on a page, done by a worker, confirmed by a person, then brought in."""

from collections.abc import Collection
from datetime import datetime
from hashlib import sha256

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from common import audit
from common.calendar import local_day
from common.errors import DomainError, Forbidden
from members import imports, policies
from members.imports import Fault, Plan, telling
from members.models import TriedFile, TriedLine
from members.models.imports import NAME_LENGTH
from members.services.imports.bringing import NotBroughtIn, bring_in, try_out


class NotConfirmed(DomainError):  # noqa: N818  read aloud where it is raised
    """A file that cannot be brought in as it was read."""


@transaction.atomic
def ask_trial(content: bytes, *, file_name: str, by: User, at: datetime) -> TriedFile:
    """Have a file tried; a worker does it. The same file, still waiting, is answered with the trial that waits.

    Raises ``Forbidden`` unless ``by`` may import.
    """
    policies.require_import(by)
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    digest = sha256(content).hexdigest()
    waiting = TriedFile.objects.filter(digest=digest, asked_by=by, tried_at=None).defer("content").first()
    if waiting:
        return waiting
    file = TriedFile.objects.create(
        file_name=file_name[:NAME_LENGTH], content=content, digest=digest, asked_by=by, asked_at=at
    )
    audit.record("members.import-tried", about=file, by=by, at=at)
    return file


@transaction.atomic
def confirm_trial(file_id: int, *, as_read: str, by: User, at: datetime) -> TriedFile:
    """Have a file brought in that was tried; a worker does it. Confirmed twice, it is brought in once.

    The file is locked. ``as_read`` is the ``edition`` that the person read. Raises ``Forbidden`` unless ``by`` may
    import, ``NotConfirmed`` for a file that was tried anew since, has something to be mended, or nothing new.
    """
    policies.require_import(by)
    file = TriedFile.objects.select_for_update(of=("self",), no_key=True).defer("content").get(pk=file_id)
    if file.confirmed_at or file.run_id:
        return file
    if file.edition != as_read:
        raise NotConfirmed(_("The file was tried anew since you opened this page. Read what stands here now."))
    if not file.may_be_confirmed:
        raise NotConfirmed(_("There is nothing in this file that could be brought in."))
    file.confirm(by=by, at=at)
    file.save(update_fields=["confirmed_by", "confirmed_at"])
    return file


def work_on_files(files: Collection[int], *, at: datetime) -> int:
    """Try these files, or bring in those that were confirmed; how many were worked on. Called in a transaction.

    What changed in the register since a file was tried may keep it out: then it is tried anew, and says so.
    """
    for file in TriedFile.objects.with_work().filter(pk__in=files).select_related("asked_by", "confirmed_by"):
        with translation.override(file.asked_by.language):
            if file.confirmed_at is None:
                _try(file, at=at)
            else:
                _bring_in(file, at=at)
    return len(files)


def _bring_in(file: TriedFile, *, at: datetime) -> None:
    content = bytes(file.content or b"")
    if sha256(content).hexdigest() != file.digest:
        raise ValueError("The bytes of a file on trial are not those that were tried.")
    try:
        run = bring_in(content, file_name=file.file_name, by=file.confirmed_by, at=at)
    except (NotBroughtIn, Forbidden):
        _try(file, at=at, refused=True)
        return
    if run is None:
        _try(file, at=at)
        return
    file.lines.all().delete()
    file.emptied(run)
    file.save()


def _try(file: TriedFile, *, at: datetime, refused: bool = False) -> None:
    on = local_day(at)
    try:
        sheet, plan = try_out(bytes(file.content or b""), at=at)
    except imports.Unreadable as unreadable:
        sheet, plan = None, Plan(rows=0, people=(), faults=(Fault(line=1, column="", sentence=str(unreadable)),))
    file.lines.all().delete()
    TriedLine.objects.bulk_create(
        (
            TriedLine(file=file, place=line.place.value, line=line.line, told=line.told)
            for line in telling.lines(plan, on)
        ),
        batch_size=2000,
    )
    file.tried(telling.summary(sheet, plan, on), at=at, refused=refused)
    file.save()
