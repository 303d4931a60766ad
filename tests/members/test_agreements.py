"""Documents: first versions, pages, and agreements asked for at the next sign-in, no condition of anything."""

import datetime as dt
import re

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from common.append_only import AppendOnlyError
from common.errors import Forbidden
from common.models import AuditLine
from members import services
from members.enums import AgreedHow, DocumentKey
from members.models import Agreement, Document, DocumentVersion
from members.models.documents import fingerprint
from members.rules.texts import parse
from members.selectors import agreements as document_selectors
from tests.factories.accounts import UserFactory
from tests.factories.exams import AgreementFactory, DocumentVersionFactory
from tests.factories.members import MemberFactory

ON = dt.date(2026, 7, 1)
AT = dt.datetime(2026, 7, 1, 9, 0, tzinfo=dt.UTC)

FINGERPRINTS = {
    "code-of-conduct": "b6a28961479ef74ca8b9327afecb16ba1b7255cad534e5e900e6e8630a0d54cd",
    "terms-of-use": "775268edd65213c50d097a6e87a17f2f7d2cef91e23a7d2137d6e957fad91a98",
    "cpe-policy": "141c3dca8faae614a015e3d592f63309f45665b5884964caac331cdf070deaad",
}
"""What was published is never edited: a change is a new version."""

pytestmark = pytest.mark.django_db


