"""Amounts and credits in real rows: exact, sorted and filtered by their parts, and never mixed with bare numbers."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, ClassVar

import pytest
from django.core.exceptions import FieldError, ValidationError
from django.db import connection, models, transaction
from django.db.models import Avg, Case, Count, F, Max, Min, OuterRef, Q, Subquery, Sum, When
from django.forms import modelform_factory
from django.test.utils import isolate_apps

from common.fields import AmountField, CreditsField

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def slip_model(django_db_setup: None, django_db_blocker: Any) -> Iterator[type[models.Model]]:
    """A table with both, for as long as this file runs; no table of the portal has them yet."""
    with isolate_apps("common"):

        class Slip(models.Model):
            owed = AmountField("owed")
            paid = AmountField("paid", null=True, blank=True)
            earned = CreditsField("earned", default=Decimal(0))

            class Meta:
                app_label = "common"
                constraints: ClassVar = [models.CheckConstraint(condition=Q(owed__gte=Decimal(-5)), name="slip_owed")]

            def __str__(self) -> str:
                return f"{self.owed}"

    with django_db_blocker.unblock():
        with connection.schema_editor() as editor:
            editor.create_model(Slip)
        yield Slip
        with connection.schema_editor() as editor:
            editor.delete_model(Slip)


@pytest.fixture
def slips(slip_model: Any) -> Any:
    """The rows' manager, with three of them."""
    for owed, paid, earned in (("150.00", "20.00", "6"), ("9.90", None, "1.25"), ("10.00", "10.00", "0.75")):
        slip_model.objects.create(owed=Decimal(owed), paid=paid and Decimal(paid), earned=Decimal(earned))
    return slip_model.objects


def _owed(rows: Any) -> list[str]:
    return [str(amount) for amount in rows.values_list("owed", flat=True)]


def test_columns_hold_integers_and_python_sees_decimals(slips: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT owed, paid, earned FROM common_slip ORDER BY id")
        assert cursor.fetchall() == [(15000, 2000, 24), (990, None, 5), (1000, 1000, 3)]
    slip = slips.earliest("pk")
    assert (str(slip.owed), str(slip.paid), str(slip.earned)) == ("150.00", "20.00", "6.00")
    assert slips.get(owed=Decimal("9.9")).paid is None


def test_sorted_and_filtered_by_value_not_by_letters(slips: Any) -> None:
    assert _owed(slips.order_by("owed")) == ["9.90", "10.00", "150.00"]
    assert _owed(slips.filter(owed__gt=Decimal("9.90")).order_by("-owed")) == ["150.00", "10.00"]
    assert _owed(slips.filter(owed__in=[Decimal(10), 150]).order_by("owed")) == ["10.00", "150.00"]
    assert _owed(slips.filter(owed__range=(Decimal("9.89"), Decimal("9.91")))) == ["9.90"]
    assert _owed(slips.filter(owed=F("paid"))) == ["10.00"]
    assert _owed(slips.filter(paid__isnull=True)) == ["9.90"]


def test_aggregates_come_out_in_the_unit(slips: Any) -> None:
    sums = slips.aggregate(a=Sum("owed"), b=Sum("paid"), c=Sum("earned"), d=Min("owed"), e=Max("owed"), f=Count("owed"))
    assert sums == {
        "a": Decimal("169.90"), "b": Decimal("30.00"), "c": Decimal("8.00"), "d": Decimal("9.90"),
        "e": Decimal("150.00"), "f": 3,
    }  # fmt: skip
    assert {type(value) for key, value in sums.items() if key != "f"} == {Decimal}
    assert slips.none().aggregate(a=Sum("owed", default=Decimal(0)))["a"] == Decimal(0)
    assert slips.filter(owed=1).aggregate(a=Sum("owed", default=Decimal("0.50")))["a"] == Decimal("0.50")
    assert slips.aggregate(a=Sum("owed", filter=Q(owed__lt=Decimal(100))))["a"] == Decimal("19.90")
    assert round(slips.aggregate(a=Avg("owed"))["a"], 4) == Decimal("56.6333")


def test_thirty_thousand_dimes_are_three_thousand_euros(slip_model: Any) -> None:
    slip_model.objects.bulk_create([slip_model(owed=Decimal("0.10"), earned=Decimal("0.25"))] * 30_000, batch_size=5000)
    sums = slip_model.objects.aggregate(a=Sum("owed"), b=Sum("earned"))
    assert (str(sums["a"]), str(sums["b"])) == ("3000.00", "7500.00")


def test_reckoning_beside_a_column_comes_out_in_the_unit(slips: Any) -> None:
    more = AmountField.value(Decimal("1.50"))
    rows = slips.annotate(more=F("owed") + more, left=F("owed") - F("paid"), twice=F("owed") * 2).order_by("owed")
    assert list(rows.values_list("more", "left", "twice"))[0::2] == [
        (Decimal("11.40"), None, Decimal("19.80")),
        (Decimal("151.50"), Decimal("130.00"), Decimal("300.00")),
    ]
    slips.update(owed=F("owed") + more, earned=F("earned") - CreditsField.value(Decimal("0.25")))
    assert _owed(slips.order_by("owed")) == ["11.40", "11.50", "151.50"]
    assert slips.aggregate(a=Sum("earned"))["a"] == Decimal("7.25")
    assert _owed(slips.filter(owed__gt=F("paid") + AmountField.value(2)).order_by("owed")) == ["151.50"]
    slips.update(paid=Case(When(paid=None, then=AmountField.value(3)), default=F("paid")))
    assert slips.aggregate(a=Sum("paid"))["a"] == Decimal("33.00")


def test_subqueries_and_bulk_updates_keep_the_unit(slips: Any) -> None:
    same = slips.filter(owed=OuterRef("owed")).values("owed")[:1]
    assert slips.annotate(again=Subquery(same)).filter(again=F("owed")).count() == 3
    assert slips.filter(owed=slips.order_by("owed").values("owed")[:1]).count() == 1
    rows = list(slips.all())
    for row in rows:
        row.paid = row.owed
    slips.bulk_update(rows, ["paid"])
    assert slips.filter(paid=F("owed")).count() == 3
    slips.filter(paid__isnull=False).update(paid=None)
    assert slips.filter(paid=None).count() == 3


@pytest.mark.parametrize(
    "wrong",
    [
        lambda slips: slips.update(owed=F("owed") + Decimal("1.50")),
        lambda slips: slips.update(owed=F("owed") + 1),
        lambda slips: slips.update(owed=F("earned")),
        lambda slips: slips.update(owed=F("id")),
        lambda slips: list(slips.annotate(more=F("owed") + Decimal(1))),
        lambda slips: list(slips.filter(owed__gt=F("paid") + Decimal(1))),
        lambda slips: list(slips.filter(owed__lte=F("earned"))),
        lambda slips: list(slips.filter(owed=F("id"))),
    ],
)
def test_a_bare_number_or_another_unit_is_refused_instead_of_counted_wrongly(slips: Any, wrong: Any) -> None:
    before = _owed(slips.order_by("pk"))
    with pytest.raises(FieldError), transaction.atomic():
        wrong(slips)
    assert _owed(slips.order_by("pk")) == before


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"owed": 1.1}, TypeError),
        ({"owed": Decimal("0.001")}, ValueError),
        ({"owed": Decimal(1), "earned": Decimal("0.1")}, ValueError),
    ],
)
def test_what_is_not_exact_is_not_saved(slip_model: Any, fields: dict[str, Any], error: type[Exception]) -> None:
    with pytest.raises(error):
        slip_model.objects.create(**fields)


