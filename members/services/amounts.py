"""What titles of a level ask a year, set for days to come; what was fixed by an amount stays as it was fixed."""

from datetime import date, datetime
from decimal import Decimal
from typing import Final

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from common import audit
from common.calendar import local_day
from common.errors import DomainError
from common.locks import hold
from members import policies, selectors
from members.models import ContributionAmount, Level

AMOUNTS: Final = "members.amounts"
"""Held by whoever changes what years ask, and by whoever fixes what one asks."""


class AmountStands(DomainError):  # noqa: N818  read aloud at the act: raise AmountStands
    """An amount whose day has come, or by which years were fixed already."""


def why_not(level: Level, first_day: date, *, on: date) -> str:
    """Why an amount of a level cannot begin on a day, as a sentence; nothing where it can (2 statements)."""
    if first_day <= on:
        return _("This day has come. An amount begins on a day ahead: %(day)s or later.") % {
            "day": date_format(date.fromordinal(on.toordinal() + 1))
        }
    fixed = selectors.last_fixed(level)
    if fixed is not None and fixed >= first_day:
        return _(
            "Membership years that begin until %(day)s were fixed by the amount of this level already. "
            "Choose a day after that."
        ) % {"day": date_format(fixed)}
    if ContributionAmount.objects.filter(level=level, effective_on=first_day).exists():
        return _("This level has an amount from this day on already.")
    return ""


@transaction.atomic
def set_amount(level: Level, *, first_day: date, amount: Decimal, by: User, at: datetime) -> ContributionAmount:
    """Set what titles of a level ask for years that begin on a day or later.

    No year is fixed meanwhile: ``AMOUNTS`` is held. Raises ``Forbidden``, and ``AmountStands`` for a day that has
    come, one that years were fixed for already, and one that has an amount.
    """
    policies.require_set_amounts(by)
    hold(AMOUNTS)
    if refused := why_not(level, first_day, on=local_day(at)):
        raise AmountStands(refused)
    row = ContributionAmount(level=level, effective_on=first_day, amount=amount)
    row.save()
    changes = {"level": ("", level.name), "effective_on": (None, first_day), "amount": (None, amount)}
    audit.record("members.amount-set", about=row, changes=changes, by=by, at=at)
    return row


@transaction.atomic
def withdraw_amount(amount: int, *, by: User, at: datetime) -> None:
    """Take an amount back whose day has not come, and by which nothing was fixed; gone already, nothing happens.

    No year is fixed meanwhile: ``AMOUNTS`` is held. Raises ``Forbidden``, ``AmountStands``.
    """
    policies.require_set_amounts(by)
    hold(AMOUNTS)
    row = ContributionAmount.objects.filter(pk=amount).first()
    if row is None:
        return
    if not can_withdraw(row, on=local_day(at)):
        raise AmountStands(_("The day of this amount has come, or years were fixed by it. It stays."))
    audit.record(
        "members.amount-withdrawn",
        about=row,
        changes={"effective_on": (row.effective_on, None), "amount": (row.amount, None)},
        by=by,
        at=at,
    )
    row.delete()


def can_withdraw(row: ContributionAmount, *, on: date) -> bool:
    """Whether an amount may still be taken back (1 statement)."""
    fixed = selectors.last_fixed(row.level)
    return row.effective_on > on and (fixed is None or fixed < row.effective_on)
