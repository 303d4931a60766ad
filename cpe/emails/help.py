"""The mails about a request for help: we received it and answer by a day; and the answer."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from comms.kinds import Facts, MessageKind, register
from comms.models import Message
from comms.outbox import Mail
from cpe.enums import HelpState
from cpe.models import HelpRequest

ABOUT: Final = "cpe.helprequest:"
TITLE: Final = "S-ISP Information Security Practitioner"
ASKING: Final[Mapping[str, Any]] = {
    "title": TITLE,
    "last_day": date(2027, 3, 31),
    "answer_by": date(2026, 12, 29),
}
ANSWER: Final[Mapping[str, Any]] = {
    "title": TITLE,
    "words": "We moved the last day to report to 30 June 2027. What you complete still has to fall in your cycle.",
}


def asked(row: HelpRequest, last_day: date) -> Mail:
    """The mail that a request came in, and until when we answer; once."""
    return _mail(row, {"last_day": last_day, "answer_by": row.answer_by})


def answered(row: HelpRequest) -> Mail:
    """The mail with our answer; once."""
    return _mail(row, {"words": row.answer})


def _mail(row: HelpRequest, facts: Mapping[str, Any]) -> Mail:
    person = row.credential.member.user
    told = {"title": str(row.credential.title), **facts}
    return Mail(to=person.email, about=f"{ABOUT}{row.pk}", person=person, facts=told)


def _page(facts: Facts) -> Facts:
    code = str(facts["title"]).partition(" ")[0]
    return {"code": code, "page": settings.BASE_URL + reverse("cpe:help")}


def _waits(message: Message) -> bool:
    return _request(message, HelpState.ASKED)


def _answered(message: Message) -> bool:
    return _request(message, HelpState.ANSWERED)


def _request(message: Message, state: HelpState) -> bool:
    """Whether the request a mail is about is where the mail says it is."""
    return HelpRequest.objects.filter(pk=message.about.removeprefix(ABOUT), state=state).exists()


ASKED: Final = MessageKind(
    key="cpe.help_asked",
    name=_("We received your request for help with a title"),
    when=_("When a member writes that they will not make it with a title."),
    template="cpe/email/help_asked",
    facts={fact: type(value) for fact, value in ASKING.items()},
    sample=ASKING,
    more=_page,
    still_true=_waits,
)
ANSWERED: Final = MessageKind(
    key="cpe.help_answered",
    name=_("Our answer to your request for help with a title"),
    when=_("When a colleague answers a request for help with a title."),
    template="cpe/email/help_answered",
    facts={fact: type(value) for fact, value in ANSWER.items()},
    sample=ANSWER,
    more=_page,
    still_true=_answered,
)

register(ASKED, ANSWERED)
