"""References a payer quotes and a bank checks (ISO 11649), such as ``RF46 2026 0001 23``.

Pure. Ours are made from digits alone: of those, every single mistyped character and every two neighbours that
changed places show. Source: ISO 11649; decided.
"""

import re
import unicodedata
from typing import Final

from stdnum.iso7064 import mod_97_10

DIGITS: Final = re.compile(r"[0-9]{1,21}")
"""What a reference may be made from; 21 is what the standard leaves beside ``RF`` and two check digits."""


def make(digits: str) -> str:
    """The reference made from these digits: ``2026000123`` becomes ``RF462026000123``.

    Raises ``ValueError`` for anything but 1 to 21 digits.
    """
    if not DIGITS.fullmatch(digits):
        raise ValueError("A creditor reference is made from 1 to 21 digits.")
    return f"RF{mod_97_10.calc_check_digits(f'{digits}RF')}{digits}"


def tidy(text: str) -> str:
    """A reference as banks pass it on, however it was typed: capital letters, without spaces, hyphens and dots."""
    return "".join(character for character in text if not _separates(character)).upper()


def is_whole(text: str) -> bool:
    """Whether this is a reference of our kind with nothing mistyped, however it is spaced."""
    reference = tidy(text)
    return bool(DIGITS.fullmatch(reference[4:])) and reference == make(reference[4:])


def shown(reference: str) -> str:
    """A reference as people read it, in groups of four: ``RF46 2026 0001 23``."""
    plain = tidy(reference)
    return " ".join(plain[start : start + 4] for start in range(0, len(plain), 4))


def _separates(character: str) -> bool:
    """Spaces, dots, and hyphens and invisible marks of any kind that a mail program or a printer puts in."""
    return character.isspace() or character == "." or unicodedata.category(character) in {"Pd", "Cf"}
