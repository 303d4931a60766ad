"""Titles claimed after an exam."""

import functools

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import common.references


class Migration(migrations.Migration):
    dependencies = [
        ("common", "0005_upload"),
        ("members", "0010_documents"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ExamClaim",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(
                        default=functools.partial(common.references.new, *("E",)),
                        editable=False,
                        max_length=24,
                        unique=True,
                        verbose_name="reference",
                    ),
                ),
                ("exam_on", models.DateField(verbose_name="date of the exam")),
                ("exam_number", models.CharField(max_length=40, verbose_name="exam number")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("claimed", "waits for our check"),
                            ("awarded", "awarded"),
                            ("refused", "refused"),
                            ("withdrawn", "withdrawn"),
                            ("objected", "objection waits"),
                            ("upheld", "refusal upheld"),
                        ],
                        default="claimed",
                        editable=False,
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("claimed_at", models.DateTimeField(verbose_name="claimed")),
                ("decided_at", models.DateTimeField(null=True, verbose_name="decided")),
                (
                    "refusal",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("not-found", "We found no exam with this number and date."),
                            ("other-person", "The exam with this number is another person's."),
                            ("not-passed", "The exam with this number was not passed."),
                            ("other-title", "The exam was for another title."),
                            ("unreadable", "The proof cannot be read."),
                            ("other", "There is another reason."),
                        ],
                        max_length=20,
                        verbose_name="reason",
                    ),
                ),
                ("words", models.TextField(blank=True, verbose_name="reason in words")),
                ("objection", models.TextField(blank=True, verbose_name="objection")),
                ("objected_at", models.DateTimeField(null=True, verbose_name="objected")),
                ("settled_at", models.DateTimeField(null=True, verbose_name="objection decided")),
                ("settled_words", models.TextField(blank=True, verbose_name="decision about the objection, in words")),
                (
                    "credential",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="exam_claim",
                        to="members.credential",
                        verbose_name="title awarded",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="decided by",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="exam_claims",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
                (
                    "proof",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="exam_claim",
                        to="common.upload",
                        verbose_name="proof",
                    ),
                ),
                (
                    "settled_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="objection decided by",
                    ),
                ),
                (
                    "title",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="exam_claims",
                        to="members.title",
                        verbose_name="title",
                    ),
                ),
            ],
            options={
                "verbose_name": "exam claim",
                "verbose_name_plural": "exam claims",
                "ordering": ("-claimed_at", "-pk"),
                "permissions": [("decide_examclaim", "Can decide on exam claims")],
            },
        ),
        migrations.AddIndex(
            model_name="examclaim",
            index=models.Index(fields=["-claimed_at", "-id"], name="examclaim_newest"),
        ),
        migrations.AddIndex(
            model_name="examclaim",
            index=models.Index(fields=["exam_number"], name="examclaim_number"),
        ),
        migrations.AddIndex(
            model_name="examclaim",
            index=models.Index(
                condition=models.Q(("state__in", ["claimed", "objected"])), fields=["id"], name="examclaim_waiting"
            ),
        ),
        migrations.AddConstraint(
            model_name="examclaim",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["claimed", "refused", "objected", "awarded", "withdrawn", "upheld"])),
                name="examclaim_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="examclaim",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["claimed", "objected"])),
                fields=("person", "title"),
                name="examclaim_open_once_per_person_and_title",
            ),
        ),
        migrations.AddConstraint(
            model_name="examclaim",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("credential__isnull", False), ("state", "awarded")),
                    models.Q(models.Q(("state", "awarded"), _negated=True), ("credential__isnull", True)),
                    _connector="OR",
                ),
                name="examclaim_award_names_the_credential",
            ),
        ),
        migrations.AddConstraint(
            model_name="examclaim",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["refused", "objected", "upheld"]), _negated=True),
                    ("refusal__in", ["not-found", "other-person", "not-passed", "other-title", "unreadable", "other"]),
                    _connector="OR",
                ),
                name="examclaim_refusal_names_its_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="examclaim",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["refused", "objected", "upheld", "awarded"]), _negated=True),
                    models.Q(("decided_at__isnull", False), ("decided_by__isnull", False)),
                    _connector="OR",
                ),
                name="examclaim_decision_names_who",
            ),
        ),
        migrations.AddConstraint(
            model_name="examclaim",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("settled_by__isnull", True),
                    models.Q(("settled_by", models.F("decided_by")), _negated=True),
                    _connector="OR",
                ),
                name="examclaim_objection_is_decided_by_another",
            ),
        ),
    ]
