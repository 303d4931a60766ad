"""Questions to applicants, files that come with an answer, and texts to begin with."""

import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.text
import simple_history.models
from django.conf import settings
from django.db import migrations, models

TEXTS = {
    "A job's dates differ from the résumé": (
        "In your work history the job at … runs from … until …; your résumé gives other dates. Which are right? A "
        "sentence is enough. If a contract or a reference letter shows them, please add it."
    ),
    "Dates are missing in the résumé": (
        "Your résumé gives years only for some jobs. Please send one with the month in which each job began and "
        "ended, or write them here."
    ),
    "Field of a job": (
        "You mark the job at … as work in the field of the title. Please describe in a few sentences which part of "
        "it was, and roughly how much of your time that took."
    ),
    "What you decided": (
        "You write that you were responsible for …. What could you decide yourself, what did others decide on your "
        "advice, and did they follow it? One or two examples help."
    ),
    "What you brought about yourself": (
        "Please tell us of the result you describe which part you brought about yourself: what was the situation "
        "before, what did you do, and what could be seen afterwards?"
    ),
    "Organisations of references": (
        "Two of the people you named seem to work for the same organisation. Please tell us whether … and … are one "
        "organisation, and if not, how they are related."
    ),
    "A scan that cannot be read": (
        "We cannot read all of the signed form you sent as a scan. Please scan it again, flat and in daylight, and "
        "add it here."
    ),
}


def offer_texts(apps, _editor):
    apps.get_model("applications", "QuestionText").objects.bulk_create(
        apps.get_model("applications", "QuestionText")(name=name, text=text) for name, text in TEXTS.items()
    )


class Migration(migrations.Migration):
    dependencies = [
        ("applications", "0006_answers"),
        ("common", "0006_fingerprint_as_kept"),
    ]

    operations = [
        migrations.CreateModel(
            name="HistoricalQuestionText",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("name", models.CharField(db_index=True, max_length=80, verbose_name="name")),
                ("text", models.TextField(max_length=3000, verbose_name="text")),
                ("offered", models.BooleanField(default=True, verbose_name="offered")),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
            ],
            options={
                "verbose_name": "historical text for questions",
                "verbose_name_plural": "historical texts for questions",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Question",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("information", "something is asked"), ("reference", "another reference is needed")],
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                ("stage", models.CharField(editable=False, max_length=12, verbose_name="asked while it was")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "waiting for the applicant"),
                            ("answered", "answered"),
                            ("taken-back", "taken back"),
                        ],
                        default="open",
                        editable=False,
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("text", models.TextField(blank=True, max_length=3000, verbose_name="question")),
                ("asked_at", models.DateTimeField(verbose_name="asked")),
                ("answer", models.TextField(blank=True, max_length=6000, verbose_name="answer")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="answered or taken back")),
            ],
            options={
                "verbose_name": "question",
                "verbose_name_plural": "questions",
                "ordering": ("asked_at", "pk"),
            },
        ),
        migrations.CreateModel(
            name="QuestionFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ],
            options={
                "verbose_name": "file of an answer",
                "verbose_name_plural": "files of answers",
                "ordering": ("pk",),
            },
        ),
        migrations.CreateModel(
            name="QuestionText",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80, unique=True, verbose_name="name")),
                ("text", models.TextField(max_length=3000, verbose_name="text")),
                ("offered", models.BooleanField(default=True, verbose_name="offered")),
            ],
            options={
                "verbose_name": "text for questions",
                "verbose_name_plural": "texts for questions",
                "ordering": ("name",),
            },
        ),
        migrations.AddField(
            model_name="historicalquestiontext",
            name="history_user",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="question",
            name="application",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="questions",
                to="applications.application",
                verbose_name="application",
            ),
        ),
        migrations.AddField(
            model_name="question",
            name="asked_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="asked by",
            ),
        ),
        migrations.AddField(
            model_name="questionfile",
            name="file",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="answers",
                to="common.upload",
                verbose_name="file",
            ),
        ),
        migrations.AddField(
            model_name="questionfile",
            name="question",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="files",
                to="applications.question",
                verbose_name="question",
            ),
        ),
        migrations.AddIndex(
            model_name="question",
            index=models.Index(condition=models.Q(("state", "open")), fields=["asked_at", "id"], name="question_open"),
        ),
        migrations.AddConstraint(
            model_name="question",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["open", "answered", "taken-back"])), name="question_state_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="question",
            constraint=models.CheckConstraint(
                condition=models.Q(("stage__in", ["screening", "references", "assessment"])),
                name="question_stage_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="question",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["information", "reference"])), name="question_kind_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="question",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at__isnull", True), ("state", "open")),
                    models.Q(models.Q(("state", "open"), _negated=True), ("ended_at__isnull", False)),
                    _connector="OR",
                ),
                name="question_ended_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="question",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind", "reference"), models.Q(("text", ""), _negated=True), _connector="OR"),
                name="question_asks_something",
            ),
        ),
        migrations.AddConstraint(
            model_name="question",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "information"), ("state", "answered"), _negated=True),
                    models.Q(("answer", ""), _negated=True),
                    _connector="OR",
                ),
                name="question_answered_in_words",
            ),
        ),
        migrations.AddConstraint(
            model_name="question",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind", "reference"), ("state", "open")),
                fields=("application",),
                name="question_for_a_reference_once_at_a_time",
            ),
        ),
        migrations.RunPython(offer_texts, migrations.RunPython.noop),
    ]
