"""Mails about reports: to their reporters, by a private link, and to case officers."""

from datetime import date
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from comms.outbox import Mail
from conduct.emails.kinds import (
    APPOINTS,
    CARES,
    GIVEN,
    LINK,
    OF_REPORT,
    REPORTED,
    Words,
    about_report,
    accounts,
    by_link,
    intake,
    intake_list,
    is_the_link,
    is_there,
    kind,
    public,
    waits_for_confirming,
    waits_for_decision,
    waits_for_taker,
)
from conduct.models import Report, ReportAddition
from conduct.policies import has_nobody


def to_reporter(report: Report, *, until: date | None = None, period: str = "") -> Mail:
    """A mail to the reporter, with their private link."""
    facts: dict[str, Any] = {"record": report.reference, "seed": report.seed, "fingerprint": report.secret_sha256}
    if until is not None:
        facts["until"] = until
    return Mail(to=report.email, about=about_report(report), period=period, facts=facts)


def to_officer(report: Report, addition: ReportAddition | None = None) -> Mail | None:
    """Word to the case officer of a report, if it has one who still receives reports (at most 1 query)."""
    person = report.case.officer if report.case else report.officer
    if person is None or has_nobody(person):
        return None
    return _to(person, report, period=f"addition {addition.pk}" if addition else "")


def handed_on(report: Report, to: User, at_moment: str) -> Mail:
    """Word to whom a report is handed; anew each time."""
    return _to(to, report, period=at_moment)


def to_colleague(person: User, report: Report, day: date | None, period: str) -> Mail:
    """Word to a colleague about a report that waits, since a day where the kind says one."""
    return _to(person, report, period=period, day=day)


def left_behind(report: Report, period: str) -> Mail:
    """Word to where a report is followed from no more; it leads to nothing of the report."""
    return Mail(to=report.email, about=about_report(report), period=period, facts={"record": report.reference})


def _to(person: User, report: Report, period: str = "", day: date | None = None) -> Mail:
    facts: dict[str, Any] = {"record": report.reference, **({"until": day} if day else {})}
    return Mail(to=person.email, about=about_report(report), period=period, person=person, facts=facts)


