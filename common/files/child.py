"""The process that looks through one file: started for that file alone, with limits, without Django and environment.

It runs as the same account as the portal, and could read what that account may read on the disk.

``python -m common.files.child KIND`` says ``READY`` once it has put limits on itself, reads the file from standard
input, and answers on standard output: a line of JSON, ``{"size": bytes}`` and those bytes, or ``{"refused": code,
"numbers": {…}}``. Whatever else becomes of it, and its silence, means that the file was too heavy. The kind ``pages``
is a PDF of which the pages are drawn, ``picture`` a picture that is drawn to be read, ``flat`` one that is brought into
one layer, instead of written anew.
"""

import json
import resource
import sys
from collections.abc import Callable
from functools import partial
from importlib import import_module
from typing import Final

from common.files.reasons import Reason

READY: Final = b"ready\n"

MOST_MEMORY: Final = 640 * 1024 * 1024
"""Bytes of address space; what is the machine's own (code, libraries) takes some 60 MB of it."""
MOST_SECONDS: Final = 15
"""Of processor time."""
LIMITS: Final = {
    resource.RLIMIT_AS: MOST_MEMORY,
    resource.RLIMIT_CPU: MOST_SECONDS,
    resource.RLIMIT_CORE: 0,
    resource.RLIMIT_FSIZE: 0,
    resource.RLIMIT_NOFILE: 32,
    resource.RLIMIT_NPROC: 0,
}
"""What it may use. Nothing is written but the answer, and (unless it runs as root) nothing else is started."""

PAGES: Final = "pages"
PICTURE: Final = "picture"
FLAT: Final = "flat"
OTHERS: Final = {
    "pdf": ("common.files.pdfs", "clean"),
    PAGES: ("common.files.pages", "draw"),
    PICTURE: ("common.files.pictures", "draw"),
    FLAT: ("common.files.pictures", "flatten"),
}
"""What else is done than writing a picture anew, by kind."""


def main(kind: str) -> None:
    """Look through the file on standard input, and answer."""
    clean = _cleaner(kind)
    for limit, most in LIMITS.items():
        resource.setrlimit(limit, (most, most))
    sys.stdout.buffer.write(READY)
    sys.stdout.buffer.flush()
    told: dict[str, object]
    try:
        made = clean(sys.stdin.buffer.read())
    except Reason as reason:
        told, made = {"refused": reason.code, "numbers": reason.numbers}, b""
    except MemoryError:
        told, made = {"refused": "too-heavy", "numbers": {}}, b""
    else:
        told = {"size": len(made)}
    sys.stdout.buffer.write(json.dumps(told).encode() + b"\n" + made)


def _cleaner(kind: str) -> Callable[[bytes], bytes]:
    """What looks through files of a kind; the parts it needs are loaded, and no others."""
    if kind in OTHERS:
        module, name = OTHERS[kind]
        other: Callable[[bytes], bytes] = getattr(import_module(module), name)
        return other
    return partial(import_module("common.files.pictures").clean, kind=kind)


if __name__ == "__main__":
    main(sys.argv[1])
