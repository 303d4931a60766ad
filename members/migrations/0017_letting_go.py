"""What a minute reads to find documents of certificates that go: those that were replaced, and endings by their day."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("members", "0016_certificates")]

    operations = [
        migrations.AddIndex(
            model_name="certificate",
            index=models.Index(
                condition=models.Q(("file__isnull", False), ("replaced_at__isnull", False)),
                fields=["id"],
                name="certificate_to_let_go",
            ),
        ),
        migrations.AddIndex(
            model_name="outcome",
            index=models.Index(
                condition=models.Q(("kind__in", ["decertified", "ended", "revoked"])),
                fields=["effective_on"],
                name="outcome_ending_on",
            ),
        ),
    ]
