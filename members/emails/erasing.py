"""The mails about being forgotten: it was asked for, it was taken back, it is done."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from comms.kinds import Facts, MessageKind, register
from comms.models import Message
from comms.outbox import Mail
from members.enums import ErasureState
from members.models import Erasure
from members.selectors.erasing import Cost

ABOUT: Final = "members.erasure:"
ASKED_SAMPLE: Final[Mapping[str, Any]] = {
    "think_until": date(2026, 7, 15),
    "due_on": date(2026, 8, 1),
    "titles": ["S-ISP Information Security Practitioner"],
    "membership": True,
}


def asked(row: Erasure, cost: Cost) -> Mail:
    """The mail to who asked, with what it ends and until when it is thought over; once."""
    facts = {
        "think_until": row.think_until,
        "due_on": row.due_on,
        "titles": list(cost.titles),
        "membership": cost.membership,
    }
    return _mail(row, facts)


def taken_back(row: Erasure) -> Mail:
    """The mail to who stays; once."""
    return _mail(row, {})


def erased(row: Erasure) -> Mail:
    """The last mail, to an address that belongs to nobody here any more: it stands on no account."""
    return Mail(to=row.person.email, about=f"{ABOUT}{row.pk}")


def _mail(row: Erasure, facts: Mapping[str, Any]) -> Mail:
    return Mail(to=row.person.email, about=f"{ABOUT}{row.pk}", person=row.person, facts=facts)


def _page(_facts: Facts) -> Facts:
    return {"page": settings.BASE_URL + reverse("members:erasure")}


def _privacy(_facts: Facts) -> Facts:
    return {"page": settings.BASE_URL + reverse("privacy")}


def _waits(message: Message) -> bool:
    """Whether what was asked can still be taken back."""
    return Erasure.objects.open().filter(pk=message.about.removeprefix(ABOUT)).exists()


def _stays(message: Message) -> bool:
    """Whether it was taken back."""
    pk = message.about.removeprefix(ABOUT)
    return Erasure.objects.filter(pk=pk, state=ErasureState.TAKEN_BACK).exists()


ASKED: Final = MessageKind(
    key="members.erasure_asked",
    name=_("You asked to be forgotten"),
    when=_("When somebody asks to be forgotten; it says what ends with it."),
    template="members/email/erasure_asked",
    facts={fact: type(value) for fact, value in ASKED_SAMPLE.items()},
    sample=ASKED_SAMPLE,
    more=_page,
    still_true=_waits,
)
TAKEN_BACK: Final = MessageKind(
    key="members.erasure_taken_back",
    name=_("You stay"),
    when=_("When somebody takes back that they want to be forgotten."),
    template="members/email/erasure_taken_back",
    facts={},
    sample={},
    more=_page,
    still_true=_stays,
)
ERASED: Final = MessageKind(
    key="members.erased",
    name=_("You are forgotten"),
    when=_("When two colleagues carried it out; the last mail to somebody."),
    template="members/email/erased",
    facts={},
    sample={},
    more=_privacy,
)

register(ASKED, TAKEN_BACK, ERASED)
