"""The register's money in words: how an invoice stands, what a membership comes to, why a year asks what it asks."""

from datetime import date

from django.utils.translation import gettext as _

from common.money import in_euros
from members.enums import InvoiceKind
from members.models import Contribution, Invoice, Membership
from members.selectors import Coming
from members.words import day

Told = tuple[str, str]
"""A shape of ``ui/status.html``, and the word beside it."""


def invoice(row: Invoice, on: date) -> Told:
    """How an invoice stands on a day; it comes with its credit note, if it has one."""
    if row.kind == InvoiceKind.CREDIT_NOTE:
        return "ended", _("Credit note")
    if row.open < 0:
        return "attention", _("We owe back")
    if hasattr(row, "credit_note"):
        return ("attention", _("Credited, and money is missing")) if row.open > 0 else ("ended", _("Credited"))
    if not row.open:
        return "valid", _("Paid")
    if row.due_on < on:
        return "attention", _("Late")
    return "waiting", _("Partly paid") if row.open < row.total else _("To pay")


def of_invoice(row: Invoice, on: date) -> str:
    """The same as a sentence."""
    amount = in_euros(abs(row.open))
    if row.kind == InvoiceKind.CREDIT_NOTE:
        return _("This credit note takes %(amount)s of invoice %(number)s back.") % {
            "amount": in_euros(-row.total),
            "number": row.credits,
        }
    if row.open < 0:
        return _("%(amount)s was paid too much on it, or credited after it was paid: we owe that back.") % {
            "amount": amount
        }
    if hasattr(row, "credit_note") and row.open > 0:
        told = _("It was credited, and what was paid was sent back and taken back too: %(amount)s is missing.")
        return told % {"amount": amount}
    if hasattr(row, "credit_note"):
        return _("It was put right in full by credit note %(number)s; nothing is to be paid.") % {
            "number": row.credit_note
        }
    if not row.open:
        return _("It was paid in full on %(day)s.") % {"day": day(row.closed_on)} if row.closed_on else _("Paid.")
    said = {"amount": amount, "total": in_euros(row.total), "day": day(row.due_on)}
    if row.due_on < on:
        return _("%(amount)s of %(total)s was to be paid by %(day)s and is still open.") % said
    return _("%(amount)s of %(total)s is to be paid by %(day)s.") % said


def membership(row: Membership, on: date) -> Told:
    """How a membership stands on a day."""
    if row.last_day is None:
        return "valid", _("Runs")
    return ("attention", _("Ends")) if row.last_day >= on else ("ended", _("Ended"))


def of_membership(row: Membership, on: date) -> str:
    """The same as a sentence."""
    if row.last_day is None:
        return _("It runs since %(day)s, and from year to year until it is cancelled or the last title ends.") % {
            "day": day(row.since)
        }
    said = {"since": day(row.since), "last": day(row.last_day)}
    if row.last_day >= on:
        return _("It runs since %(since)s and ends with %(last)s.") % said
    return _("It ran from %(since)s until %(last)s.") % said


def why_amount(row: Contribution) -> str:
    """Why a contribution asks what it asks; it comes with its title and level."""
    if row.title is None:
        return _("No title stood on the first day of this year.")
    return _("%(title)s (%(level)s)") % {"title": row.title.code, "level": row.level}


def of_year(row: Contribution, billed: Invoice | None, on: date) -> Told:
    """Whether what a year asked is paid, in shape and word."""
    if not row.amount:
        return "valid", _("Asks nothing")
    return invoice(billed, on) if billed else ("attention", _("Not billed"))


def explained(row: Contribution, billed: Invoice | None, on: date) -> str:
    """The same as a sentence."""
    if not row.amount:
        return _("Nothing was asked, so it makes no invoice and counts as paid.")
    return of_invoice(billed, on) if billed else _("No invoice was made for it.")


def of_next(ahead: Coming | None, row: Membership) -> list[str]:
    """What comes next for a membership, a sentence each."""
    if ahead is None:
        last = day(row.last_day) if row.last_day else ""
        return [_("No further year is asked for: the membership ends with %(day)s.") % {"day": last}]
    told = [
        _("The next year to be asked for runs from %(first)s to %(last)s.")
        % {"first": day(ahead.year.first), "last": day(ahead.year.last)}
    ]
    if not ahead.asked.amount:
        told.append(_("By what is known today it asks nothing, and no invoice is made."))
        return told
    by = ahead.asked.by
    told.append(
        _("By what is known today it asks %(amount)s, because of %(title)s.")
        % {"amount": in_euros(ahead.asked.amount), "title": by.code if by else ""}
    )
    if ahead.made_on:
        told.append(_("Its invoice is made on %(day)s, or in the night after.") % {"day": day(ahead.made_on)})
    else:
        told.append(_("No invoice terms are in force, so its invoice waits until somebody writes them down."))
    return told
