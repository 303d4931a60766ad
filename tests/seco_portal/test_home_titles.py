"""What the home says of titles, days ahead and activities, read off the page; and how many statements it takes."""

import datetime as dt
import re
from decimal import Decimal
from html import unescape

import pytest

from cpe import services as cpe
from cpe.enums import ClaimStatus
from cpe.models import Claim, LedgerLine
from cpe.selectors import policies
from members.models import Invoice, InvoiceTerms, Level, Title
from tests.factories.accounts import UserFactory
from tests.factories.applications import ApplicationFactory
from tests.factories.ledger import ClaimQuestionFactory
from tests.factories.members import CredentialFactory, MemberFactory, OutcomeFactory, TitleFactory
from tests.members.money import holder, pay, terms
from tests.people import person, signed_in

pytestmark = pytest.mark.django_db

JAN = dt.date(2024, 1, 1)
MET = "All met; it will be renewed as of 1 January 2027."


def _page(user, client=None):
    text = (client or signed_in(user)).get("/").content.decode()
    text = re.sub(r'<svg[^>]*aria-label="([^"]*)".*?</svg>', r"\1", text, flags=re.DOTALL)
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text)).replace(" .", "."))


def _member(**titles):
    member = MemberFactory()
    for code, on in (titles or {"S_ISP": JAN}).items():
        title = Title.objects.get(code=code.replace("_", "-"))
        CredentialFactory(member=member, title=title, awarded_on=on)
    return member


def _foundation():
    level = Level.objects.get(key="foundation")
    return TitleFactory(code="SECO-ISF", name="Information Security Foundation", level=level)


def _report(member, *reported, activity="teaching"):
    """Amounts, each completed and reported on its day."""
    for day, amount in reported:
        cpe.report(
            member,
            activity=activity,
            completed_on=day,
            amount=Decimal(amount),
            attended=Decimal(amount) if activity == "webinar-attended" else None,
            details=cpe.Details(title="Zero trust in practice", started_on=day - dt.timedelta(30)),
            by=member.user,
            at=dt.datetime.combine(day, dt.time(12), dt.UTC),
        )


def _years(first, second, third):
    return [
        (dt.date(year, 3, 10), amount)
        for year, amount in ((2024, first), (2025, second), (2026, third))
        if amount != "0"
    ]


@pytest.mark.parametrize(
    ("code", "years", "today", "told", "ring"),
    [
        ("S_ISP", ("0", "20", "40"), "2026-12-30", MET, "60 of 60 credits; 40 this year, and its target is 20"),
        ("S_ISP", ("20", "20", "20"), "2026-12-30", MET, "60 of 60 credits; 20 of"),
        ("S_ISP", ("20", "20", "19"), "2026-12-30", "1 credit to go by Thursday 31 December 2026.", "59 of 60"),
        ("S_CISO", ("40", "40", "40"), "2026-12-30", MET, "120 of 120 credits; 40"),
        ("S_CISO", ("0", "40", "80"), "2026-12-30", MET, "120 of 120 credits; 80"),
        ("S_CISO", ("39", "40", "40"), "2026-12-30", "1 credit to go by Thursday 31 December", "119 of 120"),
        ("S_ISP", ("20", "12", "0"), "2026-01-05", "28 credits to go by Thursday 31 December 2026.", "32 of 60"),
        ("S_ISP", ("20", "20", "0"), "2025-08-05", "40 of 60 credits, valid until 31 December 2026. Nothing urgent.",
         "40 of 60 credits; 20 of 20 this year"),
        ("S_ISP", ("0", "0", "0"), "2025-11-30",
         "unless you report what you did from 1 January 2024 to 31 December 2024.", "0 of 60"),
        ("S_ISP", ("0", "0", "0"), "2026-11-30",
         "60 credits to go by Thursday 31 December 2026: this year has room for 40 credits, and what you", "0 of 60"),
        ("S_ISP", ("0", "0", "40"), "2026-12-30",
         "20 credits to go: this year has no room left, but what you did from 1 January 2024 to 31 December 2025 and",
         "40 of 60"),
    ],
    ids=["G-126", "G-127", "G-128", "G-129", "G-131", "G-133", "look", "not urgent", "year 2", "too small", "full"],
)  # fmt: skip
def test_a_title_is_told_in_a_sentence_and_a_ring(time_machine, code, years, today, told, ring):
    member = _member(**{code: JAN})
    time_machine.move_to("2026-12-29T11:00:00Z", tick=False)
    _report(member, *_years(*years))
    time_machine.move_to(f"{today}T11:00:00Z", tick=False)
    page = _page(member.user)
    assert told in page
    assert ring in page


