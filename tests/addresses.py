"""Every address of the portal, walked from the URLconf itself."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver


@dataclass(frozen=True, slots=True)
class Address:
    """One pattern: its full name, or its route where it has none."""

    key: str
    route: str


def _walk(resolver: URLResolver, names: tuple[str, ...], route: str) -> Iterator[Address]:
    for entry in resolver.url_patterns:
        here = route + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _walk(entry, (*names, entry.namespace) if entry.namespace else names, here)
        elif isinstance(entry, URLPattern):
            name = ":".join((*names, entry.name)) if entry.name else f"/{here}"
            yield Address(name, here)


def addresses() -> list[Address]:
    """All of them, unnamed ones included."""
    return list(_walk(get_resolver(), (), ""))
