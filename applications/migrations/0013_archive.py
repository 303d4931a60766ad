"""Archives of applications that ended."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("applications", "0012_figures"),
        ("common", "0006_fingerprint_as_kept"),
    ]

    operations = [
        migrations.CreateModel(
            name="Archive",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("asked_at", models.DateTimeField(verbose_name="to be archived since")),
                ("sha256", models.CharField(blank=True, max_length=64, verbose_name="fingerprint of the archive")),
                ("made_at", models.DateTimeField(null=True, verbose_name="archived")),
                (
                    "application",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="archive",
                        to="applications.application",
                        verbose_name="application",
                    ),
                ),
                (
                    "file",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="archive_of",
                        to="common.upload",
                        verbose_name="archived as PDF",
                    ),
                ),
            ],
            options={
                "verbose_name": "archive of an application",
                "verbose_name_plural": "archives of applications",
                "ordering": ("pk",),
                "indexes": [
                    models.Index(condition=models.Q(("made_at__isnull", True)), fields=["id"], name="archive_to_make")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("file__isnull", True), ("made_at__isnull", True), ("sha256", "")),
                            models.Q(("made_at__isnull", False), models.Q(("sha256", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="archive_made_with_its_fingerprint",
                    )
                ],
            },
        ),
    ]
