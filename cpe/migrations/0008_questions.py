"""What reviewers ask about claims."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import cpe.fields


class Migration(migrations.Migration):
    dependencies = [
        ("cpe", "0007_claim_import"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ClaimQuestion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("words", cpe.fields.LinesField(verbose_name="what we asked")),
                ("asked_at", models.DateTimeField(verbose_name="asked")),
                ("answer", cpe.fields.LinesField(blank=True, verbose_name="answer")),
                ("answered_at", models.DateTimeField(null=True, verbose_name="answered")),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="asked by",
                    ),
                ),
                (
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="questions",
                        to="cpe.claim",
                        verbose_name="claim",
                    ),
                ),
            ],
            options={
                "verbose_name": "question about a claim",
                "verbose_name_plural": "questions about claims",
                "ordering": ("asked_at", "pk"),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("answered_at__isnull", True)),
                        fields=("claim",),
                        name="claim_question_waits_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer", ""), ("answered_at__isnull", True)),
                            models.Q(("answered_at__isnull", False), models.Q(("answer", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="claim_question_answer_is_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("words", ""), _negated=True), name="claim_question_asks_something"
                    ),
                ],
            },
        ),
    ]