def test_constraints_compare_parts(slip_model: Any) -> None:
    slip_model.objects.create(owed=Decimal(-5))
    with pytest.raises(ValidationError):
        slip_model(owed=Decimal("-5.01")).full_clean()


@pytest.mark.parametrize(
    ("typed", "owed"),
    [
        ("150", "150.00"),
        (" 0.10 ", "0.10"),
        ("150,00", "150.00"),
        ("0,5", "0.50"),
        ("+7", "7.00"),
        ("-3", "-3.00"),
        ("999999999999.99", "999999999999.99"),
    ],
)
def test_form_takes_amounts_as_typed(slip_model: Any, typed: str, owed: str) -> None:
    form = modelform_factory(slip_model, fields=["owed", "earned"])({"owed": typed, "earned": "1.25"})
    assert form.is_valid(), form.errors
    slip = form.save()
    slip.refresh_from_db()
    assert (str(slip.owed), str(slip.earned)) == (owed, "1.25")
    shown = modelform_factory(slip_model, fields=["owed", "earned"])(instance=slip).as_div()
    assert f'value="{owed}"' in shown
    assert shown.count('inputmode="decimal"') == 2


@pytest.mark.parametrize(
    ("typed", "name", "sentence"),
    [
        ("0.001", "owed", "Write an amount in euros and cents, such as 150.00."),
        ("0.1", "earned", "Write credits in quarters, such as 6 or 1.25."),
        *(
            (typed, "owed", "Write an amount in euros and cents, such as 150.00.")
            for typed in (
                "1e2", "1E+2", "１００", "٣", "1_000", "1 000", "1,000", "1.000", "1.000,00", "1,000.00", "5.", ".5",
                "--1", "NaN", "Infinity", "a lot", "EUR 5", "0x10", "1\n2", "9" * 400,
            )
        ),
        *((typed, "earned", "Write credits in quarters, such as 6 or 1.25.") for typed in ("1e1", "６", "1.2.5")),
        ("1" + "0" * 13, "owed", "Write a smaller number."),
    ],
)  # fmt: skip
def test_form_answers_what_cannot_be_kept_with_a_sentence(
    slip_model: Any, typed: str, name: str, sentence: str
) -> None:
    form = modelform_factory(slip_model, fields=["owed", "earned"])({"owed": "1", "earned": "1", name: typed})
    told = form.errors[name]
    assert len(told) == 1
    assert sentence in told[0]
    assert "invalid" not in told[0].lower()


@pytest.mark.parametrize("value", ["1" + "0" * 14, "-1" + "0" * 14, 10**14])
@pytest.mark.parametrize("field", [AmountField, CreditsField])
def test_what_is_too_large_is_told_so(field: Any, value: Any) -> None:
    with pytest.raises(ValidationError, match=r"Write a smaller number\."):
        field().clean(value, None)


@pytest.mark.parametrize("value", ["0.001", "NaN", "x", 1.5, True, [1]])
def test_what_cannot_be_kept_is_told_in_a_sentence(value: Any) -> None:
    with pytest.raises(ValidationError, match="euros and cents"):
        AmountField().clean(value, None)


def test_a_field_describes_itself_to_migrations() -> None:
    _name, path, args, kwargs = AmountField("owed", null=True).deconstruct()
    assert (path, args, kwargs) == ("common.fields.AmountField", [], {"verbose_name": "owed", "null": True})


def test_a_value_survives_a_dump(slips: Any) -> None:
    slip = slips.earliest("pk")
    owed = slip._meta.get_field("owed")
    assert owed.value_to_string(slip) == "150.00"
    assert owed.to_python("150.00") == slip.owed
