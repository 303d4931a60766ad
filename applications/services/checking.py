"""What is seen of an applicant: their face beside their document, live, and their signature on a scan.

Nothing of a document is kept: neither number, nor date, nor picture. Every act locks account and application, then the
record, so that of two who press at once the second is told what the first one did.
"""

import re
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from applications import policies
from applications.emails import checking as emails
from applications.emails import copies
from applications.enums import (
    LIVE,
    ApplicationState,
    CopyEnd,
    CopyFailure,
    DocumentKind,
    IdentityVerdict,
    IdentityWay,
    SignedHow,
)
from applications.models import Application, IdentityCheck, Question
from applications.models.intake import REASON
from applications.services import destroying, identity, questions
from applications.services.drafts import ApplicationRefused, locked
from applications.states import UNTIL_AWARD
from common import audit
from common.calendar import local_day
from comms import outbox

AGAIN: Final = timedelta(hours=1)
"""Within this time the very same record by the same person is a second press."""
NUMBER: Final = re.compile(r"\d(?:[ ./-]?\d){5,}")
CODE: Final = re.compile(r"\b(?=[A-Z]*\d)[A-Z0-9]{8,}\b", re.IGNORECASE)


class CheckRefused(ApplicationRefused):
    """Something that cannot be recorded about an identity or a signature, with the reason."""


class WordsRefused(CheckRefused):
    """Words that are lacking, or that say what is not kept."""


@transaction.atomic
def check_identity(
    application: Application,
    *,
    way: IdentityWay,
    document: DocumentKind,
    verdict: IdentityVerdict,
    words: str,
    by: User,
    at: datetime,
) -> IdentityCheck:
    """Record a live look at an applicant and their document, verified once; ``words`` say why it was not.

    Locks account and application, leaves an audit line. An appointment to come is free again once it was verified.
    Queues a mail to the applicant where it was not verified, and where it was once the application is accepted. The
    very same record within an hour is given back. Raises ``WordsRefused``, ``CheckRefused`` where it is verified
    already or nothing is to be checked, and ``Forbidden``.
    """
    if way not in LIVE:
        raise CheckRefused(_("Say how you saw the applicant: by video or in person."))
    row = _locked(application)
    policies.require_check_identity(by, row)
    check = _recorded(row, way=way, document=document, verdict=verdict, words=words, by=by, at=at)
    if verdict == IdentityVerdict.VERIFIED:
        identity.let_go(row, by=by, at=at)
        destroying.let_go(row, CopyEnd.VERDICT, by=by, at=at)
    return check


def record_copy(
    row: Application,
    *,
    document: DocumentKind | None,
    verdict: IdentityVerdict,
    failure: CopyFailure | None,
    words: str,
    by: User,
    at: datetime,
) -> IdentityCheck:
    """Record what was seen on the masked copy of a locked application; see ``copies.judge_copy``."""
    if verdict == IdentityVerdict.VERIFIED and document is None:
        raise CheckRefused(_("Choose the kind of document the copy shows."))
    if verdict == IdentityVerdict.NOT_VERIFIED and failure is None:
        raise CheckRefused(_("Say why it is not verified."))
    way = IdentityWay.COPY
    check = _recorded(row, way=way, document=document, verdict=verdict, failure=failure, words=words, by=by, at=at)
    if verdict == IdentityVerdict.VERIFIED:
        identity.let_go(row, by=by, at=at)
    return check


def _recorded(
    row: Application,
    *,
    way: IdentityWay,
    document: DocumentKind | None,
    verdict: IdentityVerdict,
    words: str,
    by: User,
    at: datetime,
    failure: CopyFailure | None = None,
) -> IdentityCheck:
    """The record of a look at the applicant of a locked application, with its line and its mail."""
    _require_until_award(row)
    if verified := row.identity_checks.filter(verdict=IdentityVerdict.VERIFIED).select_related("checker").first():
        raise CheckRefused(told_verified(verified))
    if verdict == IdentityVerdict.TAKEN_BACK:
        raise CheckRefused(_("Say whether it is verified or not."))
    if verdict == IdentityVerdict.VERIFIED:
        words, failure = "", None
    elif words.strip() or failure in {None, CopyFailure.OTHER}:
        words = required(words, _("Write why it is not verified."))
    code, kind = failure.value if failure else "", document.value if document else ""
    said = {"way": way.value, "document": kind, "verdict": verdict.value, "failure": code, "words": words}
    recent = row.identity_checks.filter(checker=by, checked_at__gt=at - AGAIN, **said)
    if way in LIVE and (same := recent.first()):
        return same
    check: IdentityCheck = row.identity_checks.create(checker=by, checked_at=at, **said)
    act = "copy-" if way == IdentityWay.COPY else ""
    audit.record(
        f"applications.identity-{act}{verdict.value}", about=row, person=row.person_id, by=by, at=at, code=code
    )
    if verdict == IdentityVerdict.NOT_VERIFIED and way == IdentityWay.COPY:
        outbox.queue(copies.NOT_VERIFIED, copies.not_verified(check, row), at=at)
    elif verdict == IdentityVerdict.NOT_VERIFIED:
        outbox.queue(emails.NOT_VERIFIED, emails.mail(check, row), at=at)
    elif row.state == ApplicationState.ACCEPTED:
        outbox.queue(emails.VERIFIED, emails.mail(check, row), at=at)
    return check


