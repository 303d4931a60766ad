"""What every test stands on: its own cache, the rows that migrations bring, and a real browser.

``scripts/test`` starts PostgreSQL and Valkey and names them in the environment; nothing here starts a server.
"""

import gc
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import TransactionTestCase
from hypothesis import settings as hypothesis_settings
from playwright.sync_api import Browser, sync_playwright

from scripts import badge_key, seal
from tests import putting_back

# Playwright keeps an event loop in this thread; Django then takes our ordinary queries for asynchronous ones.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

# Rubbish is looked for seldom: by itself a tenth of the time goes there, and while tests are collected a third.
gc.disable()

# The same examples every time: a red run is red again on the next machine.
hypothesis_settings.register_profile("house", deadline=None, derandomize=True, database=None)
hypothesis_settings.load_profile("house")

MIGRATED: Final = Path(os.environ.get("SECO_TESTS_MIGRATED", ""))
"""An SQLite database at this version, where ``scripts/test`` has made one: migrating takes ten seconds."""

PAGES: Final = re.compile(r"_(?:page|pages|tabs|office|admin)\.py$")
"""Files whose tests read pages, by their names; what a page does, its act, has tests of its own."""

CHROMIUM_FLAGS: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    # A page is asked for a moment: making its scripts faster takes longer than it saves.
    "--js-flags=--no-opt --no-maglev --min-semi-space-size=64",
)


def pytest_configure(config: pytest.Config) -> None:
    """Give each parallel worker a cache and a queue of its own: one worker's clean-up is not the other's accident.

    And let all of them seal documents and sign badges, with what a demonstration does that with.
    """
    worker = getattr(config, "workerinput", {}).get("workerid", "gw0")
    if not hasattr(config, "workerinput"):
        seal.make(Path(settings.SEAL_KEY).parent)
        badge_key.make(Path(settings.BADGE_KEYS[0]))
    if settings.REDIS_URL:
        own = f"{settings.REDIS_URL.rsplit('/', 1)[0]}/{int(worker.removeprefix('gw')) + 1}"
        settings.REDIS_URL = settings.CELERY_BROKER_URL = settings.CACHES["default"]["LOCATION"] = own
    database = settings.DATABASES["default"]
    if database["ENGINE"] == "django.db.backends.sqlite3":
        # A file, as it is served from: in memory, two threads would share one connection's locks.
        database["TEST"] = {**database.get("TEST", {}), "NAME": str(Path(database["NAME"]).with_name("test.sqlite3"))}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what reads pages, and what asks the database: pytest-django keeps all else away from it."""
    for item in items:
        if PAGES.search(item.path.name):
            item.add_marker("pages")
        if item.get_closest_marker("django_db") or {"db", "transactional_db"} & set(getattr(item, "fixturenames", ())):
            item.add_marker("database")


def pytest_collection_finish() -> None:
    """Look for rubbish again, and never through what stays to the end: the code and the list of tests."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 10, 10)
    gc.enable()


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_keepdb: bool) -> bool:
    """Take the database of before, where we put one (below)."""
    return django_db_keepdb or (connection.vendor == "sqlite" and MIGRATED.is_file())


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    request: pytest.FixtureRequest, django_db_modify_db_settings_parallel_suffix: None
) -> None:
    """Begin with a copy of the migrated file, and start the browser before the database, where both are wanted.

    With Playwright's event loop in this thread Django uses another connection; there should be one.
    """
    if connection.vendor == "sqlite" and MIGRATED.is_file():
        shutil.copy(MIGRATED, connection.settings_dict["TEST"]["NAME"])
    if any(item.get_closest_marker("browser") for item in request.session.items):
        request.getfixturevalue("browser")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """Let every test, also after one that commits, begin with the rows that migrations brought and no others."""
    with django_db_blocker.unblock():
        putting_back.keep()
    TransactionTestCase._fixture_teardown = lambda _case: putting_back.put_back()  # type: ignore[method-assign]


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    """Limits and one-time codes of another test do not count in this one."""
    cache.clear()
    from cpe.selectors.versions import as_rules

    as_rules.cache_clear()


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


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Print what tests tell besides having passed: their ``told``."""
    reports = [report for kind in terminalreporter.stats.values() for report in kind]
    told = {value for report in reports for name, value in getattr(report, "user_properties", ()) if name == "told"}
    for line in sorted(told):
        terminalreporter.write_line(line)
