"""``manage.py replay``: its options, its exit status, and that it needs no database. No test here may touch one."""

import json
import os
import subprocess
import sys
from io import BytesIO, StringIO, TextIOWrapper
from pathlib import Path
from typing import Final

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from cpe.replay.policies import shown
from tests.cpe.replaying import SHIPPED, claim, document, held, lettered, member, told

ASKED: Final = json.dumps(document(member(held(), claims=lettered(claim("book", "320"), claim("podcast", "18")))))
FAULTY: Final = json.dumps(document(member(held("S-XYZ"), claims=[claim(amount="0")])))


@pytest.fixture
def asked(tmp_path: Path) -> Path:
    path = tmp_path / "asked.json"
    path.write_text(ASKED, encoding="utf-8")
    return path


def _replay(*arguments: str | Path) -> str:
    out, errors = StringIO(), StringIO()
    call_command("replay", *map(str, arguments), stdout=out, stderr=errors)
    assert errors.getvalue() == ""
    return out.getvalue()


def _refused(*arguments: str | Path) -> list[tuple[str, str]]:
    """The faults on standard error; nothing is on standard output, and the exit status is 2."""
    out, errors = StringIO(), StringIO()
    with pytest.raises(SystemExit) as left:
        call_command("replay", *map(str, arguments), stdout=out, stderr=errors)
    assert (left.value.code, out.getvalue()) == (2, "")
    return [(fault["at"], fault["why"]) for fault in json.loads(errors.getvalue())["errors"]]


def _standard_input(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO(text.encode())))


def test_a_file_is_answered(asked: Path) -> None:
    assert _replay(asked) == told(ASKED)


def test_standard_input_is_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    _standard_input(monkeypatch, ASKED)
    assert _replay() == told(ASKED)


def test_faults_are_told_and_nothing_is_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    _standard_input(monkeypatch, FAULTY)
    assert _refused() == [
        ("members[0].credentials[0].title", "No title has this code."),
        ("members[0].claims[0].amount", "Here belongs more than 0."),
    ]


def test_a_file_that_cannot_be_read_is_a_fault(asked: Path, tmp_path: Path) -> None:
    missing = tmp_path / "missing.json"
    assert _refused(missing) == [("", f"{missing}: No such file or directory.")]
    assert _refused(tmp_path) == [("", f"{tmp_path}: Is a directory.")]
    assert _refused(asked, "--policies", missing) == [("", f"{missing}: No such file or directory.")]


def test_shown_policies_taken_as_drafts_change_nothing(asked: Path, tmp_path: Path) -> None:
    drafts = tmp_path / "drafts.json"
    drafts.write_text(_replay("--show-policies"), encoding="utf-8")
    assert _replay(asked, "--policies", drafts) == _replay(asked)
    assert _replay("--show-policies", "--policies", drafts) == drafts.read_text(encoding="utf-8") == shown(SHIPPED[1])


def test_a_draft_changes_what_counts(asked: Path, tmp_path: Path) -> None:
    drafts = tmp_path / "drafts.json"
    drafts.write_text(_replay("--show-policies").replace('"per": "100"', '"per": "160"'), encoding="utf-8")
    counted = [
        json.loads(text)["members"][0]["credentials"][0]["cycles"][0]["counted"]
        for text in (_replay(asked), _replay(asked, "--policies", drafts))
    ]
    assert counted == ["8.00", "7.00"]


def test_drafts_with_faults_are_refused(asked: Path, tmp_path: Path) -> None:
    drafts = tmp_path / "drafts.json"
    drafts.write_text(_replay("--show-policies").replace('"per": "100"', '"per": "0"'), encoding="utf-8")
    assert _refused(asked, "--policies", drafts) == [("policies[0].activities[14].per", "Here belongs more than 0.")]


@pytest.mark.parametrize("options", [("asked.json", "--show-policies"), ("--published", "--policies", "drafts.json")])
def test_options_that_exclude_each_other_are_refused(options: tuple[str, ...]) -> None:
    with pytest.raises(CommandError, match="not allowed with argument"):
        call_command("replay", *options)


def _environment() -> dict[str, str]:
    """A portal whose database and queue are away, in a terminal that knows no UTF-8."""
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith(("SECO_", "LC_", "PYTHON"))},
        "SECO_MODE": "test",
        "SECO_SECRET_KEY": "only-for-tests-" * 4,
        "SECO_BASE_URL": "http://127.0.0.1:8000",
        "SECO_DATABASE_URL": "postgres://nobody:nothing@127.0.0.1:1/none",
        "SECO_REDIS_URL": "redis://127.0.0.1:1/0",
        "LANG": "en_US.ISO-8859-1",
        "PYTHONIOENCODING": "latin-1",
    }


COMMAND: Final = (sys.executable, "manage.py", "replay")


def test_a_process_answers_without_database_queue_or_utf8() -> None:
    asked = ASKED.replace('"m1"', '"Zo\N{LATIN SMALL LETTER E WITH DIAERESIS} \N{SNOWMAN}"')
    done = subprocess.run(COMMAND, cwd=settings.BASE_DIR, env=_environment(), input=asked.encode(), capture_output=True)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout == told(asked).encode("ascii")
    assert json.loads(done.stdout)["members"][0]["id"] == "Zo\u00eb \u2603"


def test_a_process_refuses_with_status_2() -> None:
    done = subprocess.run(
        COMMAND, cwd=settings.BASE_DIR, env=_environment(), input=FAULTY.encode(), capture_output=True
    )
    assert (done.returncode, done.stdout) == (2, b"")
    assert [fault["at"] for fault in json.loads(done.stderr)["errors"]] == [
        "members[0].credentials[0].title",
        "members[0].claims[0].amount",
    ]


def test_a_reader_that_has_seen_enough_is_no_fault(tmp_path: Path) -> None:
    path = tmp_path / "many.json"
    path.write_text(json.dumps(document(*(member(held(), id=str(n)) for n in range(2_000)))), encoding="utf-8")
    running = subprocess.Popen(
        (*COMMAND, path), cwd=settings.BASE_DIR, env=_environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert running.stdout is not None
    assert running.stdout.read(1) == b"{"
    running.stdout.close()
    assert running.stderr is not None
    assert running.stderr.read() == b""
    assert running.wait() == 0
