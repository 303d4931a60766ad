"""Two colleagues at once: an identity is verified once, a signature seen once, and the second is told."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from applications.enums import DocumentKind, IdentityVerdict, IdentityWay
from applications.models import IdentityCheck
from applications.services import checking as services
from common.errors import DomainError
from common.models import AuditLine
from comms.models import Message
from tests.applications.test_checking import AT, scanned
from tests.factories.accounts import UserFactory
from tests.factories.applications import ApplicationFactory
from tests.factories.assessment import IdentityCheckFactory, InterestFactory

pytestmark = pytest.mark.django_db(transaction=True)


def _at_once(*acts: Callable[[], object]) -> list[str]:
    def once(act: Callable[[], object]) -> str:
        try:
            act()
            return "done"
        except DomainError as refused:
            return str(refused)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as windows:
        return sorted(windows.map(once, acts))


def test_two_checkers_who_verify_at_once_verify_once() -> None:
    row = ApplicationFactory(submitted=True)
    said = {"way": IdentityWay.VIDEO, "document": DocumentKind.PASSPORT, "verdict": IdentityVerdict.VERIFIED}
    checkers = UserFactory.create_batch(2, roles=("identity-checker",))
    acts = [lambda by=by: services.check_identity(row, **said, words="", by=by, at=AT) for by in checkers]
    told = _at_once(*acts)
    assert "done" in told
    assert any("verified the identity already, on 23 July 2026" in one for one in told)
    assert IdentityCheck.objects.count() == 1
    assert AuditLine.objects.filter(act="applications.identity-verified").count() == 1


def test_two_who_take_a_record_back_at_once_take_it_back_once() -> None:
    check = IdentityCheckFactory()
    checkers = UserFactory.create_batch(2, roles=("identity-checker",))
    told = _at_once(*(lambda by=by: services.take_back(check, "The wrong person.", by=by, at=AT) for by in checkers))
    assert told == ["This record is taken back already.", "done"]
    assert Message.objects.count() == 1


def test_two_who_see_a_scan_at_once_see_it_once() -> None:
    row = scanned()
    clerks = UserFactory.create_batch(2, roles=("back-office",))
    for by in clerks:
        InterestFactory(application=row, person=by)
    told = _at_once(*(lambda by=by: services.see_scan(row, by=by, at=AT) for by in clerks))
    assert "done" in told
    assert any("saw the signature on the scan already" in one for one in told)
    assert AuditLine.objects.filter(act="applications.scan-seen").count() == 1
