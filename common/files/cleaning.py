"""What is made of the bytes somebody sent: told by kind, opened wholly, written anew; or refused with the reason."""

from codecs import BOM_UTF8
from collections.abc import Collection
from typing import Final

from django.utils.translation import gettext as _

from common.files import pdfs, pictures
from common.files.kinds import HEAD, FileKind, advice, kind_of
from common.files.refusals import FileRefused

MOST_BYTES: Final = 10 * 1024 * 1024


def require_size(size: int) -> None:
    """Raises ``FileRefused`` for a file of nothing, and for one of more than ``MOST_BYTES``."""
    if not size:
        raise FileRefused("empty", _("This file is empty. Look whether it was saved, and choose it again."))
    if size > MOST_BYTES:
        told = _("This file is larger than %(most)d MB. Save it in a smaller size, and send that.")
        raise FileRefused("too-large", told % {"most": MOST_BYTES // (1024 * 1024)})


def clean(content: bytes, kinds: Collection[FileKind]) -> tuple[FileKind, bytes]:
    """The kind of a file, and its content written anew. Raises ``FileRefused``."""
    require_size(len(content))
    if FileKind.CSV in kinds:
        return FileKind.CSV, _clean_table(content)
    kind = kind_of(content[:HEAD])
    if kind is None or kind not in kinds:
        raise FileRefused("other-kind", advice(content[:HEAD]))
    return kind, pdfs.clean(content) if kind == FileKind.PDF else pictures.clean(content, kind)


def _clean_table(content: bytes) -> bytes:
    """A table as text in UTF-8. Raises ``FileRefused``."""
    text = content.removeprefix(BOM_UTF8)
    try:
        readable = "\0" not in text.decode()
    except UnicodeDecodeError:
        readable = False
    if not readable:
        told = _("This is no table as text in UTF-8. In your spreadsheet, save it as “CSV UTF-8”, and send that.")
        raise FileRefused("no-table", told)
    return text
