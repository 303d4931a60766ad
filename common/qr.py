"""QR codes as one path, drawn by ``templates/ui/qr.html`` on pages and in documents alike. Pure."""

import re
from dataclasses import dataclass
from typing import Final

import segno

QUIET: Final = 4
"""Modules of white around the code, without which it cannot be read."""

DARK: Final = re.compile(rb"\x01+")


@dataclass(frozen=True, slots=True)
class Code:
    """A code of ``side`` modules each way, the white around it included; ``path`` is SVG path data of the dark ones.

    The path is to be stroked, one module wide.
    """

    side: int
    path: str


def code_of(text: str, *, mask: int | None = None) -> Code:
    """The code that says a text, readable with an eighth of it damaged.

    Of the eight masks that keep large areas from being all dark or light, the best is looked for, which takes five
    times as long as all else; a ``mask`` that is known to suit such texts is taken as it is. Every reader reads each.
    """
    return drawn(segno.make_qr(text, error="m", mask=mask))


def drawn(code: segno.QRCode) -> Code:
    """Each run of dark modules of a row as one stroke along its middle, all in one path."""
    runs = [
        f"M{run.start() + QUIET} {down}.5h{run.end() - run.start()}"
        for down, row in enumerate(code.matrix, QUIET)
        for run in DARK.finditer(row)
    ]
    return Code(side=len(code.matrix) + 2 * QUIET, path="".join(runs))
