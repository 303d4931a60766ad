"""Who is named in a text: a reporter, where the member will read it; a case officer, in a report. Pure."""

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

SHORTEST: Final = 3
"""Letters of a name below which it stands in too many other words."""
DIGITS: Final = 6
"""The last digits of a telephone number, however it is written."""
STYLES: Final = frozenset({"mr", "mrs", "ms", "miss", "dr", "prof", "ir", "drs", "de", "heer", "mevrouw"})
"""What stands before a name instead of a given one."""


def named(text: str, *, names: Iterable[str], addresses: Iterable[str], phones: Iterable[str]) -> list[str]:
    """What of these stands in a text, as it was given, each once; a name's parts are looked for as whole words."""
    said = _folded(text)
    words = set(_words(text))
    digits = re.sub(r"\D", "", text)
    parts = [part for name in names for part in re.findall(r"[^\W_]+", name)]
    found = [part for part in parts if len(part) >= SHORTEST and _folded(part) in words]
    found += [address for address in addresses if address and _folded(address) in said]
    found += [phone for phone in phones if len(last := re.sub(r"\D", "", phone)[-DIGITS:]) == DIGITS and last in digits]
    return list(dict.fromkeys(found))


def means(given: str, family: str, *, about: str, told: str = "") -> bool:
    """Whether somebody is whom a text is ``about``, or is named in what is ``told``, as far as a name can say.

    In any order, without regard to case, accents and points. Whom it is about may stand there by a first letter, or
    with a form of address and no given name.
    """
    last, first = set(_words(family)), _words(given)
    whole = last.union(first[:1] if last else first)
    words = set(_words(about))
    if whole and (whole <= words or whole <= set(_words(told))):
        return True
    others = words - last
    return bool(last) and last <= words and (others <= STYLES or any(part[0] in others for part in first[:1]))


def _words(text: str) -> list[str]:
    """The words of a text, without regard to case and accents."""
    return re.findall(r"[^\W_]+", _folded(text))


def _folded(text: str) -> str:
    """A text without regard to case and accents."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter))
