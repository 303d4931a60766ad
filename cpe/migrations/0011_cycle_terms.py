"""The terms of renewal, as shipped, and what was written about cycles."""

from datetime import UTC, date, datetime

import django.core.validators
import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

import members.fields

TERMS_FROM = date(2000, 1, 1)


def fill(apps, schema_editor):
    """The shipped terms of renewal, with the first row of their history."""
    terms, kept = (apps.get_model("cpe", name).objects for name in ("CycleTerms", "HistoricalCycleTerms"))
    terms.create(effective_on=TERMS_FROM)
    at = datetime.now(UTC)
    kept.bulk_create(
        kept.model(**row, history_date=at, history_type="+", history_change_reason="The first terms")
        for row in terms.order_by("pk").values()
    )


def empty(apps, schema_editor):
    apps.get_model("cpe", "CycleTerms").objects.all().delete()
    apps.get_model("cpe", "HistoricalCycleTerms").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [
        ("cpe", "0010_attendance"),
        ("members", "0018_cycles_by_day"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CycleTerms",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "effective_on",
                    models.DateField(
                        error_messages={
                            "unique": "There are terms that hold from this day on already. Choose another day."
                        },
                        unique=True,
                        validators=[
                            django.core.validators.MinValueValidator(
                                date(2000, 1, 1), "Choose a day in the years 2000 to 2099."
                            ),
                            django.core.validators.MaxValueValidator(
                                date(2099, 12, 31), "Choose a day in the years 2000 to 2099."
                            ),
                        ],
                        verbose_name="from",
                    ),
                ),
                (
                    "before",
                    members.fields.DaysField(
                        blank=True,
                        default="180, 90, 30, 7",
                        help_text="Days before the expiration date.",
                        max_length=60,
                        verbose_name="reminders before",
                    ),
                ),
                (
                    "after",
                    members.fields.DaysField(
                        blank=True,
                        default="1, 30, 60, 80, 89",
                        help_text="Days after the expiration date, at most 90.",
                        max_length=60,
                        verbose_name="reminders after",
                    ),
                ),
                (
                    "brake_above",
                    members.fields.DayCountField(
                        default=25,
                        help_text="More than these, and more than the share below, wait for two people.",
                        validators=[
                            django.core.validators.MinValueValidator(1, "Write a number from 1 to 10 000."),
                            django.core.validators.MaxValueValidator(10000, "Write a number from 1 to 10 000."),
                        ],
                        verbose_name="titles a night ends",
                    ),
                ),
                (
                    "brake_share",
                    members.fields.DayCountField(
                        default=5,
                        help_text="In per cent of all cycles whose last day lies in the days a night covers.",
                        validators=[
                            django.core.validators.MinValueValidator(1, "Write a share from 1 to 100 per cent."),
                            django.core.validators.MaxValueValidator(100, "Write a share from 1 to 100 per cent."),
                        ],
                        verbose_name="share of the titles due",
                    ),
                ),
            ],
            options={
                "verbose_name": "terms of renewal",
                "verbose_name_plural": "terms of renewal",
                "ordering": ("-effective_on",),
            },
        ),
        migrations.CreateModel(
            name="HistoricalCycleTerms",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                (
                    "effective_on",
                    models.DateField(
                        db_index=True,
                        error_messages={
                            "unique": "There are terms that hold from this day on already. Choose another day."
                        },
                        validators=[
                            django.core.validators.MinValueValidator(
                                date(2000, 1, 1), "Choose a day in the years 2000 to 2099."
                            ),
                            django.core.validators.MaxValueValidator(
                                date(2099, 12, 31), "Choose a day in the years 2000 to 2099."
                            ),
                        ],
                        verbose_name="from",
                    ),
                ),
                (
                    "before",
                    members.fields.DaysField(
                        blank=True,
                        default="180, 90, 30, 7",
                        help_text="Days before the expiration date.",
                        max_length=60,
                        verbose_name="reminders before",
                    ),
                ),
                (
                    "after",
                    members.fields.DaysField(
                        blank=True,
                        default="1, 30, 60, 80, 89",
                        help_text="Days after the expiration date, at most 90.",
                        max_length=60,
                        verbose_name="reminders after",
                    ),
                ),
                (
                    "brake_above",
                    members.fields.DayCountField(
                        default=25,
                        help_text="More than these, and more than the share below, wait for two people.",
                        validators=[
                            django.core.validators.MinValueValidator(1, "Write a number from 1 to 10 000."),
                            django.core.validators.MaxValueValidator(10000, "Write a number from 1 to 10 000."),
                        ],
                        verbose_name="titles a night ends",
                    ),
                ),
                (
                    "brake_share",
                    members.fields.DayCountField(
                        default=5,
                        help_text="In per cent of all cycles whose last day lies in the days a night covers.",
                        validators=[
                            django.core.validators.MinValueValidator(1, "Write a share from 1 to 100 per cent."),
                            django.core.validators.MaxValueValidator(100, "Write a share from 1 to 100 per cent."),
                        ],
                        verbose_name="share of the titles due",
                    ),
                ),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "historical terms of renewal",
                "verbose_name_plural": "historical terms of renewal",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("reminder", "reminder"), ("statement", "statement of a year")],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("step", models.SmallIntegerField(verbose_name="which one")),
                ("needed", models.BooleanField(verbose_name="written")),
                ("looked_at", models.DateTimeField(verbose_name="judged")),
                (
                    "cycle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notices",
                        to="members.cycle",
                        verbose_name="cycle",
                    ),
                ),
            ],
            options={
                "verbose_name": "notice about a cycle",
                "verbose_name_plural": "notices about cycles",
                "ordering": ("cycle", "looked_at", "pk"),
            },
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.UniqueConstraint(fields=("cycle", "kind", "step"), name="notice_once_each"),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["reminder", "statement"])), name="notice_of_a_kind"
            ),
        ),
        migrations.RunPython(fill, empty),
    ]
