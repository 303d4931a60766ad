"""What the back office's templates need beyond Django's own."""

import re
from collections.abc import Iterable
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
def beside(cells: Iterable[str], headers: Iterable[dict[str, Any]]) -> list[SafeString]:
    """The finished cells of one row, each with its heading, for screens that show one below the other.

    An address may break after its @, where a column is narrow.
    """
    return [_cell(str(cell), strip_tags(str(header["text"]))) for cell, header in zip(cells, headers, strict=False)]


def _cell(cell: str, heading: str) -> SafeString:
    start, rest = cell[:3], cell[3:]
    named = format_html(' role="{}" data-for="{}"', PARTS[start], capfirst(heading))
    return mark_safe(start + named + ADDRESS.sub(r"\1<wbr>\2", rest))  # noqa: S308  the admin's own finished cell, opened for two attributes
