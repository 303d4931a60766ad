"""The mail that asks a member about a claim."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.calendar import local_day
from comms.kinds import Facts, MessageKind, register
from comms.models import Message
from comms.outbox import Mail
from cpe.emails.claims import ABOUT
from cpe.enums import ClaimStatus
from cpe.models import ClaimQuestion

SAMPLE: Final[Mapping[str, Any]] = {
    "number": 1042,
    "what": "Security Engineering, third edition",
    "completed_on": date(2026, 6, 20),
    "asked_on": date(2026, 7, 1),
    "words": "Please send us a photo of the book, or the receipt.",
}


def mail_of(question: ClaimQuestion) -> Mail:
    """The mail that asks, once for each question; it comes with its claim, the member and their account."""
    claim = question.claim
    facts = {
        "number": claim.pk,
        "what": claim.title or claim.activity,
        "completed_on": claim.completed_on,
        "asked_on": local_day(question.asked_at),
        "words": question.words,
    }
    person = claim.member.user
    return Mail(to=person.email, about=f"{ABOUT}{claim.pk}", period=f"{question.pk}", person=person, facts=facts)


def _page(facts: Facts) -> Facts:
    return {"page": settings.BASE_URL + reverse("cpe:claim", args=(facts["number"],))}


def _waits(message: Message) -> bool:
    """Whether the answer is still waited for."""
    open_ = ClaimQuestion.objects.filter(pk=int(message.period), answered_at=None)
    return open_.exclude(claim__state=ClaimStatus.WITHDRAWN).exists()


ASKED: Final = MessageKind(
    key="cpe.claim-asked",
    name=_("A question about your activity"),
    when=_("When a reviewer asks for proof of an activity, or for a word about it."),
    template="cpe/email/claim_asked",
    facts={fact: type(value) for fact, value in SAMPLE.items()},
    sample=SAMPLE,
    more=_page,
    still_true=_waits,
)

register(ASKED)
