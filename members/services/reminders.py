"""Remind of invoices on the days the terms say, once each; never of what is paid."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from common.calendar import local_day
from comms.models import Message
from members import emails
from members.enums import ErasureState
from members.models import Erasure, Invoice, InvoiceTerms
from members.rules.membership import REST_AFTER_INVOICE
from members.services import money_mails


def to_remind(on: date) -> QuerySet[Invoice]:
    """Open invoices that reached a reminder by a day, and got neither it nor a later one (1 statement).

    They are found by their last day to pay: how many others are open, or were reminded before, does not matter. Who was
    forgotten is not reminded.
    """
    reached = Q(pk__in=[])
    for terms in InvoiceTerms.objects.all():
        for step, first, last in terms.schedule.windows(on):
            later = [one for one in terms.schedule.steps if one >= step]
            reached |= Q(_not_written(later), terms=terms.pk, due_on__range=(first, last))
    forgotten = Erasure.objects.filter(person=OuterRef("member__user"), state=ErasureState.CARRIED_OUT.value)
    return Invoice.objects.to_pay().filter(reached, ~Exists(forgotten), issued_on__lte=on - REST_AFTER_INVOICE)


def _not_written(steps: Collection[int]) -> Any:
    to_member, _to_payer = emails.REMINDER
    periods = [f"{step:+d}" for step in steps]
    return ~Exists(Message.objects.filter(kind=to_member.key, about=OuterRef("number"), period__in=periods))


def _written(numbers: Collection[str]) -> dict[str, int]:
    """Invoice → the latest reminder its member was written (1 statement)."""
    to_member, _to_payer = emails.REMINDER
    latest: dict[str, int] = {}
    sent = Message.objects.filter(kind=to_member.key, about__in=numbers).values_list("about", "period")
    for number, period in sent:
        latest[number] = max(int(period), latest.get(number, int(period)))
    return latest


@transaction.atomic
def remind(invoices: Collection[int], *, at: datetime) -> int:
    """Queue the reminder that each of these invoices reached by the day of ``at``; how many mails were new.

    Of several that were missed only the latest is sent. At most 8 statements however many.
    """
    on = local_day(at)
    rows = Invoice.objects.to_pay().filter(pk__in=invoices).select_related("member__user", "terms").order_by("pk")
    written = _written([row.number for row in rows])
    due: dict[Invoice, int] = {}
    for row in rows:
        step = row.terms.schedule.step(row.due_on, row.issued_on, on)
        if step is not None and step > written.get(row.number, step - 1):
            due[row] = step
    return money_mails.of_reminders(due, at=at)