def _text(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


@pytest.mark.parametrize("key", list(DocumentKey))
def test_first_version_reads_well_and_stays_as_it_was_published(key: DocumentKey) -> None:
    version = DocumentVersion.objects.get(document__key=key)
    assert version.sha256 == fingerprint(version.text) == FINGERPRINTS[key]
    assert 400 <= len(version.text.split()) <= 900
    blocks = [block for section in parse(version.text) for block in section.blocks]
    numbers = [int(block.number) for block in blocks if block.number]
    assert numbers == list(range(1, len(numbers) + 1))
    assert all(section.heading for section in parse(version.text)[1:])


@pytest.mark.parametrize("act", ["UPDATE {} SET text = 'x'", "DELETE FROM {}"])
def test_version_is_changed_by_nobody(act: str) -> None:
    version = DocumentVersionFactory()
    with pytest.raises(AppendOnlyError):
        version.save()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(act.format("members_documentversion"))


def test_agreement_is_changed_by_nobody() -> None:
    AgreementFactory()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE members_agreement SET how = 'exam-claim'")


def test_what_is_in_force_follows_the_day(django_assert_num_queries) -> None:
    code = Document.objects.get(key="code-of-conduct")
    later = DocumentVersionFactory(document=code, effective_on=ON)
    with django_assert_num_queries(1):
        assert later in list(document_selectors.in_force(ON))
    assert later not in document_selectors.in_force(ON - dt.timedelta(days=1))
    assert not document_selectors.in_force(dt.date(2025, 12, 31))
    assert len(document_selectors.in_force(ON)) == 4


def test_agreeing_is_kept_once_with_its_day(django_assert_num_queries) -> None:
    person = UserFactory()
    asked = document_selectors.to_agree(person, ON)
    assert len(asked) == 3
    services.agree(person, asked[:1], how=AgreedHow.SIGN_IN, by=person, at=AT)
    services.agree(person, asked, how=AgreedHow.EXAM_CLAIM, by=person, at=AT + dt.timedelta(days=1))
    services.agree(person, asked, how=AgreedHow.EXAM_CLAIM, by=person, at=AT + dt.timedelta(days=2))
    kept = [(row.version_id, row.how, row.agreed_at.day) for row in Agreement.objects.order_by("pk")]
    assert kept == [
        (asked[0].pk, "sign-in", 1),
        (asked[1].pk, "exam-claim", 2),
        (asked[2].pk, "exam-claim", 2),
    ]
    assert AuditLine.objects.filter(act="members.agreed").count() == 3
    with django_assert_num_queries(1):
        assert document_selectors.to_agree(person, ON) == []
    with pytest.raises(Forbidden):
        services.agree(person, asked, how=AgreedHow.SIGN_IN, by=UserFactory(), at=AT)


def test_a_new_version_is_asked_for_again_and_another_document_never() -> None:
    person = UserFactory()
    services.agree(person, document_selectors.to_agree(person, ON), how=AgreedHow.SIGN_IN, by=person, at=AT)
    new = DocumentVersionFactory(document=Document.objects.get(key="cpe-policy"), effective_on=ON)
    DocumentVersionFactory()
    assert document_selectors.to_agree(person, ON) == [new]


def _sign_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_member_is_led_to_what_is_to_be_agreed_once_in_a_session() -> None:
    member = MemberFactory()
    client = _sign_in(member.user)
    assert client.get("/")["Location"] == "/agreements/"
    page = _text(client.get("/agreements/").content.decode())
    assert "Not now" in page
    assert page.count("I have read") == 3
    home = client.get("/")
    assert home.status_code == 200, "not now leads on"
    assert "Agree to the documents that hold for members" in home.content.decode()
    assert client.get("/titles/").status_code == 200
    assert _sign_in(member.user).get("/")["Location"] == "/agreements/", "asked again at the next sign-in"


def test_who_is_no_member_or_agreed_is_not_led_anywhere() -> None:
    member = MemberFactory()
    asked = document_selectors.to_agree(member.user, ON)
    services.agree(member.user, asked, how=AgreedHow.SIGN_IN, by=member.user, at=AT)
    assert _sign_in(member.user).get("/").status_code == 200
    assert _sign_in(UserFactory()).get("/").status_code == 200


def test_every_tick_is_asked_for_and_then_kept() -> None:
    member = MemberFactory()
    client, asked = _sign_in(member.user), document_selectors.to_agree(member.user, ON)
    ticks = {f"agree_{version.pk}": "on" for version in asked}
    part = client.post("/agreements/", dict(list(ticks.items())[:2]))
    assert "Tick this once you have read it and agree." in part.content.decode()
    assert part.content.decode().count(" checked") == 2, "what was ticked stays"
    assert not Agreement.objects.exists()
    assert client.post("/agreements/", ticks)["Location"] == "/"
    assert client.post("/agreements/", ticks)["Location"] == "/"
    assert Agreement.objects.count() == 3
    page = client.get("/agreements/").content.decode()
    assert "agreed on" in page
    assert all(version.sha256 in page for version in asked)


def test_pages_show_today_and_every_version_with_its_fingerprint() -> None:
    code = Document.objects.get(key="code-of-conduct")
    old = code.versions.get()
    new = DocumentVersionFactory(document=code, label="2026-2", effective_on=dt.date(2026, 3, 1))
    ahead = DocumentVersionFactory(document=code, label="2999-1", effective_on=dt.date(2999, 1, 1))
    client = Client()
    assert "2026-2" in _text(client.get("/documents/").content.decode())
    today = client.get("/documents/code-of-conduct/").content.decode()
    assert new.sha256 in today
    assert "in force from 1 Mar 2026" in _text(today)
    older = client.get(f"/documents/code-of-conduct/{old.label}/").content.decode()
    assert old.sha256 in older
    assert "This is an earlier version. Version 2026-2 holds today." in _text(older)
    later = client.get(f"/documents/code-of-conduct/{ahead.label}/").content.decode()
    assert "It holds from 1 January 2999." in _text(later)
    for missing in ("code-of-conduct/none", "nothing"):
        assert client.get(f"/documents/{missing}/").status_code == 404


def test_text_of_a_document_never_becomes_markup() -> None:
    version = DocumentVersionFactory(
        text="# <b>A</b>\n\n1. <script>alert(1)</script>\n- <img src=x>\n\n{{ x }} {% now %}"
    )
    page = Client().get(f"/documents/{version.document.key}/").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "{{ x }} {% now %}" in page


def test_structure_is_read_from_plain_lines() -> None:
    found = parse("Before.\n\n# One\n\n1. First\n  goes on\n- a\n- b\n  more\n\n2.1 Second\n\n# Two\nRight below")
    assert [section.heading for section in found] == ["", "One", "Two"]
    first, second = found[1].blocks
    assert (first.number, first.text, first.items) == ("1", "First goes on", ("a", "b more"))
    assert (second.number, second.text) == ("2.1", "Second")
    assert found[2].blocks[0].text == "Right below"


@given(st.text(alphabet="#- 1.\nab", max_size=60))
def test_every_text_has_a_reading_that_loses_no_letter(text: str) -> None:
    found = parse(text)
    read = "".join(
        part
        for section in found
        for part in (section.heading, *(x for block in section.blocks for x in (block.text, *block.items)))
    )
    assert sorted(mark for mark in text if mark in "ab") == sorted(mark for mark in read if mark in "ab")
