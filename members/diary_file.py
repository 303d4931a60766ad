"""A member's private calendar as a file (RFC 5545): whole days, in the member's language, without anybody's name."""

from datetime import timedelta
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common import private_links
from common.calendar import DAY
from common.money import in_euros
from members.enums import DiaryKind
from members.models import CalendarFeed
from members.rules.diary import Entry
from members.words import day

if TYPE_CHECKING:
    from collections.abc import Iterable

    from icalendar import Event

ASKED_AGAIN: Final = timedelta(hours=12)
"""How often a calendar program is asked to look again; each decides for itself."""

SUMMARIES: Final[dict[DiaryKind, str | Promise]] = {
    DiaryKind.EXPIRES: gettext_lazy("%(code)s: last day of the cycle"),
    DiaryKind.LAST_DAY: gettext_lazy("%(code)s: last day to report and pay"),
    DiaryKind.ENDS: gettext_lazy("%(code)s: last day, given up"),
    DiaryKind.TAKEN: gettext_lazy("%(code)s: last day"),
    DiaryKind.CONTRIBUTION: gettext_lazy("Contribution of %(amount)s: last day to pay"),
}
BILLED: Final = gettext_lazy("Contribution of %(amount)s, invoice %(invoice)s: last day to pay")
TOLD: Final[dict[DiaryKind, str | Promise]] = {
    DiaryKind.EXPIRES: gettext_lazy("What you complete until %(expired)s counts for the three years that end then."),
    DiaryKind.LAST_DAY: gettext_lazy(
        "What is missing for the three years of the title until %(expired)s can be reported and paid until %(last)s."
    ),
    DiaryKind.ENDS: gettext_lazy("From %(after)s on the title is not valid, because you gave it up."),
    DiaryKind.TAKEN: gettext_lazy("From %(after)s on the title is not valid: that is recorded already."),
    DiaryKind.CONTRIBUTION: gettext_lazy("How to pay, and everything about your membership:"),
}
IN_TIME: Final = gettext_lazy("You can report and pay for it until %(last)s.")
DONE: Final = gettext_lazy("Nothing is to be done any more.")


def address(feed: CalendarFeed) -> str:
    """Where a calendar program finds it; empty where the key that made its secret is gone."""
    secret = private_links.secret_of(feed.seed, feed.fingerprint)
    if private_links.fingerprint(secret) != feed.fingerprint:
        return ""
    return str(settings.BASE_URL) + reverse("members:calendar-feed", args=[secret])


def written(feed: CalendarFeed, entries: "Iterable[Entry]") -> bytes:
    """The file; the same bytes for the same facts. A day keeps its name, so that a program moves or strikes it."""
    from icalendar import Calendar  # noqa: PLC0415  read only where a file is asked for

    with translation.override(feed.member.user.language):
        calendar = Calendar()
        calendar.add("prodid", "-//SECO-Institute//Portal//EN")
        calendar.add("version", "2.0")
        calendar.add("method", "PUBLISH")
        calendar.add("name", _("SECO-Institute: your dates"))
        calendar.add("x-wr-calname", _("SECO-Institute: your dates"))
        calendar.add("refresh-interval", ASKED_AGAIN, parameters={"VALUE": "DURATION"})
        calendar.add("x-published-ttl", ASKED_AGAIN)
        for entry in entries:
            calendar.add_component(_event(feed, entry))
        content: bytes = calendar.to_ical()
    return content


def _event(feed: CalendarFeed, entry: Entry) -> "Event":
    from icalendar import Event  # noqa: PLC0415  read only where a file is asked for

    page = "members:membership" if entry.kind == DiaryKind.CONTRIBUTION else "members:certificates"
    if entry.invoice:
        link = settings.BASE_URL + reverse("members:invoice", args=[entry.invoice])
    else:
        link = settings.BASE_URL + reverse(page)
    event = Event()
    event.add("uid", f"{entry.name}@{urlsplit(settings.BASE_URL).hostname}")
    event.add("dtstamp", entry.changed_at or feed.made_at)
    event.add("sequence", entry.sequence)
    event.add("status", "CANCELLED" if entry.off else "CONFIRMED")
    event.add("dtstart", entry.day)
    event.add("dtend", entry.day + DAY)
    event.add("transp", "TRANSPARENT")
    event.add("class", "PRIVATE")
    event.add("summary", summary(entry))
    event.add("description", f"{told(entry)} {link}")
    event.add("url", link)
    return event


def told(entry: Entry) -> str:
    """What is to be done by the day, or that nothing is."""
    sentences = [DONE] if entry.off else [TOLD[entry.kind]]
    if entry.kind == DiaryKind.EXPIRES and entry.last_day and not entry.off:
        sentences.append(IN_TIME)
    return " ".join(map(str, sentences)) % _facts(entry)


def summary(entry: Entry) -> str:
    """What a day is, in a line."""
    return str(BILLED if entry.invoice else SUMMARIES[entry.kind]) % _facts(entry)


def _facts(entry: Entry) -> dict[str, object]:
    """What the sentences name."""
    return {
        "code": entry.code,
        "invoice": entry.invoice,
        "amount": in_euros(entry.amount) if entry.amount else "",
        "after": day(entry.day + DAY),
        "expired": day(entry.window.expires_on) if entry.window else "",
        "last": day(entry.last_day) if entry.last_day else "",
    }
