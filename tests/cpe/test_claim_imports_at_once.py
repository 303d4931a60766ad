"""Two imports of earlier claims at once, and an import beside a member who reports: each claim once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from cpe.models import Claim, ClaimImport, LedgerLine
from tests.cpe.importing import bring, row
from tests.cpe.test_ledger import a_member, report

pytestmark = pytest.mark.django_db(transaction=True)


def _at_once(*acts: Callable[[], object]) -> list[object]:
    def done(act: Callable[[], object]) -> object:
        try:
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as people:
        return list(people.map(done, acts))


def test_the_same_file_four_times_at_once_is_brought_in_once() -> None:
    members = [a_member() for _number in range(3)]
    rows = [row(member, reference=f"W-{number}") for member in members for number in range(4)]
    runs = _at_once(*[lambda: bring(*rows)] * 4)
    assert len([run for run in runs if run is not None]) == ClaimImport.objects.count() == 1
    assert (Claim.objects.count(), LedgerLine.objects.count()) == (12, 12)


def test_a_member_reports_while_a_file_comes_in() -> None:
    member = a_member()
    rows = [row(member, reference=f"W-{number}") for number in range(20)]
    _at_once(lambda: bring(*rows), *[lambda: report(member, amount="1")] * 3)
    assert Claim.objects.filter(brought_with=None).count() == 3
    assert Claim.objects.exclude(brought_with=None).count() == 20
