"""Mails about a hearing: to the member, and to who judges and looks after the case. Reference and day alone."""

from collections.abc import Iterable
from datetime import date
from typing import Final

from django.utils.translation import gettext_lazy as _

from common.calendar import local_day
from comms.models import Message
from comms.outbox import Mail
from conduct.emails.cases import of_case, to, to_committee
from conduct.emails.kinds import CASE, CONCERNED, OPENS, Words
from conduct.models import Case, Hearing


def to_inside(case: Case, *, until: date, period: str) -> Iterable[Mail]:
    """A mail with a day to everybody on the committee and to the case officer (1 query)."""
    yield to(case.officer, case, until=until, period=period)
    yield from to_committee(case, until=until, period=period)


def stands(message: Message) -> bool:
    """Whether the hearing is still on the day that a mail names, and not over."""
    rows = Hearing.objects.filter(case__reference=message.about.removeprefix(CASE), recorded_at=None)
    found = rows.first()
    return found is not None and found.starts_at is not None and _day(found) == message.facts["until"]


def _day(found: Hearing) -> str:
    return f"{local_day(found.starts_at):%Y-%m-%d}" if found.starts_at else ""


def waits(message: Message) -> bool:
    """Whether a hearing still waits for its day, or for its record."""
    return Hearing.objects.filter(case__reference=message.about.removeprefix(CASE), recorded_at=None).exists()


SET: Final = of_case(
    "hearing_set",
    Words(
        name=_("A day for your hearing"),
        when=_("When a hearing is set, or moved."),
        subject=_("On %(until)s: your hearing, case %(reference)s"),
        reason=CONCERNED,
        heading=_("A day for your hearing"),
        text=_("The hearing is on %(until)s. The page of the case says at what time and where, or how to join."),
        label=_("Open the case"),
    ),
    own_page=True,
    until=True,
    still_true=stands,
)
AGAIN: Final = of_case(
    "hearing_again",
    Words(
        name=_("A reminder of your hearing"),
        when=_("Two days before a hearing; to the member."),
        subject=_("On %(until)s: your hearing, case %(reference)s"),
        reason=CONCERNED,
        heading=_("Your hearing is near"),
        text=_(
            "Your hearing is on %(until)s. The page of the case says at what time and where, or how to join. If you "
            "cannot come, write so there."
        ),
        label=_("Open the case"),
    ),
    own_page=True,
    until=True,
    still_true=stands,
)
SET_INSIDE: Final = of_case(
    "hearing_of_case",
    Words(
        name=_("A hearing is set in a case you judge or look after"),
        when=_("When a hearing is set, or moved; to the committee and the case officer."),
        subject=_("On %(until)s: the hearing in case %(reference)s"),
        reason=OPENS,
        heading=_("A day for the hearing"),
        text=_(
            "The member is heard on %(until)s. The page of the case says at what time and where, or how to join, and "
            "what the member wishes for it."
        ),
        label=_("Open the case"),
    ),
    until=True,
    still_true=stands,
)
AGAIN_INSIDE: Final = of_case(
    "hearing_of_case_again",
    Words(
        name=_("A reminder of a hearing in a case you judge or look after"),
        when=_("Two days before a hearing; to the committee and the case officer."),
        subject=_("On %(until)s: the hearing in case %(reference)s"),
        reason=OPENS,
        heading=_("The hearing is near"),
        text=_("The member is heard on %(until)s. The page of the case says at what time and where, or how to join."),
        label=_("Open the case"),
    ),
    until=True,
    still_true=stands,
)
WAITS: Final = of_case(
    "hearing_waits",
    Words(
        name=_("A hearing waits for its day, or its record"),
        when=_(
            "A week before the last day to explain, when a hearing was asked for and has no day; on the day after a "
            "hearing, when it has no record. To the chair and the case officer."
        ),
        subject=_("To do: the hearing in case %(reference)s"),
        reason=OPENS,
        heading=_("A hearing waits for you"),
        text=_(
            "The member asked for a hearing: its day is to be set, or its record to be written. The case goes on only "
            "then; its page says which of the two it is."
        ),
        label=_("Open the case"),
    ),
    still_true=waits,
)
