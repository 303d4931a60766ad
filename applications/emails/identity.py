"""Mails about identity appointments: taken, changed by us, called off by us."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from applications.emails.submission import ABOUT, state_of
from applications.enums import ApplicationState, IdentityWay
from applications.models import Application, Appointment
from applications.models.intake import WAYS
from comms.kinds import Facts, MessageKind, register
from comms.models import Message
from comms.outbox import Mail

BEGINS: Final = datetime(2026, 8, 12, 8, 30, tzinfo=UTC)
WORDS: Final = "The colleague who would have seen you is ill."
SAMPLE: Final[Mapping[str, Any]] = {
    "application": "A-7K3P-Q9WD-4XTN-H",
    "title": "S-CISO Certified Information Security Officer",
    "starts_at": BEGINS,
    "way": IdentityWay.IN_PERSON.value,
    "state": ApplicationState.SUBMITTED.value,
}
WHERE: Final[Mapping[str, Any]] = {**SAMPLE, "minutes": 15, "place": "Nergensstraat 1, 0000 AA Nergenshuizen"}


def mail(appointment: Appointment, application: Application, at: datetime) -> Mail:
    """A mail that tells when and where; once for each time it was taken or changed."""
    return _mail(appointment, application, at, minutes=appointment.minutes, place=appointment.place)


def changed(appointment: Appointment, application: Application, began: datetime, at: datetime) -> Mail:
    """A mail that tells when and where it is now, and when it was to begin before."""
    place = {"minutes": appointment.minutes, "place": appointment.place}
    return _mail(appointment, application, at, before=began, **place)


def called_off(appointment: Appointment, application: Application, words: str, at: datetime) -> Mail:
    """A mail that tells that an appointment is not held, and why."""
    return _mail(appointment, application, at, words=words, draft=application.submitted_at is None)


def not_needed(appointment: Appointment, application: Application, at: datetime) -> Mail:
    """A mail that tells that an appointment is not needed any more: it was decided, or verified before."""
    return _mail(appointment, application, at)


def _mail(appointment: Appointment, application: Application, at: datetime, **more: Any) -> Mail:
    told = {
        "application": application.reference,
        "title": str(application.title),
        "starts_at": appointment.starts_at,
        "way": appointment.way,
        "state": application.state,
        **more,
    }
    person = application.person
    period = at.astimezone(UTC).isoformat()
    return Mail(to=person.email, about=f"{ABOUT}{application.reference}", period=period, person=person, facts=told)


def _page(facts: Facts) -> Facts:
    reference = slugify(facts["application"])
    return {
        **state_of(facts),
        "code": str(facts["title"]).partition(" ")[0],
        "how": dict(WAYS).get(facts["way"], facts["way"]),
        "page": settings.BASE_URL + reverse("applications:application", args=[reference]),
    }


def _holds(message: Message) -> bool:
    """Whether the application still has an appointment at that time."""
    reference, begins = message.about.removeprefix(ABOUT), datetime.fromisoformat(message.facts["starts_at"])
    return Appointment.objects.filter(application__reference=reference, starts_at=begins).exists()


def _always(_message: Message) -> bool:
    return True


def _kind(
    key: str,
    name: str | Promise,
    when: str | Promise,
    sample: Mapping[str, Any],
    still_true: Callable[[Message], bool] = _holds,
) -> MessageKind:
    return MessageKind(
        key=f"applications.{key}",
        name=name,
        when=when,
        template=f"applications/email/{key}",
        facts={fact: type(value) for fact, value in sample.items()},
        sample=sample,
        more=_page,
        still_true=still_true,
    )


TAKEN: Final = _kind(
    "appointment_taken",
    _("Your appointment"),
    _("When an applicant chose when their identity is checked, or we agreed it with them."),
    WHERE,
)
CHANGED: Final = _kind(
    "appointment_changed",
    _("Your appointment has changed"),
    _("When we change the time or place of an appointment that an applicant has."),
    {**WHERE, "before": BEGINS - timedelta(days=1)},
)
CALLED_OFF: Final = _kind(
    "appointment_called_off",
    _("Your appointment is called off"),
    _("When we call off an appointment that an applicant has; it says why and what to do."),
    {**SAMPLE, "words": WORDS, "draft": True},
    _always,
)

NOT_NEEDED: Final = _kind(
    "appointment_not_needed",
    _("Your appointment is not needed any more"),
    _("When an appointment lies ahead and the application is rejected, or the identity is verified before."),
    SAMPLE,
    _always,
)

register(TAKEN, CHANGED, CALLED_OFF, NOT_NEEDED)
