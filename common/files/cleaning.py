"""What is made of the bytes somebody sent: told by kind, opened wholly, written anew; or refused with the reason."""

from codecs import BOM_UTF8
from collections.abc import Collection
from typing import Final

from common.files import apart
from common.files.kinds import HEAD, FileKind, advice, kind_of
from common.files.refusals import FileRefused, refused

MOST_BYTES: Final = 10 * 1024 * 1024


def require_size(size: int) -> None:
    """Raises ``FileRefused`` for a file of nothing, and for one of more than ``MOST_BYTES``."""
    if not size:
        raise refused("empty")
    if size > MOST_BYTES:
        raise refused("too-large", most=MOST_BYTES // (1024 * 1024))


def clean(content: bytes, kinds: Collection[FileKind]) -> tuple[FileKind, bytes]:
    """The kind of a file, and its content written anew by a child process; a table is text, which ours reads itself.

    Raises ``FileRefused``.
    """
    require_size(len(content))
    if FileKind.CSV in kinds:
        return FileKind.CSV, _clean_table(content)
    kind = kind_of(content[:HEAD])
    if kind is None or kind not in kinds:
        raise FileRefused("other-kind", advice(content[:HEAD]))
    return kind, apart.clean(content, kind.value)


def _clean_table(content: bytes) -> bytes:
    """A table as text in UTF-8. Raises ``FileRefused``."""
    text = content.removeprefix(BOM_UTF8)
    try:
        readable = "\0" not in text.decode()
    except UnicodeDecodeError:
        readable = False
    if not readable:
        raise refused("no-table")
    return text
