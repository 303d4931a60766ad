"""The days and acts that the tests of memberships and invoices share."""

import datetime as dt
from datetime import date
from decimal import Decimal

from django.utils import timezone

from members import services
from members.enums import RecheckWhy
from members.models import BankLine, Contribution, Credential, Invoice, Member, Membership, Title
from tests.factories.bank import AllocationFactory, BankLineFactory
from tests.factories.members import MemberFactory

D = Decimal


def at(*day: int) -> dt.datetime:
    """The morning of a day."""
    return dt.datetime(*day, 4, 10, tzinfo=dt.UTC)  # type: ignore[misc,arg-type]


def awarded(code: str, *day: int, member: Member | None = None, moment: dt.datetime | None = None) -> Credential:
    """A title, awarded on a day."""
    member = member or MemberFactory()
    return services.award(member, Title.objects.get(code=code), on=date(*day), by=None, at=moment or at(*day))


def asked_for(member: Member) -> list[tuple[str, date, date, Decimal]]:
    """What was asked of a member, in order."""
    rows = Contribution.objects.filter(membership__member=member).order_by("due_on", "pk")
    return [(row.reason, row.due_on, row.last_day, row.amount) for row in rows]


def membership(member: Member) -> Membership:
    """A member's newest membership."""
    return Membership.objects.filter(member=member).latest("since", "pk")


def ask(*day: int) -> int:
    """What the duty does on a day, for everybody."""
    return services.ask_years(list(Membership.objects.values_list("pk", flat=True)), at=at(*day))


def pay(invoice: Invoice, *day: int, amount: Decimal | None = None) -> BankLine:
    """Money that came in on a day and was used for an invoice."""
    amount = amount or invoice.open
    line = BankLineFactory(amount=amount, rest=D("0.00"), booked_on=date(*day))
    AllocationFactory(line=line, invoice=invoice, amount=amount, recorded_at=timezone.now())
    services.settle_invoices([invoice.pk], RecheckWhy.PAYMENT, at=at(*day))
    invoice.refresh_from_db()
    return line


def invoices(member: Member) -> list[tuple[str, Decimal, Decimal]]:
    """Kind, total and what is open of a member's documents, in the order of their making."""
    return list(Invoice.objects.filter(member=member).order_by("pk").values_list("kind", "total", "open"))
