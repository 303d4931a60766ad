"""Until when the portal shows what is theirs to somebody whose membership is revoked."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_renamed"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="reads_until",
            field=models.DateField(editable=False, null=True, verbose_name="reads what is theirs until"),
        ),
        migrations.AddIndex(
            model_name="user",
            index=models.Index(
                condition=models.Q(("reads_until__isnull", False)), fields=["reads_until"], name="user_reads_until"
            ),
        ),
    ]
