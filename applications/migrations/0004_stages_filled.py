"""The days of answers of what was submitted before, and handles of the people who were named."""

from typing import Any

from django.db import migrations

from common import references
from common.calendar import answer_due, local_day

REMOVED = ".removed.example"


def fill(apps: Any, _editor: Any) -> None:
    closed = frozenset(apps.get_model("common", "ClosedDay").objects.filter(closed=True).values_list("day", flat=True))
    for row in apps.get_model("applications", "Application").objects.filter(state="submitted").iterator():
        row.first_due_on = row.due_on = answer_due(local_day(row.submitted_at), closed=closed)
        row.save(update_fields=["first_due_on", "due_on"])
    for row in apps.get_model("applications", "Reference").objects.select_related("application").iterator():
        row.handle = references.new("R")
        if row.email.endswith(REMOVED):
            row.state, row.ended_at = "withdrew", row.application.changed_at
        row.save(update_fields=["handle", "state", "ended_at"])


class Migration(migrations.Migration):
    dependencies = [
        ("applications", "0003_stages"),
        ("common", "0002_calendar"),
    ]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
