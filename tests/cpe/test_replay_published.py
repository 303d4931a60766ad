"""``manage.py replay --published``: titles and rules from the database, which it cannot change."""

import json
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from cpe.management.commands.replay import published, reading_only
from cpe.replay.policies import shown
from members.models import Title, Track
from tests.cpe.replaying import SHIPPED, claim, document, held, member, told
from tests.factories.members import TitleFactory

pytestmark = pytest.mark.django_db


def _replay(*arguments: str | Path) -> str:
    out = StringIO()
    call_command("replay", "--published", *map(str, arguments), stdout=out)
    return out.getvalue()


@pytest.fixture
def asked(tmp_path: Path) -> Path:
    path = tmp_path / "asked.json"
    path.write_text(json.dumps(document(member(held(), claims=[claim("book", "320")]))), encoding="utf-8")
    return path


def test_what_is_published_at_first_is_what_was_shipped(asked: Path) -> None:
    assert _replay(asked) == told(asked.read_bytes())
    assert _replay("--show-policies") == shown(SHIPPED[1])


def test_titles_are_those_of_the_catalogue(tmp_path: Path) -> None:
    TitleFactory(code="S-NEW", level=Title.objects.get(code="S-CISO").level)
    path = tmp_path / "asked.json"
    path.write_text(json.dumps(document(member(held("S-NEW")))), encoding="utf-8")
    assert '"required": "120.00"' in _replay(path)


def test_titles_and_rules_are_read_with_six_queries() -> None:
    with CaptureQueriesContext(connection) as asked_of_it:
        published()
    assert [query["sql"].split()[0] for query in asked_of_it.captured_queries].count("SELECT") == 6


def test_nothing_can_be_written_meanwhile() -> None:
    with reading_only(), pytest.raises(DatabaseError), transaction.atomic():
        Track.objects.update(rank=7)
    assert Track.objects.update(rank=8)


def test_a_database_that_was_never_made_is_a_fault_in_words(tmp_path: Path) -> None:
    env = {**os.environ, "SECO_DATABASE_URL": f"sqlite:///{tmp_path}/none.sqlite3"}
    command = [sys.executable, "manage.py", "replay", "--published", "--show-policies"]
    done = subprocess.run(command, cwd=settings.BASE_DIR, env=env, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (2, "")
    assert "brought to this version" in json.loads(done.stderr)["errors"][0]["why"]
