"""Declarations of interest, findings, and judgements of references."""

import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("applications", "0008_decided"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Assessment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("notes", models.TextField(blank=True, max_length=6000, verbose_name="notes for colleagues")),
                ("changed_at", models.DateTimeField(verbose_name="last changed")),
            ],
            options={
                "verbose_name": "assessment",
                "verbose_name_plural": "assessments",
                "ordering": ("pk",),
            },
        ),
        migrations.CreateModel(
            name="Interest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("interested", models.BooleanField(verbose_name="has an interest")),
                ("words", models.TextField(blank=True, max_length=500, verbose_name="which")),
                ("declared_at", models.DateTimeField(verbose_name="declared")),
            ],
            options={
                "verbose_name": "declaration of interest",
                "verbose_name_plural": "declarations of interest",
                "ordering": ("declared_at", "pk"),
            },
        ),
        migrations.CreateModel(
            name="ReferenceJudgement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("genuine", models.BooleanField(null=True, verbose_name="genuine")),
                ("genuine_words", models.TextField(blank=True, max_length=500, verbose_name="why")),
                ("convinces", models.BooleanField(null=True, verbose_name="convinces")),
                ("convinces_words", models.TextField(blank=True, max_length=500, verbose_name="why")),
                ("judged_at", models.DateTimeField(verbose_name="judged")),
            ],
            options={
                "verbose_name": "judgement of a reference",
                "verbose_name_plural": "judgements of references",
                "ordering": ("pk",),
            },
        ),
        migrations.CreateModel(
            name="Verdict",
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
                    "finding",
                    models.CharField(
                        choices=[("met", "met"), ("not-met", "not met")], max_length=8, verbose_name="finding"
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("work-in-field", "the work was in the field of the title"),
                            ("enough-in-field", "enough of the work was in the field"),
                            ("outside-field", "the work was in another field"),
                            ("too-little-in-field", "too little of the work was in the field"),
                            ("relevance-not-shown", "what was written does not show the field"),
                            ("five-years", "five years or more are shown"),
                            ("short-but-enough", "the little that is missing weighs less than the rest"),
                            ("under-five-years", "less than five years"),
                            ("term-not-shown", "the dates are not shown well enough"),
                            ("responsible", "responsible for governance and decisions"),
                            ("influence", "from outside, with more than non-committal influence"),
                            ("without-influence", "advice that bound nobody"),
                            ("carried-out-only", "carried out what others decided"),
                            ("level-not-shown", "what was written does not show the level"),
                            ("own-result", "an own result is shown"),
                            ("work-of-others", "the result is mainly the work of others"),
                            ("no-result", "no result can be seen"),
                            ("result-not-shown", "what was written does not show what was brought about"),
                        ],
                        max_length=24,
                        verbose_name="reason",
                    ),
                ),
                ("words", models.TextField(blank=True, max_length=3000, verbose_name="in your words")),
            ],
            options={
                "verbose_name": "verdict",
                "verbose_name_plural": "verdicts",
                "ordering": ("pk",),
            },
        ),
        migrations.AddField(
            model_name="assessment",
            name="application",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="assessments",
                to="applications.application",
                verbose_name="application",
            ),
        ),
        migrations.AddField(
            model_name="assessment",
            name="assessor",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="assessor",
            ),
        ),
        migrations.AddField(
            model_name="interest",
            name="application",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="interests",
                to="applications.application",
                verbose_name="application",
            ),
        ),
        migrations.AddField(
            model_name="interest",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="colleague",
            ),
        ),
        migrations.AddField(
            model_name="referencejudgement",
            name="answer",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="judgement",
                to="applications.referenceanswer",
                verbose_name="answer",
            ),
        ),
        migrations.AddField(
            model_name="referencejudgement",
            name="judged_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="judged by",
            ),
        ),
        migrations.AddField(
            model_name="verdict",
            name="assessment",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="verdicts",
                to="applications.assessment",
                verbose_name="assessment",
            ),
        ),
        migrations.AddConstraint(
            model_name="assessment",
            constraint=models.UniqueConstraint(fields=("application", "assessor"), name="assessment_one_each"),
        ),
        migrations.AddConstraint(
            model_name="interest",
            constraint=models.UniqueConstraint(fields=("application", "person"), name="interest_declared_once"),
        ),
        migrations.AddConstraint(
            model_name="referencejudgement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("genuine__isnull", True),
                    ("genuine", True),
                    models.Q(("genuine_words", ""), _negated=True),
                    _connector="OR",
                ),
                name="referencejudgement_says_why_not_genuine",
            ),
        ),
        migrations.AddConstraint(
            model_name="verdict",
            constraint=models.UniqueConstraint(fields=("assessment", "criterion"), name="verdict_once_per_criterion"),
        ),
        migrations.AddConstraint(
            model_name="verdict",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("criterion", "relevance"),
                        ("finding", "met"),
                        ("reason__in", ["work-in-field", "enough-in-field"]),
                    ),
                    models.Q(
                        ("criterion", "relevance"),
                        ("finding", "not-met"),
                        ("reason__in", ["outside-field", "too-little-in-field", "relevance-not-shown"]),
                    ),
                    models.Q(
                        ("criterion", "term"), ("finding", "met"), ("reason__in", ["five-years", "short-but-enough"])
                    ),
                    models.Q(
                        ("criterion", "term"),
                        ("finding", "not-met"),
                        ("reason__in", ["under-five-years", "term-not-shown"]),
                    ),
                    models.Q(("criterion", "level"), ("finding", "met"), ("reason__in", ["responsible", "influence"])),
                    models.Q(
                        ("criterion", "level"),
                        ("finding", "not-met"),
                        ("reason__in", ["without-influence", "carried-out-only", "level-not-shown"]),
                    ),
                    models.Q(("criterion", "accomplishment"), ("finding", "met"), ("reason__in", ["own-result"])),
                    models.Q(
                        ("criterion", "accomplishment"),
                        ("finding", "not-met"),
                        ("reason__in", ["work-of-others", "no-result", "result-not-shown"]),
                    ),
                    _connector="OR",
                ),
                name="verdict_reason_fits",
            ),
        ),
    ]
