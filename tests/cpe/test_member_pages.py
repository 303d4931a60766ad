"""The member's pages: every number with its reason, whatever was reported, and at a constant number of questions."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cpe import services
from cpe.enums import ClaimStatus, Denial
from cpe.models import ClaimDraft
from members.enums import Ground, OutcomeKind
from members.models import Level, Member
from tests.cpe.test_ledger import a_member, record, report, with_titles
from tests.cpe.test_opening_positions import G_234
from tests.factories.ledger import ClaimFactory, LedgerLineFactory
from tests.factories.members import CredentialFactory, MemberFactory
from tests.members.importing import bring
from tests.people import person, signed_in

pytestmark = pytest.mark.django_db

AT = dt.datetime(2026, 11, 20, 9, 0, tzinfo=dt.UTC)
FIRST = dt.date(2026, 1, 1)


@pytest.fixture(autouse=True)
def now(monkeypatch):
    moment = {"at": AT}
    monkeypatch.setattr("django.utils.timezone.now", lambda: moment["at"])
    return moment


def seen(member, address, **query):
    answer = signed_in(member.user).get(address, query)
    assert answer.status_code == 200
    return " ".join(answer.text.split())


def done(member, activity, amount, day=dt.date(2026, 5, 1), *, grant=None, **more):
    """Reported, and accepted by a reviewer where one is asked."""
    attended = amount if activity == "webinar-attended" else None
    claim = report(member, activity, amount, done=day, attended=attended, at=more.pop("at", AT), days=5, **more)
    if claim.state == ClaimStatus.PENDING:
        reviewer = person(f"Rev {claim.pk}", "cpe-reviewer")
        services.decide(claim, ClaimStatus.ACCEPTED, granted=grant and Decimal(grant), by=reviewer, at=AT)
    return claim


@pytest.mark.parametrize(
    ("reported", "counted", "says"),
    [
        pytest.param([("webinar-attended", "1")] * 12, "10", "1 credit: above the 10 credits", id="G-076"),
        pytest.param([("book", "320")], "3", "320 pages, 1 credit for every 100 pages: 3 credits", id="G-077"),
        pytest.param([("article-read", "320")], "2", "320 pages, 1 credit for every 150 pages: 2 credits", id="G-079"),
        pytest.param([("book", "99")], "0", "99 pages, 1 credit for every 100 pages: 0 credits", id="G-080a"),
        pytest.param([("book", "199")], "1", "199 pages, 1 credit for every 100 pages: 1 credit", id="G-080b"),
        pytest.param([("book", "250"), ("book", "250")], "4", "250 pages", id="G-082a"),
        pytest.param([("book", "500")], "5", "500 pages", id="G-082b"),
        pytest.param([("book", "700")], "5", "2 credits: above the 5 credits that this activity can bring", id="G-083"),
        pytest.param([("podcast", "18")], "5", "1 credit: above the 5 credits", id="G-085"),
        pytest.param([("article-published", "3")], "3", "3 pages of A4", id="G-086"),
        pytest.param([("article-published", "7")], "5", "2 credits: above the 5 credits that one claim", id="G-087"),
        pytest.param([("article-published", "7")] * 2, "10", "that one claim can bring", id="G-088"),
        pytest.param(
            [("webinar-attended", "3")] * 3 + [("webinar-attended", "1"), ("webinar-attended", "2")],
            "10",
            "2 credits: above the 10 credits that this activity can bring from 1 January 2026 to 31 December 2026",
            id="G-108",
        ),
        pytest.param(
            [("webinar-attended", "3")] * 4 + [("book", "700"), ("podcast", "24"), ("seco-expert", "1")],
            "40",
            "20 credits: above the 40 credits that count from 1 January 2026 to 31 December 2026",
            id="G-120",
        ),
    ],
)
def test_one_years_golden_cases_are_read_off_the_title_page(reported, counted, says):
    member = a_member(S_ISP=FIRST)
    for number, (activity, amount) in enumerate(reported, start=1):
        done(member, activity, amount, dt.date(2026, 5, number))
    page = seen(member, "/cpe/titles/s-isp/")
    assert f"{counted} of 60 credits:" in page
    year = (
        f"{counted} of 20 credits, the target of the year."
        if int(counted) <= 20
        else (f"{counted} credits; the target of the year is 20.")
    )
    assert f"{year} At most 40 count in one year." in page
    assert says in page


def test_what_waits_counts_nothing_and_says_what_it_could():
    """G-078, and a wish beyond the limit is shown as what the limit leaves."""
    member = a_member(S_ISP=FIRST)
    report(member, "book", "320", done=dt.date(2026, 5, 1), at=AT)
    page = seen(member, "/cpe/titles/s-isp/")
    assert "0 of 60 credits: 60 credits to go. Up to 3 credits more, waiting for a decision." in strip(page)
    assert "up to 3" in page
    assert "Waits for a decision" in page
    report(member, "book", "1080", done=dt.date(2026, 5, 2), at=AT)
    assert "up to 2" in seen(member, "/cpe/")
    assert "Up to 5 credits more" in seen(member, "/cpe/titles/s-isp/")


def strip(page):
    """A page without its tags."""
    out, inside = [], False
    for character in page:
        inside = character == "<" or (inside and character != ">")
        if not inside and character != ">":
            out.append(character)
    return " ".join("".join(out).split())


def test_the_years_limit_of_an_officer():
    """G-122: with 85 in a year, 80 count."""
    member = a_member(S_CISO=FIRST)
    done(member, "other-course", "45", dt.date(2026, 5, 3))
    done(member, "other-course", "40", dt.date(2026, 6, 3))
    page = seen(member, "/cpe/titles/s-ciso/")
    assert "80 of 120 credits" in page
    assert "5 credits: above the 80 credits that count from 1 January 2026 to 31 December 2026" in page


def test_the_years_limit_begins_with_reports_of_2025(now):
    """G-123, G-124."""
    member = a_member(S_ISP=dt.date(2024, 1, 1))
    early = dt.datetime(2024, 12, 20, 9, 0, tzinfo=dt.UTC)
    done(member, "other-course", "50", dt.date(2024, 11, 5), at=early)
    told = "50 credits; the target of the year is 20. Of what was reported from 1 January 2025 on, at most 40 count."
    assert told in seen(member, "/cpe/titles/s-isp/")
    late = dt.datetime(2025, 2, 10, 9, 0, tzinfo=dt.UTC)
    done(member, "other-course", "44", dt.date(2024, 11, 9), at=late)
    page = seen(member, "/cpe/titles/s-isp/")
    assert "4 credits: above the 40 credits that count from 1 January 2024 to 31 December 2024" in page
    assert "90 of 60 credits: the minimum is met; what is above it is not carried over." in page


@pytest.mark.parametrize(
    ("title", "years", "says"),
    [
        pytest.param("S_ISP", (0, 20, 40), "60 of 60 credits: the minimum is met.", id="G-126"),
        pytest.param("S_ISP", (20, 20, 20), "60 of 60 credits: the minimum is met.", id="G-127"),
        pytest.param("S_ISP", (20, 20, 19), "59 of 60 credits: 1 credit to go.", id="G-128"),
        pytest.param("S_CISO", (40, 40, 40), "120 of 120 credits: the minimum is met.", id="G-129"),
        pytest.param("S_CISO", (0, 40, 80), "120 of 120 credits: the minimum is met.", id="G-131"),
        pytest.param("S_CISO", (39, 40, 40), "119 of 120 credits: 1 credit to go.", id="G-133"),
    ],
)
def test_a_cycles_golden_cases_are_read_off_the_title_page(title, years, says):
    member = a_member(**{title: dt.date(2024, 1, 1)})
    for year, hours in enumerate(years):
        if hours:
            done(member, "other-course", str(hours), dt.date(2024 + year, 5, 5), at=AT)
    page = seen(member, f"/cpe/titles/{title.replace('_', '-').lower()}/")
    assert says in page
    target = 20 if title == "S_ISP" else 40
    assert page.count("Below the target") == sum(hours < target for hours in years[:2])


def test_a_foundation_holder_reads_that_nothing_is_asked():
    """G-134."""
    member = MemberFactory()
    CredentialFactory(member=member, title__level=Level.objects.get(key="foundation"))
    for address in ("/cpe/", "/cpe/planner/", "/cpe/transcript/", "/cpe/help/"):
        assert "Nothing is asked of you here" in seen(member, address)
    (code,) = member.credentials.values_list("title__code", flat=True)
    assert "nothing is to be reported, and nothing ends" in seen(member, f"/cpe/titles/{code.lower()}/")


def test_one_entry_counts_for_each_title_whose_cycle_holds_it():
    """G-136, G-137."""
    member = a_member(S_ISP=dt.date(2024, 1, 1), S_CISO=dt.date(2025, 7, 1))
    done(member, "other-course", "10", dt.date(2026, 3, 10))
    done(member, "other-course", "8", dt.date(2025, 3, 10))
    page = signed_in(member.user).get("/cpe/").text
    first, second = page.split("<tbody")[1].split("<tr role")[1:]
    assert ('data-for="S-ISP"' in first, 'data-for="S-CISO"' in first) == (True, True)
    assert ('data-for="S-ISP"' in second, 'data-for="S-CISO"' in second) == (True, False)
    assert "18 of 60 credits" in seen(member, "/cpe/titles/S-ISP/")
    assert "10 of 120 credits" in seen(member, "/cpe/titles/s-ciso/")


def test_what_an_import_brought_counts_as_given(now):
    """G-234."""
    bring(G_234)
    page = strip(seen(Member.objects.get(), "/cpe/titles/s-isp/"))
    assert "35 of 60 credits: 25 credits to go." in page
    assert page.count("Brought in from another register It counts as given, beside the limits.") == 2
    assert "20 of 20 credits, the target of the year." in page


def test_a_past_cycle_stays_with_how_it_came_out_and_a_title_earned_anew_shows_both(now):
    member = a_member(S_ISP=dt.date(2020, 1, 1))
    lost = member.credentials.get()
    done(member, "other-course", "30", dt.date(2021, 5, 5), at=dt.datetime(2021, 6, 1, tzinfo=dt.UTC))
    record(lost, OutcomeKind.DECERTIFIED, Ground.CREDITS, dt.date(2023, 4, 1), cycle=1)
    with_titles(member, {"S_ISP": dt.date(2025, 2, 1)})
    page = strip(seen(member, "/cpe/titles/s-isp/"))
    assert "30 of 60 credits: 30 credits were missing." in page
    assert "Not renewed, and the title lost as of 1 April 2023: credits are missing." in page
    assert page.index("Awarded on 1 February 2025") < page.index("Awarded on 1 January 2020")
    assert "S-ISP, earned anew on 1 Feb 2025" in seen(member, "/cpe/")


def test_reasons_of_denials_and_corrections_stand_beside_what_counted():
    member = a_member(S_ISP=FIRST)
    denied = report(member, "book", "320", done=dt.date(2026, 5, 1), at=AT)
    words = {"why": Denial.OTHER, "words": "No book."}
    services.decide(denied, ClaimStatus.DENIED, **words, by=person("Rev", "cpe-reviewer"), at=AT)
    old = report(member, "teaching", "6", done=dt.date(2026, 5, 2), at=AT)
    new = services.report(
        member,
        activity="teaching",
        completed_on=dt.date(2026, 5, 2),
        amount=Decimal(5),
        corrects=old.pk,
        by=member.user,
        at=AT,
    )
    page = strip(seen(member, "/cpe/titles/s-isp/"))
    assert "3 credits: denied" in page
    assert "0 withdrawn" in page
    assert "Together 5 3" in page, "nothing is lost of what was taken back"
    assert f"Claim {new.pk} took its place." in page
    assert "5 of 60 credits" in page


@pytest.mark.parametrize("address", ["/cpe/titles/s-ciso/", "/cpe/titles/no-such-title/"])
def test_somebody_elses_title_and_none_are_not_found(address):
    a_member(S_CISO=FIRST)
    mine = a_member(S_ISP=FIRST)
    assert signed_in(mine.user).get(address).status_code == 404
    assert signed_in(person("Nobody")).get(address).status_code == 404


def test_filters_show_one_title_one_year_and_one_state():
    member = a_member(S_ISP=dt.date(2024, 1, 1), S_CISO=dt.date(2026, 1, 1))
    done(member, "teaching", "7", dt.date(2025, 5, 5))
    done(member, "mentoring", "3", dt.date(2026, 5, 5))
    report(member, "book", "320", done=dt.date(2026, 5, 6), at=AT)

    def listed(**query):
        page = seen(member, "/cpe/", **query)
        return [
            name for name in ("Teach", "mentor", "Read books") if name in page.split("<tbody")[-1].split("</tbody")[0]
        ]

    assert len(listed()) == 3
    assert listed(title="S-CISO") == ["mentor", "Read books"]
    assert listed(title="S-ISP:2025-01-01") == ["Teach"]
    assert listed(title="S-ISP", state="pending") == ["Read books"]
    page = seen(member, "/cpe/", title="S-XYZ")
    assert "Choose from the list. Until then we show everything." in page
    assert "None of your activities is like that." in seen(member, "/cpe/", title="S-CISO", state="denied")


def test_drafts_stand_on_top_with_the_day_they_go():
    member = a_member(S_ISP=FIRST)
    ClaimDraft.objects.create(member=member, typed={"title": "Zero trust"}, begun_at=AT, changed_at=AT)
    ClaimDraft.objects.create(member=a_member(), typed={"title": "Not mine"}, begun_at=AT, changed_at=AT)
    page = seen(member, "/cpe/")
    assert "Zero trust" in page
    assert "Last changed on 20 November 2026. If it stays as it is, we remove it after 18 February 2027." in page
    assert "Not mine" not in page


def many(member, count):
    """So many accepted hours of webinars, of which ten count."""
    for number in range(count):
        day = FIRST + dt.timedelta(days=number % 300)
        claim = ClaimFactory(
            member=member,
            activity="webinar-attended",
            amount=1,
            attended=1,
            completed_on=day,
            reported_on=day,
            state="accepted",
        )
        LedgerLineFactory(claim=claim, decided_on=day)


def asked(member, address):
    client = signed_in(member.user)
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


@pytest.mark.parametrize(
    ("address", "most"),
    [("/cpe/", 12), ("/cpe/titles/s-isp/", 12), ("/cpe/planner/", 9), ("/cpe/transcript/", 12), ("/cpe/help/", 10)],
)
def test_pages_ask_as_much_for_no_claim_as_for_many_and_for_several_titles(address, most):
    none = a_member(S_ISP=FIRST)
    some = a_member(S_ISP=FIRST, S_CISO=FIRST, S_ITSP=FIRST)
    many(some, 60)
    counts = [asked(none, address), asked(some, address)]
    assert counts[0] <= counts[1] <= most
    assert counts[1] - counts[0] <= 1, "what was said of claims is read where there are any"


def test_later_pages_trace_as_the_first_does():
    member = a_member(S_ISP=FIRST)
    many(member, 60)
    pages = [seen(member, "/cpe/", page=str(number)) for number in (1, 2, 3)]
    assert [page.count("of 1: it stops at 10 a year") for page in pages] == [25, 25, 0]
    assert "Page 2 of 3" in pages[1]
    assert "?title=S-ISP&amp;page=2" in seen(member, "/cpe/", title="S-ISP")
