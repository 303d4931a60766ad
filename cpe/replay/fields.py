"""JSON read strictly: every fault is noted with its place, and what could not be read is ``None``.

Numbers are written as text, so that nothing is rounded on the way; amounts are whole ten-thousandths, credits whole
quarters. The sentences stay within ASCII and in English: programs read them, and the bytes are the same everywhere.
"""

import json
import re
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final, Self, TypeVar

from cpe.rules.policy import CREDIT, ONE

Path = tuple[str | int, ...]
"""Where in the document: the keys and places that lead there."""

Kind = TypeVar("Kind")
Word = TypeVar("Word", bound=StrEnum)

BOM: Final = b"\xef\xbb\xbf"
DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
DECIMAL: Final = re.compile(r"(-?)([0-9]{1,12})(?:\.([0-9]{1,4}))?")
PLAIN_KEY: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
QUARTER: Final = ONE // CREDIT
"""Ten-thousandths in a quarter."""

KINDS: Final = {
    dict: "an object",
    list: "a list",
    str: "text",
    float: "a number",
    bool: "true or false",
    type(None): "null",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """What makes no sense, where, and why."""

    at: Path
    why: str


class Faulty(Exception):  # noqa: N818  the document is, read aloud
    """A document with faults: all of them, in its order."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__(*self.faults)

    def written(self) -> str:
        """The faults as a JSON document."""
        return dumped({"errors": [{"at": _written(fault.at), "why": fault.why} for fault in self.faults]})


class Doubled(dict[str, Any]):
    """An object in which keys stand more than once; the last one holds."""

    keys_twice: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """The keys of an object: ``nullable`` ones are there but may be null, ``optional`` ones may be absent besides."""

    required: tuple[str, ...]
    nullable: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()

    @property
    def expected(self) -> tuple[str, ...]:
        """The keys that must be there."""
        return self.required + self.nullable

    @property
    def known(self) -> tuple[str, ...]:
        """Every key that may be there."""
        return self.expected + self.optional


class Fields:
    """One object of a document, asked key by key, each key once."""

    __slots__ = ("_at", "_found", "_shape", "faults")

    def __init__(self, found: Mapping[str, Any], shape: Shape, at: Path, faults: list[Fault]) -> None:
        """Note at once which keys are missing, unknown or here twice."""
        self._found, self._shape, self._at, self.faults = found, shape, at, faults
        if isinstance(found, Doubled):
            for key in found.keys_twice:
                self.note(key, "This key is here more than once.")
        known = shape.known
        for key in found:
            if key not in known:
                self.note(key, "No such key belongs here.")
        for key in shape.expected:
            if key not in found:
                self.note(key, "This key is missing.")

    @classmethod
    def top(cls, document: object, shape: Shape, faults: list[Fault]) -> Self | None:
        """The object that is the whole document."""
        if isinstance(document, dict):
            return cls(document, shape, (), faults)
        faults.append(Fault((), f"Here belongs {KINDS[dict]}, not {_kind(document)}."))
        return None

    def note(self, key: str, why: str) -> None:
        """Note a fault of this key."""
        self.faults.append(Fault((*self._at, key), why))

    def is_given(self, key: str) -> bool:
        """Whether there is anything but null, sound or not."""
        return self._found.get(key) is not None

    def text(self, key: str) -> str | None:
        """Text that is not empty."""
        value = self._value(key, str)
        if value == "":
            self.note(key, "This text cannot be empty.")
            return None
        return value

    def once(self, key: str, taken: Container[str]) -> str:
        """Text that stands here for the first time; empty when it could not be read."""
        value = self.text(key)
        if value in taken:
            self.note(key, "This was used before.")
        return value or ""

    def word(self, key: str, words: type[Word]) -> Word | None:
        """One of these words."""
        value = self.text(key)
        if value is None:
            return None
        try:
            return words(value)
        except ValueError:
            self.note(key, f"Here belongs one of these: {', '.join(words)}.")
            return None

    def day(self, key: str) -> date | None:
        """A date that exists."""
        written = self._value(key, str)
        if written is None:
            return None
        try:
            if DAY.fullmatch(written):
                return date.fromisoformat(written)
        except ValueError:
            pass
        self.note(key, "This is no day: write one that exists, such as 2026-12-31.")
        return None

    def decimal(self, key: str) -> int | None:
        """A plain decimal that is not negative, in ten-thousandths."""
        written = self._value(key, str)
        if written is None:
            return None
        match = DECIMAL.fullmatch(written)
        if match is None:
            self.note(key, "Write a plain decimal such as 1.25: at most 12 digits before the point and 4 after it.")
            return None
        sign, whole, part = match.groups(default="")
        if sign:
            self.note(key, "This is negative.")
            return None
        return int(whole) * ONE + int(part.ljust(4, "0"))

    def more_than_nothing(self, key: str) -> int | None:
        """A plain decimal above 0, in ten-thousandths."""
        return self._at_least(key, self.decimal(key), 1)

    def credits(self, key: str, *, at_least: int = 0) -> int | None:
        """Credits, in quarters."""
        value = self.decimal(key)
        if value is None:
            return None
        if value % QUARTER:
            self.note(key, "Credits are counted in quarters.")
            return None
        return self._at_least(key, value // QUARTER, at_least)

    def flag(self, key: str) -> bool:
        """True or false; what is neither is false."""
        return bool(self._value(key, bool))

    def part(self, key: str, shape: Shape) -> "Fields | None":
        """An object within this one."""
        found = self._value(key, dict)
        return None if found is None else Fields(found, shape, (*self._at, key), self.faults)

    def parts(self, key: str, shape: Shape) -> Iterator["Fields"]:
        """The objects of a list; what is none is noted and left out."""
        for place, item in enumerate(self._value(key, list) or ()):
            at = (*self._at, key, place)
            if isinstance(item, dict):
                yield Fields(item, shape, at, self.faults)
            else:
                self.faults.append(Fault(at, f"Here belongs {KINDS[dict]}, not {_kind(item)}."))

    def _at_least(self, key: str, value: int | None, least: int) -> int | None:
        if value is not None and value < least:
            self.note(key, "Here belongs more than 0.")
            return None
        return value

    def _value(self, key: str, kind: type[Kind]) -> Kind | None:
        if key not in self._found:
            return None
        value = self._found[key]
        if isinstance(value, kind):
            return value
        if value is not None or key in self._shape.required:
            self.note(key, f"Here belongs {KINDS[kind]}, not {_kind(value)}.")
        return None


def loaded(raw: bytes) -> object:
    """The JSON text; a byte order mark before it is passed over. Raises ``Faulty`` for what is none."""
    try:
        text = raw.removeprefix(BOM).decode()
        return json.loads(text, object_pairs_hook=_object, parse_int=float, parse_constant=_refuse)
    except UnicodeDecodeError as error:
        why = f"This is no UTF-8 text: see byte {error.start + 1}."
    except json.JSONDecodeError as error:
        why = f"This is no JSON: {error.msg}, line {error.lineno}, column {error.colno}."
    except _NoValueError as error:
        why = f"This is no JSON: it knows no {error}."
    except RecursionError:
        why = "This is nested too deeply."
    raise Faulty([Fault((), why)])


def in_order(document: object, faults: Iterable[Fault]) -> list[Fault]:
    """The faults in the order of the document; what is missing comes at the end of its object."""
    places: dict[int, dict[str, int]] = {}

    def place(fault: Fault) -> list[int]:
        found, steps = document, []
        for step in fault.at:
            if isinstance(found, dict):
                known = places.get(id(found))
                if known is None:
                    known = places[id(found)] = {key: number for number, key in enumerate(found)}
                steps.append(known.get(str(step), len(found)))
                found = found.get(step)
            elif isinstance(found, list) and isinstance(step, int):
                steps.append(step)
                found = found[step]
        return steps

    return sorted(faults, key=place)


def credits_text(quarters: int) -> str:
    """Credits with two decimals."""
    return f"{quarters // CREDIT}.{quarters % CREDIT * 100 // CREDIT:02d}"


def amount_text(amount: int) -> str:
    """An amount with as many decimals as it needs."""
    whole, part = divmod(amount, ONE)
    return f"{whole}.{part:04d}".rstrip("0").rstrip(".")


def dumped(document: object) -> str:
    """A JSON document as it is written: indented, in ASCII, with a line's end."""
    return json.dumps(document, indent=2) + "\n"


class _NoValueError(Exception):
    """A word that some take for a number."""


def _refuse(word: str) -> None:
    raise _NoValueError(word)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    doubled = Doubled(found)
    times = Counter(key for key, _value in pairs)
    doubled.keys_twice = tuple(key for key in found if times[key] > 1)
    return doubled


def _kind(value: object) -> str:
    return next(word for kind, word in KINDS.items() if isinstance(value, kind))


def _written(at: Path) -> str:
    steps = [
        f"[{step}]" if isinstance(step, int) else f".{step}" if PLAIN_KEY.fullmatch(step) else f"[{json.dumps(step)}]"
        for step in at
    ]
    return "".join(steps).removeprefix(".")
