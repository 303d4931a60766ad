"""What must be true of stages, days and clocks."""

import functools

from django.db import migrations, models

import common.fields
import common.references


class Migration(migrations.Migration):
    dependencies = [
        ("applications", "0004_stages_filled"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="application",
            options={
                "ordering": ("-started_at", "-pk"),
                "permissions": [
                    ("handle_application", "Can take an application through its stages, ask, and see to its references")
                ],
                "verbose_name": "application",
                "verbose_name_plural": "applications",
            },
        ),
        migrations.AlterField(
            model_name="reference",
            name="handle",
            field=models.CharField(
                default=functools.partial(common.references.new, *("R",)),
                editable=False,
                max_length=24,
                unique=True,
                verbose_name="handle",
            ),
        ),
        migrations.AddIndex(
            model_name="application",
            index=models.Index(
                condition=models.Q(
                    ("state__in", ["submitted", "screening", "references", "assessment", "information"])
                ),
                fields=["due_on", "id"],
                name="application_waiting_by_due",
            ),
        ),
        migrations.AddIndex(
            model_name="application",
            index=models.Index(fields=["handler", "due_on"], name="application_by_handler"),
        ),
        migrations.AddIndex(
            model_name="reference",
            index=models.Index(
                condition=models.Q(("state", "asked")), fields=["asked_at", "id"], name="reference_asked"
            ),
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        ["draft", "submitted", "screening", "references", "assessment", "information", "withdrawn"],
                    )
                ),
                name="application_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("state__in", ["draft", "submitted", "screening", "references", "assessment", "information"])
                ),
                fields=("person", "title"),
                name="application_open_once_per_person_and_title",
            ),
        ),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("first_due_on__isnull", False),
                        ("state__in", ["submitted", "screening", "references", "assessment", "information"]),
                    ),
                    models.Q(
                        models.Q(
                            ("state__in", ["submitted", "screening", "references", "assessment", "information"]),
                            _negated=True,
                        ),
                        ("due_on__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="application_due_while_we_owe_an_answer",
            ),
        ),
        migrations.AddConstraint(
            model_name="reference",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["named", "asked", "answered", "declined", "ended", "replaced", "withdrew"])
                ),
                name="reference_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="reference",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["named", "withdrew"]),
                    models.Q(("asked_at__isnull", False), ("ends_on__isnull", False)),
                    _connector="OR",
                ),
                name="reference_asked_has_its_clock",
            ),
        ),
        migrations.AddConstraint(
            model_name="reference",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at__isnull", True), ("state__in", ["named", "asked"])),
                    models.Q(models.Q(("state__in", ["named", "asked"]), _negated=True), ("ended_at__isnull", False)),
                    _connector="OR",
                ),
                name="reference_ended_when",
            ),
        ),
        migrations.AddConstraint(
            model_name="reference",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("declined__in", ["cannot-now", "lacks-information", "does-not-know", "never-agreed"]),
                        ("state", "declined"),
                    ),
                    models.Q(models.Q(("state", "declined"), _negated=True), ("declined", "")),
                    _connector="OR",
                ),
                name="reference_declined_says_why",
            ),
        ),
    ]
