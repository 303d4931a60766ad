"""Mails in the back office: looked at, sent again, their words read by few; kinds and failing addresses."""

from typing import Any

import pytest
from django.test import Client

from common.models import AuditLine
from comms.enums import State
from comms.kinds import KINDS
from comms.models import Bounce, Message
from tests.factories.accounts import UserFactory
from tests.factories.comms import BounceFactory, MessageFactory
from tests.people import person, signed_in

pytestmark = pytest.mark.django_db

LIST = "/office/comms/message/"
BOUNCES = "/office/comms/bounce/"


@pytest.fixture
def clerk() -> Client:
    return signed_in(person("Clerk", "back-office"))


def _act(client: Client, where: str, action: str, *rows: Any) -> str:
    chosen = {"action": action, "_selected_action": [row.pk for row in rows]}
    return client.post(where, chosen, follow=True).text


def test_list_and_page_show_everything_but_the_text(clerk: Client) -> None:
    message = MessageFactory(sent=True, text="secret words")
    for address in (LIST, f"{LIST}{message.pk}/change/"):
        answer = clerk.get(address)
        assert answer.status_code == 200
        assert message.recipient in answer.text.replace("<wbr>", "")
        assert "secret words" not in answer.text


def test_words_are_read_on_a_page_of_their_own(clerk: Client) -> None:
    message = MessageFactory(sent=True, text="secret <words>")
    page = clerk.get(f"{LIST}{message.pk}/text/")
    assert "secret &lt;words&gt;" in page.text
    assert "until 29 September 2026" in page.text
    line = AuditLine.objects.get()
    assert (line.act, line.about_model, line.about_id) == ("comms.words-read", "comms.message", message.pk)
    assert clerk.get(f"{LIST}{message.pk + 1}/text/").status_code == 404


def test_administrator_sees_that_a_mail_went_but_not_its_words() -> None:
    message = MessageFactory(sent=True, text="secret words")
    administrator = signed_in(person("Administrator", "administrator"))
    assert administrator.get(f"{LIST}{message.pk}/change/").status_code == 200
    assert administrator.get(f"{LIST}{message.pk}/text/").status_code == 403


def test_note_is_told_in_words(clerk: Client) -> None:
    for note, sentence in {
        "550": "refused it for good (answer 550)",
        "451": "did not take it yet (answer 451)",
        "TimeoutError": "failed (TimeoutError)",
        "too-late": "before the link in it ended",
    }.items():
        assert sentence in clerk.get(f"{LIST}{MessageFactory(note=note).pk}/change/").text


def test_nothing_can_be_written_changed_or_deleted(clerk: Client) -> None:
    for where, row in ((LIST, MessageFactory()), (BOUNCES, BounceFactory())):
        assert clerk.get(f"{where}add/").status_code == 403
        assert clerk.post(f"{where}{row.pk}/change/", {"subject": "x"}).status_code == 403
        assert clerk.post(f"{where}{row.pk}/delete/", {"post": "yes"}).status_code == 403
        clerk.post(where, {"action": "delete_selected", "_selected_action": row.pk, "post": "yes"})
        row.refresh_from_db()


def test_role_without_the_right_sees_none() -> None:
    assert signed_in(person("Reviewer", "cpe-reviewer")).get(LIST).status_code == 403


def test_list_is_searched_by_address_and_reference_and_filtered_by_person_and_kind(clerk: Client) -> None:
    wanted = MessageFactory(recipient="wanted@people.example", person=UserFactory(), kind="mfa.totp_activated")
    MessageFactory.create_batch(3)
    typed = wanted.reference.lower().replace("-", "")
    for query in ("q=wanted", f"q={typed}", f"person__id__exact={wanted.person_id}", f"kind={wanted.kind}"):
        assert list(clerk.get(f"{LIST}?{query}").context["cl"].queryset) == [wanted]


def test_mails_are_sent_again_and_what_cannot_be_is_named(clerk: Client, settings: Any) -> None:
    settings.INSTITUTE = {**settings.INSTITUTE}
    MessageFactory(sent=True, sent_at="2026-11-01T00:00Z", text_until="2126-01-01T00:00Z")
    MessageFactory(dropped=True)
    page = _act(clerk, LIST, "send_again", *Message.objects.all())
    assert "We send 1 mail again." in page
    assert "Nothing was kept of this mail." in page
    assert Message.objects.filter(state=State.QUEUED, repeat=1).count() == 1


def test_only_who_looks_after_mail_is_offered_to(clerk: Client) -> None:
    message = MessageFactory(sent=True, text_until="2126-01-01T00:00Z")
    privacy = signed_in(person("Privacy", "privacy-officer"))
    assert 'value="send_again"' in clerk.get(LIST).text
    assert 'value="send_again"' not in privacy.get(LIST).text
    _act(privacy, LIST, "send_again", message)
    assert Message.objects.count() == 1


def test_every_kind_is_listed_and_shown_with_invented_facts(clerk: Client) -> None:
    listed = clerk.get(f"{LIST}kinds/").text
    for kind in KINDS.values():
        assert str(kind.name) in listed
        assert str(kind.when) in clerk.get(f"{LIST}kinds/{kind.key}/").text
        shown = clerk.get(f"{LIST}kinds/{kind.key}/html/")
        assert shown.status_code == 200
        assert "<style" not in shown.text
        assert "../../mail.css" in shown.text
    style = clerk.get(f"{LIST}kinds/mail.css")
    assert (style["Content-Type"], "body {" in style.text) == ("text/css", True)
    assert clerk.get(f"{LIST}kinds/of.nothing/").status_code == 404


def test_failing_addresses_are_settled(clerk: Client) -> None:
    first, second = BounceFactory.create_batch(2)
    assert "1 address is settled." in _act(clerk, BOUNCES, "settle", first)
    assert list(Bounce.objects.open()) == [second]
    assert list(clerk.get(f"{BOUNCES}?settled=no").context["cl"].queryset) == [second]
    assert list(clerk.get(f"{BOUNCES}?settled=yes").context["cl"].queryset) == [first]
