"""The mails about names that changed: they stand on the certificates now, or they do not, and why."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from comms.kinds import Facts, MessageKind, register
from comms.models import Message
from comms.outbox import Mail
from members.models import NameDecision

ABOUT: Final = "members.namedecision:"
_WORDS: Final = (
    "Your account shows another family name than the proof you sent us. Please send us a document that names both."
)
GRANT: Final[Mapping[str, Any]] = {
    "name": "Sanne de Groot",
    "titles": ["S-ISP Information Security Practitioner", "S-CISO Certified Information Security Officer"],
}
REFUSAL: Final[Mapping[str, Any]] = {"name": "Sanne de Groot", "before": ["Sanne Voorbeeld"], "words": _WORDS}


def granted(row: NameDecision, titles: Sequence[str]) -> Mail:
    """The mail to whoever's certificates were made anew, of these titles; once."""
    return _mail(row, {"name": row.name, "titles": list(titles)})


def refused(row: NameDecision, before: Sequence[str]) -> Mail:
    """The mail to whoever's certificates keep the names they have, with our words; once."""
    return _mail(row, {"name": row.name, "before": list(before), "words": row.words})


def _mail(row: NameDecision, facts: Mapping[str, Any]) -> Mail:
    person = row.member.user
    return Mail(to=person.email, about=f"{ABOUT}{row.pk}", person=person, facts=facts)


def _certificates(_facts: Facts) -> Facts:
    return {"page": settings.BASE_URL + reverse("members:certificates")}


def _profile(facts: Facts) -> Facts:
    return {"page": settings.BASE_URL + reverse("members:profile"), "stays": ", ".join(facts["before"])}


def _stands(message: Message) -> bool:
    """Whether the decision a mail is about is still the last one about the name of its member."""
    row = NameDecision.objects.filter(pk=message.about.removeprefix(ABOUT)).first()
    return row is not None and NameDecision.objects.filter(member=row.member_id).first() == row


GRANTED: Final = MessageKind(
    key="members.name_granted",
    name=_("Your new name stands on your certificates"),
    when=_("When a colleague lets a name that changed stand on certificates."),
    template="members/email/name_granted",
    facts={fact: type(value) for fact, value in GRANT.items()},
    sample=GRANT,
    more=_certificates,
    still_true=_stands,
)
REFUSED: Final = MessageKind(
    key="members.name_refused",
    name=_("Your certificates keep the name they have"),
    when=_("When a colleague does not let a name that changed stand on certificates; it says why."),
    template="members/email/name_refused",
    facts={fact: type(value) for fact, value in REFUSAL.items()},
    sample=REFUSAL,
    more=_profile,
    still_true=_stands,
)

register(GRANTED, REFUSED)
