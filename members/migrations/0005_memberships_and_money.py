"""Memberships with what their years ask, invoices, and what the bank said."""

from datetime import UTC, datetime
from decimal import Decimal

import django.core.validators
import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models
from django.db.models import Min

import common.fields
import members.fields
import members.models.invoices
from common.calendar import DAY, local_day
from members.kept import REFUSALS
from members.rules.membership import year_of
from members.shipped import AMOUNTS, AMOUNTS_FROM


def fill(apps, schema_editor):
    """The shipped amounts, with the first row of their history, and a membership for everybody who holds a title."""
    level, amount, kept, credential, membership = (
        apps.get_model("members", name).objects
        for name in ("Level", "ContributionAmount", "HistoricalContributionAmount", "Credential", "Membership")
    )
    levels = dict(level.values_list("key", "pk"))
    amount.bulk_create(
        amount.model(level_id=levels[key], effective_on=AMOUNTS_FROM, amount=asked) for key, asked in AMOUNTS
    )
    at = datetime.now(UTC)
    kept.bulk_create(
        kept.model(**row, history_date=at, history_type="+", history_change_reason="The first amounts")
        for row in amount.order_by("pk").values()
    )
    held = credential.filter(closed_by=None).values_list("member").annotate(since=Min("awarded_on"))
    years = ((member, since, year_of(since, local_day(at))) for member, since in held)
    membership.bulk_create(
        membership.model(
            member_id=member, since=since, first_day=since, next_year_on=running.last + DAY if running else since
        )
        for member, since, running in years
    )


