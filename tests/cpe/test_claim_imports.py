"""Earlier claims brought in by the days of then: judged by their day's rules, once, whole, and as the trial said."""

import datetime as dt
import random
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from common.errors import Forbidden
from common.models import AuditLine
from cpe import selectors, services
from cpe.enums import ClaimStatus, Judged
from cpe.models import Claim, ClaimImport, LedgerLine
from cpe.services import WarningsUnread
from members.enums import RecheckWhy
from members.models import Recheck, Title
from members.services import NotBroughtIn, award
from tests.cpe.cases import told
from tests.cpe.importing import AT, NAMES, TODAY, bring, faults, row, table, tried
from tests.cpe.test_ledger import a_member, report
from tests.factories.imports import OpeningPositionFactory
from tests.factories.members import MemberFactory
from tests.people import person

pytestmark = pytest.mark.django_db

DAY = dt.date


def credits_of(member, on=TODAY):
    return {
        (sheet.credential.title_code, count.window.number): [told(each) for each in count.tally.years]
        for sheet in selectors.ledger_of(member.pk, on).sheets
        for count in sheet.cycles
    }


def foreseen(plan):
    return {
        (change.title_code, change.window.number): [told(each) for each in change.after.tally.years]
        for change in plan.effects.changes
    }


def test_a_claim_comes_with_its_days_and_what_was_decided_then():
    member, anna = a_member(S_ISP=DAY(2024, 1, 1)), person("Anna", "administrator")
    run = bring(
        row(
            member, activity="exam-question", amount=5, completed_on="2024-03-01", reported_on="2024-03-09",
            decision="accepted", decided_on="2024-04-02", granted="3", why="twice", words="Two were there already.",
            title="Questions of spring", provider="SECO", track="information-security", reference="W-17",
        ),
        by=anna,
    )  # fmt: skip
    claim = Claim.objects.get()
    assert (claim.completed_on, claim.reported_on, claim.state) == (DAY(2024, 3, 1), DAY(2024, 3, 9), "accepted")
    assert (claim.amount, claim.title, claim.track.key) == (Decimal(5), "Questions of spring", "information-security")
    assert (claim.brought_with, claim.reference, claim.told) == (run, "W-17", [])
    (line,) = claim.lines.all()
    assert (line.status, line.decided_on, line.granted, line.why) == ("accepted", DAY(2024, 4, 2), 3, "twice")
    assert (line.words, line.recorded_at, line.recorded_by) == ("Two were there already.", AT, anna)
    assert credits_of(member) == {("S-ISP", 1): ["3.00", "0.00", "0.00"]}
    assert {each.act for each in AuditLine.objects.about(claim)} == {"cpe.claim-brought-in"}
    assert {each.act for each in AuditLine.objects.about(run)} == {"cpe.claims-imported"}
    assert (run.claims_new, run.claims_known, run.people, run.rows) == (1, 0, 1, 1)


def test_without_a_decision_the_rules_say_whether_it_waits():
    member = a_member(S_ISP=DAY(2026, 1, 1))
    bring(row(member), row(member, activity="book", amount=320))
    assert sorted(Claim.objects.values_list("activity", "state", "lines__decided_on")) == [
        ("book", "pending", None),
        ("other-course", "accepted", DAY(2026, 2, 12)),
    ]


def test_fifty_credits_reported_before_the_annual_limit_began_all_count():
    """G-123."""
    member = a_member(S_ISP=DAY(2024, 1, 1))
    bring(row(member, amount=50, completed_on="2024-12-18", started_on="2024-12-10", reported_on="2024-12-20"))
    assert credits_of(member)["S-ISP", 1] == ["50.00", "0.00", "0.00"]


def test_what_was_reported_after_it_began_is_limited_in_the_year_of_its_day():
    """G-124."""
    member = a_member(S_ISP=DAY(2024, 1, 1))
    bring(row(member, amount=50, completed_on="2024-11-18", started_on="2024-11-10", reported_on="2025-02-10"))
    assert credits_of(member)["S-ISP", 1] == ["40.00", "0.00", "0.00"]


