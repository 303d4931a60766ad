"""What is wrong with a row, in sentences that say how to mend it."""

from datetime import date
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members import words
from members.enums import ImportFault
from members.rules import imports as rules
from members.rules.cycles import Window

OF_DAYS: Final[dict[ImportFault, str | Promise]] = {
    ImportFault.AWARD_AHEAD: gettext_lazy("This day has not come yet."),
    ImportFault.CYCLE_AHEAD: gettext_lazy("This cycle has not begun yet. Write the first day of the one that runs."),
    ImportFault.CYCLE_BEFORE_AWARD: gettext_lazy("The cycle begins before the title was awarded."),
    ImportFault.CYCLE_LONG_OVER: gettext_lazy(
        "This cycle has been over for more than three years. Write the one that runs, or leave the row out."
    ),
}


def of_days(what: ImportFault) -> str:
    """What is wrong with award and cycle."""
    return str(OF_DAYS[what])


def of_number(what: ImportFault, awarded_on: date, first_day: date) -> str:
    """What is wrong with the number of the cycle."""
    if what is ImportFault.NUMBER_OTHER:
        told = _("Reckoned from the award this is cycle %(number)d. Write that, or leave the cell empty.")
        return told % {"number": rules.number_of(awarded_on, first_day)}
    before, after = rules.neighbours(awarded_on, first_day)
    told = _(
        "Reckoned from the award, cycles begin on %(before)s and %(after)s. If the old register counted otherwise, "
        "write which cycle this one is in the column cycle_number."
    )
    return told % {"before": words.day(before), "after": words.day(after)}


def paid_too_far() -> str:
    """A day until which nobody has paid."""
    told = _("This day is more than %(years)d years away. Please look it up.")
    return told % {"years": rules.PAID_WITHIN}


def paid_before_award(awarded_on: date) -> str:
    """A day until which fees were paid that lies before there was anything to pay for."""
    told = _("The first title was awarded on %(day)s, and a membership runs from then on. Write the day before it.")
    return told % {"day": words.day(awarded_on)}


def asked_already() -> str:
    """A day that cannot be corrected any more."""
    return _("Years were asked for here since. Put their invoices right in the back office instead.")


def differs(line: int, email: str) -> str:
    """Two rows of one person that say two things about the person."""
    told = _("Line %(line)d says something else about %(email)s. Rows of one person say the same about them.")
    return told % {"line": line, "email": email}


def one_account(line: int, email: str) -> str:
    """Two addresses of one person."""
    told = _("This address and %(email)s in line %(line)d belong to one account. Use one address in all rows.")
    return told % {"line": line, "email": email}


def number_twice(line: int) -> str:
    """A member number that two people have."""
    return _("Line %(line)d gives this member number to somebody else.") % {"line": line}


def number_taken() -> str:
    """A member number that belongs to somebody else in the register."""
    return _("Another person in the register has this number. Leave the cell empty, and the next free one is given.")


def number_differs(number: int | None) -> str:
    """A person whose number in the register is another one."""
    told = _("In the register this person has the number %(number)d. Write that, or leave the cell empty.")
    return told % {"number": number}


def title_twice(line: int) -> str:
    """A title that somebody has twice."""
    return _("Line %(line)d brings this title for the same person already. Leave one of them out.") % {"line": line}


def unknown_title(code: str) -> str:
    """A code the catalogue does not know."""
    told = _("The catalogue has no title “%(code)s”. Write the code as printed, such as S-ISP, or add the title first.")
    return told % {"code": code}


def register_says(day: date) -> str:
    """An award of another day."""
    told = _("In the register the title was awarded on %(day)s. An import does not change that.")
    return told % {"day": words.day(day)}


def register_says_cycle(there: Window | None) -> str:
    """Another cycle than the one the title came with."""
    if there is None:
        return _("In the register this title has no cycles.")
    told = _("In the register the title came with cycle %(number)d from %(day)s. An import does not change that.")
    return told % {"number": there.number, "day": words.day(there.first)}