def test_an_officer_is_behind_after_a_first_year_without_credits(time_machine):
    """G-131."""
    time_machine.move_to("2024-12-31T11:00:00Z", tick=False)
    assert "0 of 40 this year, until 31 December 2024: behind" in _page(_member(S_CISO=JAN).user)


def test_a_foundation_holder_has_nothing_to_do(time_machine):
    """G-134."""
    time_machine.move_to("2026-07-01T11:00:00Z", tick=False)
    page = _page(CredentialFactory(title=_foundation(), awarded_on=JAN).member.user)
    assert "Valid, without an end. Nothing is asked of you. Valid" in page
    assert "Report an activity" not in page
    assert "Last activities" not in page
    assert "Next dates" not in page


def test_one_entry_counts_for_both_titles(time_machine):
    """G-136."""
    time_machine.move_to("2026-07-01T11:00:00Z", tick=False)
    member = _member(S_ISP=JAN, S_ITSP=JAN)
    _report(member, (dt.date(2026, 3, 10), "10"))
    page = _page(member.user)
    assert page.count("10 of 60 credits") == 2
    assert "10 Mar 2026 Teach a related course, 10 hours Zero trust in practice 10 10" in page


def test_what_lies_before_a_cycle_does_not_count_for_it(time_machine):
    """G-137."""
    time_machine.move_to("2026-07-01T11:00:00Z", tick=False)
    member = _member(S_ISP=JAN, S_CISO=dt.date(2025, 7, 1))
    _report(member, (dt.date(2025, 3, 10), "8"))
    page = _page(member.user)
    assert "8 of 60 credits" in page
    assert "0 of 120 credits" in page
    assert "8 0 outside its cycles" in page


@pytest.mark.parametrize(
    ("awarded", "last_valid", "last_day", "held"),
    [
        (JAN, "2027-01-01", "2027-03-31", "2027-04-01"),
        (dt.date(2023, 7, 1), "2026-07-01", "2026-09-28", "2026-09-29"),
    ],
    ids=["G-160", "G-162"],
)
def test_in_grace_the_last_day_is_told_and_after_it_what_we_owe(time_machine, awarded, last_valid, last_day, held):
    """G-174, G-173."""
    member = _member(S_ISP=awarded)
    last = dt.date.fromisoformat(last_day)
    for day in (last_valid, last_day):
        time_machine.move_to(f"{day}T11:00:00Z", tick=False)
        page = _page(member.user)
        ended = awarded.replace(year=awarded.year + 3) - dt.timedelta(1)
        assert f"60 credits to go: by {last:%A} {last.day} {last:%B %Y} you can report what you completed until" in page
        assert f"until {ended.day} {ended:%B %Y}." in page
        assert "Valid, renewal in progress" in page
    time_machine.move_to(f"{held}T11:00:00Z", tick=False)
    page = _page(member.user)
    told = (
        "Still valid, past its last day and not complete: 60 credits are missing. It ends with the next night, unless"
    )
    assert told in page
    assert "Valid, renewal in progress" in page


def test_a_timely_claim_that_is_still_open_is_what_we_owe(time_machine):
    """G-173."""
    member = _member()
    _report(member, (dt.date(2025, 3, 1), "40"), (dt.date(2026, 3, 1), "17"))
    _report(member, (dt.date(2026, 12, 20), "320"), activity="book")
    time_machine.move_to("2027-02-01T11:00:00Z", tick=False)
    assert "1 claim still waits for a decision." in _page(member.user)
    time_machine.move_to("2027-04-01T11:00:00Z", tick=False)
    assert "we owe you a reviewer's decision about what you reported." in _page(member.user)


@pytest.mark.parametrize(("done", "counted"), [("2026-12-31", "8"), ("2026-12-11", "8")], ids=["G-164", "G-166"])
def test_what_was_done_by_the_end_counts_for_the_old_cycle(time_machine, done, counted):
    time_machine.move_to("2027-03-31T21:59:00Z", tick=False)
    member = _member()
    cpe.report(
        member, activity="teaching", completed_on=dt.date.fromisoformat(done), amount=Decimal(8), by=member.user,
        at=dt.datetime(2027, 3, 31, 21, 59, tzinfo=dt.UTC),
    )  # fmt: skip
    assert f"{counted} of 60 credits; {counted} of 20 in its last year" in _page(member.user)


