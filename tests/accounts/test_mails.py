"""Mails about accounts: both bodies whole, short subjects, one link, nothing remote."""

import datetime as dt
import re
from pathlib import Path

import pytest
from allauth.account.adapter import get_adapter
from django.conf import settings

from accounts.roles import ROLES
from comms.models import Message
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db

TEMPLATES = Path(settings.BASE_DIR) / "templates"
PREFIXES = sorted(
    str(path.relative_to(TEMPLATES)).removesuffix("_subject.txt")
    for folder in ("account", "mfa")
    for path in TEMPLATES.glob(f"{folder}/email/*_subject.txt")
)
AT = dt.datetime(2026, 7, 1, 10, 0, tzinfo=dt.UTC)
LINK = f"{settings.BASE_URL}/somewhere/"


def write(prefix):
    user = UserFactory(given_name="Zoë & <Co>", family_name="")
    context = {
        "user": user,
        "by": user,
        "roles": [ROLES["finance"]],
        "until": AT,
        "from_email": "old@people.example",
        "to_email": "new@people.example",
        "deleted_email": "gone@people.example",
        **dict.fromkeys(("activate_url", "password_reset_url", "signup_url", "link"), LINK),
    }
    get_adapter().write_mail(prefix, user.email, context, at=AT)
    return Message.objects.latest("pk")


@pytest.mark.parametrize("prefix", PREFIXES)
def test_every_mail_is_whole(prefix):
    mail = write(prefix)
    assert 10 < len(mail.subject) <= 70
    assert mail.text.startswith("You get this mail because")
    links = re.findall(r"https?://\S+", mail.text)
    assert links
    assert all(link.startswith(settings.BASE_URL) for link in links)
    assert mail.html.count('class="button"') == 1
    for outside in ("<img", "<link", "<script", "url(", "@import"):
        assert outside not in mail.html
    assert set(re.findall(r"https?://[^\s\"<]+", mail.html)) == {link.rstrip(".") for link in links}
    assert "&amp;" not in mail.text
    assert "<Co>" not in mail.html
    assert "nvalid" not in mail.text


def test_every_mail_of_the_sign_in_library_in_use_is_ours():
    theirs = {"email_confirmation", "email_confirmation_signup", "account_already_exists", "unknown_account",
              "password_reset_key", "email_changed", "email_deleted", "password_changed", "password_reset",
              "password_set", "email_confirm"}  # fmt: skip
    assert theirs <= {prefix.rsplit("/", 1)[1] for prefix in PREFIXES}


def test_a_mail_is_written_in_the_readers_language(settings):
    user = UserFactory(language="xx")
    get_adapter().write_mail("account/email/password_changed", user.email, {"user": user}, at=AT)
    assert Message.objects.latest("pk").language == "xx"
