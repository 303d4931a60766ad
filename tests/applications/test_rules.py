"""Rules of officer applications: the term, organisations, drafts, what a form lacks. Golden cases G-001 to G-031."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from applications.enums import Part, Progress
from applications.rules.drafts import kept_until, warned_on
from applications.rules.history import Written
from applications.rules.organisations import Colleague, core, look_alikes, organisations
from applications.rules.progress import Facts, Lack, lacks, progress
from applications.rules.term import Job, term
from common.calendar import Span

ON = date(2026, 11, 30)

DAYS = st.dates(date(1990, 1, 1), date(2030, 12, 31))
JOBS = st.lists(
    st.builds(
        lambda first, length, running, field, level: Job(
            first=first, last=None if running else first + timedelta(length), in_field=field, at_level=level
        ),
        DAYS,
        st.integers(0, 4000),
        st.booleans(),
        st.booleans(),
        st.booleans(),
    ),
    max_size=5,
)


def test_five_years_to_the_day_meet_the_term() -> None:
    found = term([Job(first=date(2019, 3, 1), last=date(2024, 2, 29))], ON)
    assert (found.length, found.met, found.met_on) == (Span(60), True, date(2024, 2, 29))


def test_overlapping_jobs_count_once() -> None:
    jobs = [
        Job(first=date(2018, 1, 1), last=date(2020, 12, 31)),
        Job(first=date(2020, 1, 1), last=date(2022, 6, 30)),
    ]
    found = term(jobs, ON)
    assert (found.length, found.met, found.missing) == (Span(54), False, Span(6))
    assert found.periods == ((date(2018, 1, 1), date(2022, 6, 30)),)
    assert (found.met_on, found.again) == (date(2027, 5, 29), True), "no job runs: work is taken up again on the day"


def test_work_in_another_field_does_not_count() -> None:
    jobs = [
        Job(first=date(2020, 1, 1), last=date(2023, 12, 31)),
        Job(first=date(2017, 1, 1), last=date(2019, 12, 31), in_field=False),
    ]
    assert term(jobs, ON).length == Span(48)
    assert not term(jobs, ON).met


def test_half_time_counts_by_the_calendar_and_level_by_its_own_jobs() -> None:
    jobs = [
        Job(first=date(2015, 1, 1), last=date(2019, 12, 31), at_level=False),
        Job(first=date(2020, 1, 1), last=date(2020, 12, 31)),
    ]
    found = term(jobs, ON)
    assert (found.length, found.at_level, found.met) == (Span(72), Span(12), True)


@pytest.mark.parametrize(("on", "met"), [(date(2026, 2, 27), False), (date(2026, 2, 28), True)])
def test_a_running_job_counts_up_to_and_including_the_day(on: date, met: bool) -> None:
    found = term([Job(first=date(2021, 3, 1))], on)
    assert (found.met, found.met_on, found.again) == (met, date(2026, 2, 28), False)
    assert found.missing == (Span() if met else Span(days=1))


@pytest.mark.parametrize(
    ("last", "met_on", "again", "missing"),
    [
        (date(2026, 11, 28), date(2026, 12, 2), True, Span(days=3)),
        (date(2026, 11, 30), date(2026, 12, 1), False, Span(days=1)),
        (date(2026, 12, 31), date(2026, 12, 1), False, Span(days=1)),
    ],
)
def test_a_job_that_runs_on_the_day_goes_on_and_else_work_is_taken_up_again(
    last: date, met_on: date, again: bool, missing: Span
) -> None:
    found = term([Job(first=date(2021, 12, 2), last=last)], ON)
    assert (found.met_on, found.again, found.missing) == (met_on, again, missing)


def test_no_job_meets_nothing() -> None:
    found = term([], ON)
    assert (found.length, found.met, found.met_on, found.missing) == (Span(), False, None, Span(60))


@given(JOBS, DAYS)
def test_the_first_day_named_is_the_first_on_which_the_term_is_met(jobs: list[Job], on: date) -> None:
    running = [Job(first=job.first, in_field=job.in_field) for job in jobs if job.first <= on][:1]
    found = term(running, on)
    if found.met_on is None:
        return
    assert term(running, found.met_on).met
    assert not term(running, found.met_on - timedelta(1)).met


@given(JOBS, DAYS)
def test_one_more_job_never_shortens_and_level_never_exceeds_the_field(jobs: list[Job], on: date) -> None:
    found = term(jobs, on)
    assert found.at_level <= found.length
    if jobs:
        assert term(jobs[1:], on).length <= found.length
    assert found.met == (found.missing == Span())


@pytest.mark.parametrize(
    ("month", "last"),
    [((2024, 2), date(2024, 2, 29)), ((2023, 2), date(2023, 2, 28)), ((2020, 12), date(2020, 12, 31))],
)
def test_a_month_alone_means_until_its_last_day(month: tuple[int, int], last: date) -> None:
    assert Written(year=month[0], month=month[1]).last == last


def _people(*organisations_: str, mail: str = "") -> list[Colleague]:
    return [Colleague(name, f"p{number}@{mail or f'd{number}.example'}") for number, name in enumerate(organisations_)]


@pytest.mark.parametrize(
    ("names", "count"),
    [
        (("Alfa", "Alfa", "Beta"), 2),
        (("Alfa", "Alfa", "Alfa"), 1),
        (("Alfa", "ALFA ", "  alfa"), 1),
        (("Alfa", "Beta", "Gamma"), 3),
        (("Alfa B.V.", "ALFA bv", "Alfa"), 1),
    ],
)
def test_organisations_are_counted_whatever_case_spacing_and_legal_form(names: tuple[str, ...], count: int) -> None:
    assert organisations(_people(*names), {}) == count


@pytest.mark.parametrize(
    "names",
    [
        ("Alfa B.V.", "ALFA bv", "Alfa"),
        ("Alfa GmbH", "Alfa Ltd."),
        ("The Alfa Company", "Alfa"),
        ("Al-Fa", "Alfa"),
        ("Älfa", "Alfa N.V."),
        ("株式会社アルファ", "株式会社 アルファ"),
    ],
)
def test_names_that_look_like_one_organisation_are_asked_about(names: tuple[str, ...]) -> None:
    (group,) = look_alikes(_people(*names))
    assert organisations(_people(*names), {group: True}) == len(group)
    assert organisations(_people(*names), {group: False}) == 1


def test_names_of_one_mail_domain_are_asked_about_unless_anybody_may_have_an_address_there() -> None:
    assert look_alikes(_people("Alfa", "Beta", mail="alfa.example")) == [("alfa", "beta")]
    assert look_alikes(_people("Alfa", "Beta", mail="gmail.com")) == []
    assert organisations(_people("Alfa", "Beta", mail="GMAIL.com"), {}) == 2


def test_what_looks_alike_in_two_ways_is_one_question() -> None:
    people = [
        Colleague("Alfa", "a@alfa.example"),
        Colleague("Alfa B.V.", "b@other.example"),
        Colleague("Beta", "c@alfa.example"),
        Colleague("Gamma", "d@gamma.example"),
    ]
    assert look_alikes(people) == [("alfa", "alfa b.v.", "beta")]
    assert organisations(people, {}) == 2


def test_a_name_of_legal_forms_alone_keeps_them() -> None:
    assert core("SE AG") == "seag"
    assert core("—") == "—"


@given(st.lists(st.sampled_from(["Alfa", "Alfa BV", "alfa", "Beta", "Beta Ltd", "Gamma"]), max_size=6))
def test_organisations_do_not_depend_on_the_order_of_people(names: list[str]) -> None:
    people = _people(*names)
    assert organisations(people, {}) == organisations(people[::-1], {})
    assert look_alikes(people) == look_alikes(people[::-1])
    assert organisations(people, {}) <= len(people)


def test_a_draft_is_kept_for_six_months_and_warned_of_twice() -> None:
    assert kept_until(date(2026, 8, 31)) == date(2027, 3, 1)
    assert kept_until(date(2026, 5, 21)) == date(2026, 11, 21)
    assert warned_on(date(2026, 5, 21)) == (date(2026, 11, 7), date(2026, 11, 14))


WHOLE = Facts(
    name=True, address=True, town=True, country=True, phone=True, positions=1, in_field=1, level=True,
    accomplishment=True, people=3, organisations=2, resume=True, way=True,
)  # fmt: skip


def _with(**changes: object) -> Facts:
    return Facts(**{**{name: getattr(WHOLE, name) for name in Facts.__slots__}, **changes})


def test_an_empty_form_is_not_started_and_a_whole_one_lacks_nothing() -> None:
    assert set(progress(Facts()).values()) == {Progress.NOT_STARTED}
    assert not any(lacks(WHOLE).values())
    assert set(progress(WHOLE).values()) == {Progress.COMPLETE}


@pytest.mark.parametrize(
    ("changes", "part", "lacking", "how"),
    [
        ({"people": 2}, Part.REFERENCES, (Lack.PEOPLE,), Progress.IN_PROGRESS),
        ({"organisations": 1}, Part.REFERENCES, (Lack.ORGANISATIONS,), Progress.ATTENTION),
        ({"unanswered": 1}, Part.REFERENCES, (Lack.LOOK_ALIKES,), Progress.ATTENTION),
        ({"own_addresses": 1}, Part.REFERENCES, (Lack.OWN_ADDRESS,), Progress.ATTENTION),
        ({"without_consent": 1}, Part.REFERENCES, (Lack.CONSENT,), Progress.ATTENTION),
        ({"accomplishment": False}, Part.ROLE, (Lack.ACCOMPLISHMENT,), Progress.IN_PROGRESS),
        ({"unnamed": 1}, Part.POSITIONS, (Lack.POSITION_NAMED,), Progress.IN_PROGRESS),
        ({"in_field": 0}, Part.POSITIONS, (Lack.IN_FIELD,), Progress.ATTENTION),
        ({"without_responsibility": 1}, Part.POSITIONS, (Lack.RESPONSIBILITY,), Progress.IN_PROGRESS),
        ({"appointment_over": True}, Part.IDENTITY, (Lack.APPOINTMENT,), Progress.ATTENTION),
        ({"resume": False}, Part.DOCUMENTS, (Lack.RESUME,), Progress.NOT_STARTED),
    ],
)
def test_what_a_part_lacks_says_how_far_it_is(
    changes: dict, part: Part, lacking: tuple[Lack, ...], how: Progress
) -> None:
    facts = _with(**changes)
    assert {part: found for part, found in lacks(facts).items() if found} == {part: lacking}
    assert progress(facts)[part] == how


@pytest.mark.parametrize(
    ("left", "differ", "expected"),
    [
        (("Alfa", "Alfa", "Beta"), {("alfa", "beta", "gamma"): True}, 2),
        (("Alfa", "Beta"), {("alfa", "beta"): True}, 2),
        (("Rabo Bank", "Rabobank Groep"), {("groep diensten", "rabo bank", "rabobank groep"): False}, 1),
        (("Alfa", "Beta", "Gamma"), {("alfa", "beta"): True}, 1),
    ],
    ids=["some of those said to differ", "all of them", "the name that tied them is gone", "one more looks alike"],
)
def test_what_was_said_of_names_holds_for_those_that_are_left(
    left: tuple[str, ...], differ: dict[tuple[str, ...], bool], expected: int
) -> None:
    shared = [Colleague(name, f"{number}@one.example") for number, name in enumerate(left)]
    apart = [Colleague(name, f"{number}@mail-{number}.example") for number, name in enumerate(left)]
    people = apart if False in differ.values() else shared
    assert organisations(people, differ) == expected
