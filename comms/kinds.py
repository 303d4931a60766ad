"""The catalogue of mails: what each kind says, when it is sent, from which facts, and how long its text is kept.

Each app's ``emails.py`` makes its kinds and registers them at start. An act hands over facts, plain values as
declared; the words are made when the mail is sent, in the recipient's language, from three templates
(``…_subject.txt``, ``…_message.txt``, ``…_message.html``).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from django.utils.functional import Promise

if TYPE_CHECKING:
    from comms.models import Message

NOT_KEPT: Final = timedelta()
KEPT: Final = timedelta(days=90)

Facts = Mapping[str, Any]

_DUMP: Final[Mapping[type, Callable[[Any], Any]]] = {
    str: str, int: int, bool: bool, list: list, Decimal: str, date: date.isoformat, datetime: datetime.isoformat,
}  # fmt: skip
_LOAD: Final[Mapping[type, Callable[[Any], Any]]] = {
    **_DUMP, Decimal: Decimal, date: date.fromisoformat, datetime: datetime.fromisoformat,
}  # fmt: skip


def _always(message: "Message") -> bool:
    return True


def _nothing_more(facts: Facts) -> Facts:
    return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageKind:
    """One kind of mail.

    ``facts`` names what an act hands over, with its type (text, number, day, moment, list of texts).
    ``more`` makes of them what the templates need beside. ``kept`` is how long text and facts stay after
    sending: not at all where a link in it opens something. ``confidential`` ones stand on no list of the back office.
    After ``good_for`` the mail is dropped unsent, and
    so it is when ``still_true`` says no at the moment of sending.
    """

    key: str
    name: str | Promise
    when: str | Promise
    template: str
    sample: Facts
    facts: Mapping[str, type] = field(default_factory=dict)
    more: Callable[[Facts], Facts] = _nothing_more
    kept: timedelta = KEPT
    confidential: bool = False
    good_for: timedelta | None = None
    still_true: Callable[["Message"], bool] = _always

    @property
    def app(self) -> str:
        """The part of the portal it belongs to."""
        return self.key.partition(".")[0]

    def dump(self, facts: Facts) -> dict[str, Any]:
        """Facts as they stand in a row. Raises ``ValueError`` when one is missing or was never declared."""
        if facts.keys() != self.facts.keys():
            odd = ", ".join(sorted(facts.keys() ^ self.facts.keys()))
            raise ValueError(f"{self.key} is made from other facts: {odd}.")
        return {name: _DUMP[kind](facts[name]) for name, kind in self.facts.items()}

    def load(self, stored: Facts) -> dict[str, Any]:
        """The facts of a row as they were handed over."""
        return {name: _LOAD[kind](stored[name]) for name, kind in self.facts.items()}


KINDS: Final[dict[str, MessageKind]] = {}


READERS: Final[dict[str, Callable[[Any, "Message"], bool]]] = {}
"""Part of the portal → whether a colleague who reads mails to others may read this one of its kinds."""


def register(*kinds: MessageKind) -> None:
    """Add kinds to the catalogue. Raises ``ValueError`` for a key that is taken."""
    for kind in kinds:
        if kind.key in KINDS:
            raise ValueError(f"{kind.key} is in the catalogue already.")
        KINDS[kind.key] = kind


def confidential() -> list[str]:
    """The keys of kinds that stand on no list of the back office."""
    return [kind.key for kind in KINDS.values() if kind.confidential]


def read_by(app: str, may_read: Callable[[Any, "Message"], bool]) -> None:
    """Keep mails of a part of the portal from who may not read them. Raises ``ValueError`` where that is said."""
    if app in READERS:
        raise ValueError(f"Who reads mails of {app} is said already.")
    READERS[app] = may_read
