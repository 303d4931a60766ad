"""What is completed between the end of a cycle and its renewal: on pages, in the transcript, in the planner."""

import csv
import datetime as dt
import io

import pytest

from cpe import services
from cpe.selectors import ahead, ledger_id, ledger_of
from tests import papers
from tests.cpe.test_ledger import a_member, report
from tests.cpe.test_member_pages import done, now, seen, strip
from tests.people import signed_in

pytestmark = pytest.mark.django_db

__all__ = ["now"]
IN_GRACE = dt.datetime(2027, 1, 20, 9, 0, tzinfo=dt.UTC)
DAY = dt.date(2027, 1, 10)


@pytest.fixture
def member(now):
    """In grace, with 40 credits of the cycle that is over, and 8 hours of a course completed since."""
    now["at"] = dt.datetime(2026, 12, 30, 9, 0, tzinfo=dt.UTC)
    made = a_member(S_ISP=dt.date(2024, 1, 1), S_CISO=dt.date(2026, 1, 1))
    done(made, "other-course", "40", dt.date(2026, 5, 1), at=now["at"])
    now["at"] = IN_GRACE
    done(made, "other-course", "8", DAY, at=IN_GRACE)
    return made


def test_the_title_page_has_a_cycle_to_come(member):
    page = strip(seen(member, "/cpe/titles/s-isp/"))
    told = "Once the title is renewed, this cycle begins on 1 January 2027, with 8 credits so far."
    assert page.index(told) < page.index("40 of 60 credits: 20 credits to go.")
    assert "Year 1, 1 January 2027 – 31 December 2027: 8 credits" in page
    assert "8 hours, 1 credit per hour: 8 credits" in page
    assert "Once the title is renewed" not in strip(seen(member, "/cpe/titles/s-ciso/")), "its cycle runs"


def test_page_paper_and_table_of_the_transcript_have_it(member):
    client = signed_in(member.user)
    told = "this cycle begins on 1 January 2027, with 8 credits so far."
    assert told in strip(seen(member, "/cpe/transcript/"))
    assert told in " ".join(papers.text(client.get("/cpe/transcript/pdf/").content).split())
    content = b"".join(client.get("/cpe/transcript/csv/").streaming_content).decode("utf-8-sig")
    found = [row for row in csv.DictReader(io.StringIO(content)) if row["completed"] == "2027-01-10"]
    assert [(row["title"], row["cycle"], row["counted"]) for row in found] == [
        ("S-ISP", "2", "8.00"),
        ("S-CISO", "1", "8.00"),
    ]
    assert told not in strip(seen(member, "/cpe/transcript/", **{"S-ISP": "none"}))


def test_the_claim_says_what_it_will_count(member):
    claim = member.claims.get(completed_on=DAY)
    page = strip(seen(member, f"/cpe/claims/{claim.pk}/"))
    told = "Its cycle ended on 31 December 2026. Once renewed, the one from 1 January 2027 counts it for 8 credits."
    assert f"S-ISP Not yet for this title. {told}" in page
    book = report(member, "book", "320", done=DAY, at=IN_GRACE)
    assert "counts it for 3 credits." in strip(seen(member, f"/cpe/claims/{book.pk}/")), "once it is approved"
    services.withdraw(claim, by=member.user, at=IN_GRACE)
    assert "Not yet for this title." not in strip(seen(member, f"/cpe/claims/{claim.pk}/"))


def test_the_planner_says_for_which_cycle_things_count_now(member):
    page = strip(seen(member, "/cpe/planner/"))
    told = "What you complete from 1 January 2027 on counts for the cycle that begins then, once the title is renewed."
    assert f"{told} So far 8 credits count for it." in page
    assert page.count("counts for the cycle that begins then") == 1


def test_nothing_is_to_come_while_a_cycle_runs_and_once_a_title_is_over(member):
    claim = ledger_id(member.claims.get(completed_on=DAY).pk)
    ledger = ledger_of(member.pk, IN_GRACE.date())
    assert [(each.title_code, each.window.number) for each in ahead(ledger, claim)] == [("S-ISP", 2)]
    assert [sheet.to_come is None for sheet in ledger.sheets] == [False, True]
    assert all(sheet.to_come is None for sheet in ledger_of(member.pk, dt.date(2026, 12, 31)).sheets)
