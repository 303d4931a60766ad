"""What every test stands on: its own cache, the rows that migrations bring, and a real browser.

``scripts/test`` starts PostgreSQL and Valkey and names them in the environment; nothing here starts a server.
"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from hypothesis import settings as hypothesis_settings
from playwright.sync_api import Browser, sync_playwright

from scripts import seal

# Playwright keeps an event loop in this thread; Django then takes our ordinary queries for asynchronous ones.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

# The same examples every time: a red run is red again on the next machine.
hypothesis_settings.register_profile("house", deadline=None, derandomize=True, database=None)
hypothesis_settings.load_profile("house")

CHROMIUM_FLAGS: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)


def pytest_configure(config: pytest.Config) -> None:
    """Give each parallel worker a cache and a queue of its own: one worker's clean-up is not the other's accident.

    And let all of them seal documents, with what a demonstration seals with.
    """
    worker = getattr(config, "workerinput", {}).get("workerid", "gw0")
    if not hasattr(config, "workerinput"):
        seal.make(Path(settings.SEAL_KEY).parent)
    if settings.REDIS_URL:
        own = f"{settings.REDIS_URL.rsplit('/', 1)[0]}/{int(worker.removeprefix('gw')) + 1}"
        settings.REDIS_URL = settings.CELERY_BROKER_URL = settings.CACHES["default"]["LOCATION"] = own
    database = settings.DATABASES["default"]
    if database["ENGINE"] == "django.db.backends.sqlite3":
        # A file, as it is served from: in memory, two threads would share one connection's locks.
        database["TEST"] = {**database.get("TEST", {}), "NAME": str(Path(database["NAME"]).with_name("test.sqlite3"))}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test that commits finds the tables emptied by the one before: let it begin with the migrations' rows."""
    for item in items:
        names = getattr(item, "fixturenames", [])
        marker = item.get_closest_marker("django_db")
        commits = {"transactional_db", "live_server"} & set(names) or (marker and marker.kwargs.get("transaction"))
        if commits and "django_db_serialized_rollback" not in names:
            names.append("django_db_serialized_rollback")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    request: pytest.FixtureRequest, django_db_modify_db_settings_parallel_suffix: None
) -> None:
    """Start the browser before the database, where both are wanted.

    With Playwright's event loop in this thread Django uses another connection, which knows nothing of the rows kept.
    """
    if any(item.get_closest_marker("browser") for item in request.session.items):
        request.getfixturevalue("browser")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """Keep the rows that migrations brought, for ``pytest_collection_modifyitems``."""
    with django_db_blocker.unblock():
        if connection.settings_dict["NAME"] and not hasattr(connection, "_test_serialized_contents"):
            connection._test_serialized_contents = connection.creation.serialize_db_to_string()  # type: ignore[attr-defined]
    _let_flush_empty_kept_tables()
    _let_kept_rows_come_back()


def _let_flush_empty_kept_tables() -> None:
    """Let the emptying after a test that commits, and nothing else, take the triggers away while it runs."""
    empty = connection.ops.sql_flush

    def sql_flush(style: Any, tables: Any, **options: Any) -> list[str]:
        flushing = empty(style, tables, **options)
        off, on = _triggers_off_and_on() if flushing else ([], [])
        return [*off, *flushing, *on]

    connection.ops.sql_flush = sql_flush  # type: ignore[method-assign]


def _let_kept_rows_come_back() -> None:
    """Let the rows of the migrations be written again as they were, a published version with all it consists of."""
    restore = connection.creation.deserialize_db_from_string

    def deserialize_db_from_string(data: str) -> None:
        off, on = _triggers_off_and_on()
        _execute(off)
        restore(data)
        _execute(on)

    connection.creation.deserialize_db_from_string = deserialize_db_from_string  # type: ignore[method-assign]


def _execute(statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _triggers_off_and_on() -> tuple[list[str], list[str]]:
    """What takes our triggers away, and what brings them back."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal")
            kept = [table for (table,) in cursor.fetchall()]
            off, on = ([f"ALTER TABLE {table} {how} TRIGGER USER" for table in kept] for how in ("DISABLE", "ENABLE"))
            return off, on
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        triggers = cursor.fetchall()
    return [f"DROP TRIGGER {name}" for name, _sql in triggers], [sql for _name, sql in triggers]


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    """Limits and one-time codes of another test do not count in this one."""
    cache.clear()


@pytest.fixture(autouse=True)
def _own_storage(settings: Any) -> None:
    """Files that people send are kept in memory, by each test for itself."""
    memory = {"BACKEND": "django.core.files.storage.InMemoryStorage"}
    settings.STORAGES = {**settings.STORAGES, "default": memory}


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium; a test that needs it fails where it is not installed."""
    chromium = shutil.which("chromium")
    assert chromium, "Chromium is not installed: sudo apt-get install chromium"
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=list(CHROMIUM_FLAGS))
        yield running
        running.close()
