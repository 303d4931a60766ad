"""That a membership was revoked is a row of its own, whatever titles there were."""

import django.db.models.deletion
from django.db import migrations, models

from common.append_only import DELETE, TRUNCATE, UPDATE, refuse


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0019_moved_last_days"),
    ]

    operations = [
        migrations.CreateModel(
            name="Revocation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("effective_on", models.DateField(verbose_name="from")),
                ("recorded_at", models.DateTimeField(verbose_name="recorded")),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="revocations",
                        to="members.member",
                        verbose_name="member",
                    ),
                ),
            ],
            options={
                "verbose_name": "revoked membership",
                "verbose_name_plural": "revoked memberships",
                "ordering": ("-effective_on", "-pk"),
            },
        ),
        refuse("members_revocation", UPDATE, DELETE, TRUNCATE),
    ]
