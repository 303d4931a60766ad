"""Bank money in words: what came of an upload, what happened with a line, accounts and ages by name."""

from collections.abc import Iterable
from datetime import date
from typing import Final

from django.utils.formats import date_format, number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from common.models import AuditLine
from common.money import in_euros
from members.enums import Account, Age, How, ProposalState, Use
from members.models import Allocation, BankLine, BankStatement, Proposal
from members.rules.following import Gap
from members.rules.ledger import Document
from members.selectors.bank import Told
from members.selectors.books import Compared
from members.services import Summary

ACCOUNTS: Final[dict[Account, str | Promise]] = {
    Account.BANK: gettext_lazy("Bank"),
    Account.DEBTORS: gettext_lazy("Debtors"),
    Account.CONTRIBUTIONS: gettext_lazy("Contributions"),
    Account.VAT: gettext_lazy("VAT"),
    Account.UNPLACED: gettext_lazy("Money without a place"),
    Account.NOT_OURS: gettext_lazy("Not for the register"),
}

AGES: Final[dict[Age, str | Promise]] = {
    Age.NOT_DUE: gettext_lazy("Not due"),
    Age.TO_14: gettext_lazy("1–14 days"),
    Age.TO_30: gettext_lazy("15–30 days"),
    Age.TO_60: gettext_lazy("31–60 days"),
    Age.TO_90: gettext_lazy("61–90 days"),
    Age.OVER_90: gettext_lazy("Over 90 days"),
}

BOOKED: Final[dict[str, str | Promise]] = {
    How.EXACT: gettext_lazy("The portal booked %(amount)s on invoice %(invoice)s: reference and amount agree."),
    How.CONFIRMED: gettext_lazy("%(who)s confirmed %(amount)s for invoice %(invoice)s; %(ground)s."),
    How.BY_HAND: gettext_lazy("%(who)s booked %(amount)s on invoice %(invoice)s."),
    How.REVERSAL: gettext_lazy("%(who)s took %(amount)s off invoice %(invoice)s: the bank took the money back."),
}

SETTLED: Final[dict[str, str | Promise]] = {
    ProposalState.DECLINED: gettext_lazy("It was declined that this is for invoice %(invoice)s."),
    ProposalState.LAPSED: gettext_lazy("The proposal for invoice %(invoice)s was overtaken."),
}

DOCUMENTS: Final[dict[str, str | Promise]] = {
    "invoice": gettext_lazy("Invoice to %(detail)s"),
    "credit-note": gettext_lazy("Credit note to %(detail)s"),
    "line": gettext_lazy("Bank: %(detail)s"),
    "for-invoice": gettext_lazy("Booked: %(detail)s"),
    "for-line": gettext_lazy("Set against another line: %(detail)s"),
    "for-other": gettext_lazy("Set aside: %(detail)s"),
    "undone": gettext_lazy("Undone: %(detail)s"),
    "balance": gettext_lazy("%(detail)s"),
}
"""What a document of the ledger says about itself."""


def document(told: Document) -> str:
    """The text beside a document's entries."""
    return str(DOCUMENTS[told.about]) % {"detail": told.detail}


def summary(told: Summary) -> list[str]:
    """What came of an upload, a sentence each."""
    new = told.entries - told.known
    lines = ngettext("%(count)s line", "%(count)s lines", told.entries) % {"count": _count(told.entries)}
    sums = ", ".join(f"{currency} {amount:.2f}" for currency, amount in told.sums.items())
    sentences = [
        _("%(lines)s: %(new)s new, %(known)s known before.")
        % {"lines": lines, "new": _count(new), "known": _count(told.known)},
        _("%(matched)s booked, %(proposed)s proposed for you to confirm, %(unmatched)s that nobody knows yet.")
        % {
            "matched": _count(told.matched),
            "proposed": _count(told.proposed),
            "unmatched": _count(told.unmatched),
        },
    ]
    if sums:
        sentences.append(_("All lines together come to %(sums)s.") % {"sums": sums})
    if not new:
        sentences.append(_("There was nothing new in it, so nothing was changed."))
    return sentences


def _count(number: int) -> str:
    return number_format(number, force_grouping=True)


def gap(found: Gap) -> str:
    """Why a statement does not follow the one before it."""
    facts = {
        "iban": found.iban,
        "before": date_format(found.last_day),
        "after": date_format(found.first_day),
    }
    if found.closed_with is None or found.opens_with is None:
        told = _(
            "Account %(iban)s: the statement that begins on %(after)s follows one that ends on %(before)s. If the bank "
            "booked anything in between, a statement is missing."
        )
        return told % facts
    facts |= {"closed": in_euros(found.closed_with), "opens": in_euros(found.opens_with)}
    told = _(
        "Account %(iban)s: the statement that begins on %(after)s opens with %(opens)s, while the one before it closed "
        "on %(before)s with %(closed)s. A statement in between is missing."
    )
    return told % facts


def left(line: BankLine) -> str:
    """What of a line has no use yet."""
    amount, rest = in_euros(abs(line.amount)), in_euros(abs(line.rest))
    if not line.rest:
        return _("All of it has its place.")
    if line.rest == line.amount:
        return _("Nothing of it has a place yet: %(rest)s.") % {"rest": rest}
    return _("%(rest)s of %(amount)s has no place yet.") % {"rest": rest, "amount": amount}


