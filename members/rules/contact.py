"""Rules of the register: member numbers, postal addresses and telephone numbers as people write them.

Pure: text and numbers in, text and numbers out. Nothing a person wrote is turned into another country's
form; only what cannot be seen or cannot belong is refused by the callers.
"""

import unicodedata
from dataclasses import dataclass
from typing import Final

FIRST_NUMBER: Final = 10_001
ADDRESS_LINES: Final = 3
ADDRESS_LENGTH: Final = 300
PHONE_LENGTH: Final = 40
PHONE_DIGITS: Final = range(5, 21)
PHONE_SIGNS: Final = frozenset("0123456789 +-()./#*,;extEXT")


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Where a member can be reached by post and telephone."""

    address: str = ""
    postal_code: str = ""
    town: str = ""
    country: str = ""
    phone: str = ""

    @property
    def reachable_by_post(self) -> bool:
        """Whether a letter would arrive: street, town and country; not every country has postal codes."""
        return bool(self.address and self.town and self.country)


def member_number(place: int) -> int:
    """The number of the ``place``-th person in the register, counted from 1."""
    return FIRST_NUMBER + place - 1


def tidy_phone(text: str) -> str:
    """A telephone number in plain digits and signs: any script's digits, dashes and spaces made ordinary.

    Address books paste invisible direction marks along; they are dropped.
    """
    tidy = []
    for char in unicodedata.normalize("NFKC", text):
        category = unicodedata.category(char)
        if category == "Nd":
            tidy.append(str(unicodedata.digit(char)))
        elif category == "Pd":
            tidy.append("-")
        elif category not in {"Cf", "Mn"}:
            tidy.append(char)
    return " ".join("".join(tidy).split())


def is_phone(text: str) -> bool:
    """Whether tidy text could be dialled: 5 to 20 digits, and signs people put between them."""
    digits = sum(char in "0123456789" for char in text)
    return digits in PHONE_DIGITS and all(char in PHONE_SIGNS for char in text)
