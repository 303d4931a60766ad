"""The process that has a picture read by tesseract: started for it alone, with limits, by pipes, without a file.

``python -m common.files.reader PROGRAM`` puts limits on itself, which tesseract inherits (nothing can be written to a
disk), reads a JPEG from standard input, and answers a line of JSON for each way of looking at it, as soon as that was
done: ``{"text": …}``, and last ``{"done": true}``, or ``{"crowded": true}`` when the first look took too long. Whatever
else becomes of it means that the picture was not read.
"""

import json
import resource
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from itertools import pairwise
from typing import Final

from PIL import Image, ImageChops, ImageFilter, ImageMath, ImageStat

LIMITS: Final = {
    resource.RLIMIT_AS: 1024 * 1024 * 1024,
    resource.RLIMIT_CPU: 60,
    resource.RLIMIT_CORE: 0,
    resource.RLIMIT_FSIZE: 0,
    resource.RLIMIT_NOFILE: 64,
}
"""Of each process: bytes of address space, seconds of processor time; nothing is written but into pipes."""
ONE_THREAD: Final = {"OMP_THREAD_LIMIT": "1"}
SMALL: Final = 1200
LARGE: Final = 1700
"""Points of the long side: below the one a picture is doubled, above the other it is read smaller, too."""
TURNS: Final = (0, 180, 90, 270)
"""Degrees by which a card may lie on its head or on its side."""
LITTLE: Final = 600.0
"""With less than this in any turn (signs of words, each by how sure tesseract is of it), no turn is the right one."""
SURE: Final = 50.0
WINDOW: Final = 3
"""Times a filter of five points is passed over a picture to find the darkest and the lightest about each point."""
FAINT: Final = 24
"""Shades between those two which are grain rather than ink."""
DARKEST: Final = 14
"""Paper under a veil is at least this light; below it there is nothing but black."""
CROWDED: Final = 8
"""Seconds of processor time for the first look; what takes longer is grain, or a pattern that looks like signs."""
PLAN: Final = 420
TILTS: Final = range(-44, 45, 2)
FINER: Final = (-1.0, -0.5, 0.5, 1.0)
TILTED: Final = 3
"""Points of the long side in which a tilt is looked for, degrees that are tried, and about the best of them; from how
many on a picture is read level."""
PAPER: Final = 96
FAINT_INK: Final = 8
PALE: Final = 6
"""From which shade on something may be paper, how much darker ink is, and by how much that is made darker."""
RULER: Final = (1, 2, 4, 8)
INK: Final = 110
GAP: Final = 4
"""Steps that add up to the length from which on what is dark is a line; dark; points from above a line to below it."""


class Crowded(Exception):  # noqa: N818
    """A picture in which so much looks like signs that reading it would take too long."""


Look = Callable[[Image.Image], Image.Image]


@dataclass(frozen=True, slots=True)
class Page:
    """What tesseract read in one picture, and how much of it are words it is sure of."""

    text: str
    sure: float


def near(picture: Image.Image) -> Image.Image:
    """Each point between the darkest and the lightest about it: what lies under a veil, or is pale, stands out."""
    low, high = picture, picture
    for _time in range(WINDOW):
        low, high = low.filter(ImageFilter.MinFilter(5)), high.filter(ImageFilter.MaxFilter(5))
    stretched: Image.Image = ImageMath.lambda_eval(
        lambda args: args["convert"](
            (args["point"] - args["low"]) * 255 / args["max"](args["high"] - args["low"], FAINT * 2), "L"
        ),
        point=picture,
        low=low.filter(ImageFilter.BoxBlur(2)),
        high=high.filter(ImageFilter.BoxBlur(2)),
    )
    return stretched


def brightened(picture: Image.Image) -> Image.Image:
    """Each point as light as the paper about it allows, without its ink, up to the edge of a veil that lies over it."""
    paper = picture
    for filtered in (ImageFilter.MaxFilter, ImageFilter.MinFilter):
        for _time in range(WINDOW):
            paper = paper.filter(filtered(5))
    lighter: Image.Image = ImageMath.lambda_eval(
        lambda args: args["convert"](args["point"] * 255 / args["max"](args["paper"], DARKEST), "L"),
        point=picture,
        paper=paper,
    )
    return lighter


