"""The day named last of what was decided before, where the audit log still tells it and no question moved it since."""

from datetime import date
from typing import Any

from django.db import migrations

KIND = "applications.application"
NAMED = "applications.day-named"


def fill(apps: Any, _editor: Any) -> None:
    details = apps.get_model("common", "AuditDetail").objects.filter(line__act=NAMED, line__about_model=KIND)
    named = {}
    for detail in details.select_related("line").order_by("line_id").iterator():
        if day := detail.values.get("promised_on", [None])[-1]:
            named[detail.line.about_id] = date.fromisoformat(day), detail.line.at
    rows = apps.get_model("applications", "Application").objects.filter(decided_at__isnull=False, promised_on=None)
    for row in rows.iterator():
        day, at = named.get(row.pk, (None, None))
        if day and not row.questions.filter(ended_at__gte=at, asked_at__lt=row.decided_at).exists():
            row.promised_on = day
            row.save(update_fields=["promised_on"])


class Migration(migrations.Migration):
    dependencies = [
        ("applications", "0015_taken_back"),
        ("common", "0006_fingerprint_as_kept"),
    ]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
