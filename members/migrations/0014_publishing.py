"""A guide for applicants, agreements with an application, and who is to be told of a version that is published."""

from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

from common.append_only import DELETE, TRUNCATE, UPDATE, lift, refuse

TEXT = Path(__file__).resolve().parent.parent / "texts" / "application-guide-2026.txt"
KEY, TITLE = "application-guide", "Guide for applicants"
OCCASIONS = ["exam-claim", "application", "sign-in"]


def fill(apps, schema_editor):
    document, version = (apps.get_model("members", name) for name in ("Document", "DocumentVersion"))
    text = TEXT.read_text(encoding="utf-8")
    version.objects.create(
        document=document.objects.create(key=KEY, title=TITLE, place=document.objects.count() + 1),
        label="2026-1",
        effective_on=date(2026, 1, 1),
        text=text,
        sha256=sha256(text.encode()).hexdigest(),
        published_at=datetime(2026, 1, 1, tzinfo=UTC),
    )


def empty(apps, schema_editor):
    apps.get_model("members", "DocumentVersion")._base_manager.filter(document__key=KEY).delete()
    apps.get_model("members", "Document").objects.filter(key=KEY).delete()


AGREEMENTS = refuse("members_agreement", UPDATE, TRUNCATE)
VERSIONS = refuse("members_documentversion", UPDATE, DELETE, TRUNCATE)


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0013_bounds_of_terms"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="documentversion",
            options={
                "ordering": ("document", "-effective_on"),
                "permissions": [("publish_documentversion", "Can publish a version of a document")],
                "verbose_name": "version of a document",
                "verbose_name_plural": "versions of documents",
            },
        ),
        migrations.CreateModel(
            name="Announcement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("asked_at", models.DateTimeField(verbose_name="asked")),
                ("told_at", models.DateTimeField(null=True, verbose_name="everybody is told")),
                (
                    "version",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="announcement",
                        to="members.documentversion",
                        verbose_name="version",
                    ),
                ),
            ],
            options={
                "verbose_name": "announcement of a version",
                "verbose_name_plural": "announcements of versions",
                "ordering": ("asked_at", "pk"),
                "indexes": [
                    models.Index(condition=models.Q(("told_at__isnull", True)), fields=["id"], name="announcement_open")
                ],
            },
        ),
        lift(AGREEMENTS),
        migrations.AlterField(
            model_name="agreement",
            name="how",
            field=models.CharField(
                choices=[
                    ("exam-claim", "with a claim of a title"),
                    ("application", "with an application"),
                    ("sign-in", "after signing in"),
                ],
                max_length=20,
                verbose_name="on which occasion",
            ),
        ),
        migrations.RemoveConstraint(model_name="agreement", name="agreement_how_known"),
        migrations.AddConstraint(
            model_name="agreement",
            constraint=models.CheckConstraint(condition=models.Q(("how__in", OCCASIONS)), name="agreement_how_known"),
        ),
        AGREEMENTS,
        lift(VERSIONS),
        migrations.RunPython(fill, empty),
        VERSIONS,
    ]
