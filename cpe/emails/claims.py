"""The letters about a decision on a claim: accepted, accepted for less, denied, and denied after it was accepted.

Each quotes how the claim counts, rule after rule, as it did on the day of the decision, in the member's language; where
it is against the member, the reason, the reviewer's words and until when the Board can be asked.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from common.money import QUARTERS, to_parts
from common.text import in_language
from comms.kinds import Facts, MessageKind, register
from comms.models import Message
from comms.outbox import Mail
from cpe import claim_words, letter_words, selectors, words
from cpe.enums import ClaimStatus, Denial
from cpe.models import Claim, LedgerLine
from cpe.models.ledger import DENIALS
from cpe.rules.appeals import last_day
from cpe.rules.claims import by_rate
from cpe.selectors import Ledger

ABOUT: Final = "cpe.claim:"
SAMPLE: Final[Mapping[str, Any]] = {
    "number": 1042,
    "what": "Security Engineering, third edition",
    "activity": "Read books",
    "amount": "320 pages",
    "completed_on": date(2026, 6, 20),
    "decided_on": date(2026, 7, 1),
}
ACCEPTED_SAMPLE: Final = {
    "rule": "320 pages, 1 credit for every 100 pages: 3 credits.",
    "trace": [["S-ISP", "All of it counts for the cycle until 31 December 2028."]],
}
AGAINST: Final = {
    "why": Denial.TOO_MUCH.value,
    "words": "You reported more than was done: the edition you name has 180 pages of text.",
    "until": date(2026, 10, 1),
}
DENIED_SAMPLE: Final = {
    "rule": "320 pages, 1 credit for every 100 pages: 3 credits.",
    "trace": [["S-ISP", "Nothing of it counts for the cycle until 31 December 2028. 3 credits: denied."]],
    **AGAINST,
}


def mail_of(claim: Claim, line: LedgerLine, ledger: Ledger, *, before: Ledger | None) -> tuple[MessageKind, Mail]:
    """The letter about a decision, once for each; ``before``: the ledger before it, where the claim had counted.

    ``claim`` comes with its member and their account. No query.
    """
    person = claim.member.user
    with in_language(person.language):
        kind, facts = _told(claim, line, ledger, before)
    return kind, Mail(to=person.email, about=f"{ABOUT}{claim.pk}", period=str(line.pk), person=person, facts=facts)


def _told(claim: Claim, line: LedgerLine, ledger: Ledger, before: Ledger | None) -> tuple[MessageKind, dict[str, Any]]:
    policy = ledger.policies.on(claim.completed_on)
    activity = policy.activities.get(claim.activity)
    key = selectors.ledger_id(claim.pk)
    fact = next(one for one in ledger.claims if one.id == key)
    how, status = selectors.traced(ledger, key), ClaimStatus(line.status)
    facts: dict[str, Any] = {
        "number": claim.pk,
        "what": claim.title or (activity.name if activity else claim.activity),
        "activity": activity.name if activity else claim.activity,
        "amount": words.amount(activity.unit, fact.amount) if activity else f"{claim.amount.normalize():f}",
        "completed_on": claim.completed_on,
        "decided_on": line.decided_on,
        "rule": words.sentence(claim_words.worth(fact, how[0].trace.credits, policy, ledger.on)) if how else "",
        "trace": letter_words.trace(how, policy, status),
    }
    if not line.why:
        return ACCEPTED, facts
    facts |= {"why": line.why, "words": line.words, "until": last_day(line.decided_on)}
    if status is ClaimStatus.ACCEPTED:
        rated = by_rate(activity, fact.amount) if activity else None
        named = {"granted": words.figures(to_parts(line.granted or 0, QUARTERS)), "credits": words.credits(rated or 0)}
        return LESS, {**facts, "credits": _t("%(granted)s of %(credits)s") % named}
    if before is None:
        return DENIED, facts
    return REVERSED, {**facts, "changes": changes(claim, before, ledger), **_over(claim, ledger)}


def changes(claim: Claim, before: Ledger, after: Ledger) -> list[list[str]]:
    """What a decision makes of every cycle that holds the claim's day: title, end of the cycle, credits then and now,
    and how many the cycle needs. No query."""
    found = []
    for then, now in zip(before.sheets, after.sheets, strict=True):
        for was, comes in zip(then.cycles, now.cycles, strict=True):
            if comes.window.holds(claim.completed_on):
                totals = (was.tally.counted, comes.tally.counted, comes.required)
                ends = comes.window.expires_on.isoformat()
                found.append([now.credential.title_code, ends, *(words.figures(total) for total in totals)])
    return found


def _over(claim: Claim, ledger: Ledger) -> dict[str, list[str]]:
    """Titles whose cycle with the claim's day is over: renewed already, and so they stay; or judged again."""
    stays: list[str] = []
    again: list[str] = []
    for sheet in ledger.sheets:
        for count in sheet.cycles:
            if count.window.holds(claim.completed_on) and count.window.expires_on < ledger.on:
                (again if count is sheet.current else stays).append(sheet.credential.title_code)
    return {"stays": stays, "again": again}


