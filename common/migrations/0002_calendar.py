"""The calendar of closed days, 2018 to 2040 as decided; numbers by year."""

from datetime import UTC, date, datetime

import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import migrations, models

import common.fields

NAMES = (
    "New Year's Day", "Easter Sunday", "Easter Monday", "King's Day", "Liberation Day",
    "Ascension Day", "Whit Sunday", "Whit Monday", "Christmas Day", "Second Day of Christmas",
)  # fmt: skip

# Month and day in the order of NAMES. King's Day moves to the Saturday when 27 April is a Sunday; Liberation Day is
# a day off in years divisible by five; Good Friday is a working day. Days on a weekend are listed all the same.
CALENDAR = """
    2018  01-01 04-01 04-02 04-27 ----- 05-10 05-20 05-21 12-25 12-26
    2019  01-01 04-21 04-22 04-27 ----- 05-30 06-09 06-10 12-25 12-26
    2020  01-01 04-12 04-13 04-27 05-05 05-21 05-31 06-01 12-25 12-26
    2021  01-01 04-04 04-05 04-27 ----- 05-13 05-23 05-24 12-25 12-26
    2022  01-01 04-17 04-18 04-27 ----- 05-26 06-05 06-06 12-25 12-26
    2023  01-01 04-09 04-10 04-27 ----- 05-18 05-28 05-29 12-25 12-26
    2024  01-01 03-31 04-01 04-27 ----- 05-09 05-19 05-20 12-25 12-26
    2025  01-01 04-20 04-21 04-26 05-05 05-29 06-08 06-09 12-25 12-26
    2026  01-01 04-05 04-06 04-27 ----- 05-14 05-24 05-25 12-25 12-26
    2027  01-01 03-28 03-29 04-27 ----- 05-06 05-16 05-17 12-25 12-26
    2028  01-01 04-16 04-17 04-27 ----- 05-25 06-04 06-05 12-25 12-26
    2029  01-01 04-01 04-02 04-27 ----- 05-10 05-20 05-21 12-25 12-26
    2030  01-01 04-21 04-22 04-27 05-05 05-30 06-09 06-10 12-25 12-26
    2031  01-01 04-13 04-14 04-26 ----- 05-22 06-01 06-02 12-25 12-26
    2032  01-01 03-28 03-29 04-27 ----- 05-06 05-16 05-17 12-25 12-26
    2033  01-01 04-17 04-18 04-27 ----- 05-26 06-05 06-06 12-25 12-26
    2034  01-01 04-09 04-10 04-27 ----- 05-18 05-28 05-29 12-25 12-26
    2035  01-01 03-25 03-26 04-27 05-05 05-03 05-13 05-14 12-25 12-26
    2036  01-01 04-13 04-14 04-26 ----- 05-22 06-01 06-02 12-25 12-26
    2037  01-01 04-05 04-06 04-27 ----- 05-14 05-24 05-25 12-25 12-26
    2038  01-01 04-25 04-26 04-27 ----- 06-03 06-13 06-14 12-25 12-26
    2039  01-01 04-10 04-11 04-27 ----- 05-19 05-29 05-30 12-25 12-26
    2040  01-01 04-01 04-02 04-27 05-05 05-10 05-20 05-21 12-25 12-26
"""


def days():
    """Every closed day of the table with its name."""
    for line in CALENDAR.strip().splitlines():
        year, *cells = line.split()
        for name, cell in zip(NAMES, cells, strict=True):
            if cell != "-----":
                yield date.fromisoformat(f"{year}-{cell}"), name


def fill(apps, schema_editor):
    """The rows, each with the first line of its history."""
    ClosedDay, Historical = (apps.get_model("common", name) for name in ("ClosedDay", "HistoricalClosedDay"))
    ClosedDay.objects.bulk_create(ClosedDay(day=day, name=name) for day, name in days())
    first = {"history_date": datetime.now(UTC), "history_type": "+", "history_change_reason": "The first calendar"}
    Historical.objects.bulk_create(Historical(**row, **first) for row in ClosedDay.objects.order_by("pk").values())


class Migration(migrations.Migration):
    dependencies = [
        ("common", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ClosedDay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "day",
                    models.DateField(
                        error_messages={"unique": "This day is in the list already; look for it there."},
                        unique=True,
                        validators=[
                            MinValueValidator(
                                date(2018, 1, 1), "The calendar begins in 2018. Write a day from then on."
                            ),
                            MaxValueValidator(date(2099, 12, 31), "The calendar ends in 2099. Write a day until then."),
                        ],
                        verbose_name="day",
                    ),
                ),
                (
                    "name",
                    common.fields.NameField(
                        help_text="What people call it, such as King's Day.", max_length=60, verbose_name="name"
                    ),
                ),
                (
                    "closed",
                    models.BooleanField(
                        default=True,
                        help_text="Without this the day counts as a working day again, and stays in the list.",
                        verbose_name="the office is closed",
                    ),
                ),
            ],
            options={
                "verbose_name": "closed day",
                "verbose_name_plural": "closed days",
                "ordering": ("day",),
            },
        ),
        migrations.CreateModel(
            name="HistoricalClosedDay",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                (
                    "day",
                    models.DateField(
                        db_index=True,
                        error_messages={"unique": "This day is in the list already; look for it there."},
                        validators=[
                            MinValueValidator(
                                date(2018, 1, 1), "The calendar begins in 2018. Write a day from then on."
                            ),
                            MaxValueValidator(date(2099, 12, 31), "The calendar ends in 2099. Write a day until then."),
                        ],
                        verbose_name="day",
                    ),
                ),
                (
                    "name",
                    common.fields.NameField(
                        help_text="What people call it, such as King's Day.", max_length=60, verbose_name="name"
                    ),
                ),
                (
                    "closed",
                    models.BooleanField(
                        default=True,
                        help_text="Without this the day counts as a working day again, and stays in the list.",
                        verbose_name="the office is closed",
                    ),
                ),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
            ],
            options={
                "verbose_name": "historical closed day",
                "verbose_name_plural": "historical closed days",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.AddField(
            model_name="series",
            name="year",
            field=models.PositiveSmallIntegerField(
                default=0, help_text="0 for numbers that run on through years.", verbose_name="year"
            ),
        ),
        migrations.AlterField(
            model_name="series",
            name="name",
            field=models.CharField(max_length=60, verbose_name="name"),
        ),
        migrations.AddConstraint(
            model_name="series",
            constraint=models.UniqueConstraint(fields=("name", "year"), name="series_one_per_name_and_year"),
        ),
        migrations.AddConstraint(
            model_name="series",
            constraint=models.CheckConstraint(
                condition=models.Q(("year", 0), ("year__range", (2000, 2999)), _connector="OR"),
                name="series_year_of_four_digits",
            ),
        ),
        migrations.AddConstraint(
            model_name="closedday",
            constraint=models.CheckConstraint(
                condition=models.Q(("name", ""), _negated=True), name="closed_day_has_a_name"
            ),
        ),
        migrations.AddField(
            model_name="historicalclosedday",
            name="history_user",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
