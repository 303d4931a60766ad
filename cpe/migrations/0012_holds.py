"""What is held past its last day, and the nights with their brake."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import cpe.fields


class Migration(migrations.Migration):
    dependencies = [
        ("cpe", "0011_cycle_terms"),
        ("members", "0018_cycles_by_day"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
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
    ]
