"""The mail about the stages of an application: we asked the people who were named."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from django.conf import settings
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from applications.enums import ApplicationState
from applications.models import Application, Reference
from common.calendar import local_day
from comms.kinds import Facts, MessageKind, register
from comms.models import Message
from comms.outbox import Mail

ABOUT: Final = "applications.application:"
AFTER: Final = (ApplicationState.REFERENCES, ApplicationState.ASSESSMENT, ApplicationState.INFORMATION)
SAMPLE: Final[Mapping[str, Any]] = {
    "application": "A-7K3P-Q9WD-4XTN-H",
    "title": "S-CISO Certified Information Security Officer",
    "people": 3,
    "asked_on": date(2026, 7, 8),
    "until": date(2026, 7, 29),
}


def mail(application: Application, people: Sequence[Reference], at: datetime) -> Mail:
    """The mail to the applicant that these people were asked; at least one, all on one day."""
    person = application.person
    facts = {
        "application": application.reference,
        "title": str(application.title),
        "people": len(people),
        "asked_on": local_day(at),
        "until": people[0].ends_on,
    }
    return Mail(to=person.email, about=f"{ABOUT}{application.reference}", person=person, facts=facts)


def _page(facts: Facts) -> Facts:
    path = reverse("applications:application", args=[slugify(facts["application"])])
    return {"code": str(facts["title"]).partition(" ")[0], "page": settings.BASE_URL + path}


def _under_way(message: Message) -> bool:
    """Whether nothing ended the application since."""
    reference = message.about.removeprefix(ABOUT)
    return Application.objects.filter(reference=reference, state__in=[state.value for state in AFTER]).exists()


REFERENCES_ASKED: Final = MessageKind(
    key="applications.references_asked",
    name=_("We asked your references"),
    when=_("When the screening ends and we write to the people an applicant named."),
    template="applications/email/references_asked",
    facts={fact: type(value) for fact, value in SAMPLE.items()},
    sample=SAMPLE,
    more=_page,
    still_true=_under_way,
)

register(REFERENCES_ASKED)
