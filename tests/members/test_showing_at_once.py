"""Two clicks at once: one calendar, one line; one entry in the public register, and out of it once."""

import datetime as dt
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from common.models import AuditLine
from members.models import CalendarFeed, Member
from members.services import feeds, listing
from tests.factories.members import CredentialFactory

pytestmark = pytest.mark.django_db(transaction=True)

AT = dt.datetime(2027, 4, 1, 3, 0, tzinfo=dt.UTC)


def _four_times(act: Callable[[Member], object]) -> list[object]:
    """The act by four threads at once: what each came to."""
    key = CredentialFactory().member_id

    def once(_turn: int) -> object:
        try:
            return act(Member.objects.select_related("user").get(pk=key))
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as clicks:
        return list(clicks.map(once, range(4)))


def _lines(act: str) -> int:
    return AuditLine.objects.filter(act=act).count()


def test_a_calendar_is_made_once() -> None:
    made = _four_times(lambda member: feeds.make_feed(member, by=member.user, at=AT).fingerprint)
    assert len(set(made)) == CalendarFeed.objects.count() == _lines("members.feed-made") == 1


def test_a_calendar_is_ended_once() -> None:
    def made_and_ended(member: Member) -> bool:
        feeds.make_feed(member, by=member.user, at=AT)
        return feeds.end_feed(member, by=member.user, at=AT)

    ended = _four_times(made_and_ended)
    assert ended.count(True) == _lines("members.feed-ended") == _lines("members.feed-made")
    assert not CalendarFeed.objects.filter(ended_at=None).exists()


def test_a_member_is_listed_once() -> None:
    done = _four_times(lambda member: listing.list_me(member, by=member.user, at=AT))
    assert sorted(map(bool, done)) == [False, False, False, True]
    assert _lines("members.listed") == 1
