"""Which outcome may follow which: whatever is let through does what it says, and columns kept beside agree."""

import datetime as dt
from dataclasses import replace

from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from members import services
from members.enums import GROUNDS, Ground, OutcomeKind, Refusal, StandingValue
from members.models import Credential, Cycle, Outcome
from members.rules.cycles import Window
from members.rules.outcomes import may_follow
from members.rules.standing import CredentialFact, OutcomeFact, counting, standing
from members.services import HeldAlready, Refused, Ruling
from tests.factories.accounts import UserFactory
from tests.factories.members import CredentialFactory

D = dt.date
AWARD = D(2024, 1, 1)
FACT = CredentialFact(awarded_on=AWARD, first_cycle=Window(number=1, first=AWARD))
AT = dt.datetime(2031, 1, 1, 6, 0, tzinfo=dt.UTC)
TURNS = [
    end + dt.timedelta(days=after) for end in (D(2026, 12, 31), D(2029, 12, 31)) for after in (0, 1, 45, 90, 91, 130)
]

VALUES = {
    OutcomeKind.DECERTIFIED: StandingValue.DECERTIFIED,
    OutcomeKind.ENDED: StandingValue.ENDED,
    OutcomeKind.REVOKED: StandingValue.REVOKED,
}


@st.composite
def rulings(draw: st.DrawFn) -> list[tuple[OutcomeKind, D, int | None, D | None, int | None]]:
    """Things somebody may want to record, one after the other; ``supersedes`` counts the rows there are by then."""
    wanted = []
    for number in range(draw(st.integers(1, 8))):
        kind = draw(st.sampled_from(OutcomeKind))
        last_day = draw(st.sampled_from(TURNS)) if kind == OutcomeKind.EXTENDED else None
        cycle = draw(st.integers(1, 2)) if kind.of_a_cycle else None
        earlier = draw(st.none() | st.integers(0, number - 1)) if number else None
        wanted.append((kind, draw(st.sampled_from(TURNS)), cycle, last_day, earlier))
    return wanted


@given(rulings())
def test_what_may_follow_does_what_it_says(
    wanted: list[tuple[OutcomeKind, D, int | None, D | None, int | None]],
) -> None:
    rows: list[OutcomeFact] = []
    for number, (kind, on, cycle, last_day, earlier) in enumerate(wanted):
        row = OutcomeFact(
            id=number, kind=kind, effective_on=on, recorded_at=AT, cycle=cycle, last_day=last_day, supersedes=earlier
        )
        if may_follow(FACT, rows, row) is not None:
            continue
        rows.append(row)
        found = standing(FACT, rows, on)
        assert found
        if kind in VALUES:
            assert found.value == VALUES[kind]
        elif kind in {OutcomeKind.RENEWED, OutcomeKind.REINSTATED}:
            assert found.cycle
            assert (found.cycle.number, found.value.over) == ((cycle or 0) + 1, False)
        elif kind == OutcomeKind.EXTENDED:
            assert (found.last_day, found.value.over) == (last_day, False)
        else:
            assert earlier not in {one.id for one in counting(rows)}
        judged = [one.cycle for one in counting(rows) if one.kind in {OutcomeKind.RENEWED, OutcomeKind.DECERTIFIED}]
        assert len(judged) == len(set(judged)), "a cycle is judged once"


def test_a_row_that_was_put_aside_makes_way_for_another() -> None:
    lost = OutcomeFact(id=1, kind=OutcomeKind.DECERTIFIED, effective_on=D(2027, 4, 1), recorded_at=AT, cycle=1)
    won = OutcomeFact(id=2, kind=OutcomeKind.RENEWED, effective_on=D(2027, 1, 1), recorded_at=AT, cycle=1)
    assert may_follow(FACT, [lost], won) == Refusal.JUDGED_ALREADY
    assert may_follow(FACT, [lost], replace(won, supersedes=1)) is None


class TestRows(TestCase):
    """The two columns that repeat what follows from outcomes, after any history that is let through."""

    @examples(max_examples=40)
    @given(rulings())
    def test_columns_beside_say_what_the_standing_says(
        self, wanted: list[tuple[OutcomeKind, D, int | None, D | None, int | None]]
    ) -> None:
        credential = CredentialFactory(awarded_on=AWARD)
        clerk, other = UserFactory(), UserFactory()
        written: list[Outcome] = []
        for kind, on, cycle, last_day, earlier in wanted:
            ruling = Ruling(
                credential=credential.pk,
                kind=kind,
                ground=GROUNDS[kind][0],
                effective_on=on,
                cycle=cycle,
                last_day=last_day,
                supersedes=written[earlier].pk if earlier is not None and earlier < len(written) else None,
            )
            by_two = {"by": clerk, "seconded_by": other, "reason": "Because."} if ruling.ground == Ground.MERCY else {}
            try:
                written += services.record_outcomes([ruling], at=AT, **by_two)
            except (Refused, HeldAlready):
                continue
        (row,) = Credential.objects.with_first_cycle().filter(pk=credential.pk)
        facts = [
            OutcomeFact(
                id=one.pk,
                kind=OutcomeKind(one.kind),
                effective_on=one.effective_on,
                recorded_at=one.recorded_at,
                cycle=one.cycle and one.cycle.number,
                last_day=one.last_day,
                supersedes=one.supersedes_id,
            )
            for one in Outcome.objects.select_related("cycle")
        ]
        last = standing(row.fact, facts, D.max)
        assert last
        assert last.cycle
        assert row.closed_by_id == (last.outcome.id if last.value.over and last.outcome else None)
        waiting = list(Cycle.objects.filter(credential=row, waits=True).values_list("number", flat=True))
        if not last.value.over:
            assert waiting == [last.cycle.number]
        elif last.value != StandingValue.ENDED or last.since <= last.cycle.following().first:
            assert waiting == []
        begun = list(row.cycles.order_by("number").values_list("number", "first_day"))
        assert last.cycle.number in dict(begun)
        assert begun == [(number, D(2021 + 3 * number, 1, 1)) for number in range(1, len(begun) + 1)]
