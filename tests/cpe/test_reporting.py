"""Reporting an activity in the portal: the number before it is sent, the claim after it, and no statement too many."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cpe.models import Claim, LedgerLine
from tests.cpe.reporting import REPORT, holder, send, text, today, typed
from tests.people import signed_in

pytestmark = pytest.mark.django_db


def test_a_webinar_is_reported_and_its_page_says_what_it_counts_for():
    """G-136: one report, for each title."""
    member = holder(S_ISP=300, S_ITSP=200)
    client = signed_in(member.user)
    answer = send(member, client)
    claim = Claim.objects.get()
    assert answer["Location"] == f"/cpe/claims/{claim.pk}/"
    assert (claim.state, claim.amount, claim.attended, claim.reported_on) == ("accepted", 1, 1, today())
    page = text(client.get(answer["Location"]))
    assert f"Claim {claim.pk}" in page
    assert "S-ISP All of it counts for the cycle until" in page
    assert "S-ITSP All of it counts for the cycle until" in page
    assert "Accepted by the rules, as it was reported." in page


def test_a_report_takes_twelve_statements_and_one_commit(django_capture_on_commit_callbacks):
    """W1b, the same however long the ledger is."""
    member = holder()
    client = signed_in(member.user)
    client.get(REPORT)
    for number in range(3):
        with CaptureQueriesContext(connection) as queries:
            answer = send(
                member,
                client,
                title=f"Talk {number}",
                completed_on=(today() - dt.timedelta(days=number + 2)).isoformat(),
            )
        assert answer.status_code == 302
        said = [query["sql"] for query in queries if "SAVEPOINT" not in query["sql"]]
        assert len(said) <= 12, "\n".join(said)
    assert LedgerLine.objects.count() == 3
