"""What two people decide about a title."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import cpe.fields


class Migration(migrations.Migration):
    dependencies = [
        ("cpe", "0012_holds"),
        ("members", "0018_cycles_by_day"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="JointDecision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("extension", "move the last day"),
                            ("reinstatement", "give the title back"),
                            ("fraud", "end a renewed title for fraud"),
                        ],
                        max_length=14,
                        verbose_name="what",
                    ),
                ),
                ("last_day", models.DateField(blank=True, null=True, verbose_name="new last day to report and pay")),
                ("words", cpe.fields.LinesField(verbose_name="why")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("put-forward", "waits for a second person"),
                            ("confirmed", "confirmed"),
                            ("declined", "declined"),
                            ("taken-back", "taken back"),
                        ],
                        default="put-forward",
                        editable=False,
                        max_length=12,
                        verbose_name="state",
                    ),
                ),
                ("put_forward_at", models.DateTimeField(verbose_name="put forward")),
                ("settled_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="settled")),
                ("answer", cpe.fields.LinesField(blank=True, editable=False, verbose_name="why not")),
                (
                    "credential",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="joint_decisions",
                        to="members.credential",
                        verbose_name="title",
                    ),
                ),
                (
                    "cycle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="members.cycle",
                        verbose_name="cycle",
                    ),
                ),
                (
                    "outcome",
                    models.OneToOneField(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="members.outcome",
                        verbose_name="outcome",
                    ),
                ),
                (
                    "put_forward_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="put forward by",
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="joint_decisions",
                        to="cpe.helprequest",
                        verbose_name="request for help",
                    ),
                ),
                (
                    "settled_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="settled by",
                    ),
                ),
            ],
            options={
                "verbose_name": "decision of two",
                "verbose_name_plural": "decisions of two",
                "ordering": ("-put_forward_at", "-pk"),
                "permissions": [("settle_jointdecision", "Can settle what a colleague put forward about a title")],
            },
        ),
        migrations.AddIndex(
            model_name="jointdecision",
            index=models.Index(fields=["-put_forward_at", "-id"], name="joint_newest"),
        ),
        migrations.AddConstraint(
            model_name="jointdecision",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["put-forward", "confirmed", "declined", "taken-back"])),
                name="joint_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="jointdecision",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "put-forward")), fields=("credential",), name="joint_waits_once_per_title"
            ),
        ),
        migrations.AddConstraint(
            model_name="jointdecision",
            constraint=models.CheckConstraint(condition=models.Q(("words", ""), _negated=True), name="joint_says_why"),
        ),
        migrations.AddConstraint(
            model_name="jointdecision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "extension"), ("last_day__isnull", False)),
                    models.Q(models.Q(("kind", "extension"), _negated=True), ("last_day__isnull", True)),
                    _connector="OR",
                ),
                name="joint_extension_has_its_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="jointdecision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("settled_at__isnull", True), ("settled_by__isnull", True), ("state", "put-forward")),
                    models.Q(
                        models.Q(("state", "put-forward"), _negated=True),
                        ("settled_at__isnull", False),
                        ("settled_by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="joint_settled_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="jointdecision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["confirmed", "declined"]), _negated=True),
                    models.Q(("settled_by", models.F("put_forward_by")), _negated=True),
                    _connector="OR",
                ),
                name="joint_settled_by_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="jointdecision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("outcome__isnull", False), ("state", "confirmed")),
                    models.Q(models.Q(("state", "confirmed"), _negated=True), ("outcome__isnull", True)),
                    _connector="OR",
                ),
                name="joint_confirmed_is_recorded",
            ),
        ),
    ]
