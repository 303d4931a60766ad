"""What becomes of an application by its answer, and who looked at a signature on paper."""

import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("applications", "0007_questions"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="application",
            options={
                "ordering": ("-started_at", "-pk"),
                "permissions": [
                    (
                        "handle_application",
                        "Can take an application through its stages, ask, and see to its references",
                    ),
                    ("assess_application", "Can judge an application, propose and confirm its answer"),
                ],
                "verbose_name": "application",
                "verbose_name_plural": "applications",
            },
        ),
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
            name="decided_at",
            field=models.DateTimeField(null=True, verbose_name="decided"),
        ),
        migrations.AddField(
            model_name="application",
            name="scan_checked_at",
            field=models.DateTimeField(null=True, verbose_name="signature on the scan seen"),
        ),
        migrations.AddField(
            model_name="application",
            name="scan_checked_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="seen by",
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
                    ("accepted", "accepted"),
                    ("rejected", "rejected"),
                    ("awarded", "awarded"),
                    ("lapsed", "lapsed"),
                    ("withdrawn", "withdrawn"),
                ],
                default="draft",
                editable=False,
                max_length=12,
                verbose_name="state",
            ),
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        [
                            "draft",
                            "submitted",
                            "screening",
                            "references",
                            "assessment",
                            "information",
                            "accepted",
                            "rejected",
                            "awarded",
                            "lapsed",
                            "withdrawn",
                        ],
                    )
                ),
                name="application_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        ["draft", "submitted", "screening", "references", "assessment", "information", "accepted"],
                    )
                ),
                fields=("person", "title"),
                name="application_open_once_per_person_and_title",
            ),
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("decided_at__isnull", False), ("state__in", ["accepted", "rejected", "awarded", "lapsed"])
                    ),
                    models.Q(
                        models.Q(("state__in", ["accepted", "rejected", "awarded", "lapsed"]), _negated=True),
                        ("decided_at__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="application_decided_when",
            ),
        ),
    ]
