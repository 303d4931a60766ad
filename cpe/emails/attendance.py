"""The mail about a claim that came of being at an event of ours: how long its member was there, and what it counts."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.text import in_language
from comms.kinds import Facts, MessageKind, register
from comms.models import Message
from comms.outbox import Mail
from cpe import claim_words, letter_words, selectors, words
from cpe.emails.claims import ABOUT
from cpe.enums import ClaimStatus
from cpe.models import Claim
from cpe.rules.attendance import MINUTE, Timetable, minutes
from cpe.rules.claims import Claim as Fact
from cpe.rules.claims import attended_enough
from cpe.selectors import Ledger

PERIOD: Final = "attended"
SAMPLE: Final[Mapping[str, Any]] = {
    "number": 1043,
    "what": "What phishing looks like now",
    "activity": "Attend a webinar",
    "amount": "2 hours",
    "short": "",
    "present": "1 hour 48 minutes",
    "length": "2 hours",
    "held_on": date(2026, 7, 8),
    "rule": "2 hours, 1 credit for every hour: 2 credits.",
    "trace": [["S-ISP", "All of it counts for the cycle until 31 December 2028."]],
}


def mail_of(claim: Claim, fact: Fact, ledger: Ledger, *, seconds: int, timetable: Timetable) -> Mail:
    """The mail about a claim that was just made; ``ledger`` is its member's before. No query."""
    person = claim.member.user
    with in_language(person.language):
        facts = _facts(claim, fact, ledger, seconds, timetable)
    return Mail(to=person.email, about=f"{ABOUT}{claim.pk}", period=PERIOD, person=person, facts=facts)


def _facts(claim: Claim, fact: Fact, ledger: Ledger, seconds: int, timetable: Timetable) -> dict[str, Any]:
    policy = ledger.policies.on(fact.completed_on)
    activity = policy.activities[fact.activity]
    then, status = ledger.trying(fact), ClaimStatus(claim.state)
    how, later = selectors.traced(then, fact.id), selectors.ahead(then, fact.id)
    traces = [each.trace for each in (*how, *later)]
    whole, short = timetable.length // MINUTE, not attended_enough(activity, fact)
    return {
        "number": claim.pk,
        "what": claim.title,
        "activity": activity.name,
        "amount": words.amount(activity.unit, fact.amount),
        "short": words.too_short(fact.attended or 0, whole, activity.attendance or 0) if short else "",
        "present": words.clock(minutes(seconds)),
        "length": words.clock(whole),
        "held_on": fact.completed_on,
        "rule": words.sentence(claim_words.worth(fact, traces[0].credits, policy, ledger.on)) if traces else "",
        "trace": [
            *letter_words.trace(how, policy, status),
            *letter_words.ahead(later if status is ClaimStatus.ACCEPTED else ()),
        ],
    }


def _page(facts: Facts) -> Facts:
    return {"page": settings.BASE_URL + reverse("cpe:claim", args=(facts["number"],))}


def _stands(message: Message) -> bool:
    """Whether the claim is still what it was made as."""
    claims = Claim.objects.filter(pk=int(message.about.removeprefix(ABOUT)))
    return claims.filter(state__in=(ClaimStatus.ACCEPTED, ClaimStatus.PENDING)).exists()


ATTENDED: Final = MessageKind(
    key="cpe.attended",
    name=_("You were at our event"),
    when=_("When a claim is made for somebody who was at an event of ours; it says what it counts."),
    template="cpe/email/attended",
    facts={fact: type(value) for fact, value in SAMPLE.items()},
    sample=SAMPLE,
    more=_page,
    still_true=_stands,
)

register(ATTENDED)
