"""A proposal can be taken back by who made it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("applications", "0014_scan_after_acceptance"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="decision",
            name="decision_state_known",
        ),
        migrations.RemoveConstraint(
            model_name="decision",
            name="decision_decided_when_and_by_whom",
        ),
        migrations.AlterField(
            model_name="decision",
            name="state",
            field=models.CharField(
                choices=[
                    ("proposed", "proposed"),
                    ("confirmed", "confirmed"),
                    ("sent-back", "sent back"),
                    ("taken-back", "taken back"),
                ],
                default="proposed",
                editable=False,
                max_length=10,
                verbose_name="state",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["proposed", "confirmed", "sent-back", "taken-back"])),
                name="decision_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at__isnull", True), ("decided_by__isnull", True), ("state", "proposed")),
                    models.Q(("decided_at__isnull", False), ("decided_by__isnull", True), ("state", "taken-back")),
                    models.Q(
                        models.Q(("state__in", ["proposed", "taken-back"]), _negated=True),
                        ("decided_at__isnull", False),
                        ("decided_by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="decision_decided_when_and_by_whom",
            ),
        ),
    ]
