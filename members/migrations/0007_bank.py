"""What the bank said, and how its money is used."""

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import common.fields


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0006_invoices"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="BankStatement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("iban", models.CharField(max_length=34, verbose_name="account")),
                ("ident", models.CharField(blank=True, max_length=60, verbose_name="number at the bank")),
                ("sequence", models.CharField(blank=True, max_length=30, verbose_name="sequence")),
                ("first_day", models.DateField(null=True, verbose_name="from")),
                ("last_day", models.DateField(null=True, verbose_name="until")),
                ("opening", common.fields.AmountField(null=True, verbose_name="opening balance")),
                ("closing", common.fields.AmountField(null=True, verbose_name="closing balance")),
                ("file_name", models.CharField(max_length=150, verbose_name="file")),
                ("file_hash", models.CharField(max_length=64, verbose_name="hash of the file")),
                ("entries", models.PositiveIntegerField(verbose_name="lines in the file")),
                ("added", models.PositiveIntegerField(verbose_name="lines that were new")),
                ("imported_at", models.DateTimeField(verbose_name="imported")),
                (
                    "imported_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="imported by",
                    ),
                ),
            ],
            options={
                "verbose_name": "bank statement",
                "verbose_name_plural": "bank statements",
                "ordering": ("-imported_at", "-pk"),
            },
        ),
        migrations.CreateModel(
            name="BankLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveIntegerField(verbose_name="position")),
                ("fingerprint", models.CharField(max_length=64, unique=True, verbose_name="fingerprint")),
                ("amount", common.fields.AmountField(verbose_name="amount")),
                ("booked_on", models.DateField(verbose_name="booked")),
                ("ledger_on", models.DateField(verbose_name="in our books on")),
                ("reversal", models.BooleanField(default=False, verbose_name="taken back by the bank")),
                ("name", models.CharField(blank=True, max_length=150, verbose_name="name")),
                ("iban", models.CharField(blank=True, max_length=34, verbose_name="account of the other side")),
                ("text", models.CharField(blank=True, max_length=500, verbose_name="text")),
                ("creditor_references", models.JSONField(default=list, verbose_name="references")),
                ("end_to_end", models.CharField(blank=True, max_length=40, verbose_name="end-to-end reference")),
                ("bank_reference", models.CharField(blank=True, max_length=60, verbose_name="bank's reference")),
                ("rest", common.fields.AmountField(verbose_name="not used yet")),
                (
                    "member",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bank_lines",
                        to="members.member",
                        verbose_name="member",
                    ),
                ),
                (
                    "statement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="members.bankstatement",
                        verbose_name="statement",
                    ),
                ),
            ],
            options={
                "verbose_name": "bank line",
                "verbose_name_plural": "bank lines",
                "ordering": ("-booked_on", "-pk"),
                "permissions": [
                    ("import_bankstatement", "Can import bank statements"),
                    ("use_bankline", "Can book, undo and set aside money"),
                    ("close_books", "Can close a period of the books"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Allocation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "use",
                    models.CharField(
                        choices=[
                            ("invoice", "for an invoice"),
                            ("line", "against another line"),
                            ("other", "not for the register"),
                        ],
                        max_length=10,
                        verbose_name="used",
                    ),
                ),
                ("amount", common.fields.AmountField(verbose_name="amount")),
                (
                    "how",
                    models.CharField(
                        choices=[
                            ("exact", "reference and amount agree"),
                            ("confirmed", "proposed, and confirmed by a person"),
                            ("by-hand", "by a person"),
                            ("reversal", "the bank took it back"),
                        ],
                        max_length=10,
                        verbose_name="found by",
                    ),
                ),
                (
                    "ground",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("reference-other-amount", "the reference is whole, the amount is another"),
                            ("several-references", "several references are named"),
                            ("part-of-a-reference", "part of a reference is named"),
                            ("iban-known", "this account paid for the member before"),
                            ("name-and-amount", "name and amount agree"),
                        ],
                        max_length=30,
                        verbose_name="proposed because",
                    ),
                ),
                ("booked_on", models.DateField(verbose_name="booked")),
                ("ledger_on", models.DateField(verbose_name="in our books on")),
                ("recorded_at", models.DateTimeField(verbose_name="recorded")),
                (
                    "recorded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="recorded by",
                    ),
                ),
                (
                    "undoes",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="undone_by",
                        to="members.allocation",
                        verbose_name="undoes",
                    ),
                ),
                (
                    "against",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="members.bankline",
                        verbose_name="against",
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="allocations",
                        to="members.bankline",
                        verbose_name="line",
                    ),
                ),
                (
                    "invoice",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="allocations",
                        to="members.invoice",
                        verbose_name="invoice",
                    ),
                ),
            ],
            options={
                "verbose_name": "allocation",
                "verbose_name_plural": "allocations",
                "ordering": ("recorded_at", "pk"),
            },
        ),
        migrations.AddIndex(
            model_name="bankline",
            index=models.Index(fields=["-booked_on", "-id"], name="bank_line_newest"),
        ),
        migrations.AddIndex(
            model_name="bankline",
            index=models.Index(
                condition=models.Q(("rest", 0), _negated=True), fields=["booked_on", "id"], name="bank_line_with_rest"
            ),
        ),
        migrations.AddIndex(
            model_name="bankline",
            index=models.Index(fields=["iban", "id"], name="bank_line_iban"),
        ),
        migrations.AddIndex(
            model_name="bankline",
            index=models.Index(
                condition=models.Q(("bank_reference", ""), _negated=True),
                fields=["bank_reference"],
                name="bank_line_reference",
            ),
        ),
        migrations.AddConstraint(
            model_name="bankline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("amount__gt", 0), ("rest__gte", 0), ("rest__lte", models.F("amount"))),
                    models.Q(("amount__lt", 0), ("rest__gte", models.F("amount")), ("rest__lte", 0)),
                    _connector="OR",
                ),
                name="bank_line_used_within_its_amount",
            ),
        ),
        migrations.AddIndex(
            model_name="allocation",
            index=models.Index(fields=["ledger_on", "id"], name="allocation_ledger"),
        ),
        migrations.AddConstraint(
            model_name="allocation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("against__isnull", True), ("invoice__isnull", False), ("use", "invoice")),
                    models.Q(("against__isnull", False), ("invoice__isnull", True), ("use", "line")),
                    models.Q(("against__isnull", True), ("invoice__isnull", True), ("use", "other")),
                    _connector="OR",
                ),
                name="allocation_to_one_thing",
            ),
        ),
        migrations.AddConstraint(
            model_name="allocation",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount", 0), _negated=True), name="allocation_of_something"
            ),
        ),
    ]