def test_what_the_trial_foresees_is_what_the_pages_say():
    rng = random.Random(7)  # noqa: S311
    members = [a_member(S_ISP=DAY(2023, 5, 1)), a_member(S_ISP=DAY(2025, 1, 1), S_CISO=DAY(2024, 6, 1))]
    for member in members:
        report(member, amount="3", done=DAY(2026, 3, 1))
    kinds = [("other-course", "8"), ("podcast", "9"), ("mentoring", "7"), ("book", "250"), ("teaching", "20")]
    rows = []
    for number in range(60):
        activity, amount = rng.choice(kinds)
        done = DAY(2023, 6, 1) + dt.timedelta(days=rng.randrange(1000))
        rows.append(
            row(
                rng.choice(members), activity=activity, amount=amount, completed_on=done,
                reported_on=done + dt.timedelta(days=rng.randrange(60)), reference=f"W-{number}",
                decision=rng.choice(["accepted", "accepted", "denied"]), why="",
            )
        )  # fmt: skip
    for each in rows:
        each["why"] = "other" if each["decision"] == "denied" else ""
    plan = tried(*rows)
    assert plan.faults == ()
    before = [credits_of(member) for member in members]
    bring(*rows)
    now = [credits_of(member) for member in members]
    assert now != before
    seen = {member.pk: credits_of(member) for member in members}
    for change in plan.effects.changes:
        said = [told(each) for each in change.after.tally.years]
        assert seen[change.member.pk][change.title_code, change.window.number] == said
    judged = {balance.credential.pk: balance for balance in selectors.balances([m.pk for m in members], TODAY)}
    running = [change for change in plan.effects.changes if change.judged]
    assert running
    for change in running:
        found = judged[change.held.credential.pk].judged(selectors.policies(), TODAY)
        assert found.outcome is change.judged[1]


def test_the_same_file_again_changes_nothing_in_any_order_and_other_writing():
    member = a_member(S_ISP=DAY(2024, 1, 1))
    rows = [row(member), row(member, completed_on="2025-03-04", reported_on="2025-03-05", reference="W-2")]
    assert bring(*rows) is not None
    assert bring(*rows) is None
    rewritten = [
        {**each, "amount": "6,00", "completed_on": dt.date.fromisoformat(each["completed_on"]).strftime("%d-%m-%Y")}
        for each in rows
    ]
    content = table(*reversed(rewritten), delimiter=";", header=tuple(reversed(NAMES)), encoding="cp1252")
    assert bring(content=content) is None
    by_address = [{**each, "member_number": "", "email": member.user.email.upper()} for each in rows]
    assert bring(*by_address) is None
    assert (Claim.objects.count(), LedgerLine.objects.count(), ClaimImport.objects.count()) == (2, 2, 1)


def test_a_known_row_stays_known_whatever_was_decided_since():
    member = a_member(S_ISP=DAY(2026, 1, 1))
    bring(row(member, activity="book", amount=320))
    services.decide(Claim.objects.get(), ClaimStatus.ACCEPTED, by=person("Rev", "cpe-reviewer"), at=AT)
    assert bring(row(member, activity="book", amount=320)) is None


def test_a_reference_says_one_thing_for_good():
    member, other = a_member(), a_member()
    bring(row(member, reference="W-1"))
    ((line, column, sentence),) = faults(row(member, reference="W-1", amount=7))
    assert (line, column) == (2, "reference")
    assert sentence.startswith(
        f"Claim {Claim.objects.get().pk} was brought in under this number and says something else."
    )
    assert faults(row(other, reference="W-1")) == []


