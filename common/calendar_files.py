"""Files for a calendar (RFC 5545) that hold one event."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from icalendar import Event


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
