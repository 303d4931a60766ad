"""What the register keeps about certificates and badges, decisions about names on them, and private calendars."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from common.files import keeping
from common.personal_data import Datum, Ends, Kind, Retention, Scrub, Subject, register
from members.models import Badge, CalendarFeed, Certificate, NameDecision

ENDED_FOR: Final = timedelta(days=30)
"""How long it stays known that a private calendar was ended."""

_SHOWN = Datum(
    kind=Kind.CONTENT,
    why=_("To answer whoever has the number of a certificate: the title, its dates, and how it stands."),
    term=_("For good, without your name: a number is never used again, and nobody who has it learns anything."),
    scrub=Scrub.KEEP,
    ends=Ends.NEVER,
)
_NAME = Datum(
    kind=Kind.IDENTITY,
    why=_("To show who holds the title: your name as it was when the certificate was issued."),
    term=_("As long as you are in the register."),
    scrub=Scrub.BLANK,
)
_DRAWN = Datum(
    kind=Kind.CONTENT,
    why=_("To give you the certificate as a sealed document, and as a badge that others can check."),
    term=_(
        "Until a newer certificate takes its place or the title is over, at most as long as you are in the register."
    ),
    scrub=Scrub.BLANK,
)
_SIGNED = replace(_DRAWN, term=_NAME.term)
_DECISION = Datum(
    kind=Kind.IDENTITY,
    why=_("To know whether a name that changed may stand on your certificates, and what we wrote to you about it."),
    term=_("As long as you are in the register."),
    scrub=Scrub.DELETE_ROW,
)
_COLLEAGUE = Datum(
    kind=Kind.TRACE,
    why=_("To know which colleague decided about a name."),
    term=_("As long as the decision; once you are forgotten, it leads to an account that says nothing about you."),
    scrub=Scrub.KEEP,
    ends=Ends.NEVER,
    person="decided_by",
)
_FEED = Datum(
    kind=Kind.TRACE,
    why=_("To let your calendar ask for your dates, and to let you end that."),
    term=_("Until thirty days after you ended it, at most as long as you are in the register."),
    scrub=Scrub.DELETE_ROW,
)


def _copy_of_certificates(rows: QuerySet[Certificate], _about: Subject) -> list[dict[str, Any]]:
    """A person's certificates, current and earlier ones."""
    return [
        {
            str(_("number")): row.number,
            str(_("title")): str(row.credential.title),
            str(_("name")): row.name,
            str(_("issued because")): row.get_why_display(),
            str(_("issued on")): row.issued_on,
            str(_("valid from")): row.valid_from,
            str(_("valid until")): row.valid_until,
            str(_("document")): row.file.name if row.file else "",
            str(_("drawn")): row.drawn_at,
            str(_("replaced")): row.replaced_at,
        }
        for row in rows.select_related("credential__title", "cycle", "file")
    ]


def _copy_of_badges(rows: QuerySet[Badge], _about: Subject) -> list[dict[str, Any]]:
    """A person's badges, word for word as they were signed."""
    return [
        {
            str(_("certificate")): row.certificate.number,
            str(_("signed")): row.signed_at,
            str(_("signed badge")): row.signed,
        }
        for row in rows.select_related("certificate")
    ]


def _copy_of_decisions(rows: QuerySet[NameDecision], _about: Subject) -> list[dict[str, Any]]:
    """What was decided about a person's names; which colleague did is not told."""
    return [
        {
            str(_("new name")): row.name,
            str(_("certificates were made in it")): str(_("yes") if row.granted else _("no")),
            str(_("what we wrote")): row.words,
            str(_("decided")): row.decided_at,
        }
        for row in rows
    ]


def _forget(rows: QuerySet[Certificate], _about: Subject, at: datetime) -> int:
    """Take the name out of somebody's certificates, and let go of their documents.

    The rows are locked first, as whoever draws them or lets go of them does.
    """
    files = [row.file_id for row in rows.select_for_update(of=("self",)).order_by("pk") if row.file_id]
    keeping.let_go(files, at=at)
    return rows.update(name="", unreadable="", file=None)


def _ended_long_ago(at: datetime) -> QuerySet[CalendarFeed]:
    return CalendarFeed.objects.filter(ended_at__lt=at - ENDED_FOR)


register(
    Certificate,
    person="credential__member__user",
    export=_copy_of_certificates,
    scrubber=_forget,
    name=_("Your certificates"),
    held={
        **dict.fromkeys(("number", "why", "issued_on", "issued_at", "replaced_at", "drawn_at"), _SHOWN),
        "name": _NAME,
        "unreadable": _NAME,
        "file": _DRAWN,
    },
    free={"credential", "cycle", "leased_until"},
)
register(
    Badge,
    person="certificate__credential__member__user",
    export=_copy_of_badges,
    name=_("Your badges"),
    held={"signed": _SIGNED, "signed_at": _SHOWN},
    free={"certificate", "key"},
)
register(
    NameDecision,
    person="member__user",
    export=_copy_of_decisions,
    name=_("What we decided about names on your certificates"),
    held={
        **dict.fromkeys(("member", "name", "granted", "words", "decided_at"), _DECISION),
        "decided_by": _COLLEAGUE,
    },
)
register(
    CalendarFeed,
    person="member__user",
    name=_("Your private calendars"),
    held={
        **dict.fromkeys(("member", "made_at", "ended_at"), _FEED),
        **dict.fromkeys(("seed", "fingerprint"), replace(_FEED, kind=Kind.SIGN_IN, secret=True)),
    },
    retention=[
        Retention(
            what=_("That you had a private calendar is deleted thirty days after you ended it."), due=_ended_long_ago
        )
    ],
)
