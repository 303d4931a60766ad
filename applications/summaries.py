"""What each part of the form holds, in one line for the task list."""

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from applications import words
from applications.enums import Part
from applications.selectors.form import Form


def summary(form: Form, part: Part) -> str:
    """What a part holds, or what it will."""
    return _SAID[part](form)


def _about(form: Form) -> str:
    row = form.application
    return ", ".join(filter(None, (row.name, row.town))) or _("Your name, and where we reach you")


def _positions(form: Form) -> str:
    if not form.positions:
        return _("Every job that counts, with its dates")
    jobs = ngettext("%(n)d job", "%(n)d jobs", len(form.positions)) % {"n": len(form.positions)}
    return _("%(jobs)s, %(length)s in the field") % {"jobs": jobs, "length": words.length(form.term.length)}


def _role(form: Form) -> str:
    return _("Level and accomplishment")


def _references(form: Form) -> str:
    if not form.people:
        return _("Three to six people who can confirm what you write")
    return words.people(form.people, form.organisations)


def _documents(form: Form) -> str:
    if form.application.resume_id is None:
        return _("Your résumé, and a supplement if you like")
    return _("Résumé and supplement added") if form.application.supplement_id else _("Résumé added")


def _identity(form: Form) -> str:
    if form.appointment is not None:
        moment = date_format(localtime(form.appointment.starts_at), "j F Y H:i")
        return f"{form.application.get_identity_way_display()}, {moment}"
    return str(form.application.get_identity_way_display()) or _("By video, in person, or by a masked copy")


_SAID = {
    Part.ABOUT: _about,
    Part.POSITIONS: _positions,
    Part.ROLE: _role,
    Part.REFERENCES: _references,
    Part.DOCUMENTS: _documents,
    Part.IDENTITY: _identity,
}
