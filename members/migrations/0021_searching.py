"""Members are searched by the first figures of their number and by pieces of the name of a town; their years."""

from django.db import migrations, models

from common.searching import by_first_figures, looked_into


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0020_revocations"),
        ("accounts", "0004_searching"),
    ]

    operations = [
        by_first_figures("members_member", "number"),
        looked_into("members_member", "town"),
        migrations.AddIndex(
            model_name="member",
            index=models.Index(fields=["registered_on"], name="member_registered"),
        ),
    ]
