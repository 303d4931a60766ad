"""People ask to be forgotten; two others carry it out."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0021_searching"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Erasure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "asked for"),
                            ("put-forward", "waits for a second person"),
                            ("carried-out", "carried out"),
                            ("taken-back", "taken back"),
                        ],
                        default="asked",
                        editable=False,
                        max_length=11,
                        verbose_name="state",
                    ),
                ),
                ("asked_at", models.DateTimeField(verbose_name="asked")),
                ("put_forward_at", models.DateTimeField(null=True, verbose_name="put forward")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="carried out, or taken back")),
                (
                    "carried_out_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="carried out by",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="erasures",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
                (
                    "put_forward_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="put forward by",
                    ),
                ),
            ],
            options={
                "verbose_name": "request to be forgotten",
                "verbose_name_plural": "requests to be forgotten",
                "ordering": ("asked_at", "pk"),
                "permissions": [("settle_erasure", "Can put forward and carry out what people ask to be forgotten")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["asked", "put-forward", "carried-out", "taken-back"])),
                        name="erasure_state_known",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["asked", "put-forward"])),
                        fields=("person",),
                        name="erasure_open_once_per_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["put-forward", "carried-out"]), _negated=True),
                            models.Q(("put_forward_at__isnull", False), ("put_forward_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="erasure_put_forward_names_who",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("carried_out_by__isnull", False), ("state", "carried-out")),
                            models.Q(
                                models.Q(("state", "carried-out"), _negated=True), ("carried_out_by__isnull", True)
                            ),
                            _connector="OR",
                        ),
                        name="erasure_carried_out_names_who",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("carried_out_by__isnull", True),
                            models.Q(
                                models.Q(("carried_out_by", models.F("put_forward_by")), _negated=True),
                                models.Q(("carried_out_by", models.F("person")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="erasure_takes_two_others",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("put_forward_by__isnull", True),
                            models.Q(("put_forward_by", models.F("person")), _negated=True),
                            _connector="OR",
                        ),
                        name="erasure_is_not_put_forward_by_oneself",
                    ),
                ],
            },
        ),
    ]
