"""Text people write: cleaned without changing what they meant."""

import re
import unicodedata
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from functools import lru_cache, wraps
from typing import Final, ParamSpec

from django.core.exceptions import ValidationError
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

Said = ParamSpec("Said")

JOINERS: Final = "\u200c\u200d"
"""Zero-width (non-)joiners: part of the spelling in Persian, Hindi and other scripts."""

STOWAWAYS: Final = dict.fromkeys(map(ord, "\u00ad\u200b\u200e\u200f\u2060\ufeff"))
"""Invisible characters that come along when text is pasted and say nothing: taken out silently."""

UNSEEN: Final = frozenset({"Cc", "Cf", "Cs", "Co"})
"""Unicode's categories of what cannot be seen, or turns the direction of the text around it."""


def clean_line(text: str) -> str:
    """One line of text: white space folded, Unicode composed (NFC), stowaways of pasting removed.

    Raises ``ValidationError`` when characters that cannot be shown or that turn the direction of the
    text are in it, or when nothing readable is left.
    """
    line = _tidy(text)
    _require_readable(line)
    return line


def clean_lines(text: str, at_most: int | None = None) -> str:
    """Several lines of text, such as an address: each as ``clean_line`` leaves it, empty ones left out.

    Raises ``ValidationError`` as ``clean_line`` does, and when there are more than ``at_most`` lines.
    """
    lines = [line for written in text.splitlines() if (line := clean_line(written))]
    if at_most and len(lines) > at_most:
        raise ValidationError(
            _("Please write this in at most %(most)d lines. Now there are %(now)d."),
            code="too-many-lines",
            params={"most": at_most, "now": len(lines)},
        )
    return "\n".join(lines)


def clean_paragraphs(text: str) -> str:
    """A text of several paragraphs: its lines tidied as ``clean_line`` does, never more than one empty one in between.

    Raises ``ValidationError`` as ``clean_line`` does; a line without letters is fine where others have some.
    """
    tidy = re.sub(r"\n{3,}", "\n\n", "\n".join(_tidy(line) for line in text.splitlines())).strip()
    _require_readable(tidy)
    return tidy


def _tidy(text: str) -> str:
    composed = unicodedata.normalize("NFC", text).translate(STOWAWAYS)
    line = re.sub(r"\s+", " ", composed).strip(" " + JOINERS)
    if any(_unseen(character) for character in line):
        raise ValidationError(
            _("This contains characters that cannot be shown. Please type it instead of pasting it."), code="unseen"
        )
    return line


def _require_readable(text: str) -> None:
    if text and not any(unicodedata.category(character)[0] in "LN" for character in text):
        raise ValidationError(_("Please write this with at least one letter or number."), code="no-letter")


def _unseen(character: str) -> bool:
    """Whether nobody could read this: invisible by category, or a code point that will never be a character."""
    if character in JOINERS:
        return False
    point = ord(character)
    never = point & 0xFFFE == 0xFFFE or 0xFDD0 <= point <= 0xFDEF
    return never or unicodedata.category(character) in UNSEEN


def in_language(language: str) -> AbstractContextManager[None]:
    """Say what follows in a language; nothing is done where it is said in that one anyway."""
    return nullcontext() if get_language() == language else override(language)


def said_often(say: Callable[Said, str]) -> Callable[Said, str]:
    """Keep the latest of what is said again and again, such as days and numbers with their units, by language.

    What is said follows from the arguments and the language of the moment alone.
    """

    def spoken(_language: str | None, *given: Said.args, **named: Said.kwargs) -> str:
        return say(*given, **named)

    said: Callable[..., str] = lru_cache(maxsize=4096)(spoken)

    @wraps(say)
    def asked(*given: Said.args, **named: Said.kwargs) -> str:
        return said(get_language(), *given, **named)

    return asked
