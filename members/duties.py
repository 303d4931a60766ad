"""What the register does by itself: ask what years bring, remind, match money, work on files, draw, tell of texts."""

from datetime import time, timedelta
from functools import partial

from django.utils.translation import gettext_lazy as _

from common.duties import Duty, register
from common.jobs import Job
from members import selectors, services
from members.enums import ContributionReason
from members.models import Announcement, BankLine, Contribution, Membership, TriedFile
from members.rules.membership import Schedule
from members.selectors import drawing as documents
from members.services import badges, drawing


def ask_years(job: Job) -> None:
    """Make the contributions and invoices of the years that are due."""
    terms = selectors.terms_on(job.on)
    due = Membership.objects.asked_by((terms.schedule if terms else Schedule()).asks_by(job.on))
    job.chunks(due, services.ask_years, part="years")
    if terms:
        waiting = Contribution.objects.filter(
            reason=ContributionReason.DIFFERENCE.value, amount__gt=0, invoice_lines=None
        )
        job.chunks(waiting, services.bill_waiting, part="differences")


def remind(job: Job) -> None:
    """Remind of open invoices that reached a reminder they did not get yet."""
    job.chunks(services.to_remind(job.on), services.remind, part="reminders")


def match(job: Job) -> None:
    """Look again what money is for that waits and was never used."""
    job.chunks(BankLine.objects.untouched(), services.match_again, part="lines")


def tell_of_versions(job: Job) -> None:
    """Mail everybody whom a version that was published concerns; what is told, is noted."""
    open_ones = Announcement.objects.open()
    for announcement in open_ones.select_related("version__document"):
        version = announcement.version
        job.chunks(
            services.to_be_told(version, job.on),
            partial(services.tell_of_version, version),
            part=f"{version.document.key} {version.label}",
        )
    job.chunks(open_ones, services.end_announcements, part="announcements")


def work_on_files(job: Job) -> None:
    """Try every file that waits and bring in every one that was confirmed, each in one transaction.

    Tried itself, it only counts them. A file that fails is kept as a fault, and the others go on.
    """
    waiting = TriedFile.objects.with_work()
    if job.dry_run:
        job.count("due", waiting.count())
        return
    job.chunks(waiting.defer("content"), services.work_on_files, part="files", size=1)


LATELY = timedelta(days=31)
"""How far back every minute looks for titles that ended; a night looks at all of them."""
DRAWS_FOR = timedelta(minutes=1)
"""How long one run draws before other work of its worker has its turn."""


def certificates(job: Job) -> None:
    """Let go of what was replaced or is over; then draw what waits, some at a time, for about a minute.

    Many may run at once; each certificate is drawn by one of them. One that fails is tried again minutes later.
    """
    for gone in (documents.replaced(), documents.ended(job.on, job.on - LATELY)):
        job.chunks(gone, drawing.let_go, part="let go")
    waiting = documents.waiting(job.on)
    if waiting.exists():
        if not job.dry_run:
            drawing.require_ready(at=job.now())
        together = drawing.draw_together
        job.several(waiting, together, part="drawn", size=drawing.AT_ONCE, until=job.at + DRAWS_FOR)


def look_after_certificates(job: Job) -> None:
    """Sign the badges anew that are shown and whose key is published no more; let go of documents of lost titles.

    Those that ended by a decision of long ago are not found before; nobody opens them in the meantime.
    """
    job.chunks(documents.ended(job.on), drawing.let_go, part="let go")
    job.chunks(badges.to_sign_again(), badges.sign_again, part="badges", size=200)


register(
    Duty(
        name="members.certificates",
        label=_("Draw certificates"),
        detail=_("Draws and seals each certificate, signs its badge, and lets go of documents that do not hold."),
        every=timedelta(minutes=1),
        run=certificates,
        alone=False,
        of_a_day=False,
    ),
    Duty(
        name="members.badges",
        label=_("Look after certificates"),
        detail=_(
            "Signs every badge anew whose key was retired, so that what we show proves itself, and lets go of the "
            "documents of all titles that are over."
        ),
        every=time(3, 40),
        run=look_after_certificates,
        of_a_day=False,
    ),
    Duty(
        name="members.years",
        label=_("Ask for membership years"),
        detail=_("Makes the invoice of each membership year that comes near; what asks nothing is written down."),
        every=time(4, 10),
        run=ask_years,
    ),
    Duty(
        name="members.reminders",
        label=_("Remind of invoices"),
        detail=_("Writes to who has not paid yet, on the days the invoice terms say."),
        every=time(7, 30),
        run=remind,
    ),
    Duty(
        name="members.imports",
        label=_("Try and bring in files of a register"),
        detail=_("Judges the files that somebody uploaded, and brings in those that were read and confirmed."),
        every=timedelta(minutes=1),
        run=work_on_files,
        of_a_day=False,
    ),
    Duty(
        name="members.documents",
        label=_("Tell of new versions of documents"),
        detail=_("Mails everybody whom a new version of a document concerns, once each."),
        every=timedelta(minutes=1),
        run=tell_of_versions,
    ),
    Duty(
        name="members.match",
        label=_("Match money that waits"),
        detail=_(
            "Looks whether an invoice made meanwhile is what waiting money is for: books it where reference and "
            "amount agree, proposes it where a person is to look."
        ),
        every=timedelta(hours=1),
        run=match,
    ),
)
