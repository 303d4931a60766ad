"""Officer applications."""

import functools

import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

import common.fields
import common.references
import members.fields


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("common", "0005_upload"),
        ("members", "0013_bounds_of_terms"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Application",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(
                        default=functools.partial(common.references.new, *("A",)),
                        editable=False,
                        max_length=24,
                        unique=True,
                        verbose_name="reference",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "draft"), ("submitted", "submitted"), ("withdrawn", "withdrawn")],
                        default="draft",
                        editable=False,
                        max_length=12,
                        verbose_name="state",
                    ),
                ),
                ("started_at", models.DateTimeField(verbose_name="begun")),
                ("changed_at", models.DateTimeField(verbose_name="last changed")),
                ("submitted_at", models.DateTimeField(null=True, verbose_name="submitted")),
                ("withdrawn_at", models.DateTimeField(null=True, verbose_name="withdrawn")),
                ("given_name", common.fields.NameField(blank=True, max_length=150, verbose_name="given name")),
                ("family_name", common.fields.NameField(blank=True, max_length=150, verbose_name="family name")),
                (
                    "address",
                    members.fields.AddressField(
                        blank=True,
                        help_text="Street and number, or however your address is written; up to three lines.",
                        max_length=300,
                        verbose_name="address",
                    ),
                ),
                ("postal_code", common.fields.NameField(blank=True, max_length=20, verbose_name="postal code")),
                ("town", common.fields.NameField(blank=True, max_length=150, verbose_name="town or city")),
                ("country", common.fields.NameField(blank=True, max_length=150, verbose_name="country")),
                (
                    "phone",
                    members.fields.PhoneField(
                        blank=True,
                        help_text="With the country's number, such as +31.",
                        max_length=40,
                        verbose_name="telephone",
                    ),
                ),
                ("level", models.TextField(blank=True, max_length=6000, verbose_name="your level")),
                ("accomplishment", models.TextField(blank=True, max_length=6000, verbose_name="your accomplishment")),
                (
                    "identity_way",
                    models.CharField(
                        blank=True,
                        choices=[("video", "by video"), ("in-person", "in person")],
                        max_length=12,
                        verbose_name="identity check",
                    ),
                ),
                ("form_sha256", models.CharField(blank=True, max_length=64, verbose_name="fingerprint of the form")),
                (
                    "content_sha256",
                    models.CharField(blank=True, max_length=64, verbose_name="fingerprint of what it says"),
                ),
                ("signed_name", common.fields.NameField(blank=True, max_length=301, verbose_name="signed as")),
                (
                    "signed_how",
                    models.CharField(
                        blank=True,
                        choices=[("portal", "in the portal"), ("scan", "by hand, as a scan")],
                        max_length=12,
                        verbose_name="signed",
                    ),
                ),
                ("short_term", models.BooleanField(default=False, verbose_name="submitted with less than five years")),
                (
                    "form",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="form_of",
                        to="common.upload",
                        verbose_name="form as PDF",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="applications",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="applicant",
                    ),
                ),
                (
                    "resume",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="application",
                        to="common.upload",
                        verbose_name="résumé",
                    ),
                ),
                (
                    "signed_scan",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="scan_of",
                        to="common.upload",
                        verbose_name="signed scan",
                    ),
                ),
                (
                    "supplement",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="supplements",
                        to="common.upload",
                        verbose_name="supplement",
                    ),
                ),
                (
                    "title",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="applications",
                        to="members.title",
                        verbose_name="title",
                    ),
                ),
            ],
            options={
                "verbose_name": "application",
                "verbose_name_plural": "applications",
                "ordering": ("-started_at", "-pk"),
            },
        ),
        migrations.AddIndex(
            model_name="application",
            index=models.Index(fields=["-started_at", "-id"], name="application_newest"),
        ),
        migrations.AddIndex(
            model_name="application",
            index=models.Index(
                condition=models.Q(("state", "draft")), fields=["changed_at", "id"], name="application_drafts"
            ),
        ),
        migrations.AddIndex(
            model_name="application",
            index=models.Index(fields=["-submitted_at", "-id"], name="application_handed_in"),
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["draft", "submitted", "withdrawn"])), name="application_state_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["draft", "submitted"])),
                fields=("person", "title"),
                name="application_open_once_per_person_and_title",
            ),
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "draft"), ("submitted_at__isnull", True)),
                    models.Q(
                        models.Q(("state", "draft"), _negated=True),
                        ("submitted_at__isnull", False),
                        models.Q(("form_sha256", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="application_submitted_with_its_form",
            ),
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state", "draft"), ("signed_how", "portal"), ("signed_how", "scan"), _connector="OR"
                ),
                name="application_submitted_is_signed",
            ),
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "withdrawn"), ("withdrawn_at__isnull", False)),
                    models.Q(models.Q(("state", "withdrawn"), _negated=True), ("withdrawn_at__isnull", True)),
                    _connector="OR",
                ),
                name="application_withdrawn_when",
            ),
        ),
    ]
