"""The terms of conduct."""

import datetime

import django.core.validators
import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

import members.fields


class Migration(migrations.Migration):
    """The terms of conduct."""

    dependencies = [
        ("common", "0008_files_without_an_account"),
        ("members", "0018_cycles_by_day"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ConductTerms",
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
                                datetime.date(2000, 1, 1), "Choose a day in the years 2000 to 2099."
                            ),
                            django.core.validators.MaxValueValidator(
                                datetime.date(2099, 12, 31), "Choose a day in the years 2000 to 2099."
                            ),
                        ],
                        verbose_name="from",
                    ),
                ),
                (
                    "draft_days",
                    members.fields.DayCountField(
                        default=7,
                        help_text="Days a draft is kept after its last change.",
                        validators=[
                            django.core.validators.MinValueValidator(1, "Write a number from 1 to 365."),
                            django.core.validators.MaxValueValidator(365, "Write a number from 1 to 365."),
                        ],
                        verbose_name="drafts of reports",
                    ),
                ),
                (
                    "confirm_days",
                    members.fields.DayCountField(
                        default=14,
                        help_text="Days to confirm it by the mailed link.",
                        validators=[
                            django.core.validators.MinValueValidator(1, "Write a number from 1 to 365."),
                            django.core.validators.MaxValueValidator(365, "Write a number from 1 to 365."),
                        ],
                        verbose_name="confirming a report",
                    ),
                ),
                (
                    "seats",
                    members.fields.DayCountField(
                        default=3,
                        help_text="Members at least.",
                        validators=[
                            django.core.validators.MinValueValidator(3, "Write a number from 3 to 15."),
                            django.core.validators.MaxValueValidator(15, "Write a number from 3 to 15."),
                        ],
                        verbose_name="committee",
                    ),
                ),
                (
                    "seat_days",
                    members.fields.DayCountField(
                        default=7,
                        help_text="Days for whoever is asked to judge.",
                        validators=[
                            django.core.validators.MinValueValidator(1, "Write a number from 1 to 365."),
                            django.core.validators.MaxValueValidator(365, "Write a number from 1 to 365."),
                        ],
                        verbose_name="answering an invitation",
                    ),
                ),
                (
                    "challenge_days",
                    members.fields.DayCountField(
                        default=7,
                        help_text="Days for the member.",
                        validators=[
                            django.core.validators.MinValueValidator(1, "Write a number from 1 to 365."),
                            django.core.validators.MaxValueValidator(365, "Write a number from 1 to 365."),
                        ],
                        verbose_name="challenging a name",
                    ),
                ),
                (
                    "explain_days",
                    members.fields.DayCountField(
                        default=30,
                        help_text="Days for the member.",
                        validators=[
                            django.core.validators.MinValueValidator(1, "Write a number from 1 to 365."),
                            django.core.validators.MaxValueValidator(365, "Write a number from 1 to 365."),
                        ],
                        verbose_name="explaining",
                    ),
                ),
                (
                    "read_months",
                    members.fields.DayCountField(
                        default=12,
                        help_text="Months after a revocation.",
                        validators=[
                            django.core.validators.MinValueValidator(1, "Write a number from 1 to 240."),
                            django.core.validators.MaxValueValidator(240, "Write a number from 1 to 240."),
                        ],
                        verbose_name="reading own data",
                    ),
                ),
                (
                    "dismissed_months",
                    members.fields.DayCountField(
                        default=12,
                        help_text="Months they are kept.",
                        validators=[
                            django.core.validators.MinValueValidator(1, "Write a number from 1 to 240."),
                            django.core.validators.MaxValueValidator(240, "Write a number from 1 to 240."),
                        ],
                        verbose_name="reports without a case",
                    ),
                ),
                (
                    "closed_months",
                    members.fields.DayCountField(
                        default=12,
                        help_text="Months they are kept.",
                        validators=[
                            django.core.validators.MinValueValidator(1, "Write a number from 1 to 240."),
                            django.core.validators.MaxValueValidator(240, "Write a number from 1 to 240."),
                        ],
                        verbose_name="cases without a breach",
                    ),
                ),
                (
                    "breach_months",
                    members.fields.DayCountField(
                        default=60,
                        help_text="Months they are kept.",
                        validators=[
                            django.core.validators.MinValueValidator(1, "Write a number from 1 to 240."),
                            django.core.validators.MaxValueValidator(240, "Write a number from 1 to 240."),
                        ],
                        verbose_name="cases with a breach",
                    ),
                ),
            ],
            options={
                "verbose_name": "terms of conduct",
                "verbose_name_plural": "terms of conduct",
                "ordering": ("-effective_on",),
            },
        ),
        migrations.CreateModel(
            name="HistoricalConductTerms",
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
                                datetime.date(2000, 1, 1), "Choose a day in the years 2000 to 2099."
                            ),
                            django.core.validators.MaxValueValidator(
                                datetime.date(2099, 12, 31), "Choose a day in the years 2000 to 2099."
                            ),
                        ],
                        verbose_name="from",
                    ),
                ),
                (
                    "draft_days",
                    members.fields.DayCountField(
                        default=7,
                        help_text="Days a draft is kept after its last change.",
                        validators=[
                            django.core.validators.MinValueValidator(1, "Write a number from 1 to 365."),
                            django.core.validators.MaxValueValidator(365, "Write a number from 1 to 365."),
                        ],
                        verbose_name="drafts of reports",
                    ),
                ),
                (
                    "confirm_days",
                    members.fields.DayCountField(
                        default=14,
                        help_text="Days to confirm it by the mailed link.",
                        validators=[
                            django.core.validators.MinValueValidator(1, "Write a number from 1 to 365."),
                            django.core.validators.MaxValueValidator(365, "Write a number from 1 to 365."),
                        ],
                        verbose_name="confirming a report",
                    ),
                ),
                (
                    "seats",
                    members.fields.DayCountField(
                        default=3,
                        help_text="Members at least.",
                        validators=[
                            django.core.validators.MinValueValidator(3, "Write a number from 3 to 15."),
                            django.core.validators.MaxValueValidator(15, "Write a number from 3 to 15."),
                        ],
                        verbose_name="committee",
                    ),
                ),
                (
                    "seat_days",
                    members.fields.DayCountField(
                        default=7,
                        help_text="Days for whoever is asked to judge.",
                        validators=[
                            django.core.validators.MinValueValidator(1, "Write a number from 1 to 365."),
                            django.core.validators.MaxValueValidator(365, "Write a number from 1 to 365."),
                        ],
                        verbose_name="answering an invitation",
                    ),
                ),
                (
                    "challenge_days",
                    members.fields.DayCountField(
                        default=7,
                        help_text="Days for the member.",
                        validators=[
                            django.core.validators.MinValueValidator(1, "Write a number from 1 to 365."),
                            django.core.validators.MaxValueValidator(365, "Write a number from 1 to 365."),
                        ],
                        verbose_name="challenging a name",
                    ),
                ),
                (
                    "explain_days",
                    members.fields.DayCountField(
                        default=30,
                        help_text="Days for the member.",
                        validators=[
                            django.core.validators.MinValueValidator(1, "Write a number from 1 to 365."),
                            django.core.validators.MaxValueValidator(365, "Write a number from 1 to 365."),
                        ],
                        verbose_name="explaining",
                    ),
                ),
                (
                    "read_months",
                    members.fields.DayCountField(
                        default=12,
                        help_text="Months after a revocation.",
                        validators=[
                            django.core.validators.MinValueValidator(1, "Write a number from 1 to 240."),
                            django.core.validators.MaxValueValidator(240, "Write a number from 1 to 240."),
                        ],
                        verbose_name="reading own data",
                    ),
                ),
                (
                    "dismissed_months",
                    members.fields.DayCountField(
                        default=12,
                        help_text="Months they are kept.",
                        validators=[
                            django.core.validators.MinValueValidator(1, "Write a number from 1 to 240."),
                            django.core.validators.MaxValueValidator(240, "Write a number from 1 to 240."),
                        ],
                        verbose_name="reports without a case",
                    ),
                ),
                (
                    "closed_months",
                    members.fields.DayCountField(
                        default=12,
                        help_text="Months they are kept.",
                        validators=[
                            django.core.validators.MinValueValidator(1, "Write a number from 1 to 240."),
                            django.core.validators.MaxValueValidator(240, "Write a number from 1 to 240."),
                        ],
                        verbose_name="cases without a breach",
                    ),
                ),
                (
                    "breach_months",
                    members.fields.DayCountField(
                        default=60,
                        help_text="Months they are kept.",
                        validators=[
                            django.core.validators.MinValueValidator(1, "Write a number from 1 to 240."),
                            django.core.validators.MaxValueValidator(240, "Write a number from 1 to 240."),
                        ],
                        verbose_name="cases with a breach",
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
                "verbose_name": "historical terms of conduct",
                "verbose_name_plural": "historical terms of conduct",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
    ]
