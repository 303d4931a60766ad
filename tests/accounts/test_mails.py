"""Mails about accounts: each event queues the kind that tells of it, from facts alone."""

import datetime as dt

import pytest
from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from allauth.core.context import request_context
from django.test import RequestFactory

from accounts.adapters import NOTED
from accounts.roles import ROLES
from common.models import AuditLine
from comms.kinds import KINDS
from comms.models import Message
from comms.rendering import letter
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db

AT = dt.datetime(2026, 7, 1, 10, 0, tzinfo=dt.UTC)
EVERYTHING = {
    "by": "Zoë & <Co>",
    "roles": [ROLES["finance"].key],
    "until": AT,
    "from_email": "old@people.example",
    "to_email": "new@people.example",
    "deleted_email": "gone@people.example",
    **dict.fromkeys(("activate_url", "password_reset_url", "link"), "https://portal.example/somewhere/"),
}
TOLD_TO_STRANGERS = {"account_already_exists", "account_closed", "unknown_account"}
KEYS = sorted(key for key in KINDS if key.startswith(("account.", "mfa.")))


@pytest.mark.parametrize("key", KEYS)
def test_event_queues_its_kind_to_its_person(key: str) -> None:
    user = UserFactory(given_name="Zoë & <Co>", family_name="", language="nl")
    get_adapter().write_mail(key.replace(".", "/email/"), user.email, {"user": user, **EVERYTHING}, at=AT)
    message = Message.objects.get()
    assert (message.kind, message.recipient, message.person, message.language) == (key, user.email, user, "nl")
    assert message.facts.keys() == KINDS[key].facts.keys()
    assert letter(message).language == "nl"


def test_change_of_ones_own_sign_in_is_told_and_leaves_a_line() -> None:
    user = UserFactory()
    EmailAddress.objects.get_or_create(user=user, email=user.email, defaults={"primary": True, "verified": True})
    for notice, act in NOTED.items():
        with request_context(RequestFactory().get("/")):
            get_adapter().send_notification_mail(
                notice,
                user,
                {"user": user, **{name: EVERYTHING[name] for name in KINDS[notice.replace("/email/", ".")].facts}},
            )
        line = AuditLine.objects.latest("pk")
        assert (line.act, line.by_id, line.about_id, line.person_id) == (act, user.pk, user.pk, user.pk)
        assert (line.fields == ["address"]) == ("address" in act), act
        assert Message.objects.latest("pk").kind == notice.replace("/email/", ".")


def test_every_notice_to_its_own_account_is_noted() -> None:
    notices = {
        KINDS[key].template for key in KEYS if KINDS[key].sample.keys() <= {"from_email", "to_email", "deleted_email"}
    }
    assert notices - NOTED.keys() == {f"account/email/{told}" for told in TOLD_TO_STRANGERS}


def test_two_events_at_different_moments_are_two_mails() -> None:
    user = UserFactory()
    for moment in (AT, AT, AT + dt.timedelta(microseconds=1)):
        get_adapter().write_mail("account/email/password_changed", user.email, {"user": user}, at=moment)
    assert Message.objects.count() == 2


def test_stranger_is_written_to_without_an_account() -> None:
    get_adapter().write_mail("account/email/unknown_account", "stranger@people.example", {}, at=AT)
    message = Message.objects.get()
    assert (message.person, message.about, message.language) == (None, "stranger", "en")


def test_every_mail_of_the_sign_in_library_in_use_is_ours() -> None:
    theirs = {"email_confirmation", "email_confirmation_signup", "account_already_exists", "unknown_account",
              "password_reset_key", "email_changed", "email_deleted", "password_changed", "password_reset",
              "password_set"}  # fmt: skip
    assert theirs <= {key.partition(".")[2] for key in KEYS}
