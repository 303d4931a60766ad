"""Another scan can be asked for after the acceptance too."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("applications", "0013_archive"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="question", name="question_stage_known"),
        migrations.AddConstraint(
            model_name="question",
            constraint=models.CheckConstraint(
                condition=models.Q(("stage__in", ["screening", "references", "assessment", "accepted"])),
                name="question_stage_known",
            ),
        ),
    ]
