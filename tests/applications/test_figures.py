"""Figures about applications: counted exactly, the same statements for many, nobody known by a number, as a table."""

import csv
import datetime as dt
import io
import random
import re
from fractions import Fraction
from typing import Any

import pytest

from applications.models import Application, Decision, Finalisation
from applications.rules import figures as rules
from applications.rules.figures import Answered, Outcomes, Period, WorkingDays
from applications.selectors import figures as selectors
from common.calendar import answer_day, local_day
from members.models import Title
from tests.factories.accounts import UserFactory
from tests.factories.applications import ApplicationFactory, QuestionFactory
from tests.factories.assessment import DecisionFactory, ObjectionFactory
from tests.factories.members import CredentialFactory
from tests.people import client_for, person, signed_in

TODAY = dt.datetime(2026, 11, 30, 9, 0, tzinfo=dt.UTC)
PAGE = "/figures/applications/"
TABLE = "/figures/applications/table.csv"
YEAR = Period(year=2026)


@pytest.fixture(autouse=True)
def _now(time_machine: Any) -> None:
    time_machine.move_to(TODAY, tick=False)


def at(day: str, hour: int = 9) -> dt.datetime:
    return dt.datetime.fromisoformat(f"{day}T{hour:02}:00:00+00:00")


def title(code: str) -> Title:
    return Title.objects.get(code=code)


def answered(
    on: str = "2026-08-03", answer: str = "accept", code: str = "S-CISO", submitted: str = "2026-07-06", **given: Any
) -> Application:
    """An application with its first answer."""
    state = "accepted" if answer == "accept" else "rejected"
    row: Application = ApplicationFactory(
        assessment=True,
        **{"state": state, "submitted_at": at(submitted), "decided_at": at(on), "due_on": None, "title": title(code)}
        | given,
    )
    traits = {"rejecting": answer == "reject", "confirmed": True, "decided_at": at(on)}
    DecisionFactory(application=row, **traits)
    return row


# The rules ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "share", "told"),
    [
        ([7], 50, 7),
        ([7], 90, 7),
        ([1, 2], 50, 1),
        ([1, 2, 3], 50, 2),
        ([1, 2, 3, 4], 50, 2),
        (list(range(1, 11)), 90, 9),
        (list(range(1, 12)), 90, 10),
        (list(range(1, 101)), 90, 90),
        ([5, 5, 5, 5, 9], 90, 9),
        ([1, 2, 3], 100, 3),
        ([1, 2, 3], 0, 1),
    ],
)
def test_percentile_is_the_smallest_value_that_so_many_do_not_exceed(values: list[int], share: int, told: int) -> None:
    assert rules.percentile(values, share) == told
    assert sum(value <= told for value in values) * 100 >= share * len(values)
    assert all(sum(value <= other for value in values) * 100 < share * len(values) for other in values if other < told)


def test_percentile_of_nothing_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="needs a value"):
        rules.percentile([], 50)


def test_times_of_too_few_are_not_told() -> None:
    assert rules.times([1, 2, 3, 4]) is None
    assert rules.times([5, 1, 2, 3, 4]) == rules.Times(median=3, ninetieth=5, longest=5)


@pytest.mark.parametrize(
    ("period", "first", "last", "key"),
    [
        (YEAR, dt.date(2026, 1, 1), dt.date(2026, 12, 31), "2026"),
        (Period(year=2026, quarter=1), dt.date(2026, 1, 1), dt.date(2026, 3, 31), "2026-q1"),
        (Period(year=2026, quarter=4), dt.date(2026, 10, 1), dt.date(2026, 12, 31), "2026-q4"),
        (Period(year=2028, quarter=1), dt.date(2028, 1, 1), dt.date(2028, 3, 31), "2028-q1"),
    ],
)
def test_periods_begin_and_end(period: Period, first: dt.date, last: dt.date, key: str) -> None:
    assert (period.first, period.last, period.key) == (first, last, key)


def test_period_is_whole_until_what_it_counts_may_be_deleted() -> None:
    assert YEAR.complete_on(dt.date(2026, 12, 31))
    assert not YEAR.complete_on(dt.date(2027, 1, 1))


