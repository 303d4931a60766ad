"""Mails about masked copies: not verified by one and what to do, asked for again, removed from a draft."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, Final

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from applications.copy_words import HELPS, SAYS
from applications.emails.submission import ABOUT, state_of
from applications.enums import ApplicationState, CopyFailure, DocumentKind, IdentityVerdict, IdentityWay
from applications.models import Application, IdentityCheck, IdentityCopy
from applications.models.verdicts import DOCUMENTS
from applications.rules.copies import AFTER_VERDICT
from applications.states import UNTIL_AWARD
from common.calendar import local_day
from comms.kinds import Facts, MessageKind, register
from comms.models import Message
from comms.outbox import Mail

PERIOD: Final = re.compile(r"copy (\d+)")
JUDGED: Final[Mapping[str, Any]] = {
    "application": "A-7K3P-Q9WD-4XTN-H",
    "title": "S-CISO Certified Information Security Officer",
    "checked_on": date(2026, 7, 23),
    "document": DocumentKind.PASSPORT.value,
    "failure": CopyFailure.PHOTO_UNREADABLE.value,
    "words": "The lower half of the face is cut off.",
    "state": ApplicationState.ASSESSMENT.value,
}
GONE: Final[Mapping[str, Any]] = {
    "application": "A-7K3P-Q9WD-4XTN-H",
    "title": "S-CISO Certified Information Security Officer",
    "sent_on": date(2026, 6, 23),
    "destroyed_on": date(2026, 7, 23),
    "state": ApplicationState.ASSESSMENT.value,
}


def not_verified(check: IdentityCheck, application: Application) -> Mail:
    """A mail that tells why an identity could not be verified by a copy, once for each record."""
    told = {
        **_about(application),
        "checked_on": local_day(check.checked_at),
        "document": check.document,
        "failure": check.failure,
        "words": check.words,
    }
    return _mail(application, f"copy check {check.pk}", told)


def mail(copy: IdentityCopy, at: datetime) -> Mail:
    """A mail that a copy was destroyed and another one is needed, once for each copy."""
    told = {**_about(copy.application), "sent_on": local_day(copy.sent_at), "destroyed_on": local_day(at)}
    return _mail(copy.application, f"copy {copy.pk}", told)


def _about(application: Application) -> dict[str, Any]:
    return {"application": application.reference, "title": str(application.title), "state": application.state}


def _mail(application: Application, period: str, told: Facts) -> Mail:
    person = application.person
    return Mail(to=person.email, about=f"{ABOUT}{application.reference}", period=period, person=person, facts=told)


def _page(facts: Facts) -> Facts:
    page = reverse("applications:application", args=[slugify(facts["application"])])
    return {**state_of(facts), **(_judged(facts) if "failure" in facts else {}), "page": settings.BASE_URL + page}


def _judged(facts: Facts) -> Facts:
    """What a verdict says in words, and by when the copy is gone."""
    failure = facts["failure"]
    return {
        "shown": dict(DOCUMENTS).get(facts["document"], ""),
        "why": SAYS.get(failure, ""),
        "helps": HELPS.get(failure, ""),
        "too_much": failure == CopyFailure.SHOWS_TOO_MUCH,
        "gone_by": facts["checked_on"] + AFTER_VERDICT,
    }


def _waits(row: Application) -> bool:
    """Whether an application is still to be checked by a copy and keeps none that waits."""
    verified = row.identity_checks.filter(verdict=IdentityVerdict.VERIFIED.value).exists()
    return row.identity_way == IdentityWay.COPY and not verified and not row.identity_copies.unjudged().exists()


def _not_verified_stands(message: Message) -> bool:
    """Whether the record stands, and neither another copy nor another way came since."""
    found = re.fullmatch(r"copy check (\d+)", message.period)
    check = found and IdentityCheck.objects.filter(pk=int(found[1])).select_related("application").first()
    if not check or check.verdict != IdentityVerdict.NOT_VERIFIED or check.application.state not in UNTIL_AWARD:
        return False
    return _waits(check.application)


def _needed(*states: str) -> Callable[[Message], bool]:
    """Whether an application in one of these states still needs another copy."""

    def stands(message: Message) -> bool:
        found = PERIOD.fullmatch(message.period)
        rows = IdentityCopy.objects.defer("content").select_related("application")
        copy: IdentityCopy | None = rows.filter(pk=int(found[1])).first() if found else None
        return copy is not None and copy.application.state in states and _waits(copy.application)

    return stands


def _kind(
    key: str,
    name: str | Promise,
    when: str | Promise,
    sample: Mapping[str, Any],
    still_true: Callable[[Message], bool],
) -> MessageKind:
    return MessageKind(
        key=f"applications.{key}",
        name=name,
        when=when,
        template=f"applications/email/{key}",
        facts={fact: type(value) for fact, value in sample.items()},
        sample=sample,
        more=_page,
        still_true=still_true,
    )


NOT_VERIFIED: Final = _kind(
    "identity_copy_not_verified",
    _("Your identity could not be verified by your copy"),
    _("When a colleague looked at a masked copy and could not verify the identity; it says why and what to do."),
    JUDGED,
    _not_verified_stands,
)
ASKED_AGAIN: Final = _kind(
    "identity_copy_asked_again",
    _("Please send another masked copy"),
    _("When thirty days passed before anybody could judge a masked copy, so that it was destroyed."),
    GONE,
    _needed(*(state.value for state in UNTIL_AWARD)),
)
REMOVED: Final = _kind(
    "identity_copy_removed",
    _("The masked copy in your draft is destroyed"),
    _("When a draft kept a masked copy for thirty days and was not signed."),
    {**GONE, "state": ApplicationState.DRAFT.value},
    _needed(ApplicationState.DRAFT.value),
)

register(NOT_VERIFIED, ASKED_AGAIN, REMOVED)
