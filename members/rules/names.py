"""Whether two names as banks and people write them can be of the same person or company.

Pure. Case, accents, order, titles, particles and legal forms do not count; an initial stands for every word that begins
with it. A name is a tuple of such words.
"""

import re
import unicodedata
from typing import Final

MOST_WORDS: Final = 8
LETTERS: Final = str.maketrans({"ø": "o", "ł": "l", "æ": "a", "œ": "o", "đ": "d", "ð": "d", "þ": "th", "ı": "i"})
FOLDED: Final = (("ae", "a"), ("oe", "o"), ("ue", "u"))
"""Umlauts are written with an e by some banks and without by others; what is folded in both names does no harm."""

LEGAL_FORMS: Final = frozenset(
    """
    bv nv vof cv ua ba gmbh mbh ag kg kgaa ug ohg ev se ltd limited plc llp llc lp inc corp sa sarl sas srl sprl bvba
    asbl vzw spa snc ab as asa aps oy oyj ou doo zoo sro kft eood
    """.split()  # noqa: SIM905  so it is read and kept in order more easily
)
NO_PART: Final = frozenset(
    """
    van von der den de het ter ten te zu zur la le les du di da dos del della al el bin ibn
    dr drs ir ing mr mrs ms miss mw mevr dhr hr fam prof heer mevrouw en of eo and und et ou cj io inzake
    """.split()  # noqa: SIM905  so it is read and kept in order more easily
)

_DOTTED: Final = re.compile(r"\b\w(?:\.\w)+\b\.?")
_WORD: Final = re.compile(r"[^\W_]+")


def words(name: str) -> tuple[str, ...]:
    """The words of a name that count, each once, in order; all of them when none would count."""
    plain = unicodedata.normalize("NFKD", name)
    plain = "".join(char for char in plain if not unicodedata.combining(char)).casefold().translate(LETTERS)
    found = _WORD.findall(_DOTTED.sub(_undotted, plain))
    counting = [word for word in found if word not in LEGAL_FORMS and word not in NO_PART]
    return tuple(dict.fromkeys(map(_folded, counting or found)))[:MOST_WORDS]


def alike(one: tuple[str, ...], other: tuple[str, ...]) -> int:
    """In how many words two names agree; 0 when they can hardly be the same.

    They share a whole word, and all the rest of the shorter fits the rest of the longer: an initial and its word.
    """
    shared = {word for word in one if len(word) > 1 and word in other}
    if not shared:
        return 0
    short, long = sorted(([word for word in name if word not in shared] for name in (one, other)), key=len)
    for word in short:
        fitting = next((rest for rest in long if rest[0] == word[0] and 1 in (len(rest), len(word))), None)
        if fitting is None:
            return 0
        long.remove(fitting)
    return len(shared) + len(short)


def keys(name: tuple[str, ...]) -> set[tuple[str, str]]:
    """Under what a name is kept so that ``sought`` finds all that are alike: a word, and another's first letter."""
    whole = [word for word in name if len(word) > 1]
    pairs = {(word, other[0]) for word in whole for other in name if other != word}
    alone = {(word, "") for word in whole if len(name) == 1}
    return pairs | alone | {(word, "*") for word in whole}


def sought(name: tuple[str, ...]) -> list[tuple[str, str]]:
    """Under what names alike to this one are kept; a name of one word is alike to all that have it."""
    whole = [word for word in name if len(word) > 1]
    if len(name) == 1:
        return [(word, "*") for word in whole]
    return sorted(keys(name) - {(word, "*") for word in whole}) + [(word, "") for word in whole]


def _undotted(found: re.Match[str]) -> str:
    """Letters with dots: a legal form as one word, initials apart."""
    letters = found[0].replace(".", "")
    return letters if letters in LEGAL_FORMS else " ".join(letters) + " "


def _folded(word: str) -> str:
    for pair, letter in FOLDED:
        word = word.replace(pair, letter)
    return word
