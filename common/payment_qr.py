"""The European payment code: what a bank's app reads to fill in a transfer (EPC069-12, version 002).

Pure. Amounts are euros, the reference is structured (ISO 11649), text is UTF-8, error correction M. The code comes as
one path, drawn by ``templates/ui/qr.html`` on pages and in documents alike. Source: EPC069-12; decided.
"""

import unicodedata
from decimal import Decimal
from typing import Final

from segno import helpers
from stdnum import iban as ibans
from stdnum import iso11649

from common import money
from common.qr import Code, drawn

LEAST: Final = Decimal("0.01")
MOST: Final = Decimal("999999999.99")
NAME: Final = 70
"""Characters the name of a beneficiary may have."""


def payment_code(*, name: str, iban: str, amount: Decimal, reference: str) -> Code:
    """The code with which ``amount`` euros are paid to a name and an account, quoting a creditor reference.

    Raises ``ValueError``, saying which of them a bank would not take, and why.
    """
    code = helpers.make_epc_qr(
        name=_name(name), iban=_iban(iban), amount=_amount(amount), reference=_reference(reference), encoding="utf-8"
    )
    return drawn(code)


def _name(name: str) -> str:
    plain = name.strip()
    if not 0 < len(plain) <= NAME:
        raise ValueError(f"The name of the account's holder has 1 to {NAME} characters.")
    if any(unicodedata.category(character) in {"Cc", "Zl", "Zp"} for character in plain):
        raise ValueError("The name of the account's holder stands on one line.")
    return plain


def _iban(iban: str) -> str:
    if not ibans.is_valid(iban):
        raise ValueError("This is not the number of a bank account (IBAN): length or check digits are wrong.")
    return ibans.compact(iban)


def _amount(amount: Decimal) -> Decimal:
    whole = money.from_cents(money.to_cents(amount))
    if not LEAST <= whole <= MOST:
        raise ValueError(f"A transfer is of EUR {LEAST} to EUR {MOST}.")
    return whole


def _reference(reference: str) -> str:
    if not iso11649.is_valid(reference):
        raise ValueError("This is not a creditor reference (ISO 11649): its check digits are wrong.")
    return iso11649.compact(reference)
