"""What the register keeps about memberships, what they ask, and who is billed."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any, Final

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from common.calendar import local_day
from common.personal_data import Datum, Ends, Kind, Retention, Scrub, Subject, register, register_with_history
from members.models import (
    Billing,
    Contribution,
    ContributionAmount,
    Invoice,
    InvoiceLine,
    InvoiceTerms,
    Membership,
)
from members.models.invoices import BILLED

KEPT_YEARS: Final = 7
"""How long books are kept, after the end of the calendar year in which a row was made."""


def kept_until(at: datetime) -> date:
    """The first day whose books are still kept; what was made before has reached its term."""
    return date(local_day(at).year - KEPT_YEARS, 1, 1)


register_with_history(
    ContributionAmount,
    free={"level", "effective_on", "amount"},
    name=_("History of contribution amounts"),
    why=_("To know which colleague changed what a membership year asks."),
)
register_with_history(
    InvoiceTerms,
    free={
        "effective_on", "name", "address", "registration", "vat_number", "iban", "bic", "vat_rate", "vat_note",
        "to_pay", "ahead", "before", "after",
    },
    name=_("History of invoice terms"),
    why=_("To know which colleague changed what stands on our invoices."),
)  # fmt: skip

_FOR_GOOD = _("For good, without your name: a number in the register keeps what it was given.")
_YEARS = Datum(
    kind=Kind.CONTENT,
    why=_("To know since when and until when you are a member, and which of your years were asked for."),
    term=_FOR_GOOD,
    scrub=Scrub.KEEP,
    ends=Ends.NEVER,
)
_ASKED = Datum(
    kind=Kind.CONTENT,
    why=_("To know what each of your years asked, because of which title, and whether it is paid."),
    term=_FOR_GOOD,
    scrub=Scrub.KEEP,
    ends=Ends.NEVER,
)
_PAYS = Datum(
    kind=Kind.CONTACT,
    why=_("To send your invoices to who pays them."),
    term=_("As long as you are in the register and have them billed so."),
    scrub=Scrub.DELETE_ROW,
)
_BILLED = Datum(
    kind=Kind.CONTACT,
    why=_("To show who was billed: the law asks us to keep our invoices as they were sent."),
    term=_("Seven years after the end of the year in which the invoice was made."),
    scrub=Scrub.KEEP,
    ends=Ends.RULE,
)
_INVOICED = Datum(
    kind=Kind.CONTENT,
    why=_("To show what was invoiced, and what of it is paid."),
    term=_("For good, without your name: the numbers of our invoices have no gaps."),
    scrub=Scrub.KEEP,
    ends=Ends.NEVER,
)
_LINK = Datum(
    kind=Kind.SIGN_IN,
    why=_("To let who pays an invoice see it without an account."),
    term=_("For good; once the term of the invoice is over, it leads to a page that names nobody."),
    scrub=Scrub.KEEP,
    ends=Ends.NEVER,
    secret=True,
)


def _copy_of_contributions(rows: QuerySet[Contribution], _about: Subject) -> list[dict[str, Any]]:
    """What a person's years asked."""
    return [
        {
            str(_("for")): row.get_reason_display(),
            str(_("from")): row.due_on,
            str(_("until")): row.last_day,
            str(_("title that decides")): str(row.title or ""),
            str(_("amount")): f"EUR {row.amount}",
            str(_("fixed")): row.made_at,
        }
        for row in rows.select_related("title")
    ]


def _copy_of_lines(rows: QuerySet[InvoiceLine], _about: Subject) -> list[dict[str, Any]]:
    """What a person's invoices were for."""
    return [
        {
            str(_("invoice")): row.invoice.number,
            str(_("for")): row.text,
            str(_("amount")): f"EUR {row.amount}",
        }
        for row in rows.select_related("invoice")
    ]


def _past_their_term(at: datetime) -> QuerySet[Invoice]:
    return Invoice.objects.naming_somebody().filter(issued_on__lt=kept_until(at))


def _name_nobody(keys: Collection[Any], *, at: datetime) -> int:
    """Take who was billed out of these invoices; how many."""
    return Invoice.objects.filter(pk__in=keys).update(**dict.fromkeys(BILLED, ""))


register(
    Membership,
    person="member__user",
    name=_("Your membership"),
    held={"member": _YEARS, "since": _YEARS, "first_day": _YEARS, "last_day": _YEARS},
    free={"next_year_on"},
)
register(
    Contribution,
    person="membership__member__user",
    export=_copy_of_contributions,
    name=_("What your years asked"),
    held={"reason": _ASKED, "due_on": _ASKED, "last_day": _ASKED, "title": _ASKED, "amount": _ASKED, "made_at": _ASKED},
    free={"membership", "level"},
)
register(
    Billing,
    person="member__user",
    name=_("Who gets your invoices"),
    held={
        "member": _PAYS, "name": _PAYS, "attention": _PAYS, "address": _PAYS, "postal_code": _PAYS, "town": _PAYS,
        "country": _PAYS, "order_number": _PAYS, "vat_number": _PAYS, "copy_to": _PAYS,
    },
)  # fmt: skip
register(
    Invoice,
    person="member__user",
    name=_("Your invoices"),
    held={
        **dict.fromkeys(BILLED, _BILLED),
        **dict.fromkeys(
            (
                "member", "kind", "number", "issued_on", "issued_at", "due_on", "reference", "credits", "why",
                "to_employer", "language", "total", "vat", "open", "closed_on",
            ),
            _INVOICED,
        ),
        "link": _LINK,
    },
    free={"year", "sequence", "terms"},
    retention=[
        Retention(
            what=_("Who was billed is taken out of an invoice seven years after the end of the year it was made in."),
            due=_past_their_term,
            act=_name_nobody,
        )
    ],
)  # fmt: skip
register(
    InvoiceLine,
    person="invoice__member__user",
    export=_copy_of_lines,
    name=_("What your invoices were for"),
    held={"text": _INVOICED, "title": _INVOICED, "amount": _INVOICED},
    free={"invoice", "position", "contribution"},
)
