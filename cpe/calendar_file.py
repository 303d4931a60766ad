"""An event of our own as a file for a calendar (RFC 5545): when, where, what it is about."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from common.calendar_files import in_file
from cpe.enums import EventState
from cpe.models import Event, SignUp


def written(event: Event, signed: Sequence[SignUp]) -> bytes:
    """The event for who signed up, by all their sign-ups of it in order; the same bytes for the same facts.

    Opened again after a change it replaces the one before, and strikes it once the event is called off or its member
    withdrew.
    """
    from icalendar import Event as Entry  # noqa: PLC0415  read only where a file is asked for

    link = settings.BASE_URL + reverse("cpe:event", args=[event.pk])
    off, gone = event.state == EventState.CALLED_OFF, signed[-1].withdrawn_at is not None
    told = _("What it is about, and how to withdraw: %(link)s")
    if off or gone:
        told = _("Called off: %(why)s %(link)s") if off else _("You withdrew: %(link)s")
    withdrawn = [one.withdrawn_at for one in signed if one.withdrawn_at]
    moved = [*withdrawn, *(one.signed_up_at for one in signed[1:])]
    entry = Entry()
    entry.add("uid", f"event-{event.pk}@{urlsplit(settings.BASE_URL).hostname}")
    entry.add("dtstamp", max([event.changed_at, *moved]))
    entry.add("sequence", event.edition + len(moved))
    entry.add("status", "CANCELLED" if off or gone else "CONFIRMED")
    entry.add("dtstart", event.begins_at)
    entry.add("dtend", event.ends_at)
    entry.add("summary", event.title)
    if not gone:
        entry.add("location", event.place)
    entry.add("description", told % {"why": event.why, "link": link})
    entry.add("url", link)
    return in_file(entry)
