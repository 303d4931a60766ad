"""People are searched by pieces of their names and addresses."""

from django.db import migrations

from common.searching import looked_into, ready


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_reads_until"),
        ("account", "0009_emailaddress_unique_primary_email"),
    ]

    operations = [
        ready(),
        *(looked_into("accounts_user", column) for column in ("given_name", "family_name", "email")),
        looked_into("account_emailaddress", "email"),
    ]