@transaction.atomic
def take_back(check: IdentityCheck, words: str, *, by: User, at: datetime) -> IdentityCheck:
    """Take a wrong record of an identity check back, as another checker; then a right one can be made.

    Locks account, application and record; leaves an audit line with what the record said. Queues the mail that tells
    the applicant why. Raises ``WordsRefused``, ``CheckRefused`` for one taken back already or after the award, and
    ``Forbidden``.
    """
    row = _locked(check.application)
    found = row.identity_checks.select_for_update(of=("self",), no_key=True).get(pk=check.pk)
    policies.require_take_back_check(by, found)
    _require_until_award(row)
    if found.verdict == IdentityVerdict.TAKEN_BACK:
        raise CheckRefused(_("This record is taken back already."))
    words = required(words, _("Write what is wrong with the record."))
    before = audit.snapshot(found, "verdict", "words")
    found.verdict, found.words = IdentityVerdict.TAKEN_BACK.value, words
    found.save(update_fields=["verdict", "words"])
    changes = audit.changes(before, found)
    audit.record(
        "applications.identity-check-taken-back", about=row, person=row.person_id, by=by, at=at, changes=changes
    )
    outbox.queue(emails.TAKEN_BACK, emails.mail(found, row), at=at)
    return found


@transaction.atomic
def see_scan(application: Application, *, by: User, at: datetime) -> Application:
    """Say that the signature on the scan was seen and stands for the person named.

    Locks account and application, leaves an audit line. Raises ``CheckRefused`` where nobody signed by hand or it was
    seen already, and ``Forbidden``.
    """
    row = _locked(application)
    policies.require_handle(by, row)
    _require_until_award(row)
    _require_scan(row)
    if row.scan_checked_at is not None:
        raise CheckRefused(told_seen(row, row.scan_checked_at))
    if row.state == ApplicationState.ACCEPTED and row.questions.open().exists():
        raise CheckRefused(_("Another scan is asked for. Take that question back first if this one is enough."))
    row.scan_checked_at, row.scan_checked_by = at, by
    row.save(update_fields=["scan_checked_at", "scan_checked_by"])
    audit.record("applications.scan-seen", about=row, person=row.person_id, by=by, at=at)
    return row


@transaction.atomic
def ask_new_scan(application: Application, text: str, *, by: User, at: datetime) -> Question:
    """Ask for another scan, as the one that is there cannot be accepted; who had said it can is overruled.

    Locks account and application, leaves audit lines; queues the question's mail. The clock stands still; after the
    acceptance, when none runs, the list waits for the scan. Raises ``CheckRefused`` where nobody signed by hand or
    nothing is to be signed any more, and as ``questions.ask`` does.
    """
    row = _locked(application)
    policies.require_handle(by, row)
    _require_until_award(row)
    _require_scan(row)
    if row.scan_checked_at is not None:
        row.scan_checked_at = row.scan_checked_by = None
        row.save(update_fields=["scan_checked_at", "scan_checked_by"])
    audit.record("applications.scan-asked-anew", about=row, person=row.person_id, by=by, at=at)
    return questions.ask_for_scan(row, text, by=by, at=at)


def required(words: str, lacking: str) -> str:
    """Words that are there, fit, and hold nothing of a document. Raises ``WordsRefused``."""
    words = words.strip()
    if not words:
        raise WordsRefused(lacking)
    if len(words) > REASON:
        raise WordsRefused(_("Write at most %(limit)s characters.") % {"limit": REASON})
    if NUMBER.search(words) or CODE.search(words):
        told = _("Nothing of the document is kept. Leave its number out, and every date that stands on it.")
        raise WordsRefused(told)
    return words


def told_verified(check: IdentityCheck) -> str:
    """Who verified an identity and when, as told to somebody who comes second."""
    told = _("%(who)s verified the identity already, on %(day)s.")
    return told % {"who": check.checker, "day": _day(check.checked_at)}


def told_seen(row: Application, at: datetime) -> str:
    """Who saw the signature on a scan and when, as told to somebody who comes second."""
    told = _("%(who)s saw the signature on the scan already, on %(day)s.")
    return told % {"who": row.scan_checked_by or _("A colleague"), "day": _day(at)}


def _locked(application: Application) -> Application:
    row = locked(application.pk)
    if row is None:
        raise CheckRefused(_("This application is not there any more."))
    return row


def _require_until_award(row: Application) -> None:
    if row.state not in UNTIL_AWARD:
        told = _("This application is “%(state)s”; this cannot be done with it now.")
        raise CheckRefused(told % {"state": row.get_state_display()})


def _require_scan(row: Application) -> None:
    if row.signed_how != SignedHow.SCAN:
        raise CheckRefused(_("This application was signed in the portal; there is no scan."))


def _day(moment: datetime) -> str:
    return date_format(local_day(moment), "j F Y")
