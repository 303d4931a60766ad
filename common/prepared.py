"""Reads that are put into SQL once in a process: a page that asks often does not pay for writing its questions anew.

A queryset is made once with samples, and kept with its SQL and with the places where its arguments stand. Asked
again, it sends the same statement with other arguments, and its rows come as those of any queryset. What it says must
not depend on the arguments: they are keys, days and words that something is compared with, never nothing, and
many keys at once (``invoice__among=keys``), which may be none.
"""

from collections.abc import Callable, Sequence
from copy import copy
from datetime import date
from typing import Any, Final

from django.db import connections
from django.db.models import QuerySet

from common.bulk import among

_SAMPLES: Final[dict[type, tuple[Any, Any]]] = {
    int: (1_000_000_007, 1_000_000_009),
    str: ("a sample of a text", "another one"),
    date: (date(2001, 2, 3), date(2004, 5, 6)),
    list: ([1_000_000_007], [1_000_000_009, 1_000_000_011]),
}


class Prepared:
    """A question to the database with arguments of these kinds: ``int``, ``str``, ``date`` or a ``list`` of keys."""

    def __init__(self, ask: Callable[..., QuerySet[Any, Any]], *kinds: type) -> None:
        """Keep what is asked; it is made with samples when it is asked for the first time."""
        self._ask, self._kinds = ask, kinds
        self._kept: tuple[QuerySet[Any, Any], Any, str, Sequence[Any], Sequence[Sequence[int]]] | None = None

    def __call__(self, *given: Any) -> QuerySet[Any, Any]:
        """The queryset with these arguments, to be read as it is (1 query once it is)."""
        rows, compiler, sql, params, places = self._kept = self._kept or self._make()
        bound, asked = list(params), rows.all()
        for value, kind, of_it in zip(given, self._kinds, places, strict=True):
            if kind is list and not value:
                return asked.none()
            for place in of_it:
                bound[place] = _adapted(value, rows.db)
        mine = copy(compiler)
        mine.as_sql = lambda *_args, **_kwargs: (sql, tuple(bound))
        mine.connection = connections[rows.db]
        asked.query.get_compiler = lambda *_args, **_kwargs: mine  # type: ignore[method-assign]
        return asked

    def _make(self) -> Any:
        samples = [_SAMPLES[kind] for kind in self._kinds]
        first = [sample for sample, _other in samples]
        rows = self._ask(*first)
        compiler, sql, params = _compiled(rows)
        places = []
        for number, (_sample, other) in enumerate(samples):
            _compiler, same, changed = _compiled(self._ask(*first[:number], other, *first[number + 1 :]))
            of_it = [place for place, (one, two) in enumerate(zip(params, changed, strict=True)) if one != two]
            if same != sql or not of_it or any(changed[place] != _adapted(other, rows.db) for place in of_it):
                raise ValueError("What is asked depends on an argument, or does not have it as it is given.")
            places.append(of_it)
        return rows, compiler, sql, params, places


def _compiled(rows: QuerySet[Any, Any]) -> tuple[Any, str, Sequence[Any]]:
    compiler = rows.query.get_compiler(using=rows.db)
    sql, params = compiler.as_sql()
    return compiler, sql, params


def _adapted(value: Any, alias: str) -> Any:
    """A value as the driver of this database takes it."""
    if isinstance(value, date):
        return connections[alias].ops.adapt_datefield_value(value)
    return value if isinstance(value, (int, str)) else among(value)[1]
