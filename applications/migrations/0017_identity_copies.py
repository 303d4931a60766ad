"""Masked copies of identity documents, who opened them, and why one did not do."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("applications", "0016_days_named"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CopyOpening",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(verbose_name="opened")),
                ("reason", models.TextField(blank=True, max_length=500, verbose_name="why once more")),
            ],
            options={
                "verbose_name": "opening of a masked copy",
                "verbose_name_plural": "openings of masked copies",
                "ordering": ("at", "pk"),
            },
        ),
        migrations.CreateModel(
            name="IdentityCopy",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sent_at", models.DateTimeField(verbose_name="sent")),
                ("content", models.BinaryField(null=True, verbose_name="picture")),
                ("bytes", models.PositiveIntegerField(verbose_name="bytes")),
                ("width", models.PositiveSmallIntegerField(verbose_name="width")),
                ("height", models.PositiveSmallIntegerField(verbose_name="height")),
                ("machine_read", models.BooleanField(verbose_name="looked through by a program")),
                ("destroyed_at", models.DateTimeField(null=True, verbose_name="destroyed")),
                (
                    "ended",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("verdict", "seven days after the verdict, or once it was not needed any more"),
                            ("term", "thirty days had passed"),
                            ("taken-back", "the applicant took it back"),
                            ("replaced", "another copy or an appointment took its place"),
                            ("shows-too-much", "it showed more than name and photo"),
                            ("gone", "the application ended"),
                        ],
                        max_length=20,
                        verbose_name="why it was destroyed",
                    ),
                ),
            ],
            options={
                "verbose_name": "masked copy",
                "verbose_name_plural": "masked copies",
                "ordering": ("sent_at", "pk"),
            },
        ),
        migrations.RemoveConstraint(
            model_name="identitycheck",
            name="identitycheck_says_why_not",
        ),
        migrations.AddField(
            model_name="identitycheck",
            name="failure",
            field=models.CharField(
                blank=True,
                choices=[
                    ("name-differs", "the name is not the one in the application"),
                    ("name-unreadable", "the name cannot be read"),
                    ("photo-unreadable", "the photo cannot be seen well enough"),
                    ("shows-too-much", "it shows more than name and photo"),
                    ("no-document", "it is no identity document that we accept"),
                    ("other", "something else"),
                ],
                max_length=20,
                verbose_name="what the copy lacks",
            ),
        ),
        migrations.AlterField(
            model_name="application",
            name="identity_way",
            field=models.CharField(
                blank=True,
                choices=[("video", "by video"), ("in-person", "in person"), ("copy", "by a masked copy")],
                max_length=12,
                verbose_name="identity check",
            ),
        ),
        migrations.AlterField(
            model_name="identitycheck",
            name="way",
            field=models.CharField(
                choices=[("video", "by video"), ("in-person", "in person"), ("copy", "by a masked copy")],
                max_length=12,
                verbose_name="how",
            ),
        ),
        migrations.AddConstraint(
            model_name="identitycheck",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("verdict", "verified"),
                    models.Q(("words", ""), _negated=True),
                    (
                        "failure__in",
                        ["name-differs", "name-unreadable", "photo-unreadable", "shows-too-much", "no-document"],
                    ),
                    _connector="OR",
                ),
                name="identitycheck_says_why_not",
            ),
        ),
        migrations.AddConstraint(
            model_name="identitycheck",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("verdict", "taken-back"),
                    models.Q(("failure", ""), ("way__in", ["video", "in-person"])),
                    models.Q(("failure", ""), ("verdict", "verified"), ("way", "copy")),
                    models.Q(("verdict", "not-verified"), ("way", "copy"), models.Q(("failure", ""), _negated=True)),
                    _connector="OR",
                ),
                name="identitycheck_copy_fails_for_a_reason",
            ),
        ),
        migrations.AddField(
            model_name="copyopening",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="checker",
            ),
        ),
        migrations.AddField(
            model_name="identitycopy",
            name="application",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="identity_copies",
                to="applications.application",
                verbose_name="application",
            ),
        ),
        migrations.AddField(
            model_name="identitycopy",
            name="identity_check",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="copy",
                to="applications.identitycheck",
                verbose_name="identity check",
            ),
        ),
        migrations.AddField(
            model_name="copyopening",
            name="copy",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="openings",
                to="applications.identitycopy",
                verbose_name="masked copy",
            ),
        ),
        migrations.AddIndex(
            model_name="identitycopy",
            index=models.Index(
                condition=models.Q(("destroyed_at__isnull", True)), fields=["sent_at", "id"], name="identitycopy_kept"
            ),
        ),
        migrations.AddConstraint(
            model_name="identitycopy",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("content__isnull", False), ("destroyed_at__isnull", True), ("ended", "")),
                    models.Q(
                        ("content__isnull", True),
                        ("destroyed_at__isnull", False),
                        models.Q(("ended", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="identitycopy_gone_once_destroyed",
            ),
        ),
        migrations.AddConstraint(
            model_name="identitycopy",
            constraint=models.UniqueConstraint(
                condition=models.Q(("destroyed_at__isnull", True)),
                fields=("application",),
                name="identitycopy_one_kept",
            ),
        ),
    ]
