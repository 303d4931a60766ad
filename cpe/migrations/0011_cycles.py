"""How cycles are judged: what is held, the nights with their brake, notices, decisions of two, the shipped terms."""

from datetime import UTC, date, datetime

import django.core.validators
import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

import cpe.fields
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
        ("cpe", "0008_questions"),
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
            name="CycleSweep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("on", models.DateField(verbose_name="night of")),
                ("covers_from", models.DateField(verbose_name="covers from")),
                ("covers_until", models.DateField(verbose_name="covers until")),
                ("over", models.PositiveIntegerField(verbose_name="cycles whose last day lies in these days")),
                ("ending", models.PositiveIntegerField(verbose_name="titles that were to end")),
                ("above", models.PositiveIntegerField(verbose_name="lets end at most")),
                ("share", models.PositiveSmallIntegerField(verbose_name="or this share in per cent")),
                ("braked", models.BooleanField(verbose_name="brake pulled")),
                ("swept_at", models.DateTimeField(verbose_name="judged")),
                ("words", cpe.fields.LinesField(blank=True, editable=False, verbose_name="why they may end")),
                ("asked_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="release asked")),
                ("released_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="released")),
                (
                    "asked_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="release asked by",
                    ),
                ),
                (
                    "released_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="released by",
                    ),
                ),
            ],
            options={
                "verbose_name": "night of judging",
                "verbose_name_plural": "nights of judging",
                "ordering": ("-swept_at", "-pk"),
                "permissions": [("release_cyclesweep", "Can release what the brake holds")],
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
            name="Hold",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "why",
                    models.CharField(
                        choices=[
                            ("owed", "we owe a decision"),
                            ("due", "ends with the next night"),
                            ("brake", "the brake holds it"),
                            ("unreachable", "every mail came back"),
                            ("went-back", "renewed, and the money went back"),
                        ],
                        max_length=12,
                        verbose_name="why",
                    ),
                ),
                ("since_on", models.DateField(verbose_name="since")),
                ("noted_at", models.DateTimeField(verbose_name="found")),
                ("cleared_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="looked at")),
                ("ended_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="over")),
                (
                    "cleared_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="looked at by",
                    ),
                ),
                (
                    "credential",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="holds",
                        to="members.credential",
                        verbose_name="title",
                    ),
                ),
                (
                    "cycle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="holds",
                        to="members.cycle",
                        verbose_name="cycle",
                    ),
                ),
                (
                    "sweep",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="holds",
                        to="cpe.cyclesweep",
                        verbose_name="held by",
                    ),
                ),
            ],
            options={
                "verbose_name": "held title",
                "verbose_name_plural": "held titles",
                "ordering": ("since_on", "pk"),
                "permissions": [("clear_hold", "Can decide about held titles")],
            },
        ),
        migrations.CreateModel(
            name="JointDecision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("extension", "move the last day"),
                            ("reinstatement", "give the title back"),
                            ("fraud", "end a renewed title for fraud"),
                        ],
                        max_length=14,
                        verbose_name="what",
                    ),
                ),
                ("last_day", models.DateField(blank=True, null=True, verbose_name="new last day to report and pay")),
                ("words", cpe.fields.LinesField(verbose_name="why")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("put-forward", "waits for a second person"),
                            ("confirmed", "confirmed"),
                            ("declined", "declined"),
                            ("taken-back", "taken back"),
                        ],
                        default="put-forward",
                        editable=False,
                        max_length=12,
                        verbose_name="state",
                    ),
                ),
                ("put_forward_at", models.DateTimeField(verbose_name="put forward")),
                ("settled_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="settled")),
                ("answer", cpe.fields.LinesField(blank=True, editable=False, verbose_name="why not")),
                (
                    "credential",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="joint_decisions",
                        to="members.credential",
                        verbose_name="title",
                    ),
                ),
                (
                    "cycle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="members.cycle",
                        verbose_name="cycle",
                    ),
                ),
                (
                    "outcome",
                    models.OneToOneField(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="members.outcome",
                        verbose_name="outcome",
                    ),
                ),
                (
                    "put_forward_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="put forward by",
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="joint_decisions",
                        to="cpe.helprequest",
                        verbose_name="request for help",
                    ),
                ),
                (
                    "settled_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="settled by",
                    ),
                ),
            ],
            options={
                "verbose_name": "decision of two",
                "verbose_name_plural": "decisions of two",
                "ordering": ("-put_forward_at", "-pk"),
                "permissions": [("settle_jointdecision", "Can settle what a colleague put forward about a title")],
            },
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
        migrations.AddIndex(
            model_name="cyclesweep",
            index=models.Index(fields=["-swept_at", "-id"], name="sweep_newest"),
        ),
        migrations.AddIndex(
            model_name="cyclesweep",
            index=models.Index(
                condition=models.Q(("braked", True), ("released_at__isnull", True)), fields=["id"], name="sweep_braked"
            ),
        ),
        migrations.AddConstraint(
            model_name="cyclesweep",
            constraint=models.CheckConstraint(
                condition=models.Q(("covers_from__lte", models.F("covers_until"))), name="sweep_covers_days"
            ),
        ),
        migrations.AddConstraint(
            model_name="cyclesweep",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("asked_at__isnull", True), ("asked_by__isnull", True), ("words", "")),
                    models.Q(
                        ("asked_at__isnull", False),
                        ("asked_by__isnull", False),
                        ("braked", True),
                        models.Q(("words", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="sweep_release_asked_with_words",
            ),
        ),
        migrations.AddConstraint(
            model_name="cyclesweep",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("released_at__isnull", True), ("released_by__isnull", True)),
                    models.Q(
                        ("asked_at__isnull", False), ("released_at__isnull", False), ("released_by__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="sweep_released_after_asked",
            ),
        ),
        migrations.AddConstraint(
            model_name="cyclesweep",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("released_by__isnull", True),
                    models.Q(("released_by", models.F("asked_by")), _negated=True),
                    _connector="OR",
                ),
                name="sweep_released_by_another",
            ),
        ),
        migrations.AddIndex(
            model_name="hold",
            index=models.Index(
                condition=models.Q(("ended_at__isnull", True)), fields=["why", "id"], name="hold_open_by_why"
            ),
        ),
        migrations.AddIndex(
            model_name="hold",
            index=models.Index(
                condition=models.Q(("ended_at__isnull", True)), fields=["since_on", "id"], name="hold_open_since"
            ),
        ),
        migrations.AddConstraint(
            model_name="hold",
            constraint=models.CheckConstraint(
                condition=models.Q(("why__in", ["owed", "due", "brake", "unreachable", "went-back"])),
                name="hold_for_a_known_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="hold",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True)), fields=("credential",), name="hold_open_once_per_title"
            ),
        ),
        migrations.AddConstraint(
            model_name="hold",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("why", "brake"), _negated=True), ("sweep__isnull", False), _connector="OR"
                ),
                name="hold_by_the_brake_names_its_night",
            ),
        ),
        migrations.AddConstraint(
            model_name="hold",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("cleared_at__isnull", True), ("cleared_by__isnull", True)),
                    models.Q(("cleared_at__isnull", False), ("cleared_by__isnull", False)),
                    _connector="OR",
                ),
                name="hold_cleared_by_somebody",
            ),
        ),
        migrations.AddIndex(
            model_name="jointdecision",
            index=models.Index(fields=["-put_forward_at", "-id"], name="joint_newest"),
        ),
        migrations.AddConstraint(
            model_name="jointdecision",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["put-forward", "confirmed", "declined", "taken-back"])),
                name="joint_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="jointdecision",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "put-forward")), fields=("credential",), name="joint_waits_once_per_title"
            ),
        ),
        migrations.AddConstraint(
            model_name="jointdecision",
            constraint=models.CheckConstraint(condition=models.Q(("words", ""), _negated=True), name="joint_says_why"),
        ),
        migrations.AddConstraint(
            model_name="jointdecision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "extension"), ("last_day__isnull", False)),
                    models.Q(models.Q(("kind", "extension"), _negated=True), ("last_day__isnull", True)),
                    _connector="OR",
                ),
                name="joint_extension_has_its_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="jointdecision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("settled_at__isnull", True), ("settled_by__isnull", True), ("state", "put-forward")),
                    models.Q(
                        models.Q(("state", "put-forward"), _negated=True),
                        ("settled_at__isnull", False),
                        ("settled_by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="joint_settled_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="jointdecision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["confirmed", "declined"]), _negated=True),
                    models.Q(("settled_by", models.F("put_forward_by")), _negated=True),
                    _connector="OR",
                ),
                name="joint_settled_by_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="jointdecision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("outcome__isnull", False), ("state", "confirmed")),
                    models.Q(models.Q(("state", "confirmed"), _negated=True), ("outcome__isnull", True)),
                    _connector="OR",
                ),
                name="joint_confirmed_is_recorded",
            ),
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
