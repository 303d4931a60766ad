"""Objections, identity checks, and what stands between an acceptance and the award."""

import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("applications", "0010_decisions"),
        ("members", "0014_publishing"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Finalisation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("began_at", models.DateTimeField(verbose_name="accepted")),
                ("lapses_on", models.DateField(verbose_name="to be complete by")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="awarded or lapsed")),
            ],
            options={
                "verbose_name": "finalisation",
                "verbose_name_plural": "finalisations",
                "ordering": ("began_at", "pk"),
            },
        ),
        migrations.CreateModel(
            name="IdentityCheck",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("checked_at", models.DateTimeField(verbose_name="checked")),
                (
                    "way",
                    models.CharField(
                        choices=[("video", "by video"), ("in-person", "in person")], max_length=12, verbose_name="how"
                    ),
                ),
                (
                    "document",
                    models.CharField(
                        choices=[
                            ("passport", "passport"),
                            ("identity-card", "identity card"),
                            ("residence-permit", "residence permit"),
                            ("driving-licence", "driving licence"),
                        ],
                        max_length=20,
                        verbose_name="kind of document",
                    ),
                ),
                (
                    "verdict",
                    models.CharField(
                        choices=[("verified", "verified"), ("not-verified", "not verified")],
                        max_length=12,
                        verbose_name="verdict",
                    ),
                ),
                ("words", models.TextField(blank=True, max_length=500, verbose_name="why not")),
            ],
            options={
                "verbose_name": "identity check",
                "verbose_name_plural": "identity checks",
                "ordering": ("checked_at", "pk"),
            },
        ),
        migrations.CreateModel(
            name="Objection",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("words", models.TextField(max_length=6000, verbose_name="objection")),
                ("made_at", models.DateTimeField(verbose_name="made")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("made", "made"),
                            ("allowed", "allowed: accepted after all"),
                            ("dismissed", "dismissed: the rejection stands"),
                        ],
                        default="made",
                        editable=False,
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("ended_at", models.DateTimeField(null=True, verbose_name="decided")),
                ("outcome_words", models.TextField(blank=True, max_length=3000, verbose_name="reason of the outcome")),
            ],
            options={
                "verbose_name": "objection",
                "verbose_name_plural": "objections",
                "ordering": ("made_at", "pk"),
            },
        ),
        migrations.AddField(
            model_name="finalisation",
            name="application",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="finalisation",
                to="applications.application",
                verbose_name="application",
            ),
        ),
        migrations.AddField(
            model_name="finalisation",
            name="credential",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="members.credential",
                verbose_name="title awarded",
            ),
        ),
        migrations.AddField(
            model_name="finalisation",
            name="invoice",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="members.invoice",
                verbose_name="invoice of the first year",
            ),
        ),
        migrations.AddField(
            model_name="identitycheck",
            name="application",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="identity_checks",
                to="applications.application",
                verbose_name="application",
            ),
        ),
        migrations.AddField(
            model_name="identitycheck",
            name="checker",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="checker",
            ),
        ),
        migrations.AddField(
            model_name="objection",
            name="application",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="objection",
                to="applications.application",
                verbose_name="application",
            ),
        ),
        migrations.AddIndex(
            model_name="finalisation",
            index=models.Index(
                condition=models.Q(("ended_at__isnull", True)), fields=["lapses_on", "id"], name="finalisation_open"
            ),
        ),
        migrations.AddConstraint(
            model_name="finalisation",
            constraint=models.CheckConstraint(
                condition=models.Q(("credential__isnull", True), ("ended_at__isnull", False), _connector="OR"),
                name="finalisation_awarded_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="identitycheck",
            constraint=models.CheckConstraint(
                condition=models.Q(("verdict", "verified"), models.Q(("words", ""), _negated=True), _connector="OR"),
                name="identitycheck_says_why_not",
            ),
        ),
        migrations.AddConstraint(
            model_name="identitycheck",
            constraint=models.UniqueConstraint(
                condition=models.Q(("verdict", "verified")), fields=("application",), name="identitycheck_verified_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="objection",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["made", "allowed", "dismissed"])), name="objection_state_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="objection",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at__isnull", True), ("state", "made")),
                    models.Q(models.Q(("state", "made"), _negated=True), ("ended_at__isnull", False)),
                    _connector="OR",
                ),
                name="objection_ended_when",
            ),
        ),
    ]