@pytest.mark.parametrize(
    ("given", "column", "says"),
    [
        ({"member_number": ""}, "member_number", "Say whose it is"),
        ({"member_number": "9999999"}, "member_number", "Nobody in the register"),
        ({"email": "nobody@voorbeeld.example"}, "email", "leads to nobody"),
        ({"activity": "gardening"}, "activity", "know no such activity"),
        ({"completed_on": "2026-02-13"}, "completed_on", "reported before this day"),
        ({"reported_on": "2026-06-02"}, "reported_on", "not come yet"),
        ({"amount": "0"}, "amount", "more than nothing"),
        ({"amount": "-6"}, "amount", "more than nothing"),
        ({"amount": "\u22126"}, "amount", "more than nothing"),
        ({"amount": "--6"}, "amount", "at most four decimals"),
        ({"amount": "25"}, "amount", "more hours than there are"),
        ({"activity": "exam-question", "amount": "1.5"}, "amount", "whole numbers"),
        ({"activity": "webinar-attended", "amount": "1"}, "attended", "how much of it was attended"),
        ({"attended": "1"}, "attended", "not counted for this activity"),
        ({"started_on": "2026-02-11"}, "started_on", "lies after the day"),
        ({"track": "gardening"}, "track", "No track has this key"),
        ({"decision": "maybe"}, "decision", "accepted or denied"),
        ({"decided_on": "2026-03-01"}, "decided_on", "no decision in this row"),
        ({"decision": "accepted", "decided_on": "2026-02-11"}, "decided_on", "nothing is decided earlier"),
        ({"decision": "accepted", "decided_on": "2026-06-02"}, "decided_on", "not come yet"),
        ({"decision": "denied"}, "why", "reason of a denial"),
        ({"decision": "denied", "why": "weather"}, "why", "Write one of these"),
        ({"decision": "denied", "why": "other", "granted": "1"}, "granted", "granted nothing"),
        ({"granted": "1"}, "granted", "write accepted"),
        ({"decision": "accepted", "granted": "7"}, "granted", "6 credits, in quarters of a credit"),
        ({"decision": "accepted", "granted": "5"}, "why", "fewer credits"),
        ({"decision": "accepted", "why": "other"}, "why", "needs no reason"),
        ({"activity": "webinar-given", "amount": "1", "decision": "accepted", "granted": "4"}, "granted", "between"),
        ({"activity": "forum-moderation", "amount": "4", "decision": "accepted"}, "granted", "between"),
    ],
)
def test_what_cannot_be_is_said_by_line_and_column(given, column, says):
    member = a_member()
    ((line, where, sentence),) = faults(row(member, **given))
    assert (line, where) == (2, column)
    assert says in sentence
    with pytest.raises(NotBroughtIn):
        bring(row(member, **given), row(member, reference="good"))
    assert not Claim.objects.exists()


def test_number_and_address_lead_to_one_person():
    member, other = a_member(), a_member()
    ((_line, column, sentence),) = faults(row(member, email=other.user.email))
    assert (column, sentence) == ("email", "The number and the address lead to two people.")


def test_nobody_brings_in_their_own_claims():
    anna = person("Anna", "administrator")
    member = MemberFactory(user=anna)
    award(member, Title.objects.get(code="S-ISP"), on=DAY(2026, 1, 1), by=None, at=AT)
    ((_line, column, sentence),) = faults(row(member), by=anna)
    assert (column, sentence) == ("member_number", "This is your own claim. Somebody else brings it in.")
    assert faults(row(member)) == []


def test_what_came_in_is_known_after_it_was_withdrawn_and_no_double_then():
    member = a_member()
    bring(row(member))
    services.withdraw(Claim.objects.get(), by=member.user, at=AT)
    assert bring(row(member)) is None
    assert tried(row(member, amount=5)).new[0].doubles == ()


@pytest.mark.parametrize("column", ["reference", "row_digest", "brought_with_id", "reported_on"])
def test_where_a_claim_came_from_stays(column):
    bring(row(a_member(), reference="W-1"))
    other = {"reference": "W-2", "row_digest": "x", "brought_with_id": None, "reported_on": DAY(2026, 3, 1)}
    with pytest.raises(DatabaseError), transaction.atomic():
        Claim.objects.update(**{column: other[column]})


def test_one_row_twice_is_asked_about():
    member = a_member()
    ((line, column, sentence),) = faults(row(member), row(member))
    assert (line, column) == (3, "reference")
    assert sentence.startswith("Line 2 says the same of the same member.")
    assert faults(row(member, reference="1"), row(member, reference="2")) == []


def test_what_may_be_a_double_is_pointed_out_and_comes_in():
    member = a_member()
    claim = report(member, "other-course", "6", done=DAY(2026, 2, 10))
    plan = tried(
        row(member),
        row(member, title="The Course ", provider="Academie"),
        row(member, title="the  course", provider="academie", amount=5),
    )
    assert [one.doubles for one in sorted(plan.new, key=lambda one: one.line)] == [
        (("claim", claim.pk),),
        (),
        (("line", 3),),
    ]


