"""The mails of what was submitted: we received it and answer by a day; it was taken back."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from applications.enums import ApplicationState
from applications.models import Application
from applications.states import HANDED_IN
from comms.kinds import Facts, MessageKind, register
from comms.models import Message
from comms.outbox import Mail

ABOUT: Final = "applications.application:"
SAMPLE: Final[Mapping[str, Any]] = {
    "application": "A-7K3P-Q9WD-4XTN-H",
    "title": "S-CISO Certified Information Security Officer",
}


def mail(application: Application, facts: Mapping[str, Any]) -> Mail:
    """A mail about an application to its applicant, once for each kind."""
    told = {"application": application.reference, "title": str(application.title), **facts}
    person = application.person
    return Mail(to=person.email, about=f"{ABOUT}{application.reference}", person=person, facts=told)


def state_of(facts: Facts) -> Facts:
    """Whether the application a mail is about was accepted, or a draft, when the mail was queued."""
    state = facts.get("state")
    return {"accepted": state == ApplicationState.ACCEPTED, "is_draft": state == ApplicationState.DRAFT}


def _page(facts: Facts) -> Facts:
    path = reverse("applications:application", args=[slugify(facts["application"])])
    return {"code": str(facts["title"]).partition(" ")[0], "page": settings.BASE_URL + path}


def _stands_at(*states: ApplicationState) -> Callable[[Message], bool]:
    """Whether the application a mail is about is still where the mail says it is."""

    def stands(message: Message) -> bool:
        reference = message.about.removeprefix(ABOUT)
        return Application.objects.filter(reference=reference, state__in=states).exists()

    return stands


def _kind(
    key: str, name: str | Promise, when: str | Promise, *states: ApplicationState, sample: Mapping[str, Any]
) -> MessageKind:
    told = {**SAMPLE, **sample}
    return MessageKind(
        key=f"applications.{key}",
        name=name,
        when=when,
        template=f"applications/email/{key}",
        facts={fact: type(value) for fact, value in told.items()},
        sample=told,
        more=_page,
        still_true=_stands_at(*states),
    )


SUBMITTED: Final = _kind(
    "submitted",
    _("We received your application"),
    _("When somebody signs and submits an application for an officer title."),
    *HANDED_IN,
    sample={"received_on": date(2026, 7, 1), "due_on": date(2026, 7, 29)},
)
WITHDRAWN: Final = _kind(
    "withdrawn",
    _("You withdrew your application"),
    _("When somebody takes back an application that they submitted."),
    ApplicationState.WITHDRAWN,
    sample={"withdrawn_on": date(2026, 7, 10), "kept_until": date(2027, 7, 10)},
)

register(SUBMITTED, WITHDRAWN)
