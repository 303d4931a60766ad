"""Stages of an application after it was submitted, the days of its answer, and clocks of references."""

import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("applications", "0002_parts"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="application",
            name="application_state_known",
        ),
        migrations.RemoveConstraint(
            model_name="application",
            name="application_open_once_per_person_and_title",
        ),
        migrations.AddField(
            model_name="application",
            name="assessment_at",
            field=models.DateTimeField(null=True, verbose_name="assessment opened"),
        ),
        migrations.AddField(
            model_name="application",
            name="due_on",
            field=models.DateField(null=True, verbose_name="answer by"),
        ),
        migrations.AddField(
            model_name="application",
            name="first_due_on",
            field=models.DateField(null=True, verbose_name="first day named for the answer"),
        ),
        migrations.AddField(
            model_name="application",
            name="handler",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="handled_applications",
                to=settings.AUTH_USER_MODEL,
                verbose_name="looked after by",
            ),
        ),
        migrations.AddField(
            model_name="application",
            name="opened_early",
            field=models.TextField(blank=True, max_length=500, verbose_name="why assessment began early"),
        ),
        migrations.AddField(
            model_name="application",
            name="promised_on",
            field=models.DateField(null=True, verbose_name="day named after that"),
        ),
        migrations.AddField(
            model_name="application",
            name="quorum",
            field=models.CharField(
                blank=True,
                choices=[
                    ("reached", "enough people confirm"),
                    ("open", "answers are awaited"),
                    ("at-risk", "at risk: answers are late"),
                    ("impossible", "too few people can still confirm"),
                ],
                editable=False,
                max_length=12,
                verbose_name="references",
            ),
        ),
        migrations.AddField(
            model_name="application",
            name="references_at",
            field=models.DateTimeField(null=True, verbose_name="references asked"),
        ),
        migrations.AddField(
            model_name="application",
            name="screening_at",
            field=models.DateTimeField(null=True, verbose_name="screening began"),
        ),
        migrations.AddField(
            model_name="reference",
            name="asked_at",
            field=models.DateTimeField(null=True, verbose_name="asked"),
        ),
        migrations.AddField(
            model_name="reference",
            name="declined",
            field=models.CharField(
                blank=True,
                choices=[
                    ("cannot-now", "cannot act now"),
                    ("lacks-information", "lacks the information"),
                    ("does-not-know", "does not know the applicant"),
                    ("never-agreed", "never agreed to be named"),
                ],
                max_length=20,
                verbose_name="why they do not act",
            ),
        ),
        migrations.AddField(
            model_name="reference",
            name="ended_at",
            field=models.DateTimeField(null=True, verbose_name="answered or ended"),
        ),
        migrations.AddField(
            model_name="reference",
            name="ends_on",
            field=models.DateField(null=True, verbose_name="link opens the form until"),
        ),
        migrations.AddField(
            model_name="reference",
            name="handle",
            field=models.CharField(default="", editable=False, max_length=24, verbose_name="handle"),
        ),
        migrations.AddField(
            model_name="reference",
            name="opened_at",
            field=models.DateTimeField(null=True, verbose_name="form opened"),
        ),
        migrations.AddField(
            model_name="reference",
            name="replaces",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="replaced_by",
                to="applications.reference",
                verbose_name="named instead of",
            ),
        ),
        migrations.AddField(
            model_name="reference",
            name="returned_at",
            field=models.DateTimeField(null=True, verbose_name="mail came back"),
        ),
        migrations.AddField(
            model_name="reference",
            name="state",
            field=models.CharField(
                choices=[
                    ("named", "not asked yet"),
                    ("asked", "asked"),
                    ("answered", "answered"),
                    ("declined", "declined"),
                    ("ended", "ended without an answer"),
                    ("replaced", "replaced by somebody else"),
                    ("withdrew", "withdrew"),
                ],
                default="named",
                editable=False,
                max_length=10,
                verbose_name="state",
            ),
        ),
        migrations.AlterField(
            model_name="application",
            name="state",
            field=models.CharField(
                choices=[
                    ("draft", "draft"),
                    ("submitted", "submitted"),
                    ("screening", "being screened"),
                    ("references", "references asked"),
                    ("assessment", "being assessed"),
                    ("information", "information requested"),
                    ("withdrawn", "withdrawn"),
                ],
                default="draft",
                editable=False,
                max_length=12,
                verbose_name="state",
            ),
        ),
    ]
