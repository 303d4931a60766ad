"""``scripts/drill audit``: what ``manage.py audit verify`` says of a copy of the log that somebody tampered with.

Acts leave lines in a database of the drill's own, which are sealed. Each line of the table takes a copy, removes the
triggers as somebody with the database in hand could, changes something, and has it verified.
"""

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
LINES: Final = 40

ACTS: Final = f"""
import django
django.setup()
from datetime import UTC, datetime
from django.db import transaction
from accounts.models import User
from common import audit
person = User.objects.create_superuser("anna@people.example", given_name="Anna")
at = datetime(2026, 7, 1, 9, 0, tzinfo=UTC)
with transaction.atomic():
    for number in range({LINES}):
        change = {{"given_name": ("Anna", f"Anna {{number}}")}}
        audit.record("accounts.renamed", about=person, by=person, at=at, changes=change, reason="Asked by phone.")
audit.seal_waiting(at=datetime.now(UTC))
with transaction.atomic():
    audit.erase_details(audit.lines.AuditLine.objects.filter(pk=5), by=None, at=at, code="erasure")
audit.seal_waiting(at=datetime.now(UTC))
"""

TAMPERED: Final = {
    "nothing": "",
    "who did it": "UPDATE common_auditline SET by_id = 99 WHERE id = 7",
    "what was done": "UPDATE common_auditline SET act = 'accounts.closed' WHERE id = 7",
    "to what": "UPDATE common_auditline SET about_id = 99 WHERE id = 7",
    "when": "UPDATE common_auditline SET at = '2026-07-02 09:00:00' WHERE id = 7",
    "which fields": """UPDATE common_auditline SET fields = '["email"]' WHERE id = 7""",
    "a value": """UPDATE common_auditdetail SET "values" = '{"given_name": ["Anna", "Eva"]}' WHERE line_id = 7""",
    "a reason": "UPDATE common_auditdetail SET reason = 'None given.' WHERE line_id = 7",
    "a value deleted, not erased": "DELETE FROM common_auditdetail WHERE line_id = 7",
    "a line deleted": """
        DELETE FROM common_auditseal WHERE line_id = 7;
        DELETE FROM common_auditdetail WHERE line_id = 7;
        DELETE FROM common_auditline WHERE id = 7
    """,
    "a seal deleted": "DELETE FROM common_auditseal WHERE position = 7",
    "two lines swapped": """
        UPDATE common_auditseal SET line_id = -1 WHERE position = 7;
        UPDATE common_auditseal SET line_id = 7 WHERE position = 8;
        UPDATE common_auditseal SET line_id = 8 WHERE line_id = -1
    """,
    "a seal forged": "UPDATE common_auditseal SET digest = 'f' || substr(digest, 2) WHERE position = 7",
    "the end cut off": """
        DELETE FROM common_auditseal WHERE position > 30;
        DELETE FROM common_auditdetail WHERE line_id > 30;
        DELETE FROM common_auditline WHERE id > 30
    """,
}
"""What was changed in the copy → how."""


def main() -> int:
    """Print the table: 0 when the sound copy is found sound, and no other."""
    wrong = 0
    with tempfile.TemporaryDirectory(prefix="seco-drill-") as folder:
        log = Path(folder) / "log.sqlite3"
        env = _environment(log)
        subprocess.run([ROOT / "scripts" / "serve", "migrate"], env=env, check=True)
        subprocess.run([sys.executable, "-c", ACTS], env=env, cwd=ROOT, check=True)
        head = _audit(env, "head")[1].strip()
        print(f"{'what was changed':<30} {'status':>6}  what verify says")
        for name, statements in TAMPERED.items():
            copy = Path(folder) / "copy.sqlite3"
            shutil.copy(log, copy)
            _tamper(copy, statements)
            status, said = _audit(_environment(copy), "verify", "--head", head)
            wrong += (status == 0) != (name == "nothing")
            print(f"{name:<30} {status:>6}  {_first_line(said)}")
    return int(wrong > 0)


def _environment(database: Path) -> Mapping[str, str]:
    outside = {name: value for name, value in os.environ.items() if not name.startswith("SECO_")}
    return {
        **outside,
        "DJANGO_SETTINGS_MODULE": "seco_portal.settings",
        "SECO_MODE": "demonstration",
        "SECO_SECRET_KEY": "only-for-drills-" * 4,
        "SECO_BASE_URL": "http://127.0.0.1:8000",
        "SECO_DATABASE_URL": f"sqlite:///{database}",
        "SECO_LOG_LEVEL": "ERROR",
        "SECO_VERBOSITY": "0",
    }


def _tamper(database: Path, statements: str) -> None:
    with sqlite3.connect(database) as connection:
        for (trigger,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {trigger}")
        connection.executescript(statements)
    connection.close()


def _audit(env: Mapping[str, str], *words: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "manage.py", "audit", *words], env=env, cwd=ROOT, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout + done.stderr


def _first_line(said: str) -> str:
    lines = [line for line in said.splitlines() if line.strip()]
    return f"{lines[0]} (+{len(lines) - 1} more)" if len(lines) > 1 else "".join(lines)


if __name__ == "__main__":
    sys.exit(main())
