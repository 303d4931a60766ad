"""The mails that come on days which follow from a cycle's own: reminders, and a statement a year.

They say what is missing and by when, exactly, in the member's language; nothing of what is met.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from common.calendar import DAY
from comms.kinds import Facts, MessageKind, register
from comms.models import Message
from comms.outbox import Mail
from cpe import selectors, words
from cpe.rules.cycles import Judgement
from members.models import Credential, Cycle

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
    "ways": ["Other course, training or self-study: 8 hours, 8 credits"],
}


def reminder(
    credential: Credential, cycle: int, judged: Judgement, step: int, *, runs: bool, ways: Sequence[str]
) -> Mail:
    """What a cycle still needs; once for each reminder, cycle and address. ``cycle`` is the row's number.

    ``ways`` are the shortest ones in words, while what is completed still counts (``runs``). ``credential`` comes with
    title, member and account. Past the last day the mail asks for nothing, and says that earlier ones came back.
    """
    person = credential.member.user
    with override(person.language):
        facts = {
            "title": str(credential.title),
            "expires_on": judged.window.expires_on,
            "last_day": judged.last_day,
            "runs": runs,
            "late": judged.window.expires_on + timedelta(days=step) > judged.last_day,
            "counted": words.figures(judged.tally.counted),
            "required": words.figures(judged.required),
            "missing": words.credits(judged.missing) if judged.missing else "",
            "fees_open": judged.fees_open,
            "ways": list(ways),
        }
    return Mail(to=person.email, about=f"{selectors.OF_CYCLE}{cycle}", period=f"{step:+d}", person=person, facts=facts)


def _page(facts: Facts) -> Facts:
    code = str(facts["title"]).partition(" ")[0]
    return {
        "code": code,
        "page": settings.BASE_URL + reverse("cpe:title", args=[code]),
        "help_page": settings.BASE_URL + reverse("cpe:help"),
        "by_on": facts["expires_on"] if facts["runs"] and facts["missing"] else facts["last_day"],
        "over_on": facts["last_day"] + DAY,
    }


def _waits(message: Message) -> bool:
    """Whether the cycle a mail is about has no outcome yet."""
    return Cycle.objects.filter(pk=message.about.removeprefix(selectors.OF_CYCLE), waits=True).exists()


REMINDER: Final = MessageKind(
    key=selectors.REMINDER,
    name=_("What your title still needs, and by when"),
    when=_("On the days the terms of renewal say, while something is missing."),
    template="cpe/email/reminder",
    facts={fact: type(value) for fact, value in REMINDER_SAMPLE.items()},
    sample=REMINDER_SAMPLE,
    more=_page,
    still_true=_waits,
)

register(REMINDER)
