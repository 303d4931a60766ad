"""Mails with a private link to people who were named. Nothing of their text is kept: the link opens a form."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from applications.enums import ReferenceState
from applications.models import Application, Reference, ReferenceLink
from applications.selectors.references import ABOUT
from common import private_links
from comms.kinds import NOT_KEPT, Facts, MessageKind, register
from comms.models import Message
from comms.outbox import Mail

SAMPLE: Final[Mapping[str, Any]] = {
    "name": "Iris Meetlat",
    "applicant": "Ada Voorbeeld",
    "title": "S-CISO Certified Information Security Officer",
    "ends_on": date(2026, 7, 29),
    "seed": "0" * 64,
    "fingerprint": "",
}


def mail(application: Application, person: Reference, link: ReferenceLink) -> Mail:
    """A mail with a link to somebody who was named; each link has its own."""
    facts = {
        "name": person.name,
        "applicant": application.name,
        "title": str(application.title),
        "ends_on": person.ends_on,
        **of_link(link),
    }
    return Mail(to=person.email, about=f"{ABOUT}{person.handle}", period=f"link {link.pk}", facts=facts)


def of_link(link: ReferenceLink) -> Facts:
    """What a mail must know of a link to lead to it."""
    return {"seed": link.seed, "fingerprint": link.secret_sha256}


def address_of(facts: Facts) -> str:
    """Where the link leads of which a mail knows these."""
    secret = private_links.secret_of(facts["seed"], facts["fingerprint"])
    return settings.BASE_URL + reverse("applications:reference-open", args=[secret])


def _page(facts: Facts) -> Facts:
    return {"code": str(facts["title"]).partition(" ")[0], "page": address_of(facts)}


def _awaited(message: Message) -> bool:
    """Whether an answer is still awaited, and the link in the mail opens the form."""
    link = ReferenceLink.objects.filter(seed=message.facts.get("seed", ""), revoked_at__isnull=True)
    people = Reference.objects.asked().filter(pk__in=link.values("reference"))
    return people.filter(state=ReferenceState.ASKED).exists()


def _kind(key: str, name: str | Promise, when: str | Promise) -> MessageKind:
    return MessageKind(
        key=f"applications.{key}",
        name=name,
        when=when,
        template=f"applications/email/{key}",
        facts={fact: type(value) for fact, value in SAMPLE.items()},
        sample=SAMPLE,
        more=_page,
        kept=NOT_KEPT,
        still_true=_awaited,
    )


INVITED: Final = _kind(
    "reference_invited",
    _("You are asked for a reference"),
    _("When we ask somebody who was named as a reference, or ask them anew, or send the link again."),
)
REMINDED: Final = _kind(
    "reference_reminded",
    _("A reminder: you are asked for a reference"),
    _("On the third and the seventh working day without an answer."),
)

register(INVITED, REMINDED)
