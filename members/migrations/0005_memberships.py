"""Memberships, what their years ask and who is billed, with the shipped amounts."""

from datetime import UTC, datetime

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
        migrations.RunPython(fill, empty),
    ]
