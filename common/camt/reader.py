"""Reads one XML file: events come in, only what ``common.camt.shape`` names is kept, and each entry is made at its end.

On defusedxml's parser without document types, so there are no entities to expand and nothing is fetched. Memory is that
of the facts that come out, whatever else a file holds.
"""

import re
from typing import Any, Final
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from common.camt.facts import Fault, FaultCode, Statement
from common.camt.shape import ROOT, Place
from common.camt.statements import Draft, Part, part

DEEPEST: Final = 64
"""Elements in one another; camt.053 itself needs 12."""
MOST: Final = 200_000
"""Lines, entries and statements that one upload may hold."""

MESSAGE: Final = re.compile(r"\b([a-z]{4}\.[0-9]{3})\.[0-9]{3}\.([0-9]{2})$")
STATEMENTS: Final = "camt.053"
ENVELOPE: Final = "head.001"
MOST_MESSAGES: Final = 8
"""Different kinds of message that are remembered to tell what a file is."""
DECLARED: Final = re.compile(rb"<\?xml[^>]{0,200}?\sencoding\s*=\s*[\"']([A-Za-z][\w.:-]{0,40})[\"']")

UNKNOWN_ENCODING, WRONG_ENCODING, BAD_TOKEN = 18, 19, 4
CUT_OFF: Final = frozenset({3, 5, 6, 20})
"""What expat says at the end of half a file: no element, half a token, half a character, half a CDATA section."""


class Stop(Exception):  # noqa: N818  it ends the reading of a file
    """Nothing more of this file is read, for one reason."""

    def __init__(self, code: FaultCode, **facts: Any) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


class Budget:
    """How many lines, entries and statements may still come, over all files of one upload."""

    def __init__(self) -> None:
        self.left = MOST

    def spend(self) -> None:
        """Take one. Raises ``Stop`` when there is none left."""
        self.left -= 1
        if self.left < 0:
            raise Stop(FaultCode.TOO_MANY_LINES, most=MOST)


class _Events:
    """What the parser tells, turned into statements."""

    def __init__(self, file: str, budget: Budget, faults: list[Fault], statements: list[Statement]) -> None:
        self.file = file
        self.budget = budget
        self.faults = faults
        self.statements = statements
        self.messages: dict[tuple[str, str], None] = {}
        self.seen = self.found = self.inside = False
        self.prefix = ""
        self.stack: list[Place | None] = []
        self.groups: list[dict[str, list[str]]] = []
        self.parts: list[Part] = []
        self.draft: Draft | None = None
        self.text: list[str] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        stack = self.stack
        if len(stack) >= DEEPEST:
            raise Stop(FaultCode.TOO_DEEP, most=DEEPEST)
        above = stack[-1] if stack else None
        if above is None:
            stack.append(None if self.inside else self._outside(tag))
            return
        prefix = self.prefix
        place = above.children.get(tag[len(prefix) :]) if tag.startswith(prefix) else None
        stack.append(place)
        if place is None:
            return
        if place.group:
            self._open(place.group)
        if place.key:
            self.text = []
            if "Ccy" in attributes:
                self.groups[-1].setdefault(f"{place.key}@", []).append(attributes["Ccy"])

    def data(self, text: str) -> None:
        place = self.stack[-1]
        if place is not None and place.key:
            self.text.append(text)

    def end(self, _tag: str) -> None:
        place = self.stack.pop()
        if place is None:
            return
        if place.key:
            self.groups[-1].setdefault(place.key, []).append("".join(self.text))
            self.text = []
        if place.group:
            self._close(place.group)
        elif place is ROOT:
            self.inside = False

    def close(self) -> None:
        """Nothing is left to do at the end of a file."""

    def _outside(self, tag: str) -> Place | None:
        """The place of an element whose parent we do not know: the beginning of the statements, or none."""
        self.seen = True
        namespace, _brace, name = tag.rpartition("}")
        message = MESSAGE.search(namespace)
        known = (message[1], message[2]) if message else ("", "")
        if name == "BkToCstmrStmt" and (not namespace or known[0] == STATEMENTS):
            if known[1] in ("00", "01"):
                raise Stop(FaultCode.OLD_VERSION, version=int(known[1]))
            self.found = self.inside = True
            self.prefix = f"{namespace}}}" if namespace else ""
            return ROOT
        if len(self.messages) < MOST_MESSAGES:
            self.messages[known] = None
        return None

    def _open(self, group: str) -> None:
        self.groups.append({})
        if group == "statement":
            self.budget.spend()
            self.draft = Draft(self.file, len(self.statements) + 1, self.faults)
            self.draft.texts = self.groups[-1]
        elif group == "entry":
            self.budget.spend()

    def _close(self, group: str) -> None:
        texts = self.groups.pop()
        draft = self.draft
        if draft is None:
            return
        if group == "part":
            if self.parts:
                self.budget.spend()
            self.parts.append(part(texts))
        elif group == "entry":
            parts, self.parts = self.parts, []
            draft.entry(texts, parts)
        elif group == "balance":
            draft.balance(texts)
        else:
            self.statements.append(draft.finish())
            self.draft = None


def read_xml(data: bytes, file: str, budget: Budget, faults: list[Fault], statements: list[Statement]) -> None:
    """Add what one XML file holds to ``statements``, and what is wrong with it to ``faults``. Raises ``Stop``."""
    before = len(statements)
    events = _Events(file, budget, faults, statements)
    parser = DefusedXMLParser(target=events, forbid_dtd=True)
    try:
        parser.feed(data)
        parser.close()
    except DefusedXmlException:
        raise Stop(FaultCode.DOCUMENT_TYPE) from None
    except ParseError as error:
        raise _broken(error, data, events) from None
    except (LookupError, ValueError, TypeError):
        raise Stop(FaultCode.UNKNOWN_ENCODING, encoding=_declared(data)) from None
    if not events.found:
        message = next((message for message, _version in events.messages if message not in ("", ENVELOPE)), "")
        if message != STATEMENTS:
            raise Stop(FaultCode.NOT_STATEMENTS, message=message)
    if len(statements) == before:
        raise Stop(FaultCode.NO_STATEMENT)


def _declared(data: bytes) -> str:
    """The encoding the file says it has."""
    found = DECLARED.search(data[:1024].replace(b"\0", b""))
    return found[1].decode() if found else "UTF-8"


def _broken(error: ParseError, data: bytes, events: _Events) -> Stop:
    """What a file is that expat could not read to its end."""
    code, (line, column) = error.code, error.position
    encoding = _declared(data)
    if code == UNKNOWN_ENCODING:
        return Stop(FaultCode.UNKNOWN_ENCODING, encoding=encoding)
    if code == WRONG_ENCODING or (code == BAD_TOKEN and not _decodes(data, encoding)):
        return Stop(FaultCode.ENCODING, encoding=encoding)
    if code in CUT_OFF and events.seen:
        return Stop(FaultCode.TRUNCATED, line=line)
    return Stop(FaultCode.BROKEN, line=line, column=column + 1)


def _decodes(data: bytes, encoding: str) -> bool:
    """Whether the bytes are what a common encoding allows; others allow nearly all."""
    codec = encoding.lower()
    if codec not in ("utf-8", "us-ascii", "ascii"):
        return True
    try:
        data.decode(codec)
    except UnicodeDecodeError:
        return False
    return True