def test_clock_counts_as_the_calendar_of_the_portal_does() -> None:
    chance = random.Random(7)  # noqa: S311
    start = dt.date(2026, 1, 1)
    closed = frozenset(start + dt.timedelta(chance.randrange(400)) for _ in range(30))
    days = WorkingDays(start, start + dt.timedelta(500), closed)
    for _ in range(400):
        received = start + dt.timedelta(chance.randrange(200))
        on = received + dt.timedelta(chance.randrange(90))
        pauses = []
        for _ in range(chance.randrange(4)):
            asked = received + dt.timedelta(chance.randrange(90))
            ended = asked + dt.timedelta(chance.randrange(20)) if chance.random() < 0.9 else None
            pauses.append((asked, ended))
        row = Answered(received_on=received, answered_on=on, first_due_on=None, promised_on=None, pauses=tuple(pauses))
        assert rules.clock_days(row, days) == answer_day(received, on, closed=closed, pauses=pauses)


def test_titles_with_few_people_are_put_together_until_nobody_stands_alone() -> None:
    some = {"A": Outcomes(rejected=1), "B": Outcomes(accepted=9), "C": Outcomes(accepted=6), "D": Outcomes(received=3)}
    found = {row.titles: row.outcomes for row in rules.shown(some, rules.groups(some))}
    assert found == {
        ("B",): Outcomes(accepted=9),
        ("D",): Outcomes(received=3),
        ("A", "C"): Outcomes(rejected=1, accepted=6),
    }
    assert rules.groups({"A": Outcomes(rejected=3), "B": Outcomes(withdrawn=2)}) == [("A", "B")]
    for seed in range(200):
        chance = random.Random(seed)  # noqa: S311
        by_title = {str(n): Outcomes(accepted=chance.randrange(9), lapsed=chance.randrange(3)) for n in range(6)}
        total = sum(by_title.values(), Outcomes())
        rows = rules.shown(by_title, rules.groups(by_title))
        assert sum((row.outcomes for row in rows), Outcomes()) == total
        if total.people >= rules.FEW:
            assert all(row.outcomes.people == 0 or row.outcomes.people >= rules.FEW for row in rows)


