"""Mails about people who were named: to the applicant what became of them, to them that they are not needed."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from applications.enums import ApplicationState, ReferenceState
from applications.models import Application, Reference
from applications.models.intake import DECIDED
from applications.selectors.references import ABOUT
from applications.states import HANDED_IN
from common.calendar import day_bounds, local_day
from comms.kinds import Facts, MessageKind, register
from comms.models import Message
from comms.outbox import Mail

APPLICATION: Final[Mapping[str, Any]] = {
    "application": "A-7K3P-Q9WD-4XTN-H",
    "title": "S-CISO Certified Information Security Officer",
    "name": "Iris Meetlat",
    "organisation": "Voorbeeld & Zn. B.V.",
}
ASKED_ON: Final = date(2026, 7, 8)
ENDS_ON: Final = date(2026, 7, 29)


def period(person: Reference) -> str:
    """What tells one time of asking somebody from the next."""
    assert person.asked_at is not None  # noqa: S101  only who was asked is written about
    return f"asked {local_day(person.asked_at).isoformat()}"


def mail(application: Application, person: Reference, facts: Mapping[str, Any], *, once: str = "") -> Mail:
    """A mail to the applicant about somebody, once for each time of asking them, or for what is said by ``once``."""
    told = {
        "application": application.reference,
        "title": str(application.title),
        "name": person.called,
        "organisation": person.organisation,
        **facts,
    }
    to = application.person
    about = f"{ABOUT}{person.handle}"
    return Mail(to=to.email, about=about, period=once or period(person), person=to, facts=told)


def released(application: Application, person: Reference) -> Mail:
    """The mail to somebody who was asked that their answer is not needed any more."""
    assert person.asked_at is not None  # noqa: S101  only who was asked is released
    facts = {
        "name": person.name,
        "applicant": application.name,
        "title": str(application.title),
        "asked_on": local_day(person.asked_at),
    }
    return Mail(to=person.email, about=f"{ABOUT}{person.handle}", period=period(person), facts=facts)


def _page(facts: Facts) -> Facts:
    path = reverse("applications:application", args=[slugify(facts["application"])])
    return {"code": str(facts["title"]).partition(" ")[0], "page": settings.BASE_URL + path}


def _privacy(facts: Facts) -> Facts:
    return {"code": str(facts["title"]).partition(" ")[0], "page": settings.BASE_URL + reverse("privacy")}


def _holds(**state: Any) -> Callable[[Message], bool]:
    """Whether somebody is still so, in an application that we owe an answer, and since the same time of asking."""

    def holds(message: Message) -> bool:
        found = Reference.objects.filter(application__state__in=HANDED_IN, **state)
        found = found.filter(handle=message.about.removeprefix(ABOUT))
        if message.period.startswith("asked "):
            first, last = day_bounds(date.fromisoformat(message.period.removeprefix("asked ")))
            found = found.filter(asked_at__gte=first, asked_at__lt=last)
        return found.exists()

    return holds


OVER: Final = [ApplicationState.WITHDRAWN.value, *DECIDED]


def _not_needed(message: Message) -> bool:
    gone = Q(state=ReferenceState.REPLACED) | Q(application__state__in=OVER)
    return Reference.objects.filter(gone, handle=message.about.removeprefix(ABOUT)).exists()


def _kind(
    key: str, name: str | Promise, when: str | Promise, still: Callable[[Message], bool], **sample: Any
) -> MessageKind:
    told = {**APPLICATION, **sample}
    return MessageKind(
        key=f"applications.{key}",
        name=name,
        when=when,
        template=f"applications/email/{key}",
        facts={fact: type(value) for fact, value in told.items()},
        sample=told,
        more=_page,
        still_true=still,
    )


SILENT: Final = _kind(
    "reference_silent",
    _("A reference has not answered yet"),
    _("On the seventh working day on which somebody who was named has not answered."),
    _holds(state=ReferenceState.ASKED),
    asked_on=ASKED_ON,
    ends_on=ENDS_ON,
)
REPLACE: Final = _kind(
    "reference_replace",
    _("Please name somebody else"),
    _("On the tenth working day on which somebody who was named has not answered."),
    _holds(state=ReferenceState.ASKED),
    asked_on=ASKED_ON,
    ends_on=ENDS_ON,
)
ENDED: Final = _kind(
    "reference_ended",
    _("The link of a reference has ended"),
    _("When the last day of a link has passed without an answer, the fifteenth working day."),
    _holds(state=ReferenceState.ENDED),
    asked_on=ASKED_ON,
    ends_on=ENDS_ON,
)
RETURNED: Final = _kind(
    "reference_returned",
    _("Our mail to a reference came back"),
    _("At once, when a mail to somebody who was named came back or could not be delivered."),
    _holds(state=ReferenceState.ASKED, returned_at__isnull=False),
)
RELEASED_SAMPLE: Final[Mapping[str, Any]] = {
    "name": "Iris Meetlat",
    "applicant": "Ada Voorbeeld",
    "title": APPLICATION["title"],
    "asked_on": ASKED_ON,
}
RELEASED: Final = MessageKind(
    key="applications.reference_released",
    name=_("Your reference is not needed any more"),
    when=_("When somebody who was asked was named no longer, or the application was withdrawn or decided."),
    template="applications/email/reference_released",
    facts={fact: type(value) for fact, value in RELEASED_SAMPLE.items()},
    sample=RELEASED_SAMPLE,
    more=_privacy,
    still_true=_not_needed,
)

register(SILENT, REPLACE, ENDED, RETURNED, RELEASED)
