"""Fields that are more than Django's: text a person wrote, kept as they wrote it; amounts and credits, kept exactly."""

import re
from decimal import Decimal
from typing import Any, ClassVar, Final

from django import forms
from django.core.exceptions import FieldError, ValidationError
from django.db import models
from django.db.models.expressions import Combinable, register_combinable_fields
from django.db.models.lookups import Exact, GreaterThan, GreaterThanOrEqual, LessThan, LessThanOrEqual
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from common.money import CENTS, QUARTERS, decimals, from_parts, to_parts
from common.text import clean_line, clean_lines, clean_paragraphs

DIGITS: Final = 14
BIGGEST: Final = 10**DIGITS
"""More parts than this nobody has; sums of such still fit the column."""
FIGURES: Final = re.compile(r"[+-]?[0-9]{1,40}(?:[.,](?P<after>[0-9]{1,40}))?")
TOO_BIG: Final = _("Write a smaller number.")


class NameFormField(forms.CharField):
    """One line of a person's or place's name, in any script."""

    def to_python(self, value: Any) -> str | None:
        """Normalise, and refuse what no name holds. Raises ``ValidationError`` with a sentence."""
        text = super().to_python(value)
        return clean_line(text) if text else text


class NameField(models.CharField):  # type: ignore[type-arg]  # generic in the stubs only
    """A name in any script, up to 150 characters, one line, in Unicode's composed form."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 150)
        super().__init__(*args, **kwargs)

    def formfield(self, **kwargs: Any) -> Any:
        """The form field that cleans what was typed."""
        return super().formfield(**{"form_class": NameFormField, **kwargs})


class LinesFormField(forms.CharField):
    """A few lines of text, such as a postal address, in any script."""

    def __init__(self, *, at_most: int | None = None, **kwargs: Any) -> None:
        self.at_most = at_most
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": at_most or 3}))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> str | None:
        """Normalise every line, and refuse what cannot be read. Raises ``ValidationError`` with a sentence."""
        text = super().to_python(value)
        return clean_lines(text, self.at_most) if text else text


class ParagraphsFormField(forms.CharField):
    """A text of several paragraphs, in any script, of at most so many characters."""

    def __init__(self, *, max_length: int, rows: int, **kwargs: Any) -> None:
        widget = forms.Textarea(attrs={"rows": rows, "dir": "auto"})
        super().__init__(max_length=max_length, **{"widget": widget, **kwargs})

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """No limit that the browser keeps: it would cut off what is pasted without a word."""
        return {name: value for name, value in super().widget_attrs(widget).items() if name != "maxlength"}

    def to_python(self, value: Any) -> str | None:
        """Tidy the paragraphs. Raises ``ValidationError`` with a sentence for what cannot be read."""
        text = super().to_python(value)
        return clean_paragraphs(text) if text else text


class NumberInput(forms.TextInput):
    """A box for a number. No browser's own: those drop what was typed with a comma."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"inputmode": "decimal", "autocomplete": "off", **(attrs or {})})


class PlainNumberInput(NumberInput):
    """A box for a number, without the zeros nobody writes: ``1.25``, ``100``."""

    def format_value(self, value: Any) -> str | None:
        """What stands in the box; what was typed stays as it was typed."""
        return f"{value:f}".rstrip("0").rstrip(".") if isinstance(value, Decimal) else super().format_value(value)


class PartsFormField(forms.Field):
    """A number as people write it; ``unit`` says what is kept of it."""

    def __init__(self, *, unit: "PartsField", **kwargs: Any) -> None:
        self.unit = unit
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Decimal | None:
        """What was typed. Raises ``ValidationError`` with the sentence of the unit."""
        return self.unit.to_python(value)


