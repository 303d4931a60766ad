"""What a reporter does, without an account: begin, fill in, send, confirm by the mailed link, add, withdraw.

No line names an account. A draft and a report that was not confirmed go on the day they were told.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _

from common import private_links
from common.calendar import local_day
from common.files import keeping
from common.files.refusals import FileRefused
from common.models import Upload
from comms import outbox
from comms import services as comms
from conduct.emails import reports as emails
from conduct.emails.kinds import about_report
from conduct.enums import ReportState, Step
from conduct.models import Report, ReportAddition, ReportFile
from conduct.models.reports import LONG
from conduct.selectors.reports import sizes
from conduct.selectors.terms import terms_on
from conduct.services import telling
from conduct.services.steps import ConductRefused, locked_report, note, required
from conduct.shelves import REPORT

PARTS: Final[Mapping[str, tuple[str, ...]]] = {
    "whom": ("about", "about_number", "about_more"),
    "what": ("acted_from", "acted_until", "account", "knows_by"),
    "you": ("name", "email", "phone", "relation"),
}
"""The parts of the form and what each keeps."""
NEEDED: Final = ("about", "acted_from", "account", "knows_by", "name", "email", "relation")
MOST_FILES: Final = 10
MOST_BYTES: Final = 50_000_000
"""Bytes of all files of a report together."""


@transaction.atomic
def begin(*, at: datetime) -> Report:
    """Begin a draft; it goes some days after its last change."""
    seed = private_links.new_seed()
    made: Report = Report.objects.create(
        seed=seed,
        secret_sha256=private_links.fingerprint(private_links.secret_of(seed)),
        begun_at=at,
        changed_at=at,
        goes_on=terms_on(local_day(at)).draft_until(local_day(at)),
    )
    return made


@transaction.atomic
def save(draft: Report, part: str, said: Mapping[str, Any], *, at: datetime) -> Report:
    """Keep what was written into a part of a draft. Locks it. Raises ``ConductRefused`` for one that was sent."""
    row = _locked_draft(draft)
    for name in PARTS[part]:
        setattr(row, name, said[name])
    return _changed(row, at, *PARTS[part])


@transaction.atomic
def throw_away(draft: Report, *, at: datetime) -> None:
    """Remove a draft at once, with its files. Locks it. Raises ``ConductRefused`` for one that was sent."""
    remove([_locked_draft(draft).pk], at=at)


def attach(report: Report, file: "File[Any]", *, at: datetime) -> Upload:
    """Receive a file and put it with a draft. Commits as it goes, so no transaction may be open around it.

    Raises ``FileRefused``, and ``ConductRefused`` for a report that was sent.
    """
    _require_room(report, file.size or 0)
    upload = keeping.receive(file, shelf=REPORT, owner=None, at=at)
    try:
        with transaction.atomic():
            row = _locked_draft(report)
            _require_room(row, upload.size)
            row.files.create(file=keeping.take_up(upload, by=None))
            _changed(row, at)
    except Exception:
        keeping.let_go([upload.pk], at=at)
        raise
    return upload


@transaction.atomic
def detach(report: Report, reference: str, *, at: datetime) -> None:
    """Take a file off a draft and let it go; one that is not there any more is no fault. Locks the draft."""
    row = _locked_draft(report)
    for found in row.files.filter(file__reference=reference):
        found.delete()
        keeping.let_go([found.file_id], at=at)
    _changed(row, at)


def lacking(report: Report) -> tuple[str, ...]:
    """Which needed fields of a draft are empty."""
    return tuple(name for name in NEEDED if not getattr(report, name))


@transaction.atomic
def send(draft: Report, *, at: datetime) -> Report:
    """Send a draft: from now it waits to be confirmed by the private link that is mailed to the reporter.

    Locks it; queues ``conduct.report_confirm``. Raises ``ConductRefused`` while something is lacking.
    """
    row = _locked_draft(draft)
    if lacking(row):
        raise ConductRefused(_("Something is still missing. The parts below say what."))
    row.become(ReportState.SENT)
    row.sent_at, row.goes_on = at, terms_on(local_day(at)).confirm_by(local_day(at))
    row.acted_until = row.acted_until or row.acted_from
    row.save(update_fields=["state", "sent_at", "goes_on", "acted_until"])
    note(Step.REPORT_SENT, report=row, by=None, at=at)
    outbox.queue(emails.CONFIRM, emails.to_reporter(row, until=row.goes_on), at=at)
    return row


@transaction.atomic
def send_again(report: Report, email: str, *, at: datetime) -> Report:
    """Mail another link of a report that was not confirmed yet, where it is to go; the earlier one opens nothing then.

    Where the earlier one went is forgotten.
    Locks it; queues ``conduct.report_confirm``. Raises ``ConductRefused`` for one that waits for no confirmation.
    """
    row = locked_report(report)
    if row.state != ReportState.SENT:
        raise ConductRefused(_("This report was confirmed already. The link we mailed you opens it."))
    comms.forget_letters([about_report(row)])
    row.email, row.seed = email, private_links.new_seed()
    row.secret_sha256 = private_links.fingerprint(private_links.secret_of(row.seed))
    row.save(update_fields=["email", "seed", "secret_sha256"])
    mail = emails.to_reporter(row, until=row.goes_on, period=row.secret_sha256[:32])
    outbox.queue(emails.CONFIRM, mail, at=at)
    return row


@transaction.atomic
def change_address(report: Report, email: str, *, at: datetime) -> Report:
    """Follow a report from another address: its new link is mailed there, and the earlier one opens nothing any more.

    Locks it; queues ``conduct.report_moved``, and word without a link to where it was followed before. One that was not
    confirmed yet is mailed once more instead. Raises ``ConductRefused`` for one that ended or was withdrawn.
    """
    row = locked_report(report)
    if row.state == ReportState.SENT:
        return send_again(row, email, at=at)
    if not can_be_reached(row):
        raise ConductRefused(_("This report has ended; nothing is mailed about it any more."))
    comms.forget_letters([about_report(row)])
    outbox.queue(emails.LEFT_BEHIND, emails.left_behind(row, f"{at:%Y-%m-%d %H:%M:%S}"), at=at)
    row.email, row.seed = email, private_links.new_seed()
    row.secret_sha256 = private_links.fingerprint(private_links.secret_of(row.seed))
    row.save(update_fields=["email", "seed", "secret_sha256"])
    note(Step.REPORT_ADDED, report=row, case=row.case, by=None, at=at, words=_("Another e-mail address."))
    outbox.queue(emails.MOVED, emails.to_reporter(row, period=row.secret_sha256[:32]), at=at)
    return row


def can_be_reached(report: Report) -> bool:
    """Whether mail still goes to the reporter, and may go to another address."""
    ended = report.withdrawn_at or (report.case is not None and report.case.closed_at is not None)
    return not ended and report.state in {ReportState.SENT, ReportState.CONFIRMED, ReportState.OPENED}


@transaction.atomic
def confirm(report: Report, *, at: datetime) -> Report:
    """Confirm a report by its link: from now it is handed in. Again, it changes nothing.

    Locks it; queues ``conduct.report_received`` to the reporter, and word to each case officer who may take it.
    """
    row = locked_report(report)
    if row.state != ReportState.SENT:
        return row
    row.become(ReportState.CONFIRMED)
    row.confirmed_at, row.goes_on = at, None
    row.save(update_fields=["state", "confirmed_at", "goes_on"])
    note(Step.REPORT_CONFIRMED, report=row, by=None, at=at)
    outbox.queue(emails.RECEIVED, emails.to_reporter(row), at=at)
    telling.to_take(row, emails.ARRIVED, at=at)
    return row


def add(report: Report, text: str, files: "list[File[Any]]", *, at: datetime) -> ReportAddition:
    """Add to a report, or correct it: what was said before stays. Commits as it goes for the files.

    Queues word to the case officer, if there is one. Raises ``FileRefused``, and ``ConductRefused`` once it ended.
    """
    said = required(text, _("Write what you add or correct."), LONG)
    _require_open(report)
    uploads: list[Upload] = []
    try:
        for file in files:
            bytes_so_far = sum(upload.size for upload in uploads)
            _require_room(report, bytes_so_far + (file.size or 0), more=len(uploads))
            uploads.append(_received(file, at))
        with transaction.atomic():
            row = locked_report(report)
            _require_open(row)
            made: ReportAddition = row.additions.create(text=said, added_at=at)
            ReportFile.objects.bulk_create(
                ReportFile(report=row, addition=made, file=keeping.take_up(upload, by=None)) for upload in uploads
            )
            row.changed_at = at
            row.save(update_fields=["changed_at"])
            note(Step.REPORT_ADDED, report=row, case=row.case, by=None, at=at)
            if told := emails.to_officer(row, made):
                outbox.queue(emails.ADDED, told, at=at)
    except Exception:
        keeping.let_go([upload.pk for upload in uploads], at=at)
        raise
    return made


@transaction.atomic
def withdraw(report: Report, *, at: datetime) -> Report:
    """Take a report back. Before a decision it ends; once there is a case, the case goes on without its reporter.

    One that was never confirmed goes at once, with its files: nobody has read it. In a case, address, telephone and our
    mails are forgotten at once, and what was written stays. Locks the report; queues word to the reporter and the case
    officer.
    Raises ``ConductRefused`` for one that ended or was withdrawn.
    """
    row = locked_report(report)
    if row.state == ReportState.SENT:
        remove([row.pk], at=at)
        return row
    if row.withdrawn_at or row.state in {ReportState.DISMISSED, ReportState.WITHDRAWN}:
        raise ConductRefused(_("This report was withdrawn already, or has ended."))
    if row.state == ReportState.OPENED:
        comms.forget_letters([about_report(row)])
    outbox.queue(emails.WITHDRAWN, emails.to_reporter(row), at=at)
    if told := emails.to_officer(row):
        outbox.queue(emails.TAKEN_BACK, told, at=at)
    row.withdrawn_at = at
    if row.state == ReportState.OPENED:
        row.email = row.phone = ""
        row.save(update_fields=["withdrawn_at", "email", "phone"])
    else:
        row.become(ReportState.WITHDRAWN)
        row.ended_at, row.kept_until = at, terms_on(local_day(at)).dismissed_until(local_day(at))
        row.save(update_fields=["state", "withdrawn_at", "ended_at", "kept_until"])
    note(Step.REPORT_WITHDRAWN, report=row, case=row.case, by=None, at=at)
    return row


@transaction.atomic
def take_back(report: Report, *, at: datetime) -> None:
    """Remove a report that was sent and not confirmed, at once, with its files: nobody has read it.

    Locks it. Raises ``ConductRefused`` for one that was confirmed meanwhile.
    """
    row = locked_report(report)
    if row.state != ReportState.SENT:
        raise ConductRefused(_("This report was confirmed already. The link we mailed you opens it."))
    remove([row.pk], at=at)


@transaction.atomic
def end_unsent(rows: list[int], *, at: datetime) -> int:
    """Remove drafts and reports that nobody confirmed, with their files, past their day: how many went.

    Locks them; one that was confirmed meanwhile stays.
    """
    going = Report.objects.select_for_update(of=("self",)).filter(pk__in=rows)
    keys = list(going.filter(goes_on__lt=local_day(at)).values_list("pk", flat=True))
    remove(keys, at=at)
    return len(keys)


def remove(keys: list[int], *, at: datetime) -> None:
    """Remove reports with all that belongs to them, let their files go, and forget our mails about them.

    Within the caller's transaction.
    """
    about = [about_report(report) for report in Report.objects.filter(pk__in=keys).only("reference")]
    files = ReportFile.objects.filter(report__in=keys)
    uploads = list(files.values_list("file", flat=True))
    files.delete()
    Report.objects.filter(pk__in=keys).delete()
    keeping.let_go(uploads, at=at)
    comms.forget_about(about)


def _locked_draft(draft: Report) -> Report:
    row = locked_report(draft)
    if row.state != ReportState.DRAFT:
        raise ConductRefused(_("This report was sent already. The link we mailed you opens it."))
    return row


def _changed(row: Report, at: datetime, *fields: str) -> Report:
    row.changed_at = at
    row.goes_on = terms_on(local_day(at)).draft_until(local_day(at))
    row.save(update_fields=[*fields, "changed_at", "goes_on"])
    return row


def _require_open(report: Report) -> None:
    if report.withdrawn_at or report.state not in {ReportState.SENT, ReportState.CONFIRMED, ReportState.OPENED}:
        raise ConductRefused(_("This report has ended; nothing can be added to it."))
    if report.case is not None and report.case.closed_at is not None:
        raise ConductRefused(_("The case is closed; nothing can be added any more."))
    if report.case is not None and report.case.frozen_at is not None:
        raise ConductRefused(_("The committee deliberates on what it has; nothing can be added any more."))


def _require_room(report: Report, size: int, more: int = 0) -> None:
    now = sizes(report)
    if now["files"] + more >= MOST_FILES:
        told = _("A report takes %(most)d files. Put several pages into one PDF, or leave one out.")
        raise ConductRefused(told % {"most": MOST_FILES})
    if now["bytes"] + size > MOST_BYTES:
        told = _("The files of a report take %(most)d MB together. Save this one smaller, or leave one out.")
        raise ConductRefused(told % {"most": MOST_BYTES // 1_000_000})


def _received(file: "File[Any]", at: datetime) -> Upload:
    """A file, received. Raises ``FileRefused`` that names it, since it is one of several."""
    try:
        return keeping.receive(file, shelf=REPORT, owner=None, at=at)
    except FileRefused as refusal:
        raise FileRefused(refusal.code, f"{file.name}: {refusal}") from refusal
