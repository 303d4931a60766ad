"""The contributions of a cycle in words, for colleagues: year, invoice, last day to pay, what was paid on which day."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.money import in_euros
from members.enums import Fared, Moved
from members.rules.cycles import Window
from members.selectors import AskedYear, Move

FARED: Final[dict[Fared, str | Promise]] = {
    Fared.PAID: gettext_lazy("paid"),
    Fared.CREDITED: gettext_lazy("credited"),
    Fared.OPEN: gettext_lazy("not paid yet"),
    Fared.LATE: gettext_lazy("not paid"),
}
"""What became of a year that was billed."""
MOVED: Final[dict[Moved, str | Promise]] = {
    Moved.RECEIVED: gettext_lazy("%(amount)s received on %(day)s"),
    Moved.CAME_BACK: gettext_lazy("%(amount)s came back on %(day)s"),
    Moved.PAID_BACK: gettext_lazy("%(amount)s paid back on %(day)s"),
    Moved.TAKEN_BACK: gettext_lazy("%(amount)s taken back by the bank on %(day)s"),
    Moved.CORRECTED: gettext_lazy("%(amount)s corrected on %(day)s"),
}


def of_cycle(years: Sequence[AskedYear], moves: Sequence[Move], window: Window) -> list[str]:
    """A sentence for each contribution whose year begins in a cycle, the oldest first. No query."""
    within = [year for year in years if window.holds(year.contribution.due_on) and year.fared is not Fared.FREE]
    within.sort(key=lambda year: (year.contribution.due_on, year.contribution.pk))
    return [_told(year, moves) for year in within]


def _told(year: AskedYear, moves: Sequence[Move]) -> str:
    named = {"due": _day(year.contribution.due_on), "amount": in_euros(year.contribution.amount)}
    if year.invoice is None:
        return _("Contribution of %(amount)s, due on %(due)s: no invoice was made yet.") % named
    paid = [
        MOVED[move.kind] % {"amount": in_euros(abs(move.amount)), "day": _day(move.on)}
        for move in moves
        if move.invoice is not None and move.invoice.pk == year.invoice.pk
    ]
    named |= {"number": year.invoice.number, "last": _day(year.invoice.due_on), "fared": str(FARED[year.fared])}
    told = _("Contribution of %(amount)s, due on %(due)s, invoice %(number)s, last day to pay %(last)s: %(fared)s.")
    if not paid:
        return told % named
    return " ".join([told % named, _("At the bank: %(moves)s.") % {"moves": get_text_list(paid, _("and"))}])


def _day(on: date) -> str:
    return date_format(on)
