"""Reads about mails."""

from datetime import datetime

from accounts.models import User
from comms.models import Bounce, Message, MessageQuerySet


def mails_of(person: User) -> MessageQuerySet:
    """What was written to a person, or waits to be, newest first."""
    return Message.objects.filter(person=person).order_by("-planned_at", "-pk")


def came_back_since(address: str) -> datetime | None:
    """Since when this address does not take our mail, if nobody settled that (one query)."""
    bounces = Bounce.objects.open().filter(address=address.lower()).order_by("reported_at")
    return bounces.values_list("reported_at", flat=True).first()
