"""Whether this process lives, and whether it can do its work."""

from collections.abc import Callable
from queue import Empty, SimpleQueue
from threading import Thread
from time import monotonic
from typing import Any, Final

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.views.decorators.http import require_safe

from common import seal, signing
from common.files import reading, scanning
from seco_portal.celery import app

PATIENCE: Final = 2.5
"""Seconds in which every part must have answered; whoever asks waits no longer."""

IMPATIENT: Final = {"socket_connect_timeout": 2, "socket_timeout": 2}
"""So that the thread that asks a silent broker ends, too."""


def _database() -> bool:
    """On a connection of its own: one that stands since yesterday proves nothing about now."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            return bool(cursor.fetchone() == (1,))
    finally:
        connection.close()


def _cache() -> bool:
    value = get_random_string(12)
    key = f"readyz:{value}"
    cache.set(key, value, 10)
    return bool(cache.get(key) == value)


def _broker() -> bool:
    with app.connection_for_write(transport_options={**app.conf.broker_transport_options, **IMPATIENT}) as broker:
        broker.ensure_connection(max_retries=1, interval_start=0, timeout=int(PATIENCE))
        return True


PARTS: Final[dict[str, Callable[[], bool]]] = {"database": _database, "cache": _cache, "broker": _broker}
"""What the portal cannot work without."""
SCANNER: Final = "scanner"
"""What it does without, where it is switched on: then no file is taken, and everything else goes on."""


def _asked() -> dict[str, Callable[[], bool]]:
    return {**PARTS, **({SCANNER: scanning.answers} if settings.CLAMD else {})}


def _ask(name: str, part: Callable[[], bool], answers: SimpleQueue[tuple[str, bool]]) -> None:
    try:
        answers.put((name, part()))
    except Exception:  # noqa: BLE001  whatever is wrong with a part, the answer is that it does not work
        answers.put((name, False))


def parts_at_work() -> dict[str, bool]:
    """Which parts answer, all asked at once. One that hangs is left to its thread and counts as broken."""
    answers: SimpleQueue[tuple[str, bool]] = SimpleQueue()
    asked = _asked()
    works = dict.fromkeys(asked, False)
    for name, part in asked.items():
        Thread(target=_ask, args=(name, part, answers), daemon=True).start()
    until = monotonic() + PATIENCE
    for _answer in asked:
        try:
            name, answer = answers.get(timeout=max(0.0, until - monotonic()))
        except Empty:
            break
        works[name] = answer
    return works


@require_safe
@login_not_required
def healthz(request: HttpRequest) -> JsonResponse:
    """200 while the process answers at all."""
    return JsonResponse({"alive": True})


@require_safe
@login_not_required
def readyz(request: HttpRequest) -> JsonResponse:
    """200 when database, cache and broker work, else 503 naming what does not; scanner and seal are told of, too."""
    parts = parts_at_work()
    ready = all(works for name, works in parts.items() if name in PARTS)
    told = {"ready": ready, "mode": settings.MODE, **parts, **_seal()}
    return JsonResponse(told, status=200 if ready else 503)


def _seal() -> dict[str, Any]:
    """Whether documents can be sealed, badges signed and masked copies read, and the certificate's last day."""
    ends_at = seal.ends_at()
    return {
        "seal": not seal.faults(timezone.now()),
        "seal_ends_on": ends_at.date().isoformat() if ends_at else None,
        "badges": not signing.faults(),
        "reader": reading.present(),
    }
