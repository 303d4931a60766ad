"""What money is proposed for, and periods of the books that are closed; what the database refuses of all of it."""

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import common.fields
from members.kept import REFUSALS


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0007_bank"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
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
        *REFUSALS,
    ]
