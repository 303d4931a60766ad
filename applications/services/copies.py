"""Masked copies of identity documents: sent by the applicant, opened and judged by identity checkers.

What was sent is never stored: it is brought into one layer, without anything beside its points, and looked through for
what it must not show, all in memory and before anything is locked. A copy past its day is opened by nobody, whatever
runs beside. Every act locks account and application, then the copy.
"""

import logging
from contextlib import closing
from datetime import datetime
from typing import Final

from cryptography.fernet import InvalidToken
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from applications import copies_vault, policies
from applications.enums import (
    ApplicationState,
    CopyEnd,
    CopyFailure,
    DocumentKind,
    IdentityVerdict,
    IdentityWay,
    Part,
)
from applications.models import Application, IdentityCheck, IdentityCopy
from applications.rules.copies import ONE_LOOK, needs_reason
from applications.rules.screening import Shown, found
from applications.selectors.form import form_of
from applications.services import checking, identity
from applications.services.destroying import destroy, end, kept_of, let_go
from applications.services.drafts import ApplicationRefused, changed, locked, locked_draft
from applications.states import UNTIL_AWARD
from common import audit
from common.calendar import local_day
from common.files import apart, reading
from common.files.apart import Flat
from common.files.cleaning import require_size
from common.files.kinds import HEAD, FileKind, advice, kind_of
from common.files.refusals import FileRefused, refused

logger = logging.getLogger(__name__)

PICTURES: Final = (FileKind.JPEG, FileKind.PNG)


class CopyRefused(ApplicationRefused):
    """Something that cannot be done with a masked copy, with the reason."""


class ShowsTooMuch(CopyRefused):
    """A copy on which something can be read that must be covered; ``shown`` says what."""

    def __init__(self, shown: Shown) -> None:
        super().__init__(str(COVER[shown]))
        self.shown = shown


class ReasonNeeded(CopyRefused):
    """An opening that needs a reason."""


COVER: Final = {
    Shown.NUMBER: gettext_lazy(
        "On this copy we can still read a number that may be a citizen service number (BSN). Cover it wholly, and send "
        "the copy again. Nothing of it was kept."
    ),
    Shown.LINES: gettext_lazy(
        "On this copy we can still read the machine-readable lines, the ones with many “<”. Cover them wholly, and "
        "send the copy again. Nothing of it was kept."
    ),
}


def send(application: Application, content: bytes, *, by: User, at: datetime) -> IdentityCopy:
    """Take a masked copy for an application; the one before is destroyed, an appointment is free again.

    Into a draft once nothing else is lacking; after that until the award, while the identity is not verified. No
    transaction may be open around it, for looking through a picture takes seconds. Then locks account and application.
    Raises ``ShowsTooMuch`` where something is readable that must be covered, ``FileRefused`` for what is no picture,
    ``CopyRefused``, ``ApplicationRefused`` and ``Forbidden``; then nothing of it is kept anywhere.
    """
    _sendable(Application.objects.select_related("title", "person").filter(pk=application.pk).first(), by, at)
    flat, machine_read = looked_through(content, by)
    return _take(application, flat, machine_read=machine_read, by=by, at=at)


def looked_through(content: bytes, by: User) -> tuple[Flat, bool]:
    """The picture in one layer, and whether a program looked for numbers in it: not where none is installed.

    Of who sends it, one picture is looked through at a time.

    Raises ``ShowsTooMuch`` and ``FileRefused``.
    """
    require_size(len(content))
    kind = kind_of(content[:HEAD])
    if kind == FileKind.PDF:
        raise refused("no-picture")
    if kind not in PICTURES:
        raise FileRefused("other-kind", advice(content[:HEAD], pictures_alone=True))
    flat = apart.flatten(content)
    if not reading.present():
        return flat, False
    with closing(reading.texts(flat.content, by.pk)) as texts:
        shown = found(texts)
    if shown is not None:
        logger.info("A masked copy was refused.", extra={"shown": shown.value})
        raise ShowsTooMuch(shown)
    return flat, True


@transaction.atomic
def _take(application: Application, flat: Flat, *, machine_read: bool, by: User, at: datetime) -> IdentityCopy:
    row = _sendable(locked(application.pk), by, at)
    before = let_go(row, CopyEnd.REPLACED, by=by, at=at)
    identity.give_way(row, by=by, at=at)
    row.identity_way = IdentityWay.COPY.value
    if row.state == ApplicationState.DRAFT:
        changed(row, ("identity_way",), at=at)
    else:
        row.save(update_fields=["identity_way"])
    copy: IdentityCopy = row.identity_copies.create(
        sent_at=at,
        content=copies_vault.seal(flat.content, row.reference),
        bytes=len(flat.content),
        width=flat.width,
        height=flat.height,
        machine_read=machine_read,
    )
    code = "again" if before else "first"
    audit.record("applications.identity-copy-sent", about=row, person=row.person_id, by=by, at=at, code=code)
    return copy


def _sendable(row: Application | None, by: User, at: datetime) -> Application:
    """An application for which its applicant may send a copy now. Raises ``CopyRefused`` and ``Forbidden``."""
    if row is None:
        raise CopyRefused(_("This application is not there any more."))
    policies.require_write(by, row)
    if told := not_sent(row, at):
        raise CopyRefused(told)
    return row


