"""A register from outside is brought in: all of it or nothing, once, and nobody hears of it."""

import pytest

from members.models import Member
from tests.members.importing import ADA, BEN, bring

pytestmark = pytest.mark.django_db


def test_first() -> None:
    run = bring(ADA, BEN)
    assert (run.people_new, run.titles_new) == (2, 2)
    assert bring(ADA, BEN) is None
    assert Member.objects.count() == 2
