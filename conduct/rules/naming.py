"""Whether a text that a member will read says who reported: names, addresses and numbers of reporters. Pure."""

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

SHORTEST: Final = 3
"""Letters of a name below which it stands in too many other words."""
DIGITS: Final = 6
"""The last digits of a telephone number, however it is written."""


def named(text: str, *, names: Iterable[str], addresses: Iterable[str], phones: Iterable[str]) -> list[str]:
    """What of these stands in a text, as it was given, each once; a name's parts are looked for as whole words."""
    said = _folded(text)
    words = set(re.findall(r"[^\W_]+", said))
    digits = re.sub(r"\D", "", text)
    parts = [part for name in names for part in re.findall(r"[^\W_]+", name)]
    found = [part for part in parts if len(part) >= SHORTEST and _folded(part) in words]
    found += [address for address in addresses if address and _folded(address) in said]
    found += [phone for phone in phones if len(last := re.sub(r"\D", "", phone)[-DIGITS:]) == DIGITS and last in digits]
    return list(dict.fromkeys(found))


def _folded(text: str) -> str:
    """A text without regard to case and accents."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter))
