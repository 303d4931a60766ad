"""The golden cases as a stranger would ask them of replay: activities, limits and years."""

from typing import Any, Final

import pytest

from tests.cpe.replaying import Document, claim, credentials, fee, held, hours, ids, lettered

# One activity at a time: a practitioner's first year, 2025 -------------------------------------------


def webinar(amount: str, on: str = "2025-03-03", **more: Any) -> Document:
    return claim("webinar-attended", amount, on, **more)


def denied(activity: str, amount: str) -> Document:
    return claim(activity, amount, status="denied")


ONE_ACTIVITY: Final[list[tuple[str, list[Document], list[str]]]] = [
    ("G-070", [claim("other-course", "6")], ["6.00"]),
    ("G-071", [denied("seminar-conference", "6")], ["0.00"]),
    ("G-073", [webinar("1", attended="0.8")], ["1.00"]),
    ("G-073 a little less", [webinar("1", attended="0.7999")], ["0.00"]),
    ("G-076", [webinar("1") for _ in range(12)], ["1.00"] * 10 + ["0.00"] * 2),
    ("G-077", [claim("book", "320")], ["3.00"]),
    ("G-078", [claim("book", "320", status="pending")], ["0.00"]),
    ("G-079", [claim("article-read", "320")], ["2.00"]),
    ("G-080", [claim("book", pages) for pages in ("99", "100", "199", "200")], ["0.00", "1.00", "1.00", "2.00"]),
    ("G-082 apart", [claim("book", "250"), claim("book", "250")], ["2.00", "2.00"]),
    ("G-082 as one", [claim("book", "500")], ["5.00"]),
    ("G-083", [claim("book", "700")], ["5.00"]),
    ("G-085", [claim("podcast", "18")], ["5.00"]),
    ("G-086", [claim("article-published", "3")], ["3.00"]),
    ("G-087", [claim("article-published", "7")], ["5.00"]),
    ("G-088", [claim("article-published", "7"), claim("article-published", "7")], ["5.00", "5.00"]),
    ("G-089", [denied("article-published", "7")], ["0.00"]),
    ("G-091", [claim("teaching", "6")], ["6.00"]),
    ("G-093", [denied("material", "6")], ["0.00"]),
    ("G-095", [claim("material", "8"), claim("teaching", "8")], ["8.00", "8.00"]),
    ("G-096 by default", [claim("webinar-given", "1")], ["5.00"]),
    ("G-096 as the reviewer says", [claim("webinar-given", "1", granted="6")], ["6.00"]),
    ("G-097", [claim("exam-question", "7")], ["5.00"]),
    ("G-099", [claim("forum-moderation", "30", granted=granted) for granted in ("4", "2")], ["4.00", "1.00"]),
    ("G-101 foundation", [claim("seco-foundation", "1")], ["20.00"]),
    ("G-101 practitioner", [claim("seco-practitioner", "1")], ["30.00"]),
    ("G-101 expert", [claim("seco-expert", "1")], ["40.00"]),
    ("G-101 short", [claim("seco-short", "1")], ["4.00"]),
    ("G-102", [claim("exam-prep-given", "3")], ["3.00"]),
    ("G-103", [claim("coach-attended", "1"), claim("coach-hosted", "1")], ["1.00", "5.00"]),
    ("G-104", [denied("other-course", "40")], ["0.00"]),
    ("G-106", [denied("teaching", "6")], ["0.00"]),
    ("G-108", [*(webinar("2.5") for _ in range(4)), webinar("2")], ["2.50"] * 4 + ["0.00"]),
    ("75 minutes", [claim("teaching", "1.25")], ["1.25"]),
    ("76 minutes", [claim("teaching", "1.2667")], ["1.25"]),
    ("G-230 before the Board", [claim("exam-question", "5", granted="3")], ["3.00"]),
    ("G-230 after the Board", [claim("exam-question", "5", granted="5", decided_on="2026-01-10")], ["5.00"]),
    ("mentoring", [claim("mentoring", "12")], ["10.00"]),
    ("book and articles", [claim("book", "400"), claim("article-read", "300")], ["4.00", "1.00"]),
]  # fmt: skip


@pytest.mark.parametrize(("case", "claims", "counted"), ONE_ACTIVITY)
def test_an_activity_counts(case: str, claims: list[Document], counted: list[str]) -> None:
    [cycle] = credentials(held(), claims=lettered(*claims), on="2026-01-15")[0]["cycles"]
    assert [traced["counted"] for traced in cycle["claims"]] == counted
    assert cycle["years"][0]["counted"] == cycle["counted"] == f"{sum(map(float, counted)):.2f}"


