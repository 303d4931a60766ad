"""Nights tell the titles apart that were held, or had more time, before the days they cover."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cpe", "0013_joint_decisions"),
    ]

    operations = [
        migrations.AddField(
            model_name="cyclesweep",
            name="from_before",
            field=models.PositiveIntegerField(default=0, verbose_name="of them from before, held or with more time"),
        ),
    ]
