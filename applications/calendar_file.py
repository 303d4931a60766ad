"""Files for a calendar (RFC 5545): the first day on which somebody meets the term, in which nobody is named."""

from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from common.calendar_files import in_file
from members.models import Title


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
