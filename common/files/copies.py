"""The files in a copy of somebody's data: those they sent about themselves, as long as they are kept."""

from typing import Any, Final

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db.models import QuerySet

from common.files import names
from common.files.kinds import FileKind
from common.files.shelves import SHELVES
from common.files.states import FileState
from common.models import Upload

FOLDER: Final = "files"
"""Where they lie in the copy."""


def kept_of(person: AbstractBaseUser) -> QuerySet[Upload]:
    """The files a person sent about themselves and that are kept, the oldest first (1 query)."""
    own = [key for key, shelf in SHELVES.items() if shelf.of_sender]
    return Upload.objects.filter(owner=person.pk, state=FileState.KEPT, shelf__in=own).order_by("pk")


def place(upload: Upload) -> str:
    """What a file is called in the copy: nothing else is called so, whatever its sender called it."""
    return f"{FOLDER}/{upload.reference} {names.tidy(upload.name, FileKind(upload.kind))}"


def opened(upload: Upload) -> "File[Any]":
    """What is stored of a file, to be read and closed. Raises ``FileNotFoundError`` where the storage lost it."""
    return default_storage.open(upload.stored_as)
