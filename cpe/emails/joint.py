"""The mails about what two people decided: more time, a title given back, a title ended for fraud."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from common.calendar import DAY, local_day
from comms.kinds import Facts, register
from comms.outbox import Mail
from cpe.emails.cycles import TITLE, kind, mail_of, pages
from cpe.rules.appeals import last_day
from members.models import Credential, Outcome
from members.rules.cycles import Window

EXTENDED_SAMPLE: Final[Mapping[str, Any]] = {
    "title": TITLE,
    "expires_on": date(2026, 12, 31),
    "before": date(2027, 3, 31),
    "last_day": date(2027, 6, 30),
}
REINSTATED_SAMPLE: Final[Mapping[str, Any]] = {
    "title": TITLE,
    "as_of": date(2027, 5, 3),
    "lost_on": date(2027, 4, 1),
    "from_on": date(2027, 1, 1),
    "until": date(2029, 12, 31),
}
FRAUD_SAMPLE: Final[Mapping[str, Any]] = {
    "title": TITLE,
    "as_of": date(2027, 6, 7),
    "expired_on": date(2026, 12, 31),
    "words": "The certificates of attendance for three of the courses you reported were not issued by the organiser.",
    "last_title": True,
    "until": date(2027, 9, 7),
}


def extended(credential: Credential, outcome: Outcome, window: Window, *, before: date) -> Mail:
    """That the last day to report and pay of a cycle was moved; once for each outcome."""
    facts = {"expires_on": window.expires_on, "before": before, "last_day": outcome.last_day}
    return mail_of(credential, str(outcome.pk), facts)


def reinstated(credential: Credential, outcome: Outcome, window: Window, *, lost_on: date) -> Mail:
    """That a title was given back after this cycle; once for each outcome."""
    following = window.following()
    facts = {
        "as_of": outcome.effective_on,
        "lost_on": lost_on,
        "from_on": following.first,
        "until": following.expires_on,
    }
    return mail_of(credential, str(outcome.pk), facts)


def ended_for_fraud(credential: Credential, outcome: Outcome, window: Window, *, said: str, last_title: bool) -> Mail:
    """That a title was ended, with the words of whoever put that forward, and how to appeal; once for each outcome."""
    facts = {
        "as_of": outcome.effective_on,
        "expired_on": window.expires_on,
        "words": said,
        "last_title": last_title,
        "until": last_day(local_day(outcome.recorded_at)),
    }
    return mail_of(credential, str(outcome.pk), facts)


def _extended(facts: Facts) -> Facts:
    return {**pages(facts), "next_on": facts["expires_on"] + DAY, "over_on": facts["last_day"] + DAY}


def _reinstated(facts: Facts) -> Facts:
    gone = facts["as_of"] > facts["lost_on"]
    return {**pages(facts), "gone_until": facts["as_of"] - DAY if gone else None}


EXTENDED: Final = kind(
    "extended",
    _("Your last day was moved"),
    _("When two colleagues move the last day to report and pay."),
    EXTENDED_SAMPLE,
    more=_extended,
)
REINSTATED: Final = kind(
    "reinstated",
    _("Your title was given back"),
    _("When two colleagues give a title back that was over."),
    REINSTATED_SAMPLE,
    more=_reinstated,
)
FRAUD: Final = kind(
    "ended_for_fraud",
    _("We ended your title"),
    _("When two colleagues end a renewed title for fraud; it says why in their words, and how to appeal."),
    FRAUD_SAMPLE,
)

register(EXTENDED, REINSTATED, FRAUD)
