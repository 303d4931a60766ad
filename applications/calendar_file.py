"""Files for a calendar (RFC 5545): the first day on which somebody meets the term, in which nobody is named."""

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from members.models import Title

if TYPE_CHECKING:
    from icalendar import Event


def first_day(title: Title, day: date, *, host: str, link: str, at: datetime) -> bytes:
    """One event of a whole day; the same title and day are the same event, however often the file is opened."""
    from icalendar import Event  # noqa: PLC0415  read only where a file is asked for

    event = Event()
    event.add("uid", f"{title.code.lower()}-{day:%Y%m%d}@{host}")
    event.add("dtstamp", at)
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("transp", "TRANSPARENT")
    event.add("summary", _("From today you meet the term for %(code)s") % {"code": title.code})
    told = _("Five years in the field, by what you wrote in the suitability check. What to prepare: %(link)s")
    event.add("description", told % {"link": link})
    event.add("url", link)
    return in_file(event)


def in_file(event: "Event") -> bytes:
    """The file that holds one event."""
    from icalendar import Calendar  # noqa: PLC0415  read only where a file is asked for

    calendar = Calendar()
    calendar.add("prodid", "-//SECO-Institute//Portal//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(event)
    written: bytes = calendar.to_ical()
    return written