def _year(seed: int) -> dict[int, dict[str, Outcomes]]:
    chance = random.Random(seed)  # noqa: S311
    often = chance.choice([2, 4, 9, 30])
    return {
        quarter: {
            code: Outcomes(
                **{name: chance.randrange(often) // chance.choice([1, 1, 3]) for name in ("accepted", "rejected")}
            )
            for code in "ABCD"
            if chance.random() < 0.8
        }
        for quarter in rules.QUARTERS
    }


def _follows(shown: list[set[Any]], wanted: set[Any]) -> bool:
    """Whether a sum of atoms is a sum or difference of sums that are shown."""
    atoms = sorted(set().union(wanted, *shown))
    rows = [[Fraction(atom in one) for atom in atoms] for one in shown]
    target = [Fraction(atom in wanted) for atom in atoms]
    for column in range(len(atoms)):
        pivot = next((row for row in rows if row[column]), None)
        if pivot is None:
            continue
        rows.remove(pivot)
        for row in (*rows, target):
            if factor := row[column] / pivot[column]:
                row[:] = [value - factor * other for value, other in zip(row, pivot, strict=True)]
    return not any(target)


@pytest.mark.parametrize("block", range(8))
def test_no_number_that_is_not_shown_follows_from_those_that_are(block: int) -> None:
    for seed in range(block * 25, block * 25 + 25):
        cells = _year(seed)
        by_title = {code: sum((row.get(code, Outcomes()) for row in cells.values()), Outcomes()) for code in "ABCD"}
        counts = {q: sum(row.accepted + row.rejected for row in one.values()) for q, one in cells.items()}
        together = rules.groups(by_title)
        untold = rules.untimed(counts)
        hidden = rules.hidden(cells, together, untold)
        if sum(by_title.values(), Outcomes()).people < rules.FEW:
            assert hidden >= {q for q, count in counts.items() if count}
            continue
        shown = [{(q, code) for q in cells for code in titles} for titles in together]
        shown += [{(q, code) for code in titles} for q in cells if q not in hidden for titles in together]
        shown += [{(q, code) for code in "ABCD"} for q in cells if q not in untold]
        some = [{(q, code) for code in titles} for q in cells for titles in (*together, "ABCD", *"ABCD")]
        some += [{(q, code) for q in hidden for code in titles} for titles in (*together, "ABCD")]
        some += [{(q, code) for q in untold for code in "ABCD"}]
        for one in some:
            people = sum((cells[q].get(code, Outcomes()) for q, code in one), Outcomes()).people
            if 0 < people < rules.FEW:
                assert not _follows(shown, one), (seed, sorted(one))


def test_the_quarter_beside_a_hidden_one_is_hidden_where_it_would_tell_it() -> None:
    nine, three = Outcomes(accepted=9), Outcomes(rejected=3)
    cells = {1: {"A": nine}, 2: {"A": three}, 3: {"A": nine}, 4: {}}
    assert rules.untimed({1: 9, 2: 3, 3: 9, 4: 0}) == {1, 2}
    assert rules.hidden(cells, [("A",)], {1, 2}) == {1, 2}
    assert rules.untimed({1: 9, 2: 3, 3: 4, 4: 0}) == {2, 3}
    assert rules.untimed({1: 9, 2: 9, 3: 0, 4: 0}) == frozenset()
    two = {1: {"A": nine, "B": three}, 2: {"A": nine, "B": nine}, 3: {"A": nine, "B": nine}, 4: {}}
    assert rules.hidden(two, [("A",), ("B",)], ()) == {1, 2}


# The figures ----------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_answers_are_timed_and_those_after_a_named_day_counted() -> None:
    for day in ("2026-07-20", "2026-07-27", "2026-08-03"):
        answered(day)
    asked = answered("2026-08-17")  # ten working days later than named, all of them waited for
    QuestionFactory(application=asked, answered=True, asked_at=at("2026-07-13"), ended_at=at("2026-07-27"))
    answered("2026-08-10", promised_on=dt.date(2026, 8, 17))
    answered("2026-08-11", promised_on=dt.date(2026, 8, 10))
    answered("2026-08-12")
    found = selectors.figures_of(YEAR, TODAY.date()).answers
    assert found.count == 7
    assert found.working == rules.Times(median=20, ninetieth=27, longest=27)
    assert found.calendar == rules.Times(median=35, ninetieth=42, longest=42)
    assert (found.after_first, found.after_clock, found.after_last) == (4, 3, 2)


@pytest.mark.django_db
def test_only_the_first_answer_counts_and_only_once_confirmed() -> None:
    row = answered("2026-08-03", "reject")
    DecisionFactory(application=row, confirmed=True, on_objection=True, decided_at=at("2026-09-15"))
    DecisionFactory()
    found = selectors.figures_of(YEAR, TODAY.date())
    assert (found.answers.count, found.total.accepted, found.total.rejected) == (1, 0, 1)


@pytest.mark.django_db
def test_everything_is_counted_on_its_own_day_here() -> None:
    spring, summer = (Period(year=2026, quarter=number) for number in (2, 3))
    answered("2026-06-30", submitted="2026-06-01")
    midnight = answered("2026-06-30", submitted="2026-06-01")
    Decision.objects.filter(application=midnight).update(decided_at=at("2026-06-30", 22))  # 1 July in Amsterdam
    first, second = (selectors.figures_of(period, TODAY.date()).total for period in (spring, summer))
    assert (first.accepted, second.accepted) == (1, 1)
    assert (first.received, second.received) == (2, 0)


@pytest.mark.django_db
def test_outcomes_are_counted_by_title() -> None:
    for _ in range(5):
        answered("2026-08-03", "reject", "S-CISO")
        answered("2026-08-03", "accept", "S-CDPO")
    ApplicationFactory(withdrawn=True, title=title("S-CISO"))
    awarded, lapsed = (answered("2026-08-03", code="S-CDPO") for _ in range(2))
    Finalisation.objects.create(
        application=awarded,
        began_at=at("2026-08-03"),
        lapses_on=dt.date(2027, 2, 3),
        credential=CredentialFactory(),
        ended_at=at("2026-09-01"),
    )
    Finalisation.objects.create(
        application=lapsed, began_at=at("2026-08-03"), lapses_on=dt.date(2026, 9, 1), ended_at=at("2026-09-02")
    )
    for state, ended in (("allowed", "2026-09-03"), ("dismissed", "2026-09-03"), ("made", "")):
        row = answered("2026-08-03", "reject", "S-CISO")
        ObjectionFactory(application=row, state=state, ended_at=at(ended) if ended else None, made_at=at("2026-08-20"))
    rows = {row.titles: row.outcomes for row in selectors.figures_of(YEAR, TODAY.date()).shown}
    assert rows == {
        ("S-CISO",): Outcomes(received=9, rejected=8, withdrawn=1, objected=3, allowed=1),
        ("S-CDPO",): Outcomes(received=7, accepted=7, awarded=1, lapsed=1),
    }


@pytest.mark.django_db
@pytest.mark.parametrize("many", [1, 12])
def test_figures_ask_as_much_for_many_as_for_one(django_assert_num_queries: Any, many: int) -> None:
    for _ in range(many):
        row = answered()
        QuestionFactory(application=row, answered=True)
    with django_assert_num_queries(9):
        selectors.figures_of(YEAR, TODAY.date())


# The page -------------------------------------------------------------------------------------------


def page(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


@pytest.mark.django_db
def test_board_sees_what_is_counted_from_when_until_when() -> None:
    for _ in range(5):
        answered("2026-08-03")
    client = client_for("board-member")
    assert PAGE in page(client.get("/account/roles/"))
    shown = page(client.get(PAGE))
    for told in (
        "from 1 January 2026 until 30 November 2026",
        "Half of them took no longer than the median",
        "0 of 5",
        "first answers given in the period: accepted",
    ):
        assert told in shown
    quarter = page(client.get(f"{PAGE}?period=2026-q3"))
    assert "from 1 July 2026 until 30 September 2026" in quarter
    answer = client.get(f"{PAGE}?period=1999")
    assert answer.status_code == 404
    assert "There are no figures of this period." in page(answer)
    assert "What became of applications" not in page(answer)
    assert re.search(r"<title>\s*Error:", answer.content.decode())


@pytest.mark.django_db
def test_outcomes_and_times_of_too_few_are_not_shown() -> None:
    for answer in ("accept", "reject", "reject", "accept"):
        answered(answer=answer)
    client = client_for("board-member")
    shown = page(client.get(PAGE))
    assert "Outcomes of fewer than five people" in shown
    assert "Fewer than five answers" in shown
    assert "<table" not in shown
    told = b"".join(client.get(f"{TABLE}?period=2026")).decode()
    assert "Rejected" not in told
    assert "Median" not in told


@pytest.mark.django_db
def test_a_quarter_that_would_tell_another_one_is_not_shown_and_says_so() -> None:
    for _ in range(9):
        answered("2026-08-03")
    for _ in range(3):
        answered("2026-05-04", "reject", submitted="2026-04-06")
    client = client_for("board-member")
    year = page(client.get(PAGE))
    assert "12 answers" in year
    for quarter in ("q2", "q3"):
        shown = page(client.get(f"{PAGE}?period=2026-{quarter}"))
        assert "The outcomes of this quarter are not shown" in shown
        assert "How long the answers of this quarter took is not shown" in shown
        assert " answers" not in shown.split("<main")[1].split("How long")[0]
        assert "<table" not in shown
        table = b"".join(client.get(f"{TABLE}?period=2026-{quarter}")).decode()
        assert len(table.splitlines()) == 1


@pytest.mark.django_db
def test_nothing_at_all_is_shown_as_nothing() -> None:
    assert client_for("observer").get(PAGE).context["rows"][-1].numbers[0][1] == 0


@pytest.mark.django_db
def test_old_periods_say_that_something_may_be_gone(time_machine: Any) -> None:
    answered()
    assert "Some of this may be gone" not in page(client_for("board-member").get(PAGE))
    time_machine.move_to(at("2027-07-01"), tick=False)
    reader = person("Reader", "observer")
    assert "Some of this may be gone" in page(signed_in(reader).get(f"{PAGE}?period=2026-q3"))


@pytest.mark.django_db
def test_table_has_every_figure_with_what_it_counts() -> None:
    for _ in range(6):
        answered()
    answer = client_for("board-member").get(f"{TABLE}?period=2026-q3")
    assert answer["Content-Disposition"] == 'attachment; filename="applications-2026-q3.csv"'
    rows = list(csv.reader(io.StringIO(b"".join(answer).decode("utf-8-sig"))))
    assert rows[0] == ["Figure", "Of", "Number", "What is counted", "From", "Until"]
    assert ["Accepted", "S-CISO", "6"] in [row[:3] for row in rows]
    assert ["Median", "Working days of the clock", "20"] in [row[:3] for row in rows]
    assert client_for("privacy-officer").get(f"{TABLE}?period=none").status_code == 404


@pytest.mark.django_db
def test_name_of_a_title_is_no_formula_in_the_table() -> None:
    Title.objects.filter(code="S-CISO").update(code="=S-CISO")
    for _ in range(5):
        answered(code="=S-CISO")
    told = b"".join(client_for("board-member").get(f"{TABLE}?period=2026")).decode()
    assert "'=S-CISO" in told


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["finance", "assessor", "committee-member"])
def test_who_has_no_figures_gets_none(role: str) -> None:
    client = client_for(role)
    assert client.get(PAGE).status_code == client.get(f"{TABLE}?period=2026").status_code == 403
    assert signed_in(UserFactory()).get(PAGE).status_code == 403


@pytest.mark.django_db
def test_days_are_those_here() -> None:
    assert local_day(at("2026-06-30", 22)) == dt.date(2026, 7, 1)
