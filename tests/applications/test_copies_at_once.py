"""Masked copies under several hands: openings are counted one after the other; the duty late, killed and twice."""

import datetime as dt
from typing import Any

import pytest

from applications.enums import DocumentKind, IdentityVerdict
from applications.models import CopyOpening, IdentityCheck, IdentityCopy
from applications.services import copies, destroying
from common import duties
from common.errors import DomainError
from common.models import AuditLine
from comms.models import Message
from tests.applications.test_checking_at_once import _at_once
from tests.applications.test_copies import AT, DAY, kept, submitted
from tests.factories.accounts import UserFactory
from tests.factories.assessment import CopyOpeningFactory

pytestmark = pytest.mark.django_db(transaction=True)

DUTY = "applications.identity-copies"
DESTROYED = "applications.identity-copy-destroyed"


def test_of_two_who_open_at_once_after_a_first_opening_one_is_asked_for_a_reason() -> None:
    copy = kept(submitted())
    CopyOpeningFactory(copy=copy)
    checkers = UserFactory.create_batch(2, roles=("identity-checker",))
    told = _at_once(*(lambda by=by: copies.open_copy(copy, "", by=by, at=AT) for by in checkers))
    assert told == ["This copy was opened twice. Write why you need to see it once more.", "done"]
    assert CopyOpening.objects.count() == 2
    assert AuditLine.objects.filter(act="applications.identity-copy-opened").count() == 1


def test_two_who_judge_at_once_judge_once() -> None:
    copy = kept(submitted())
    checkers = UserFactory.create_batch(2, roles=("identity-checker",))
    for by in checkers:
        CopyOpeningFactory(copy=copy, by=by)
    said = {"verdict": IdentityVerdict.VERIFIED, "document": DocumentKind.PASSPORT, "failure": None, "words": ""}
    told = _at_once(*(lambda by=by: copies.judge_copy(copy, **said, by=by, at=AT) for by in checkers))
    assert "done" in told
    assert any(one.startswith("This copy was judged already") for one in told)
    assert IdentityCheck.objects.count() == 1


def test_opening_and_destroying_at_once_leave_it_destroyed() -> None:
    copy, late = kept(submitted()), AT + 30 * DAY
    by = UserFactory(roles=("identity-checker",))
    told = _at_once(
        lambda: copies.open_copy(copy, "", by=by, at=late), lambda: destroying.destroy_due([copy.pk], at=late)
    )
    assert "done" in told
    assert IdentityCopy.objects.get().content is None
    assert not CopyOpening.objects.exists()
    assert AuditLine.objects.filter(act=DESTROYED).count() == 1
    assert Message.objects.count() == 1


def test_duty_that_was_late_for_weeks_destroys_everything_at_its_next_run() -> None:
    for day in range(3):
        kept(submitted(submitted_at=AT + day * DAY), AT + day * DAY)
    report = duties.perform(DUTY, now=AT + 90 * DAY)
    assert report.parts == {"destroyed": 3}
    assert not IdentityCopy.objects.kept().exists()
    assert Message.objects.count() == 3


def test_duty_twice_is_once() -> None:
    kept(submitted())
    for turn in range(2):
        duties.perform(DUTY, now=AT + 30 * DAY + dt.timedelta(minutes=15 * turn))
    assert AuditLine.objects.filter(act=DESTROYED).count() == Message.objects.count() == 1


def test_duty_that_is_killed_halfway_leaves_nothing_half_and_the_next_run_does_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    copies_there = [kept(submitted()) for _turn in range(3)]
    real, done = destroying.end, []

    def killed(copy: IdentityCopy, **how: Any) -> None:
        if len(done) == 2:
            raise SystemExit(9)
        done.append(copy)
        real(copy, **how)

    monkeypatch.setattr(destroying, "end", killed)
    with pytest.raises(SystemExit):
        duties.perform(DUTY, now=AT + 30 * DAY)
    assert IdentityCopy.objects.kept().count() == len(copies_there)
    assert not Message.objects.exists()
    checker = UserFactory(roles=("identity-checker",))
    monkeypatch.setattr(destroying, "end", real)
    for copy in copies_there:
        with pytest.raises(DomainError, match="days are over"):
            copies.open_copy(copy, "", by=checker, at=AT + 30 * DAY)
    duties.perform(DUTY, now=AT + 30 * DAY + dt.timedelta(minutes=15))
    assert not IdentityCopy.objects.kept().exists()
    assert AuditLine.objects.filter(act=DESTROYED).count() == Message.objects.count() == len(copies_there)


def test_one_that_fails_keeps_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    first, *others = [kept(submitted()) for _turn in range(3)]
    real = destroying.end

    def broken(copy: IdentityCopy, **how: Any) -> None:
        if copy.pk == first.pk:
            raise RuntimeError
        real(copy, **how)

    monkeypatch.setattr(destroying, "end", broken)
    report = duties.perform(DUTY, now=AT + 30 * DAY)
    assert (report.changed, report.failed) == (2, 1)
    assert IdentityCopy.objects.kept().get() == first
    assert {row.pk for row in others} == set(
        IdentityCopy.objects.exclude(destroyed_at=None).values_list("pk", flat=True)
    )
