"""What a member owes and until when it is paid, in a sentence each: on the home, the membership page and in mails."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from django.utils.functional import Promise
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from common.money import in_euros
from members.enums import Fared, Moved
from members.models import Invoice
from members.rules.membership import NOTHING
from members.selectors import Account, Move
from members.words import day

FARED: Final[dict[str, tuple[str | Promise, str]]] = {
    Fared.FREE: (gettext_lazy("Nothing asked"), "valid"),
    Fared.TO_COME: (gettext_lazy("Invoice to come"), "waiting"),
    Fared.OPEN: (gettext_lazy("To be paid"), "waiting"),
    Fared.LATE: (gettext_lazy("Not paid yet"), "attention"),
    Fared.PAID: (gettext_lazy("Paid"), "valid"),
    Fared.CREDITED: (gettext_lazy("Taken back"), "ended"),
}
"""How a contribution fared → its word, and the shape of ``ui/status.html``."""

MOVED: Final[dict[Moved, str | Promise]] = {
    Moved.RECEIVED: gettext_lazy("Payment received, thank you"),
    Moved.UNUSED: gettext_lazy("Received and not used yet"),
    Moved.TAKEN_BACK: gettext_lazy("Taken back by the bank"),
    Moved.PAID_BACK: gettext_lazy("Paid back by us"),
    Moved.CAME_BACK: gettext_lazy("What we paid back came back to us"),
    Moved.CORRECTED: gettext_lazy("Booking corrected"),
}
"""What a move of money is called, on pages and in the statement of account."""


def due(account: Account) -> str:
    """What is due, and by when."""
    if not account.open:
        return _("Nothing is due.")
    first, count = account.open[0], len(account.open)
    late = first.due_on < account.on
    said = {"amount": in_euros(account.due), "day": day(first.due_on), "n": count}
    if count == 1:
        sentence = _("%(amount)s was due on %(day)s.") if late else _("%(amount)s is due by %(day)s.")
    elif late:
        sentence = _("%(amount)s is open on %(n)d invoices; the first was due on %(day)s.")
    else:
        sentence = _("%(amount)s is open on %(n)d invoices; the first is due by %(day)s.")
    return sentence % said


def until(account: Account) -> str:
    """Until when the membership is paid, or since when it is over; empty where there is none."""
    membership = account.membership
    if membership is None:
        return ""
    if membership.last_day is not None and membership.last_day < account.on:
        return _("Your membership ended on %(day)s.") % {"day": day(membership.last_day)}
    paid = account.paid_until
    if paid is None:
        return _("No year of it is paid yet.")
    if membership.last_day is not None:
        return _("Your membership ends on %(day)s.") % {"day": day(membership.last_day)}
    if account.differences:
        titles = get_text_list(account.differences, _("and"))
        told = _("The years of your membership are paid until %(day)s, the difference to %(titles)s is not.")
        return told % {"day": day(paid), "titles": titles}
    return _("Your membership is paid until %(day)s.") % {"day": day(paid)}


def pay(invoices: Sequence[Invoice], on: date) -> str:
    """What is to be paid of open invoices first, as the label of a step: all that is overdue, or what comes next."""
    first = invoices[0].due_on
    late = [row for row in invoices if row.due_on < on]
    now = late or [row for row in invoices if row.due_on == first]
    said = {"amount": in_euros(sum((row.open for row in now), NOTHING)), "day": day(first)}
    if late:
        return _("Pay %(amount)s, overdue since %(day)s") % said
    return _("Pay %(amount)s by %(day)s") % said


def to_come(invoices: Sequence[Invoice], on: date) -> str:
    """What falls due after what ``pay`` names, with the day of the first of it, as a sentence; empty for nothing."""
    later = [row for row in invoices if row.due_on >= on and row.due_on > invoices[0].due_on]
    if not later:
        return ""
    said = {"amount": in_euros(sum((row.open for row in later), NOTHING)), "day": day(later[0].due_on)}
    return _("%(amount)s more falls due later, the first of it on %(day)s.") % said


def billed_anew(count: int) -> str:
    """How many open invoices were billed to somebody else, as a sentence; empty for none."""
    if not count:
        return ""
    return ngettext(
        "We credited %(n)d open invoice and made it anew.", "We credited %(n)d open invoices and made them anew.", count
    ) % {"n": count}


def moves(rows: Iterable[Move]) -> list[tuple[Move, str]]:
    """Each with what it is called."""
    return [(row, str(MOVED[row.kind])) for row in rows]
