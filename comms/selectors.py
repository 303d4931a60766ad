"""Reads about mails."""

from datetime import datetime

from accounts.models import User
from comms import kinds
from comms.models import Bounce, BounceQuerySet, Message, MessageQuerySet


def listed() -> MessageQuerySet:
    """The mails of which the back office knows: not those of confidential kinds."""
    return Message.objects.exclude(kind__in=kinds.confidential())


def listed_bounces() -> BounceQuerySet:
    """The addresses of which the back office knows that they take no mail of ours: not by confidential kinds."""
    return Bounce.objects.exclude(message__kind__in=kinds.confidential())


def mails_of(person: User) -> MessageQuerySet:
    """What was written to a person, or waits to be, newest first."""
    return Message.objects.filter(person=person).order_by("-planned_at", "-pk")


def came_back_since(address: str) -> datetime | None:
    """Since when this address does not take our mail, if nobody settled that (one query)."""
    bounces = Bounce.objects.open().filter(address=address.lower()).order_by("reported_at")
    return bounces.values_list("reported_at", flat=True).first()
