"""Remind of invoices on the days the terms say, once each; never of what is paid."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from common.calendar import local_day
from members.models import Invoice
from members.services import money_mails


@transaction.atomic
def remind(invoices: Collection[int], *, at: datetime) -> int:
    """Queue the reminder that each of these invoices reached by the day of ``at``; how many mails were new.

    Of several that were missed only the latest is sent. At most 8 statements however many.
    """
    on = local_day(at)
    rows = Invoice.objects.to_pay().filter(pk__in=invoices).select_related("member__user", "terms").order_by("pk")
    steps = {row: row.terms.schedule.step(row.due_on, row.issued_on, on) for row in rows}
    return money_mails.of_reminders({row: step for row, step in steps.items() if step is not None}, at=at)
