"""Invoice lines that ask for a first year before it begins: they get their contribution at the award."""

import django.db.models.deletion
from django.db import migrations, models

from common.append_only import lift
from members.kept import LINES, LINES_FILLED_ONCE


class Migration(migrations.Migration):
    dependencies = [("members", "0014_publishing")]

    operations = [
        lift(LINES),
        migrations.AddField(
            model_name="invoiceline",
            name="title",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="members.title",
                verbose_name="title accepted for",
            ),
        ),
        migrations.AlterField(
            model_name="invoiceline",
            name="contribution",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="invoice_lines",
                to="members.contribution",
                verbose_name="contribution",
            ),
        ),
        migrations.AddConstraint(
            model_name="invoiceline",
            constraint=models.CheckConstraint(
                condition=models.Q(("contribution__isnull", False), ("title__isnull", False), _connector="OR"),
                name="invoice_line_asks_for_something",
            ),
        ),
        migrations.AlterField(
            model_name="invoice",
            name="why",
            field=models.CharField(
                blank=True,
                choices=[
                    ("membership-ended", "The membership ended before this year was paid."),
                    ("billed-to-another", "It is billed to somebody else."),
                    ("mistake", "It was made by mistake."),
                    ("waived", "We do not ask for it."),
                    ("acceptance-lapsed", "The acceptance lapsed before the title was awarded."),
                    ("asked-otherwise", "Another amount is asked, as another title was awarded meanwhile."),
                ],
                max_length=20,
                verbose_name="reason",
            ),
        ),
        *LINES_FILLED_ONCE,
    ]
