"""Reasons and terms that tables of conduct share."""

from dataclasses import replace
from typing import Final

from django.utils.translation import gettext_lazy as _

from common.personal_data import Datum, Ends, Kind, Scrub

LINK: Final = _("A reporter has no account: the private link shows what is held, and takes it back.")
CASE_TERM: Final = _(
    "Twelve months after the case was closed, five years where it ended the membership; until then a case stays whole."
)

REPORT: Final = Datum(
    kind=Kind.CONTENT,
    why=_("To look into what was reported, and to answer its reporter."),
    term=_("Seven days as a draft, twelve months where it led to no case, with its case otherwise."),
    scrub=Scrub.KEEP,
    ends=Ends.RULE,
)
REPORTER: Final = replace(
    REPORT, kind=Kind.CONTACT, why=_("To know who reports, which stays in confidence, and to write to them.")
)
SECRET: Final = replace(REPORT, kind=Kind.SIGN_IN, why=_("To open the report by the mailed link."), secret=True)
CASE: Final = Datum(
    kind=Kind.CONTENT,
    why=_("To judge a case under the Code of Conduct, and to show how the judgement came about."),
    term=CASE_TERM,
    scrub=Scrub.KEEP,
    ends=Ends.RULE,
)
WHO: Final = Datum(
    kind=Kind.TRACE,
    why=_("To show who looked after a case, who judged it, and who opened it."),
    term=_("As long as the case; once you are forgotten, it leads to an account that says nothing about you."),
    scrub=Scrub.KEEP,
    ends=Ends.RULE,
)


def who(column: str) -> Datum:
    """Who did something, by the column that leads to them."""
    return replace(WHO, person=column)
