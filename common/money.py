"""Money and credits: kept as whole cents and whole quarters of a credit, handled as ``Decimal``.

Pure: no ORM, no settings. Amounts are euros; a ``float`` never comes near one.
"""

from decimal import Decimal
from typing import Final

CENTS: Final = 100
QUARTERS: Final = 4


def to_parts(value: Decimal | int, parts: int) -> int:
    """A value counted in ``parts`` of one, such as cents.

    Raises ``TypeError`` for anything that is not exact by nature, ``ValueError`` for what no whole number of
    parts can be.
    """
    if not isinstance(value, Decimal | int) or isinstance(value, bool):
        raise TypeError(f"A Decimal is needed, not {type(value).__name__}.")
    value = Decimal(value)
    if not value.is_finite():
        raise ValueError("This is no number.")
    numerator, denominator = value.as_integer_ratio()
    counted, rest = divmod(numerator * parts, denominator)
    if rest:
        raise ValueError(f"This cannot be counted in parts of one {parts}th.")
    return counted


def decimals(parts: int) -> int:
    """How many decimals values have that are counted in ``parts`` of one: two, or as many as smaller parts need."""
    return max(2, len(str(parts)) - 1)


def from_parts(counted: int, parts: int) -> Decimal:
    """The value of so many ``parts`` of one."""
    places = decimals(parts)
    return Decimal(counted * (10**places // parts)).scaleb(-places)


def to_cents(amount: Decimal | int) -> int:
    """Euros as cents. Raises ``TypeError`` for a float, ``ValueError`` for a fraction of a cent."""
    return to_parts(amount, CENTS)


def from_cents(cents: int) -> Decimal:
    """Cents as euros, with two decimals."""
    return from_parts(cents, CENTS)


def to_quarters(value: Decimal | int) -> int:
    """Credits as quarters. Raises ``TypeError`` for a float, ``ValueError`` for a fraction of a quarter."""
    return to_parts(value, QUARTERS)


def from_quarters(quarters: int) -> Decimal:
    """Quarters as credits, with two decimals."""
    return from_parts(quarters, QUARTERS)


def share(cents: int, parts: int) -> tuple[int, ...]:
    """Cents in so many shares that add up to them, none more than a cent larger than another, the larger ones first.

    What is to be paid back, being negative, is shared likewise. Raises ``ValueError`` without a part.
    """
    if parts < 1:
        raise ValueError("There is nobody to share with.")
    each, more = divmod(cents, parts)
    return (each + 1,) * more + (each,) * (parts - more)


def in_euros(amount: Decimal) -> str:
    """An amount as it stands on invoices and pages in every language: ``EUR 150.00``."""
    return f"EUR {from_cents(to_cents(amount))}"


def in_figures(value: Decimal) -> str:
    """Credits without the zeros nobody reads: ``6``, ``12.5``, ``0.25``."""
    return f"{from_quarters(to_quarters(value)):f}".rstrip("0").rstrip(".")
