"""Files of one person that arrive in the same moment: so many are looked through, and the others told to wait."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from common.files import keeping
from common.files.refusals import FileRefused
from common.models import Upload
from tests.factories.accounts import UserFactory
from tests.factories.files import SENT_AT, sent

pytestmark = pytest.mark.django_db(transaction=True)

TABS = 5


def test_files_of_one_person_that_arrive_at_once_are_counted_one_after_the_other() -> None:
    ada, together = UserFactory(), Barrier(TABS)

    def send(_tab: int) -> str:
        try:
            connection.ensure_connection()
            together.wait()
            return keeping.receive(sent(), shelf="exam-proof", owner=ada, at=SENT_AT).state
        except FileRefused as refused:
            return refused.code
        finally:
            connection.close()

    with ThreadPoolExecutor(TABS) as tabs:
        told = sorted(tabs.map(send, range(TABS)))
    assert told == ["busy"] * (TABS - keeping.MOST_AT_ONCE) + ["kept"] * keeping.MOST_AT_ONCE
    assert Upload.objects.count() == keeping.MOST_AT_ONCE
