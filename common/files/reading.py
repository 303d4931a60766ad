"""Reading what a picture says, by tesseract where that is installed; by pipes, so that nothing of it is on a disk."""

import shutil
import subprocess
from typing import Final

from common.files.refusals import refused

PROGRAM: Final = "tesseract"
LONGEST: Final = 60.0


def present() -> bool:
    """Whether pictures can be read here."""
    return shutil.which(PROGRAM) is not None


def texts(picture: bytes) -> list[str]:
    """What is read in a picture, once for each way of looking at it. Raises ``FileRefused`` when reading fails."""
    program = shutil.which(PROGRAM)
    if program is None:
        raise refused("not-read")
    command = [program, "stdin", "stdout", "--psm", "11"]
    try:
        done = subprocess.run(command, input=picture, capture_output=True, timeout=LONGEST, check=True, env={})  # noqa: S603
    except (OSError, subprocess.SubprocessError) as fault:
        raise refused("not-read") from fault
    return [done.stdout.decode(errors="replace")]
