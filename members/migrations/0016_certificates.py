"""Certificates, badges, private calendars, and names that may stand on certificates; one for every title that is not over."""

from datetime import UTC, datetime
from itertools import islice

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps as Apps
from django.db.models import OuterRef, Subquery

import common.fields
import members.models.certificates
from common import references
from common.calendar import local_day

CHUNK = 2000


def fill(apps: Apps, _schema_editor: BaseDatabaseSchemaEditor) -> None:
    """A certificate and a badge for every title, of the cycle that waits for its outcome, else of the last it has.

    Of a title that is over it is replaced already: it keeps the name that was looked at.
    """
    Badge, Certificate, Credential, Cycle = (
        apps.get_model("members", name) for name in ("Badge", "Certificate", "Credential", "Cycle")
    )
    at = datetime.now(UTC)
    last = Cycle.objects.filter(credential=OuterRef("pk")).order_by("-waits", "-number").values("pk")[:1]
    rows = Credential.objects.annotate(last=Subquery(last)).order_by("pk")
    walk = rows.select_related("member__user", "closed_by").iterator(CHUNK)
    while chunk := list(islice(walk, CHUNK)):
        made = Certificate.objects.bulk_create(
            Certificate(
                credential=row,
                cycle_id=row.last,
                number=references.new(),
                name=f"{row.member.user.given_name} {row.member.user.family_name}".strip(),
                why="brought-in",
                issued_on=local_day(at),
                issued_at=at,
                replaced_at=at if row.closed_by and row.closed_by.effective_on <= local_day(at) else None,
            )
            for row in chunk
        )
        Badge.objects.bulk_create(Badge(certificate=row) for row in made)


def let_documents_go(apps: Apps, _schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Documents of certificates belong to no row any more: nobody opens them, and the nightly sweep removes them."""
    kept = apps.get_model("common", "Upload").objects.filter(shelf="certificate", state="kept")
    gone = {"name": "", "sha256": "", "kept_sha256": "", "expires_at": None}
    kept.update(state="gone", ended_at=datetime.now(UTC), **gone)


class Migration(migrations.Migration):
    dependencies = [
        ("common", "0006_fingerprint_as_kept"),
        ("members", "0015_entry_lines"),
        ("accounts", "0002_renamed"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="member",
            name="listed_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="in the public register since"),
        ),
        migrations.CreateModel(
            name="Certificate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "number",
                    models.CharField(
                        default=members.models.certificates.new_number,
                        editable=False,
                        max_length=19,
                        unique=True,
                        verbose_name="number",
                    ),
                ),
                ("name", common.fields.NameField(blank=True, max_length=301, verbose_name="name of the holder")),
                (
                    "why",
                    models.CharField(
                        choices=[
                            ("award", "the title was awarded"),
                            ("brought-in", "the title was brought in from an earlier register"),
                            ("renewal", "the title was renewed"),
                            ("restored", "the title stands again"),
                            ("corrected", "the register was put right"),
                            ("name", "the holder's name changed"),
                        ],
                        max_length=20,
                        verbose_name="issued because",
                    ),
                ),
                ("issued_on", models.DateField(verbose_name="issued on")),
                ("issued_at", models.DateTimeField(verbose_name="issued")),
                ("replaced_at", models.DateTimeField(null=True, verbose_name="replaced")),
                ("drawn_at", models.DateTimeField(null=True, verbose_name="drawn")),
                ("leased_until", models.DateTimeField(editable=False, null=True, verbose_name="being drawn until")),
                (
                    "unreadable",
                    models.CharField(blank=True, max_length=200, verbose_name="characters that no font of ours has"),
                ),
                (
                    "credential",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="certificates",
                        to="members.credential",
                        verbose_name="credential",
                    ),
                ),
                (
                    "cycle",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="certificates",
                        to="members.cycle",
                        verbose_name="cycle",
                    ),
                ),
                (
                    "file",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="certificate_of",
                        to="common.upload",
                        verbose_name="as PDF",
                    ),
                ),
            ],
            options={
                "verbose_name": "certificate",
                "verbose_name_plural": "certificates",
                "ordering": ("-issued_at", "-pk"),
            },
        ),
        migrations.CreateModel(
            name="Badge",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(blank=True, max_length=43, verbose_name="signed with")),
                ("signed", models.TextField(blank=True, editable=False, verbose_name="signed badge")),
                ("signed_at", models.DateTimeField(null=True, verbose_name="signed")),
                (
                    "certificate",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="badge",
                        to="members.certificate",
                        verbose_name="certificate",
                    ),
                ),
            ],
            options={
                "verbose_name": "badge",
                "verbose_name_plural": "badges",
                "ordering": ("pk",),
            },
        ),
        migrations.CreateModel(
            name="NameDecision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", common.fields.NameField(max_length=301, verbose_name="new name")),
                ("granted", models.BooleanField(verbose_name="certificates were made in it")),
                ("words", models.TextField(blank=True, verbose_name="what we wrote")),
                ("decided_at", models.DateTimeField(verbose_name="decided")),
                (
                    "decided_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="decided by",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="name_decisions",
                        to="members.member",
                        verbose_name="member",
                    ),
                ),
            ],
            options={
                "verbose_name": "decision about a name",
                "verbose_name_plural": "decisions about names",
                "ordering": ("-decided_at", "-pk"),
            },
        ),
        migrations.CreateModel(
            name="CalendarFeed",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("seed", models.CharField(editable=False, max_length=64, verbose_name="seed")),
                (
                    "fingerprint",
                    models.CharField(editable=False, max_length=64, unique=True, verbose_name="fingerprint"),
                ),
                ("made_at", models.DateTimeField(verbose_name="made")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="ended")),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="calendar_feeds",
                        to="members.member",
                        verbose_name="member",
                    ),
                ),
            ],
            options={
                "verbose_name": "calendar feed",
                "verbose_name_plural": "calendar feeds",
                "ordering": ("-made_at", "-pk"),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("member",),
                        name="calendar_feed_one_per_member",
                    )
                ],
            },
        ),
        migrations.AddIndex(
            model_name="certificate",
            index=models.Index(
                condition=models.Q(("drawn_at__isnull", True), ("replaced_at__isnull", True)),
                fields=["id"],
                name="certificate_to_draw",
            ),
        ),
        migrations.AddIndex(
            model_name="certificate",
            index=models.Index(fields=["-issued_at", "-id"], name="certificate_newest"),
        ),
        migrations.AddConstraint(
            model_name="certificate",
            constraint=models.UniqueConstraint(
                condition=models.Q(("replaced_at__isnull", True)),
                fields=("credential",),
                name="certificate_current_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="certificate",
            constraint=models.CheckConstraint(
                condition=models.Q(("why__in", ["award", "brought-in", "renewal", "restored", "corrected", "name"])),
                name="certificate_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="badge",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("key", ""), ("signed", ""), ("signed_at__isnull", True)),
                    models.Q(("signed_at__isnull", False), models.Q(("key", ""), _negated=True)),
                    _connector="OR",
                ),
                name="badge_signed_with_a_key",
            ),
        ),
        migrations.AddIndex(
            model_name="namedecision",
            index=models.Index(fields=["member", "-decided_at"], name="name_decision_of"),
        ),
        migrations.RunPython(fill, let_documents_go),
    ]
