"""The mail that names a new day for our answer, after the one we named."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from django.conf import settings
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from applications.emails.submission import ABOUT
from applications.models import Application
from comms.kinds import Facts, MessageKind, register
from comms.models import Message
from comms.outbox import Mail

SAMPLE: Final[Mapping[str, Any]] = {
    "application": "A-7K3P-Q9WD-4XTN-H",
    "title": "S-CISO Certified Information Security Officer",
    "before": date(2026, 7, 29),
    "due_on": date(2026, 8, 12),
    "words": "The colleague who assesses your application is ill.",
}


def later(application: Application, before: date, words: str = "", *, once: str = "") -> Mail:
    """A mail that names the new day of an application beside the one before it, once for each day or for ``once``."""
    due_on = application.promised_on
    facts = {
        "application": application.reference,
        "title": str(application.title),
        "before": before,
        "due_on": due_on,
        "words": words,
    }
    person, period = application.person, once or f"by {due_on}"
    return Mail(to=person.email, about=f"{ABOUT}{application.reference}", period=period, person=person, facts=facts)


def _page(facts: Facts) -> Facts:
    path = reverse("applications:application", args=[slugify(facts["application"])])
    code, sooner = str(facts["title"]).partition(" ")[0], facts["due_on"] < facts["before"]
    return {"code": code, "page": settings.BASE_URL + path, "sooner": sooner}


def _still_named(message: Message) -> bool:
    """Whether this is still the day we named last, and the clock runs."""
    row = Application.objects.waiting().filter(reference=message.about.removeprefix(ABOUT)).first()
    return row is not None and row.answer_by is not None and row.answer_by.isoformat() == message.facts["due_on"]


LATER: Final = MessageKind(
    key="applications.answer_later",
    name=_("A new day for our answer"),
    when=_("When the day of our answer has passed, or a colleague names a new one; once for each day."),
    template="applications/email/answer_later",
    facts={fact: type(value) for fact, value in SAMPLE.items()},
    sample=SAMPLE,
    more=_page,
    still_true=_still_named,
)

register(LATER)
