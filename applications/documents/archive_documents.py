"""The documents of an application in its archive: each listed with its fingerprint, and put in while it is kept."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from django.core.files.storage import default_storage
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from applications import words
from applications.documents.archive import Within
from applications.documents.archive_words import grouped, moment
from applications.models import Application, Question
from common.files.states import FileState
from common.models import Upload
from common.sections import Entry, said

COLUMNS: Final = ("form", "signed_scan", "resume", "supplement")
ROOM: Final = 60 * 1024 * 1024
"""Bytes of documents that one archive takes in: drawing and sealing hold them in memory several times."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A document as the archive lists it, and as it is put in, unless it is gone or there is no room."""

    entry: Entry
    within: Within | None


def documents_of(row: Application, questions: Iterable[Question]) -> list[Kept]:
    """Every document of an application in order, the form first (no query but the file of each; storage is asked)."""
    room, found = ROOM, []
    for number, (key, what, file) in enumerate(_files(row, questions), start=1):
        there = file.state == FileState.KEPT and default_storage.exists(file.stored_as)
        fits = there and file.size <= room
        name = f"{number:02}-{key}.{file.kind}" if fits else ""
        room -= file.size if fits else 0
        told = name or (_("too large; kept beside this file") if there else _("not in it: it is gone"))
        about = f"{capfirst(what)}: {file.name}"
        found.append(
            Kept(
                entry=Entry(heading=str(capfirst(what)), pairs=(*said((_("In this file as"), told)), *_file(file))),
                within=Within(
                    name=name,
                    about=about,
                    stored_as=file.stored_as,
                    received_at=file.received_at,
                    is_source=key == "form",
                )
                if fits
                else None,
            )
        )
    return found


def _files(row: Application, questions: Iterable[Question]) -> Iterator[tuple[str, str, Upload]]:
    for column in COLUMNS:
        if (file := getattr(row, column)) is not None:
            yield column.replace("_", "-"), words.column(column), file
    for question in questions:
        for sent in question.files.all():
            if sent.file is not None:
                yield "answer", _("File of an answer"), sent.file


def _file(file: Upload) -> tuple[tuple[str, str], ...]:
    return said(
        (_("Name"), file.name),
        (_("Number"), file.reference),
        (_("Size in bytes"), file.size),
        (_("Received"), moment(file.received_at)),
        (_("SHA-256"), grouped(file.kept_sha256)),
    )
