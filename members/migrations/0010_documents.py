"""Documents that hold for members, with their first versions; who agreed to them. Versions and agreements stay."""

from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path

import django.db.models.deletion
import simple_history.models
from django.conf import settings
from django.db import migrations, models

import common.fields
from common.append_only import DELETE, TRUNCATE, UPDATE, refuse

TEXTS = Path(__file__).resolve().parent.parent / "texts"
DOCUMENTS = (
    ("code-of-conduct", "Code of Conduct"),
    ("terms-of-use", "Terms of Use for titles"),
    ("cpe-policy", "Policy on continuing education"),
)
LABEL, FIRST_DAY = "2026-1", date(2026, 1, 1)
PUBLISHED = datetime(2026, 1, 1, tzinfo=UTC)


def fill(apps, schema_editor):
    document, version = (apps.get_model("members", name) for name in ("Document", "DocumentVersion"))
    for place, (key, title) in enumerate(DOCUMENTS, start=1):
        text = (TEXTS / f"{key}-2026.txt").read_text(encoding="utf-8")
        version.objects.create(
            document=document.objects.create(key=key, title=title, place=place),
            label=LABEL,
            effective_on=FIRST_DAY,
            text=text,
            sha256=sha256(text.encode()).hexdigest(),
            published_at=PUBLISHED,
        )


def empty(apps, schema_editor):
    for name in ("DocumentVersion", "Document"):
        apps.get_model("members", name)._base_manager.all().delete()


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0009_opening_positions"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Document",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.SlugField(editable=False, unique=True, verbose_name="key")),
                ("title", common.fields.NameField(max_length=120, unique=True, verbose_name="title")),
                ("place", models.PositiveSmallIntegerField(verbose_name="place in lists")),
            ],
            options={
                "verbose_name": "document",
                "verbose_name_plural": "documents",
                "ordering": ("place", "title"),
            },
        ),
        migrations.CreateModel(
            name="DocumentVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("label", models.SlugField(db_index=False, max_length=20, verbose_name="version")),
                ("effective_on", models.DateField(verbose_name="in force from")),
                ("text", models.TextField(verbose_name="text")),
                ("sha256", models.CharField(max_length=64, verbose_name="fingerprint")),
                ("published_at", models.DateTimeField(verbose_name="published")),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="members.document",
                        verbose_name="document",
                    ),
                ),
            ],
            options={
                "verbose_name": "version of a document",
                "verbose_name_plural": "versions of documents",
                "ordering": ("document", "-effective_on"),
            },
        ),
        migrations.CreateModel(
            name="Agreement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("agreed_at", models.DateTimeField(verbose_name="agreed")),
                (
                    "how",
                    models.CharField(
                        choices=[("exam-claim", "with a claim of a title"), ("sign-in", "after signing in")],
                        max_length=20,
                        verbose_name="on which occasion",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="agreements",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="agreements",
                        to="members.documentversion",
                        verbose_name="version",
                    ),
                ),
            ],
            options={
                "verbose_name": "agreement",
                "verbose_name_plural": "agreements",
                "ordering": ("agreed_at", "pk"),
            },
        ),
        migrations.CreateModel(
            name="HistoricalDocument",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("key", models.SlugField(editable=False, verbose_name="key")),
                ("title", common.fields.NameField(db_index=True, max_length=120, verbose_name="title")),
                ("place", models.PositiveSmallIntegerField(verbose_name="place in lists")),
                ("history_id", models.AutoField(primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField(db_index=True)),
                ("history_change_reason", models.CharField(max_length=100, null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "historical document",
                "verbose_name_plural": "historical documents",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.AddConstraint(
            model_name="documentversion",
            constraint=models.UniqueConstraint(fields=("document", "label"), name="documentversion_label_once"),
        ),
        migrations.AddConstraint(
            model_name="documentversion",
            constraint=models.UniqueConstraint(fields=("document", "effective_on"), name="documentversion_day_once"),
        ),
        migrations.AddConstraint(
            model_name="documentversion",
            constraint=models.CheckConstraint(
                condition=models.Q(("text", ""), _negated=True), name="documentversion_says_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="agreement",
            constraint=models.UniqueConstraint(
                fields=("person", "version"), name="agreement_once_per_person_and_version"
            ),
        ),
        migrations.AddConstraint(
            model_name="agreement",
            constraint=models.CheckConstraint(
                condition=models.Q(("how__in", ["exam-claim", "sign-in"])), name="agreement_how_known"
            ),
        ),
        migrations.RunPython(fill, empty),
        refuse("members_documentversion", UPDATE, DELETE, TRUNCATE),
        refuse("members_agreement", UPDATE, TRUNCATE),
    ]
