"""Articles of the code, and cases."""

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import conduct.models.cases
import conduct.models.reports


class Migration(migrations.Migration):
    """Articles of the code, and cases."""

    dependencies = [
        ("conduct", "0001_terms"),
        ("common", "0008_files_without_an_account"),
        ("members", "0018_cycles_by_day"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Article",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=8, verbose_name="number")),
                ("heading", models.CharField(max_length=200, verbose_name="heading")),
                ("text", models.TextField(verbose_name="text")),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="members.documentversion",
                        verbose_name="version of the code",
                    ),
                ),
            ],
            options={
                "verbose_name": "article of the code",
                "verbose_name_plural": "articles of the code",
                "ordering": ("version", "pk"),
            },
        ),
        migrations.CreateModel(
            name="Case",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(
                        default=conduct.models.cases.new_case_reference,
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
                            ("forming", "the committee is being formed"),
                            ("named", "the member can challenge names"),
                            ("explaining", "the member explains"),
                            ("deliberating", "the committee deliberates"),
                            ("proposed", "a judgement is proposed"),
                            ("closed", "judged"),
                        ],
                        default="forming",
                        editable=False,
                        max_length=14,
                        verbose_name="state",
                    ),
                ),
                ("opened_at", models.DateTimeField(verbose_name="opened")),
                ("acted_from", models.DateField(verbose_name="when it happened, or began")),
                ("acted_until", models.DateField(verbose_name="until when")),
                ("alleged", models.TextField(max_length=10000, verbose_name="what is alleged")),
                ("named_at", models.DateTimeField(null=True, verbose_name="names told")),
                ("asked_at", models.DateTimeField(null=True, verbose_name="asked to explain")),
                ("explain_by", models.DateField(null=True, verbose_name="to explain by")),
                ("frozen_at", models.DateTimeField(null=True, verbose_name="file frozen")),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("no-breach", "no breach of the code"),
                            ("explained", "explained satisfactorily"),
                            ("breach", "a knowing breach, not explained"),
                        ],
                        max_length=10,
                        verbose_name="outcome",
                    ),
                ),
                ("closed_at", models.DateTimeField(null=True, verbose_name="judged")),
                ("kept_until", models.DateField(null=True, verbose_name="kept until")),
                (
                    "code",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="members.documentversion",
                        verbose_name="version of the code",
                    ),
                ),
                (
                    "file",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="common.upload",
                        verbose_name="file of the case",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="members.member",
                        verbose_name="member",
                    ),
                ),
                (
                    "officer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="case officer",
                    ),
                ),
            ],
            options={
                "verbose_name": "conduct case",
                "verbose_name_plural": "conduct cases",
                "ordering": ("opened_at", "pk"),
            },
        ),
        migrations.CreateModel(
            name="CaseArticle",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="conduct.article",
                        verbose_name="article",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="concerned",
                        to="conduct.case",
                        verbose_name="case",
                    ),
                ),
            ],
            options={
                "verbose_name": "article concerned",
                "verbose_name_plural": "articles concerned",
                "ordering": ("article", "pk"),
            },
        ),
        migrations.AddField(
            model_name="case",
            name="articles",
            field=models.ManyToManyField(
                related_name="+", through="conduct.CaseArticle", to="conduct.article", verbose_name="articles concerned"
            ),
        ),
    ]
