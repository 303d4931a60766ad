"""What of a judgement is to be recorded, beside what is recorded already.

Pure. The judge says how a title's cycles come out by the facts known now; the register holds what was recorded by the
facts known before. Here, the one is compared with the other. Whatever helps a member is recorded at once. What ends
a title is told apart, since it waits for the night and its brake; a renewal that the facts no longer bear is told
apart as well, since only a person takes a renewal back. What two people ended for fraud is theirs. Source: S1.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from common.calendar import DAY
from cpe.enums import Judged
from cpe.rules.cycles import Judgement
from members.enums import Ground, OutcomeKind
from members.rules.cycles import Days
from members.rules.standing import ENDINGS, OutcomeFact, counting

JUDGEMENTS = frozenset({OutcomeKind.RENEWED, OutcomeKind.REINSTATED, OutcomeKind.DECERTIFIED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """An outcome to be recorded; ``supersedes`` is the number of the one it puts aside."""

    kind: OutcomeKind
    ground: Ground
    effective_on: date
    judgement: Judgement
    supersedes: int | None = None

    @property
    def cycle(self) -> int:
        """The number of the cycle it is about."""
        return self.judgement.window.number


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """What is to be done about a title: what is recorded now, and at most one of three things that wait.

    ``ending`` takes the title away; ``owed`` is a cycle held for a decision of ours; ``went_back`` is a renewed cycle
    whose money went back.
    """

    steps: tuple[Step, ...] = ()
    ending: Step | None = None
    owed: Judgement | None = None
    went_back: Judgement | None = None


def due(judged: Iterable[Judgement], outcomes: Collection[OutcomeFact], on: date) -> Due:
    """What these judgements, the cycles in their order, say beyond the outcomes that are recorded."""
    rows = counting(outcomes)
    of_cycle = {row.cycle: row for row in rows if row.kind in JUDGEMENTS}
    over_on = min((row.effective_on for row in rows if row.kind in ENDINGS and row.cycle is None), default=date.max)
    steps: list[Step] = []
    for judgement in judged:
        if judgement.outcome_on is not None and judgement.outcome_on >= over_on:
            break
        row = of_cycle.get(judgement.window.number)
        if row is not None and row.ground is Ground.FRAUD:
            break
        if row is not None and row.kind is not OutcomeKind.DECERTIFIED:
            if judgement.outcome is Judged.RENEWED or row.kind is OutcomeKind.REINSTATED:
                continue
            return Due(steps=tuple(steps), went_back=judgement)
        gone = None if row is None else row.id
        match judgement.outcome:
            case Judged.RENEWED:
                steps.append(_step(OutcomeKind.RENEWED, Ground.COMPLETE, judgement, gone))
            case Judged.DECERTIFIED:
                ending = _step(OutcomeKind.DECERTIFIED, ground_of(judgement), judgement, gone)
                as_recorded = row is not None and ending.effective_on <= row.effective_on
                return Due(steps=tuple(steps), ending=None if as_recorded else ending)
            case _:
                if gone is not None:
                    back = Step(
                        kind=OutcomeKind.WITHDRAWN,
                        ground=Ground.MISTAKE,
                        effective_on=on,
                        judgement=judgement,
                        supersedes=gone,
                    )
                    steps.append(back)
                held = judgement.outcome is Judged.HELD and on < over_on
                return Due(steps=tuple(steps), owed=judgement if held else None)
    return Due(steps=tuple(steps))


def ground_of(judgement: Judgement) -> Ground:
    """Why a cycle was not renewed."""
    if not judgement.fees_open:
        return Ground.CREDITS
    return Ground.CREDITS_AND_FEES if judgement.missing else Ground.FEES


def _step(kind: OutcomeKind, ground: Ground, judgement: Judgement, gone: int | None) -> Step:
    assert judgement.outcome_on is not None  # noqa: S101  both kinds have their day
    return Step(kind=kind, ground=ground, effective_on=judgement.outcome_on, judgement=judgement, supersedes=gone)


def pulls(ending: int, over: int, *, more_than: int, share: int) -> bool:
    """Whether so many titles that would end, beside all cycles whose last day lies in the days covered, ask for a
    person: more than a number of them, and more than a share in per cent."""
    return ending > more_than and ending * 100 > over * share


def covered(night_before: date | None, first_over: date | None, on: date) -> Days:
    """The last days to report and pay that a night covers: from the one on which the night before was, until yesterday.

    Without a night before, from the day before ``first_over``, the first day past its last day among what is to end. A
    night that is repeated covers its own day anew.
    """
    until = on - DAY
    since = night_before or (first_over - DAY if first_over else until)
    return min(since, until), until
