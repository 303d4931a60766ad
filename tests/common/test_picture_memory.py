"""What looking through a picture costs: measured in a process of its own, by what it held at most."""

import subprocess
import sys
from typing import Final

import pytest

MOST_MEGABYTES: Final = 350

LOOKS: Final = """
import io, sys
from PIL import Image
from common.files import pictures
from common.files.reasons import Reason
kind, mode, width, height, turned, steps = sys.argv[1:]
exif = Image.Exif()
if turned == "turned":
    exif[0x0112] = 6
written = io.BytesIO()
Image.new(mode, (int(width), int(height))).save(written, kind, exif=exif.tobytes(), progressive=steps == "steps")
content = written.getvalue()
del written
open("/proc/self/clear_refs", "w").write("5")
def peak():
    told = open("/proc/self/status").read()
    return int(told.split("VmHWM:")[1].split()[0]) // 1024
before = peak()
try:
    clean = pictures.clean(content, kind.lower())
    size = Image.open(io.BytesIO(clean)).size
except Reason as refused:
    size = refused.code
print(size, peak() - before, sep="|")
"""


def _looked_through(kind: str, mode: str, width: int, height: int, *how: str) -> tuple[str, int]:
    """What came of a one-coloured picture of this size, and how many megabytes more were held meanwhile."""
    turned = "turned" if "turned" in how else "upright"
    steps = "steps" if "steps" in how else "once"
    told = subprocess.run(
        [sys.executable, "-c", LOOKS, kind, mode, str(width), str(height), turned, steps],
        check=True,
        capture_output=True,
        text=True,
    )
    size, peak = told.stdout.strip().split("|")
    return size, int(peak)


@pytest.mark.parametrize(
    ("picture", "becomes"),
    [
        (("PNG", "RGBA", 7000, 7000), "picture-too-large"),
        (("PNG", "RGBA", 4800, 5000, "turned"), "(4000, 3840)"),
        (("PNG", "RGBA", 4000, 6000), "(2667, 4000)"),
        (("PNG", "P", 4800, 5000, "turned"), "(4000, 3840)"),
        (("PNG", "I;16", 4800, 5000), "(3840, 4000)"),
        (("JPEG", "CMYK", 4800, 5000, "turned"), "(4000, 3840)"),
        (("JPEG", "RGB", 4800, 5000, "turned", "steps"), "(4000, 3840)"),
        (("JPEG", "RGB", 8064, 6048, "turned"), "(3000, 4000)"),
        (("JPEG", "RGB", 8160, 6120), "(4000, 3000)"),
        (("JPEG", "CMYK", 8064, 6048, "turned"), "(3000, 4000)"),
    ],
    ids=str,
)
def test_large_picture_is_looked_through_within_bounds(picture: tuple, becomes: str) -> None:
    size, peak = _looked_through(*picture)
    assert size == becomes
    assert peak < MOST_MEGABYTES
