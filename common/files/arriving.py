"""Files on their way in: kept outside memory up to a size, counted and thrown away beyond it.

So a form comes back with what was typed in it and a sentence at its file, also when that has 200 MB. What a request may
have in all says ``settings.MAX_REQUEST_BYTES``. The bytes lie in files without a name: a process that is killed leaves
none. What is sent to a view that is marked by ``in_memory`` lies in no file at all.
"""

from collections.abc import Callable
from io import BytesIO
from tempfile import SpooledTemporaryFile
from typing import TYPE_CHECKING, Any, Final, NoReturn, TypeVar

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


MOST_IN_MEMORY: Final = 8 * MEGABYTE
"""Bytes of all files in one request for a view that wants none of it on a disk."""

View = TypeVar("View", bound=Callable[..., Any])


def in_memory(view: View) -> View:
    """Mark a view: the files sent to it stay in memory, and above ``MOST_IN_MEMORY`` they are not kept at all."""
    view.__dict__["files_in_memory"] = True
    return view


class NotKept(_Sent):
    """A file of which its name and its size are known and nothing else, for there was too much of it."""

    most = MOST_KEPT

    def read(self, *_how: Any) -> NoReturn:
        """Raises ``FileRefused``."""
        if self.most < MOST_KEPT:
            raise refused("too-large", most=self.most // MEGABYTE)
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
    _kept: "SpooledTemporaryFile[bytes] | BytesIO | None" = None

    @property
    def in_memory(self) -> bool:
        """Whether the view that is asked wants its files in memory alone."""
        found = getattr(self.request, "resolver_match", None)
        return found is not None and getattr(found.func, "files_in_memory", False)

    def new_file(self, *about: Any, **more: Any) -> None:
        """Begin with a file."""
        super().new_file(*about, **more)
        if self.in_memory:
            self._kept = BytesIO()
        else:
            self._kept = SpooledTemporaryFile(max_size=settings.FILE_UPLOAD_MAX_MEMORY_SIZE)  # noqa: SIM115  its reader closes it

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Keep a part of the file that is not too much; once it is, let go of all of it."""
        if self._kept is None:
            return
        self.together += len(raw_data)
        most, together = (MOST_IN_MEMORY, MOST_IN_MEMORY) if self.in_memory else (MOST_KEPT, MOST_TOGETHER)
        if start + len(raw_data) > most or self.together > together:
            self.together -= start + len(raw_data)
            self._let_go()
        else:
            self._kept.write(raw_data)

    def file_complete(self, file_size: int) -> _Sent:
        """The file, or what is known of it."""
        about = (self.file_name, self.content_type, file_size, self.charset, self.content_type_extra)
        kept, self._kept = self._kept, None
        if kept is None:
            found = NotKept(BytesIO(), *about)
            found.most = MOST_IN_MEMORY if self.in_memory else MOST_KEPT
            return found
        kept.seek(0)
        return UploadedFile(kept, *about)

    def upload_interrupted(self) -> None:
        """Let go of a file that broke off."""
        self._let_go()

    def _let_go(self) -> None:
        if self._kept is not None:
            self._kept.close()
        self._kept = None
