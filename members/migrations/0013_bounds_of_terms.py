"""What the columns of amounts and terms take; nothing changes in the database, whose triggers stay."""

import datetime
from decimal import Decimal

import django.core.validators
from django.db import migrations, models

import common.fields
import members.fields
import members.models.invoices


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0012_indexes"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="contributionamount",
                    name="effective_on",
                    field=models.DateField(
                        help_text="It holds for membership years that begin on this day or later.",
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
                migrations.AlterField(
                    model_name="historicalcontributionamount",
                    name="effective_on",
                    field=models.DateField(
                        help_text="It holds for membership years that begin on this day or later.",
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
                migrations.AlterField(
                    model_name="historicalinvoiceterms",
                    name="ahead",
                    field=members.fields.DayCountField(
                        default=60,
                        help_text="Days before a membership year in which its invoice is made.",
                        validators=[
                            django.core.validators.MinValueValidator(0, "Make invoices 0 to 365 days ahead."),
                            django.core.validators.MaxValueValidator(365, "Make invoices 0 to 365 days ahead."),
                        ],
                        verbose_name="invoice ahead",
                    ),
                ),
                migrations.AlterField(
                    model_name="historicalinvoiceterms",
                    name="effective_on",
                    field=models.DateField(
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
                migrations.AlterField(
                    model_name="historicalinvoiceterms",
                    name="iban",
                    field=members.fields.IbanField(
                        max_length=34, validators=[members.models.invoices.whole_iban], verbose_name="IBAN"
                    ),
                ),
                migrations.AlterField(
                    model_name="historicalinvoiceterms",
                    name="to_pay",
                    field=members.fields.DayCountField(
                        default=30,
                        validators=[
                            django.core.validators.MinValueValidator(1, "Give 1 to 120 days to pay."),
                            django.core.validators.MaxValueValidator(120, "Give 1 to 120 days to pay."),
                        ],
                        verbose_name="days to pay",
                    ),
                ),
                migrations.AlterField(
                    model_name="historicalinvoiceterms",
                    name="vat_rate",
                    field=common.fields.RateField(
                        default=Decimal(0),
                        help_text="In per cent of the net.",
                        validators=[
                            django.core.validators.MinValueValidator(Decimal(0), "Write a rate from 0 to 50 per cent."),
                            django.core.validators.MaxValueValidator(
                                Decimal(50), "Write a rate from 0 to 50 per cent."
                            ),
                        ],
                        verbose_name="VAT rate",
                    ),
                ),
                migrations.AlterField(
                    model_name="invoiceterms",
                    name="ahead",
                    field=members.fields.DayCountField(
                        default=60,
                        help_text="Days before a membership year in which its invoice is made.",
                        validators=[
                            django.core.validators.MinValueValidator(0, "Make invoices 0 to 365 days ahead."),
                            django.core.validators.MaxValueValidator(365, "Make invoices 0 to 365 days ahead."),
                        ],
                        verbose_name="invoice ahead",
                    ),
                ),
                migrations.AlterField(
                    model_name="invoiceterms",
                    name="effective_on",
                    field=models.DateField(
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
                migrations.AlterField(
                    model_name="invoiceterms",
                    name="iban",
                    field=members.fields.IbanField(
                        max_length=34, validators=[members.models.invoices.whole_iban], verbose_name="IBAN"
                    ),
                ),
                migrations.AlterField(
                    model_name="invoiceterms",
                    name="to_pay",
                    field=members.fields.DayCountField(
                        default=30,
                        validators=[
                            django.core.validators.MinValueValidator(1, "Give 1 to 120 days to pay."),
                            django.core.validators.MaxValueValidator(120, "Give 1 to 120 days to pay."),
                        ],
                        verbose_name="days to pay",
                    ),
                ),
                migrations.AlterField(
                    model_name="invoiceterms",
                    name="vat_rate",
                    field=common.fields.RateField(
                        default=Decimal(0),
                        help_text="In per cent of the net.",
                        validators=[
                            django.core.validators.MinValueValidator(Decimal(0), "Write a rate from 0 to 50 per cent."),
                            django.core.validators.MaxValueValidator(
                                Decimal(50), "Write a rate from 0 to 50 per cent."
                            ),
                        ],
                        verbose_name="VAT rate",
                    ),
                ),
            ]
        )
    ]
