"""Reports, what was added to them, and their files."""

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import common.fields
import conduct.models.cases
import conduct.models.reports
import members.fields


class Migration(migrations.Migration):
    """Reports, what was added to them, and their files."""

    dependencies = [
        ("conduct", "0003_answers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Report",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(
                        default=conduct.models.reports.new_report_reference,
                        editable=False,
                        max_length=24,
                        unique=True,
                        verbose_name="reference",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "draft"),
                            ("sent", "not confirmed yet"),
                            ("confirmed", "received"),
                            ("opened", "looked into by a committee"),
                            ("dismissed", "led to no case"),
                            ("withdrawn", "withdrawn"),
                        ],
                        default="draft",
                        editable=False,
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("seed", models.CharField(editable=False, max_length=64, unique=True, verbose_name="seed")),
                (
                    "secret_sha256",
                    models.CharField(
                        editable=False, max_length=64, unique=True, verbose_name="fingerprint of the secret"
                    ),
                ),
                ("about", common.fields.NameField(blank=True, max_length=150, verbose_name="whom it is about")),
                (
                    "about_number",
                    models.CharField(blank=True, max_length=40, verbose_name="number of a certificate or badge"),
                ),
                ("about_more", models.TextField(blank=True, max_length=2000, verbose_name="how we can tell who it is")),
                ("acted_from", models.DateField(blank=True, null=True, verbose_name="when it happened, or began")),
                ("acted_until", models.DateField(blank=True, null=True, verbose_name="until when")),
                ("account", models.TextField(blank=True, max_length=10000, verbose_name="what happened")),
                ("knows_by", models.TextField(blank=True, max_length=2000, verbose_name="how you know")),
                ("name", common.fields.NameField(blank=True, max_length=150, verbose_name="your name")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="your e-mail address")),
                ("phone", members.fields.PhoneField(blank=True, max_length=40, verbose_name="your telephone")),
                ("relation", models.TextField(blank=True, max_length=2000, verbose_name="how you know this person")),
                ("begun_at", models.DateTimeField(verbose_name="begun")),
                ("changed_at", models.DateTimeField(verbose_name="last changed")),
                ("sent_at", models.DateTimeField(null=True, verbose_name="sent")),
                ("confirmed_at", models.DateTimeField(null=True, verbose_name="confirmed")),
                ("goes_on", models.DateField(null=True, verbose_name="goes unless it is sent or confirmed by")),
                (
                    "dismissed",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("not-a-member", "it is about somebody who is not a member"),
                            ("not-the-code", "it is about nothing that our code rules"),
                            ("too-little", "it tells too little to be looked into"),
                            ("decided-before", "a committee judged it already"),
                            ("other", "another reason"),
                        ],
                        max_length=16,
                        verbose_name="why it led to no case",
                    ),
                ),
                ("letter", models.TextField(blank=True, max_length=2000, verbose_name="what we wrote")),
                ("withdrawn_at", models.DateTimeField(null=True, verbose_name="withdrawn")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="ended")),
                (
                    "case",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reports",
                        to="conduct.case",
                        verbose_name="case",
                    ),
                ),
                (
                    "officer",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="case officer",
                    ),
                ),
            ],
            options={
                "verbose_name": "report",
                "verbose_name_plural": "reports",
                "ordering": ("confirmed_at", "pk"),
            },
        ),
        migrations.CreateModel(
            name="ReportAddition",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField(max_length=10000, verbose_name="what is added")),
                ("added_at", models.DateTimeField(verbose_name="added")),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="additions",
                        to="conduct.report",
                        verbose_name="report",
                    ),
                ),
            ],
            options={
                "verbose_name": "addition to a report",
                "verbose_name_plural": "additions to reports",
                "ordering": ("added_at", "pk"),
            },
        ),
        migrations.CreateModel(
            name="ReportFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "addition",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="files",
                        to="conduct.reportaddition",
                        verbose_name="came with",
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
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="files",
                        to="conduct.report",
                        verbose_name="report",
                    ),
                ),
            ],
            options={
                "verbose_name": "file of a report",
                "verbose_name_plural": "files of reports",
                "ordering": ("pk",),
            },
        ),
    ]