def empty(apps, schema_editor):
    apps.get_model("members", "ContributionAmount").objects.all().delete()
    apps.get_model("members", "HistoricalContributionAmount").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0004_levels_without_cycles"),
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
            name="Billing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", common.fields.NameField(max_length=150, verbose_name="organisation")),
                ("attention", common.fields.NameField(blank=True, max_length=150, verbose_name="for the attention of")),
                ("address", members.fields.AddressField(max_length=300, verbose_name="address")),
                ("postal_code", common.fields.NameField(blank=True, max_length=20, verbose_name="postal code")),
                ("town", common.fields.NameField(blank=True, max_length=150, verbose_name="town or city")),
                ("country", common.fields.NameField(max_length=150, verbose_name="country")),
                (
                    "order_number",
                    common.fields.NameField(
                        blank=True, help_text="As it is to stand on them.", max_length=60, verbose_name="order number"
                    ),
                ),
                (
                    "vat_number",
                    models.CharField(
                        blank=True,
                        max_length=15,
                        validators=[
                            django.core.validators.RegexValidator(
                                "\\A[A-Z]{2}[A-Z0-9+*]{2,13}\\Z",
                                "Write the VAT number with its country, such as NL000000000B00.",
                            )
                        ],
                        verbose_name="VAT number",
                    ),
                ),
                (
                    "copy_to",
                    models.EmailField(
                        blank=True,
                        help_text="Each invoice and reminder goes to this address too, with a private link.",
                        max_length=254,
                        verbose_name="copy to",
                    ),
                ),
                (
                    "member",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="billing",
                        to="members.member",
                        verbose_name="member",
                    ),
                ),
            ],
            options={
                "verbose_name": "billing address",
                "verbose_name_plural": "billing addresses",
            },
        ),
        migrations.CreateModel(
            name="BookClosing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("until", models.DateField(unique=True, verbose_name="closed until")),
                ("closed_at", models.DateTimeField(verbose_name="closed")),
                (
                    "closed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="closed by",
                    ),
                ),
            ],
            options={
                "verbose_name": "closed period",
                "verbose_name_plural": "closed periods",
                "ordering": ("-until",),
            },
        ),
        migrations.CreateModel(
            name="Contribution",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reason",
                    models.CharField(
                        choices=[("year", "a membership year"), ("difference", "a higher title in mid-year")],
                        max_length=12,
                        verbose_name="for",
                    ),
                ),
                ("due_on", models.DateField(verbose_name="due on")),
                ("last_day", models.DateField(verbose_name="until")),
                ("amount", common.fields.AmountField(verbose_name="amount")),
                ("made_at", models.DateTimeField(verbose_name="fixed")),
                (
                    "level",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="members.level",
                        verbose_name="level that decides",
                    ),
                ),
                (
                    "title",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="members.title",
                        verbose_name="title that decides",
                    ),
                ),
            ],
            options={
                "verbose_name": "contribution",
                "verbose_name_plural": "contributions",
                "ordering": ("due_on", "pk"),
            },
        ),
        migrations.CreateModel(
            name="ContributionAmount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "effective_on",
                    models.DateField(
                        help_text="It holds for membership years that begin on this day or later.", verbose_name="from"
                    ),
                ),
                (
                    "amount",
                    common.fields.AmountField(
                        help_text="In euros, VAT included; 0.00 asks nothing.", verbose_name="amount a year"
                    ),
                ),
                (
                    "level",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="amounts",
                        to="members.level",
                        verbose_name="level",
                    ),
                ),
            ],
            options={
                "verbose_name": "contribution amount",
                "verbose_name_plural": "contribution amounts",
                "ordering": ("-effective_on", "-level__rank"),
            },
        ),
        migrations.CreateModel(
            name="HistoricalContributionAmount",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                (
                    "effective_on",
                    models.DateField(
                        help_text="It holds for membership years that begin on this day or later.", verbose_name="from"
                    ),
                ),
                (
                    "amount",
                    common.fields.AmountField(
                        help_text="In euros, VAT included; 0.00 asks nothing.", verbose_name="amount a year"
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
                (
                    "level",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="members.level",
                        verbose_name="level",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical contribution amount",
                "verbose_name_plural": "historical contribution amounts",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
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
                        validators=[
                            django.core.validators.RegexValidator(
                                "\\A[A-Z]{2}[A-Z0-9+*]{2,13}\\Z",
                                "Write the VAT number with its country, such as NL000000000B00.",
                            )
                        ],
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
                        validators=[
                            django.core.validators.RegexValidator(
                                "\\A[A-Z]{2}[A-Z0-9+*]{2,13}\\Z",
                                "Write the VAT number with its country, such as NL000000000B00.",
                            )
                        ],
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
        migrations.CreateModel(
            name="Membership",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("since", models.DateField(verbose_name="member since")),
                ("first_day", models.DateField(verbose_name="years counted from")),
                ("last_day", models.DateField(null=True, verbose_name="last day")),
                ("next_year_on", models.DateField(verbose_name="next year to be asked for")),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to="members.member",
                        verbose_name="member",
                    ),
                ),
            ],
            options={
                "verbose_name": "membership",
                "verbose_name_plural": "memberships",
                "ordering": ("-since", "-pk"),
            },
        ),
        migrations.AddField(
            model_name="contribution",
            name="membership",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="contributions",
                to="members.membership",
                verbose_name="membership",
            ),
        ),
        migrations.CreateModel(
            name="Proposal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("amount", common.fields.AmountField(verbose_name="amount")),
                (
                    "ground",
                    models.CharField(
                        choices=[
                            ("reference-other-amount", "the reference is whole, the amount is another"),
                            ("several-references", "several references are named"),
                            ("part-of-a-reference", "part of a reference is named"),
                            ("iban-known", "this account paid for the member before"),
                            ("name-and-amount", "name and amount agree"),
                        ],
                        max_length=30,
                        verbose_name="because",
                    ),
                ),
                ("rank", models.PositiveSmallIntegerField(help_text="1 is the likeliest.", verbose_name="rank")),
                ("made_at", models.DateTimeField(verbose_name="proposed")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "waits for a person"),
                            ("taken", "confirmed"),
                            ("declined", "declined"),
                            ("lapsed", "overtaken"),
                        ],
                        default="open",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("settled_at", models.DateTimeField(null=True, verbose_name="settled")),
                (
                    "invoice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proposals",
                        to="members.invoice",
                        verbose_name="invoice",
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proposals",
                        to="members.bankline",
                        verbose_name="line",
                    ),
                ),
            ],
            options={
                "verbose_name": "proposal",
                "verbose_name_plural": "proposals",
                "ordering": ("line", "rank"),
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
        migrations.AddConstraint(
            model_name="contributionamount",
            constraint=models.UniqueConstraint(
                fields=("level", "effective_on"),
                name="amount_once_per_level_and_day",
                violation_error_message="This level has an amount from this day on already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="contributionamount",
            constraint=models.CheckConstraint(condition=models.Q(("amount__gte", 0)), name="amount_not_negative"),
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
        migrations.AddIndex(
            model_name="membership",
            index=models.Index(fields=["next_year_on", "id"], name="membership_next_year"),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.UniqueConstraint(
                condition=models.Q(("last_day__isnull", True)),
                fields=("member",),
                name="membership_open_once_per_member",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(("next_year_on__gte", models.F("first_day"))), name="membership_asks_from_its_years"
            ),
        ),
        migrations.AddConstraint(
            model_name="contribution",
            constraint=models.UniqueConstraint(
                condition=models.Q(("reason", "year")), fields=("membership", "due_on"), name="contribution_once_a_year"
            ),
        ),
        migrations.AddConstraint(
            model_name="contribution",
            constraint=models.UniqueConstraint(
                condition=models.Q(("reason", "difference")),
                fields=("membership", "title", "due_on"),
                name="contribution_difference_once_per_award",
            ),
        ),
        migrations.AddConstraint(
            model_name="contribution",
            constraint=models.CheckConstraint(condition=models.Q(("amount__gte", 0)), name="contribution_not_negative"),
        ),
        migrations.AddConstraint(
            model_name="contribution",
            constraint=models.CheckConstraint(
                condition=models.Q(("last_day__gte", models.F("due_on"))), name="contribution_for_days"
            ),
        ),
        migrations.AddConstraint(
            model_name="contribution",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason__in", ["year", "difference"])), name="contribution_for_a_known_reason"
            ),
        ),
        migrations.AddIndex(
            model_name="proposal",
            index=models.Index(condition=models.Q(("state", "open")), fields=["invoice"], name="proposal_open"),
        ),
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["open", "taken", "declined", "lapsed"])), name="proposal_state_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "open")),
                fields=("line", "invoice"),
                name="proposal_open_once_per_line_and_invoice",
            ),
        ),
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("settled_at__isnull", True), ("state", "open")),
                    models.Q(models.Q(("state", "open"), _negated=True), ("settled_at__isnull", False)),
                    _connector="OR",
                ),
                name="proposal_settled_when_not_open",
            ),
        ),
        migrations.RunPython(fill, empty),
        *REFUSALS,
    ]
