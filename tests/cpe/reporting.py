"""A member before the page of a report: what is typed, and what the page says."""

import datetime as dt
import html
import re

from django.utils import timezone

from members.models import Title, Track
from members.services import award
from tests.factories.members import MemberFactory
from tests.people import signed_in

REPORT = "/cpe/report/"
YESTERDAY = dt.timedelta(days=1)


def today():
    return timezone.localdate()


def holder(**titles):
    """A member whose titles were awarded so many days ago; S-ISP 300 days ago where none is named."""
    member = MemberFactory()
    for code, ago in (titles or {"S_ISP": 300}).items():
        day = today() - dt.timedelta(days=ago)
        award(member, Title.objects.get(code=code.replace("_", "-")), on=day, by=None, at=timezone.now())
    return member


def typed(**said):
    """A webinar of an hour, of yesterday, all of it attended; what is ``None`` is left out."""
    whole = {
        "activity": "webinar-attended",
        "completed_on": (today() - YESTERDAY).isoformat(),
        "amount": "1",
        "attended": "1",
        "title": "Keys that nobody steals",
        "provider": "The Key Keepers",
        "track": str(Track.objects.earliest("pk").pk),
        "not_work": "on",
        "act": "send",
        **said,
    }
    return {name: value for name, value in whole.items() if value is not None}


def send(member, client=None, **said):
    return (client or signed_in(member.user)).post(REPORT, typed(**said))


def text(answer):
    """What somebody reads, in one line."""
    shown = re.sub(r"<(script|style|title)[^>]*>.*?</\1>", " ", answer.content.decode(), flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", shown)).split())