GRANTED_LATER: Final = claim("webinar-given", "1", granted="5", decided_on="2026-02-01")
TRACES: Final[list[tuple[str, Document, str, list[tuple[str, str]]]]] = [
    ("waits", claim("book", "320", status="pending"), "3.00", [("not-accepted", "3.00")]),
    ("withdrawn", claim("teaching", "2", status="withdrawn"), "2.00", [("not-accepted", "2.00")]),
    ("appealed", claim("teaching", "2", status="appealed"), "2.00", [("not-accepted", "2.00")]),
    ("not decided yet", claim("teaching", "2", decided_on="2026-01-16"), "2.00", [("not-accepted", "2.00")]),
    ("webinar given, waiting", claim("webinar-given", "2", status="pending"), "12.00", [("not-accepted", "12.00")]),
    ("forum, denied", claim("forum-moderation", "90", status="denied"), "5.00", [("not-accepted", "5.00")]),
    ("granted, not known yet", GRANTED_LATER, "6.00", [("not-accepted", "6.00")]),
    ("not attended", claim("webinar-attended", "2", attended="1"), "2.00", [("attendance", "2.00")]),
    ("too long an article", claim("article-published", "7"), "7.00", [("item-cap", "2.00")]),
    ("too many pages", claim("book", "700"), "7.00", [("activity-cap", "2.00")]),
    ("too much for a year", claim("teaching", "41.5"), "41.50", [("annual-cap", "1.50")]),
    ("too much of all", claim("seco-expert", "2", status="denied"), "80.00", [("not-accepted", "80.00")]),
    ("nothing to lose", claim("book", "99", status="denied"), "0.00", []),
    ("granted nothing", claim("teaching", "6", granted="0"), "0.00", []),
]  # fmt: skip


@pytest.mark.parametrize(("case", "asked", "credits_", "reductions"), TRACES)
def test_a_claim_says_what_it_lost_to_which_rule(
    case: str, asked: Document, credits_: str, reductions: list[tuple[str, str]]
) -> None:
    [traced] = credentials(held(), claims=[asked], on="2026-01-15")[0]["cycles"][0]["claims"]
    assert traced["credits"] == credits_
    assert [(lost["rule"], lost["credits"]) for lost in traced["reductions"]] == reductions


def test_limits_are_asked_one_after_the_other() -> None:
    articles = [claim("article-published", "7", f"2025-0{month}-01") for month in range(1, 10)]
    [*_, last] = credentials(held(), claims=lettered(*articles), on="2026-01-15")[0]["cycles"][0]["claims"]
    assert last == {
        "id": "i",
        "credits": "7.00",
        "counted": "0.00",
        "reductions": [{"rule": "item-cap", "credits": "2.00"}, {"rule": "annual-cap", "credits": "5.00"}],
    }


def test_claims_stand_in_the_order_of_completion_reporting_and_id() -> None:
    asked = [
        claim(on="2025-03-03", id="z"),
        claim(on="2025-03-03", id="y", reported_on="2025-03-04"),
        claim(on="2025-03-03", id="x", reported_on="2025-03-04"),
        claim(on="2025-03-02", id="w", reported_on="2025-04-01"),
        claim(on="2025-03-03", id="known tomorrow", reported_on="2026-01-16"),
        claim(on="2024-12-31", id="before the award"),
    ]
    [cycle] = credentials(held(), claims=asked, on="2026-01-15")[0]["cycles"]
    assert [traced["id"] for traced in cycle["claims"]] == ["w", "z", "x", "y"]


# Caps, years, cycles --------------------------------------------------------------------------------


BUSY: Final = [
    *(webinar("3", f"2025-02-0{day}") for day in range(1, 5)),
    claim("book", "700", "2025-03-01"),
    claim("podcast", "24", "2025-04-01"),
    claim("seco-expert", "1", "2025-05-01"),
]
"""G-120: 12 hours of webinars, 700 pages, 24 hours of podcasts, an Expert course."""


def test_g120_the_annual_limit_comes_last() -> None:
    [cycle] = credentials(held(), claims=lettered(*BUSY), on="2026-01-15")[0]["cycles"]
    assert [traced["counted"] for traced in cycle["claims"]] == [
        "3.00",
        "3.00",
        "3.00",
        "1.00",
        "5.00",
        "5.00",
        "20.00",
    ]
    assert cycle["claims"][-1]["reductions"] == [{"rule": "annual-cap", "credits": "20.00"}]
    assert cycle["counted"] == "40.00"


def study(amount: str, completed_on: str, reported_on: str | None = None) -> Document:
    return claim("other-course", amount, completed_on, reported_on=reported_on or completed_on)


