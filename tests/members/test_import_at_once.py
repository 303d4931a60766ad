"""Two imports at once, and an import beside a clerk: each thing once, and nobody's number twice."""

import datetime as dt
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from members import services
from members.models import Credential, Member, RegisterImport
from tests.factories.accounts import UserFactory
from tests.members.importing import ADA, AT, BEN, bring, row

pytestmark = pytest.mark.django_db(transaction=True)


def _at_once(*acts: Callable[[], object]) -> list[object]:
    def done(act: Callable[[], object]) -> object:
        try:
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as people:
        return list(people.map(done, acts))


def test_the_same_file_twice_at_once_is_brought_in_once() -> None:
    runs = _at_once(*[lambda: bring(ADA, BEN)] * 4)
    assert len([run for run in runs if run is not None]) == RegisterImport.objects.count() == 1
    assert Member.objects.count() == Credential.objects.count() == 2


def test_numbers_brought_along_and_numbers_drawn_do_not_meet() -> None:
    clerk = UserFactory(roles=("back-office",))
    users = UserFactory.create_batch(6)
    rows = [row(ADA, email=f"p{number}@voorbeeld.example") for number in range(4)]

    def register() -> None:
        for user in users:
            services.register_member(user, on=dt.date(2026, 6, 1), by=clerk, at=AT)

    _at_once(register, lambda: bring(*rows, row(BEN, member_number=10_020)))
    numbers = set(Member.objects.values_list("number", flat=True))
    assert numbers == {*range(10_001, 10_011), 10_020}
