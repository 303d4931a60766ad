"""Reasons and terms that tables of applications share."""

from dataclasses import replace
from typing import Final

from django.utils.translation import gettext_lazy as _

from common.personal_data import Datum, Ends, Kind, Scrub

FORM: Final = Datum(
    kind=Kind.CONTENT,
    why=_("To judge whether you meet the criteria of the title you ask for."),
    term=_(
        "A draft for six months after its last change; what you withdrew, what was not accepted and what lapsed for "
        "twelve months; what led to a title as long as you are a member, and twelve months more."
    ),
    scrub=Scrub.DELETE_ROW,
)
NAME: Final = replace(FORM, kind=Kind.IDENTITY)
CONTACT: Final = replace(FORM, kind=Kind.CONTACT)
COLLEAGUE: Final = Datum(
    kind=Kind.TRACE,
    why=_("To show who offers the appointment."),
    term=_("As long as the appointment; once you are forgotten, it leads to an account that says nothing about you."),
    scrub=Scrub.KEEP,
    ends=Ends.RULE,
)
