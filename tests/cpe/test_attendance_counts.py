"""What attendance counts for: in grace for the cycle to come, nothing below the share asked for; a list is our word."""

import datetime as dt

import pytest

from comms.models import Message
from cpe import selectors
from cpe.models import Attendance, Claim
from members.enums import Ground, OutcomeKind
from tests.cpe.attending import AFTERWARDS, DAY, an_event, bring, line, proved, table
from tests.cpe.test_ledger import a_member, record
from tests.people import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk():
    return person("Rosa", "cpe-reviewer")


@pytest.mark.parametrize("first", [dt.date(2023, 4, 10), dt.date(2022, 12, 1)], ids=["in grace", "held"])
def test_a_title_between_two_cycles_has_a_claim_that_the_next_one_counts(clerk, first):
    member = proved(a_member(S_ISP=first))
    bring(table(line(member)), an_event(), by=clerk)
    claim = Claim.objects.get()
    assert (Attendance.objects.get().came, claim.state, claim.completed_on) == ("claimed", "accepted", DAY)
    (how,) = selectors.ahead(selectors.ledger_of(member.pk, AFTERWARDS.date()), selectors.ledger_id(claim.pk))
    assert how.trace.counted == 6
    facts = Message.objects.get(kind="cpe.attended").facts
    assert facts["rule"].endswith("1.5 credits.")
    ((title, told),) = facts["trace"]
    assert title == "S-ISP"
    assert "Once renewed, the one from" in told
    assert told.endswith("counts it for 1.5 credits.")


def test_a_title_that_was_over_on_the_day_counts_nothing(clerk):
    member = proved(a_member(S_ISP=dt.date(2023, 4, 10)))
    record(member.credentials.get(), OutcomeKind.ENDED, Ground.CANCELLED, DAY)
    bring(table(line(member)), an_event(), by=clerk)
    assert (Attendance.objects.get().came, Claim.objects.count()) == ("no-title", 0)
