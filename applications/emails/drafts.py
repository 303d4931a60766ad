"""The mail about a draft that nobody changed for months."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from django.conf import settings
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from applications.models import Application
from comms.kinds import Facts, MessageKind, register
from comms.models import Message
from comms.outbox import Mail

ABOUT: Final = "applications.application:"
SAMPLE: Final[Mapping[str, Any]] = {
    "application": "A-7K3P-Q9WD-4XTN-H",
    "title": "S-CISO Certified Information Security Officer",
    "until": date(2027, 5, 21),
}


def about(application: Application) -> str:
    """What a mail about an application is about."""
    return f"{ABOUT}{application.reference}"


def key(application: Application, days: int) -> tuple[str, str]:
    """Subject and period of the warning so many days before the last one: anew after each change."""
    return about(application), f"{application.kept_until.isoformat()} -{days}"


def mail(application: Application, days: int, *, until: date) -> Mail:
    """The warning to the applicant that the draft is kept until a day, inclusive."""
    subject, period = key(application, days)
    facts = {"application": application.reference, "title": str(application.title), "until": until}
    person = application.person
    return Mail(to=person.email, about=subject, period=period, person=person, facts=facts)


def _page(facts: Facts) -> Facts:
    page = reverse("applications:application", args=[slugify(facts["application"])])
    return {"code": facts["title"].partition(" ")[0], "page": settings.BASE_URL + page}


def _not_changed_since(message: Message) -> bool:
    row = Application.objects.drafts().filter(reference=message.about.removeprefix(ABOUT)).first()
    return row is not None and message.period.startswith(f"{row.kept_until.isoformat()} ")


DRAFT_EXPIRES: Final = MessageKind(
    key="applications.draft_expires",
    name=_("Your draft will be removed"),
    when=_("14 and 7 days before a draft that was not changed for six months is removed."),
    template="applications/email/draft_expires",
    facts={fact: type(value) for fact, value in SAMPLE.items()},
    sample=SAMPLE,
    more=_page,
    still_true=_not_changed_since,
)

register(DRAFT_EXPIRES)
