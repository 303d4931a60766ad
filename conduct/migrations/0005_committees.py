"""Seats, rooms, votes, and the trace of a case."""

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Seats, rooms, votes, and the trace of a case."""

    dependencies = [
        ("conduct", "0004_reports"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="RoomEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "audience",
                    models.CharField(
                        choices=[
                            ("parties", "the member reads it too"),
                            ("committee", "committee and case officer alone"),
                            ("note", "a note, which goes after the judgement"),
                        ],
                        max_length=10,
                        verbose_name="who reads it",
                    ),
                ),
                ("text", models.TextField(max_length=10000, verbose_name="text")),
                ("written_at", models.DateTimeField(verbose_name="written")),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="entries",
                        to="conduct.case",
                        verbose_name="case",
                    ),
                ),
                (
                    "file",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="common.upload",
                        verbose_name="file",
                    ),
                ),
            ],
            options={
                "verbose_name": "entry of a room",
                "verbose_name_plural": "entries of rooms",
                "ordering": ("written_at", "pk"),
            },
        ),
        migrations.CreateModel(
            name="Seat",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("representative", "representative of the institute"),
                            ("peer", "peer from the membership"),
                        ],
                        max_length=14,
                        verbose_name="stands for",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("invited", "invited"),
                            ("seated", "on the committee"),
                            ("declined", "declined"),
                            ("stepped-aside", "stepped aside"),
                            ("replaced", "replaced"),
                        ],
                        default="invited",
                        editable=False,
                        max_length=14,
                        verbose_name="state",
                    ),
                ),
                ("chair", models.BooleanField(default=False, verbose_name="chair")),
                ("invited_at", models.DateTimeField(verbose_name="invited")),
                ("ends_on", models.DateField(verbose_name="to be answered by")),
                ("answered_at", models.DateTimeField(null=True, verbose_name="answered")),
                ("words", models.TextField(blank=True, max_length=2000, verbose_name="why")),
                ("challenge_by", models.DateField(null=True, verbose_name="can be challenged until")),
                (
                    "challenge",
                    models.TextField(blank=True, max_length=2000, verbose_name="why the member challenges them"),
                ),
                ("challenged_at", models.DateTimeField(null=True, verbose_name="challenged")),
                (
                    "challenge_answer",
                    models.CharField(
                        blank=True,
                        choices=[("stays", "stays on the committee"), ("replaced", "is replaced")],
                        max_length=8,
                        verbose_name="answer to the challenge",
                    ),
                ),
                (
                    "challenge_reason",
                    models.TextField(blank=True, max_length=2000, verbose_name="why it was answered so"),
                ),
                ("ended_at", models.DateTimeField(null=True, verbose_name="ended")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="seats",
                        to="conduct.case",
                        verbose_name="case",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="seats",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="who",
                    ),
                ),
            ],
            options={
                "verbose_name": "seat on a committee",
                "verbose_name_plural": "seats on committees",
                "ordering": ("pk",),
            },
        ),
        migrations.CreateModel(
            name="Trace",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "step",
                    models.CharField(
                        choices=[
                            ("report-sent", "report-sent"),
                            ("report-confirmed", "report-confirmed"),
                            ("report-added", "report-added"),
                            ("report-withdrawn", "report-withdrawn"),
                            ("report-read", "report-read"),
                            ("report-taken", "report-taken"),
                            ("report-left", "report-left"),
                            ("report-handed-on", "report-handed-on"),
                            ("report-dismissed", "report-dismissed"),
                            ("report-joined", "report-joined"),
                            ("case-opened", "case-opened"),
                            ("case-handed-on", "case-handed-on"),
                            ("case-read", "case-read"),
                            ("file-read", "file-read"),
                            ("glass-broken", "glass-broken"),
                            ("seat-invited", "seat-invited"),
                            ("seat-taken", "seat-taken"),
                            ("seat-declined", "seat-declined"),
                            ("seat-left", "seat-left"),
                            ("seat-ended", "seat-ended"),
                            ("chair-named", "chair-named"),
                            ("committee-named", "committee-named"),
                            ("challenged", "challenged"),
                            ("challenge-answered", "challenge-answered"),
                            ("invited-to-explain", "invited-to-explain"),
                            ("extended", "extended"),
                            ("hearing-asked", "hearing-asked"),
                            ("hearing-set", "hearing-set"),
                            ("hearing-recorded", "hearing-recorded"),
                            ("explained", "explained"),
                            ("declined", "declined"),
                            ("silent", "silent"),
                            ("entry-added", "entry-added"),
                            ("frozen", "frozen"),
                            ("proposed", "proposed"),
                            ("voted", "voted"),
                            ("sent-back", "sent-back"),
                            ("judged", "judged"),
                            ("notes-gone", "notes-gone"),
                        ],
                        max_length=20,
                        verbose_name="step",
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="when")),
                ("words", models.TextField(blank=True, max_length=2000, verbose_name="why")),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="traces",
                        to="conduct.case",
                        verbose_name="case",
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="traces",
                        to="conduct.report",
                        verbose_name="report",
                    ),
                ),
            ],
            options={
                "verbose_name": "line of a conduct case",
                "verbose_name_plural": "lines of conduct cases",
                "ordering": ("at", "pk"),
            },
        ),
        migrations.CreateModel(
            name="Vote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("agrees", models.BooleanField(verbose_name="for it")),
                ("words", models.TextField(blank=True, max_length=2000, verbose_name="why")),
                ("cast_at", models.DateTimeField(verbose_name="cast")),
                (
                    "judgement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="votes",
                        to="conduct.judgement",
                        verbose_name="judgement",
                    ),
                ),
                (
                    "seat",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="conduct.seat",
                        verbose_name="seat",
                    ),
                ),
            ],
            options={
                "verbose_name": "vote",
                "verbose_name_plural": "votes",
                "ordering": ("cast_at", "pk"),
            },
        ),
    ]
