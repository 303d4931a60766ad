"""What the back office's templates need beyond Django's own."""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any, Final

from django import template
from django.utils.html import format_html, strip_tags
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst

register = template.Library()

ADDRESS: Final = re.compile(r"(?<=>)([^<>\s@]+@)([^<>\s@]+)(?=<)")
"""An e-mail address that is all there is between two tags."""

PARTS: Final = {"<td": "cell", "<th": "rowheader"}
"""How a cell of a list begins → its role in the table."""


@register.filter
def beside(rows: Iterable[Any], headers: Iterable[dict[str, Any]]) -> list[tuple[Any, list[SafeString]]]:
    """Each row with its finished cells, each with its heading, for screens that show one below the other.

    An address may break after its @, where a column is narrow.
    """
    headings = [str(header["text"]) for header in headers]
    return [(row, [_cell(str(cell), told) for cell, told in zip(row, headings, strict=False)]) for row in rows]


def _cell(cell: str, heading: str) -> SafeString:
    start, rest = cell[:3], cell[3:]
    return mark_safe(start + _named(start, heading) + ADDRESS.sub(r"\1<wbr>\2", rest))  # noqa: S308  the admin's own finished cell, opened for two attributes


@lru_cache(maxsize=512)
def _named(start: str, heading: str) -> str:
    return format_html(' role="{}" data-for="{}"', PARTS[start], capfirst(strip_tags(heading)))
