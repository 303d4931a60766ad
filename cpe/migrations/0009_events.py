"""Own events, and who signed up for them."""

import django.db.models.deletion
from django.db import migrations, models

import common.fields
import cpe.fields


class Migration(migrations.Migration):
    dependencies = [
        ("cpe", "0008_questions"),
        ("members", "0017_letting_go"),
    ]

    operations = [
        migrations.CreateModel(
            name="Event",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", common.fields.NameField(max_length=200, verbose_name="title")),
                ("activity", models.SlugField(db_index=False, verbose_name="kind")),
                ("begins_at", models.DateTimeField(verbose_name="begins")),
                ("ends_at", models.DateTimeField(verbose_name="ends")),
                ("breaks", models.PositiveSmallIntegerField(default=0, verbose_name="minutes of breaks")),
                ("words", cpe.fields.LinesField(blank=True, verbose_name="what it is about")),
                ("place", common.fields.NameField(max_length=300, verbose_name="place, or address on the web")),
                ("seats", models.PositiveIntegerField(blank=True, null=True, verbose_name="seats")),
                (
                    "state",
                    models.CharField(
                        choices=[("planned", "planned"), ("held", "took place"), ("called-off", "called off")],
                        default="planned",
                        editable=False,
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("why", cpe.fields.LinesField(blank=True, editable=False, verbose_name="why it was called off")),
                ("edition", models.PositiveIntegerField(default=0, editable=False, verbose_name="edition")),
                ("changed_at", models.DateTimeField(editable=False, verbose_name="changed")),
                (
                    "track",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="members.track",
                        verbose_name="nearest track",
                    ),
                ),
            ],
            options={
                "verbose_name": "event",
                "verbose_name_plural": "events",
                "ordering": ("-begins_at", "-pk"),
                "indexes": [models.Index(fields=["-begins_at", "-id"], name="event_newest")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["planned", "held", "called-off"])), name="event_state_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("begins_at__lt", models.F("ends_at"))), name="event_begins_before_it_ends"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("seats__isnull", True), ("seats__gt", 0), _connector="OR"),
                        name="event_seats_positive",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "called-off"), models.Q(("why", ""), _negated=True)),
                            models.Q(models.Q(("state", "called-off"), _negated=True), ("why", "")),
                            _connector="OR",
                        ),
                        name="event_called_off_says_why",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SignUp",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("signed_up_at", models.DateTimeField(verbose_name="signed up")),
                ("withdrawn_at", models.DateTimeField(null=True, verbose_name="withdrawn")),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sign_ups",
                        to="cpe.event",
                        verbose_name="event",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sign_ups",
                        to="members.member",
                        verbose_name="member",
                    ),
                ),
            ],
            options={
                "verbose_name": "sign-up",
                "verbose_name_plural": "sign-ups",
                "ordering": ("signed_up_at", "pk"),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at__isnull", True)),
                        fields=("event", "member"),
                        name="sign_up_lives_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("withdrawn_at__isnull", True),
                            ("withdrawn_at__gte", models.F("signed_up_at")),
                            _connector="OR",
                        ),
                        name="sign_up_withdrawn_after_it_was_made",
                    ),
                ],
            },
        ),
    ]
