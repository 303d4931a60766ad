"""What else can be done about a title today, told by the app that does it; that registers itself as it starts."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final

from accounts.models import User
from members.models import Credential


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """Something to do about a title, and the page that asks for it."""

    label: str
    url: str


Tell = Callable[[Credential, User, date], list[Offer]]
_KNOWN: Final[list[Tell]] = []


def register(tell: Tell) -> None:
    """Say who knows. The last one counts."""
    _KNOWN[:] = [tell]


def offers_of(credential: Credential, *, by: User, on: date) -> list[Offer]:
    """What this person can do about a title on a day, and nothing that would be refused."""
    return _KNOWN[0](credential, by, on) if _KNOWN else []
