"""A claim, a certification year and a cycle as their member reads them: dataclasses that tell their own figures.

``cpe.ledger_words`` makes them from the counts of the rules.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cpe import claim_words, words
from cpe.claim_words import SHAPES
from cpe.enums import ClaimStatus, Pace
from cpe.models import Claim
from cpe.rules.cycles import Count
from members.rules.cycles import Days, Window

PACES: Final[dict[Pace, tuple[str | Promise, str]]] = {
    Pace.MET: (gettext_lazy("Target met"), "valid"),
    Pace.ON_TRACK: (gettext_lazy("On track"), "valid"),
    Pace.BEHIND: (gettext_lazy("Behind"), "attention"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A claim as its member reads it. ``row`` is what was said of it, ``status`` how it stands;
    ``units`` are ten-thousandths of the ``unit``.

    For one title: ``worth`` tells what it brings and why, ``counted`` the figure, ``lost`` what each rule took,
    ``less`` why a reviewer granted less than the rate brings, ``brief`` what was lost in a few words, ``waits`` what
    it could still count. Credits are quarters.
    """

    row: Claim
    what: str
    amount: str
    units: int
    unit: str
    status: ClaimStatus
    worth: str
    credits: int
    counted: int
    lost: tuple[str, ...]
    brief: str
    waits: int | None
    less: str = ""

    @property
    def word(self) -> str:
        """How it stands."""
        return claim_words.stands(self.status)

    @property
    def yours(self) -> str:
        """How it stands for its member, who is told where we wait for their answer."""
        return claim_words.stands(self.status, asked=getattr(self.row, "asked", False))

    @property
    def shape(self) -> str:
        """The shape of ``ui/status.html``."""
        return SHAPES[self.status]

    @property
    def figure(self) -> str:
        """What counts."""
        return words.figures(self.counted)

    @property
    def worth_figure(self) -> str:
        """What it brings before any limit."""
        return words.figures(self.credits)

    @property
    def remarks(self) -> tuple[str, ...]:
        """Why it does not count for more."""
        return (self.less, *self.lost) if self.less else self.lost

    @property
    def waiting(self) -> str:
        """What it could still count, where a decision is owed."""
        return "" if self.waits is None else _("up to %(credits)s") % {"credits": words.figures(self.waits)}

    @property
    def origin(self) -> str:
        """That it was brought in from outside, if it was."""
        return claim_words.brought_in(self.row)

    @property
    def lost_in_all(self) -> int:
        """Everything that was lost; nothing is of what waits, or was taken back."""
        kept = self.waits is not None or self.status is ClaimStatus.WITHDRAWN
        return 0 if kept else self.credits - self.counted


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """A certification year of a cycle: its lines, the newest first, its sums, and what it is asked.

    ``pace`` is there once it has begun. ``limit_from``: of what was reported from that day on, where it is one of
    that alone. ``rules`` are days whose rules judge its activities: the first, and those on which others came into
    force.
    """

    number: int
    days: Days
    lines: tuple[Line, ...]
    counted: int
    brought: int
    target: int
    limit: int | None
    limit_from: date | None
    is_current: bool
    pace: Pace | None
    rules: tuple[date, ...]

    @property
    def lost(self) -> int:
        """What the limits and decisions took in all."""
        return sum(line.lost_in_all for line in self.lines)

    @property
    def figures(self) -> dict[str, str]:
        """The sums as numbers."""
        return {name: words.figures(getattr(self, name)) for name in ("counted", "lost", "brought", "target")}

    @property
    def sums(self) -> str:
        """The sum against the target and the annual limit."""
        named = {"credits": words.credits(self.counted), **self.figures}
        if self.counted > self.target:
            told = _("%(credits)s; the target of the year is %(target)s.") % named
        else:
            told = _("%(counted)s of %(target)s credits, the target of the year.") % named
        if self.limit is None:
            return told
        named = {"most": words.figures(self.limit), "day": date_format(self.limit_from) if self.limit_from else ""}
        if self.limit_from:
            return f"{told} {_('Of what was reported from %(day)s on, at most %(most)s count.') % named}"
        return f"{told} {_('At most %(most)s count in one year.') % named}"

    @property
    def word(self) -> str:
        """How it goes, or went."""
        if self.pace is None:
            return ""
        if not self.is_current and self.pace is Pace.BEHIND:
            return _("Below the target")
        return str(PACES[self.pace][0])

    @property
    def shape(self) -> str:
        """The shape of ``ui/status.html``; a year that is over asks for nothing any more."""
        if self.pace is None:
            return ""
        return "ended" if not self.is_current and self.pace is Pace.BEHIND else PACES[self.pace][1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cycle:
    """A cycle with its years, the newest first, and what it has in all; ``waits`` is what decisions could add.

    ``is_owed``: its last day is past, and a decision is ours to take. ``cut_short``: the title ended without asking
    what it had. ``is_to_come``: it begins once the one before it is renewed, and has what was completed since.
    ``is_lost``: nothing can renew it any more, whatever is decided.
    """

    count: Count
    years: tuple[Year, ...]
    waits: int
    is_current: bool
    is_renewed: bool = False
    is_owed: bool = False
    cut_short: bool = False
    is_to_come: bool = False
    is_lost: bool = False

    @property
    def window(self) -> Window:
        """Its days."""
        return self.count.window

    @property
    def sums(self) -> str:
        """The sum against the minimum; of a cycle renewed with less, that what came before was taken as given."""
        if self.is_to_come:
            named = {"counted": words.credits(self.count.tally.counted), "first": date_format(self.window.first)}
            return _("Once the title is renewed, this cycle begins on %(first)s, with %(counted)s so far.") % named
        if self.is_renewed and self.count.missing:
            named = {"counted": words.figures(self.count.tally.counted), "required": words.figures(self.count.required)}
            told = _("Renewed, taken as given: %(counted)s of %(required)s credits are recorded in this portal.")
            return told % named
        if self.is_owed and self.count.missing:
            named = {"counted": words.figures(self.count.tally.counted), "required": words.figures(self.count.required)}
            if self.is_lost:
                named["missing"] = words.credits(self.count.missing)
                return _("%(counted)s of %(required)s credits: %(missing)s are missing.") % named
            return _("%(counted)s of %(required)s credits: nothing for you to report, we owe you a decision.") % named
        return sums(self.count, is_current=self.is_current, cut_short=self.cut_short)

    @property
    def recorded(self) -> str:
        """The same for whoever reads the transcript, not its member alone."""
        if self.is_owed and self.count.missing:
            named = {"counted": words.figures(self.count.tally.counted), "required": words.figures(self.count.required)}
            return _("%(counted)s of %(required)s credits: the decision about this cycle is still to be taken.") % named
        return self.sums

    @property
    def waiting(self) -> str:
        """What decisions could add."""
        if not self.waits or self.is_lost:
            return ""
        return _("Up to %(credits)s more, waiting for a decision.") % {"credits": words.credits(self.waits)}

    @property
    def last_days(self) -> str:
        """Until when activities count and may be reported, with an extension if there is one; nothing once over."""
        if self.is_owed:
            return ""
        named = {"expires": date_format(self.window.expires_on), "last": date_format(self.count.last_day)}
        if self.count.last_day != self.window.last_day:
            told = _("Activities count until %(expires)s. Two of us moved the last day to report them to %(last)s.")
            return told % named
        return _("Activities count until %(expires)s, and may be reported until %(last)s.") % named


def has(count: Count) -> str:
    """What a cycle has, and what it needs."""
    named = {"counted": words.figures(count.tally.counted), "required": words.figures(count.required)}
    return _("%(counted)s of %(required)s credits.") % named


def sums(count: Count, *, is_current: bool, cut_short: bool = False) -> str:
    """What a cycle has against its minimum; ``cut_short`` by the end of its title, nothing was missing in it."""
    named = {
        "counted": words.figures(count.tally.counted),
        "required": words.figures(count.required),
        "missing": words.credits(count.missing),
    }
    if cut_short:
        return _("%(counted)s of %(required)s credits when the title ended.") % named
    if not count.missing and count.tally.counted > count.required:
        return (
            _("%(counted)s of %(required)s credits: the minimum is met; what is above it is not carried over.") % named
        )
    if not count.missing:
        return _("%(counted)s of %(required)s credits: the minimum is met.") % named
    if is_current:
        return _("%(counted)s of %(required)s credits: %(missing)s to go.") % named
    return _("%(counted)s of %(required)s credits: %(missing)s were missing.") % named
