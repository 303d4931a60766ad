"""Days, moments, names and judgements as the archive writes them."""

from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from accounts.models import User
from common.calendar import local_day


def moment(at: datetime | None) -> str:
    """A moment written out; nothing where there was none."""
    return date_format(localtime(at), "j F Y, H:i") if at else ""


def day(on: date | None) -> str:
    """A day written out."""
    return date_format(on, "j F Y") if on else ""


def colleague(person: User | None) -> str:
    """A colleague's name."""
    return (person.get_full_name() if person else "") or _("a colleague whose account is gone")


def set_aside(since: datetime | None) -> str:
    """That what a colleague judged does not count, since they have an interest; nothing where it counts."""
    return _("has an interest since %(day)s, does not count") % {"day": day(local_day(since))} if since else ""


def yes_no(found: bool | None) -> str:
    """A judgement in a word."""
    return {True: _("yes"), False: _("no"), None: _("not judged")}[found]


def grouped(fingerprint: str) -> str:
    """A fingerprint in groups of sixteen, to be read and broken."""
    return " ".join(fingerprint[start : start + 16] for start in range(0, len(fingerprint), 16))
