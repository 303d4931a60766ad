"""Credentials, their cycles, their dated outcomes, and what is to be judged again."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from common.append_only import DELETE, TRUNCATE, UPDATE, refuse


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0002_catalogue"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="historicallevel",
            name="has_cycles",
            field=models.BooleanField(
                default=True,
                editable=False,
                help_text="Without cycles there is nothing to keep up, and no end by itself.",
                verbose_name="kept up in cycles",
            ),
        ),
        migrations.AddField(
            model_name="level",
            name="has_cycles",
            field=models.BooleanField(
                default=True,
                editable=False,
                help_text="Without cycles there is nothing to keep up, and no end by itself.",
                verbose_name="kept up in cycles",
            ),
        ),
        migrations.CreateModel(
            name="Credential",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("awarded_on", models.DateField(verbose_name="awarded on")),
                ("awarded_at", models.DateTimeField(verbose_name="award recorded")),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="credentials",
                        to="members.member",
                        verbose_name="member",
                    ),
                ),
                (
                    "title",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="credentials",
                        to="members.title",
                        verbose_name="title",
                    ),
                ),
            ],
            options={
                "verbose_name": "credential",
                "verbose_name_plural": "credentials",
                "ordering": ("-awarded_on", "-pk"),
            },
        ),
        migrations.CreateModel(
            name="Cycle",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField(verbose_name="number")),
                ("first_day", models.DateField(verbose_name="first day")),
                ("waits", models.BooleanField(default=True, verbose_name="waits for its outcome")),
                (
                    "credential",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cycles",
                        to="members.credential",
                        verbose_name="credential",
                    ),
                ),
            ],
            options={
                "verbose_name": "cycle",
                "verbose_name_plural": "cycles",
                "ordering": ("credential", "number"),
            },
        ),
        migrations.CreateModel(
            name="Outcome",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("renewed", "renewed"),
                            ("decertified", "decertified"),
                            ("extended", "last day moved"),
                            ("reinstated", "reinstated"),
                            ("ended", "ended"),
                            ("revoked", "revoked"),
                            ("withdrawn", "taken back"),
                        ],
                        max_length=20,
                        verbose_name="outcome",
                    ),
                ),
                (
                    "ground",
                    models.CharField(
                        choices=[
                            ("complete", "credits and contributions are complete"),
                            ("credits", "credits are missing"),
                            ("fees", "contributions are not paid"),
                            ("credits-and-fees", "credits are missing and contributions are not paid"),
                            ("fraud", "two people found fraud"),
                            ("mercy", "two people granted it"),
                            ("cancelled", "the holder cancelled"),
                            ("forgotten", "the holder asked to be forgotten"),
                            ("breach", "a knowing breach of the code of conduct"),
                            ("taken-back", "the holder took it back"),
                            ("mistake", "it was recorded by mistake"),
                        ],
                        max_length=20,
                        verbose_name="ground",
                    ),
                ),
                ("effective_on", models.DateField(verbose_name="takes effect on")),
                ("recorded_at", models.DateTimeField(verbose_name="recorded")),
                ("last_day", models.DateField(null=True, verbose_name="last day to report and pay")),
                (
                    "credential",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="outcomes",
                        to="members.credential",
                        verbose_name="credential",
                    ),
                ),
                (
                    "cycle",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="outcomes",
                        to="members.cycle",
                        verbose_name="cycle",
                    ),
                ),
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
                    "seconded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="seconded by",
                    ),
                ),
                (
                    "supersedes",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="superseded_by",
                        to="members.outcome",
                        verbose_name="in place of",
                    ),
                ),
            ],
            options={
                "verbose_name": "outcome",
                "verbose_name_plural": "outcomes",
                "ordering": ("effective_on", "recorded_at", "pk"),
            },
        ),
        migrations.AddField(
            model_name="credential",
            name="closed_by",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="closes",
                to="members.outcome",
                verbose_name="ended by",
            ),
        ),
        migrations.CreateModel(
            name="Recheck",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "why",
                    models.CharField(
                        choices=[
                            ("payment", "a payment"),
                            ("decision", "a decision about a claim"),
                            ("appeal", "a decision about an appeal"),
                            ("correction", "a correction"),
                            ("reversal", "a reversal"),
                            ("extension", "an extension"),
                            ("release", "a release of what was held back"),
                        ],
                        max_length=20,
                        verbose_name="because of",
                    ),
                ),
                ("since_at", models.DateTimeField(verbose_name="since")),
                ("taken_at", models.DateTimeField(null=True, verbose_name="judged again")),
                (
                    "credential",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rechecks",
                        to="members.credential",
                        verbose_name="credential",
                    ),
                ),
            ],
            options={
                "verbose_name": "recheck",
                "verbose_name_plural": "rechecks",
            },
        ),
        migrations.AddIndex(
            model_name="cycle",
            index=models.Index(condition=models.Q(("waits", True)), fields=["first_day", "id"], name="cycle_waiting"),
        ),
        migrations.AddConstraint(
            model_name="cycle",
            constraint=models.UniqueConstraint(fields=("credential", "number"), name="cycle_number_once"),
        ),
        migrations.AddConstraint(
            model_name="cycle",
            constraint=models.UniqueConstraint(fields=("credential", "first_day"), name="cycle_first_day_once"),
        ),
        migrations.AddConstraint(
            model_name="cycle",
            constraint=models.UniqueConstraint(
                condition=models.Q(("waits", True)), fields=("credential",), name="cycle_waits_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="cycle",
            constraint=models.CheckConstraint(condition=models.Q(("number__gte", 1)), name="cycle_counted_from_one"),
        ),
        migrations.AddConstraint(
            model_name="outcome",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("cycle__isnull", False), ("kind__in", ["decertified", "extended", "reinstated", "renewed"])
                    ),
                    models.Q(("cycle__isnull", True), ("kind__in", ["ended", "revoked", "withdrawn"])),
                    _connector="OR",
                ),
                name="outcome_of_a_cycle_names_it",
            ),
        ),
        migrations.AddConstraint(
            model_name="outcome",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "extended"), ("last_day__isnull", False)),
                    models.Q(models.Q(("kind", "extended"), _negated=True), ("last_day__isnull", True)),
                    _connector="OR",
                ),
                name="outcome_extension_has_a_last_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="outcome",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "withdrawn"), _negated=True), ("supersedes__isnull", False), _connector="OR"
                ),
                name="outcome_withdrawal_names_what",
            ),
        ),
        migrations.AddConstraint(
            model_name="outcome",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("ground__in", ["fraud", "mercy"]),
                        ("recorded_by__isnull", False),
                        ("seconded_by__isnull", False),
                    ),
                    models.Q(
                        models.Q(("ground__in", ["fraud", "mercy"]), _negated=True), ("seconded_by__isnull", True)
                    ),
                    _connector="OR",
                ),
                name="outcome_by_two_names_both",
            ),
        ),
        migrations.AddConstraint(
            model_name="outcome",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("seconded_by__isnull", True),
                    models.Q(("recorded_by", models.F("seconded_by")), _negated=True),
                    _connector="OR",
                ),
                name="outcome_two_are_not_one",
            ),
        ),
        migrations.AddConstraint(
            model_name="outcome",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ground__in", ["complete"]), ("kind", "renewed")),
                    models.Q(("ground__in", ["credits", "fees", "credits-and-fees", "fraud"]), ("kind", "decertified")),
                    models.Q(("ground__in", ["mercy"]), ("kind", "extended")),
                    models.Q(("ground__in", ["mercy"]), ("kind", "reinstated")),
                    models.Q(("ground__in", ["cancelled", "forgotten"]), ("kind", "ended")),
                    models.Q(("ground__in", ["breach"]), ("kind", "revoked")),
                    models.Q(("ground__in", ["taken-back", "mistake"]), ("kind", "withdrawn")),
                    _connector="OR",
                ),
                name="outcome_ground_of_its_kind",
            ),
        ),
        migrations.AddIndex(
            model_name="credential",
            index=models.Index(fields=["-awarded_on", "-id"], name="credential_newest"),
        ),
        migrations.AddConstraint(
            model_name="credential",
            constraint=models.UniqueConstraint(
                condition=models.Q(("closed_by__isnull", True)),
                fields=("member", "title"),
                name="credential_open_once_per_member_and_title",
            ),
        ),
        migrations.AddIndex(
            model_name="recheck",
            index=models.Index(condition=models.Q(("taken_at__isnull", True)), fields=["id"], name="recheck_waiting"),
        ),
        migrations.AddIndex(
            model_name="recheck",
            index=models.Index(
                condition=models.Q(("taken_at__isnull", False)), fields=["taken_at"], name="recheck_taken"
            ),
        ),
        migrations.AddConstraint(
            model_name="recheck",
            constraint=models.UniqueConstraint(
                condition=models.Q(("taken_at__isnull", True)), fields=("credential", "why"), name="recheck_waits_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="recheck",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("why__in", ["payment", "decision", "appeal", "correction", "reversal", "extension", "release"])
                ),
                name="recheck_for_a_known_reason",
            ),
        ),
        refuse("members_outcome", UPDATE, DELETE, TRUNCATE),
    ]
