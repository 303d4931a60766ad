"""What the register keeps of bank statements: who paid, for how long, and which colleague worked on it."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from common.personal_data import Datum, Ends, Kind, Retention, Scrub, Subject, register
from members.models import Allocation, BankLine, BankStatement, BookClosing, Proposal
from members.models.bank import NOBODY
from members.personal_data.money import kept_until

_FOR_GOOD = _("For good, without your name: our books keep every cent.")
_PAYER = Datum(
    kind=Kind.CONTACT,
    why=_("To know who paid and what for: the law asks us to keep our books."),
    term=_("Seven years after the end of the year in which the bank booked it."),
    scrub=Scrub.KEEP,
    ends=Ends.RULE,
)
_BOOKED = Datum(
    kind=Kind.CONTENT,
    why=_("To know what was paid for you, when, and what the money was used for."),
    term=_FOR_GOOD,
    scrub=Scrub.KEEP,
    ends=Ends.NEVER,
)
_WHO = Datum(
    kind=Kind.TRACE,
    why=_("To know which colleague worked on our books."),
    term=_("For good; once the colleague is forgotten, it leads to an account that says nothing about them."),
    scrub=Scrub.KEEP,
    ends=Ends.NEVER,
)


def _used_for(about: Subject) -> Q:
    return Q(invoice__member__user=about.key) | Q(line__member__user=about.key)


def _copy_of_uses(rows: QuerySet[Allocation], _about: Subject) -> list[dict[str, Any]]:
    """What money was used for; which colleague did is not told."""
    return [
        {
            str(_("booked")): row.booked_on,
            str(_("amount")): f"EUR {row.amount}",
            str(_("used")): row.get_use_display(),
            str(_("invoice")): str(row.invoice or ""),
            str(_("found by")): row.get_how_display(),
        }
        for row in rows.select_related("invoice")
    ]


def _copy_of_proposals(rows: QuerySet[Proposal], _about: Subject) -> list[dict[str, Any]]:
    """Which money may have been meant for a person's invoices."""
    return [
        {
            str(_("invoice")): str(row.invoice),
            str(_("amount")): f"EUR {row.amount}",
            str(_("because")): row.get_ground_display(),
            str(_("proposed")): row.made_at,
            str(_("state")): row.get_state_display(),
        }
        for row in rows.select_related("invoice")
    ]


def _past_their_term(at: datetime) -> QuerySet[BankLine]:
    return BankLine.objects.naming_somebody().filter(booked_on__lt=kept_until(at))


def _name_nobody(keys: Collection[Any], *, at: datetime) -> int:
    """Take who paid out of these lines; how many."""
    return BankLine.objects.filter(pk__in=keys).update(**NOBODY)


register(
    BankStatement,
    name=_("Bank statements you imported"),
    held={"imported_by": _WHO, "imported_at": _WHO, "file_name": _WHO},
    free={
        "iban", "ident", "sequence", "first_day", "last_day", "opening", "closing", "file_hash", "entries", "added",
    },
)  # fmt: skip
register(
    BankLine,
    person="member__user",
    name=_("Payments"),
    held={
        **dict.fromkeys(NOBODY, _PAYER),
        **dict.fromkeys(("member", "amount", "booked_on", "ledger_on", "reversal", "bank_reference", "rest"), _BOOKED),
    },
    free={"statement", "position", "fingerprint"},
    retention=[
        Retention(
            what=_("Who paid is taken out of a bank line seven years after the end of the year it was booked in."),
            due=_past_their_term,
            act=_name_nobody,
        )
    ],
)
register(
    Allocation,
    person=_used_for,
    export=_copy_of_uses,
    name=_("What payments were used for"),
    held={
        **dict.fromkeys(("use", "amount", "how", "booked_on", "ledger_on", "recorded_at"), _BOOKED),
        "recorded_by": Datum(
            kind=Kind.TRACE, why=_WHO.why, term=_WHO.term, scrub=Scrub.KEEP, ends=Ends.NEVER, person="recorded_by"
        ),
    },
    free={"line", "invoice", "against", "ground", "undoes"},
)
register(
    Proposal,
    person="invoice__member__user",
    export=_copy_of_proposals,
    name=_("Payments that may be yours"),
    held=dict.fromkeys(("amount", "ground", "made_at", "state", "settled_at"), _BOOKED),
    free={"line", "invoice", "rank"},
)
register(
    BookClosing,
    name=_("Periods of the books you closed"),
    held={"closed_by": _WHO, "closed_at": _WHO, "until": _WHO},
)