def not_sent(row: Application, at: datetime) -> str:
    """Why no copy can be sent for an application; empty when one can (1 to 7 queries)."""
    if row.state == ApplicationState.DRAFT:
        if any(lacking for part, lacking in form_of(row, at).lacks.items() if part != Part.IDENTITY):
            return _("A copy is the last thing you send before you sign. Complete the other parts first.")
        return ""
    if row.state not in UNTIL_AWARD:
        told = _("This application is “%(state)s”; no copy is needed for it.")
        return told % {"state": row.get_state_display()}
    if row.identity_checks.filter(verdict=IdentityVerdict.VERIFIED.value).exists():
        return _("Your identity is verified already; no copy is needed.")
    return ""


@transaction.atomic
def take_back(application: Application, *, by: User, at: datetime) -> Application:
    """Take the copy of a draft back: it is destroyed, and the way is to be chosen anew.

    Locks the draft. Raises ``CopyRefused`` where none is kept, ``ApplicationRefused`` and ``Forbidden``.
    """
    row = locked_draft(application, by=by)
    if let_go(row, CopyEnd.TAKEN_BACK, by=by, at=at) is None:
        raise CopyRefused(_("There is no copy any more."))
    row.identity_way = ""
    changed(row, ("identity_way",), at=at)
    return row


def open_copy(copy: IdentityCopy, reason: str, *, by: User, at: datetime) -> bytes:
    """The picture, for an identity checker; each opening is recorded, from the third on with its reason.

    Locks account, application and copy; leaves an audit line. A copy past its day is destroyed instead, which is
    committed although this then raises ``CopyRefused``: no transaction may be open around it. Raises ``ReasonNeeded``,
    ``CopyRefused`` for one that is destroyed, and ``Forbidden``.
    """
    picture = _opened(copy, reason, by=by, at=at)
    if picture is None:
        raise CopyRefused(_("This copy is not there any more: its days are over, and it was destroyed."))
    return picture


@transaction.atomic
def _opened(copy: IdentityCopy, reason: str, *, by: User, at: datetime) -> bytes | None:
    row, held = _locked_copy(copy, by)
    if held.is_due(local_day(at)):
        end(held, at=at)
        return None
    reason = reason.strip()
    if needs_reason(held.openings.count()) and not reason:
        raise ReasonNeeded(_("This copy was opened twice. Write why you need to see it once more."))
    if reason:
        reason = checking.required(reason, "")
    picture = _unsealed(held, row)
    held.openings.create(by=by, at=at, reason=reason)
    audit.record("applications.identity-copy-opened", about=row, person=row.person_id, by=by, at=at, reason=reason)
    return picture


@transaction.atomic
def shown_still(copy: IdentityCopy, opening: int, *, by: User, at: datetime) -> bytes | None:
    """The picture once more, while its opening by the same checker lasts: for a verdict that lacked something.

    Locks account, application and copy; none where it is past its day or the opening is over, and leaves no line.
    Raises ``CopyRefused`` and ``Forbidden``.
    """
    row, held = _locked_copy(copy, by)
    if held.is_due(local_day(at)) or not held.openings.filter(pk=opening, by=by, at__gt=at - ONE_LOOK).exists():
        return None
    return _unsealed(held, row)


def _unsealed(copy: IdentityCopy, row: Application) -> bytes:
    try:
        return copies_vault.unseal(bytes(copy.content or b""), row.reference)
    except InvalidToken as fault:
        logger.exception("A masked copy cannot be opened with the identity keys.", extra={"copy": copy.pk})
        raise CopyRefused(_("This copy cannot be read with our keys any more. Ask for another one.")) from fault


@transaction.atomic
def judge_copy(
    copy: IdentityCopy,
    *,
    verdict: IdentityVerdict,
    document: DocumentKind | None,
    failure: CopyFailure | None,
    words: str,
    by: User,
    at: datetime,
) -> IdentityCheck:
    """Record what a checker saw on a copy they opened: verified, or why not, by a reason and where needed in words.

    ``document`` may be none where it was not verified: what is covered does not always tell the kind.

    Locks account, application and copy. The copy is destroyed seven days later, at once where it shows too much. Mails
    and audit lines as ``checking.check_identity`` has them; one not verified is told what to do by
    ``applications.identity_copy_not_verified``. Raises ``CopyRefused`` for a copy that is gone, was judged or was not
    opened, ``WordsRefused``, ``CheckRefused`` and ``Forbidden``.
    """
    row, held = _locked_copy(copy, by)
    if held.is_due(local_day(at)):
        raise CopyRefused(_("This copy is not there any more: its days are over."))
    judged = held.identity_check
    if judged is not None and judged.verdict != IdentityVerdict.TAKEN_BACK:
        raise CopyRefused(_("This copy was judged already, by %(who)s.") % {"who": judged.checker})
    if not held.openings.filter(by=by).exists():
        raise CopyRefused(_("Open the copy and look at it first."))
    held.identity_check = checking.record_copy(
        row, document=document, verdict=verdict, failure=failure, words=words, by=by, at=at
    )
    held.save(update_fields=["identity_check"])
    if held.identity_check.failure == CopyFailure.SHOWS_TOO_MUCH:
        destroy(held, CopyEnd.SHOWS_TOO_MUCH, by=by, at=at)
    return held.identity_check


def _locked_copy(copy: IdentityCopy, by: User) -> tuple[Application, IdentityCopy]:
    """The application of a copy that is kept, and that copy. Raises ``CopyRefused`` and ``Forbidden``."""
    row = locked(copy.application_id)
    held = kept_of(row) if row is not None else None
    if row is not None:
        policies.require_check_identity(by, row)
    if row is None or held is None or held.pk != copy.pk or row.state == ApplicationState.DRAFT:
        raise CopyRefused(_("This copy is not there any more: it was destroyed."))
    return row, held
