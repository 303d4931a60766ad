"""Rows that cost seconds to make, made once for all tests of a module."""

from collections.abc import Callable, Iterator
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.test import override_settings

MEMORY: Final = {"BACKEND": "django.core.files.storage.InMemoryStorage"}


def lasting(make: Callable[[], Any], django_db_blocker: Any) -> Iterator[Any]:
    """Make the rows, and take them away at the end; each test in between takes back only what is its own.

    For a fixture of a module all of whose tests begin with those rows. Files that come with them are not kept.
    """
    around = transaction.atomic()
    around._from_testcase = True  # as Django's own test cases do: duties commit inside
    with django_db_blocker.unblock(), around:
        with override_settings(STORAGES={**settings.STORAGES, "default": MEMORY}):
            made = make()
        yield made
        transaction.set_rollback(True)
