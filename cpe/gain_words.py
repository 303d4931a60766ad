"""What an activity counts for, title by title, in words: before it is reported, and once it stands in the ledger."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from common.calendar import DAY
from cpe import claim_words, words
from cpe.enums import ClaimStatus
from cpe.rules.claims import attended_enough
from cpe.rules.policy import Policy
from cpe.selectors import Gain, HowItCounts, Ledger, Sheet
from cpe.services import Tried


@dataclass(frozen=True, slots=True, kw_only=True)
class TitleWords:
    """What an activity counts for one title, ``counted`` in credits. ``before``, ``after`` and ``required`` are
    figures, or all are empty. ``later``: it counts for a cycle to come.
    """

    code: str
    before: str = ""
    after: str = ""
    required: str = ""
    counted: str = ""
    later: bool = False
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Counting:
    """What an activity would count for: the number, the rule that brings it, the limits, each title, those it is not
    for, and whether a reviewer looks at it first."""

    number: str
    rule: str
    limits: tuple[str, ...]
    titles: tuple[TitleWords, ...]
    others: tuple[TitleWords, ...]
    waits: bool


def counting(ledger: Ledger, tried: Tried, *, instead: bool = False) -> Counting:
    """What a tried activity would count for; ``instead`` of another claim, the totals change by both."""
    what, claim = tried.activity, tried.claim
    said = words.activity(what, tried.policy)
    exact = tried.worth * what.per == claim.amount * (what.credits or 0)
    rounding = (said.rounding,) if said.rounding and not exact else ()
    return Counting(
        number=_number(tried),
        rule=words.sentence(claim_words.worth(claim, tried.worth, tried.policy, ledger.on)),
        limits=(*rounding, *said.limits),
        titles=tuple(_gained(gain, tried.policy, instead=instead) for gain in tried.gains),
        others=_others(ledger, claim.completed_on, {gain.title_code for gain in tried.gains}, tried.ahead),
        waits=what.approval,
    )


def _number(tried: Tried) -> str:
    """What it is worth, or, where no title counts all of it, how much of it counts at most."""
    up_to = tried.activity.bounds is not None
    counted = {gain.trace.counted for gain in tried.gains}
    most = max(counted, default=0) if attended_enough(tried.activity, tried.claim) else 0
    named = {"counted": words.figures(most), "credits": words.credits(tried.worth)}
    if most < tried.worth:
        return _("%(counted)s of %(credits)s") % named
    return _("up to %(credits)s") % named if up_to else named["credits"]


def _gained(gain: Gain, policy: Policy, *, instead: bool) -> TitleWords:
    more = gain.after - gain.before
    told = [claim_words.how_much(gain.trace, gain.window), *_lost(gain, policy, ClaimStatus.ACCEPTED)]
    if not instead and 0 <= more < gain.trace.counted:
        named = {"credits": words.credits(more)}
        told.append(_("It takes room that later activities had, so the total grows by %(credits)s.") % named)
    return TitleWords(
        code=gain.title_code,
        before=words.figures(gain.before),
        after=words.figures(gain.after),
        required=words.figures(gain.required),
        counted=words.credits(gain.trace.counted),
        sentences=tuple(told),
    )


def counted(ledger: Ledger, how: Sequence[HowItCounts], policy: Policy, status: ClaimStatus) -> tuple[TitleWords, ...]:
    """How a claim of the ledger counts for each title, as it stands."""
    return tuple(
        TitleWords(
            code=each.title_code,
            after=words.credits(each.trace.counted),
            sentences=(
                claim_words.how_much(each.trace, each.window, granted=claim_words.is_granted(each.trace)),
                *_lost(each, policy, status),
            ),
        )
        for each in how
    )


def not_counted(
    ledger: Ledger, day: date, how: Sequence[HowItCounts], ahead: Sequence[HowItCounts] = ()
) -> tuple[TitleWords, ...]:
    """The other titles, each with why an activity of that day is not for them, or not yet."""
    return _others(ledger, day, {each.title_code for each in how}, ahead)


def _lost(how: Gain | HowItCounts, policy: Policy, status: ClaimStatus) -> list[str]:
    year = how.window.years[how.window.year_of(how.trace.claim.completed_on)]
    lost = claim_words.losses(how.trace, policy, year=year, target=how.target, status=status)
    return [words.sentence(each) for each in lost]


def _others(ledger: Ledger, day: date, told: set[str], ahead: Sequence[HowItCounts]) -> tuple[TitleWords, ...]:
    later = {each.title_code: each.trace.counted for each in ahead}
    return tuple(
        TitleWords(code=code, sentences=(_why_not_yet(sheet, later[code]),), later=True)
        if code in later
        else TitleWords(code=code, sentences=(why_not(sheet, day),))
        for sheet in ledger.sheets
        if (code := sheet.credential.title_code) not in told
    )


def _why_not_yet(sheet: Sheet, credits_: int) -> str:
    """That the cycle that follows counts it, and how much of it."""
    return claim_words.once_renewed(sheet.cycles[-1].window.expires_on + DAY, credits_)


def why_not(sheet: Sheet, day: date) -> str:
    """Why an activity completed on a day is not for a title."""
    first = sheet.credential.fact.first_cycle
    if first is None or not sheet.cycles:
        return _("Titles of this level ask for no credits.")
    begins, last = sheet.cycles[0].window, sheet.cycles[-1].window
    if day < begins.first:
        return _("Its first cycle began on %(day)s, after that day.") % {"day": date_format(begins.first)}
    if sheet.current is None:
        return _("The title ended on %(day)s.") % {"day": date_format(sheet.standing.since)}
    if day > last.expires_on:
        named = {"end": date_format(last.expires_on), "next": date_format(last.expires_on + DAY)}
        return _("Its cycle ended on %(end)s. Once renewed, the one from %(next)s counts it.") % named
    return _("You did not hold it on that day.")
