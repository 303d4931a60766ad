"""Remind of invoices on the days the terms say, once each; never of what is paid."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from common.calendar import local_day
from comms.models import Message
from members import emails
from members.models import Invoice, InvoiceTerms
from members.rules.membership import REST_AFTER_INVOICE
from members.services import money_mails


def to_remind(on: date) -> QuerySet[Invoice]:
    """Open invoices that reached a reminder by a day and did not get it yet (1 statement to make the query).

    They are found by their last day to pay: how many others are open, or were reminded before, does not matter.
    """
    reached = Q(pk__in=[])
    for terms in InvoiceTerms.objects.all():
        for step, first, last in terms.schedule.windows(on):
            reached |= Q(_not_written(step), terms=terms.pk, due_on__range=(first, last))
    return Invoice.objects.to_pay().filter(reached, issued_on__lte=on - REST_AFTER_INVOICE)


def _not_written(step: int) -> Any:
    to_member, _to_payer = emails.REMINDER
    return ~Exists(Message.objects.filter(kind=to_member.key, about=OuterRef("number"), period=f"{step:+d}"))


@transaction.atomic
def remind(invoices: Collection[int], *, at: datetime) -> int:
    """Queue the reminder that each of these invoices reached by the day of ``at``; how many mails were new.

    Of several that were missed only the latest is sent. At most 8 statements however many.
    """
    on = local_day(at)
    rows = Invoice.objects.to_pay().filter(pk__in=invoices).select_related("member__user", "terms").order_by("pk")
    steps = {row: row.terms.schedule.step(row.due_on, row.issued_on, on) for row in rows}
    return money_mails.of_reminders({row: step for row, step in steps.items() if step is not None}, at=at)
