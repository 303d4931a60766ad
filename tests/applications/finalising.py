"""What the tests of finalisations share: an acceptance, and each of the four facts becoming one."""

import datetime as dt
from decimal import Decimal

from django.db import transaction

from applications.enums import ApplicationState
from applications.models import Application, Finalisation
from applications.services import finalising
from common import duties
from members import services as register
from members.enums import RecheckWhy
from members.models import Agreement, Invoice, Member
from members.selectors import agreements
from tests.factories.applications import SUBMITTED
from tests.factories.assessment import DECIDED, IdentityCheckFactory, judged
from tests.factories.bank import AllocationFactory, BankLineFactory
from tests.factories.money import InvoiceTermsFactory

ACCEPTED = DECIDED
"""22 July 2026."""
LAST = dt.date(2027, 1, 22)


def at(*day: int, hour: int = 9) -> dt.datetime:
    """An hour of a day."""
    return dt.datetime(*day, hour, tzinfo=dt.UTC)  # type: ignore[misc,arg-type]


def agreed(application: Application) -> None:
    """The applicant agreed to what held on the day they submitted."""
    for version in agreements.to_agree(application.person, SUBMITTED.date()):
        Agreement.objects.create(person=application.person, version=version, agreed_at=SUBMITTED, how="application")


def accepted(moment: dt.datetime = ACCEPTED, **given: object) -> Finalisation:
    """An application that was accepted, with its list; the documents were agreed to."""
    InvoiceTermsFactory()
    application = judged(**given)
    agreed(application)
    application.become(ApplicationState.ACCEPTED)
    application.decided_at, application.due_on = moment, None
    application.save()
    with transaction.atomic():
        return finalising.begin(application, by=application.person, at=moment)


def paid(
    invoice: Invoice, moment: dt.datetime, *, amount: Decimal | None = None, booked: dt.date | None = None
) -> None:
    """Money for an invoice that the portal learned of at a moment."""
    amount = amount or invoice.open
    line = BankLineFactory(amount=amount, rest=Decimal("0.00"), booked_on=booked or moment.date())
    AllocationFactory(line=line, invoice=invoice, amount=amount, recorded_at=moment)
    register.settle_invoices([invoice.pk], RecheckWhy.PAYMENT, at=moment)
    invoice.refresh_from_db()


def identified(row: Finalisation, moment: dt.datetime) -> None:
    """A checker verified the identity."""
    IdentityCheckFactory(application=row.application, checked_at=moment)


def scanned(row: Finalisation) -> None:
    """The form was signed by hand, and nobody looked at the scan."""
    Application.objects.filter(pk=row.application_id).update(signed_how="scan")


def seen(row: Finalisation, moment: dt.datetime) -> None:
    """A colleague looked at the scan."""
    Application.objects.filter(pk=row.application_id).update(scan_checked_at=moment)


def minute(moment: dt.datetime) -> None:
    """The duty of every minute."""
    duties.perform("applications.award", now=moment)


def nights(first: dt.date, last: dt.date) -> None:
    """The duty of the night, one night after the other."""
    for ordinal in range(first.toordinal(), last.toordinal() + 1):
        moment = dt.datetime.combine(dt.date.fromordinal(ordinal), dt.time(4, 40), dt.UTC)
        duties.perform("applications.acceptances", now=moment)


def member_of(row: Finalisation) -> Member:
    """Who was accepted, in the register."""
    return Member.objects.get(user=row.application.person_id)
