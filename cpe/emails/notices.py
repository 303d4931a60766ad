"""The mails that come on days which follow from a cycle's own: reminders, and a statement a year.

They say what is missing and by when, exactly, in the member's language; nothing of what is met.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.calendar import DAY, local_day
from common.text import in_language
from comms.kinds import Facts, MessageKind, register
from comms.models import Message
from comms.outbox import Mail
from cpe import selectors, words
from cpe.rules.cycles import Judgement
from members.models import Cycle
from members.rules.cycles import YEARS

TITLE: Final = "S-ISP Information Security Practitioner"
REMINDER_SAMPLE: Final[Mapping[str, Any]] = {
    "title": TITLE,
    "expires_on": date(2026, 12, 31),
    "last_day": date(2027, 3, 31),
    "runs": True,
    "late": False,
    "counted": "52",
    "required": "60",
    "missing": "8 credits",
    "fees_open": 1,
    "waiting": 1,
    "ways": ["Other course, training or self-study: 8 hours, 8 credits"],
    "beyond": "",
}
STATEMENT_SAMPLE: Final[Mapping[str, Any]] = {
    "title": TITLE,
    "year": 2,
    "from_on": date(2025, 1, 1),
    "until": date(2025, 12, 31),
    "counted": "15",
    "target": "20",
    "is_met": False,
    "total": "37",
    "required": "60",
    "missing": "23 credits",
    "waiting": 1,
    "fees_open": 1,
    "is_last": False,
    "is_renewed": False,
    "expires_on": date(2026, 12, 31),
    "last_day": date(2027, 3, 31),
}


def reminder(
    person: User,
    title: str,
    cycle: int,
    judged: Judgement,
    step: int,
    *,
    runs: bool,
    ways: Sequence[str],
    beyond: str = "",
) -> Mail:
    """What a cycle still needs; once for each reminder, cycle and address. ``cycle`` is the row's number, ``title`` as
    it is written.

    ``ways`` are the shortest ones in words, while what is completed still counts (``runs``), and ``beyond`` says what
    they cannot bring any more. Past the last day the mail asks for nothing, and says that earlier ones came back.
    """
    with in_language(person.language):
        facts = {
            "title": title,
            "expires_on": judged.window.expires_on,
            "last_day": judged.last_day,
            "runs": runs,
            "late": judged.window.expires_on + timedelta(days=step) > judged.last_day,
            "counted": words.figures(judged.tally.counted),
            "required": words.figures(judged.required),
            "missing": words.credits(judged.missing) if judged.missing else "",
            "fees_open": judged.fees_open,
            "waiting": len(judged.owed),
            "ways": list(ways),
            "beyond": beyond,
        }
    return Mail(to=person.email, about=f"{selectors.OF_CYCLE}{cycle}", period=f"{step:+d}", person=person, facts=facts)


def year_statement(person: User, title: str, cycle: int, judged: Judgement, year: int, *, is_renewed: bool) -> Mail:
    """What a certification year, from 1, of a cycle came to; once for each. ``cycle`` is the row's number."""
    first, last = judged.window.years[year - 1]
    counted = judged.tally.years[year - 1]
    with in_language(person.language):
        facts = {
            "title": title,
            "year": year,
            "from_on": first,
            "until": last,
            "counted": words.figures(counted),
            "target": words.figures(judged.target),
            "is_met": counted >= judged.target,
            "total": words.figures(judged.tally.counted),
            "required": words.figures(judged.required),
            "missing": words.credits(judged.missing) if judged.missing else "",
            "waiting": len(judged.owed),
            "fees_open": judged.fees_open,
            "is_last": year == YEARS,
            "is_renewed": is_renewed,
            "expires_on": judged.window.expires_on,
            "last_day": judged.last_day,
        }
    about = f"{selectors.OF_CYCLE}{cycle}"
    return Mail(to=person.email, about=about, period=f"year {year}", person=person, facts=facts)


def _page(facts: Facts) -> Facts:
    code = str(facts["title"]).partition(" ")[0]
    return {
        "code": code,
        "page": settings.BASE_URL + reverse("cpe:title", args=[code]),
        "help_page": settings.BASE_URL + reverse("cpe:help"),
    }


def _by(facts: Facts) -> Facts:
    return {
        **_page(facts),
        "by_on": facts["expires_on"] if facts["runs"] and facts["missing"] else facts["last_day"],
        "over_on": facts["last_day"] + DAY,
    }


def _waits(message: Message) -> bool:
    """Whether the cycle a mail is about has no outcome yet."""
    return Cycle.objects.filter(pk=message.about.removeprefix(selectors.OF_CYCLE), waits=True).exists()


def _stands(message: Message) -> bool:
    """Whether the title a mail is about was not over on the day it was to be sent."""
    pk, day = message.about.removeprefix(selectors.OF_CYCLE), local_day(message.planned_at)
    stands = Q(credential__closed_by__isnull=True) | Q(credential__closed_by__effective_on__gt=day)
    return Cycle.objects.filter(stands, pk=pk).exists()


REMINDER: Final = MessageKind(
    key=selectors.REMINDER,
    name=_("What your title still needs, and by when"),
    when=_("On the days the terms of renewal say, while something is missing."),
    template="cpe/email/reminder",
    facts={fact: type(value) for fact, value in REMINDER_SAMPLE.items()},
    sample=REMINDER_SAMPLE,
    more=_by,
    still_true=_waits,
)

YEAR_STATEMENT: Final = MessageKind(
    key="cpe.year_statement",
    name=_("What a certification year came to"),
    when=_("When a certification year of a title is over."),
    template="cpe/email/year_statement",
    facts={fact: type(value) for fact, value in STATEMENT_SAMPLE.items()},
    sample=STATEMENT_SAMPLE,
    more=_page,
    still_true=_stands,
)

register(REMINDER, YEAR_STATEMENT)
