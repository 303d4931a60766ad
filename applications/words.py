"""Officer applications in words: lengths of time, sums of work, what a part lacks."""

from collections.abc import Mapping
from typing import Any, Final

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from applications.enums import ApplicationState, Part, Progress
from applications.models import Application
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
    ApplicationState.WITHDRAWN: "ended",
}
"""State → the shape beside it."""

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
}


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


def term(found: Term) -> str:
    """What a work history comes to, in one or two sentences."""
    if found.met_on is None:
        return _t("No job in the field yet.")
    said = _t("%(length)s in the field, overlapping jobs counted once.") % {"length": length(found.length)}
    if found.met:
        return f"{said} {_t('The five years are met.')}"
    told = _t("What is missing: %(missing)s. If the last job goes on, %(day)s is the first day you meet the term.")
    if found.again_on:
        told = _t("What is missing: %(missing)s. With work taken up again today, you meet the term on %(day)s.")
    day = date_format(found.again_on or found.met_on, "j F Y")
    return f"{said} {told % {'missing': length(found.missing), 'day': day}}"


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
