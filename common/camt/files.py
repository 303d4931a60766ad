"""An upload: one XML file, or a ZIP of such. Wherever bytes come from, a reading comes out."""

import zlib
from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from lzma import LZMAError
from pathlib import PurePosixPath
from struct import error as struct_error
from typing import Final
from zipfile import BadZipFile, ZipFile, ZipInfo

from common.camt.facts import Fault, FaultCode, Reading, Statement
from common.camt.kinds import Kind, kind_of
from common.camt.reader import Budget, Stop, read_xml
from common.camt.values import tidy

LARGEST: Final = 200_000_000
"""Bytes of XML in one upload, after unpacking."""
FILES: Final = 200
RATIO: Final = 250
"""How much larger a file may become by unpacking; statements become 20 to 100 times as large."""
SMALL: Final = 1_000_000
"""Below so many bytes nobody minds how much larger it became."""
ENCRYPTED: Final = 0x1
UNREADABLE: Final = (
    BadZipFile, NotImplementedError, RuntimeError, zlib.error, LZMAError, EOFError, OSError, ValueError, struct_error,
)  # fmt: skip
"""What ``zipfile`` raises for archives that are broken or use what it does not know."""


def read(data: bytes, name: str = "") -> Reading:
    """All statements of an upload, and all that is wrong with it; never an exception, whatever the bytes are.

    A file by itself goes by ``name`` in its faults, files in a ZIP by their own, with folders where two are alike.
    """
    statements: list[Statement] = []
    faults: list[Fault] = []
    budget = Budget()
    for file, content in _files(data, name):
        try:
            if isinstance(content, Stop):
                raise content
            _read_file(content, file, budget, faults, statements)
        except Stop as stop:
            faults.append(Fault(code=stop.code, file=file, facts=stop.facts))
            if stop.code == FaultCode.TOO_MANY_LINES:
                break
    return Reading(statements=tuple(statements), faults=tuple(faults))


def _read_file(data: bytes, file: str, budget: Budget, faults: list[Fault], statements: list[Statement]) -> None:
    """One file that stands for itself. Raises ``Stop`` for what is no statement."""
    if not data.strip():
        raise Stop(FaultCode.EMPTY)
    if len(data) > LARGEST:
        raise Stop(FaultCode.TOO_LARGE, most=LARGEST)
    kind = kind_of(data)
    if kind == Kind.ZIP:
        raise Stop(FaultCode.ZIP_IN_ZIP)
    if kind != Kind.XML:
        raise Stop(FaultCode.NOT_XML, kind=kind)
    read_xml(data.lstrip(b" \r\n\t") if data[:1].isspace() else data, file, budget, faults, statements)


def _files(data: bytes, name: str) -> Iterator[tuple[str, bytes | Stop]]:
    """The files of an upload by name, each with its bytes or with why it cannot be had."""
    if kind_of(data) != Kind.ZIP:
        yield name, data
        return
    try:
        archive = ZipFile(BytesIO(data))
        members = [member for member in archive.infolist() if _counts(member)]
    except UNREADABLE:
        yield name, Stop(FaultCode.ZIP_BROKEN)
        return
    if refused := _refused(members, archive):
        yield name, refused
        return
    alike = Counter(map(_shown, members))
    for member in members:
        shown = _shown(member)
        yield shown if alike[shown] == 1 else _shown(member, whole=True), _unpacked(archive, member)


def _counts(member: ZipInfo) -> bool:
    """Whether a member is a file of the sender, not a folder or what a Mac adds."""
    parts = member.filename.replace("\\", "/").split("/")
    return not member.is_dir() and parts[0] != "__MACOSX" and not parts[-1].startswith((".DS_Store", "._"))


def _refused(members: list[ZipInfo], archive: ZipFile) -> Stop | None:
    """Why an archive is not unpacked at all, by what its directory says."""
    if not members:
        return Stop(FaultCode.ZIP_EMPTY)
    if len(archive.infolist()) > FILES:
        return Stop(FaultCode.ZIP_TOO_MANY, most=FILES)
    if "[Content_Types].xml" in archive.namelist():
        return Stop(FaultCode.NOT_XML, kind="office")
    if sum(member.file_size for member in members) > LARGEST:
        return Stop(FaultCode.TOO_LARGE, most=LARGEST)
    if any(member.file_size > max(SMALL, RATIO * member.compress_size) for member in members):
        return Stop(FaultCode.ZIP_BOMB)
    return None


def _unpacked(archive: ZipFile, member: ZipInfo) -> bytes | Stop:
    """The bytes of one member, never more than its directory said."""
    if member.flag_bits & ENCRYPTED:
        return Stop(FaultCode.ZIP_ENCRYPTED)
    try:
        with archive.open(member) as stream:
            return stream.read(member.file_size + 1)
    except UNREADABLE:
        return Stop(FaultCode.ZIP_BROKEN)


def _shown(member: ZipInfo, *, whole: bool = False) -> str:
    """A member's name without what cannot be printed, and without its folders unless it is to be ``whole``."""
    path = PurePosixPath(member.filename.replace("\\", "/"))
    name = str(path) if whole else path.name
    return tidy("".join(char for char in name if char.isprintable()))
