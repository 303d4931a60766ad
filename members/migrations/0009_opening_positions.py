"""What imported titles came with, the runs that brought them in (never changed), and files on trial."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import common.fields
from common.append_only import DELETE, TRUNCATE, UPDATE, refuse


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0008_books"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="RegisterImport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("file_name", models.CharField(max_length=200, verbose_name="file")),
                ("digest", models.CharField(max_length=64, verbose_name="SHA-256 of the file")),
                ("rows", models.PositiveIntegerField(verbose_name="rows")),
                ("people_new", models.PositiveIntegerField(verbose_name="people, new")),
                ("people_changed", models.PositiveIntegerField(verbose_name="people, changed")),
                ("people_unchanged", models.PositiveIntegerField(verbose_name="people, unchanged")),
                ("titles_new", models.PositiveIntegerField(verbose_name="titles, new")),
                ("titles_changed", models.PositiveIntegerField(verbose_name="titles, changed")),
                ("titles_unchanged", models.PositiveIntegerField(verbose_name="titles, unchanged")),
                ("brought_in_at", models.DateTimeField(verbose_name="brought in")),
                (
                    "brought_in_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
            ],
            options={
                "verbose_name": "import of the register",
                "verbose_name_plural": "imports of the register",
                "ordering": ("-brought_in_at", "-pk"),
                "permissions": [("import_register", "Can bring a register in from outside")],
            },
        ),
        migrations.CreateModel(
            name="OpeningPosition",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("cycle_number", models.PositiveSmallIntegerField(null=True, verbose_name="cycle")),
                ("credits_year_1", common.fields.CreditsField(default=0, verbose_name="credits of the first year")),
                ("credits_year_2", common.fields.CreditsField(default=0, verbose_name="credits of the second year")),
                ("credits_year_3", common.fields.CreditsField(default=0, verbose_name="credits of the third year")),
                ("fees_paid_until", models.DateField(verbose_name="contribution paid until")),
                ("brought_at", models.DateTimeField(verbose_name="brought in")),
                (
                    "credential",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="opening_position",
                        to="members.credential",
                        verbose_name="title",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="positions",
                        to="members.registerimport",
                        verbose_name="brought in with",
                    ),
                ),
            ],
            options={
                "verbose_name": "opening position",
                "verbose_name_plural": "opening positions",
            },
        ),
        migrations.CreateModel(
            name="TriedFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("file_name", models.CharField(max_length=200, verbose_name="file")),
                ("content", models.BinaryField(null=True, verbose_name="content")),
                ("digest", models.CharField(max_length=64, verbose_name="SHA-256 of the file")),
                ("asked_at", models.DateTimeField(verbose_name="uploaded")),
                ("tried_at", models.DateTimeField(null=True, verbose_name="tried")),
                ("confirmed_at", models.DateTimeField(null=True, verbose_name="confirmed")),
                ("refused", models.BooleanField(default=False, verbose_name="could not be brought in")),
                ("of", models.JSONField(default=dict, verbose_name="counts")),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="uploaded by",
                    ),
                ),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="confirmed by",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="members.registerimport",
                        verbose_name="brought in with",
                    ),
                ),
            ],
            options={
                "verbose_name": "file on trial",
                "verbose_name_plural": "files on trial",
                "ordering": ("-asked_at", "-pk"),
            },
        ),
        migrations.CreateModel(
            name="TriedLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "place",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (0, "to be mended"),
                            (1, "needs attention"),
                            (2, "changed"),
                            (3, "new"),
                            (4, "unchanged"),
                        ],
                        verbose_name="kind",
                    ),
                ),
                ("line", models.PositiveIntegerField(verbose_name="line")),
                ("told", models.JSONField(verbose_name="what was found")),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="members.triedfile",
                        verbose_name="file",
                    ),
                ),
            ],
            options={
                "verbose_name": "line of a trial",
                "verbose_name_plural": "lines of a trial",
                "ordering": ("place", "line", "pk"),
            },
        ),
        migrations.AddIndex(
            model_name="registerimport",
            index=models.Index(fields=["-brought_in_at", "-id"], name="register_import_newest"),
        ),
        migrations.AddConstraint(
            model_name="openingposition",
            constraint=models.CheckConstraint(
                condition=models.Q(("credits_year_1__gte", 0), ("credits_year_2__gte", 0), ("credits_year_3__gte", 0)),
                name="opening_position_credits_not_below_zero",
            ),
        ),
        migrations.AddConstraint(
            model_name="openingposition",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("cycle_number__gte", 1),
                    models.Q(
                        ("credits_year_1", 0),
                        ("credits_year_2", 0),
                        ("credits_year_3", 0),
                        ("cycle_number__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="opening_position_credits_have_a_cycle",
            ),
        ),
        migrations.AddIndex(
            model_name="triedfile",
            index=models.Index(fields=["asked_at"], name="tried_file_by_age"),
        ),
        migrations.AddConstraint(
            model_name="triedfile",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("confirmed_at__isnull", True), ("confirmed_by__isnull", True)),
                    models.Q(
                        ("confirmed_at__isnull", False), ("confirmed_by__isnull", False), ("tried_at__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="tried_file_confirmed_once_tried",
            ),
        ),
        migrations.AddConstraint(
            model_name="triedfile",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("content__isnull", False), ("run__isnull", True)),
                    models.Q(("content__isnull", True), ("run__isnull", False)),
                    _connector="OR",
                ),
                name="tried_file_empty_once_in",
            ),
        ),
        migrations.AddIndex(
            model_name="triedline",
            index=models.Index(fields=["file", "place", "line", "id"], name="tried_line_in_order"),
        ),
        refuse("members_registerimport", UPDATE, DELETE, TRUNCATE),
    ]
