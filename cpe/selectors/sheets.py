"""What a member's titles have, cycle by cycle, with the trace of every claim; and what one more claim would add.

Nothing here asks about money, nor says how a cycle comes out: that is judged in ``balances``.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from cpe import models
from cpe.rules import cycles as rules
from cpe.rules.caps import Trace
from cpe.rules.claims import Claim, as_if_accepted
from cpe.rules.cycles import Count
from cpe.rules.policy import Policies
from cpe.selectors.balances import case_of
from cpe.selectors.ledger import claims_of, ledger_id
from cpe.selectors.versions import policies as published
from members.enums import StandingValue
from members.rules.cycles import Window
from members.rules.standing import Standing, standing
from members.selectors import RegisteredCredential, register_facts


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A title with how it stands, and the credits of its cycles that have begun, the oldest first.

    ``to_come``: between the end of a cycle and its renewal, what the one that would follow has so far.
    """

    credential: RegisteredCredential
    standing: Standing
    cycles: tuple[Count, ...]
    to_come: Count | None = None

    @property
    def current(self) -> Count | None:
        """The cycle it is in; ``None`` once it is over, and where there are no cycles."""
        return None if self.standing.value.over or not self.cycles else self.cycles[-1]

    @property
    def is_lost(self) -> bool:
        """Whether its last cycle was not renewed."""
        return self.standing.value is StandingValue.DECERTIFIED

    @property
    def cut_short(self) -> bool:
        """Whether the title ended, in its last cycle, by something else than how that cycle came out."""
        return self.standing.value in {StandingValue.ENDED, StandingValue.REVOKED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """All that a member's pages need: the rules, every claim with its decisions, and a sheet for each title."""

    on: date
    policies: Policies
    claims: Sequence[Claim]
    sheets: tuple[Sheet, ...]

    @property
    def revoked(self) -> bool:
        """Whether the membership is revoked: every title is, and none was awarded since. Nothing is to do then."""
        return bool(self.sheets) and all(sheet.standing.value is StandingValue.REVOKED for sheet in self.sheets)

    def trying(self, claim: Claim, instead_of: str = "") -> "Ledger":
        """The same, had this claim been made as well, or in the place of another. No query."""
        claims = [*(one for one in self.claims if one.id != instead_of), claim]
        registered = [sheet.credential for sheet in self.sheets]
        return ledger_with(claims, registered, self.policies, self.on)


def ledger_of(member: int, on: date, *, policies: Policies | None = None) -> Ledger:
    """The ledger of a member by the end of a day (4 queries, and 1 for the rules where they are not given)."""
    rules_of_days = policies or published()
    claims = claims_of([member]).get(member, [])
    return ledger_with(claims, register_facts([member]).get(member, []), rules_of_days, on)


def ledgers_of(members: Collection[int], on: date, *, policies: Policies) -> dict[int, Ledger]:
    """The ledgers of several members by the end of a day (4 queries, however many they are)."""
    claims, registered = claims_of(members), register_facts(members)
    return {member: ledger_with(claims.get(member, []), registered.get(member, []), policies, on) for member in members}


def ledger_with(
    claims: Sequence[Claim], registered: Iterable[RegisteredCredential], policies: Policies, on: date
) -> Ledger:
    """The ledger of a member by what was read already. No query."""
    return Ledger(on=on, policies=policies, claims=claims, sheets=_sheets(registered, claims, policies, on))


def _sheets(
    registered: Iterable[RegisteredCredential], claims: Sequence[Claim], policies: Policies, on: date
) -> tuple[Sheet, ...]:
    found = []
    for credential in registered:
        now = standing(credential.fact, credential.outcomes, on)
        if now is None:
            continue
        begun = [window for window in credential.cycles if now.cycle and window.number <= now.cycle.number]
        counts = [_count(credential, window, claims, policies, on) for window in begun]
        over = now.cycle if now.cycle and not now.value.over and now.cycle.expires_on < on else None
        found.append(
            Sheet(
                credential=credential,
                standing=now,
                cycles=tuple(each for each in counts if each),
                to_come=_count(credential, over.following(), claims, policies, on) if over else None,
            )
        )
    return tuple(found)


def _count(
    credential: RegisteredCredential, window: Window, claims: Sequence[Claim], policies: Policies, on: date
) -> Count | None:
    return rules.count(policies, case_of(credential, window, claims), window, on)


@dataclass(frozen=True, slots=True)
class HowItCounts:
    """A claim in a cycle of one of its member's titles, whose yearly number is the ``target``."""

    title_code: str
    window: Window
    target: int
    trace: Trace


def how_it_counts(claim: models.Claim, policies: Policies, on: date) -> list[HowItCounts]:
    """How a claim counts for each title of its member, by the end of a day (4 queries)."""
    return traced(ledger_of(claim.member_id, on, policies=policies), ledger_id(claim.pk))


def traced(ledger: Ledger, claim: str) -> list[HowItCounts]:
    """How a claim of a ledger counts for each title. No query."""
    return [
        HowItCounts(sheet.credential.title_code, count.window, count.target, trace)
        for sheet in ledger.sheets
        for count in sheet.cycles
        for trace in count.tally.traces
        if trace.claim.id == claim
    ]


def ahead(ledger: Ledger, claim: str) -> list[HowItCounts]:
    """How a claim of a ledger would count for cycles to come, once their titles are renewed. No query."""
    return [
        HowItCounts(sheet.credential.title_code, sheet.to_come.window, sheet.to_come.target, trace)
        for sheet in ledger.sheets
        if sheet.to_come is not None
        for trace in sheet.to_come.tally.traces
        if trace.claim.id == claim
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gain:
    """What a claim would bring a title: its trace, and the credits of the cycle before and with it."""

    title_code: str
    window: Window
    target: int
    required: int
    trace: Trace
    before: int
    after: int


def gains(ledger: Ledger, claim: Claim, instead_of: str = "") -> list[Gain]:
    """What one more claim would bring each title whose cycle holds its day. No query.

    Where a limit bites, an earlier day takes the room of later ones: what is gained can be less than what counts.
    """
    found = []
    for sheet, then in zip(ledger.sheets, ledger.trying(claim, instead_of).sheets, strict=True):
        for now, after in zip(sheet.cycles, then.cycles, strict=True):
            found += [
                Gain(
                    title_code=sheet.credential.title_code,
                    window=after.window,
                    target=after.target,
                    required=after.required,
                    trace=trace,
                    before=now.tally.counted,
                    after=after.tally.counted,
                )
                for trace in after.tally.traces
                if trace.claim.id == claim.id
            ]
    return found


def told(ledger: Ledger, claim: Claim, instead_of: str = "") -> list[dict[str, Any]]:
    """What its member is shown of a claim that is being reported, in quarters: kept with it, and never reckoned with.

    As if accepted for the most it could bring. ``read_told`` in ``cpe.claim_words`` reads it.
    """
    activity = ledger.policies.on(claim.completed_on).activities[claim.activity]
    hoped = as_if_accepted(activity, claim, ledger.on)
    return [
        {
            "title": gain.title_code,
            "first": gain.window.first.isoformat(),
            "credits": gain.trace.credits,
            "losses": [[rule.value, many] for rule, many in gain.trace.losses],
            "counted": gain.trace.counted,
            "before": gain.before,
            "after": gain.after,
            "required": gain.required,
        }
        for gain in gains(ledger, hoped, instead_of)
    ]


def closed_with(ledger: Ledger, day: date) -> list[str]:
    """Codes of the titles that stand, and whose cycle that holds the day is not open any more. No query."""
    return [
        sheet.credential.title_code
        for sheet in ledger.sheets
        if sheet.current is not None
        for count in sheet.cycles
        if count.window.holds(day) and (count is not sheet.current or ledger.on > count.last_day)
    ]


def over_in(ledger: Ledger, day: date) -> list[int]:
    """Keys of the titles with a cycle that holds the day and is over. No query."""
    return [
        sheet.credential.pk
        for sheet in ledger.sheets
        if any(window.holds(day) and window.expires_on < ledger.on for window in sheet.credential.cycles)
    ]
