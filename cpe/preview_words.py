"""Previews in words: how far one is, what it comes to, and its lines for a page and for a spreadsheet."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django.db.models import QuerySet
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.jobs import CHUNK
from common.money import in_figures
from cpe import words
from cpe.models import PolicyPreview, PreviewLine
from cpe.models.previews import GAINS, JUDGED, LOSES, SAME

HEADINGS: Final = {
    LOSES: lambda: _("Who loses"),
    GAINS: lambda: _("Who gains"),
    SAME: lambda: _("Counted differently, with the same result"),
}


def state(preview: PolicyPreview) -> tuple[str, str]:
    """The shape and the word of where it is."""
    if preview.done_at:
        return "valid", _("done")
    if not preview.reached:
        return "waiting", _("waits its turn")
    titles = preview.considered
    told = ngettext("at work: %(n)s title looked at", "at work: %(n)s titles looked at", titles)
    return "waiting", told % {"n": _number(titles)}


def as_if(preview: PolicyPreview) -> str:
    """From when it is judged as if the version had been in force."""
    return words.first_day(preview.first_day)


def outcome(preview: Any) -> list[str]:
    """What a preview that is done, read ``with_totals``, comes to: a sentence or two."""
    titles = preview.considered
    if not titles:
        return [_("No title that stood on this day has a cycle to judge.")]
    of = ngettext("Of %(n)s title", "Of %(n)s titles", titles) % {"n": _number(titles)}
    staying = titles - preview.losing - preview.gaining - preview.alike
    if staying == titles:
        return [_("Nobody gains and nobody loses."), _("%(titles)s, all stay as they are.") % {"titles": of}]
    parts = [
        ngettext("%(n)s gains", "%(n)s gain", preview.gaining) % {"n": _number(preview.gaining)},
        ngettext("%(n)s loses", "%(n)s lose", preview.losing) % {"n": _number(preview.losing)},
        ngettext("%(n)s stays as it is", "%(n)s stay as they are", staying) % {"n": _number(staying)},
    ]
    if alike := preview.alike:
        told = ngettext(
            "%(n)s is counted differently with the same result",
            "%(n)s are counted differently with the same result",
            alike,
        )
        parts.append(told % {"n": _number(alike)})
    return [f"{of}, {', '.join(parts)}.", *_minimum(preview)]


def _minimum(preview: Any) -> Iterator[str]:
    if falling := preview.falling:
        told = ngettext("%(n)s would no longer meet its minimum.", "%(n)s would no longer meet their minimum.", falling)
        yield told % {"n": _number(falling)}
    if rising := preview.rising:
        told = ngettext("%(n)s would meet its minimum at last.", "%(n)s would meet their minimum at last.", rising)
        yield told % {"n": _number(rising)}


@dataclass(frozen=True, slots=True, kw_only=True)
class LineWords:
    """A line as people read it; ``stands`` is empty where the cycle stands the same."""

    number: int
    name: str
    title: str
    until: Any
    counted: str
    needed: str
    difference: str
    stands: str


def line(row: PreviewLine) -> LineWords:
    """A line in words; a value that stays is told once."""
    member = row.credential.member
    return LineWords(
        number=member.number,
        name=str(member.user),
        title=row.credential.title.code,
        until=row.expires_on,
        counted=_change(in_figures(row.was_counted), in_figures(row.becomes_counted)),
        needed=_change(in_figures(row.was_required), in_figures(row.becomes_required)),
        difference=signed(row.difference),
        stands="" if row.was == row.becomes else _change(row.get_was_display(), row.get_becomes_display()),
    )


def signed(credits_: Decimal) -> str:
    """A difference with its sign, and none for nothing."""
    sign = "+" if credits_ > 0 else "−" if credits_ < 0 else ""
    return sign + in_figures(abs(credits_))


def _change(before: str, after: str) -> str:
    return before if before == after else f"{before} → {after}"


def _number(count: int) -> str:
    return number_format(count, force_grouping=True)


def table(lines: QuerySet[PreviewLine]) -> tuple[Sequence[str], Iterator[Sequence[Any]]]:
    """Header and rows for a spreadsheet: names of members as they are written, numbers and days as such (1 query).

    Words are those of the language of the moment, also when the rows are read later.
    """
    stands = {value: str(name) for value, name in JUDGED}
    header = [
        _("Member number"),
        _("Name"),
        _("Title"),
        _("Cycle until"),
        _("Counted now"),
        _("Counted then"),
        _("Needed now"),
        _("Needed then"),
        _("Difference"),
        _("Cycle now"),
        _("Cycle then"),
    ]
    rows = (
        (
            row.credential.member.number,
            str(row.credential.member.user),
            row.credential.title.code,
            row.expires_on.isoformat(),
            row.was_counted,
            row.becomes_counted,
            row.was_required,
            row.becomes_required,
            row.difference,
            stands[row.was],
            stands[row.becomes],
        )
        for row in lines.iterator(chunk_size=CHUNK)
    )
    return header, rows
