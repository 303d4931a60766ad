"""Reading what a picture says, by tesseract where that is installed.

A child process (``common.files.reader``) looks at the picture in several ways, by pipes and without a file; it is ended
as soon as nobody asks for more. What was read is handed on, and neither kept nor logged.
"""

import json
import logging
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Generator
from contextlib import suppress
from pathlib import Path
from threading import BoundedSemaphore, Timer
from typing import Final

from common.files import turns
from common.files.refusals import refused

logger = logging.getLogger(__name__)

PROGRAM: Final = "tesseract"
AT_ONCE: Final = 2
"""Pictures of one process at a time."""
PATIENCE: Final = 30.0
"""Seconds until somebody whose turn did not come is asked to try again."""
LONGEST: Final = 40.0
"""Seconds in which a picture must have been read."""
COMMAND: Final = (sys.executable, "-s", "-m", "common.files.reader")
_ROOT: Final = Path(__file__).resolve().parents[2]

_turns: Final = BoundedSemaphore(AT_ONCE)
_having_read: Final[set[int]] = set()


def present() -> bool:
    """Whether pictures can be read here."""
    return shutil.which(PROGRAM) is not None


def texts(picture: bytes, person: int) -> Generator[str]:
    """What is read in a JPEG, one way of looking at it after the other; whoever found enough asks for no more.

    Of one person (by their key) one picture at a time. Raises ``FileRefused`` when another of theirs is being read, the
    program is not there, dies, is late, or has no turn to spare: then nobody may say that the picture was read.
    """
    program = shutil.which(PROGRAM)
    if program is None:
        raise refused("not-read")
    with turns.only_of(person, _having_read):
        yield from _in_turn(picture, program)


def _in_turn(picture: bytes, program: str) -> Generator[str]:
    with turns.one_of(_turns, PATIENCE):
        try:
            yield from _read(picture, program)
        except (OSError, ValueError, LookupError) as fault:
            logger.error(
                "A picture could not be read.", extra={"kind": type(fault).__name__}
            )  # its text may be in the fault
            raise refused("not-read") from None


def _read(picture: bytes, program: str) -> Generator[str]:
    with subprocess.Popen(  # noqa: S603  our own module, and a program that we looked up
        [*COMMAND, program],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=_ROOT,
        env={},
        start_new_session=True,
    ) as process:
        late = Timer(LONGEST, _end, [process])
        late.start()
        try:
            given, heard = process.stdin, process.stdout
            if given is None or heard is None:
                raise OSError("There is no pipe to the child.")
            given.write(picture)
            given.close()
            for line in heard:
                told = json.loads(line)
                if "done" in told:
                    return
                if "crowded" in told:
                    raise refused("crowded")
                yield str(told["text"])
        finally:
            late.cancel()
            _end(process)
    logger.error("The process that reads pictures ended early.", extra={"status": process.returncode})
    raise refused("not-read")


def _end(process: "subprocess.Popen[bytes]") -> None:
    """End a child with its whole group; what it wrote last is nobody's."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
