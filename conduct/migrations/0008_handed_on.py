"""A case can be handed on to a colleague, and its course says whom a step was about."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def colleague(name: str) -> models.ForeignKey:  # type: ignore[type-arg]
    """Somebody who has an account."""
    return models.ForeignKey(
        null=True,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to=settings.AUTH_USER_MODEL,
        verbose_name=name,
    )


class Migration(migrations.Migration):
    """Whom a case is handed on to, and whom a step was about."""

    dependencies = [
        ("conduct", "0007_reports_kept_until"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField("case", "handed_to", colleague("handed on to")),
        migrations.AddField("trace", "whom", colleague("whom")),
        migrations.AlterField(
            "trace",
            "step",
            models.CharField(
                choices=[
                    (step, step)
                    for step in (
                        "report-sent", "report-confirmed", "report-added", "report-withdrawn", "report-read",
                        "report-taken", "report-left", "report-handed-on", "report-dismissed", "report-joined",
                        "case-opened", "case-handed-on", "case-offered", "case-left", "case-read", "file-read",
                        "glass-broken", "seat-invited", "seat-taken", "seat-declined", "seat-left", "seat-ended",
                        "chair-named", "committee-named", "challenged", "challenge-answered", "invited-to-explain",
                        "extended", "hearing-asked", "hearing-set", "hearing-recorded", "explained", "declined",
                        "silent", "entry-added", "frozen", "proposed", "voted", "sent-back", "judged", "notes-gone",
                    )
                ],
                max_length=20,
                verbose_name="step",
            ),
        ),
        migrations.AddConstraint(
            "case",
            models.CheckConstraint(
                condition=models.Q(handed_to=None) | ~models.Q(handed_to=models.F("officer")),
                name="case_handed_to_another",
            ),
        ),
    ]  # fmt: skip
