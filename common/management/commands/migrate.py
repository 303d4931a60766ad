"""``manage.py migrate``: Django's own, which brings an empty database up in a third of the time."""

from django.core.management.commands import migrate

from common.migrating import Executor

vars(migrate)["MigrationExecutor"] = Executor  # the command looks it up there


class Command(migrate.Command):
    pass
