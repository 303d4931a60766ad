"""An event of our own as a file for a calendar (RFC 5545): when, where, what it is about."""

from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from common.calendar_files import in_file
from cpe.enums import EventState
from cpe.models import Event


def written(event: Event) -> bytes:
    """The event for who signed up; the same bytes for the same facts.

    Opened again after a change it replaces the one before, and strikes it once the event is called off.
    """
    from icalendar import Event as Entry  # noqa: PLC0415  read only where a file is asked for

    link = settings.BASE_URL + reverse("cpe:event", args=[event.pk])
    off = event.state == EventState.CALLED_OFF
    told = _("Called off: %(why)s %(link)s") if off else _("What it is about, and how to withdraw: %(link)s")
    entry = Entry()
    entry.add("uid", f"event-{event.pk}@{urlsplit(settings.BASE_URL).hostname}")
    entry.add("dtstamp", event.changed_at)
    entry.add("sequence", event.edition)
    entry.add("status", "CANCELLED" if off else "CONFIRMED")
    entry.add("dtstart", event.begins_at)
    entry.add("dtend", event.ends_at)
    entry.add("summary", event.title)
    entry.add("location", event.place)
    entry.add("description", told % {"why": event.why, "link": link})
    entry.add("url", link)
    return in_file(entry)
