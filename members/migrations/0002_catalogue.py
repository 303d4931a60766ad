"""The catalogue as it is decided: 4 levels, 7 tracks, 23 titles, each with the first row of its history."""

from datetime import UTC, datetime

from django.db import migrations

from members.shipped import LEVELS, TITLES, TRACKS


def _first_history(apps, name, at):
    """What simple-history would have written, had the rows been saved by a person."""
    historical = apps.get_model("members", f"Historical{name}").objects
    historical.bulk_create(
        historical.model(**row, history_date=at, history_type="+", history_change_reason="The first catalogue")
        for row in apps.get_model("members", name).objects.order_by("pk").values()
    )


def fill(apps, schema_editor):
    make = {name: apps.get_model("members", name).objects.create for name in ("Level", "Track", "Title")}
    levels = {
        key: make["Level"](key=key, name=name, earned_by=earned_by, meaning=meaning, rank=rank)
        for rank, (key, name, earned_by, meaning) in enumerate(LEVELS, start=1)
    }
    tracks = {key: make["Track"](key=key, name=name, rank=rank) for rank, (key, name) in enumerate(TRACKS, start=1)}
    for code, name, level, track in TITLES:
        make["Title"](code=code, name=name, level=levels[level], track=tracks[track])
    at = datetime.now(UTC)
    for name in make:
        _first_history(apps, name, at)


def empty(apps, schema_editor):
    for name in ("Title", "Track", "Level"):
        apps.get_model("members", name).objects.all().delete()
        apps.get_model("members", f"Historical{name}").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("members", "0001_initial")]
    operations = [migrations.RunPython(fill, empty)]
