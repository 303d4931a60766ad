"""Who was at own events: lists that were brought in, whom they name, and what became of it."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from common.append_only import DELETE, TRUNCATE, UPDATE, refuse


class Migration(migrations.Migration):
    dependencies = [
        ("cpe", "0009_events"),
        ("members", "0017_letting_go"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AttendanceList",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("file_name", models.CharField(max_length=200, verbose_name="file")),
                ("digest", models.CharField(max_length=64, verbose_name="SHA-256 of the file")),
                ("rows", models.PositiveIntegerField(verbose_name="rows")),
                ("people", models.PositiveIntegerField(verbose_name="people")),
                ("unknown", models.PositiveIntegerField(verbose_name="lead to nobody")),
                ("claims_new", models.PositiveIntegerField(verbose_name="claims, new")),
                ("brought_in_at", models.DateTimeField(verbose_name="brought in")),
                (
                    "brought_in_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lists",
                        to="cpe.event",
                        verbose_name="event",
                    ),
                ),
            ],
            options={
                "verbose_name": "attendance list",
                "verbose_name_plural": "attendance lists",
                "ordering": ("-brought_in_at", "-pk"),
            },
        ),
        migrations.CreateModel(
            name="AttendanceFile",
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
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cpe.event",
                        verbose_name="event",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cpe.attendancelist",
                        verbose_name="brought in with",
                    ),
                ),
            ],
            options={
                "verbose_name": "attendance list on trial",
                "verbose_name_plural": "attendance lists on trial",
                "ordering": ("-asked_at", "-pk"),
            },
        ),
        migrations.CreateModel(
            name="Attendee",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("mark", models.CharField(editable=False, max_length=260, verbose_name="known by")),
                ("name", models.CharField(blank=True, max_length=200, verbose_name="name on the list")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="address on the list")),
                ("spans", models.JSONField(default=list, verbose_name="when they were there")),
                ("named_at", models.DateTimeField(null=True, verbose_name="named")),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attendees",
                        to="cpe.event",
                        verbose_name="event",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="members.member",
                        verbose_name="member",
                    ),
                ),
                (
                    "named_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="named by",
                    ),
                ),
            ],
            options={
                "verbose_name": "name on an attendance list",
                "verbose_name_plural": "names on attendance lists",
                "ordering": ("-event_id", "pk"),
            },
        ),
        migrations.CreateModel(
            name="Attendance",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("seconds", models.PositiveIntegerField(verbose_name="seconds present")),
                (
                    "came",
                    models.CharField(
                        choices=[
                            ("claimed", "counts by a claim"),
                            ("reported", "reported by the member"),
                            ("short", "not long enough"),
                            ("no-title", "no title it could count for"),
                        ],
                        max_length=10,
                        verbose_name="what became of it",
                    ),
                ),
                (
                    "claim",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="attendance",
                        to="cpe.claim",
                        verbose_name="claim",
                    ),
                ),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attendances",
                        to="cpe.event",
                        verbose_name="event",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attendances",
                        to="members.member",
                        verbose_name="member",
                    ),
                ),
            ],
            options={
                "verbose_name": "attendance",
                "verbose_name_plural": "attendances",
                "ordering": ("-event_id", "pk"),
                "constraints": [
                    models.UniqueConstraint(fields=("event", "member"), name="attendance_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("came__in", ("claimed", "reported")), ("claim__isnull", False)),
                            models.Q(("came__in", ["short", "no-title"]), ("claim__isnull", True)),
                            _connector="OR",
                        ),
                        name="attendance_has_the_claim_it_became",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AttendanceFileLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("line", models.PositiveIntegerField(verbose_name="line")),
                ("told", models.JSONField(verbose_name="what was found")),
                (
                    "place",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (0, "to be mended"),
                            (1, "cannot be read"),
                            (2, "leads to nobody"),
                            (3, "without a claim"),
                            (4, "reported by the member"),
                            (5, "new"),
                            (6, "known"),
                        ],
                        verbose_name="kind",
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="cpe.attendancefile",
                        verbose_name="file",
                    ),
                ),
            ],
            options={
                "verbose_name": "line of a trial of an attendance list",
                "verbose_name_plural": "lines of a trial of an attendance list",
                "ordering": ("place", "line", "pk"),
                "indexes": [models.Index(fields=["file", "place", "line", "id"], name="attendance_line_in_order")],
            },
        ),
        migrations.AddIndex(
            model_name="attendancelist",
            index=models.Index(fields=["-brought_in_at", "-id"], name="attendance_list_newest"),
        ),
        migrations.AddIndex(
            model_name="attendancefile",
            index=models.Index(fields=["asked_at"], name="attendance_file_by_age"),
        ),
        migrations.AddConstraint(
            model_name="attendancefile",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("confirmed_at__isnull", True), ("confirmed_by__isnull", True)),
                    models.Q(
                        ("confirmed_at__isnull", False), ("confirmed_by__isnull", False), ("tried_at__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="attendance_file_confirmed_once_tried",
            ),
        ),
        migrations.AddConstraint(
            model_name="attendancefile",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("content__isnull", False), ("run__isnull", True)),
                    models.Q(("content__isnull", True), ("run__isnull", False)),
                    _connector="OR",
                ),
                name="attendance_file_empty_once_in",
            ),
        ),
        migrations.AddIndex(
            model_name="attendee",
            index=models.Index(
                condition=models.Q(("member__isnull", True)), fields=["event", "id"], name="attendee_unknown"
            ),
        ),
        migrations.AddConstraint(
            model_name="attendee",
            constraint=models.UniqueConstraint(fields=("event", "mark"), name="attendee_once_by_mark"),
        ),
        migrations.AddConstraint(
            model_name="attendee",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("named_at__isnull", True), ("named_by__isnull", True)),
                    models.Q(("member__isnull", False), ("named_at__isnull", False), ("named_by__isnull", False)),
                    _connector="OR",
                ),
                name="attendee_named_is_somebody",
            ),
        ),
        refuse("cpe_attendancelist", UPDATE, DELETE, TRUNCATE),
    ]
