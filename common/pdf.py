"""Documents as PDF: drawn from templates, and whether this machine has the parts to do so.

A document is a template that extends ``pdf/base.html``, given a frozen sheet of facts. It comes out as PDF/A-3a:
tagged, with its language and title, everything embedded, fit to be kept. The same sheet gives the same bytes, so
nothing here reads the clock. The engine is loaded by the first document, not by the portal.
"""

import atexit
import logging
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from ctypes.util import find_library
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any, Final

from django.apps import AppConfig
from django.conf import settings
from django.core import checks
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from common.errors import DomainError

logger = logging.getLogger(__name__)

STYLES: Final = tuple(
    f"templates/pdf/{name}.css"
    for name in ("fonts", "style", "parts", "application", "letter", "certificate", "receipt", "transcript")
)
VARIANT: Final = "pdf/a-3a"
"""What is kept for years and read aloud; of the variants for keeping, those in ``a`` alone are tagged."""

TOGETHER: Final = re.compile(
    r"((?<![\w-])(?:RF\d\d(?: \w{1,4}){1,6}|(?=[A-Z0-9-]{3,24}(?![\w-]))[A-Z0-9]+(?:-[A-Z0-9]+)+)(?![\w-]))"
)
"""Codes, numbers and creditor references of a length that fits on any line, such as S-CDPO or RF58 2026 0000 04."""

BOX: Final = ".notdef glyph rendered"
"""How the engine's word begins that it drew a box in the place of a character, which comes first with it."""

_ONE_AT_A_TIME: Final = Lock()
"""The font configuration that all documents share is not made for two threads."""

LIBRARIES: Final = {
    "pango-1.0": "libpango-1.0-0",
    "pangoft2-1.0": "libpangoft2-1.0-0",
    "harfbuzz-subset": "libharfbuzz-subset0",
}
"""What the drawing engine loads from the system, and the Debian package that brings it."""


def missing_parts(find: Callable[[str], str | None] = find_library) -> tuple[str, ...]:
    """The Debian packages to install before documents can be drawn; none when all is there."""
    return tuple(package for library, package in LIBRARIES.items() if find(library) is None)


def check_parts(app_configs: Sequence[AppConfig] | None, **_more: Any) -> list[checks.CheckMessage]:
    """Say at start what is missing and what works without it (``common.W001``)."""
    missing = missing_parts()
    if not missing:
        return []
    command = f"apt-get install --no-install-recommends {' '.join(missing)}"
    return [
        checks.Warning(
            "PDF documents cannot be drawn on this machine; everything else works.",
            hint=f"Install what is missing, on Debian with: {command}",
            id="common.W001",
        )
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Attached:
    """A file within a document, as PDF/A-3 takes it along: what it is called, what it is, and since when.

    ``relation``: ``Source`` for what the document was made from, ``Supplement`` for what goes with it.
    """

    name: str
    about: str
    content: bytes
    relation: str
    at: datetime


class CannotDraw(DomainError):  # noqa: N818  as the sentence it is: raise CannotDraw
    """This machine lacks a part of the engine; ``missing_parts`` names it, everything else works."""


class Foreign(Exception):  # noqa: N818  what the document asked for
    """A document asked for something that is neither in it nor in its style sheets."""


class Unreadable(DomainError):  # noqa: N818  what the text is to us
    """A text has characters that no font of ours has; ``characters`` are these, each once, in the order they came."""

    def __init__(self, characters: str) -> None:
        super().__init__(_("No font of ours has these characters: %(characters)s") % {"characters": characters})
        self.characters = characters


def unbroken(text: str) -> SafeString:
    """A text, escaped, whose codes, numbers and references stay on one line each."""
    parts = TOGETHER.split(text)
    return format_html_join(
        "",
        "{}",
        ((format_html('<span class="whole">{}</span>', part) if n % 2 else part,) for n, part in enumerate(parts)),
    )


def require_engine() -> None:
    """Load the engine, where it was not yet. Raises ``CannotDraw``."""
    with _ONE_AT_A_TIME:
        _engine()


def draw(
    template: str,
    context: Mapping[str, Any],
    *,
    title: str,
    language: str,
    on: date,
    attached: Sequence[Attached] = (),
    whole: bool = False,
) -> bytes:
    """A document from a template, in a language (such as ``en``), with the day it was issued in its metadata.

    What is ``attached`` stays as it is, byte by byte, and is held in memory as a whole. Raises ``CannotDraw`` where the
    engine cannot be loaded, and ``Foreign`` (a fault, no ``DomainError``) for a template that asks for anything outside
    itself; asked for as a whole, ``Unreadable`` where a box would stand in for a character. Queries: none of its own.
    """
    with translation.override(language):
        html = render_to_string(template, {**context, "title": title, "language": language, "on": on})
    with _ONE_AT_A_TIME:
        engine = _engine()
        with _boxes() as boxes:
            made = engine(html, attached)
    if whole and boxes:
        raise Unreadable("".join(boxes))
    return made


@contextmanager
def _boxes() -> Iterator[dict[str, None]]:
    """The characters that boxes stand in for in what is drawn within the block: the engine says so in its log."""
    found: dict[str, None] = {}

    class Listening(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if str(record.msg).startswith(BOX) and isinstance(record.args, tuple):
                found[str(record.args[0])] = None

    talks, listening = logging.getLogger("weasyprint"), Listening(logging.WARNING)
    talks.addHandler(listening)
    try:
        yield found
    finally:
        talks.removeHandler(listening)


@cache
def _engine() -> Callable[[str, Sequence[Attached]], bytes]:
    """The engine with our style sheets and fonts, read once by each process that draws."""
    for talkative in ("weasyprint.progress", "fontTools"):
        logging.getLogger(talkative).setLevel(logging.WARNING)
    try:
        from weasyprint import CSS, HTML, Attachment  # noqa: PLC0415  the portal starts without Pango
        from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415
        from weasyprint.urls import FatalURLFetchingError, URLFetcher  # noqa: PLC0415
    except OSError as error:
        logger.exception("The engine for documents cannot be loaded; missing: %s", ", ".join(missing_parts()))
        raise CannotDraw(_("We cannot make documents at the moment. Please try again later.")) from error

    atexit.register(_engine.cache_clear)  # its fonts unpack into a folder that it takes away when it goes
    fonts = FontConfiguration()
    ours = URLFetcher(allowed_protocols=("file", "data"))
    styles = [CSS(filename=Path(settings.BASE_DIR, path), font_config=fonts, url_fetcher=ours) for path in STYLES]
    within = URLFetcher(allowed_protocols=("data",), fail_on_errors=True)

    def to_pdf(html: str, attached: Sequence[Attached]) -> bytes:
        files = [
            Attachment(
                string=one.content,
                name=one.name,
                description=one.about,
                created=one.at.astimezone(UTC),
                modified=one.at.astimezone(UTC),
                relationship=one.relation,
            )
            for one in attached
        ]
        try:
            drawn = HTML(string=html, url_fetcher=within).write_pdf(
                font_config=fonts, stylesheets=styles, pdf_variant=VARIANT, attachments=files
            )
        except FatalURLFetchingError as error:
            raise Foreign("A document asked for something outside itself.") from error
        return bytes(drawn)

    return to_pdf
