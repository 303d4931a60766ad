"""Mails about identity checks: not verified, and what to do; verified, once accepted; a record taken back."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from applications.emails.submission import ABOUT, state_of
from applications.enums import ApplicationState, DocumentKind, IdentityVerdict, IdentityWay
from applications.models import Application, IdentityCheck
from applications.models.intake import WAYS
from applications.models.verdicts import DOCUMENTS
from applications.rules.copies import AFTER_VERDICT
from applications.states import UNTIL_AWARD
from common.calendar import local_day
from comms.kinds import Facts, MessageKind, register
from comms.models import Message
from comms.outbox import Mail

PERIOD: Final = re.compile(r"identity (\d+) ")
SAMPLE: Final[Mapping[str, Any]] = {
    "application": "A-7K3P-Q9WD-4XTN-H",
    "title": "S-CISO Certified Information Security Officer",
    "checked_on": date(2026, 7, 23),
    "way": IdentityWay.VIDEO.value,
    "document": DocumentKind.PASSPORT.value,
    "state": ApplicationState.ASSESSMENT.value,
}
WHY: Final[Mapping[str, Any]] = {"words": "The picture could not be seen well enough by video."}
VERDICTS: Final = {
    IdentityVerdict.NOT_VERIFIED: WHY,
    IdentityVerdict.VERIFIED: {},
    IdentityVerdict.TAKEN_BACK: {"words": "It was put down with the application of somebody else."},
}


def mail(check: IdentityCheck, application: Application) -> Mail:
    """A mail that tells what was recorded, once for each record and verdict."""
    told = {
        "application": application.reference,
        "title": str(application.title),
        "checked_on": local_day(check.checked_at),
        "way": check.way,
        "document": check.document,
        "state": application.state,
    }
    if VERDICTS[IdentityVerdict(check.verdict)]:
        told["words"] = check.words
    person, period = application.person, f"identity {check.pk} {check.verdict}"
    return Mail(to=person.email, about=f"{ABOUT}{application.reference}", period=period, person=person, facts=told)


def _page(facts: Facts) -> Facts:
    reference = slugify(facts["application"])
    return {
        **state_of(facts),
        "by_copy": facts["way"] == IdentityWay.COPY,
        "gone_by": facts["checked_on"] + AFTER_VERDICT,
        "how": dict(WAYS).get(facts["way"], facts["way"]),
        "shown": dict(DOCUMENTS).get(facts["document"], facts["document"]),
        "page": settings.BASE_URL + reverse("applications:application", args=[reference]),
    }


def _stands(message: Message) -> bool:
    """Whether the record says so still, of an application that waits for it, and no later one says otherwise."""
    found = PERIOD.match(message.period)
    check = found and IdentityCheck.objects.filter(pk=int(found[1])).select_related("application").first()
    if not check or check.application.state not in UNTIL_AWARD or not message.period.endswith(f" {check.verdict}"):
        return False
    if check.verdict == IdentityVerdict.VERIFIED:
        return True
    verified: bool = check.application.identity_checks.filter(verdict=IdentityVerdict.VERIFIED).exists()
    return not verified


def _kind(key: str, name: str | Promise, when: str | Promise, verdict: IdentityVerdict) -> MessageKind:
    sample = {**SAMPLE, **VERDICTS[verdict]}
    return MessageKind(
        key=f"applications.{key}",
        name=name,
        when=when,
        template=f"applications/email/{key}",
        facts={fact: type(value) for fact, value in sample.items()},
        sample=sample,
        more=_page,
        still_true=_stands,
    )


NOT_VERIFIED: Final = _kind(
    "identity_not_verified",
    _("Your identity could not be verified"),
    _("When a colleague saw an applicant and their document and could not verify the identity; it says what to do."),
    IdentityVerdict.NOT_VERIFIED,
)
VERIFIED: Final = _kind(
    "identity_verified",
    _("Your identity is verified"),
    _("When the identity of an applicant is verified whose application is accepted."),
    IdentityVerdict.VERIFIED,
)
TAKEN_BACK: Final = _kind(
    "identity_taken_back",
    _("A record of your identity check is taken back"),
    _("When a second colleague takes back what was recorded wrongly about an identity check."),
    IdentityVerdict.TAKEN_BACK,
)

register(NOT_VERIFIED, VERIFIED, TAKEN_BACK)