CONFIRM: Final = kind(
    "report_confirm",
    Words(
        name=_("Confirm your report"),
        when=_("When a report was sent."),
        subject=_("By %(until)s: confirm your report %(reference)s"),
        reason=GIVEN,
        heading=_("Confirm that you sent this report"),
        text=_(
            "Open your report and confirm it by %(until)s. Nobody of us reads it before, and after that day nothing of "
            "it is kept. Keep this mail: its link is the only way to your report, to add to it, or to take it back. If "
            "you sent no report, do nothing, or open it and take it back: it is deleted at once."
        ),
        label=_("Open your report"),
    ),
    by_link,
    sample=LINK,
    until=True,
    still_true=waits_for_confirming,
)
CONFIRM_AGAIN: Final = kind(
    "report_confirm_again",
    Words(
        name=_("A reminder: confirm your report"),
        when=_("Three days before a report goes that nobody confirmed."),
        subject=_("By %(until)s: your report %(reference)s is not confirmed"),
        reason=GIVEN,
        heading=_("Your report is not confirmed yet"),
        text=_(
            "Your report is not confirmed yet. Open it and confirm it by %(until)s. Nobody of us reads it before, and "
            "after that day nothing of it is kept. If you sent no report, do nothing. This is our only reminder."
        ),
        label=_("Open your report"),
    ),
    by_link,
    sample=LINK,
    until=True,
    still_true=waits_for_confirming,
)
RECEIVED: Final = kind(
    "report_received",
    Words(
        name=_("We received your report"),
        when=_("When a reporter confirmed their report."),
        subject=_("Received: your report %(reference)s"),
        reason=REPORTED,
        heading=_("We received your report"),
        text=_(
            "We received your report. One case officer reads it, and the committee, if it leads to a case. The member "
            "never learns by whom it was reported. We write to you once it is decided whether there is a case. Keep "
            "this mail: its link is the only way to your report, to add to it, or to take it back."
        ),
        label=_("Open your report"),
    ),
    by_link,
    sample=LINK,
    still_true=is_there,
)
MOVED: Final = kind(
    "report_moved",
    Words(
        name=_("The new link of your report"),
        when=_("When a reporter gives another address."),
        subject=_("New link: your report %(reference)s"),
        reason=GIVEN,
        heading=_("Your report opens by this link now"),
        text=_(
            "This address was given for your report. The link of this mail opens it now, and the one that we mailed to "
            "the earlier address opens nothing any more. Keep this mail."
        ),
        label=_("Open your report"),
    ),
    by_link,
    sample=LINK,
    still_true=is_the_link,
)
LEFT_BEHIND: Final = kind(
    "report_left_behind",
    Words(
        name=_("Your report is followed from another address"),
        when=_("When a reporter gives another address; to the earlier one."),
        subject=_("Another address: your report %(reference)s"),
        reason=REPORTED,
        heading=_("Your report is followed from another address"),
        text=_(
            "Another address was given for your report. What we mail about it goes there, and the link in our earlier "
            "mails opens nothing any more. If it was not you who changed this, call or write to us, with the reference."
        ),
        label=_("How a report goes"),
    ),
    public,
    sample=OF_REPORT,
    still_true=is_there,
)
WITHDRAWN: Final = kind(
    "report_withdrawn",
    Words(
        name=_("You took your report back"),
        when=_("When a reporter takes their report back."),
        subject=_("Taken back: your report %(reference)s"),
        reason=REPORTED,
        heading=_("You took your report back"),
        text=_("You took your report back. Its page says what follows, what of it is kept, and for how long."),
        label=_("Open your report"),
    ),
    by_link,
    sample=LINK,
    still_true=is_there,
)
DISMISSED: Final = kind(
    "report_dismissed",
    Words(
        name=_("Our answer to your report: no case"),
        when=_("When a case officer decides that a report leads to no case."),
        subject=_("Our answer to your report %(reference)s"),
        reason=REPORTED,
        heading=_("Our answer to your report"),
        text=_("Your report leads to no case. Its page says why, in words to you, and until when the report is kept."),
        label=_("Read our answer"),
    ),
    by_link,
    sample=LINK,
    still_true=is_there,
)
LOOKED_INTO: Final = kind(
    "report_looked_into",
    Words(
        name=_("Our answer to your report: a committee looks into it"),
        when=_("When a case officer opens a case on a report."),
        subject=_("Our answer to your report %(reference)s"),
        reason=REPORTED,
        heading=_("A committee looks into your report"),
        text=_(
            "We opened a case. The member is told what is alleged, and never by whom. We write to you again when the "
            "case is closed."
        ),
        label=_("Open your report"),
    ),
    by_link,
    sample=LINK,
    still_true=is_there,
)
CLOSED: Final = kind(
    "report_closed",
    Words(
        name=_("The case about your report is closed"),
        when=_("When a committee has judged the case that a report led to."),
        subject=_("Closed: the case about your report %(reference)s"),
        reason=REPORTED,
        heading=_("The committee has judged"),
        text=_(
            "The case about your report is closed. What the committee found stays between it and the member; a title "
            "that ended can be seen by anybody who checks its number."
        ),
        label=_("Open your report"),
    ),
    by_link,
    sample=LINK,
    still_true=is_there,
)
ARRIVED: Final = kind(
    "report_arrived",
    Words(
        name=_("A report came in"),
        when=_("When a reporter confirmed their report; to each case officer."),
        subject=_("New: report %(reference)s"),
        reason=CARES,
        heading=_("A report came in"),
        text=_("A report came in. One of you takes it, and says before reading it that they have no interest in it."),
        label=_("See the reports"),
    ),
    intake_list,
    sample=OF_REPORT,
    still_true=waits_for_taker,
)
TO_TAKE: Final = kind(
    "report_to_take",
    Words(
        name=_("A report is still to be taken"),
        when=_("When a colleague leaves a report to the others, and every week while nobody takes it."),
        subject=_("Since %(until)s: report %(reference)s is to be taken"),
        reason=CARES,
        heading=_("A report is to be taken"),
        text=_(
            "This report came in on %(until)s, and nobody has it. One of you takes it, and says before reading it that "
            "they have no interest in it."
        ),
        label=_("See the reports"),
    ),
    intake_list,
    sample=OF_REPORT,
    until=True,
    still_true=waits_for_taker,
)
TO_DECIDE: Final = kind(
    "report_to_decide",
    Words(
        name=_("A reminder: a report waits for your decision"),
        when=_("Every week while a report that a case officer took is not decided."),
        subject=_("Since %(until)s: report %(reference)s waits for you"),
        reason=CARES,
        heading=_("A report waits for your decision"),
        text=_(
            "You have had this report since %(until)s. Open a case, answer why there is none, or hand it on: its "
            "reporter waits for our answer."
        ),
        label=_("Open the report"),
    ),
    intake,
    sample=OF_REPORT,
    until=True,
    still_true=waits_for_decision,
)
NOBODY: Final = kind(
    "report_nobody",
    Words(
        name=_("No case officer can take a report"),
        when=_("When a report is to be taken and no case officer can, at once and every week; to administrators."),
        subject=_("Since %(until)s: nobody can take report %(reference)s"),
        reason=APPOINTS,
        heading=_("A report needs another case officer"),
        text=_(
            "This report came in on %(until)s, and there is no case officer who can take it. Please give the role to "
            "somebody else; they find the report under “Conduct”. Nobody reads it before. Please tell nobody else "
            "about it."
        ),
        label=_("See the accounts"),
    ),
    accounts,
    sample=OF_REPORT,
    until=True,
    still_true=waits_for_taker,
)
ADDED: Final = kind(
    "report_added",
    Words(
        name=_("A reporter added something"),
        when=_("When a reporter adds to a report that a case officer has."),
        subject=_("New in report %(reference)s"),
        reason=CARES,
        heading=_("The reporter added something"),
        text=_("The reporter added something. It stands below what was there before."),
        label=_("Open the report"),
    ),
    intake,
    sample=OF_REPORT,
    still_true=is_there,
)
TAKEN_BACK: Final = kind(
    "report_taken_back",
    Words(
        name=_("A reporter took a report back"),
        when=_("When a reporter takes back a report that a case officer has."),
        subject=_("Taken back: report %(reference)s"),
        reason=CARES,
        heading=_("The reporter took it back"),
        text=_(
            "The reporter took this report back. Without a case nothing more is to be done. A case that was opened "
            "goes on."
        ),
        label=_("Open the report"),
    ),
    intake,
    sample=OF_REPORT,
    still_true=is_there,
)
HANDED_ON: Final = kind(
    "report_handed_on",
    Words(
        name=_("A report was handed to you"),
        when=_("When a case officer hands a report to another one."),
        subject=_("Yours now: report %(reference)s"),
        reason=CARES,
        heading=_("A colleague handed you a report"),
        text=_("A colleague handed you a report. Before you read it you say that you have no interest in it."),
        label=_("See the reports"),
    ),
    intake_list,
    sample=OF_REPORT,
    still_true=is_there,
)
