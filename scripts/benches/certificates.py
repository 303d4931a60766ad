"""``scripts/bench certificates``: drawing, sealing and keeping them beside the engine alone; two processes; memory."""

import os
import resource
import subprocess
import sys
import time
from argparse import ArgumentParser
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any, Final

from scripts.benches.portal import ROOT, portal, seconds, told

EACH_ROUND: Final = 50
SHARED_ROUNDS: Final = 5
SHARED: Final = 120
WARM: Final = 20


def main() -> int:
    """Print the table."""
    parser = ArgumentParser(prog="scripts/bench certificates")
    parser.add_argument("number", nargs="?", type=int, default=1000, help="how many beside the engine alone (1000)")
    number = parser.parse_args().number
    with TemporaryDirectory() as files:
        os.environ["SECO_FILES_DIR"] = files
        with portal(), _made() as more:
            _beside_the_engine(number, more)
            _by_two_processes(more)
    return 0


def work() -> int:
    """Draw what waits whenever a line comes in, and say how many."""
    import django  # noqa: PLC0415  it reads the environment when it is set up

    django.setup()
    from django.utils import timezone  # noqa: PLC0415

    from members.services.drawing import draw_certificates, require_ready  # noqa: PLC0415

    require_ready(at=timezone.now())
    print("ready", flush=True)
    for _line in sys.stdin:
        print(draw_certificates(at=timezone.now()), flush=True)
    return 0


@contextmanager
def _made() -> Iterator[Callable[[int], list[Any]]]:
    """What makes so many certificates that wait."""
    from django.conf import settings  # noqa: PLC0415

    from scripts import badge_key, seal  # noqa: PLC0415
    from tests.factories.certificates import CertificateFactory  # noqa: PLC0415

    seal.make(Path(settings.SEAL_KEY).parent)
    badge_key.make(Path(settings.BADGE_KEYS[0]))

    def more(number: int) -> list[Any]:
        return list(CertificateFactory.create_batch(number))

    yield more


def _beside_the_engine(number: int, more: Callable[[int], list[Any]]) -> None:
    from django.db import connection  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from common import pdf  # noqa: PLC0415
    from members.services.drawing import draw_certificates  # noqa: PLC0415

    more(WARM)
    with CaptureQueriesContext(connection) as asked:
        draw_certificates(at=timezone.now())
    engine = pdf._engine()  # noqa: SLF001  without our part of the work
    alone, drawn, at_first = [], [], _peak()
    alone_work, drawn_work = [], []
    for _round in range(max(1, number // EACH_ROUND)):
        pages = _pages(more(EACH_ROUND))
        began = time.process_time()
        alone.append(seconds(lambda pages=pages: [engine(page, ()) for page in pages]))
        between = time.process_time()
        drawn.append(seconds(lambda: draw_certificates(at=timezone.now())))
        alone_work.append(between - began)
        drawn_work.append(time.process_time() - between)
    count = len(drawn) * EACH_ROUND
    print(f"{count} certificates in rounds of {EACH_ROUND}, PostgreSQL; ratios to the engine alone, at most 1.3")
    print(told("draw (lease, draw, seal, keep, sign the badge, take up)", drawn, alone))
    print(told("the same, by the time this process worked", drawn_work, alone_work))
    print(f"one by the engine alone: {min(alone) / EACH_ROUND * 1000:.0f} ms; {len(asked) / WARM:.1f} statements each")
    print(f"more memory after all of them: {_peak() - at_first:.0f} MB of 20 MB at most")


def _pages(certificates: list[Any]) -> list[str]:
    """What the engine is handed for these."""
    from unittest.mock import patch  # noqa: PLC0415

    from common import pdf  # noqa: PLC0415
    from members.documents.certificate import certificate_pdf, certificate_sheet  # noqa: PLC0415

    pages: list[str] = []

    def kept(page: str, _attached: Sequence[Any]) -> bytes:
        pages.append(page)
        return b""

    with patch.object(pdf, "_engine", lambda: kept):
        for certificate in certificates:
            certificate_pdf(certificate_sheet(certificate))
    return pages


def _by_two_processes(more: Callable[[int], list[Any]]) -> None:
    """One process beside two that share what waits."""
    with ExitStack() as running:
        workers = [running.enter_context(_worker()) for _number in range(2)]
        one, two, drew = [], [], []
        for _round in range(SHARED_ROUNDS + 1):
            more(SHARED)
            one.append(seconds(lambda: _told_to_draw(workers[:1])))
            more(SHARED)
            two.append(seconds(lambda: drew.append(_told_to_draw(workers))))
        del one[0], two[0], drew[0]
    ratios = sorted(alone / shared for alone, shared in zip(one, two, strict=True))
    print(f"{SHARED_ROUNDS} rounds of {SHARED} by one process and by two, which drew {drew[-1]}; how much faster")
    print(f"two processes beside one: {median(ratios):.2f} ({ratios[0]:.2f} to {ratios[-1]:.2f}), at least 1.7")


@contextmanager
def _worker() -> Iterator["subprocess.Popen[str]"]:
    command = [sys.executable, "-c", "import sys; from scripts.benches.certificates import work; sys.exit(work())"]
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    worker = subprocess.Popen(command, cwd=ROOT, **pipes)
    try:
        assert worker.stdout  # noqa: S101  it has pipes
        while worker.stdout.readline() != "ready\n":
            if worker.poll() is not None:
                raise RuntimeError("A worker did not start.")
        yield worker
    finally:
        worker.kill()
        worker.wait()


def _told_to_draw(workers: list["subprocess.Popen[str]"]) -> list[int]:
    """Let these draw what waits; how many each did."""
    for worker in workers:
        assert worker.stdin  # noqa: S101  it has pipes
        worker.stdin.write("draw\n")
        worker.stdin.flush()
    return [int(worker.stdout.readline()) for worker in workers if worker.stdout]


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    sys.exit(main())
