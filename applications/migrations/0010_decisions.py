"""Decisions of two people, with the grounds that the letter names."""

import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("applications", "0009_assessment"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Decision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "answer",
                    models.CharField(
                        choices=[("accept", "accept"), ("reject", "reject")], max_length=8, verbose_name="answer"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("proposed", "proposed"), ("confirmed", "confirmed"), ("sent-back", "sent back")],
                        default="proposed",
                        editable=False,
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("on_objection", models.BooleanField(default=False, verbose_name="about an objection")),
                ("words", models.TextField(blank=True, max_length=3000, verbose_name="to the applicant")),
                ("advice", models.TextField(blank=True, max_length=3000, verbose_name="what would help")),
                ("again_on", models.DateField(null=True, verbose_name="may try again from")),
                ("proposed_at", models.DateTimeField(verbose_name="proposed")),
                ("decided_at", models.DateTimeField(null=True, verbose_name="decided")),
                ("sent_back", models.TextField(blank=True, max_length=3000, verbose_name="why it was sent back")),
            ],
            options={
                "verbose_name": "decision",
                "verbose_name_plural": "decisions",
                "ordering": ("proposed_at", "pk"),
            },
        ),
        migrations.CreateModel(
            name="DecisionGround",
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
                ("words", models.TextField(blank=True, max_length=3000, verbose_name="to the applicant")),
            ],
            options={
                "verbose_name": "ground of a decision",
                "verbose_name_plural": "grounds of decisions",
                "ordering": ("pk",),
            },
        ),
        migrations.AddField(
            model_name="decision",
            name="application",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="decisions",
                to="applications.application",
                verbose_name="application",
            ),
        ),
        migrations.AddField(
            model_name="decision",
            name="decided_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="decided by",
            ),
        ),
        migrations.AddField(
            model_name="decision",
            name="proposed_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="proposed by",
            ),
        ),
        migrations.AddField(
            model_name="decisionground",
            name="decision",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="grounds",
                to="applications.decision",
                verbose_name="decision",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["proposed", "confirmed", "sent-back"])), name="decision_state_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("decided_by__isnull", True),
                    models.Q(("decided_by", models.F("proposed_by")), _negated=True),
                    _connector="OR",
                ),
                name="decision_by_two_people",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at__isnull", True), ("decided_by__isnull", True), ("state", "proposed")),
                    models.Q(
                        models.Q(("state", "proposed"), _negated=True),
                        ("decided_at__isnull", False),
                        ("decided_by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="decision_decided_when_and_by_whom",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answer", "reject"), _negated=True),
                    models.Q(models.Q(("advice", ""), _negated=True), ("again_on__isnull", False)),
                    _connector="OR",
                ),
                name="decision_rejects_with_advice",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "proposed")),
                fields=("application",),
                name="decision_proposed_one_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "confirmed")),
                fields=("application", "on_objection"),
                name="decision_confirmed_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="decisionground",
            constraint=models.UniqueConstraint(
                fields=("decision", "criterion"), name="decisionground_once_per_criterion"
            ),
        ),
    ]
