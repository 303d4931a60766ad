"""The member's pages once titles are over: what is said of them, and that nothing leads to what cannot be done."""

import datetime as dt

import pytest

from members.enums import Ground, OutcomeKind
from tests.cpe.test_ledger import a_member, record
from tests.cpe.test_member_pages import FIRST, done, now, seen, strip
from tests.people import signed_in

pytestmark = pytest.mark.django_db

__all__ = ["now"]
OFFERED = ("/cpe/report/", "/cpe/planner/", "/cpe/help/")


def lost(*, credits_="30"):
    """Whoever lost the only title that credits are asked of."""
    member = a_member(S_BCP=dt.date(2023, 8, 1))
    done(member, "other-course", credits_, dt.date(2024, 5, 5), at=dt.datetime(2024, 6, 1, tzinfo=dt.UTC))
    record(member.credentials.get(), OutcomeKind.DECERTIFIED, Ground.CREDITS, dt.date(2026, 10, 30), cycle=1)
    return member


@pytest.mark.parametrize("address", ["/cpe/planner/", "/cpe/help/"])
def test_a_title_just_lost_is_named_and_nobody_reads_that_none_ends_for_want_of_credits(address):
    page = strip(seen(lost(), address))
    assert "S-BCP Business Continuity Practitioner Decertified. Not valid since 30 October 2026." in page
    assert "You hold no title now that is kept up with CPE credits." in page
    assert "want of credits" not in page


@pytest.mark.parametrize("address", ["/cpe/", "/cpe/planner/", "/cpe/help/", "/cpe/titles/s-bcp/", "/cpe/transcript/"])
def test_nothing_leads_to_what_cannot_be_done_for_a_title_that_is_over(address):
    main = signed_in(lost().user).get(address).text.partition("<main")[2].partition("</main>")[0]
    assert [where for where in OFFERED if f'href="{where}"' in main] == []


def test_a_claim_of_somebody_without_titles_offers_no_further_one():
    member = lost()
    page = seen(member, f"/cpe/claims/{member.claims.get().pk}/")
    assert "Report another activity" not in page
    assert "Report the same again" not in page


def test_nothing_was_missing_in_a_cycle_that_the_end_of_its_title_cut_short():
    member = a_member(S_BCME=FIRST)
    record(member.credentials.get(), OutcomeKind.ENDED, Ground.CANCELLED, dt.date(2026, 9, 1))
    for address in ("/cpe/", "/cpe/titles/s-bcme/", "/cpe/transcript/"):
        page = strip(seen(member, address))
        assert "0 of 120 credits when the title ended." in page, address
        assert "were missing" not in page


def test_what_a_judged_cycle_lacked_stays_said():
    assert "30 of 60 credits: 30 credits were missing." in strip(seen(lost(), "/cpe/"))


@pytest.mark.parametrize("address", ["/cpe/planner/", "/cpe/help/"])
def test_whoever_holds_another_title_reads_of_that_one(address):
    member = a_member(S_ISP=FIRST, S_BCP=FIRST)
    ended = member.credentials.get(title__code="S-BCP")
    record(ended, OutcomeKind.ENDED, Ground.CANCELLED, dt.date(2026, 9, 1))
    page = strip(seen(member, address))
    assert "You hold no title now" not in page
