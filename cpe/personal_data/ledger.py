"""What CPE keeps of what members reported, and of what was decided about it."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from common.money import to_parts
from common.personal_data import Datum, Ends, Kind, Scrub, Subject, register
from cpe import claim_words, selectors, words
from cpe.models import Claim, LedgerLine
from cpe.rules.policy import ONE, Policies

_CLAIM = Datum(
    kind=Kind.CONTENT,
    why=_("To count your CPE credits for each of your titles, and to explain the number."),
    term=_("As long as you are in the register."),
    scrub=Scrub.DELETE_ROW,
)
_TOLD = Datum(
    kind=Kind.CONTENT,
    why=_("To show what we told you an activity counts when you reported it, beside what it counts today."),
    term=_("As long as you are in the register."),
    scrub=Scrub.DELETE_ROW,
)
_REVIEWER = Datum(
    kind=Kind.TRACE,
    why=_("To show who decided about a claim, so that somebody else looks at an appeal."),
    term=_("As long as the claim; once you are forgotten, it leads to an account that says nothing about you."),
    scrub=Scrub.KEEP,
    ends=Ends.NEVER,
    person="recorded_by",
)
_SAID = (
    "activity", "completed_on", "reported_on", "amount", "attended", "title", "provider", "track", "started_on",
    "begins_at", "ends_at", "breaks", "link", "note", "corrects", "state",
)  # fmt: skip


def _copy_of_lines(rows: QuerySet[LedgerLine], _about: Subject) -> list[dict[str, Any]]:
    """What was decided, and why; which colleague did is not told."""
    return [
        {
            str(_("claim")): row.claim_id,
            str(_("activity")): str(row.claim),
            str(_("decision")): row.get_status_display(),
            str(_("decided")): row.decided_on,
            str(_("credits granted")): row.granted,
            str(_("reason")): row.get_why_display(),
            str(_("in words")): row.words,
            str(_("recorded")): row.recorded_at,
        }
        for row in rows.select_related("claim")
    ]


def _copy_of_claims(rows: QuerySet[Claim], _about: Subject) -> list[dict[str, Any]]:
    """What somebody reported, as the rules of its day call it, and what they were told it counts."""
    claims = list(rows.select_related("track"))
    if not claims:
        return []
    policies = selectors.policies()
    return [_claim(row, policies) for row in claims]


def _claim(row: Claim, policies: Policies) -> dict[str, Any]:
    known = policies.on(row.completed_on).activities.get(row.activity)

    def amount(counted: Any) -> Any:
        return words.amount(known.unit, to_parts(counted, ONE)) if known and counted is not None else counted

    return {
        str(_("claim")): row.pk,
        str(_("activity")): known.name if known else row.activity,
        str(_("what it was")): row.title,
        str(_("by whom it was given or published")): row.provider,
        str(_("nearest track")): str(row.track or ""),
        str(_("first day")): row.started_on,
        str(_("completed")): row.completed_on,
        str(_("reported")): row.reported_on,
        str(_("amount")): amount(row.amount),
        str(_("attended")): amount(row.attended),
        str(_("began at")): str(row.begins_at or ""),
        str(_("ended at")): str(row.ends_at or ""),
        str(_("minutes of breaks")): row.breaks,
        str(_("address on the web")): row.link,
        str(_("for the reviewer")): row.note,
        str(_("in the place of claim")): row.corrects_id,
        str(_("state")): row.get_state_display(),
        str(_("as told when it was reported")): "; ".join(
            _("%(title)s: %(credits)s") % {"title": told.title, "credits": words.credits(told.counted)}
            for told in claim_words.read_told(row.told)
        ),
    }


register(
    LedgerLine,
    name=_("What was decided about your CPE"),
    person="claim__member__user",
    export=_copy_of_lines,
    held={
        **dict.fromkeys(("status", "decided_on", "granted", "why", "words", "recorded_at"), _CLAIM),
        "recorded_by": _REVIEWER,
    },
    free={"claim"},
)
register(
    Claim,
    name=_("CPE you reported"),
    person="member__user",
    export=_copy_of_claims,
    held={**dict.fromkeys(_SAID, _CLAIM), "told": _TOLD},
    free={"member"},
)
