"""What home, activities and planner say of a title that is held: one thing, by what could still renew it."""

import datetime as dt
from html import unescape

import pytest

from cpe import selectors, services
from cpe.enums import ClaimStatus, Denial
from cpe.home_words import we_owe
from cpe.selectors import Owed
from tests.cpe.test_ledger import a_member, report, with_titles
from tests.cpe.test_member_pages import done, now, seen, strip
from tests.factories.bank import ProposalFactory
from tests.factories.cycles import CycleSweepFactory, HoldFactory
from tests.members.money import holder, pay
from tests.people import person

pytestmark = pytest.mark.django_db

__all__ = ["now"]
DAY = dt.date(2026, 12, 1)
PAGES = ("/", "/cpe/", "/cpe/planner/", "/cpe/titles/s-isp/", "/cpe/letters/")
OFFICER = tuple(address.replace("s-isp", "s-ciso") for address in PAGES)


def a_held_one(now, *, has, pages="500"):
    """S-ISP with so many credits by the end of its last year, and a book that waits."""
    now["at"] = dt.datetime(2026, 12, 30, 9, 0, tzinfo=dt.UTC)
    member = a_member(S_ISP=dt.date(2024, 1, 1))
    for year, hours in zip((2024, 2025, 2026), has, strict=True):
        done(member, "other-course", hours, dt.date(year, 5, 1))
    report(member, "book", pages, done=DAY, at=now["at"])
    now["at"] = dt.datetime(2027, 4, 2, 9, 0, tzinfo=dt.UTC)
    return member


def told(member, address):
    return unescape(strip(seen(member, address)))


def test_what_could_close_the_gap_is_named_on_every_page(now):
    member = a_held_one(now, has=("20", "20", "15"))
    for address in PAGES:
        page = told(member, address)
        assert "nothing for you to report: we owe you a reviewer's decision about what you reported." in page, address


def test_what_waits_and_cannot_close_the_gap_is_not_what_holds_it(now):
    member = a_held_one(now, has=("20", "20", "14"), pages="100")
    for address in PAGES:
        page = told(member, address)
        assert "not complete: 6 credits are missing, more than what waits for a decision could bring. It ends" in page
        assert "we owe you a reviewer" not in page


def test_after_the_denial_all_pages_say_the_same(now):
    member = a_held_one(now, has=("20", "20", "15"))
    services.decide(
        member.claims.get(activity="book"),
        ClaimStatus.DENIED,
        why=Denial.UNRELATED,
        words="A novel.",
        by=person("Rev", "cpe-reviewer"),
        at=now["at"],
    )
    for address in PAGES:
        assert "and not complete: 5 credits are missing. It ends with" in told(member, address), address


def test_a_fee_for_which_money_came_in_waits_for_the_bookkeeper_everywhere(now):
    now["at"] = dt.datetime(2024, 1, 2, 9, 0, tzinfo=dt.UTC)
    member = holder("S-CISO", on=dt.date(2024, 1, 1))
    now["at"] = dt.datetime(2026, 12, 30, 9, 0, tzinfo=dt.UTC)
    for year in (2024, 2025, 2026):
        done(member, "other-course", "40", dt.date(year, 5, 1))
    now["at"] = dt.datetime(2027, 4, 2, 9, 0, tzinfo=dt.UTC)
    for address in OFFICER:
        assert "not every contribution was paid by 31 March 2027" in told(member, address), address
    ledger = selectors.ledger_of(member.pk, now["at"].date())
    ((_key, owed),) = selectors.owed_of(member.pk, ledger).items()
    assert (owed.reviewer, owed.payment, owed.unpaid, owed.short) == (False, False, True, 0)
    for invoice in member.invoices.all():
        ProposalFactory(invoice=invoice)
    for address in OFFICER:
        assert "we owe you our bookkeeper's word about a payment that came in." in told(member, address), address


def test_a_fee_paid_too_late_is_told_as_it_is_judged(now):
    now["at"] = dt.datetime(2024, 1, 2, 9, 0, tzinfo=dt.UTC)
    member = holder("S-CISO", on=dt.date(2024, 1, 1))
    now["at"] = dt.datetime(2026, 12, 30, 9, 0, tzinfo=dt.UTC)
    for year in (2024, 2025, 2026):
        done(member, "other-course", "40", dt.date(year, 5, 1))
    for invoice in member.invoices.all():
        pay(invoice, on=dt.date(2027, 4, 1))
    now["at"] = dt.datetime(2027, 4, 2, 9, 0, tzinfo=dt.UTC)
    for address in OFFICER:
        page = told(member, address)
        assert "not every contribution was paid by 31 March 2027. It ends with the next night" in page, address
        assert "nothing ends before it is taken" not in page, address


@pytest.mark.parametrize("why", ["due", "brake", "unreachable"])
def test_who_is_held_reads_what_comes_first(now, why):
    member = a_held_one(now, has=("20", "20", "14"), pages="100")
    cycle = member.credentials.get().cycles.get()
    HoldFactory(cycle=cycle, why=why, sweep=CycleSweepFactory() if why == "brake" else None)
    for address in PAGES:
        page = told(member, address)
        assert "6 credits are missing, more than what waits for a decision could bring." in page, address
        assert ("It ends with the next night, unless something turns up" in page) is (why == "due"), address
        assert ("We look at it before anything is decided." in page) is (why != "due"), address
        for wrong in ("we owe you", "nothing for you to", "nothing ends before", "We owe", "or a decision. What"):
            assert wrong not in page, (address, wrong)


@pytest.mark.parametrize(
    ("owed", "says"),
    [
        ({}, "we owe you our decision about the three years that are over."),
        ({"board": True}, "we owe you the Board's decision about your appeal."),
        (
            {"reviewer": True, "payment": True},
            "a reviewer's decision about what you reported and our bookkeeper's word about a payment that came in.",
        ),
        ({"short": 4, "looked_at": True}, "60 credits are missing. We look at it before anything is decided."),
        ({"short": 4, "unpaid": True}, "60 credits are missing; not every contribution was paid by 31 March 2027."),
    ],
)
def test_what_is_owed_in_words(owed, says):
    member = a_member(S_ISP=dt.date(2024, 1, 1))
    (sheet,) = selectors.ledger_of(member.pk, dt.date(2026, 12, 30)).sheets
    nothing = {"reviewer": False, "board": False, "payment": False, "short": 0, "unpaid": False}
    assert says in we_owe(Owed(**{**nothing, **owed}), sheet.current)


def test_no_page_asks_about_money_where_nothing_is_held():
    member = a_member()
    ledger = selectors.ledger_of(member.pk, dt.date(2026, 12, 30))
    assert selectors.owed_of(member.pk, ledger) == {}


def test_help_is_not_asked_for_a_title_whose_last_day_is_past(now):
    member = a_held_one(now, has=("20", "20", "15"))
    page = told(member, "/cpe/help/")
    assert "There is nothing to ask for now" in page
    assert "What is in the way?" not in page
    with_titles(member, {"S_CISO": dt.date(2027, 1, 1)})
    page = told(member, "/cpe/help/")
    assert "S-CISO, to be reported by" in page
    assert "S-ISP, to be reported by" not in page
