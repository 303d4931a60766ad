"""Signing and submitting: in the portal by name, or by hand on the printed form. A form is submitted once.

The form is drawn and sealed before anything is locked, and kept as a file that goes by itself unless the act it was
made for takes it up. That act compares what was drawn, and what the person saw, with what is there under the lock.
"""

from collections.abc import Collection
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from applications import documents, selectors
from applications.documents import FormSheet, Signature
from applications.emails import submission as emails
from applications.enums import ApplicationState, SignedHow
from applications.models import Application
from applications.rules.signing import same_name
from applications.selectors.clock import due
from applications.services.drafts import ApplicationRefused, locked_draft, read_draft
from applications.shelves import FORM
from common import audit
from common.calendar import local_day
from common.errors import DomainError
from common.files import keeping
from common.files.kinds import FileKind
from common.files.states import FileState
from common.models import Upload
from common.seal import seal
from common.text import clean_line
from comms import outbox
from members.enums import AgreedHow
from members.models import DocumentVersion
from members.selectors import agreements as document_selectors
from members.services.agreements import agree


class ChangedMeanwhile(ApplicationRefused):
    """What is there is not what was seen, drawn or printed."""


def sign(
    application: Application,
    *,
    name: str,
    seen: str,
    agree_to: Collection[DocumentVersion],
    short_term: bool,
    by: User,
    at: datetime,
) -> Application:
    """Sign a whole form with one's name, agree to the documents, and submit it.

    ``seen`` is the fingerprint of what the person read; ``short_term``: they know that the term is not met yet. Commits
    as it goes, so no transaction may be open around it; then one transaction locks account and application and takes
    up the sealed form, writes agreements, state and audit line, and queues the confirmation. Raises ``Submitted`` for
    the second of two, ``ChangedMeanwhile``, ``ApplicationRefused``, ``CannotDraw``, ``CannotSeal`` and ``Forbidden``.
    """
    sheet = _whole_sheet(read_draft(application, by=by), seen, short_term=short_term, at=at)
    try:
        signed_name = clean_line(name)
    except ValidationError as wrong:
        raise ApplicationRefused(wrong.messages[0]) from wrong
    if not same_name(signed_name, sheet.name):
        told = _("Sign with your name as it stands in the form: %(name)s.")
        raise ApplicationRefused(told % {"name": sheet.name})
    signature = Signature(name=signed_name, at=at, address=by.email, short_term=not sheet.term_met)
    form = _made(sheet, signature, by=by, at=at)
    try:
        with transaction.atomic():
            row = locked_draft(application, by=by)
            _require_same(row, sheet.fingerprint, at)
            row.signed_name, row.signed_how = signed_name, SignedHow.PORTAL.value
            before, row.form = row.form_id, keeping.take_up(form, by=by)
            row.form_sha256, row.content_sha256 = form.sha256, sheet.fingerprint
            keeping.let_go([before] if before else [], at=at)
            return _submit(row, agree_to, short_term=not sheet.term_met, by=by, at=at)
    except DomainError:
        keeping.let_go([form.pk], at=at)
        raise


def prepare(application: Application, *, seen: str, by: User, at: datetime) -> Application:
    """Make the form to be printed and signed by hand; it stands until something in the application changes.

    ``seen`` is the fingerprint of what the person read. Commits as it goes, like ``sign``. Raises as ``sign`` does.
    """
    sheet = _whole_sheet(read_draft(application, by=by), seen, short_term=True, at=at)
    form = _made(sheet, None, by=by, at=at)
    try:
        with transaction.atomic():
            row = locked_draft(application, by=by)
            _require_same(row, sheet.fingerprint, at)
            before, row.form = row.form_id, keeping.take_up(form, by=by)
            row.form_sha256, row.content_sha256 = form.sha256, sheet.fingerprint
            row.save(update_fields=["form", "form_sha256", "content_sha256"])
            keeping.let_go([before] if before else [], at=at)
            audit.record("applications.form-prepared", about=row, person=row.person_id, by=by, at=at)
            return row
    except DomainError:
        keeping.let_go([form.pk], at=at)
        raise


