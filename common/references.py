"""References nobody can guess, and nobody mistypes unnoticed, such as ``M-7K3P-Q9WD-4XTN-H``.

Crockford's alphabet (digits, and letters without I, L, O and U): up to two letters for the kind, groups of four, and
a check character. Read as elements of the field of 32, weighted by powers of 2 that all differ, the characters add
up to zero; so one wrong character, and any two that changed places, always show. Pure, but for the random bits.
"""

import secrets
import unicodedata
from typing import Final

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LOOK_ALIKES: Final = str.maketrans("OIL", "011")
SIZES: Final = range(20, 141, 20)
"""Bits a reference may hold: whole groups, and no more characters than there are different weights (31)."""

BITS: Final = 60
"""Bits of a reference unless said otherwise: no member number and no name can be taken for one."""

_FIELD: Final = 0b100101
"""x^5 + x^2 + 1, for which the powers of 2 run through all 31 elements but zero."""


def new(prefix: str = "", bits: int = BITS) -> str:
    """A reference with that many random bits; with 60 it has at most 19 characters.

    Raises ``ValueError`` for a prefix of more than two letters or outside the alphabet, and for bits that fill no
    groups.
    """
    if bits not in SIZES or not _is_prefix(prefix):
        raise ValueError("A reference has up to two letters of its alphabet and 20 to 140 bits in steps of 20.")
    return checked(prefix + "".join([ALPHABET[byte % 32] for byte in secrets.token_bytes(bits // 5)]))


def checked(symbols: str) -> str:
    """The reference of these characters of the alphabet, as we write it, with its check character."""
    return _in_groups(symbols + ALPHABET[_double(_sum(symbols))])


def tidy(text: str) -> str:
    """A reference as we write it, however it was typed: any case, O for 0, I or L for 1, with or without hyphens.

    What has no reference's length comes back without spaces and hyphens.
    """
    plain = "".join(character for character in text if not _separates(character))
    return _in_groups(plain.upper().translate(LOOK_ALIKES))


def _in_groups(plain: str) -> str:
    letters = (len(plain) - 1) % 4
    if letters == 3:
        return plain
    groups = [plain[:letters], *(plain[start : start + 4] for start in range(letters, len(plain), 4))]
    return "-".join(filter(None, groups))


def is_whole(text: str, bits: int | None = None) -> bool:
    """Whether this can be a reference with nothing mistyped, however it is spaced; of so many ``bits``, or of any."""
    symbols = tidy(text).replace("-", "")
    letters = (len(symbols) - 1) % 4
    size = (len(symbols) - 1 - letters) * 5
    return (
        (size in SIZES if bits is None else size == bits)
        and _is_prefix(symbols[:letters])
        and all(symbol in ALPHABET for symbol in symbols)
        and _sum(symbols) == 0
    )


def beginning(text: str) -> str:
    """How a reference without letters for its kind begins, as we write it; empty for what none begins with."""
    plain = tidy(text).replace("-", "")
    if not all(symbol in ALPHABET for symbol in plain):
        return ""
    return "-".join(plain[start : start + 4] for start in range(0, len(plain), 4))


def _is_prefix(letters: str) -> bool:
    return len(letters) <= 2 and all(letter in ALPHABET[10:] for letter in letters)


def _separates(character: str) -> bool:
    """Spaces, and hyphens and invisible marks of any kind that a mail program or a printer puts in."""
    return character.isspace() or unicodedata.category(character) in {"Pd", "Cf"}


def _double(element: int) -> int:
    """Twice an element of the field of 32."""
    doubled = element << 1
    return doubled ^ _FIELD if doubled & 32 else doubled


def _sum(symbols: str) -> int:
    """The weighted sum: the last character counts once, the one before twice, and so on."""
    total = 0
    for symbol in symbols:
        total = _double(total) ^ ALPHABET.index(symbol)
    return total
