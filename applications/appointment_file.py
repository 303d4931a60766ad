"""An identity appointment as a file for a calendar (RFC 5545): when, where, for which application."""

from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from applications.models import Application, Appointment
from common.calendar_files import in_file


def written(appointment: Appointment, application: Application, at: datetime) -> bytes:
    """One event; opened again after a change it replaces the one before."""
    from icalendar import Event  # noqa: PLC0415  read only where a file is asked for

    link = settings.BASE_URL + reverse("applications:application", args=[application.reference.lower()])
    event = Event()
    event.add("uid", f"identity-{application.reference.lower()}@{urlsplit(settings.BASE_URL).hostname}")
    event.add("dtstamp", at)
    event.add("sequence", int(at.timestamp()))
    event.add("dtstart", appointment.starts_at)
    event.add("dtend", appointment.ends_at)
    event.add("summary", _("Identity check for %(code)s") % {"code": application.title.code})
    event.add("location", appointment.place)
    event.add("description", _("Have your identity document at hand. Your application: %(link)s") % {"link": link})
    return in_file(event)
