"""The copy of a person's data: one ZIP with ``data.json`` for machines, ``index.html`` for people, its look, and files.

It is put together on disk, piece by piece, however large the files are.
"""

import json
import logging
from datetime import datetime
from shutil import copyfileobj
from tempfile import TemporaryFile
from typing import IO, Any, Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.template.loader import render_to_string
from django.utils import timezone

from accounts.models import User
from common import subjects
from common.files import copies

EARLIEST: Final = 1980
"""The first year that a ZIP can write down."""

logger = logging.getLogger(__name__)


def copy_of_data(user: User, *, at: datetime) -> IO[bytes]:
    """Everything held about a person, as it was at ``at``, as a file to be read and closed.

    A statement or two a table. The page loads nothing but what is in the ZIP and runs nothing, so it can be read
    without a connection.
    """
    tables = subjects.export(user)
    packed = TemporaryFile(dir=settings.FILE_UPLOAD_TEMP_DIR)  # noqa: SIM115  whoever asked for it closes it
    try:
        with ZipFile(packed, "w") as archive:
            told = {
                "institute": settings.INSTITUTE["name"],
                "made_at": at,
                "portal": settings.BASE_URL,
                "tables": tables,
                "files": _pack_files(archive, user, at),
            }
            shown = {**told, "user": user, "language": user.language}
            for name, text in (
                ("data.json", json.dumps(told, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)),
                ("index.html", render_to_string("accounts/data_copy.html", shown)),
                ("look.css", render_to_string("accounts/data_copy.css")),
            ):
                archive.writestr(_info(name, at), text.encode(), ZIP_DEFLATED)
    except BaseException:
        packed.close()
        raise
    packed.seek(0)
    return packed


def _pack_files(archive: ZipFile, user: User, at: datetime) -> list[dict[str, Any]]:
    """Put a person's files into the copy as they are; where each lies in it."""
    packed = []
    for upload in copies.kept_of(user):
        place = copies.place(upload)
        try:
            with copies.opened(upload) as stored, archive.open(_info(place, at), "w", force_zip64=True) as into:
                copyfileobj(stored, into)
        except FileNotFoundError:
            logger.exception("A file that is kept is not in the storage.", extra={"upload": upload.pk})
            continue
        packed.append({"file": place, "name": upload.name, "reference": upload.reference})
    return packed


def _info(name: str, at: datetime) -> ZipInfo:
    here = timezone.localtime(at)
    return ZipInfo(name, (max(here.year, EARLIEST), here.month, here.day, here.hour, here.minute, here.second))
