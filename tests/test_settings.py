"""In production the portal refuses to start without what it cannot do without, and names the variable."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).resolve().parent.parent

PRODUCTION: Final = {
    "SECO_MODE": "production",
    "SECO_SECRET_KEY": "k" * 50,
    "SECO_BASE_URL": "https://portal.example.org",
    "SECO_REDIS_URL": "redis://127.0.0.1:1/0",
    "SECO_MAIL_URL": "smtp+tls://portal:secret@mail.example.org:587",
    "SECO_MAIL_FROM": "Institute <portal@mail.example.org>",
    "SECO_SEAL_KEY": str(ROOT / "manage.py"),  # settings ask whether there is a file, the checks what is in it
    "SECO_SEAL_CERTIFICATE": str(ROOT / "manage.py"),
    "SECO_BADGE_KEYS": str(ROOT / "manage.py"),
    "SECO_IDENTITY_KEYS": "i" * 50,
}

REFUSALS: Final = {
    "no secret": ({"SECO_SECRET_KEY": None}, "SECO_SECRET_KEY must hold a secret"),
    "short secret": ({"SECO_SECRET_KEY": "k" * 49}, "SECO_SECRET_KEY must hold a secret"),
    "no address": ({"SECO_BASE_URL": None}, "SECO_BASE_URL must be the portal's public address"),
    "address without host": ({"SECO_BASE_URL": "https:///"}, "SECO_BASE_URL must be the portal's public address"),
    "address in the clear": ({"SECO_BASE_URL": "http://portal.example.org"}, "SECO_BASE_URL must begin with https://"),
    "no shared cache": ({"SECO_REDIS_URL": None}, "SECO_REDIS_URL must name the Redis"),
    "no mail": ({"SECO_MAIL_URL": None}, "SECO_MAIL_URL must name the mail relay"),
    "mail to nowhere": ({"SECO_MAIL_URL": "consolemail://"}, "SECO_MAIL_URL must name the mail relay"),
    "mail without a relay": ({"SECO_MAIL_URL": "smtp://"}, "SECO_MAIL_URL must name the mail relay"),
    "address that is none": ({"SECO_BASE_URL": "https://[x"}, "SECO_BASE_URL must be the portal's public address"),
    "cache that is none": ({"SECO_REDIS_URL": "foo"}, "SECO_REDIS_URL must name the Redis"),
    "database that is none": ({"SECO_DATABASE_URL": "nonsense"}, "SECO_DATABASE_URL must name a database"),
    "proxies that are no number": ({"SECO_PROXIES": "abc"}, "SECO_PROXIES must be the number of proxies"),
    "level of logs unheard of": ({"SECO_LOG_LEVEL": "LOUD"}, "SECO_LOG_LEVEL must be DEBUG"),
    "scanner that is nowhere": ({"SECO_CLAMD": "on"}, "SECO_CLAMD must say where the virus scanner is"),
    "scanner without a port": ({"SECO_CLAMD": "tcp://scanner"}, "SECO_CLAMD must say where the virus scanner is"),
    "scanner with a port that is none": ({"SECO_CLAMD": "tcp://a:x"}, "SECO_CLAMD must say where the virus scanner is"),
    "no sender": ({"SECO_MAIL_FROM": None}, "SECO_MAIL_FROM must name the sender"),
    "no key to seal with": ({"SECO_SEAL_KEY": None}, "SECO_SEAL_KEY must name the file with the key"),
    "no key of badges": ({"SECO_BADGE_KEYS": None}, "SECO_BADGE_KEYS must name the files with the keys"),
    "no identity key": ({"SECO_IDENTITY_KEYS": None}, "SECO_IDENTITY_KEYS must hold keys for copies"),
    "short identity key": ({"SECO_IDENTITY_KEYS": f"{'i' * 50},i"}, "SECO_IDENTITY_KEYS must hold keys for copies"),
    "identity key that is the secret key": ({"SECO_IDENTITY_KEYS": "k" * 50}, "SECO_IDENTITY_KEYS must be other"),
    "retired key that is not there": ({"SECO_BADGE_RETIRED_KEYS": "/no/such/file.pem"}, "SECO_BADGE_KEYS must name"),
    "seal that is not there": ({"SECO_SEAL_CERTIFICATE": "/no/such/file.pem"}, "SECO_SEAL_CERTIFICATE must name"),
    "moved clock": ({"SECO_DAYS_AHEAD": "1"}, "SECO_DAYS_AHEAD moves the clock of a demonstration"),
    "clock moved back": (
        {"SECO_MODE": "demonstration", "SECO_DAYS_AHEAD": "-1"},
        "SECO_DAYS_AHEAD moves the clock of a demonstration, by 0 to 3650 days",
    ),
    "debug": ({"SECO_DEBUG": "true"}, "SECO_DEBUG must not be on"),
    "unheard-of mode": ({"SECO_MODE": "staging"}, "SECO_MODE is 'staging'"),
    "mode by default": ({"SECO_MODE": None, "SECO_MAIL_URL": None}, "SECO_MAIL_URL must name the mail relay"),
    "demonstration without secret": (
        {"SECO_MODE": "demonstration", "SECO_SECRET_KEY": None},
        "SECO_SECRET_KEY must hold a secret",
    ),
}


def _environment(changes: dict[str, str | None]) -> dict[str, str]:
    outside = {name: value for name, value in os.environ.items() if not name.startswith("SECO_")}
    wanted = {**PRODUCTION, **changes}
    return {**outside, **{name: value for name, value in wanted.items() if value is not None}}


def _start(*command: str, **changes: str | None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, env=_environment(changes), cwd=ROOT, capture_output=True, text=True, timeout=60)


@pytest.mark.parametrize(("changes", "sentence"), REFUSALS.values(), ids=REFUSALS)
def test_start_is_refused_with_a_sentence_that_names_the_variable(
    changes: dict[str, str | None], sentence: str
) -> None:
    refused = _start(sys.executable, "manage.py", "check", **changes)

    assert refused.returncode == 1
    assert "The portal does not start.\n  - " in refused.stderr
    assert f"  - {sentence}" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_everything_that_is_missing_is_said_at_once() -> None:
    refused = _start(sys.executable, "manage.py", "check", **dict.fromkeys(PRODUCTION))

    for variable in PRODUCTION.keys() - {"SECO_MODE"}:
        assert f"  - {variable} " in refused.stderr


@pytest.mark.parametrize("process", ["web", "worker", "beat", "migrate"])
def test_no_process_starts_and_restarts_itself_on_refused_settings(process: str) -> None:
    refused = _start("scripts/serve", process, SECO_REDIS_URL=None)

    assert refused.returncode == 1
    assert refused.stderr.splitlines() == [
        "The portal does not start.",
        "  - SECO_REDIS_URL must name the Redis that web and worker share (cache, limits, queue).",
    ]


def test_the_clock_of_a_demonstration_is_ahead_for_whoever_reads_it() -> None:
    ask = """
