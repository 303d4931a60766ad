"""Reports that led to no case say until when they are kept."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """The day, and what holds it to the state."""

    dependencies = [
        ("conduct", "0006_rules"),
    ]

    operations = [
        migrations.AddField(
            model_name="report",
            name="kept_until",
            field=models.DateField(null=True, verbose_name="kept until"),
        ),
        migrations.AddIndex(
            model_name="report",
            index=models.Index(
                condition=models.Q(("kept_until__isnull", False)), fields=["kept_until"], name="report_kept_until"
            ),
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("ended_at__isnull", False),
                        ("kept_until__isnull", False),
                        ("state__in", ["dismissed", "withdrawn"]),
                    ),
                    models.Q(
                        models.Q(("state__in", ["dismissed", "withdrawn"]), _negated=True),
                        ("ended_at__isnull", True),
                        ("kept_until__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="report_ended_is_kept_until_a_day",
            ),
        ),
    ]
