"""The copy of a person's data: one ZIP with ``data.json`` for machines and ``index.html`` for people, and its look."""

import json
from datetime import datetime
from io import BytesIO
from typing import Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.template.loader import render_to_string
from django.utils import timezone

from accounts.models import User
from common import subjects

EARLIEST: Final = 1980
"""The first year that a ZIP can write down."""


def copy_of_data(user: User, *, at: datetime) -> bytes:
    """Everything held about a person, as it was at ``at`` (a statement or two a table).

    The page loads nothing but what is in the ZIP and runs nothing, so it can be read without a connection.
    """
    tables = subjects.export(user)
    told = {"institute": settings.INSTITUTE["name"], "made_at": at, "portal": settings.BASE_URL, "tables": tables}
    files = {
        "data.json": json.dumps(told, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2),
        "index.html": render_to_string("accounts/data_copy.html", {**told, "user": user, "language": user.language}),
        "look.css": render_to_string("accounts/data_copy.css"),
    }
    return _zipped(files, at)


def _zipped(files: dict[str, str], at: datetime) -> bytes:
    here = timezone.localtime(at)
    written_at = (max(here.year, EARLIEST), here.month, here.day, here.hour, here.minute, here.second)
    packed = BytesIO()
    with ZipFile(packed, "w") as archive:
        for name, text in files.items():
            archive.writestr(ZipInfo(name, written_at), text.encode(), ZIP_DEFLATED)
    return packed.getvalue()
