"""The words of the pages for reporters: parts, what is lacking, what follows when, why a page does not open."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from comms.enums import State
from comms.models import Message
from conduct.enums import Shut
from conduct.models import Report, ReportFile
from conduct.rules.terms import Terms
from conduct.services.reporting import PARTS as FIELDS

Words = str | Promise

TYPED: Final = ("about", "about_more", "account", "knows_by", "relation", "text")
"""The boxes whose words are shown once more where a page could not keep them."""

PARTS: Final[Mapping[str, Words]] = {
    "whom": _("Whom it is about"),
    "what": _("What happened"),
    "you": _("About you"),
    "files": _("Files"),
}
AFTER: Final[Mapping[str, str]] = {
    "whom": "conduct:report-what",
    "what": "conduct:report-files",
    "you": "conduct:report-tasks",
}
"""The page that follows a part."""
LACKS: Final[Mapping[str, Words]] = {
    "about": _("Write the name of the person it is about."),
    "acted_from": _("Say on which day it happened."),
    "account": _("Write what happened."),
    "knows_by": _("Write how you know."),
    "name": _("Write your name."),
    "email": _("Write your e-mail address."),
    "relation": _("Write how you know this person."),
}


def day(value: date | None) -> str:
    """A day, written out."""
    return date_format(value, "j F Y") if value else ""


def choose_again(refusal: str) -> str:
    """Why no file was taken, and that a browser forgets what was chosen."""
    return f"{refusal} {_t('Nothing was sent yet; choose the files once more.')}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A line of the task list."""

    name: Words
    url: str
    summary: str
    lacks: Sequence[Words]
    begun: bool

    @property
    def complete(self) -> bool:
        """Whether nothing is lacking."""
        return not self.lacks


def parts(draft: Report, lacking: Sequence[str], files: Sequence[ReportFile]) -> list[Part]:
    """The task list of a draft."""
    summaries = {
        "whom": draft.about,
        "what": days(draft),
        "files": ", ".join(one.file.name for one in files) or _t("None, which is fine"),
        "you": draft.name,
    }
    found = []
    for key in ("whom", "what", "files", "you"):
        fields = FIELDS.get(key, ())
        found.append(
            Part(
                name=PARTS[key],
                url=reverse(f"conduct:report-{key}"),
                summary=summaries[key],
                lacks=[LACKS[name] for name in fields if name in lacking],
                begun=any(getattr(draft, name) for name in fields),
            )
        )
    return found


def days(report: Report) -> str:
    """On which day or days it happened."""
    first, last = report.acted_from, report.acted_until
    if first and last and first != last:
        return _t("%(first)s until %(last)s") % {"first": day(first), "last": day(last)}
    return day(first or last)


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldPart:
    """A part of a report as it is kept: its name, the way to change it, its lines, its files."""

    key: str
    name: Words
    url: str
    rows: Sequence[tuple[Words, str]]
    files: Sequence[ReportFile] = ()


def held(report: Report, files: Sequence[ReportFile]) -> Iterator[HeldPart]:
    """All that a report holds, part by part."""
    forgotten = _t("deleted") if report.withdrawn_at and report.case_id else ""
    said: Mapping[str, Sequence[tuple[Words, str]]] = {
        "whom": [
            (_("Name"), report.about),
            (_("Number of a certificate or badge"), report.about_number),
            (_("How else we can tell who it is"), report.about_more),
        ],
        "what": [
            (_("When it happened"), days(report)),
            (_("What happened"), report.account),
            (_("How you know"), report.knows_by),
        ],
        "files": [],
        "you": [
            (_("Your name"), report.name),
            (_("Your e-mail address"), report.email or forgotten),
            (_("Your telephone"), report.phone or forgotten),
            (_("How you know this person"), report.relation),
        ],
    }
    for key, rows in said.items():
        yield HeldPart(
            key=key,
            name=PARTS[key],
            url=reverse(f"conduct:report-{key}"),
            rows=rows,
            files=files if key == "files" else (),
        )


def steps(terms: Terms) -> list[tuple[Words, str]]:
    """What happens with a report, step by step, with the days of the terms in force."""
    confirm = _t(
        "You write your report; a draft is kept for %(draft)d days after its last change, then deleted. We mail you a "
        "link. You confirm the report by it within %(confirm)d days; without that we never read it, and nothing of it "
        "is kept."
    )
    read = _t(
        "One case officer takes it, and says before reading it that they have no interest in it. They decide whether "
        "it leads to a case, are reminded of it every week, and write to you either way, with the reason where it "
        "does not."
    )
    committee = _t(
        "A committee of at least %(seats)d is asked; each member of it says whether they have an interest in the case, "
        "and stays out of it if so. The member is told what is alleged and who judges, and has %(challenge)d days to "
        "challenge a name."
    )
    explain = _t("The member has %(explain)d days to explain, in writing or at a hearing.")
    judged = _t(
        "The committee judges, under the code that was in force on the last day on which it happened. A breach that "
        "was knowing and is not explained ends the membership and every title. We write to you that the case is "
        "closed; what was found stays between the committee and the member."
    )
    kept = _t(
        "We delete a report that leads to no case %(none)s after our answer, a case without a breach %(closed)s after "
        "it was closed, and one with a breach %(breach)s after it was closed."
    )
    return [
        (_("You write and confirm it"), confirm % {"draft": terms.draft_days, "confirm": terms.confirm_days}),
        (_("A case officer reads it"), read),
        (_("A committee is formed"), committee % {"seats": terms.seats, "challenge": terms.challenge_days}),
        (_("The member explains"), explain % {"explain": terms.explain_days}),
        (_("The committee judges"), judged),
        (
            _("It is deleted"),
            kept
            % {
                "none": _months(terms.dismissed_months),
                "closed": _months(terms.closed_months),
                "breach": _months(terms.breach_months),
            },
        ),
    ]


