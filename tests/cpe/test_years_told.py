"""How years and cycles read: one order, the limit of each, more than a target, what a document tells others."""

import datetime as dt

import pytest

from tests import papers
from tests.cpe.test_ledger import a_member, report
from tests.cpe.test_member_pages import done, now, seen, strip
from tests.people import signed_in

pytestmark = pytest.mark.django_db

__all__ = ["now"]
JAN = dt.date(2024, 1, 1)


def test_the_newest_comes_first_among_years_and_in_each(now):
    member = a_member(S_ISP=JAN)
    days = [dt.date(2025, 2, 3), dt.date(2025, 8, 9), dt.date(2026, 2, 3), dt.date(2026, 4, 5)]
    for day in days:
        done(member, "teaching", "2", day)
    for address in ("/cpe/", "/cpe/titles/s-isp/", "/cpe/transcript/"):
        page = strip(seen(member, address))
        places = [page.index(f"{day.day} {day:%b %Y} ", page.index("Completed Activity")) for day in reversed(days)]
        assert places == sorted(places), address


def test_the_limit_of_a_year_before_it_began_is_told_with_its_day(now):
    page = strip(seen(a_member(S_ISP=JAN), "/cpe/titles/s-isp/"))
    assert page.count("Of what was reported from 1 January 2025 on, at most 40 count.") == 1
    assert page.count("At most 40 count in one year.") == 2


def test_before_the_limit_began_no_year_has_one(now):
    now["at"] = dt.datetime(2024, 12, 20, 9, 0, tzinfo=dt.UTC)
    page = seen(a_member(S_ISP=JAN), "/cpe/titles/s-isp/")
    assert "at most 40 count" not in page.lower()


def test_a_full_year_says_from_when_on_it_counts_again(now):
    member = a_member(S_ISP=dt.date(2026, 1, 1))
    done(member, "other-course", "40", dt.date(2026, 5, 6))
    page = strip(seen(member, "/cpe/planner/"))
    assert "40 credits from 1 January 2026 to 31 December 2026; the target of the year is 20." in page
    assert "This year is full: 40 of 40 are used. From 1 January 2027 on it counts again." in page


def test_ways_that_do_not_finish_do_not_say_so(now):
    member = a_member(S_ISP=dt.date(2026, 1, 1))
    page = strip(seen(member, "/cpe/planner/"))
    assert "As much as this year takes" in page
    assert "Shortest ways" not in page
    done(member, "other-course", "30", dt.date(2026, 5, 6))
    done(a := a_member(S_ISP=JAN), "other-course", "35", dt.date(2025, 5, 6))
    assert "Shortest ways to finish" in strip(seen(a, "/cpe/planner/"))


def held(now):
    now["at"] = dt.datetime(2026, 12, 30, 9, 0, tzinfo=dt.UTC)
    member = a_member(S_ISP=JAN)
    for year in (2024, 2025, 2026):
        done(member, "other-course", "19", dt.date(year, 5, 1), at=now["at"])
    report(member, "book", "500", done=dt.date(2026, 12, 1), at=now["at"])
    now["at"] = dt.datetime(2027, 4, 2, 9, 0, tzinfo=dt.UTC)
    return member


def test_a_transcript_of_a_held_title_speaks_to_whoever_reads_it(now):
    member = held(now)
    paper = " ".join(papers.text(signed_in(member.user).get("/cpe/transcript/pdf/").content).split())
    for text in (paper, strip(seen(member, "/cpe/transcript/"))):
        assert "57 of 60 credits: the decision about this cycle is still to be taken." in text
        assert "The institute owes the decision; nothing ends before it is taken." in text
        assert "for you to" not in text.partition("More All activities")[0]
        assert "we owe you" not in text.lower()


def test_the_margin_of_a_cycle_names_its_days_in_one_line(now):
    page = strip(seen(a_member(S_ISP=JAN), "/cpe/titles/s-isp/"))
    assert "Cycle 1 1 Jan 2024 – 31 Dec 2026" in page
    assert "<span>1 Jan 2024 – 31 Dec 2026</span>" in seen(a_member(S_ISP=JAN), "/cpe/transcript/")


@pytest.mark.parametrize("many", [1, 3, 7, 19, 21, 23])
def test_no_heading_stands_alone_at_the_foot_of_a_sheet(now, many):
    """As many activities as once left a title, its standing or the caption of a year behind."""
    member = a_member(S_ISP=JAN, S_ITSP=dt.date(2024, 2, 1))
    for number in range(many):
        done(member, "teaching", "1", dt.date(2026, 3, 1) + dt.timedelta(days=number))
    made = signed_in(member.user).get("/cpe/transcript/pdf/").content
    for page in range(1, int(papers.facts(made)["Pages"])):
        *_rows, last, _foot = papers.text(made, "-layout", "-f", str(page), "-l", str(page)).splitlines()
        assert not last.startswith(("Year ", "Valid until", "Completed", "Cycle ", "S-"))
