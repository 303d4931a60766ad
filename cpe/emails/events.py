"""The mails about events of our own: signed up, changed by us, called off by us."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comms.kinds import Facts, MessageKind, register
from comms.models import Message
from comms.outbox import Mail
from cpe.enums import EventState
from cpe.models import Event, SignUp

ABOUT: Final = "cpe.event:"
BEGINS: Final = datetime(2026, 9, 9, 17, 0, tzinfo=UTC)
SAMPLE: Final[Mapping[str, Any]] = {
    "event": 17,
    "title": "What phishing looks like now",
    "begins_at": BEGINS,
    "ends_at": BEGINS + timedelta(minutes=90),
}
WHERE: Final[Mapping[str, Any]] = {**SAMPLE, "place": "Nergensstraat 1, 0000 AA Nergenshuizen"}


def signed_up(row: SignUp) -> Mail:
    """The mail that somebody is signed up, when and where it is; once for each sign-up."""
    return _mail(row, f"{row.pk}", place=row.event.place)


def changed(row: SignUp, before: datetime) -> Mail:
    """The mail that tells when and where it is now, and when it was to begin before; once for each change."""
    return _mail(row, f"{row.event.edition}", place=row.event.place, before=before)


def called_off(row: SignUp) -> Mail:
    """The mail that it does not take place, and why."""
    return _mail(row, "", words=row.event.why)


def _mail(row: SignUp, period: str, **more: Any) -> Mail:
    """A mail to who signed up; the row comes with its event, the member and their account."""
    event, person = row.event, row.member.user
    told = {"event": event.pk, "title": event.title, "begins_at": event.begins_at, "ends_at": event.ends_at, **more}
    return Mail(to=person.email, about=f"{ABOUT}{event.pk}", period=period, person=person, facts=told)


def _pages(facts: Facts) -> Facts:
    """Where the event is, where its file for calendars is, and whether it begins and ends on different days."""
    begins, ends = facts["begins_at"], facts["ends_at"]
    at = [facts["event"]]
    return {
        "page": settings.BASE_URL + reverse("cpe:event", args=at),
        "calendar": settings.BASE_URL + reverse("cpe:event-calendar", args=at),
        "several_days": ends - begins > timedelta(hours=16),
    }


def _to_come(message: Message) -> Any:
    """The living sign-ups of whom a mail is to, for an event that is still to come as the mail says."""
    begins = datetime.fromisoformat(message.facts["begins_at"])
    of_it = SignUp.objects.living().filter(event=int(message.about.removeprefix(ABOUT)), event__begins_at=begins)
    return of_it.filter(event__state=EventState.PLANNED, member__user=message.person_id)


def _signed_up(message: Message) -> bool:
    found: bool = _to_come(message).filter(pk=int(message.period)).exists()
    return found


def _changed(message: Message) -> bool:
    found: bool = _to_come(message).filter(event__edition=int(message.period)).exists()
    return found


def _called_off(message: Message) -> bool:
    event = int(message.about.removeprefix(ABOUT))
    return Event.objects.filter(pk=event, state=EventState.CALLED_OFF).exists()


def _kind(
    key: str, name: str | Promise, when: str | Promise, sample: Mapping[str, Any], still_true: Any
) -> MessageKind:
    return MessageKind(
        key=f"cpe.{key}",
        name=name,
        when=when,
        template=f"cpe/email/{key}",
        facts={fact: type(value) for fact, value in sample.items()},
        sample=sample,
        more=_pages,
        still_true=still_true,
    )


SIGNED_UP: Final = _kind(
    "event_signed_up",
    _("You are signed up"),
    _("When a member signs up for a webinar or course of ours."),
    WHERE,
    _signed_up,
)
CHANGED: Final = _kind(
    "event_changed",
    _("What you signed up for has changed"),
    _("When we change the time or place of an event, to who signed up for it."),
    {**WHERE, "before": BEGINS - timedelta(days=1)},
    _changed,
)
CALLED_OFF: Final = _kind(
    "event_called_off",
    _("What you signed up for is called off"),
    _("When we call an event off, to who signed up for it; it says why."),
    {**SAMPLE, "words": "The speaker fell ill. We plan it anew in the autumn."},
    _called_off,
)

register(SIGNED_UP, CHANGED, CALLED_OFF)
