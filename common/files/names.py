"""The name of a file, as its sender knows it again; it never names anything in our storage."""

import re
from pathlib import PurePosixPath
from typing import Final

from django.core.exceptions import ValidationError

from common.files.kinds import ENDINGS, FileKind
from common.text import clean_line

LENGTH: Final = 100
UNNAMED: Final = "file"


def tidy(name: str, kind: FileKind | None = None) -> str:
    """A name of one line without folders and odd characters, with the ending of its kind where that is known."""
    last = re.split(r"[/\\]", name)[-1]
    plain = re.sub(r'[<>:"|?*\x00-\x1f\x7f]', " ", last)
    try:
        plain = clean_line(plain).strip(". ")
    except ValidationError:
        plain = ""
    ending = ENDINGS[kind] if kind else ""
    stem = PurePosixPath(plain).stem if kind and plain else plain
    return (stem or UNNAMED)[: LENGTH - len(ending)].rstrip(". ") + ending
