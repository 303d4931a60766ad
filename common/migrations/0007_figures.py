"""Runs of duties tell of mails and of what waits for a person, too."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("common", "0006_fingerprint_as_kept"),
    ]

    operations = [
        migrations.AddField(
            model_name="dutyrun",
            name="held",
            field=models.PositiveIntegerField(default=0, verbose_name="waits for a person"),
        ),
        migrations.AddField(
            model_name="dutyrun",
            name="mailed",
            field=models.PositiveIntegerField(default=0, verbose_name="mails queued"),
        ),
        migrations.AddField(
            model_name="dutystate",
            name="held",
            field=models.PositiveIntegerField(default=0, verbose_name="waits for a person"),
        ),
        migrations.AddField(
            model_name="dutystate",
            name="mailed",
            field=models.PositiveIntegerField(default=0, verbose_name="mails queued"),
        ),
    ]
