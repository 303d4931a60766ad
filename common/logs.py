"""Logs: one JSON object a line, with nothing in it that a person wrote, is called or is reached by.

An event is the template of a message, never the message: what was filled in stays out, and with it
paths, addresses, tokens and text. Facts worth counting come in ``extra`` under the keys of ``FACTS``, as
numbers or short codes. Of an exception stand its type and where it came from, never its words.
"""

import json
import logging
import re
import sysconfig
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Final

REQUEST: Final[ContextVar[str]] = ContextVar("request", default="")
"""The request this line belongs to; empty outside one."""

FACTS: Final = (
    "method", "route", "status", "ms", "user", "task", "task_id", "mail", "kind", "part", "count", "language",
    "head",
)  # fmt: skip
CODE: Final = re.compile(r"[A-Za-z0-9_.:/-]{1,100}")
OURS: Final = ("seco_portal", "applications", "cpe", "conduct", "members", "comms", "accounts", "common")

_ROOTS: Final = (sysconfig.get_paths()["purelib"], str(Path(__file__).resolve().parent.parent))
_FRAMES: Final = 30


class JsonFormatter(logging.Formatter):
    """Turns a record into its line."""

    def format(self, record: logging.LogRecord) -> str:
        """One line of JSON: at, level, logger, event, request, then the facts and the exception if there are any."""
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "event": _event(record),
        }
        if request := REQUEST.get():
            line["request"] = request
        line |= _facts(record)
        if record.exc_info and record.exc_info[1]:
            line["exceptions"] = _exceptions(record.exc_info[1])
        return json.dumps(line, ensure_ascii=True)


def _event(record: logging.LogRecord) -> str:
    """The template of the message.

    Our own calls give constants (a test reads them all). Others may have filled in their message
    themselves; unless there are arguments still to fill in, the place it came from is all we tell.
    """
    if record.name == "django.request":  # its template is "%s: %s"
        return "A request failed."
    template = record.msg
    ours = record.name.partition(".")[0] in OURS
    if isinstance(template, str) and (ours or (record.args and "%" in template)) and not _prefilled(record):
        return template
    return f"{record.module}:{record.funcName}:{record.lineno}"


def _prefilled(record: logging.LogRecord) -> bool:
    """Django's security log puts the words of an exception where the template belongs."""
    return record.name.startswith("django.security")


def _facts(record: logging.LogRecord) -> dict[str, Any]:
    given = {key: record.__dict__[key] for key in FACTS if key in record.__dict__}
    if "status_code" in record.__dict__:  # Django's name for it
        given["status"] = record.__dict__["status_code"]
    if isinstance(task := record.__dict__.get("data"), dict):  # Celery's, about the task at hand
        given |= {"task": task.get("name"), "task_id": task.get("id")}
    return {key: value for key, value in given.items() if _harmless(value)}


def _harmless(value: object) -> bool:
    """Numbers, and codes without room for a sentence or an address."""
    return isinstance(value, int | float) or (isinstance(value, str) and CODE.fullmatch(value) is not None)


def _exceptions(error: BaseException) -> list[dict[str, Any]]:
    """The error and what caused it, newest first: types and frames."""
    told: list[dict[str, Any]] = []
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        kind = type(current)
        told.append({"type": f"{kind.__module__}.{kind.__qualname__}", "frames": _frames(current.__traceback__)})
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)
    return told


def _frames(trace: TracebackType | None) -> list[str]:
    frames = [
        f"{_relative(frame.f_code.co_filename)}:{line}:{frame.f_code.co_name}"
        for frame, line in traceback.walk_tb(trace)
    ]
    return frames[-_FRAMES:]


def _relative(path: str) -> str:
    for root in _ROOTS:
        path = path.removeprefix(f"{root}/")
    return path
