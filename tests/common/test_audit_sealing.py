"""Sealing: committed lines are chained, in one chain, whoever seals and whenever a line arrives."""

import datetime as dt
import logging
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import pytest
from django.db import connection, transaction
from django.db.transaction import TransactionManagementError

from common import audit, locks
from common.audit import digests, sealing
from common.audit.verifying import verify
from common.models import AuditLine, AuditSeal
from tests.factories.accounts import UserFactory
from tests.factories.common import ACTED, AuditLineFactory

ACT = "accounts.closed"


def _chain() -> list[tuple[int, int]]:
    return list(AuditSeal.objects.order_by("position").values_list("position", "line_id"))


@pytest.mark.django_db
def test_waiting_lines_are_sealed_in_order_and_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "CHUNK", 3)
    lines = AuditLineFactory.create_batch(7)
    assert audit.seal_waiting(at=ACTED) == 7
    assert audit.seal_waiting(at=ACTED) == 0
    assert _chain() == [(place, line.pk) for place, line in enumerate(lines, 1)]
    assert verify(at=ACTED).sound


@pytest.mark.django_db
def test_line_of_long_ago_is_found_the_next_day() -> None:
    written = dt.datetime(2026, 6, 20, tzinfo=dt.UTC)
    AuditLineFactory(recorded_at=ACTED)
    audit.seal_waiting(at=ACTED)
    AuditLineFactory(recorded_at=written)
    new = AuditLineFactory(recorded_at=ACTED - dt.timedelta(hours=20))
    assert audit.seal_waiting(at=ACTED + dt.timedelta(hours=3)) == 1
    assert _chain()[-1] == (2, new.pk)
    assert audit.seal_waiting(at=ACTED + dt.timedelta(days=1)) == 1


@pytest.mark.django_db
def test_lines_of_a_long_weekend_are_sealed_though_the_first_chunk_is_all_that_was_done(monkeypatch) -> None:
    monkeypatch.setattr(sealing, "CHUNK", 2)
    for days in range(9):
        AuditLineFactory(recorded_at=ACTED - dt.timedelta(days=9 - days))
    assert len(sealing._seal_some(ACTED)) == 2
    assert audit.seal_waiting(at=ACTED) == 7


@pytest.mark.django_db
def test_each_digest_covers_the_one_before() -> None:
    AuditLineFactory.create_batch(2)
    audit.seal_waiting(at=ACTED)
    first, second = AuditSeal.objects.order_by("position")
    line = AuditLine.objects.get(pk=second.line_id)
    assert second.digest == digests.of_seal(second, line, previous=first.digest)
    assert second.digest != digests.of_seal(second, line, previous=digests.BEGINNING)


@pytest.mark.django_db
def test_head_goes_to_the_log_as_a_code(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "common.audit.sealing")
    AuditLineFactory.create_batch(2)
    audit.seal_waiting(at=ACTED)
    audit.seal_waiting(at=ACTED)
    (told,) = caplog.records
    head = AuditSeal.objects.latest("position")
    assert (told.count, told.head) == (2, f"2:{head.digest}")


@pytest.mark.django_db
def test_every_column_of_a_line_is_covered() -> None:
    line = AuditLineFactory()
    seal = AuditSeal(position=1, line=line, sealed_at=ACTED)
    line.refresh_from_db()
    before = digests.of_seal(seal, line, previous="")
    for column in AuditLine._meta.concrete_fields:
        other = AuditLine.objects.get()
        kept = getattr(other, column.name)
        different = ACTED.replace(year=1999) if hasattr(kept, "year") else [1] if isinstance(kept, list) else 77
        setattr(other, column.name, different if not isinstance(kept, str) else f"{kept}x")
        assert digests.of_seal(seal, other, previous="") != before, column.name


@pytest.mark.django_db(transaction=True)
def test_sealers_at_once_make_one_chain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "CHUNK", 1)
    AuditLineFactory.create_batch(60)
    together = Barrier(4)

    def seal(_number: int) -> int:
        together.wait(timeout=10)
        try:
            return audit.seal_waiting(at=ACTED)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as sealers:
        counts = list(sealers.map(seal, range(4)))
    assert sum(counts) == 60
    assert [position for position, _line in _chain()] == list(range(1, 61))
    assert verify(at=ACTED).sound


@pytest.mark.django_db(transaction=True)
def test_acts_do_not_wait_for_each_other_and_who_commits_late_is_sealed_late() -> None:
    if connection.vendor == "sqlite":
        return  # one transaction writes at a time there, whatever it writes
    user, written, done = UserFactory(), Event(), Event()

    def slow_act() -> None:
        try:
            with transaction.atomic():
                audit.record(ACT, about=user, by=None, at=ACTED, code="slow")
                written.set()
                assert done.wait(timeout=20), "the quick act waited for this one"
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as others:
        slow = others.submit(slow_act)
        assert written.wait(timeout=10)
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SET LOCAL lock_timeout = '5s'")
                audit.record(ACT, about=user, by=None, at=ACTED, code="quick")
            assert audit.seal_waiting(at=ACTED) == 1
        finally:
            done.set()
        slow.result(timeout=10)
    assert audit.seal_waiting(at=ACTED) == 1
    numbers = {line.code: line.pk for line in AuditLine.objects.all()}
    assert numbers["slow"] < numbers["quick"]
    assert _chain() == [(1, numbers["quick"]), (2, numbers["slow"])]
    assert verify(at=ACTED).sound


@pytest.mark.django_db(transaction=True)
def test_lock_is_held_inside_a_transaction_only() -> None:
    with pytest.raises(TransactionManagementError):
        locks.hold("x")


@pytest.mark.django_db(transaction=True)
def test_one_holder_of_a_name_at_a_time() -> None:
    inside, most = [], []

    def work(number: int) -> None:
        try:
            with transaction.atomic():
                locks.hold("the same")
                inside.append(number)
                most.append(len(inside))
                list(AuditLine.objects.all())
                inside.remove(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as workers:
        list(workers.map(work, range(24)))
    assert set(most) == {1}
