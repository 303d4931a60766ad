"""The golden cases as a stranger would ask them of replay: expiry, ninety days, renewal."""

from typing import Final

import pytest

from tests.cpe.replaying import Document, claim, credentials, fee, held, hours, ids, lettered

# Expiry, 90 days, renewal ---------------------------------------------------------------------------

SIXTY: Final = hours("20", "20", "20", first=2024)
FIFTY_SIX: Final = hours("20", "20", "16", first=2024)
PAID: Final = [fee(f"{year}-01-01", f"{year}-01-20") for year in (2024, 2025, 2026)]


def _paid_late(booked_on: str | None) -> list[Document]:
    return [*PAID[:2], fee("2026-01-01", booked_on)]


def _also(*more: Document) -> list[Document]:
    return [*FIFTY_SIX, *({**found, "id": f"more{n}"} for n, found in enumerate(more))]


def _four(completed_on: str, reported_on: str) -> list[Document]:
    """The four credits that are missing."""
    return _also(claim("teaching", "4", completed_on, reported_on=reported_on))


STANDINGS: Final = {"running": "valid", "renewed": "valid", "grace": "grace", "held": "held"}
TIMELY: Final = claim("forum-moderation", "9", "2026-12-01", status="pending")
REFUSED: Final = claim("forum-moderation", "9", "2026-12-01", status="denied", decided_on="2027-04-10")
APPEALED: Final = claim("teaching", "4", "2026-12-01", status="appealed", decided_on="2027-01-15")
WITHDRAWN: Final = claim("teaching", "4", "2026-12-01", status="withdrawn")
GRANTED: Final = claim("forum-moderation", "9", "2026-12-01", granted="4", decided_on="2027-04-10")

EXPIRY: Final[list[tuple[str, str, list[Document], list[Document], str, str | None]]] = [
    ("G-160 day 90", "2027-03-31", [], PAID, "grace", None),
    ("G-160 day 91", "2027-04-01", [], PAID, "decertified", "2027-04-01"),
    ("G-160 asked years later", "2040-04-01", [], PAID, "decertified", "2027-04-01"),
    ("running on E", "2026-12-31", SIXTY, PAID, "running", None),
    ("G-164", "2027-01-10", _four("2026-12-31", "2027-01-10"), PAID, "renewed", "2027-01-10"),
    ("G-166", "2027-03-31", _four("2026-12-11", "2027-03-31"), PAID, "renewed", "2027-03-31"),
    ("G-166 a day late", "2027-04-01", _four("2026-12-11", "2027-04-01"), PAID, "decertified", "2027-04-01"),
    ("completed in grace", "2027-04-01", _four("2027-01-01", "2027-01-01"), PAID, "decertified", "2027-04-01"),
    ("G-168", "2027-01-01", SIXTY, PAID, "renewed", "2027-01-01"),
    ("G-169", "2027-04-01", SIXTY, _paid_late(None), "decertified", "2027-04-01"),
    ("G-169 booked on day 91", "2027-05-01", SIXTY, _paid_late("2027-04-01"), "decertified", "2027-04-01"),
    ("G-169 booked on day 90", "2027-05-01", SIXTY, _paid_late("2027-03-31"), "renewed", "2027-03-31"),
    ("G-171", "2027-05-01", SIXTY, _paid_late("2027-02-14"), "renewed", "2027-02-14"),
    ("G-173", "2027-04-01", _also(TIMELY), PAID, "held", None),
    ("G-174", "2027-01-01", FIFTY_SIX, PAID, "grace", None),
    ("G-180", "2026-06-30", SIXTY, _paid_late(None), "running", None),
    ("G-231", "2027-04-01", _also(TIMELY), PAID, "held", None),
    ("G-231 years later", "2031-04-01", _also(TIMELY), PAID, "held", None),
    ("G-231 but unpaid", "2027-04-01", _also(TIMELY), _paid_late(None), "decertified", "2027-04-01"),
    ("G-231 too little", "2027-04-01", lettered(*FIFTY_SIX[:2], TIMELY), PAID, "decertified", "2027-04-01"),
    ("G-232 the day before", "2027-04-09", _also(REFUSED), PAID, "held", None),
    ("G-232", "2027-04-10", _also(REFUSED), PAID, "decertified", "2027-04-10"),
    ("granted after day 90", "2027-05-01", _also(GRANTED), PAID, "renewed", "2027-04-10"),
    ("an appeal open", "2027-05-01", _also(APPEALED), PAID, "held", None),
    ("withdrawn", "2027-05-01", _also(WITHDRAWN), PAID, "decertified", "2027-04-01"),
    ("no year owed", "2027-01-01", SIXTY, [], "renewed", "2027-01-01"),
    ("a year of the next cycle owed", "2027-01-01", SIXTY, [*PAID, fee("2027-01-01")], "renewed", "2027-01-01"),
]  # fmt: skip


