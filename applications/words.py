"""Officer applications in words: lengths of time, sums of work, what a part lacks."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from applications.enums import ApplicationState, Delivery, Finding, Part, Progress, Quorum, ReferenceState, Turn
from applications.models import Application, Position
from applications.models.intake import QUORUMS as QUORUM_WORDS
from applications.rules.clock import Urgency
from applications.rules.progress import Lack
from applications.rules.term import Term
from common.calendar import Span

PARTS: Final[Mapping[Part, str | Promise]] = {
    Part.ABOUT: _("About you"),
    Part.POSITIONS: _("Work history"),
    Part.ROLE: _("Your role and results"),
    Part.REFERENCES: _("References"),
    Part.DOCUMENTS: _("Documents"),
    Part.IDENTITY: _("Identity"),
}

PROGRESS: Final[Mapping[Progress, tuple[str, str | Promise]]] = {
    Progress.NOT_STARTED: ("", _("Not started")),
    Progress.IN_PROGRESS: ("waiting", _("In progress")),
    Progress.ATTENTION: ("attention", _("Needs attention")),
    Progress.COMPLETE: ("", _("Completed")),
}
"""How far a part is → the shape of its status, none where the word alone is enough, and its word."""

SHAPES: Final[Mapping[ApplicationState, str]] = {
    ApplicationState.DRAFT: "attention",
    ApplicationState.SUBMITTED: "waiting",
    ApplicationState.SCREENING: "waiting",
    ApplicationState.REFERENCES: "waiting",
    ApplicationState.ASSESSMENT: "waiting",
    ApplicationState.INFORMATION: "attention",
    ApplicationState.ACCEPTED: "valid",
    ApplicationState.REJECTED: "ended",
    ApplicationState.AWARDED: "valid",
    ApplicationState.LAPSED: "ended",
    ApplicationState.WITHDRAWN: "ended",
}
"""State → the shape beside it."""

TURNS: Final[Mapping[Turn, str | Promise]] = {
    Turn.OURS: _("ours"),
    Turn.APPLICANT: _("the applicant's"),
    Turn.REFERENCES: _("the references'"),
}
"""Whose turn it is, as it reads after “turn:”."""

URGENCIES: Final[Mapping[Urgency, tuple[str, str | Promise]]] = {
    Urgency.STILL: ("waiting", _("stands still")),
    Urgency.GREEN: ("valid", _("in time")),
    Urgency.AMBER: ("attention", _("pressing")),
    Urgency.RED: ("ended", _("late")),
}
"""How an answer stands → the shape of its status and its word."""

QUORUMS: Final[Mapping[Quorum, str]] = {
    Quorum.REACHED: "valid",
    Quorum.OPEN: "waiting",
    Quorum.AT_RISK: "attention",
    Quorum.IMPOSSIBLE: "ended",
}
"""What references come to → the shape beside it."""

QUORUM_SHORT: Final[Mapping[Quorum, str | Promise]] = {
    Quorum.REACHED: _("Reached"),
    Quorum.OPEN: _("Awaited"),
    Quorum.AT_RISK: _("At risk"),
    Quorum.IMPOSSIBLE: _("Too few"),
}
"""The same in a list, in a word or two."""

REFERENCE_SHAPES: Final[Mapping[ReferenceState, str]] = {
    ReferenceState.NAMED: "waiting",
    ReferenceState.ASKED: "waiting",
    ReferenceState.ANSWERED: "valid",
    ReferenceState.DECLINED: "attention",
    ReferenceState.ENDED: "attention",
    ReferenceState.REPLACED: "ended",
    ReferenceState.WITHDREW: "ended",
}
"""State of somebody who was named → the shape beside it."""

FINDINGS: Final[Mapping[Finding, str]] = {Finding.MET: "valid", Finding.NOT_MET: "attention"}
"""What a colleague found about a criterion → the shape beside it."""

DELIVERIES: Final[Mapping[Delivery, tuple[str, str | Promise]]] = {
    Delivery.WAITING: ("waiting", _("not sent yet")),
    Delivery.SENT: ("valid", _("sent")),
    Delivery.CAME_BACK: ("attention", _("came back")),
}
"""What became of the last mail with a link → the shape of its status and its word."""

LACKS: Final[Mapping[Lack, str | Promise]] = {
    Lack.NAME: _("Write your name."),
    Lack.ADDRESS: _("Write your street and number."),
    Lack.TOWN: _("Write your town or city."),
    Lack.COUNTRY: _("Write your country."),
    Lack.PHONE: _("Write a telephone number at which we reach you."),
    Lack.POSITION: _("Add at least one job."),
    Lack.POSITION_NAMED: _("Write the organisation and your role of each job that came from your check."),
    Lack.IN_FIELD: _("Add a job in the field of the title: none of yours is marked so."),
    Lack.RESPONSIBILITY: _("Say for each job at level what you were responsible for."),
    Lack.LEVEL: _("Describe your level."),
    Lack.ACCOMPLISHMENT: _("Describe what you brought about yourself."),
    Lack.PEOPLE: _("Name at least three people."),
    Lack.ORGANISATIONS: _("Name people of at least two organisations."),
    Lack.LOOK_ALIKES: _("Tell us whether organisations that look alike are one."),
    Lack.CONSENT: _("Confirm for each person that they agreed to be asked."),
    Lack.OWN_ADDRESS: _("Give another person's address: one of them is your own."),
    Lack.RESUME: _("Send your résumé."),
    Lack.WAY: _("Choose how we check your identity."),
    Lack.APPOINTMENT: _("Choose another appointment: the one you chose is over."),
    Lack.COPY: _("Send a masked copy of your document, or choose an appointment."),
}


def quorum(found: Quorum) -> str:
    """What references come to, as a sentence begins."""
    return str(capfirst(str(dict(QUORUM_WORDS)[found.value])))


def column(name: str) -> str:
    """What a column of the application is called."""
    field: Any = Application._meta.get_field(name)
    return str(field.verbose_name)


def length(span: Span) -> str:
    """A length of time, such as “6 years 2 months 3 days”; what is zero is left out."""
    years, months = divmod(span.months, 12)
    parts = [
        ngettext("%(n)d year", "%(n)d years", years) % {"n": years} if years else "",
        ngettext("%(n)d month", "%(n)d months", months) % {"n": months} if months else "",
        ngettext("%(n)d day", "%(n)d days", span.days) % {"n": span.days} if span.days else "",
    ]
    return " ".join(filter(None, parts)) or _t("no time yet")


def period(first: date, last: date | None, *, first_by_month: bool, last_by_month: bool) -> str:
    """A period, such as “March 2019 until 29 February 2024”; without a last day “since March 2019”."""
    begins = date_format(first, "F Y" if first_by_month else "j F Y")
    if last is None:
        return _t("since %(first)s") % {"first": begins}
    ends = date_format(last, "F Y" if last_by_month else "j F Y")
    return _t("%(first)s until %(last)s") % {"first": begins, "last": ends}


def known(first: date | None, last: date | None) -> str:
    """The time somebody knows of, by month; nothing where they named none."""
    if first is None:
        return _t("until %(last)s") % {"last": date_format(last, "F Y")} if last else ""
    return period(first, last, first_by_month=True, last_by_month=True)


def jobs(positions: Iterable[Position]) -> list[tuple[Position, str]]:
    """Jobs with their days in words."""
    return [
        (row, period(row.begins_on, row.ends_on, first_by_month=row.begins_by_month, last_by_month=row.ends_by_month))
        for row in positions
    ]


def term(found: Term) -> str:
    """What a work history comes to, in one or two sentences."""
    if found.met_on is None:
        return _t("No job in the field yet.")
    said = _t("%(length)s in the field, overlapping jobs counted once.") % {"length": length(found.length)}
    return f"{said} {_t('The five years are met.') if found.met else missing(found)}"


def missing(found: Term) -> str:
    """What is missing of the term, and the first day it is met where there is any work to go on from."""
    still = _t("Still missing: %(missing)s.") % {"missing": length(found.missing)}
    if found.met_on is None:
        return still
    told = _t("If your work goes on as it is, %(day)s is the first day you meet the term.")
    if found.again:
        told = _t("If you take up work in the field today, %(day)s is the first day you meet the term.")
    return f"{still} {told % {'day': date_format(found.met_on, 'j F Y')}}"


def people(people: int, organisations: int) -> str:
    """The live count of references: “3 people · 2 organisations”."""
    return " · ".join(
        [
            ngettext("%(n)d person", "%(n)d people", people) % {"n": people},
            ngettext("%(n)d organisation", "%(n)d organisations", organisations) % {"n": organisations},
        ]
    )


def room(limit: int, used: int) -> str:
    """How long a text may be, and how long it is."""
    told = _t("At most %(limit)s characters.") % {"limit": _grouped(limit)}
    return f"{told} {_t('%(used)s are used now.') % {'used': _grouped(used)}}" if used else told


def _grouped(number: int) -> str:
    return f"{number:,}".replace(",", "\u00a0")
