"""Imported titles: what they came with counts in their first recorded cycle, beside every limit, and in no other."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cpe import selectors, services, words
from cpe.enums import Judged
from cpe.models import BEGINNING, PolicyPreview
from cpe.rules.policy import CREDIT
from members.enums import Ground, OutcomeKind
from members.models import Credential, Member
from members.services import Ruling, record_outcomes
from tests.cpe.test_previews import PODCAST_SIX, a_draft
from tests.factories.ledger import ClaimFactory, LedgerLineFactory
from tests.members.importing import ADA, AT, TODAY, bring, row
from tests.people import person

pytestmark = pytest.mark.django_db

G_234 = row(ADA, credits_year_1="20", credits_year_2="15", fees_paid_until="2026-06-30")
"""S-ISP, current cycle 1 July 2024 to 30 June 2027, 35 credits brought along."""


def _judged(on=TODAY):
    member = Member.objects.get(user__email=ADA["email"])
    (balance,) = selectors.balances([member.pk], on)
    return balance.judged(selectors.policies(), on)


def _accepted(activity, amount, completed_on):
    member = Member.objects.get()
    claim = ClaimFactory(
        member=member,
        activity=activity,
        amount=amount,
        completed_on=completed_on,
        reported_on=completed_on,
        state="accepted",
    )
    LedgerLineFactory(claim=claim, decided_on=completed_on)


def test_g_234_in_numbers_and_in_words():
    bring(G_234)
    judged = _judged()
    assert (judged.window.first, judged.window.expires_on) == (dt.date(2024, 7, 1), dt.date(2027, 6, 30))
    assert (judged.window.number, judged.outcome) == (4, Judged.RUNNING)
    assert (judged.tally.years, judged.tally.counted) == ((80, 60, 0), 35 * CREDIT)
    assert judged.missing == 25 * CREDIT
    assert f"{words.credits(judged.missing)} to go" == "25 credits to go"
    assert Credential.objects.get().cycles.get().number == 4, "earlier cycles are taken as given"


def test_what_came_along_counts_beside_the_limits():
    bring(row(G_234, credits_year_2="38"))
    _accepted("podcast", 60, dt.date(2026, 1, 10))
    judged = _judged()
    assert judged.tally.years == (80, (38 + 5) * CREDIT, 0), "podcasts bring their five beside what came along"


def test_the_next_cycle_begins_with_nothing():
    bring(row(G_234, cycle_first_day="2021-07-01", credits_year_3="30", fees_paid_until="2024-06-30"))
    assert _judged(dt.date(2024, 6, 30)).missing == 0
    credential = Credential.objects.get()
    renewed = Ruling(
        credential=credential.pk,
        kind=OutcomeKind.RENEWED,
        ground=Ground.COMPLETE,
        effective_on=dt.date(2024, 7, 1),
        cycle=3,
    )
    record_outcomes([renewed], at=AT)
    judged = _judged()
    assert (judged.window.number, judged.tally.counted) == (4, 0)


def test_previews_know_what_came_along():
    bring(row(G_234, credits_year_2="39.75"))
    _accepted("podcast", 18, dt.date(2026, 1, 10))
    clerk = person("Bea", "back-office")
    preview = services.ask_preview(a_draft(PODCAST_SIX).pk, first_day=BEGINNING, on=TODAY, by=clerk, at=AT)
    while services.go_on_with_preview(preview.pk, at=AT):
        pass
    line = PolicyPreview.objects.get().lines.get()
    assert (str(line.was_counted), str(line.becomes_counted)) == ("64.75", "65.75")


def test_balances_ask_as_much_for_many_as_for_one():
    asked = []
    for many in (1, 30):
        bring(*[row(ADA, email=f"p{number}-{many}@voorbeeld.example") for number in range(many)])
        members = list(Member.objects.values_list("pk", flat=True))
        with CaptureQueriesContext(connection) as queries:
            assert len(list(selectors.balances(members, TODAY))) == len(members)
        asked.append(len(queries))
    assert asked == [5, 5]
