"""Looking through a file apart: in a child process with limits of its own, which this one survives.

The child (``common.files.child``) is given the bytes and no environment; it answers in bytes, and so many of them at
most. The sentences are made here, in the reader's language, and what it says is held to its shape.
"""

import json
import logging
import os
import re
import selectors
import signal
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import BoundedSemaphore
from time import monotonic
from typing import Final

from common.files import turns
from common.files.child import FLAT, PAGES, PICTURE, READY
from common.files.kinds import FileKind
from common.files.refusals import refused

logger = logging.getLogger(__name__)

AT_ONCE: Final = 2
"""Children of one process at a time; each holds at most ``child.MOST_MEMORY``."""
PATIENCE: Final = 20.0
"""Seconds until somebody whose turn did not come is asked to try again."""
DRAWN_AT_ONCE: Final = 2
"""Further children of one process, which draw for somebody who reads: what people send never waits for them."""
PATIENCE_TO_READ: Final = 3.0
"""The same for drawings: seconds in which the thread that waits serves nobody else."""
LONGEST: Final = 30.0
"""Seconds a child may take, its start included."""
MOST_ANSWERED: Final = 48 * 1024 * 1024
"""Bytes; a picture of many small points can become larger than it was."""
COMMAND: Final = (sys.executable, "-s", "-m", "common.files.child")
_SIZED: Final = re.compile(rb"([0-9]{1,4}) ([0-9]{1,4})")
_ADDRESS: Final = re.compile(r"data:image/(?:png|jpeg);base64,[A-Za-z0-9+/]+={0,2}")
_PART: Final = 1 << 16
_ROOT: Final = Path(__file__).resolve().parents[2]

_turns: Final = BoundedSemaphore(AT_ONCE)
_turns_to_draw: Final = BoundedSemaphore(DRAWN_AT_ONCE)
_drawn_for: Final[set[int]] = set()


@dataclass(frozen=True, slots=True)
class Drawn:
    """The first pages of a PDF, or a picture, as ``data:`` addresses of pictures, ``of`` so many pages."""

    pages: tuple[str, ...]
    of: int


@dataclass(frozen=True, slots=True)
class Flat:
    """A picture in one layer, as JPEG, and its size in points."""

    content: bytes
    width: int
    height: int


def clean(content: bytes, kind: str) -> bytes:
    """The file written anew by a child. Raises ``FileRefused``, also when the child dies or is late."""
    with turns.one_of(_turns, PATIENCE):
        return _answered(content, kind)


def draw(content: bytes, kind: str = FileKind.PDF, *, person: int) -> Drawn:
    """The pages of a PDF, or a picture as its only one, drawn by a child for a person, by their key.

    Of one person one at a time, in turns apart from those of what people send. Raises ``FileRefused``, also when
    another one is being drawn for them, no turn comes, or the child dies or is late.
    """
    with turns.only_of(person, _drawn_for), turns.one_of(_turns_to_draw, PATIENCE_TO_READ):
        said = _answered(content, PAGES if kind == FileKind.PDF else PICTURE)
    try:
        told = json.loads(said)
        drawn = Drawn(pages=tuple(told["pages"]), of=int(told["of"]))
        plain = 1 <= len(drawn.pages) <= drawn.of and all(map(_ADDRESS.fullmatch, drawn.pages))
    except (LookupError, TypeError, ValueError):
        plain = False
    if not plain:
        raise refused("too-heavy")
    return drawn


def flatten(content: bytes) -> Flat:
    """A picture brought into one layer by a child. Raises ``FileRefused``, also when the child dies or is late."""
    with turns.one_of(_turns, PATIENCE):
        size, _end, made = _answered(content, FLAT).partition(b"\n")
    if (sized := _SIZED.fullmatch(size)) is None:
        raise refused("too-heavy")
    return Flat(content=made, width=int(sized[1]), height=int(sized[2]))


def _answered(content: bytes, kind: str) -> bytes:
    """What a child made of the file. Raises ``FileRefused``."""
    try:
        said, status = _looked_through(content, kind)
    except OSError as fault:
        logger.exception("No process could be started to look through a file.")
        raise refused("not-looked-through") from fault
    if not said.startswith(READY):
        logger.error("The process that looks through files did not start.", extra={"kind": kind, "status": status})
        raise refused("not-looked-through")
    if status != 0:
        logger.warning("A file was too heavy to look through.", extra={"kind": kind, "status": status})
        raise refused("too-heavy")
    return _made(said[len(READY) :])


def _made(said: bytes) -> bytes:
    """What the child made of the file. Raises ``FileRefused`` for its reason not to."""
    told, _end, made = said.partition(b"\n")
    try:
        facts = json.loads(told)
        refusal = refused(facts["refused"], **facts["numbers"]) if "refused" in facts else None
        whole = refusal is None and len(made) == facts["size"]
    except (LookupError, TypeError, ValueError):
        refusal, whole = None, False
    if not whole:
        raise refusal or refused("too-heavy")
    return made


def _looked_through(content: bytes, kind: str) -> tuple[bytes, int]:
    """What a child said, and its exit status; it is gone with its whole group when this returns."""
    until = monotonic() + LONGEST
    with subprocess.Popen(  # noqa: S603  our own module, and a kind that we told
        [*COMMAND, kind],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=_ROOT,
        env={},
        start_new_session=True,
    ) as process:
        try:
            said = _talk(process, content, until)
            if len(said) <= MOST_ANSWERED:
                with suppress(subprocess.TimeoutExpired):
                    process.wait(max(0.0, until - monotonic()))
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
    return said, process.returncode


def _talk(process: "subprocess.Popen[bytes]", content: bytes, until: float) -> bytes:
    """Hand the file over, and listen until the child has said all, is late, or says more than it may."""
    given, heard, left = process.stdin, process.stdout, memoryview(content)
    if given is None or heard is None:
        raise OSError("There is no pipe to the child.")
    said = bytearray()
    os.set_blocking(given.fileno(), False)
    with selectors.DefaultSelector() as pipes:
        pipes.register(given, selectors.EVENT_WRITE)
        pipes.register(heard, selectors.EVENT_READ)
        while (wait := until - monotonic()) > 0 and len(said) <= MOST_ANSWERED:
            for key, _events in pipes.select(wait):
                if key.fileobj is heard:
                    part = os.read(key.fd, _PART)
                    if not part:
                        return bytes(said)
                    said += part
                    continue
                try:
                    left = left[os.write(key.fd, left[:_PART]) :]
                except BrokenPipeError:
                    left = left[:0]
                if not left:
                    pipes.unregister(given)
                    given.close()
    return bytes(said)
