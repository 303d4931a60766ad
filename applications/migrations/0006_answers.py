"""Private links, drafts and answers of references; an answer is never changed."""

import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.text
from django.db import migrations, models

import common.fields
import common.references
from common.append_only import UPDATE, refuse


class Migration(migrations.Migration):
    dependencies = [
        ("applications", "0005_stages_held"),
    ]

    operations = [
        migrations.CreateModel(
            name="ReferenceAnswer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", common.fields.NameField(max_length=150, verbose_name="name as they write it")),
                ("role", common.fields.NameField(max_length=150, verbose_name="own role")),
                ("relation", models.TextField(max_length=500, verbose_name="how they know the applicant")),
                ("remarks", models.TextField(blank=True, max_length=2000, verbose_name="anything else")),
                ("given_at", models.DateTimeField(verbose_name="given")),
            ],
            options={
                "verbose_name": "answer of a reference",
                "verbose_name_plural": "answers of references",
                "ordering": ("pk",),
            },
        ),
        migrations.CreateModel(
            name="ReferenceDraft",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("typed", models.JSONField(default=dict, verbose_name="typed so far")),
                ("saved_at", models.DateTimeField(verbose_name="saved")),
            ],
            options={
                "verbose_name": "draft of an answer",
                "verbose_name_plural": "drafts of answers",
            },
        ),
        migrations.CreateModel(
            name="ReferenceLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("seed", models.CharField(editable=False, max_length=64, unique=True, verbose_name="seed")),
                (
                    "secret_sha256",
                    models.CharField(
                        editable=False, max_length=64, unique=True, verbose_name="fingerprint of the secret"
                    ),
                ),
                ("made_at", models.DateTimeField(verbose_name="made")),
                ("revoked_at", models.DateTimeField(null=True, verbose_name="revoked")),
            ],
            options={
                "verbose_name": "private link",
                "verbose_name_plural": "private links",
                "ordering": ("pk",),
            },
        ),
        migrations.CreateModel(
            name="ReferenceStatement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "criterion",
                    models.CharField(
                        choices=[
                            ("relevance", "relevance"),
                            ("term", "term"),
                            ("level", "level"),
                            ("accomplishment", "accomplishment"),
                        ],
                        max_length=16,
                        verbose_name="criterion",
                    ),
                ),
                (
                    "says",
                    models.CharField(
                        choices=[
                            ("confirm", "I confirm this"),
                            ("partly", "I confirm part of it"),
                            ("cannot-say", "I cannot say"),
                            ("dispute", "I dispute this"),
                        ],
                        max_length=12,
                        verbose_name="answer",
                    ),
                ),
                ("words", models.TextField(blank=True, max_length=2000, verbose_name="in their words")),
                ("known_from", models.DateField(null=True, verbose_name="known from")),
                ("known_until", models.DateField(null=True, verbose_name="known until")),
            ],
            options={
                "verbose_name": "statement of a reference",
                "verbose_name_plural": "statements of references",
                "ordering": ("pk",),
            },
        ),
        migrations.AddField(
            model_name="referenceanswer",
            name="reference",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="answer",
                to="applications.reference",
                verbose_name="reference",
            ),
        ),
        migrations.AddField(
            model_name="referencedraft",
            name="reference",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="draft",
                to="applications.reference",
                verbose_name="reference",
            ),
        ),
        migrations.AddField(
            model_name="referencelink",
            name="reference",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="links",
                to="applications.reference",
                verbose_name="reference",
            ),
        ),
        migrations.AddField(
            model_name="referencestatement",
            name="answer",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="statements",
                to="applications.referenceanswer",
                verbose_name="answer",
            ),
        ),
        migrations.AddConstraint(
            model_name="referencestatement",
            constraint=models.UniqueConstraint(
                fields=("answer", "criterion"), name="referencestatement_once_per_criterion"
            ),
        ),
        migrations.AddConstraint(
            model_name="referencestatement",
            constraint=models.CheckConstraint(
                condition=models.Q(("criterion__in", ["relevance", "term", "level", "accomplishment"])),
                name="referencestatement_criterion_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="referencestatement",
            constraint=models.CheckConstraint(
                condition=models.Q(("says__in", ["confirm", "partly", "cannot-say", "dispute"])),
                name="referencestatement_answer_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="referencestatement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("says__in", ["confirm", "cannot-say"]), models.Q(("words", ""), _negated=True), _connector="OR"
                ),
                name="referencestatement_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="referencestatement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("known_from__isnull", True),
                    ("known_until__isnull", True),
                    ("known_until__gte", models.F("known_from")),
                    _connector="OR",
                ),
                name="referencestatement_ends_after_it_begins",
            ),
        ),
        refuse("applications_referenceanswer", UPDATE),
        refuse("applications_referencestatement", UPDATE),
    ]
