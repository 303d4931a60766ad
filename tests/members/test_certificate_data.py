"""What is kept of certificates about people: a copy tells it, forgetting takes the name, numbers are never used again."""

import datetime as dt

import pytest
from django.core.files.storage import default_storage

from common import duties, personal_data, subjects
from members.models import Badge, CalendarFeed, Certificate, Member, NameDecision
from tests.factories.certificates import BadgeFactory, CalendarFeedFactory, CertificateFactory, NameDecisionFactory

pytestmark = pytest.mark.django_db

AT = dt.datetime(2026, 8, 1, 9, 0, tzinfo=dt.UTC)


def _shown() -> Certificate:
    row = CertificateFactory(drawn=True, badge=False, name="Ada de Vries", file__stored=b"%PDF-1.7 Ada de Vries")
    BadgeFactory(certificate=row, done=True)
    member = row.credential.member
    Member.objects.filter(pk=member.pk).update(listed_at=AT)
    CalendarFeedFactory(member=member)
    NameDecisionFactory(member=member, name="Ada Jansen", words="Send a proof.", granted=False)
    return row


def test_the_copy_tells_certificates_badges_decisions_and_calendars_and_no_secret() -> None:
    row = _shown()
    copy = subjects.export(row.credential.member.user)
    told = str(copy)
    names = ("Your certificates", "Your badges", "What we decided about names on your certificates")
    assert {*names, "Your private calendars"} <= copy.keys()
    for word in (row.number, "Ada de Vries", "header.payload.signature", "Ada Jansen", "Send a proof.", "certificate.pdf"):
        assert word in told, word
    feed = CalendarFeed.objects.get()
    decided_by = NameDecision.objects.get().decided_by
    for word in (feed.seed, feed.fingerprint, decided_by.get_full_name(), decided_by.email):
        assert word not in told, word


def test_forgetting_takes_name_document_signed_badge_and_calendar_and_leaves_the_number() -> None:
    row, other = _shown(), CertificateFactory(name="Ben de Boer")
    earlier = CertificateFactory(credential=row.credential, name="Ada Jansen", replaced=True, unreadable="ꘀ")
    CalendarFeedFactory(ended_at=AT, member=row.credential.member)
    upload = row.file
    subjects.scrub(row.credential.member.user, at=AT)
    for kept, number in ((row, row.number), (earlier, earlier.number)):
        kept.refresh_from_db()
        assert (kept.name, kept.file, kept.unreadable, kept.number) == ("", None, "", number)
    upload.refresh_from_db()
    assert (upload.state, upload.name, upload.sha256) == ("gone", "", "")
    badge = Badge.objects.get(certificate=row)
    assert (badge.signed, badge.key) == ("", "k" * 43)
    assert not CalendarFeed.objects.exists()
    assert not NameDecision.objects.exists()
    assert row.credential.member.user.__class__.objects.get(pk=row.credential.member.user_id).renamed_at is None
    assert Member.objects.get(pk=row.credential.member_id).listed_at is None
    other.refresh_from_db()
    assert other.name == "Ben de Boer"
    duties.perform("common.files", now=AT + dt.timedelta(days=1))
    assert not default_storage.exists(upload.stored_as)


def test_a_colleague_who_is_forgotten_leaves_the_decision() -> None:
    row = NameDecisionFactory()
    subjects.scrub(row.decided_by, at=AT)
    row.refresh_from_db()
    assert (row.granted, str(row.decided_by.get_full_name())) == (True, "")


@pytest.mark.parametrize(("days", "left"), [(29, 2), (31, 1)])
def test_a_calendar_that_was_ended_is_forgotten_after_thirty_days(days: int, left: int) -> None:
    CalendarFeedFactory()
    CalendarFeedFactory(ended_at=AT - dt.timedelta(days=days))
    duties.perform("common.retention", now=AT)
    assert CalendarFeed.objects.count() == left


def test_the_privacy_page_tells_of_certificates_in_whole_sentences() -> None:
    told = {table.name: table for table in personal_data.overview()}
    for name in ("Your certificates", "Your badges", "Your private calendars"):
        assert all(row.why.endswith(".") and row.term.endswith(".") for row in told[name].rows)
