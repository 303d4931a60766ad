"""A cycle that was renewed before its credits were here is told as taken as given, not as missing them."""

import datetime as dt
from html import unescape

import pytest

from tests.cpe.test_ledger import a_member
from tests.cpe.test_member_pages import now, seen, strip
from tests.factories.members import OutcomeFactory

pytestmark = pytest.mark.django_db

__all__ = ["now"]


@pytest.mark.parametrize("address", ["/cpe/titles/s-isp/", "/cpe/transcript/?S-ISP=1"])
def test_a_cycle_renewed_without_its_credits_was_taken_as_given(address):
    member = a_member(S_ISP=dt.date(2022, 1, 1))
    credential = member.credentials.get()
    cycle = credential.cycles.get()
    OutcomeFactory(credential=credential, cycle=cycle, kind="renewed", ground="complete", effective_on="2025-01-01")
    credential.cycles.update(waits=False)
    credential.cycles.create(number=2, first_day=dt.date(2025, 1, 1))
    page = unescape(strip(seen(member, address)))
    assert "Renewed, taken as given: 0 of 60 credits are recorded in this portal." in page
    assert "were missing" not in page