def test_a_fee_that_is_open_stands_between_a_title_and_its_renewal(time_machine):
    """G-168, G-169, G-171."""
    first = dt.date(2026, 7, 1)
    time_machine.move_to("2026-07-02T11:00:00Z", tick=False)
    member = holder("S-CISO", on=first)
    _report(member, *((first + dt.timedelta(days=365 * year + 10), "40") for year in range(3)))
    time_machine.move_to("2026-07-02T12:00:00Z", tick=False)
    page = _page(member.user)
    assert "Contribution of EUR 150.00, invoice" in page
    assert "Overdue" not in page
    time_machine.move_to("2026-08-15T12:00:00Z", tick=False)
    page = _page(member.user)
    assert page.index("31 Jul 2026 Contribution of EUR 150.00") < page.index("Overdue") < page.index("S-CISO: last day")
    time_machine.move_to("2029-06-29T11:00:00Z", tick=False)
    told = "All credits met; renewed on 1 July 2029 once EUR 150.00 is paid, by 28 September 2029 at the latest."
    assert told in _page(member.user)
    time_machine.move_to("2029-07-05T11:00:00Z", tick=False)
    page = _page(member.user)
    assert "All credits met; EUR 150.00 is to be paid by Friday 28 September 2029." in page
    pay(Invoice.objects.get(), on=dt.date(2026, 7, 3))
    assert "All met; it is renewed as soon as the night's work is done." in _page(member.user)
    time_machine.move_to("2029-06-29T11:00:00Z", tick=False)
    told = "All credits met, valid until 30 June 2029; renewed on 1 July 2029 if the years until then are paid."
    assert told in _page(member.user)


def test_a_renewal_is_news_for_a_while(time_machine):
    time_machine.move_to("2027-01-10T11:00:00Z", tick=False)
    member = _member()
    credential = member.credentials.get()
    OutcomeFactory(
        credential=credential, kind="renewed", ground="complete", cycle=credential.cycles.get(),
        effective_on=dt.date(2027, 1, 1),
    )  # fmt: skip
    credential.cycles.update(waits=False)
    credential.cycles.create(number=2, first_day=dt.date(2027, 1, 1))
    told = "0 of 60 credits, valid until 31 December 2029. Nothing urgent."
    assert f"Renewed on 1 January 2027. {told}" in _page(member.user)
    time_machine.move_to("2027-05-10T11:00:00Z", tick=False)
    page = _page(member.user)
    assert told in page
    assert "Renewed on 1 January 2027." not in page


def test_what_a_limit_takes_is_told_in_few_words_and_what_waits_as_up_to(time_machine):
    """G-076, G-078."""
    time_machine.move_to("2026-11-21T11:00:00Z", tick=False)
    member = _member(S_ISP=JAN)
    _report(member, *((dt.date(2026, 2, day), "1") for day in range(1, 13)), activity="webinar-attended")
    _report(member, (dt.date(2026, 11, 2), "1080"), activity="book")
    page = _page(member.user)
    assert "10 of 60 credits" in page
    assert "All 13" in page
    assert "2 Nov 2026 Read books, 1 080 pages Zero trust in practice up to 5" in page
    assert "12 Feb 2026 Attend a webinar, 1 hour Zero trust in practice 0 this activity stops at 10 a year" in page
    assert "What waits for our decision Read books, 1 080 pages" in page
    assert "reported on 2 November 2026 With a reviewer" in page


def test_a_denied_claim_says_so_and_a_withdrawn_one_is_left_out(time_machine):
    time_machine.move_to("2026-11-21T11:00:00Z", tick=False)
    member = _member()
    _report(member, (dt.date(2026, 2, 1), "3"), (dt.date(2026, 2, 2), "4"))
    _report(member, (dt.date(2026, 2, 3), "320"), activity="book")
    at = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
    first, _second, book = Claim.objects.order_by("completed_on")
    cpe.withdraw(first, by=member.user, at=at)
    cpe.decide(book, ClaimStatus.DENIED, why="unrelated", words="A novel.", by=person("Rev", "cpe-reviewer"), at=at)
    page = _page(member.user)
    assert "Read books, 320 pages Zero trust in practice 0 denied" in page
    assert "4 hours" in page
    assert "3 hours" not in page
    assert "All 3" in page
    assert "What waits" not in page


