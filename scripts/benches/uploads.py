"""``scripts/bench uploads``: what a child process costs beside cleaning in this one, and what it holds at most."""

import os
import resource
import sys
from collections.abc import Callable
from functools import partial
from typing import Final

from scripts.benches.portal import seconds, told

ROUNDS: Final = 15
MEGABYTE: Final = 1024 * 1024


def main() -> int:
    """Print the table."""
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "seco_portal.settings",
        "SECO_MODE": "test",
        "SECO_SECRET_KEY": "only-for-benches-" * 4,
        "SECO_BASE_URL": "http://127.0.0.1:8000",
    }
    import django  # noqa: PLC0415  it reads the environment when it is set up

    django.setup()
    from common.files import apart, child, pdfs, pictures  # noqa: PLC0415
    from tests.common.hostile import pdf  # noqa: PLC0415
    from tests.factories.files import picture  # noqa: PLC0415

    photo = picture("JPEG", (4000, 3000))
    files: list[tuple[str, bytes, str, Callable[[bytes], bytes]]] = [
        ("a PDF of three pages", pdf(3), "pdf", pdfs.clean),
        ("a small picture", picture(), "png", lambda content: pictures.clean(content, "png")),
        ("a photo of twelve million points", photo, "jpeg", lambda content: pictures.clean(content, "jpeg")),
    ]
    print(f"{ROUNDS} rounds; ratios to cleaning in this process, and the difference in seconds")
    for name, content, kind, clean in files:
        here, there = [], []
        for _round in range(ROUNDS):
            here.append(seconds(partial(clean, content)))
            there.append(seconds(partial(apart.clean, content, kind)))
        more = sorted(one - other for one, other in zip(there, here, strict=True))[ROUNDS // 2]
        print(f"{told(name, there, here)}   + {more:.2f} s")
    apart.clean(picture("JPEG", (8064, 6048)), "jpeg")
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024 // MEGABYTE
    print(f"the most a child held, over a photo of 48 million points: {peak} MB of {child.MOST_MEMORY // MEGABYTE} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
