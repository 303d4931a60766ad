"""Publishing a version: rows, audit line, and the mail that everybody concerned gets once, whatever is killed."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from common import duties
from common.errors import Forbidden
from common.models import AuditLine
from comms.delivery import deliver_waiting
from comms.models import Message
from members import services
from members.models import Announcement, Document, DocumentVersion, Member
from members.models.documents import fingerprint
from members.selectors import versions as selectors
from members.services import VersionRefused
from tests.factories.accounts import UserFactory
from tests.factories.exams import AgreementFactory, DocumentVersionFactory
from tests.factories.members import CredentialFactory, MemberFactory
from tests.factories.money import MembershipFactory

pytestmark = pytest.mark.django_db

AT = dt.datetime(2026, 9, 1, 10, 0, tzinfo=dt.UTC)
TODAY, FIRST_DAY = dt.date(2026, 9, 1), dt.date(2027, 1, 1)
TEXT = "Lead.\n\n# One\n\n1. Be kind."


def _publish(key: str = "code-of-conduct", **more: Any) -> DocumentVersion:
    sent: dict[str, Any] = {
        "label": "2027-1",
        "first_day": FIRST_DAY,
        "text": TEXT,
        "after": "2026-1",
        "at": AT,
        **more,
    }
    by = sent.pop("by", None) or UserFactory(roles=("back-office",))
    return services.publish_version(Document.objects.get(key=key).pk, by=by, **sent)


def _tell(at: dt.datetime = AT) -> duties.Report:
    return duties.perform("members.documents", now=at)


def _mails() -> list[str]:
    return sorted(Message.objects.filter(kind="members.version_published").values_list("recipient", flat=True))


def test_version_is_published_with_its_fingerprint_and_a_line() -> None:
    version = _publish(text="Lead.  \r\n\r\n# One\r\n\r\n1. Be kind.\r\n\r\n")
    version.refresh_from_db()
    assert version.text == TEXT + "\n"
    assert version.sha256 == fingerprint(version.text)
    assert (version.label, version.effective_on, version.published_at) == ("2027-1", FIRST_DAY, AT)
    line = AuditLine.objects.get(act="members.version-published")
    assert (line.about_id, line.fields) == (version.pk, ["effective_on", "label", "sha256"])
    assert Announcement.objects.get().version == version


def test_version_sent_twice_is_published_once() -> None:
    assert _publish() == _publish() == _publish(after="2027-1")
    assert DocumentVersion.objects.filter(document__key="code-of-conduct").count() == 2
    assert AuditLine.objects.filter(act="members.version-published").count() == 1
    assert Announcement.objects.count() == 1


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"label": "2026-1"}, "This label is taken."),
        ({"label": "differences"}, "This label is taken."),
        ({"label": "a b"}, "A label has letters, digits and hyphens"),
        ({"label": "x" * 21}, "at most 20"),
        (
            {"first_day": dt.date(2026, 8, 31)},
            "This day is over. A version holds from today, 1 September 2026, or later.",
        ),
        ({"first_day": dt.date(2100, 1, 1)}, "until 2099"),
        ({"text": " \n"}, "There is no text yet."),
        ({"text": "#x"}, "A heading begins with one “#” and a space."),
        ({"after": ""}, "Meanwhile version 2026-1 was published."),
    ],
)
def test_what_cannot_be_published_is_told(sent: dict[str, Any], sentence: str) -> None:
    with pytest.raises(VersionRefused, match=sentence.replace(".", r"\.")):
        _publish(**sent)
    assert not Announcement.objects.exists()


def test_a_version_follows_every_other_one() -> None:
    _publish()
    with pytest.raises(VersionRefused, match=r"Version 2027-1 holds from 1 January 2027\. Choose a later day"):
        _publish(label="2026-9", first_day=TODAY, after="2027-1")
    assert _publish(label="2027-2", first_day=FIRST_DAY + dt.timedelta(1), after="2027-1")


@pytest.mark.parametrize("roles", [(), ("observer",), ("privacy-officer",), ("finance",)])
def test_who_may_not_publish_does_not(roles: tuple[str, ...]) -> None:
    with pytest.raises(Forbidden):
        _publish(by=UserFactory(roles=roles))


def test_administrator_publishes_too() -> None:
    assert _publish(by=UserFactory(roles=("administrator",)))


def test_whom_a_version_concerns_is_told_once() -> None:
    _publish()
    running, leaving = MembershipFactory(), MembershipFactory(last_day=TODAY)
    MembershipFactory(last_day=TODAY - dt.timedelta(1))
    MemberFactory()
    holder = CredentialFactory()
    MembershipFactory(member__user__is_active=False)
    told = sorted(member.user.email for member in (running.member, leaving.member, holder.member))
    report = _tell()
    assert report.parts == {"code-of-conduct 2027-1": 3, "announcements": 1}
    assert _mails() == told
    assert Announcement.objects.get().told_at == AT
    MembershipFactory()
    assert _tell(AT + dt.timedelta(days=1)).changed == 0
    assert _mails() == told


def test_first_versions_and_documents_nobody_agrees_to_are_told_to_nobody() -> None:
    MembershipFactory()
    assert _tell().changed == 0
    _publish("application-guide")
    assert not Announcement.objects.exists()
    assert _tell().changed == 0
    assert _mails() == []


def test_a_run_that_was_killed_is_gone_on_with_and_tells_nobody_twice() -> None:
    version = _publish()
    members = [row.member_id for row in MembershipFactory.create_batch(5)]
    assert services.tell_of_version(version, members[:2], at=AT) == 2
    changed = Member.objects.get(pk=members[0]).user
    changed.email = "elsewhere@people.example"
    changed.save()
    assert Announcement.objects.open().exists()
    assert services.end_announcements([Announcement.objects.get().pk], at=AT) == 0, "three are to be told yet"
    assert _tell().parts == {"code-of-conduct 2027-1": 3, "announcements": 1}
    assert len(_mails()) == 5
    assert services.tell_of_version(version, members, at=AT) == 0, "the same rows again, one at another address"


def test_a_dry_run_tells_nobody() -> None:
    _publish()
    MembershipFactory()
    assert duties.perform("members.documents", now=AT, dry_run=True).parts["code-of-conduct 2027-1"] == 1
    assert _mails() == []
    assert Announcement.objects.open().exists()


@pytest.mark.parametrize("count", [1, 40])
def test_telling_takes_as_many_statements_for_forty_as_for_one(count: int) -> None:
    version = _publish()
    members = [row.member_id for row in MembershipFactory.create_batch(count)]
    with CaptureQueriesContext(connection) as asked:
        assert services.tell_of_version(version, members, at=AT) == count
    assert len(asked) <= 6


def test_mail_says_what_holds_from_when_and_what_is_asked(mailoutbox) -> None:
    _publish()
    MembershipFactory()
    _tell()
    deliver_waiting(at=AT)
    [mail] = mailoutbox
    assert mail.subject == "Code of Conduct: new version from 1 January 2027"
    for words in (
        "We published version 2027-1 of “Code of Conduct”. It holds from 1 January 2027.",
        "Until then version 2026-1 holds, which stays readable.",
        "When you next sign in on 1 January 2027 or later, we ask you to agree to it.",
        "/documents/code-of-conduct/2027-1/",
        "/documents/code-of-conduct/differences/?from=2026-1&to=2027-1",
    ):
        assert words in mail.body, words


def test_mail_about_a_version_that_holds_already_names_no_time_until_then(mailoutbox) -> None:
    _publish(label="2026-9", first_day=TODAY)
    MembershipFactory()
    _tell()
    deliver_waiting(at=AT)
    [mail] = mailoutbox
    assert "It holds from 1 September 2026." in mail.body
    assert "Until then" not in mail.body
    assert "/documents/code-of-conduct/differences/?from=2026-1&to=2026-9" in mail.body


def _nothing(_row: Any) -> None:
    pass


def _agrees(row: Any) -> None:
    AgreementFactory(person=row.member.user, version=DocumentVersion.objects.get(label="2027-1"))


def _ended(row: Any) -> None:
    row.last_day = TODAY - dt.timedelta(1)
    row.save()


@pytest.mark.parametrize(("meanwhile", "sent"), [(_nothing, 1), (_agrees, 0), (_ended, 0)])
def test_mail_is_sent_while_it_is_true(meanwhile: Any, sent: int, mailoutbox) -> None:
    _publish()
    row = MembershipFactory()
    _tell()
    meanwhile(row)
    deliver_waiting(at=AT)
    assert len(mailoutbox) == sent


def test_selectors_know_the_order_and_the_occasions() -> None:
    code = Document.objects.get(key="code-of-conduct")
    first = code.versions.get()
    second = DocumentVersionFactory(document=code, effective_on=FIRST_DAY)
    assert selectors.newest(code) == second
    assert (selectors.one_before(second), selectors.one_before(first)) == (first, None)
    AgreementFactory.create_batch(2, version=second)
    AgreementFactory(version=second, how="application")
    assert selectors.agreements_by_occasion(second) == [("with an application", 1), ("after signing in", 2)]