def told(one: Told) -> str:
    """One thing that happened with a line, as a sentence."""
    row = one.row
    if isinstance(row, BankStatement):
        who = str(row.imported_by) if row.imported_by else _("The command line")
        facts = {"who": who, "file": row.file_name, "statement": row.ident or row.pk}
        return _("%(who)s brought it in, with statement %(statement)s in the file %(file)s.") % facts
    if isinstance(row, Proposal):
        return _proposal(one, row)
    if isinstance(row, Allocation):
        return _use(row)
    return _assigned(one, row)


def _proposal(one: Told, row: Proposal) -> str:
    if one.kind == "proposed":
        facts = {"amount": in_euros(row.amount), "invoice": row.invoice, "ground": row.get_ground_display()}
        return _("The portal proposed %(amount)s for invoice %(invoice)s; %(ground)s.") % facts
    if one.who and one.kind == ProposalState.DECLINED:
        return _("%(who)s declined that this is for invoice %(invoice)s.") % {"who": one.who, "invoice": row.invoice}
    return str(SETTLED[one.kind]) % {"invoice": row.invoice}


def _use(row: Allocation) -> str:
    facts = {
        "who": str(row.recorded_by) if row.recorded_by else _("The portal"),
        "amount": in_euros(abs(row.amount)),
        "invoice": row.invoice,
        "ground": row.get_ground_display(),
        "line": row.against,
    }
    if row.undoes_id and row.how != How.REVERSAL:
        return _undoing(row) % facts
    if row.use == Use.INVOICE:
        return str(BOOKED[How(row.how)]) % facts
    if row.use == Use.LINE:
        return _("%(who)s set %(amount)s against the line “%(line)s”.") % facts
    if row.undoes_id:
        return _("%(who)s took %(amount)s back that had been set aside: the bank took the money back.") % facts
    return _("%(who)s set %(amount)s aside as not for the register.") % facts


def _undoing(row: Allocation) -> str:
    if row.use == Use.INVOICE:
        return _("%(who)s undid the booking of %(amount)s on invoice %(invoice)s.")
    if row.use == Use.LINE:
        return _("%(who)s undid that %(amount)s was set against the line “%(line)s”.")
    return _("%(who)s undid that %(amount)s was set aside.")


def _assigned(one: Told, row: AuditLine) -> str:
    detail = getattr(row, "detail", None)
    if detail and detail.values["member"][1] is None:
        return _("%(who)s said that nobody knows whose money it is.") % {"who": one.who}
    return _("%(who)s said whose money it is.") % {"who": one.who}


def debtors(found: Compared, day: date) -> str:
    """Why debtors in the ledger are another sum than arrears, in numbers."""
    facts = {
        "owed": in_euros(found.owed),
        "debtors": in_euros(found.debtors),
        "back": in_euros(found.back),
        "later": in_euros(abs(found.later)),
        "day": date_format(day),
    }
    if not found.back and not found.later:
        return _("Arrears are what is open today, %(owed)s; debtors in the ledger on %(day)s come to the same.") % facts
    if not found.later:
        told = _(
            "Arrears are what is open today, %(owed)s; debtors in the ledger on %(day)s come to %(debtors)s, because "
            "what we owe back is taken off there: %(back)s."
        )
    elif found.later > 0:
        told = _(
            "Arrears are what is open today, %(owed)s; debtors in the ledger on %(day)s come to %(debtors)s: what we "
            "owe back, %(back)s, is taken off there, and what was billed after that day, less what was paid, is not in "
            "it yet: %(later)s."
        )
    else:
        told = _(
            "Arrears are what is open today, %(owed)s; debtors in the ledger on %(day)s come to %(debtors)s: what we "
            "owe back, %(back)s, is taken off there, and what was paid after that day, less what was billed, is still "
            "in it: %(later)s."
        )
    return told % facts


def closing(until: date, waiting: int, amount: str) -> list[str]:
    """What closing the books until a day means."""
    told = [
        _("Nothing that was booked on %(day)s or before is undone any more.") % {"day": date_format(until)},
        _(
            "What is found out later about a bank line of that time is booked on the first day after it, so that the "
            "figures of the period stay as they are."
        ),
        _("A closed period is not opened again."),
    ]
    if waiting:
        lines = ngettext("%(count)s line", "%(count)s lines", waiting) % {"count": _count(waiting)}
        told.append(
            _("%(lines)s of that time, together %(amount)s, still have no place. They keep waiting.")
            % {"lines": lines, "amount": amount}
        )
    else:
        told.append(_("Every bank line of that time has its place."))
    return told


def confirmed(booked: int, declined: int) -> Iterable[str]:
    """What came of a page of money that waits."""
    if booked:
        yield ngettext("%(count)s payment is booked.", "%(count)s payments are booked.", booked) % {"count": booked}
    if declined:
        yield ngettext("%(count)s proposal is declined.", "%(count)s proposals are declined.", declined) % {
            "count": declined
        }
