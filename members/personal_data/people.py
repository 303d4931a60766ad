"""What the register keeps about members and what they hold."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from common.personal_data import Datum, Ends, Kind, Retention, Scrub, Subject, register
from members.models import Credential, Cycle, Member, Outcome, Recheck, Revocation

RECHECKED_FOR: Final = timedelta(days=365)
"""How long it stays known that a title was judged again, and because of what."""

_TERM = _("As long as you are in the register.")

_NUMBER = Datum(
    kind=Kind.IDENTITY,
    why=_("So that you, and nobody else, are meant by what we write about your titles."),
    term=_("For good, without your name: a number is never given to somebody else."),
    scrub=Scrub.KEEP,
    ends=Ends.NEVER,
)
_SINCE = Datum(
    kind=Kind.TRACE,
    why=_("To know since when you are in the register."),
    term=_("For good, without your name: it says since when the number is taken."),
    scrub=Scrub.KEEP,
    ends=Ends.NEVER,
)
_ADDRESS = Datum(
    kind=Kind.CONTACT,
    why=_("To send you letters and invoices."),
    term=_TERM,
    scrub=Scrub.BLANK,
)
_PHONE = Datum(
    kind=Kind.CONTACT,
    why=_("To reach you when a date is close and our mails stay unanswered."),
    term=_TERM,
    scrub=Scrub.BLANK,
)
_CHANGED = Datum(
    kind=Kind.TRACE,
    why=_("To see how recent your address is."),
    term=_TERM,
    scrub=Scrub.BLANK,
)
_LISTED = Datum(
    kind=Kind.CONTENT,
    why=_("To show your titles in the public register, because you chose so."),
    term=_("Until you take them out again, at most as long as you are in the register."),
    scrub=Scrub.BLANK,
)
_ACCOUNT = Datum(
    kind=Kind.IDENTITY,
    why=_("To connect your place in the register with your account and your name."),
    term=_("For good; once you are forgotten, it leads to an account that says nothing about you."),
    scrub=Scrub.KEEP,
    ends=Ends.NEVER,
)
register(
    Member,
    held={
        "user": _ACCOUNT,
        "number": _NUMBER,
        "registered_on": _SINCE,
        "address": _ADDRESS,
        "postal_code": _ADDRESS,
        "town": _ADDRESS,
        "country": _ADDRESS,
        "phone": _PHONE,
        "contact_changed_at": _CHANGED,
        "listed_at": _LISTED,
    },
)

_HELD = Datum(
    kind=Kind.CONTENT,
    why=_("To know which titles you hold or held, and on which days they were valid."),
    term=_("For good, without your name: a number in the register keeps what it was given."),
    scrub=Scrub.KEEP,
    ends=Ends.NEVER,
)
_JUDGED = Datum(
    kind=Kind.CONTENT,
    why=_("To show how each of your cycles came out, since when, and why."),
    term=_("For good, without your name: what was decided about a number in the register is never rewritten."),
    scrub=Scrub.KEEP,
    ends=Ends.NEVER,
)
_REVOKED = replace(
    _JUDGED,
    kind=Kind.TRACE,
    why=_("To know that people decide about what you ask for, and nothing is awarded by itself."),
)
_DECIDED = Datum(
    kind=Kind.TRACE,
    why=_("To know which colleagues decided about a title."),
    term=_("For good; once the colleague is forgotten, it leads to an account that says nothing about them."),
    scrub=Scrub.KEEP,
    ends=Ends.NEVER,
)
_AGAIN = Datum(
    kind=Kind.TRACE,
    why=_("To judge your title again when something changed that it depends on."),
    term=_("A year after it was judged again."),
    scrub=Scrub.DELETE_ROW,
    ends=Ends.RULE,
)


def _copy_of_outcomes(rows: QuerySet[Outcome], _about: Subject) -> list[dict[str, Any]]:
    """What was decided about a person's titles; which colleague did is not told."""
    return [
        {
            str(_("title")): str(row.credential.title),
            str(_("outcome")): row.get_kind_display(),
            str(_("ground")): row.get_ground_display(),
            str(_("takes effect on")): row.effective_on,
            str(_("recorded")): row.recorded_at,
            str(_("cycle")): str(row.cycle or ""),
            str(_("last day to report and pay")): row.last_day,
        }
        for row in rows.select_related("credential__title", "cycle")
    ]


def _copy_of_cycles(rows: QuerySet[Cycle], _about: Subject) -> list[dict[str, Any]]:
    """The days of a person's cycles."""
    return [
        {
            str(_("title")): str(row.credential.title),
            str(_("cycle")): row.number,
            str(_("first day")): row.first_day,
            str(_("expiration date")): row.window.expires_on,
        }
        for row in rows.select_related("credential__title")
    ]


def _copy_of_rechecks(rows: QuerySet[Recheck], _about: Subject) -> list[dict[str, Any]]:
    """When a person's titles had to be judged again, and because of what."""
    return [
        {
            str(_("title")): str(row.credential.title),
            str(_("because of")): row.get_why_display(),
            str(_("since")): row.since_at,
            str(_("judged again")): row.taken_at,
        }
        for row in rows.select_related("credential__title")
    ]


def _judged_long_ago(at: datetime) -> QuerySet[Recheck]:
    return Recheck.objects.filter(taken_at__lt=at - RECHECKED_FOR)


register(
    Revocation,
    person="member__user",
    name=_("That your membership was revoked"),
    held=dict.fromkeys(("member", "effective_on", "recorded_at"), _REVOKED),
)
register(
    Credential,
    person="member__user",
    name=_("Your titles"),
    held={"member": _HELD, "title": _HELD, "awarded_on": _HELD, "awarded_at": _HELD},
    free={"closed_by"},
)
register(
    Cycle,
    person="credential__member__user",
    export=_copy_of_cycles,
    name=_("The cycles of your titles"),
    held={"number": _HELD, "first_day": _HELD},
    free={"credential", "waits"},
)
register(
    Outcome,
    person="credential__member__user",
    export=_copy_of_outcomes,
    name=_("How the cycles of your titles came out"),
    held={
        "kind": _JUDGED,
        "ground": _JUDGED,
        "effective_on": _JUDGED,
        "recorded_at": _JUDGED,
        "last_day": _JUDGED,
        "recorded_by": replace(_DECIDED, person="recorded_by"),
        "seconded_by": replace(_DECIDED, person="seconded_by"),
    },
    free={"credential", "cycle", "supersedes"},
)
register(
    Recheck,
    person="credential__member__user",
    export=_copy_of_rechecks,
    name=_("What made us judge your titles again"),
    held={"why": _AGAIN, "since_at": _AGAIN, "taken_at": _AGAIN},
    free={"credential"},
    retention=[
        Retention(
            what=_("What made us judge a title again is deleted a year after that was done."),
            due=_judged_long_ago,
        )
    ],
)