import django; django.setup()
from datetime import UTC, date, datetime
from django.utils import timezone
from members.models import Credential
print((timezone.now() - datetime.now(UTC)).days, (timezone.localdate() - timezone.localdate(datetime.now(UTC))).days)
"""
    setup = {"DJANGO_SETTINGS_MODULE": "seco_portal.settings", "SECO_MODE": "demonstration", "SECO_DAYS_AHEAD": "40"}
    moved = _start(sys.executable, "-c", ask, **setup)

    assert moved.stdout in {"40 40\n", "39 40\n"}, moved.stderr


def test_product_code_reads_no_other_clock() -> None:
    apps = ("accounts", "applications", "common", "comms", "conduct", "cpe", "members", "seco_portal")
    product = [path for app in apps for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts]
    reading = re.compile(
        r"\b(date\.today|datetime\.(now|utcnow|today))\(|functions import .*\bNow\b|utils\.timezone import .*\bnow\b"
    )
    readers = [str(path.relative_to(ROOT)) for path in product if reading.search(path.read_text())]

    assert readers == ["common/models/audit.py", "seco_portal/moved_clock.py"], "the first one seals the order of lines"


def test_complete_production_settings_start_and_are_safe() -> None:
    started = _start(
        sys.executable, "-c", "import seco_portal.settings as s; print(s.SECURE, s.DEBUG, s.ALLOWED_HOSTS)"
    )

    assert started.stdout == "True False ['portal.example.org']\n", started.stderr