@pytest.mark.parametrize(("case", "on", "claims", "fees", "outcome", "outcome_on"), EXPIRY)
def test_a_cycle_comes_out(
    case: str,
    on: str,
    claims: list[Document],
    fees: list[Document],
    outcome: str,
    outcome_on: str | None,
) -> None:
    [answered] = credentials(held(since="2024-01-01"), claims=claims, fees=fees, on=on)
    cycle, *later = answered["cycles"]
    assert (cycle["outcome"], cycle["outcome_on"]) == (outcome, outcome_on)
    assert answered["standing"] == STANDINGS.get(outcome, outcome)
    assert (cycle["until"], cycle["last_day"]) == ("2026-12-31", "2027-03-31")
    if outcome == "renewed":
        assert [(one["number"], one["from"], one["until"]) for one in later] == [(2, "2027-01-01", "2029-12-31")]
    else:
        assert later == []


def test_what_is_reported_too_late_is_lost_to_that_alone() -> None:
    asked = _four("2026-12-11", "2027-04-01")
    [answered] = credentials(held(since="2024-01-01"), claims=asked, fees=PAID, on="2027-04-01")
    assert answered["cycles"][0]["claims"][-1] == {
        "id": "more0",
        "credits": "4.00",
        "counted": "0.00",
        "reductions": [{"rule": "late", "credits": "4.00"}],
    }


def test_g162_the_days_after_june() -> None:
    [answered] = credentials(held(since="2023-07-01"), on="2026-09-29")
    cycle = answered["cycles"][0]
    assert [cycle[key] for key in ("until", "last_day", "outcome_on")] == ["2026-06-30", "2026-09-28", "2026-09-29"]


def test_g178_each_title_follows_its_own_dates() -> None:
    answered = credentials(held("S-ISP", "2024-01-01"), held("S-ITSP", "2025-01-01"), on="2027-04-01")
    assert [credential["standing"] for credential in answered] == ["decertified", "valid"]


@pytest.mark.parametrize(
    ("on", "fees", "fees_open"),
    [
        ("2025-12-31", [fee("2024-01-01"), fee("2026-01-01")], 1),
        ("2026-01-01", [fee("2024-01-01"), fee("2026-01-01")], 2),
        ("2026-01-01", [fee("2026-01-01", "2026-01-02")], 1),
        ("2026-01-02", [fee("2026-01-01", "2026-01-02")], 0),
        ("2027-03-31", [fee("2026-12-31", "2027-03-31")], 0),
        ("2027-04-02", [fee("2026-12-31", "2027-04-01")], 1),
        ("2027-03-31", [fee("2023-12-31"), fee("2027-01-01")], 0),
    ],
)
def test_fees_open_are_due_and_not_booked_in_time(on: str, fees: list[Document], fees_open: int) -> None:
    assert credentials(held(since="2024-01-01"), fees=fees, on=on)[0]["cycles"][0]["fees_open"] == fees_open


def test_what_was_completed_after_the_cycle_appears_once_the_next_one_exists() -> None:
    late = claim("teaching", "2", "2027-01-05", id="late")
    asked = {"claims": [*SIXTY, late], "fees": _paid_late("2027-02-14")}
    before, after = (credentials(held(since="2024-01-01"), on=on, **asked)[0] for on in ("2027-02-13", "2027-02-14"))
    assert ids(before) == [["a", "b", "c"]]
    assert ids(after) == [["a", "b", "c"], ["late"]]


def test_a_cycle_from_29_february_ends_on_28_february() -> None:
    claims = [*hours("20", "20", "20", first=2028), claim("teaching", "1", "2031-03-01", id="next")]
    [answered] = credentials(held(since="2028-02-29"), claims=claims, on="2031-03-01")
    first, second = answered["cycles"]
    assert [(year["from"], year["until"]) for year in first["years"]] == [
        ("2028-02-29", "2029-02-28"),
        ("2029-03-01", "2030-02-28"),
        ("2030-03-01", "2031-02-28"),
    ]
    assert (first["until"], first["last_day"], first["outcome_on"]) == ("2031-02-28", "2031-05-29", "2031-03-01")
    assert (second["from"], second["until"]) == ("2031-03-01", "2034-02-28")
    assert ids(answered) == [["a", "b", "c"], ["next"]]


def test_a_title_earned_again_has_cycles_of_its_own() -> None:
    again = claim("teaching", "3", "2027-04-01")
    lost, won = credentials(held(since="2024-01-01"), held(since="2027-04-01"), claims=[again], on="2027-06-01")
    assert (lost["standing"], ids(lost)) == ("decertified", [[]])
    assert (won["standing"], ids(won)) == ("valid", [["a"]])
