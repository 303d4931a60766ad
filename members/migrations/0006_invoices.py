"""Invoices and credit notes, and the terms they are made by."""

from decimal import Decimal

import django.core.validators
import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

import common.fields
import members.fields
import members.models.invoices

VAT_NUMBER = django.core.validators.RegexValidator(
    "\\A[A-Z]{2}[A-Z0-9+*]{2,13}\\Z", "Write the VAT number with its country, such as NL000000000B00."
)


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0005_memberships"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="HistoricalInvoiceTerms",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("effective_on", models.DateField(db_index=True, verbose_name="from")),
                (
                    "name",
                    common.fields.NameField(
                        help_text="Who bills, as it stands on the account.", max_length=70, verbose_name="name"
                    ),
                ),
                ("address", members.fields.AddressField(max_length=300, verbose_name="address")),
                (
                    "registration",
                    common.fields.NameField(blank=True, max_length=40, verbose_name="registration number"),
                ),
                (
                    "vat_number",
                    models.CharField(
                        blank=True,
                        max_length=15,
                        validators=[VAT_NUMBER],
                        verbose_name="VAT number",
                    ),
                ),
                (
                    "iban",
                    models.CharField(
                        help_text="Without spaces.",
                        max_length=34,
                        validators=[members.models.invoices.whole_iban],
                        verbose_name="IBAN",
                    ),
                ),
                ("bic", models.CharField(blank=True, max_length=11, verbose_name="BIC")),
                (
                    "vat_rate",
                    common.fields.RateField(
                        default=Decimal(0),
                        help_text="In per cent of the net.",
                        validators=[django.core.validators.MaxValueValidator(50)],
                        verbose_name="VAT rate",
                    ),
                ),
                (
                    "vat_note",
                    models.CharField(
                        blank=True,
                        help_text="A sentence under the total, such as why there is none.",
                        max_length=200,
                        verbose_name="note about VAT",
                    ),
                ),
                ("to_pay", models.PositiveSmallIntegerField(default=30, verbose_name="days to pay")),
                (
                    "ahead",
                    models.PositiveSmallIntegerField(
                        default=60,
                        help_text="Days before a membership year in which its invoice is made.",
                        verbose_name="invoice ahead",
                    ),
                ),
                (
                    "before",
                    members.fields.DaysField(
                        blank=True,
                        default="30, 7",
                        help_text="Days before the last day to pay.",
                        max_length=60,
                        verbose_name="reminders before",
                    ),
                ),
                (
                    "after",
                    members.fields.DaysField(
                        blank=True,
                        default="14, 30, 60",
                        help_text="Days after the last day to pay.",
                        max_length=60,
                        verbose_name="reminders after",
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
                "verbose_name": "historical invoice terms",
                "verbose_name_plural": "historical invoice terms",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Invoice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("invoice", "invoice"), ("credit-note", "credit note")],
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                ("number", models.CharField(max_length=20, unique=True, verbose_name="number")),
                ("year", models.PositiveSmallIntegerField(verbose_name="year")),
                ("sequence", models.PositiveIntegerField(verbose_name="number within the year")),
                ("issued_on", models.DateField(verbose_name="date")),
                ("issued_at", models.DateTimeField(verbose_name="made")),
                ("due_on", models.DateField(verbose_name="to be paid by")),
                ("reference", models.CharField(blank=True, max_length=25, verbose_name="payment reference")),
                ("link", models.CharField(max_length=64, unique=True, verbose_name="private link")),
                (
                    "why",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("membership-ended", "The membership ended before this year was paid."),
                            ("billed-to-another", "It is billed to somebody else."),
                            ("mistake", "It was made by mistake."),
                            ("waived", "We do not ask for it."),
                        ],
                        max_length=20,
                        verbose_name="reason",
                    ),
                ),
                ("to_employer", models.BooleanField(default=False, verbose_name="billed to an employer")),
                ("bill_name", common.fields.NameField(max_length=150, verbose_name="billed to")),
                (
                    "bill_attention",
                    common.fields.NameField(blank=True, max_length=150, verbose_name="for the attention of"),
                ),
                ("bill_address", models.TextField(blank=True, verbose_name="address")),
                ("bill_vat_number", models.CharField(blank=True, max_length=15, verbose_name="their VAT number")),
                ("order_number", common.fields.NameField(blank=True, max_length=60, verbose_name="order number")),
                ("copy_to", models.EmailField(blank=True, max_length=254, verbose_name="copy to")),
                ("language", models.CharField(max_length=10, verbose_name="language")),
                ("total", common.fields.AmountField(verbose_name="total")),
                ("vat", common.fields.AmountField(verbose_name="VAT")),
                ("open", common.fields.AmountField(verbose_name="open")),
                ("closed_on", models.DateField(null=True, verbose_name="closed on")),
                (
                    "credits",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="credit_note",
                        to="members.invoice",
                        verbose_name="puts right",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invoices",
                        to="members.member",
                        verbose_name="member",
                    ),
                ),
            ],
            options={
                "verbose_name": "invoice",
                "verbose_name_plural": "invoices and credit notes",
                "ordering": ("-issued_on", "-pk"),
                "permissions": [("credit_invoice", "Can put invoices right")],
            },
        ),
        migrations.CreateModel(
            name="InvoiceLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField(verbose_name="position")),
                ("text", models.CharField(max_length=300, verbose_name="for")),
                ("amount", common.fields.AmountField(verbose_name="amount")),
                (
                    "contribution",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invoice_lines",
                        to="members.contribution",
                        verbose_name="contribution",
                    ),
                ),
                (
                    "invoice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="members.invoice",
                        verbose_name="invoice",
                    ),
                ),
            ],
            options={
                "verbose_name": "invoice line",
                "verbose_name_plural": "invoice lines",
                "ordering": ("invoice", "position"),
            },
        ),
        migrations.CreateModel(
            name="InvoiceTerms",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("effective_on", models.DateField(unique=True, verbose_name="from")),
                (
                    "name",
                    common.fields.NameField(
                        help_text="Who bills, as it stands on the account.", max_length=70, verbose_name="name"
                    ),
                ),
                ("address", members.fields.AddressField(max_length=300, verbose_name="address")),
                (
                    "registration",
                    common.fields.NameField(blank=True, max_length=40, verbose_name="registration number"),
                ),
                (
                    "vat_number",
                    models.CharField(
                        blank=True,
                        max_length=15,
                        validators=[VAT_NUMBER],
                        verbose_name="VAT number",
                    ),
                ),
                (
                    "iban",
                    models.CharField(
                        help_text="Without spaces.",
                        max_length=34,
                        validators=[members.models.invoices.whole_iban],
                        verbose_name="IBAN",
                    ),
                ),
                ("bic", models.CharField(blank=True, max_length=11, verbose_name="BIC")),
                (
                    "vat_rate",
                    common.fields.RateField(
                        default=Decimal(0),
                        help_text="In per cent of the net.",
                        validators=[django.core.validators.MaxValueValidator(50)],
                        verbose_name="VAT rate",
                    ),
                ),
                (
                    "vat_note",
                    models.CharField(
                        blank=True,
                        help_text="A sentence under the total, such as why there is none.",
                        max_length=200,
                        verbose_name="note about VAT",
                    ),
                ),
                ("to_pay", models.PositiveSmallIntegerField(default=30, verbose_name="days to pay")),
                (
                    "ahead",
                    models.PositiveSmallIntegerField(
                        default=60,
                        help_text="Days before a membership year in which its invoice is made.",
                        verbose_name="invoice ahead",
                    ),
                ),
                (
                    "before",
                    members.fields.DaysField(
                        blank=True,
                        default="30, 7",
                        help_text="Days before the last day to pay.",
                        max_length=60,
                        verbose_name="reminders before",
                    ),
                ),
                (
                    "after",
                    members.fields.DaysField(
                        blank=True,
                        default="14, 30, 60",
                        help_text="Days after the last day to pay.",
                        max_length=60,
                        verbose_name="reminders after",
                    ),
                ),
            ],
            options={
                "verbose_name": "invoice terms",
                "verbose_name_plural": "invoice terms",
                "ordering": ("-effective_on",),
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("vat_rate__gte", 0)), name="terms_vat_not_negative")
                ],
            },
        ),
        migrations.AddField(
            model_name="invoice",
            name="terms",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="invoices",
                to="members.invoiceterms",
                verbose_name="terms",
            ),
        ),
        migrations.AddConstraint(
            model_name="invoiceline",
            constraint=models.UniqueConstraint(fields=("invoice", "position"), name="invoice_line_position_once"),
        ),
        migrations.AddIndex(
            model_name="invoice",
            index=models.Index(condition=models.Q(("open__gt", 0)), fields=["due_on", "id"], name="invoice_to_pay"),
        ),
        migrations.AddIndex(
            model_name="invoice",
            index=models.Index(fields=["-issued_on", "-id"], name="invoice_newest"),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.UniqueConstraint(fields=("kind", "year", "sequence"), name="invoice_sequence_once"),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.UniqueConstraint(
                condition=models.Q(("reference", ""), _negated=True),
                fields=("reference",),
                name="invoice_reference_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("credits__isnull", True), ("kind", "invoice"), ("total__gt", 0), ("why", "")),
                    models.Q(
                        ("credits__isnull", False),
                        ("kind", "credit-note"),
                        ("open", 0),
                        ("total__lt", 0),
                        models.Q(("why", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="invoice_of_its_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_on__isnull", False), ("open", 0)),
                    models.Q(models.Q(("open", 0), _negated=True), ("closed_on__isnull", True)),
                    ("open__lt", 0),
                    _connector="OR",
                ),
                name="invoice_closed_when_nothing_is_open",
            ),
        ),
    ]
