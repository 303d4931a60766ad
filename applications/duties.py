"""What officer applications do by themselves: drafts that nobody changes, references that do not answer."""

from datetime import time, timedelta

from django.utils.translation import gettext_lazy as _

from applications import services
from applications.models import Application, IdentityCopy
from applications.selectors import archiving as archives
from applications.selectors import finalising as lists
from applications.selectors.questions import to_nudge
from applications.services import archiving, clock, destroying, finalising, promises, questions, reminding
from common.duties import Duty, register
from common.jobs import Job

FEW = 200
"""Applications in one transaction, where each may bring mails of its own."""


def drafts(job: Job) -> None:
    """Warn of drafts first, then remove those that were warned of and are over."""
    job.chunks(services.to_warn(job.on), services.warn, part="warnings")
    job.chunks(services.to_expire(job.on), services.expire, part="expired")


def clocks(job: Job) -> None:
    """Reckon every day anew, since the calendar may have changed; then name new days where one has passed."""
    job.chunks(Application.objects.waiting(), clock.reckon_all, part="days that moved")
    job.chunks(promises.due_passed(job.on), promises.tell_new_days, part="new days")


def asked(job: Job) -> None:
    """Remind applicants of what we asked."""
    job.chunks(to_nudge(job.on), questions.nudge, part="reminders")


def references(job: Job) -> None:
    """Remind references and tell applicants, each by a clock of their own."""
    job.chunks(reminding.to_remind(job.on), reminding.remind, part="clocks", size=FEW)


def award(job: Job) -> None:
    """Award what is complete, one after the other."""
    job.chunks(lists.ready(), finalising.award, part="awarded", size=1)


def acceptances(job: Job) -> None:
    """Warn of acceptances first, then let those lapse that were warned of and are over."""
    job.chunks(finalising.to_warn(job.on), finalising.warn, part="warnings", size=FEW)
    job.chunks(finalising.to_lapse(job.on), finalising.lapse, part="lapsed", size=1)


def returned(job: Job) -> None:
    """Note the mails to references that came back."""
    job.chunks(reminding.to_note(), reminding.note_returned, part="returned", size=FEW)


def identity_copies(job: Job) -> None:
    """Destroy the masked copies whose days are over, and ask for another one where it is still needed."""
    job.chunks(IdentityCopy.objects.due(job.on).defer("content"), destroying.destroy_due, part="destroyed", size=FEW)


def archive(job: Job) -> None:
    """Note what has ended first, then draw what waits, one by one; what cannot be drawn waits for the next time."""
    job.chunks(archives.to_archive(job.at), archiving.ask, part="ended")
    job.each(archives.to_make(), archiving.make, part="archived")


register(
    Duty(
        name="applications.drafts",
        label=_("Warn of drafts and remove them"),
        detail=_(
            "Writes to who did not change a draft for months, 14 and 7 days before its last day, and removes it after "
            "six months, never less than a week after the second warning."
        ),
        every=time(4, 40),
        run=drafts,
    ),
    Duty(
        name="applications.clock",
        label=_("Keep the days of our answers"),
        detail=_(
            "Reckons the day of each answer anew, as the calendar may have changed. Where a day that we named has "
            "passed, it names a new one and tells the applicant. It decides nothing."
        ),
        every=time(5, 10),
        run=clocks,
    ),
    Duty(
        name="applications.questions",
        label=_("Remind applicants of what we asked"),
        detail=_("Writes once on the fifth and once on the tenth working day after a question without an answer."),
        every=time(5, 20),
        run=asked,
    ),
    Duty(
        name="applications.references",
        label=_("Remind references, and end their links"),
        detail=_(
            "On working days: reminds references who have not answered on their third and seventh working day, tells "
            "the applicant on the seventh, asks for somebody else on the tenth, and ends links after the fifteenth."
        ),
        every=time(7, 0),
        run=references,
    ),
    Duty(
        name="applications.award",
        label=_("Award titles whose list is complete"),
        detail=_(
            "Looks every minute which accepted applicants are in the register, have paid the first year, signed and "
            "are identified, and awards their titles, dated the day on which the portal learned the last of these."
        ),
        every=timedelta(minutes=1),
        run=award,
        of_a_day=False,
    ),
    Duty(
        name="applications.acceptances",
        label=_("Warn of acceptances and let them lapse"),
        detail=_(
            "Writes to accepted applicants 60 and 14 days before the last day on which what is missing is in time. "
            "After that day the acceptance lapses: never less than a week after the second warning, nor while what is "
            "missing waits for us."
        ),
        every=time(5, 40),
        run=acceptances,
    ),
    Duty(
        name="applications.returned",
        label=_("Note mails to references that came back"),
        detail=_("Asks the applicant for another address as soon as a mail to a reference could not be delivered."),
        every=timedelta(minutes=5),
        run=returned,
        of_a_day=False,
    ),
    Duty(
        name="applications.identity-copies",
        label=_("Destroy masked copies whose days are over"),
        detail=_(
            "Destroys masked copies of identity documents seven days after the verdict, at the latest thirty days "
            "after the application was submitted, or the copy was sent where that was later, and when the application "
            "ended; asks for another one where nobody judged it."
        ),
        every=timedelta(minutes=15),
        run=identity_copies,
    ),
    Duty(
        name="applications.archive",
        label=_("Archive applications that have ended"),
        detail=_(
            "Makes one sealed document of the whole file once an application was awarded, withdrawn or lapsed, or was "
            "rejected and cannot be objected to any more. It decides nothing."
        ),
        every=timedelta(minutes=15),
        run=archive,
        of_a_day=False,
    ),
)
