"""What the invented members owe: terms of an invented bank, years asked as they came, an employer, a waived year.

Nothing here is written by hand: every row comes from the act that makes it, at the moment it would have been done.
"""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Final

from accounts.models import User
from common.calendar import HERE
from members import selectors, services
from members.enums import CreditWhy
from members.models import Invoice, InvoiceTerms, Member, Membership

FINANCE: Final = "finance"
TERMS_FROM: Final = date(2016, 1, 1)
TERMS: Final = {
    "name": "SECO-Institute (demonstration)",
    "address": "Nergenslaan 1\n0000 AA Nergenshuizen\nNederland",
    "registration": "00000000",
    "iban": "NL93DEMO0123456789",
    "vat_note": "No VAT is charged in this demonstration.",
}
"""Who bills; the check digits are right, the bank does not exist."""

EMPLOYED: Final = "greek"
EMPLOYER: Final = {
    "name": "Voorbeeld & Zonen B.V.",
    "attention": "Afdeling Crediteuren",
    "address": "Fabriekspad 2",
    "postal_code": "0000 BB",
    "town": "Nergenshuizen",
    "country": "Nederland",
    "order_number": "PO-2026-0417",
    "copy_to": "crediteuren@voorbeeld-en-zonen.example",
}
WAIVED: Final = "diacritics"
"""Whose first invoice we do not ask for."""


def terms() -> None:
    """Terms in force before anybody holds a title, once: what finance makes of them later stays."""
    if not InvoiceTerms.objects.exists():
        InvoiceTerms.objects.create(effective_on=TERMS_FROM, **TERMS)


def moment(day: date) -> datetime:
    """When the nightly duties of a day are done."""
    return datetime.combine(day, time(5), HERE)


def years_until(day: date) -> None:
    """Ask every year that came near by a day, each on its own night, in the order in which they came."""
    in_force = selectors.terms_on(day)
    ahead = timedelta(days=in_force.schedule.ahead if in_force else 0)
    while first := Membership.objects.asked_by(day + ahead).order_by("next_year_on").first():
        due = Membership.objects.asked_by(first.next_year_on).values_list("pk", flat=True)
        if not services.ask_years(list(due), at=moment(first.next_year_on - ahead)):
            return


def employ(users: Mapping[str, User], person: str, *, at: datetime) -> None:
    """Have the invoices of one person go to an employer, before the first one is made."""
    if person == EMPLOYED:
        member = Member.objects.get(user=users[person])
        services.bill_to(member, EMPLOYER, anew=False, by=users[person], at=at)


def settle(users: Mapping[str, User], *, at: datetime) -> None:
    """What was done about the invoices since: one is waived. Payments come from a bank statement, like any."""
    first = Invoice.objects.to_pay().filter(member__user=users[WAIVED]).order_by("pk").first()
    if first is not None:
        services.credit([first.pk], CreditWhy.WAIVED, by=users[FINANCE], at=at)