def _page(facts: Facts) -> Facts:
    return {"page": settings.BASE_URL + reverse("cpe:claim", args=(facts["number"],))}


def _with_reason(facts: Facts) -> Facts:
    why = facts["why"]
    return {**_page(facts), "why": "" if why == Denial.OTHER else capfirst(str(dict(DENIALS).get(why, why)))}


def _with_changes(facts: Facts) -> Facts:
    changed = [(title, date.fromisoformat(ends), *totals) for title, ends, *totals in facts["changes"]]
    joined = {name: ", ".join(facts[name]) for name in ("stays", "again")}
    return {**_with_reason(facts), **joined, "changed": changed}


def _stands(message: Message) -> bool:
    """Whether the decision that a letter tells is still the last one; an appeal against it changes nothing."""
    claim, line = int(message.about.removeprefix(ABOUT)), int(message.period)
    lines = LedgerLine.objects.filter(claim=claim)
    later = lines.filter(pk__gt=line).exclude(status=ClaimStatus.APPEALED)
    return lines.filter(pk=line).exists() and not later.exists()


def _kind(
    key: str,
    name: str | Promise,
    when: str | Promise,
    sample: Mapping[str, Any],
    more: Any = _with_reason,
) -> MessageKind:
    told = {**SAMPLE, **sample}
    return MessageKind(
        key=f"cpe.{key}",
        name=name,
        when=when,
        template=f"cpe/email/{key.replace('-', '_')}",
        facts={fact: type(value) for fact, value in told.items()},
        sample=told,
        more=more,
        still_true=_stands,
    )


ACCEPTED: Final = _kind(
    "claim-accepted",
    _("Your activity is accepted"),
    _("When a reviewer accepts an activity that waited for that."),
    ACCEPTED_SAMPLE,
    _page,
)
LESS: Final = _kind(
    "claim-less",
    _("Your activity is accepted for less"),
    _("When a reviewer accepts an activity for fewer credits than it asks for; it says why, and how to appeal."),
    {
        "rule": "320 pages, 1 credit for every 100 pages: 3 credits by the rate, and 1 credit as the reviewer granted.",
        "trace": [["S-ISP", "What was granted counts whole for the cycle until 31 December 2028."]],
        "credits": "1 of 3 credits",
        **AGAINST,
    },
)
DENIED: Final = _kind(
    "claim-denied",
    _("Your activity is denied"),
    _("When a reviewer denies an activity that waited; it says why, and how to appeal."),
    DENIED_SAMPLE,
)
REVERSED: Final = _kind(
    "claim-reversed",
    _("Your activity is denied after it was accepted"),
    _("When a reviewer denies an activity that had counted; it says why, what it changes, and how to appeal."),
    {
        **DENIED_SAMPLE,
        "changes": [["S-ISP", "2025-12-31", "62", "59", "60"]],
        "stays": ["S-ISP"],
        "again": [],
    },
    _with_changes,
)

register(ACCEPTED, LESS, DENIED, REVERSED)
