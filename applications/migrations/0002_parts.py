"""Positions, references, answers about organisations, and appointments."""

import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

import common.fields
import common.references
import members.fields


class Migration(migrations.Migration):
    dependencies = [
        ("applications", "0001_intake"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Appointment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "way",
                    models.CharField(
                        choices=[("video", "by video"), ("in-person", "in person")], max_length=12, verbose_name="how"
                    ),
                ),
                ("starts_at", models.DateTimeField(verbose_name="begins")),
                ("minutes", models.PositiveSmallIntegerField(default=15, verbose_name="minutes")),
                (
                    "place",
                    models.CharField(
                        help_text="The address, or the link at which the applicant joins.",
                        max_length=300,
                        verbose_name="place",
                    ),
                ),
                ("taken_at", models.DateTimeField(editable=False, null=True, verbose_name="taken")),
                (
                    "application",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="appointment",
                        to="applications.application",
                        verbose_name="taken by",
                    ),
                ),
                (
                    "checker",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appointments",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="checker",
                    ),
                ),
            ],
            options={
                "verbose_name": "identity appointment",
                "verbose_name_plural": "identity appointments",
                "ordering": ("starts_at", "pk"),
            },
        ),
        migrations.CreateModel(
            name="OrganisationAnswer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("names", models.TextField(verbose_name="organisations that look alike")),
                ("differ", models.BooleanField(verbose_name="different organisations")),
                ("words", models.TextField(blank=True, max_length=1000, verbose_name="why")),
                ("answered_at", models.DateTimeField(verbose_name="answered")),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="organisation_answers",
                        to="applications.application",
                        verbose_name="application",
                    ),
                ),
            ],
            options={
                "verbose_name": "answer about organisations",
                "verbose_name_plural": "answers about organisations",
                "ordering": ("pk",),
            },
        ),
        migrations.CreateModel(
            name="Position",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("organisation", common.fields.NameField(max_length=150, verbose_name="organisation")),
                ("role", common.fields.NameField(max_length=150, verbose_name="your role")),
                (
                    "standpoint",
                    models.CharField(
                        choices=[
                            ("inside", "inside the organisation"),
                            ("outside", "from outside, as an adviser or hired"),
                        ],
                        max_length=8,
                        verbose_name="you worked",
                    ),
                ),
                ("begins_on", models.DateField(verbose_name="from")),
                ("begins_by_month", models.BooleanField(default=False, verbose_name="from: only the month")),
                ("ends_on", models.DateField(null=True, verbose_name="until")),
                ("ends_by_month", models.BooleanField(default=False, verbose_name="until: only the month")),
                ("in_field", models.BooleanField(verbose_name="in the field of the title")),
                ("at_level", models.BooleanField(verbose_name="with responsibility for governance and decisions")),
                (
                    "share",
                    models.PositiveSmallIntegerField(
                        default=100,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(100),
                        ],
                        verbose_name="share of full time, in per cent",
                    ),
                ),
                ("responsibility", models.TextField(blank=True, max_length=2000, verbose_name="your responsibility")),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="positions",
                        to="applications.application",
                        verbose_name="application",
                    ),
                ),
            ],
            options={
                "verbose_name": "position",
                "verbose_name_plural": "positions",
                "ordering": ("-begins_on", "pk"),
            },
        ),
        migrations.CreateModel(
            name="Reference",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", common.fields.NameField(max_length=150, verbose_name="name")),
                ("organisation", common.fields.NameField(max_length=150, verbose_name="organisation")),
                ("role", common.fields.NameField(max_length=150, verbose_name="their role")),
                ("email", models.EmailField(max_length=254, verbose_name="e-mail address")),
                ("phone", members.fields.PhoneField(blank=True, max_length=40, verbose_name="telephone")),
                ("relation", models.TextField(max_length=500, verbose_name="how you worked together")),
                ("added_at", models.DateTimeField(verbose_name="added")),
                ("agreed_at", models.DateTimeField(null=True, verbose_name="agreed to be contacted")),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="references",
                        to="applications.application",
                        verbose_name="application",
                    ),
                ),
            ],
            options={
                "verbose_name": "reference",
                "verbose_name_plural": "references",
                "ordering": ("pk",),
            },
        ),
        migrations.AddIndex(
            model_name="appointment",
            index=models.Index(
                condition=models.Q(("application__isnull", True)), fields=["starts_at"], name="appointment_free"
            ),
        ),
        migrations.AddConstraint(
            model_name="appointment",
            constraint=models.UniqueConstraint(fields=("checker", "starts_at"), name="appointment_one_at_a_time"),
        ),
        migrations.AddConstraint(
            model_name="appointment",
            constraint=models.CheckConstraint(
                condition=models.Q(("way__in", ["video", "in-person"])), name="appointment_way_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="appointment",
            constraint=models.CheckConstraint(
                condition=models.Q(("minutes__gte", 10), ("minutes__lte", 60)), name="appointment_length_sensible"
            ),
        ),
        migrations.AddConstraint(
            model_name="organisationanswer",
            constraint=models.UniqueConstraint(
                fields=("application", "names"), name="organisationanswer_once_per_names"
            ),
        ),
        migrations.AddConstraint(
            model_name="organisationanswer",
            constraint=models.CheckConstraint(
                condition=models.Q(("differ", False), models.Q(("words", ""), _negated=True), _connector="OR"),
                name="organisationanswer_says_why_they_differ",
            ),
        ),
        migrations.AddConstraint(
            model_name="position",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_on__isnull", True), ("ends_on__gte", models.F("begins_on")), _connector="OR"),
                name="position_ends_after_it_begins",
            ),
        ),
        migrations.AddConstraint(
            model_name="position",
            constraint=models.CheckConstraint(
                condition=models.Q(("share__gte", 1), ("share__lte", 100)), name="position_share_in_per_cent"
            ),
        ),
        migrations.AddConstraint(
            model_name="position",
            constraint=models.CheckConstraint(
                condition=models.Q(("standpoint__in", ["inside", "outside"])), name="position_standpoint_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="reference",
            constraint=models.UniqueConstraint(
                models.F("application"),
                django.db.models.functions.text.Lower("email"),
                name="reference_address_once_whatever_its_case",
            ),
        ),
    ]