def tilt(picture: Image.Image) -> float:
    """By how many degrees to turn a picture so that its lines lie level or upright: where their sums differ most."""
    plan = picture.copy()
    plan.thumbnail((PLAN, PLAN))
    edges = ImageChops.difference(plan, plan.filter(ImageFilter.BoxBlur(4)))
    wide, high = (max(edges.size) * 3 // 2,) * 2
    field = Image.new("L", (wide, high))
    field.paste(edges, ((wide - edges.width) // 2, (high - edges.height) // 2))

    def sharpness(by: float) -> float:
        turned = field.rotate(by, Image.Resampling.BILINEAR).convert("F")
        sums = (turned.resize(size, Image.Resampling.BOX).tobytes() for size in ((1, high), (wide, 1)))
        return max(sum((one - other) ** 2 for one, other in pairwise(memoryview(line).cast("f"))) for line in sums)

    best = max(TILTS, key=sharpness)
    return max((best, *(best + more for more in FINER)), key=sharpness)


def darkened(picture: Image.Image) -> Image.Image:
    """What is a little darker than the paper made dark, twice as large where it is small, without the paper's grain."""
    times = 2 if max(picture.size) < SMALL else 1
    larger = picture.resize((picture.width * times, picture.height * times), Image.Resampling.BICUBIC)
    plain = larger.filter(ImageFilter.MedianFilter(5 if times == 2 else 3))
    shades = plain.histogram()
    paper = max(range(PAPER, 256), key=lambda shade: sum(shades[max(shade - 2, 0) : shade + 3]))
    return plain.point([max(0, min(255, 255 - (paper - FAINT_INK - shade) * PALE)) for shade in range(256)])


def unlined(picture: Image.Image) -> Image.Image:
    """Without thin lines from side to side, such as one drawn through what should be covered."""
    plain = near(picture)
    line = plain
    for step in RULER:
        line = ImageChops.lighter(line, ImageChops.offset(line, step, 0))
    for step in RULER:
        line = ImageChops.darker(line, ImageChops.offset(line, -step, 0))
    found = line.point(lambda shade: 255 if shade < INK else 0).filter(ImageFilter.MaxFilter(3))
    above, below = ImageChops.offset(plain, 0, GAP), ImageChops.offset(plain, 0, -GAP)
    return Image.composite(ImageChops.lighter(above, below), plain, found)


LOOKS: Final[tuple[Look, ...]] = (unlined, brightened, darkened)
"""What is done with a picture that says nothing as it is."""


def texts(content: bytes, program: str) -> Iterator[str]:
    """What is read in a picture: as it is, level, turned, then in other lights, the right way up where that is known.

    What is read in a turn in which hardly a word makes sense is left out: digits on their head are other digits. Raises
    ``Crowded`` where the first look takes too long.
    """
    with Image.open(BytesIO(content), formats=["JPEG"]) as opened:
        grey = opened.convert("L")
    less = grey.copy()
    less.thumbnail((LARGE, LARGE))
    try:
        [plain] = read([less], program, CROWDED)
    except subprocess.CalledProcessError as fault:
        raise (Crowded if fault.returncode < 0 else ValueError) from None
    yield plain.text
    leans, by, level = tilt(less), 0.0, [plain]
    if abs(leans) >= TILTED:
        by = leans
        level = read([_turned(less, by)], program)
        yield level[0].text
    pages = level + read([_turned(less, by + more) for more in TURNS[1:]], program)
    most = max(page.sure for page in pages)
    if by and plain.sure > most:
        leans, by, most = 0.0, 0.0, plain.sure
        pages = [plain, *read([_turned(less, more) for more in TURNS[1:]], program)]
    yield from (page.text for page in pages[1:] if most < LITTLE or page.sure >= most / 2)
    right = [leans + more for more, page in zip(TURNS, pages, strict=True) if most < LITTLE or page.sure == most]
    yield from (page.text for page in read([look(_turned(less, one)) for one in right for look in LOOKS], program))
    if grey.size != less.size:
        yield from (page.text for page in read([_turned(grey, one) for one in right], program))


def _turned(picture: Image.Image, by: float) -> Image.Image:
    """The picture turned; about it, the grey of most of it."""
    if by % 90 == 0:
        return picture.rotate(by, expand=True)
    return picture.rotate(by, Image.Resampling.BICUBIC, expand=True, fillcolor=int(ImageStat.Stat(picture).median[0]))


def read(pictures: list[Image.Image], program: str, seconds: int = LIMITS[resource.RLIMIT_CPU]) -> list[Page]:
    """What tesseract reads in each picture, all in one go, in so many seconds of a processor at most.

    Raises ``CalledProcessError``.
    """
    pages = BytesIO()
    pictures[0].save(pages, "TIFF", save_all=True, append_images=pictures[1:])
    command = [program, "stdin", "stdout", "--psm", "11", "--dpi", "200", "-c", "tessedit_create_tsv=1"]
    done = subprocess.run(  # noqa: S603  a program that was looked up
        command,
        input=pages.getvalue(),
        capture_output=True,
        check=True,
        env=ONE_THREAD,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds)),
    )
    lines: list[dict[tuple[str, ...], list[str]]] = [{} for _picture in pictures]
    sure = [0.0 for _picture in pictures]
    for row in done.stdout.decode(errors="replace").splitlines():
        level, page, *place, _word = (cells := row.split("\t"))[:6]
        if level != "5" or not cells[11].strip():
            continue
        lines[int(page) - 1].setdefault(tuple(place), []).append(cells[11])
        if (trust := float(cells[10])) > SURE and len(cells[11]) > 2:
            sure[int(page) - 1] += trust * len(cells[11])
    return [Page("\n".join(map(" ".join, said.values())), much) for said, much in zip(lines, sure, strict=True)]


def main(program: str) -> None:
    """Read the picture on standard input, and answer."""
    for limit, most in LIMITS.items():
        resource.setrlimit(limit, (most, most))
    try:
        for text in texts(sys.stdin.buffer.read(), program):
            print(json.dumps({"text": text}), flush=True)  # noqa: T201  the pipe to whoever asked
    except Crowded:
        print(json.dumps({"crowded": True}), flush=True)  # noqa: T201
        return
    print(json.dumps({"done": True}), flush=True)  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1])
