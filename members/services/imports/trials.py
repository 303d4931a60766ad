"""Try a register before it is brought in: asked on a page, done by a worker, confirmed by a person, then brought in."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Final

from accounts.models import User
from common.calendar import local_day
from members import imports, policies
from members.imports import Fault, Plan, telling
from members.models import RegisterImport, TriedFile, TriedLine
from members.services.imports import trying
from members.services.imports.bringing import bring_in, try_out


def ask_trial(content: bytes, *, file_name: str, by: User, at: datetime) -> TriedFile:
    """``trying.ask`` for a register."""
    file: TriedFile = trying.ask(REGISTER, content, file_name=file_name, by=by, at=at)
    return file


def confirm_trial(file_id: int, *, as_read: str, by: User, at: datetime) -> TriedFile:
    """``trying.confirm`` for a register."""
    file: TriedFile = trying.confirm(REGISTER, file_id, as_read=as_read, by=by, at=at)
    return file


def work_on_files(files: Collection[int], *, at: datetime) -> int:
    """``trying.work`` for a register."""
    return trying.work(REGISTER, files, at=at)


def _bring_in(file: Any, at: datetime) -> RegisterImport | None:
    return bring_in(bytes(file.content), file_name=file.file_name, by=file.confirmed_by, at=at)


def _try_out(file: Any, at: datetime) -> tuple[dict[str, Any], Sequence[telling.Line]]:
    on = local_day(at)
    try:
        sheet, plan = try_out(bytes(file.content or b""), at=at)
    except imports.Unreadable as unreadable:
        sheet, plan = None, Plan(rows=0, people=(), faults=(Fault(line=1, column="", sentence=str(unreadable)),))
    return telling.summary(sheet, plan, on), list(telling.lines(plan, on))


REGISTER: Final = trying.Trial(
    files=TriedFile,
    lines=TriedLine,
    act="members.import-tried",
    require=policies.require_import,
    try_out=_try_out,
    bring_in=_bring_in,
)
