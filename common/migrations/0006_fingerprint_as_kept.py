from hashlib import sha256

from django.core.files.storage import default_storage
from django.db import migrations, models


def fill(apps, _editor):
    """The fingerprint of every file that is kept, from the storage; one that the storage lost has none."""
    uploads = apps.get_model("common", "Upload").objects
    for upload in uploads.filter(state="kept").iterator():
        try:
            with default_storage.open(upload.stored_as) as file:
                fingerprint = sha256(file.read()).hexdigest()
        except FileNotFoundError:
            continue
        uploads.filter(pk=upload.pk).update(kept_sha256=fingerprint)


class Migration(migrations.Migration):
    dependencies = [("common", "0005_upload")]

    operations = [
        migrations.AddField(
            model_name="upload",
            name="kept_sha256",
            field=models.CharField(blank=True, max_length=64, verbose_name="fingerprint as kept"),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