class PartsField(models.Field):  # type: ignore[type-arg]  # generic in the stubs only
    """A ``Decimal`` kept as a whole number of parts of one, so that no database ever rounds it.

    It is summed, sorted and filtered as that number. In arithmetic a value says its unit:
    ``F("paid") + AmountField.value(Decimal("1.50"))``; a bare number beside ``F`` is refused.
    """

    parts: ClassVar[int]
    empty_strings_allowed = False
    unfit: ClassVar[str | Promise]
    box: ClassVar[type[NumberInput]] = NumberInput

    @classmethod
    def value(cls, value: Decimal | int) -> models.Value:
        """A value to reckon with beside ``F``."""
        return models.Value(value, output_field=cls())

    def db_type(self, connection: Any) -> str:
        """A big integer, whatever the database calls it."""
        return str(connection.data_types["BigIntegerField"])

    def from_db_value(self, value: Any, _expression: Any, _connection: Any) -> Decimal | None:
        """What was kept; averages, alone, may lie between two parts."""
        if value is None:
            return None
        return from_parts(int(value), self.parts) if value == int(value) else Decimal(str(value)) / self.parts

    def get_prep_value(self, value: Any) -> Any:
        """The number of parts. Raises ``TypeError`` for a float, ``ValueError`` for a fraction of a part."""
        value = super().get_prep_value(value)
        if value is None or hasattr(value, "resolve_expression"):
            return value
        return to_parts(value, self.parts)

    def get_placeholder(self, value: Any, _compiler: Any, _connection: Any) -> str:
        """Where a row takes over what was reckoned: only what comes out in this field's unit."""
        if hasattr(value, "resolve_expression"):
            _require_unit(self, value)
        return "%s"

    def to_python(self, value: Any) -> Decimal | None:
        """What was typed: figures, after a point or comma no more of them than there are parts.

        Raises ``ValidationError`` with a sentence for what is not kept exactly.
        """
        if isinstance(value, str):
            value = value.strip()
        if value is None or value == "":
            return None
        try:
            counted = to_parts(_read(value, self.parts) if isinstance(value, str) else value, self.parts)
        except (ArithmeticError, TypeError, ValueError):
            raise ValidationError(str(self.unfit), code="unfit") from None
        if abs(counted) >= BIGGEST:
            raise ValidationError(str(TOO_BIG), code="unfit")
        return from_parts(counted, self.parts)

    def formfield(self, **kwargs: Any) -> Any:
        """A box for a number."""
        return super().formfield(**{"form_class": PartsFormField, "unit": self, "widget": self.box, **kwargs})


def _read(text: str, parts: int) -> Decimal:
    """Figures as a number. Raises ``ValueError`` for thousands set apart, powers of ten, figures of other scripts."""
    found = FIGURES.fullmatch(text)
    if found is None or len(found["after"] or "") > decimals(parts):
        raise ValueError("This is no plain number.")
    return Decimal(text.replace(",", "."))


class AmountField(PartsField):
    """Euros, kept as cents."""

    parts = CENTS
    unfit = _("Write an amount in euros and cents, such as 150.00.")


class CreditsField(PartsField):
    """CPE credits, kept as quarters."""

    parts = QUARTERS
    unfit = _("Write credits in quarters, such as 6 or 1.25.")
    box = PlainNumberInput


class RateField(PartsField):
    """A rate in per cent, kept as hundredths of a per cent."""

    parts = CENTS
    unfit = _("Write a rate in per cent with at most two decimals, such as 21 or 5.5.")
    box = PlainNumberInput


def _require_unit(field: PartsField, expression: Any) -> None:
    """Raises ``FieldError`` unless an expression comes out as what the field holds."""
    if type(field) is not type(getattr(expression, "output_field", field)):
        raise FieldError(f"{type(field).__name__} is compared with, and set to, its own unit only.")


class _SameUnit:
    """A comparison of a column of parts with something reckoned."""

    lhs: Any
    rhs: Any

    def get_prep_lookup(self) -> Any:
        """What to compare with. Raises ``FieldError`` for another unit."""
        if hasattr(self.rhs, "resolve_expression"):
            _require_unit(self.lhs.output_field, self.rhs)
        return super().get_prep_lookup()  # type: ignore[misc]


for _lookup in (Exact, GreaterThan, GreaterThanOrEqual, LessThan, LessThanOrEqual):
    PartsField.register_lookup(type(_lookup.__name__, (_SameUnit, _lookup), {}))

for _unit in (AmountField, CreditsField, RateField):
    for _sign in (Combinable.ADD, Combinable.SUB):
        register_combinable_fields(_unit, _sign, _unit, _unit)
    register_combinable_fields(_unit, Combinable.MUL, models.IntegerField, _unit)
