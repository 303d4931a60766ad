"""Verification: a sound log is called sound, and every kind of tampering is found and named."""

import datetime as dt
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import StringIO
from typing import Final

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from common import audit
from common.audit import sealing, verifying
from common.audit.verifying import verify
from common.models import AuditDetail, AuditLine, AuditSeal
from tests.factories.accounts import UserFactory
from tests.factories.common import ACTED, AuditLineFactory

pytestmark = pytest.mark.django_db

# ruff: noqa: S608  tampering is what this file is about

ACT: Final = "members.profile-changed"
NOW: Final = dt.datetime.now(dt.UTC)
LINE, SEAL, DETAIL = "common_auditline", "common_auditseal", "common_auditdetail"


@pytest.fixture(autouse=True)
def log(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Ten sealed lines, every second with values, and one erased: the numbers of the lines. Chunks of three."""
    monkeypatch.setattr(verifying, "CHUNK", 3)
    monkeypatch.setattr(verifying, "REMEMBERED", 1)
    user = UserFactory()
    for turn in range(9):
        changes = {"given_name": (f"before {turn}", f"after {turn}")} if turn % 2 == 0 else {}
        audit.record(ACT, about=user, by=user, at=ACTED, changes=changes, code=f"asked-{turn}")
    numbers = list(AuditLine.objects.order_by("pk").values_list("pk", flat=True))
    audit.erase_details(AuditLine.objects.filter(pk__in=numbers[:3:2]), by=None, at=ACTED)
    audit.seal_waiting(at=ACTED)
    return list(AuditLine.objects.order_by("pk").values_list("pk", flat=True))


@contextmanager
def tampering() -> Iterator[Callable[..., None]]:
    """Raw SQL as the owner of the database would use it, on a copy that is gone afterwards."""
    tables = (LINE, SEAL, DETAIL)
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            for table in tables:
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            for (name,) in cursor.fetchall():
                cursor.execute(f"DROP TRIGGER {name}")
        yield cursor.execute
        transaction.set_rollback(True)


def _kinds(report: verifying.Report) -> list[str]:
    return [fault.kind for fault in report.faults]


def test_sound_log_is_called_sound(log: list[int]) -> None:
    AuditLineFactory()
    report = verify(at=NOW)
    assert report.sound
    assert (report.sealed, report.waiting, report.late, report.faults) == (10, 1, 0, [])
    assert report.head == str(sealing.head())


def test_empty_log_is_sound() -> None:
    with tampering() as execute:
        for table in (SEAL, DETAIL, LINE):
            execute(f"DELETE FROM {table}")
        assert verify(at=NOW) == verifying.Report()


OTHER: Final = {
    "id": "99999999",
    "at": "'2001-01-01'",
    "recorded_at": "'2001-01-01'",
    "act": "'accounts.closed'",
    "by_id": "77",
    "about_model": "'members.member'",
    "about_id": "77",
    "also": "'[1]'",
    "person_id": "77",
    "fields": "'[\"email\"]'",
    "code": "'other'",
    "digest": f"'{'0' * 64}'",
    "salt": "'00'",
    "values": '\'{"given_name": ["before 4", "before 4"]}\'',
    "reason": "'Because.'",
}
"""Column → another value than the log has."""


@pytest.mark.parametrize("column", [field.column for field in AuditLine._meta.concrete_fields])
@pytest.mark.parametrize("place", [0, 3, 9])
def test_changed_line_is_found(log: list[int], column: str, place: int) -> None:
    with tampering() as execute:
        execute(f'UPDATE {LINE} SET "{column}" = {OTHER[column]} WHERE id = {log[place]}')
        report = verify(at=NOW)
    assert {"changed", "line-missing", "detail-changed", "detail-added", "detail-missing"} >= set(_kinds(report))
    assert any(str(log[place]) in fault.sentence for fault in report.faults)
    assert ("line-missing" if column == "id" else "changed") in _kinds(report)


@pytest.mark.parametrize("column", ["salt", "values", "reason"])
def test_changed_values_are_found(log: list[int], column: str) -> None:
    with tampering() as execute:
        execute(f'UPDATE {DETAIL} SET "{column}" = {OTHER[column]} WHERE line_id = {log[4]}')
        report = verify(at=NOW)
    assert [(fault.kind, str(log[4]) in fault.sentence) for fault in report.faults] == [("detail-changed", True)]


TAMPERINGS: Final = {
    "seal's moment changed": (["changed"], "UPDATE {seal} SET sealed_at = '2001-01-01' WHERE position = 4"),
    "seal's digest changed": (["changed"], "UPDATE {seal} SET digest = '{l3}' WHERE position = 4"),
    "last seal's digest changed": (["changed"], "UPDATE {seal} SET digest = '{l3}' WHERE position = 10"),
    "two seals swap their lines": (
        ["changed", "changed"],
        "UPDATE {seal} SET line_id = -1 WHERE position = 4",
        "UPDATE {seal} SET line_id = {l3} WHERE position = 6",
        "UPDATE {seal} SET line_id = {l5} WHERE position = 4",
    ),
    "two seals swap their places": (
        ["changed", "changed", "changed"],
        "UPDATE {seal} SET position = 99 WHERE position = 4",
        "UPDATE {seal} SET position = 4 WHERE position = 5",
        "UPDATE {seal} SET position = 5 WHERE position = 99",
    ),
    "two lines swap what they say": (
        ["changed", "changed"],
        "UPDATE {line} SET id = -1 WHERE id = {l3}",
        "UPDATE {line} SET id = {l3} WHERE id = {l5}",
        "UPDATE {line} SET id = {l5} WHERE id = -1",
    ),
    "line deleted": (["line-missing"], "DELETE FROM {line} WHERE id = {l3}"),
    "seal deleted": (["gap"], "DELETE FROM {seal} WHERE position = 4"),
    "first seal deleted": (["gap"], "DELETE FROM {seal} WHERE position = 1"),
    "several seals and their lines deleted": (
        ["gap"],
        "DELETE FROM {seal} WHERE position IN (4, 5, 6)",
        "DELETE FROM {detail} WHERE line_id IN ({l3}, {l4}, {l5})",
        "DELETE FROM {line} WHERE id IN ({l3}, {l4}, {l5})",
    ),
    "seal deleted and the rest moved up": (
        ["changed"],
        "DELETE FROM {seal} WHERE position = 4",
        "UPDATE {seal} SET position = position + 1000 WHERE position > 4",
        "UPDATE {seal} SET position = position - 1001 WHERE position > 1000",
    ),
    "line inserted into the chain": (
        ["changed", "changed"],
        "UPDATE {seal} SET position = position + 1000 WHERE position > 4",
        "UPDATE {seal} SET position = position - 999 WHERE position > 1000",
        (
            "INSERT INTO {line} (id, at, recorded_at, act, about_model, about_id, also, fields, code, digest) "
            "VALUES (-5, '2026-07-01', '2026-07-01', 'accounts.closed', 'accounts.user', 1, '[]', '[]', '', '')"
        ),
        "INSERT INTO {seal} (position, line_id, sealed_at, digest) VALUES (5, -5, '2026-07-01', 'made up')",
    ),
    "values deleted": (["detail-missing"], "DELETE FROM {detail} WHERE line_id = {l4}"),
    "all values deleted": (["detail-missing"] * 3, "DELETE FROM {detail}"),
    "values added": (
        ["detail-added"],
        "INSERT INTO {detail} (line_id, salt, \"values\", reason) VALUES ({l3}, '', '{{}}', 'x')",
    ),
}
"""What was done to the copy → the faults it must show, and the statements; l3 is the line sealed at position 4."""


@pytest.mark.parametrize("name", TAMPERINGS)
def test_tampering_is_found(log: list[int], name: str) -> None:
    expected, *statements = TAMPERINGS[name]
    names = {"line": LINE, "seal": SEAL, "detail": DETAIL, **{f"l{place}": pk for place, pk in enumerate(log)}}
    with tampering() as execute:
        for statement in statements:
            execute(statement.format(**names))
        report = verify(at=NOW)
    assert _kinds(report) == expected
    assert not report.sound


def test_tail_cut_off_and_chain_written_anew_are_found_by_a_noted_head(log: list[int]) -> None:
    noted = sealing.head()
    head = (noted.position, noted.digest)
    assert verify(at=NOW, heads=[head]).sound
    with tampering() as execute:
        execute(f"DELETE FROM {SEAL} WHERE position > 7")
        execute(f"DELETE FROM {DETAIL} WHERE line_id > {log[6]}")
        execute(f"DELETE FROM {LINE} WHERE id > {log[6]}")
        assert "head" not in _kinds(verify(at=NOW))
        assert "head" in _kinds(verify(at=NOW, heads=[head]))
    with tampering() as execute:
        execute(f"DELETE FROM {SEAL} WHERE position > 3")
        execute(f"UPDATE {LINE} SET by_id = 77 WHERE id = {log[5]}")
        assert audit.seal_waiting(at=ACTED) == 7
        assert verify(at=NOW).sound, "a new chain fits by itself"
        assert _kinds(verify(at=NOW, heads=[head])) == ["head"]


def test_lines_that_wait_over_a_day_are_told_apart() -> None:
    AuditLineFactory.create_batch(4)
    assert verify(at=NOW + dt.timedelta(hours=23)).sound
    report = verify(at=NOW + dt.timedelta(hours=25))
    assert (report.late, report.faults, report.sound) == (4, [], False)


def test_values_of_waiting_lines_are_verified_too(log: list[int]) -> None:
    user = UserFactory()
    audit.record(ACT, about=user, by=user, at=ACTED, reason="As it was.")
    with tampering() as execute:
        execute(f"UPDATE {DETAIL} SET reason = 'Otherwise.' WHERE line_id > {log[-1]}")
        assert _kinds(verify(at=NOW)) == ["detail-changed"]


@pytest.mark.parametrize("size", [10, 40])
def test_verification_asks_per_chunk_and_never_for_all(log: list[int], size: int, django_assert_num_queries) -> None:
    AuditLineFactory.create_batch(size - 10)
    audit.seal_waiting(at=ACTED)
    chunks = -(-size // 3)
    erasures = 2 * 2  # twice a line without its values exceeded what is remembered; at the end none was left
    with django_assert_num_queries(1 + 3 * chunks + 1 + erasures - 2):
        assert verify(at=NOW).sound


def _command(*words: str) -> tuple[int, str]:
    out = StringIO()
    try:
        call_command("audit", *words, stdout=out)
    except SystemExit as end:
        return int(end.code), out.getvalue()
    return 0, out.getvalue()


def test_command_says_sound_with_status_0_and_names_every_fault_with_status_1(log: list[int]) -> None:
    status, text = _command("verify")
    assert (status, text) == (0, f"The audit log is sound: 10 lines sealed, 0 waiting, head {sealing.head()}.\n")
    with tampering() as execute:
        execute(f"UPDATE {LINE} SET by_id = 77 WHERE id = {log[3]}")
        execute(f"DELETE FROM {DETAIL} WHERE line_id = {log[4]}")
        status, text = _command("verify")
        as_json = _command("verify", "--json")
    assert status == 1
    assert text.splitlines() == [
        f"Line {log[3]} or its seal at position 4 was changed.",
        f"The values of line {log[4]} are gone, and no erasure tells of it.",
        f"Faults in the audit log: 2: 10 lines sealed, 0 waiting, head {sealing.head()}.",
    ]
    assert as_json[0] == 1
    told = json.loads(as_json[1])
    assert (told["sound"], [fault["kind"] for fault in told["faults"]]) == (False, ["changed", "detail-missing"])


def test_command_prints_the_head_and_takes_it_back() -> None:
    status, head = _command("head")
    assert (status, head) == (0, f"{AuditSeal.objects.latest('position')}\n")
    assert _command("verify", "--head", head.strip())[0] == 0
    status, text = _command("verify", "--head", head.strip(), "--head", f"99:{'0' * 64}")
    assert status == 1
    assert "The chain ends before position 99" in text


@pytest.mark.parametrize("head", ["", "9", "9:abc", f"0:{'0' * 64}", f"x:{'0' * 64}"])
def test_command_refuses_what_is_no_head(head: str) -> None:
    with pytest.raises(CommandError, match="a head looks like"):
        _command("verify", "--head", head)


def test_command_says_when_nothing_is_sealed() -> None:
    with tampering() as execute:
        execute(f"DELETE FROM {SEAL}")
        assert _command("head") == (0, "Nothing is sealed yet.\n")
    assert AuditDetail.objects.exists()
