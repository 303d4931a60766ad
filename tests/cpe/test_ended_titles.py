"""The member's pages once titles are over: what is said of them, and that nothing leads to what cannot be done."""

import datetime as dt

import pytest
from django.utils.formats import date_format

from common.calendar import local_day
from cpe.rules.appeals import last_day
from members.enums import Ground, OutcomeKind
from members.models import Outcome
from members.services import Ruling, record_outcomes
from tests.cpe.test_ledger import a_member, record, report, with_titles
from tests.cpe.test_member_pages import FIRST, done, now, seen, strip
from tests.members.money import holder, pay
from tests.members.money import night as invoices
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


def unpaid_officer(now):
    """Whoever lost an officer's title as two contributions were not paid, though all credits were there."""
    now["at"] = dt.datetime(2023, 8, 1, 9, 0, tzinfo=dt.UTC)
    member = holder("S-CISO", on=dt.date(2023, 8, 1))
    for year in (2024, 2025):
        invoices(dt.date(year, 7, 31))
    pay(member.invoices.earliest("pk"), on=dt.date(2023, 8, 20))
    now["at"] = dt.datetime(2026, 11, 20, 9, 0, tzinfo=dt.UTC)
    lost_on = dt.date(2026, 10, 30)
    ruling = Ruling(
        credential=member.credentials.get().pk,
        kind=OutcomeKind.DECERTIFIED,
        ground=Ground.FEES,
        effective_on=lost_on,
        cycle=1,
    )
    record_outcomes([ruling], at=dt.datetime.combine(lost_on, dt.time(2), tzinfo=dt.UTC))
    return member


def test_the_page_of_a_lost_title_says_what_was_not_paid_until_when_to_appeal_and_how_to_earn_it_again(now):
    page = strip(seen(unpaid_officer(now), "/cpe/titles/s-ciso/"))
    assert "from 1 August 2023 was not paid" not in page
    for year in (2024, 2025):
        assert f"The contribution for the year from 1 August {year} was not paid by 29 October 2026." in page
    assert "you can appeal to the Board until 30 January 2027, that day included. Write to" in page
    assert "name your title S-CISO, and say why" in page
    assert "You can earn the title again, in the way you earned it first." in page


def test_once_it_is_over_the_time_to_appeal_is_told_as_past(now):
    member = lost()
    now["at"] = dt.datetime(2027, 6, 1, 9, 0, tzinfo=dt.UTC)
    page = strip(seen(member, "/cpe/titles/s-bcp/"))
    until = date_format(last_day(local_day(Outcome.objects.get().recorded_at)))
    assert f"The Board could be asked to look at this decision until {until}." in page
    assert "The contribution for" not in page


@pytest.mark.parametrize("address", ["/cpe/titles/s-bcp/", "/cpe/transcript/"])
def test_no_decision_adds_to_a_title_that_is_lost(now, address):
    now["at"] = dt.datetime(2026, 7, 30, 9, 0, tzinfo=dt.UTC)
    member = a_member(S_BCP=dt.date(2023, 8, 1))
    report(member, "book", "300", done=dt.date(2026, 7, 1), at=now["at"])
    now["at"] = dt.datetime(2026, 11, 20, 9, 0, tzinfo=dt.UTC)
    record(member.credentials.get(), OutcomeKind.DECERTIFIED, Ground.CREDITS, dt.date(2026, 10, 30), cycle=1)
    page = strip(seen(member, address))
    assert "were missing" in page
    assert "more, waiting for a decision" not in page


def test_who_earned_it_again_is_not_told_how(now):
    member = lost()
    with_titles(member, {"S_BCP": dt.date(2026, 11, 10)})
    page = strip(seen(member, "/cpe/titles/s-bcp/"))
    assert "The Board" in page
    assert "You can earn the title again" not in page
