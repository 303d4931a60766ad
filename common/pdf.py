"""Documents as PDF: whether this machine has the parts to draw them."""

from collections.abc import Callable, Sequence
from ctypes.util import find_library
from typing import Any, Final

from django.apps import AppConfig
from django.core import checks

LIBRARIES: Final = {
    "pango-1.0": "libpango-1.0-0",
    "pangoft2-1.0": "libpangoft2-1.0-0",
    "harfbuzz-subset": "libharfbuzz-subset0",
}
"""What the drawing engine loads from the system, and the Debian package that brings it."""


def missing_parts(find: Callable[[str], str | None] = find_library) -> tuple[str, ...]:
    """The Debian packages to install before documents can be drawn; none when all is there."""
    return tuple(package for library, package in LIBRARIES.items() if find(library) is None)


def check_parts(app_configs: Sequence[AppConfig] | None, **_more: Any) -> list[checks.CheckMessage]:
    """Say at start what is missing and what works without it (``common.W001``)."""
    missing = missing_parts()
    if not missing:
        return []
    command = f"apt-get install --no-install-recommends {' '.join(missing)}"
    return [
        checks.Warning(
            "PDF documents cannot be drawn on this machine; everything else works.",
            hint=f"Install what is missing, on Debian with: {command}",
            id="common.W001",
        )
    ]