BOTH_SIDES: Final = [study("50", "2024-12-31"), study("45", "2024-06-01", "2025-01-01")]
YEARS: Final[list[tuple[str, str, list[Document], list[str]]]] = [
    ("G-122", "S-CISO", [study("85", "2024-06-01", "2025-01-01")], ["80.00", "0.00", "0.00"]),
    ("G-123", "S-ISP", [study("50", "2024-12-15", "2024-12-20")], ["50.00", "0.00", "0.00"]),
    ("G-124", "S-ISP", [study("50", "2024-11-15", "2025-02-10")], ["40.00", "0.00", "0.00"]),
    ("reported 31 Dec 2024", "S-ISP", [study("50", "2024-12-31")], ["50.00", "0.00", "0.00"]),
    ("reported 1 Jan 2025", "S-ISP", [study("50", "2024-12-31", "2025-01-01")], ["40.00", "0.00", "0.00"]),
    ("one beside the other", "S-ISP", BOTH_SIDES, ["90.00", "0.00", "0.00"]),
    ("two years", "S-ISP", [study("4", "2024-12-31"), study("5", "2025-01-01")], ["4.00", "5.00", "0.00"]),
    ("the last day of all", "S-ISP", [study("4", "2026-12-31")], ["0.00", "0.00", "4.00"]),
]  # fmt: skip


@pytest.mark.parametrize(("case", "title", "claims", "years"), YEARS)
def test_a_certification_year_counts(case: str, title: str, claims: list[Document], years: list[str]) -> None:
    [cycle] = credentials(held(title, "2024-01-01"), claims=lettered(*claims), on="2026-12-31")[0]["cycles"]
    assert [year["counted"] for year in cycle["years"]] == years


@pytest.mark.parametrize(
    ("case", "title", "by_year", "required", "standing"),
    [
        ("G-126", "S-ISP", ("0", "20", "40"), "60.00", "valid"),
        ("G-127", "S-ISP", ("20", "20", "20"), "60.00", "valid"),
        ("G-128", "S-ISP", ("20", "20", "19"), "60.00", "grace"),
        ("G-129", "S-CISO", ("40", "40", "40"), "120.00", "valid"),
        ("G-131", "S-CISO", ("0", "40", "80"), "120.00", "valid"),
        ("G-133", "S-CISO", ("39", "40", "40"), "120.00", "grace"),
        ("G-145", "SOC-CA", ("20", "20", "20"), "60.00", "valid"),
        ("G-146", "S-CEHL", ("40", "40", "40"), "120.00", "valid"),
        ("G-146", "S-CSPL", ("40", "40", "39"), "120.00", "grace"),
        ("expert", "S-ISME", ("40", "40", "40"), "120.00", "valid"),
    ],
)
def test_the_minimum_of_three_years_decides(
    case: str, title: str, by_year: tuple[str, ...], required: str, standing: str
) -> None:
    [answered] = credentials(held(title), claims=hours(*by_year), on="2028-01-01")
    cycle = answered["cycles"][0]
    assert (cycle["required"], answered["standing"]) == (required, standing)
    assert [year["counted"] for year in cycle["years"]] == [f"{float(hours):.2f}" for hours in by_year]
    assert cycle["counted"] == f"{sum(map(float, by_year)):.2f}"


def test_g134_foundation_asks_for_nothing() -> None:
    answered = credentials(
        held("SECO-ISF", "1999-01-01", level="foundation"), held("S-ISP", level="foundation"),
        claims=[claim()], fees=[fee("2025-01-01")], on="2040-01-01",
    )  # fmt: skip
    assert answered == [
        {"title": "SECO-ISF", "standing": "valid", "cycles": []},
        {"title": "S-ISP", "standing": "valid", "cycles": []},
    ]


def test_g136_and_g143_one_claim_counts_for_every_title() -> None:
    answered = credentials(held("S-ISP"), held("S-ITSP"), held("S-BCP"), claims=hours("10"), on="2026-01-15")
    assert [credential["cycles"][0]["counted"] for credential in answered] == ["10.00"] * 3


@pytest.mark.parametrize(("renewed", "of_isp"), [(True, [["early", "a", "b", "c"], ["late"]]), (False, [["early"]])])
def test_g137_and_g139_a_claim_counts_where_its_day_lies(renewed: bool, of_isp: list[list[str]]) -> None:
    early = claim("other-course", "8", "2025-03-10", id="early")
    late = claim("other-course", "8", "2027-01-15", id="late")
    sixty = hours("30", "30", "30", first=2024) if renewed else []
    isp, ciso = credentials(
        held("S-ISP", "2024-01-01"), held("S-CISO", "2025-07-01"), claims=[early, late, *sixty], on="2027-02-01"
    )
    assert [sorted(ids) for ids in ids(isp)] == [sorted(ids) for ids in of_isp]
    assert "early" not in ids(ciso)[0]
    assert "late" in ids(ciso)[0]


def test_g141_a_claim_counts_only_for_titles_still_active() -> None:
    isp, ciso = credentials(
        held("S-ISP", "2022-02-10"), held("S-CISO", "2024-01-01"),
        claims=[claim("other-course", "8", "2025-06-15")], on="2025-07-01",
    )  # fmt: skip
    assert (isp["standing"], isp["cycles"][0]["outcome_on"], ids(isp)) == ("decertified", "2025-05-11", [[]])
    assert (ciso["standing"], ids(ciso)) == ("valid", [["a"]])