def _months(number: int) -> str:
    return _t("%(number)d months") % {"number": number}


def mailed(message: Message | None) -> tuple[str, Words, str]:
    """How the mail with the link fared: shape, word, and a sentence where it did not arrive."""
    if message is None:
        return "waiting", _("on its way"), ""
    state, when = State(message.state), _when(message)
    if state in {State.BOUNCED, State.FAILED}:
        told = _t("Our mail of %(when)s did not arrive at %(email)s. Give another address below, or mend this one.")
        return "attention", _("did not arrive"), told % {"when": when, "email": message.recipient}
    if state is State.SENT:
        return "valid", _t("left on %(when)s") % {"when": when}, ""
    return "waiting", _("on its way"), ""


def _when(message: Message) -> str:
    return date_format(localtime(message.when), "j F Y, H:i")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sorry:
    """A page that is not the one asked for: its status code, shape and word, heading, what happened, what to do."""

    status: int
    kind: str
    word: Words
    heading: Words
    told: Words
    then: Words


SORRY: Final[Mapping[Shut, Sorry]] = {
    Shut.NO_DRAFT: Sorry(
        status=404,
        kind="ended",
        word=_("not open here"),
        heading=_("No report is open in this browser"),
        told=_(
            "A draft opens in the browser in which it was begun, and is deleted some days after its last change. "
            "Perhaps those days are over, or it was thrown away, or this browser keeps no cookies."
        ),
        then=_("If you sent your report, the link that we mailed you opens it. Otherwise begin another one."),
    ),
    Shut.SENT: Sorry(
        status=409,
        kind="valid",
        word=_("sent"),
        heading=_("Your report was sent already"),
        told=_("It cannot be changed in this form any more."),
        then=_("The link that we mailed you opens it. There you confirm it, add to it, or take it back."),
    ),
    Shut.SENT_CLOSED: Sorry(
        status=404,
        kind="ended",
        word=_("not open here"),
        heading=_("This page is not open here any more"),
        told=_(
            "It says where the link was mailed, and opens for a day after you last used it, in the browser in which "
            "the report was sent. Nothing of the report is lost before the last day to confirm it."
        ),
        then=_(
            "The link that we mailed you opens your report. If no mail came, write the report once more: one that "
            "nobody confirms is read by nobody of us, and deleted."
        ),
    ),
    Shut.OTHER: Sorry(
        status=409,
        kind="attention",
        word=_("another report"),
        heading=_("Another report is open in this browser now"),
        told=_("The page from which you sent this was open since before that one was begun, so nothing was saved."),
        then=_("Copy what you need, and go on with the report that is open now."),
    ),
    Shut.CONFIRMED: Sorry(
        status=409,
        kind="valid",
        word=_("confirmed"),
        heading=_("Your report was confirmed"),
        told=_("It was confirmed by the link that we mailed. A case officer takes it next, if none has it yet."),
        then=_(
            "The link of our newest mail opens it. If it was not you who confirmed it, call or write to us, with the "
            "reference."
        ),
    ),
    Shut.CLOSED: Sorry(
        status=404,
        kind="ended",
        word=_("not open here"),
        heading=_("Your report is not open here any more"),
        told=_("For your protection it closes two hours after you last used it. Nothing of it is lost."),
        then=_("Open the link of our mail again."),
    ),
    Shut.UNKNOWN: Sorry(
        status=404,
        kind="attention",
        word=_("opens nothing"),
        heading=_("This link opens nothing"),
        told=_(
            "Perhaps it is not whole: a mail program may have cut it. Perhaps a newer link was mailed to you, the "
            "report was taken back before it was confirmed, or the days for which it is kept are over."
        ),
        then=_("Copy the whole address from our newest mail. If that opens nothing either, call or write to us."),
    ),
    Shut.GONE: Sorry(
        status=404,
        kind="ended",
        word=_("gone"),
        heading=_("This report is not there any more"),
        told=_("It was not confirmed in time, or it was taken back. Nothing of it is kept."),
        then=_("You can make another report at any time."),
    ),
}
