"""The catalogue as it is decided: 4 levels, 7 tracks, 23 titles, each with the first row of its history."""

from datetime import UTC, datetime

from django.db import migrations

LEVELS = [
    (
        "foundation",
        "Foundation",
        "exam",
        "Knows the words and the essentials of the field, and can follow those who work in it.",
    ),
    (
        "practitioner",
        "Practitioner",
        "exam",
        "Does the daily work of the field, and can say why it is done that way.",
    ),
    (
        "expert",
        "Expert",
        "exam",
        "Designs, judges and improves the work of the field, and guides others in it.",
    ),
    (
        "officer",
        "Certified Officer",
        "assessment",
        "Has answered for the field for five years or more, with a say in decisions, and others confirm it.",
    ),
]

TRACKS = [
    ("information-security", "Information Security Management"),
    ("it-security", "IT-Security"),
    ("privacy", "Privacy & Data Protection"),
    ("ethical-hacking", "Ethical Hacking"),
    ("secure-software", "Secure Software"),
    ("business-continuity", "Business Continuity"),
    ("crisis-management", "Crisis Management"),
]

TITLES = [
    ("S-ISP", "Information Security Practitioner", "practitioner", "information-security"),
    ("S-ISME", "Information Security Management Expert", "expert", "information-security"),
    ("S-CISO", "Certified Information Security Officer", "officer", "information-security"),
    ("S-ITSP", "IT-Security Practitioner", "practitioner", "it-security"),
    ("S-ITSE", "IT-Security Expert", "expert", "it-security"),
    ("S-CITSO", "Certified IT-Security Officer", "officer", "it-security"),
    ("S-DPP", "Data Protection Practitioner", "practitioner", "privacy"),
    ("S-DPE", "Data Protection Expert", "expert", "privacy"),
    ("S-CDPO", "Certified Data Protection Officer", "officer", "privacy"),
    ("S-EHP", "Ethical Hacking Practitioner", "practitioner", "ethical-hacking"),
    ("S-EHE", "Ethical Hacking Expert", "expert", "ethical-hacking"),
    ("S-CEHL", "Certified Ethical Hacking Expert", "officer", "ethical-hacking"),
    ("S-SPP", "Secure Programming Practitioner", "practitioner", "secure-software"),
    ("S-SPE", "Secure Programming Expert", "expert", "secure-software"),
    ("S-CSPL", "Certified Secure Programming Expert", "officer", "secure-software"),
    ("S-BCP", "Business Continuity Practitioner", "practitioner", "business-continuity"),
    ("S-BCME", "Business Continuity Management Expert", "expert", "business-continuity"),
    ("S-CBCO", "Certified Business Continuity Officer", "officer", "business-continuity"),
    ("S-CMP", "Crisis Management Practitioner", "practitioner", "crisis-management"),
    ("S-CME", "Crisis Management Expert", "expert", "crisis-management"),
    ("S-CCMO", "Certified Crisis Management Officer", "officer", "crisis-management"),
    ("SOC-CA", "", "practitioner", "it-security"),
    ("SOC-LA", "", "practitioner", "it-security"),
]


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
