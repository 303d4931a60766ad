"""What a member answers, and judgements."""

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """What a member answers, and judgements."""

    dependencies = [
        ("conduct", "0002_cases"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Explanation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "how",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("written", "in writing"),
                            ("hearing", "at a hearing"),
                            ("declined", "declined to explain"),
                            ("silent", "did not answer"),
                        ],
                        max_length=10,
                        verbose_name="how",
                    ),
                ),
                ("words", models.TextField(blank=True, max_length=10000, verbose_name="explanation")),
                ("saved_at", models.DateTimeField(verbose_name="saved")),
                ("given_at", models.DateTimeField(null=True, verbose_name="given")),
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="explanation",
                        to="conduct.case",
                        verbose_name="case",
                    ),
                ),
            ],
            options={
                "verbose_name": "explanation",
                "verbose_name_plural": "explanations",
                "ordering": ("pk",),
            },
        ),
        migrations.CreateModel(
            name="ExplanationFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "explanation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="files",
                        to="conduct.explanation",
                        verbose_name="explanation",
                    ),
                ),
                (
                    "file",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="common.upload",
                        verbose_name="file",
                    ),
                ),
            ],
            options={
                "verbose_name": "file of an explanation",
                "verbose_name_plural": "files of explanations",
                "ordering": ("pk",),
            },
        ),
        migrations.CreateModel(
            name="Extension",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("before", models.DateField(verbose_name="was to explain by")),
                ("until", models.DateField(verbose_name="to explain by")),
                ("reason", models.TextField(max_length=2000, verbose_name="why")),
                ("given_at", models.DateTimeField(verbose_name="given")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="extensions",
                        to="conduct.case",
                        verbose_name="case",
                    ),
                ),
                (
                    "given_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
            ],
            options={
                "verbose_name": "more time to explain",
                "verbose_name_plural": "more times to explain",
                "ordering": ("given_at", "pk"),
            },
        ),
        migrations.CreateModel(
            name="Hearing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("asked_at", models.DateTimeField(verbose_name="asked for")),
                ("wishes", models.TextField(blank=True, max_length=2000, verbose_name="wishes for it")),
                ("starts_at", models.DateTimeField(null=True, verbose_name="begins")),
                ("place", models.TextField(blank=True, max_length=2000, verbose_name="place, or how to join")),
                ("set_at", models.DateTimeField(null=True, verbose_name="set")),
                ("record", models.TextField(blank=True, max_length=30000, verbose_name="record")),
                ("came", models.BooleanField(null=True, verbose_name="the member came")),
                ("recorded_at", models.DateTimeField(null=True, verbose_name="recorded")),
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="hearing",
                        to="conduct.case",
                        verbose_name="case",
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
            ],
            options={
                "verbose_name": "hearing",
                "verbose_name_plural": "hearings",
                "ordering": ("pk",),
            },
        ),
        migrations.CreateModel(
            name="Judgement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "waits for votes and a second person"),
                            ("confirmed", "confirmed"),
                            ("sent-back", "sent back"),
                        ],
                        default="proposed",
                        editable=False,
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("no-breach", "no breach of the code"),
                            ("explained", "explained satisfactorily"),
                            ("breach", "a knowing breach, not explained"),
                        ],
                        max_length=10,
                        verbose_name="outcome",
                    ),
                ),
                ("reasons", models.TextField(max_length=10000, verbose_name="reasons")),
                ("proposed_at", models.DateTimeField(verbose_name="proposed")),
                ("decided_at", models.DateTimeField(null=True, verbose_name="confirmed or sent back")),
                ("sent_back", models.TextField(blank=True, max_length=2000, verbose_name="why it was sent back")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="judgements",
                        to="conduct.case",
                        verbose_name="case",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="confirmed or sent back by",
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="proposed by",
                    ),
                ),
            ],
            options={
                "verbose_name": "judgement",
                "verbose_name_plural": "judgements",
                "ordering": ("proposed_at", "pk"),
            },
        ),
        migrations.CreateModel(
            name="Finding",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("broken", models.BooleanField(verbose_name="broken")),
                ("knowingly", models.BooleanField(null=True, verbose_name="knowingly")),
                ("explained", models.BooleanField(null=True, verbose_name="explained satisfactorily")),
                ("words", models.TextField(max_length=2000, verbose_name="why")),
                (
                    "concerned",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="conduct.casearticle",
                        verbose_name="article",
                    ),
                ),
                (
                    "judgement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="findings",
                        to="conduct.judgement",
                        verbose_name="judgement",
                    ),
                ),
            ],
            options={
                "verbose_name": "finding about an article",
                "verbose_name_plural": "findings about articles",
                "ordering": ("concerned", "pk"),
            },
        ),
    ]
