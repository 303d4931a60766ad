"""Files on their way in: kept outside memory up to a size, counted and thrown away beyond it.

So a form comes back with what was typed in it and a sentence at its file, also when that has 200 MB. What a request may
have in all says ``settings.MAX_REQUEST_BYTES``. The bytes lie in files without a name: a process that is killed leaves
none.
"""

from io import BytesIO
from tempfile import SpooledTemporaryFile
from typing import TYPE_CHECKING, Any, Final, NoReturn

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from common.files.refusals import refused

if TYPE_CHECKING:
    _Sent = UploadedFile[bytes]
else:
    _Sent = UploadedFile

MEGABYTE: Final = 1024 * 1024
MOST_KEPT: Final = 32 * MEGABYTE
"""Bytes of one file; what each form takes may be less."""
MOST_TOGETHER: Final = 64 * MEGABYTE
"""Bytes of one request."""


class NotKept(_Sent):
    """A file of which its name and its size are known and nothing else, for there was too much of it."""

    def read(self, *_how: Any) -> NoReturn:
        """Raises ``FileRefused``."""
        if self.size and self.size > MOST_KEPT:
            raise refused("too-large", most=MOST_KEPT // MEGABYTE)
        raise refused("too-much-at-once")

    def chunks(self, chunk_size: int | None = None) -> NoReturn:
        """Raises ``FileRefused``."""
        self.read()

    def __iter__(self) -> NoReturn:
        self.read()


class Arriving(FileUploadHandler):
    """Django's door for files: one for each request, and for all files in it."""

    together = 0
    _kept: "SpooledTemporaryFile[bytes] | None" = None

    def new_file(self, *about: Any, **more: Any) -> None:
        """Begin with a file."""
        super().new_file(*about, **more)
        self._kept = SpooledTemporaryFile(max_size=settings.FILE_UPLOAD_MAX_MEMORY_SIZE)  # noqa: SIM115  its reader closes it

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Keep a part of the file that is not too much; once it is, let go of all of it."""
        if self._kept is None:
            return
        self.together += len(raw_data)
        if start + len(raw_data) > MOST_KEPT or self.together > MOST_TOGETHER:
            self.together -= start + len(raw_data)
            self._let_go()
        else:
            self._kept.write(raw_data)

    def file_complete(self, file_size: int) -> _Sent:
        """The file, or what is known of it."""
        about = (self.file_name, self.content_type, file_size, self.charset, self.content_type_extra)
        kept, self._kept = self._kept, None
        if kept is None:
            return NotKept(BytesIO(), *about)
        kept.seek(0)
        return UploadedFile(kept, *about)

    def upload_interrupted(self) -> None:
        """Let go of a file that broke off."""
        self._let_go()

    def _let_go(self) -> None:
        if self._kept is not None:
            self._kept.close()
        self._kept = None