@transaction.atomic
def submit_scan(application: Application, scan: Upload, *, short_term: bool, by: User, at: datetime) -> Application:
    """Submit the form that was printed, signed by hand, and sent as a scan; the paper names the documents agreed to.

    Locks account and application. Raises ``ChangedMeanwhile`` when what was printed is not what is there any more,
    ``FileRefused`` for a scan that is gone, ``Submitted``, ``ApplicationRefused`` and ``Forbidden``.
    """
    row = locked_draft(application, by=by)
    if row.form is None or row.form.state != FileState.KEPT:
        raise ChangedMeanwhile(
            _("Something was changed after the form was printed. Make the form anew, print it, and sign that one.")
        )
    sheet = _whole_sheet(row, row.content_sha256, short_term=short_term, at=at, printed=True)
    row.signed_name, row.signed_how = sheet.name, SignedHow.SCAN.value
    row.signed_scan = keeping.take_up(scan, by=by)
    versions = document_selectors.to_agree(row.person, local_day(at))
    return _submit(row, versions, short_term=not sheet.term_met, by=by, at=at)


def _whole_sheet(row: Application, seen: str, *, short_term: bool, at: datetime, printed: bool = False) -> FormSheet:
    """What a form says that nothing is lacking in. Raises ``ChangedMeanwhile`` and ``ApplicationRefused``."""
    sheet = documents.sheet_of(row, at)
    if not sheet.complete:
        raise ApplicationRefused(_("Something is lacking in the form. Check your answers: what it is stands first."))
    if sheet.fingerprint != seen:
        raise _changed(printed=printed)
    if not sheet.term_met and not short_term:
        told = _("You do not meet the five years yet. Confirm that you want to submit the application all the same.")
        raise ApplicationRefused(told)
    if selectors.holds(row.person, row.title, local_day(at)):
        raise ApplicationRefused(_("You hold %(title)s already.") % {"title": row.title})
    return sheet


def _require_same(row: Application, fingerprint: str, at: datetime) -> None:
    if documents.sheet_of(row, at).fingerprint != fingerprint:
        raise _changed()


def _changed(*, printed: bool = False) -> ChangedMeanwhile:
    if printed:
        told = _("Something was changed after the form was printed. Make the form anew, print it, and sign that one.")
        return ChangedMeanwhile(told)
    return ChangedMeanwhile(
        _(
            "Something in your application was changed since you read it, here or in another window. Please read it "
            "again."
        )
    )


def _made(sheet: FormSheet, signature: Signature | None, *, by: User, at: datetime) -> Upload:
    """The form as a sealed file that waits to be taken up."""
    why = (
        _("Application %(reference)s, as it was signed") if signature else _("Application %(reference)s, to be signed")
    )
    content = seal(documents.form_pdf(sheet, signature), reason=why % {"reference": sheet.content.reference}, at=at)
    name = _("application %(reference)s") % {"reference": sheet.content.reference}
    return keeping.keep_made(content, name=name, kind=FileKind.PDF, shelf=FORM, owner=by, at=at)


def _submit(
    row: Application, agree_to: Collection[DocumentVersion], *, short_term: bool, by: User, at: datetime
) -> Application:
    """Agree, submit, mail and note, with a locked row that was signed."""
    missing = {version.pk for version in document_selectors.to_agree(row.person, local_day(at))}
    if missing - {version.pk for version in agree_to}:
        raise ApplicationRefused(_("An application is submitted with your agreement to all documents that hold."))
    agree(row.person, agree_to, how=AgreedHow.APPLICATION, by=by, at=at)
    row.become(ApplicationState.SUBMITTED)
    row.short_term, row.submitted_at, row.changed_at = short_term, at, at
    row.first_due_on = row.due_on = due(local_day(at))
    row.save()
    facts = {"received_on": local_day(at), "due_on": row.due_on}
    outbox.queue(emails.SUBMITTED, emails.mail(row, facts), at=at)
    audit.record("applications.submitted", about=row, person=row.person_id, by=by, at=at, code=row.signed_how)
    return row
