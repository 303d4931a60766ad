"""Cycles are found by their first day, judged or not."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0017_letting_go"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="cycle",
            index=models.Index(fields=["first_day"], name="cycle_by_first_day"),
        ),
    ]
