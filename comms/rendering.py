"""The words of a mail: made when it is sent, in the recipient's language, as text and as HTML."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime, parseaddr
from typing import Any, Final

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.template.loader import get_template
from django.urls import reverse
from django.utils import translation
from django.utils.text import Truncator

from comms import rules
from comms.kinds import KINDS, MessageKind
from comms.models import Message

PAGES: Final = {
    "sign_in_page": "accounts:sign-in",
    "reset_page": "account_reset_password",
    "signup_page": "account_signup",
    "privacy_page": "privacy",
}
"""What any mail may link to: the name in its template and the page."""


_GAPS: Final = re.compile(r"\n{3,}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A mail in words."""

    subject: str
    text: str
    html: str
    language: str


def letter(message: Message) -> Letter:
    """The words of a queued mail. Raises ``KeyError`` for a kind that is not in the catalogue (no query)."""
    kind = KINDS[message.kind]
    language = message.person.language if message.person else message.language
    return write(
        kind,
        kind.load(message.facts),
        to=message.recipient,
        reference=message.reference,
        at=message.planned_at,
        language=language,
    )


def write(
    kind: MessageKind, facts: Mapping[str, Any], *, to: str, reference: str, at: datetime, language: str
) -> Letter:
    """A mail of this kind from these facts; a subject beyond 70 characters is cut with an ellipsis."""
    with translation.override(language):
        context = {
            "email": to,
            "at": at,
            "reference": reference,
            "institute": settings.INSTITUTE,
            "answers_to": answers_to(kind.key),
            **{name: settings.BASE_URL + reverse(page) for name, page in PAGES.items()},
            **facts,
            **kind.more(facts),
        }
        subject = " ".join(get_template(f"{kind.template}_subject.txt").render(context).split())
        return Letter(
            subject=Truncator(subject).chars(rules.SUBJECT),
            text=_tidy(get_template(f"{kind.template}_message.txt").render(context)),
            html=get_template(f"{kind.template}_message.html").render(context),
            language=language,
        )


def answers_to(kind: str) -> str:
    """The address to which answers to mails of a kind go: that of its subject, or the help line's."""
    found = (address for begins, address in settings.MAIL_ANSWERS.items() if address and kind.startswith(begins))
    return str(next(found, settings.INSTITUTE["help_email"]))


def _tidy(text: str) -> str:
    """A text without the indents and empty lines of its template: paragraphs are one empty line apart."""
    lines = "\n".join(line.lstrip(" \t") for line in text.strip().splitlines())
    return _GAPS.sub("\n\n", lines) + "\n"


def as_mail(message: Message, words: Letter, relay: BaseEmailBackend | None = None) -> EmailMultiAlternatives:
    """The mail as it goes out: both forms, and headers that say it was written by a machine.

    Its Message-ID and date are those of the row: sent a second time, mail programs show it once.
    """
    host = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    mail = EmailMultiAlternatives(
        words.subject,
        words.text,
        from_email=settings.MAIL_RETURN_ADDRESS or settings.DEFAULT_FROM_EMAIL,
        to=[message.recipient],
        reply_to=[answers_to(message.kind)],
        connection=relay,
        headers={
            "From": settings.DEFAULT_FROM_EMAIL,
            "Message-ID": f"<{message.reference.lower()}@{host}>",
            "Date": format_datetime(message.when),
            "Auto-Submitted": "auto-generated",
            "Content-Language": words.language,
        },
    )
    mail.attach_alternative(words.html, "text/html")
    return mail