def test_titles_stand_in_order_of_urgency_and_one_has_the_ways_to_finish(time_machine):
    time_machine.move_to("2026-11-21T11:00:00Z", tick=False)
    member = _member(S_ITSP=dt.date(2025, 7, 1), S_ISP=JAN, S_DPP=dt.date(2023, 10, 1))
    CredentialFactory(member=member, title=_foundation(), awarded_on=JAN)
    page = _page(member.user)
    places = [page.index(f" {code} since") for code in ("S-DPP", "S-ISP", "S-ITSP", "SECO-ISF")]
    assert places == sorted(places)
    assert page.count("Report an activity") == 1
    assert page.count("Plan the rest") == 1
    assert re.search(r"As much as this year takes (\S.*?for \S+ credits ){3}Plan the rest", page)


def _catalogue():
    return Title.objects.order_by("track__rank", "level__rank", "code").values_list("code", flat=True)


@pytest.mark.parametrize("many", [4, 8])
def test_many_titles_share_a_column(time_machine, many):
    time_machine.move_to("2026-11-21T11:00:00Z", tick=False)
    codes = Title.objects.filter(level__key="practitioner").order_by("code").values_list("code", flat=True)[:many]
    member = _member(**dict.fromkeys(codes, JAN))
    _report(member, (dt.date(2026, 2, 1), "3"))
    page = _page(member.user)
    assert f"3 {', '.join(sorted(codes, key=list(_catalogue()).index))}" in page
    assert page.count("3 of 60 credits") == len(codes)


def test_nothing_reported_yet_says_how_to_begin(time_machine):
    time_machine.move_to("2026-11-21T11:00:00Z", tick=False)
    page = _page(_member().user)
    assert "Nothing reported yet." in page
    assert "All 0" not in page


def test_a_member_without_a_title_reads_where_one_will_appear():
    page = _page(MemberFactory().user)
    assert "A title awarded to you appears on this page with its dates." in page
    assert "Last activities" not in page


def test_days_ahead_are_three_and_lead_somewhere(time_machine):
    time_machine.move_to("2026-07-02T11:00:00Z", tick=False)
    page = _page(holder("S-CISO", on=dt.date(2026, 7, 1)).user)
    assert "31 Jul 2026 Contribution of EUR 150.00, invoice" in page
    assert "30 Jun 2029 S-CISO: last day of the cycle What you complete until 30 June 2029 counts" in page
    assert page.count(": last day") == 3


# How many statements -----------------------------------------------------------------------------------------------


def _with_everything(titles, claims):
    if not InvoiceTerms.objects.exists():
        terms()
    codes = Title.objects.filter(level__key="practitioner").order_by("code").values_list("code", flat=True)[:titles]
    member = holder(*codes, on=JAN)
    for credential in member.credentials.all():
        OutcomeFactory(credential=credential, cycle=credential.cycles.get(), kind="extended", ground="mercy",
                       effective_on=dt.date(2026, 1, 1), last_day=dt.date(2027, 6, 1),
                       recorded_by=UserFactory(), seconded_by=UserFactory())  # fmt: skip
    rows = Claim.objects.bulk_create(
        Claim(
            member=member,
            activity="teaching",
            completed_on=JAN + dt.timedelta(n % 900),
            reported_on=dt.date(2026, 7, 1),
            amount=Decimal(1),
            state="accepted" if n % 2 else "pending",
        )
        for n in range(claims)
    )
    LedgerLine.objects.bulk_create(
        LedgerLine(claim=row, status="accepted", decided_on=row.reported_on, recorded_at=dt.datetime.now(dt.UTC))
        for row in rows
        if row.state == "accepted"
    )
    for row in rows[:2]:
        ClaimQuestionFactory(claim=row)
    return member


@pytest.mark.parametrize(("titles", "claims"), [(0, 0), (1, 0), (1, 400), (8, 0), (8, 400)])
def test_a_members_home_takes_nine_statements(time_machine, django_assert_num_queries, titles, claims):
    """W1a: session and account included, the same whatever there is."""
    time_machine.move_to("2026-11-21T11:00:00Z", tick=False)
    client = signed_in(_with_everything(titles, claims).user)
    policies()
    with django_assert_num_queries(9):
        assert client.get("/").status_code == 200


@pytest.mark.parametrize(
    ("who", "expected"), [("visitor", 0), ("person", 3), ("colleague", 3), ("applicant", 4), ("member", 9)]
)
def test_others_homes_take_fewer(django_assert_num_queries, who, expected):
    makes = {
        "visitor": lambda: None,
        "person": UserFactory,
        "colleague": lambda: UserFactory(roles=["finance", "back-office"]),
        "applicant": lambda: ApplicationFactory().person,
        "member": lambda: MemberFactory(user=UserFactory(roles=["finance"])).user,
    }
    client = signed_in(makes[who]())
    policies()
    with django_assert_num_queries(expected):
        assert client.get("/").status_code == 200
