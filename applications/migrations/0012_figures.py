"""Who sees the figures; records of identity that were taken back."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("applications", "0011_verdicts"),
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
                    ("view_figures", "Can see the figures about applications"),
                ],
                "verbose_name": "application",
                "verbose_name_plural": "applications",
            },
        ),
        migrations.AlterField(
            model_name="identitycheck",
            name="verdict",
            field=models.CharField(
                choices=[("verified", "verified"), ("not-verified", "not verified"), ("taken-back", "taken back")],
                max_length=12,
                verbose_name="verdict",
            ),
        ),
        migrations.AlterField(
            model_name="identitycheck",
            name="words",
            field=models.TextField(blank=True, max_length=500, verbose_name="why"),
        ),
    ]