def test_credits_that_a_title_came_with_and_claims_of_that_year_are_warned_of():
    member = a_member(S_ISP=DAY(2025, 1, 1))
    OpeningPositionFactory(
        credential=member.credentials.get(), cycle_number=1, credits_year_1=20, credits_year_2=0, credits_year_3=0
    )
    inside = row(member, completed_on="2025-05-01", reported_on="2025-05-02")
    plan = tried(inside, row(member))
    (twice,) = plan.effects.twice
    assert (twice.member.pk, twice.title_code, twice.first_day) == (member.pk, "S-ISP", DAY(2025, 1, 1))
    assert (told(twice.brought), told(twice.added), twice.claims) == ("20.00", "6.00", 1)
    content = table(inside, row(member))
    with pytest.raises(WarningsUnread):
        services.bring_claims_in(content, file_name="x.csv", warned="", by=None, at=AT)
    assert not Claim.objects.exists()
    assert services.bring_claims_in(content, file_name="x.csv", warned=plan.warned, by=None, at=AT)
    assert credits_of(member)["S-ISP", 1] == ["26.00", "6.00", "0.00"]
    assert tried(row(member, completed_on="2026-01-10", reported_on="2026-01-11")).warned == ""


def test_titles_whose_cycle_is_over_are_judged_again():
    member = a_member(S_ISP=DAY(2022, 5, 1))
    running = a_member(S_ISP=DAY(2025, 1, 1))
    bring(row(member, completed_on="2024-02-01", reported_on="2024-02-02"), row(running))
    assert [(one.credential.member_id, one.why) for one in Recheck.objects.all()] == [
        (member.pk, RecheckWhy.DECISION.value)
    ]


def test_only_who_may_bring_claims_in():
    member = a_member()
    with pytest.raises(Forbidden):
        bring(row(member), by=person("Ben", "back-office"))


def test_a_thousand_rows_with_broken_lines_are_told_line_by_line_and_come_in_once_mended():
    members = [a_member(S_ISP=DAY(2024, 1, 1)) for _number in range(20)]
    rows = [
        row(
            members[number % 20],
            reference=f"W-{number}",
            completed_on=DAY(2024, 1, 2) + dt.timedelta(days=number // 2),
            reported_on=DAY(2026, 1, 1),
            amount=1 + number % 5,
        )
        for number in range(1000)
    ]
    broken = {
        7: {"amount": "many"},
        300: {"completed_on": "31-02-2025"},
        999: {"activity": ""},
        500: {"member_number": "x"},
    }
    spoiled = [{**each, **broken.get(number, {})} for number, each in enumerate(rows)]
    assert [(line, column) for line, column, _said in faults(*spoiled)] == [
        (9, "amount"), (302, "completed_on"), (502, "member_number"), (1001, "activity"),
    ]  # fmt: skip
    with pytest.raises(NotBroughtIn):
        bring(*spoiled)
    assert not Claim.objects.exists()
    run = bring(*rows)
    assert (run.claims_new, run.people, Claim.objects.count(), LedgerLine.objects.count()) == (1000, 20, 1000, 1000)
    assert AuditLine.objects.filter(act="cpe.claim-brought-in").count() == 1000
    assert bring(*random.Random(3).sample(rows, 1000)) is None  # noqa: S311


def test_the_same_statements_however_many_rows_and_people():
    def asked(people, each):
        members = [a_member() for _person in range(people)]
        rows = [row(member, reference=f"{number}") for member in members for number in range(each)]
        content = table(*rows)
        with CaptureQueriesContext(
            connection,
        ) as caught:
            services.try_claims(content, by=None, at=AT)
        with CaptureQueriesContext(connection) as written:
            services.bring_claims_in(content, file_name="x.csv", warned="", by=None, at=AT)
        return len(caught), len(written)

    asked(1, 1)
    assert asked(2, 2) == asked(5, 4)


def test_killed_before_its_end_nothing_is_there(monkeypatch):
    member = a_member()

    def killed(*_arguments, **_options):
        raise KeyboardInterrupt

    monkeypatch.setattr("cpe.services.imports.audit.record_many", killed)
    with pytest.raises(KeyboardInterrupt):
        bring(row(member))
    assert not Claim.objects.exists()
    assert not ClaimImport.objects.exists()
    monkeypatch.undo()
    assert bring(row(member)) is not None


def test_a_title_that_would_be_renewed_says_so():
    member = a_member(S_ISP=DAY(2023, 4, 1))
    rows = [
        row(member, completed_on=f"{year}-05-10", started_on=f"{year}-05-01", reported_on=f"{year}-05-11", amount=20)
        for year in (2023, 2024, 2025)
    ]
    (change,) = [change for change in tried(*rows).effects.changes if change.judged]
    assert (change.judged[0] is Judged.RENEWED, change.judged[1]) == (False, Judged.RENEWED)
