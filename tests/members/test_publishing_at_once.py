"""Several publish at once: one version, one line, one announcement; whoever comes second hears a sentence."""

import datetime as dt

import pytest

from accounts.models import User
from common.models import AuditLine
from comms.models import Message
from members import services
from members.models import Announcement, Document, DocumentVersion
from tests.factories.accounts import UserFactory
from tests.factories.money import MembershipFactory
from tests.members.test_money_at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)

AT = dt.datetime(2026, 9, 1, 10, 0, tzinfo=dt.UTC)


@pytest.fixture
def clerk() -> User:
    return UserFactory(roles=("back-office",))


def _publish(label: str, by: User) -> None:
    services.publish_version(
        Document.objects.get(key="code-of-conduct").pk,
        label=label,
        first_day=dt.date(2027, 1, int(label[-1])),
        text=f"Version {label}.",
        after="2026-1",
        by=by,
        at=AT,
    )


def test_a_double_click_publishes_once(clerk: User) -> None:
    assert at_once(*[lambda: _publish("2027-1", clerk)] * 3) == ["done"] * 3
    _one_is_published()


def test_of_two_people_the_second_hears_a_sentence(clerk: User) -> None:
    came = at_once(lambda: _publish("2027-1", clerk), lambda: _publish("2027-2", UserFactory(roles=("administrator",))))
    assert sorted(came) == ["VersionRefused", "done"]
    _one_is_published()


def test_two_runs_tell_everybody_once(clerk: User) -> None:
    _publish("2027-1", clerk)
    version = DocumentVersion.objects.get(label="2027-1")
    members = [row.member_id for row in MembershipFactory.create_batch(6)]
    at_once(*[lambda: services.tell_of_version(version, members, at=AT)] * 3)
    assert Message.objects.filter(kind="members.version_published").count() == 6


def _one_is_published() -> None:
    assert DocumentVersion.objects.filter(document__key="code-of-conduct").count() == 2
    assert AuditLine.objects.filter(act="members.version-published").count() == Announcement.objects.count() == 1
