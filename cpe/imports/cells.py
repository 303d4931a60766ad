"""Cells of earlier claims as values, each with a sentence for what cannot be read."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from common.fields import BIGGEST
from common.money import to_parts
from cpe.claim_words import UNFIT
from cpe.enums import ClaimStatus, Denial, Unfit
from cpe.fields import UnitsField
from cpe.models import Claim, LedgerLine
from cpe.rules.policy import ONE
from members.imports import cells

_AMOUNT: Final = re.compile(r"[0-9]{1,10}(?:[.,][0-9]{1,10})?")
DECISIONS: Final = {status.value: status for status in (ClaimStatus.ACCEPTED, ClaimStatus.DENIED)}
REASONS: Final = {reason.value: reason for reason in Denial}


def _member_number(text: str) -> int:
    number = cells.whole(text, cells.HIGHEST_NUMBER)
    if number is None:
        raise ValidationError(_("Write a member number in digits, such as 4711."))
    return number


def amount(text: str) -> int:
    """An amount of any unit, as ten-thousandths."""
    if text.startswith(("-", "−")) and _AMOUNT.fullmatch(text[1:]):
        raise ValidationError(str(UNFIT[Unfit.NOT_POSITIVE]))
    if not _AMOUNT.fullmatch(text):
        raise ValidationError(UnitsField.unfit)
    try:
        parts = to_parts(Decimal(text.replace(",", ".")), ONE)
    except ValueError:
        parts = BIGGEST
    if parts >= BIGGEST:
        raise ValidationError(UnitsField.unfit)
    return parts


def _key(text: str) -> str:
    return text.lower()


def _decision(text: str) -> ClaimStatus:
    found = DECISIONS.get(text.lower())
    if found is None:
        raise ValidationError(_("Write accepted or denied, or leave it empty."))
    return found


def _why(text: str) -> Denial:
    found = REASONS.get(text.lower())
    if found is None:
        raise ValidationError(_("Write one of these: %(keys)s.") % {"keys": ", ".join(REASONS)})
    return found


def _day(text: str) -> date:
    return cells.day(text)


@cache
def _field(model: Any, name: str) -> Any:
    return model._meta.get_field(name).formfield(required=False)


def _tidied(model: Any, name: str) -> Callable[[str], str]:
    return lambda text: str(_field(model, name).clean(text))


def _reference(text: str) -> str:
    most = 60
    if len(text) > most:
        raise ValidationError(_("Write at most %(most)d characters.") % {"most": most})
    return str(_field(Claim, "title").clean(text))


READERS: Final[cells.Readers] = {
    "member_number": _member_number,
    "email": cells.email,
    "activity": _key,
    "completed_on": _day,
    "reported_on": _day,
    "amount": amount,
    "attended": amount,
    "title": _tidied(Claim, "title"),
    "provider": _tidied(Claim, "provider"),
    "track": _key,
    "started_on": _day,
    "decision": _decision,
    "decided_on": _day,
    "granted": cells.credits,
    "why": _why,
    "words": _tidied(LedgerLine, "words"),
    "reference": _reference,
}
