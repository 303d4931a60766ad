"""Foundation titles have no cycles: nothing to keep up, and no end by themselves."""

from django.db import migrations


def _set(has_cycles):
    def fill(apps, schema_editor):
        for name in ("Level", "HistoricalLevel"):
            apps.get_model("members", name).objects.filter(key="foundation").update(has_cycles=has_cycles)

    return fill


class Migration(migrations.Migration):
    dependencies = [("members", "0003_credentials")]
    operations = [migrations.RunPython(_set(False), _set(True))]
