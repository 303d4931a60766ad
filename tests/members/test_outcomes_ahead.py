"""What makes a title stand again is recorded on its day or later, so that its certificate comes with it."""

import datetime as dt

import pytest

from common.errors import DomainError
from members import services
from members.enums import GROUNDS, Ground, OutcomeKind
from members.services import Ruling
from tests.factories.accounts import UserFactory
from tests.factories.members import CredentialFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("kind", [OutcomeKind.RENEWED, OutcomeKind.REINSTATED])
def test_a_title_never_stands_again_from_a_day_that_has_not_come(kind: OutcomeKind) -> None:
    row = CredentialFactory(awarded_on=dt.date(2023, 1, 5))
    if kind == OutcomeKind.REINSTATED:
        lost = Ruling(
            credential=row.pk,
            kind=OutcomeKind.DECERTIFIED,
            ground=Ground.CREDITS,
            effective_on=dt.date(2026, 4, 5),
            cycle=1,
        )
        services.record_outcomes([lost], at=dt.datetime(2026, 4, 5, 3, tzinfo=dt.UTC))
    people = {"by": UserFactory(roles=("back-office",)), "seconded_by": UserFactory(roles=("administrator",))}
    by_two = kind == OutcomeKind.REINSTATED
    on = dt.date(2026, 6, 1) if by_two else dt.date(2026, 1, 5)
    ruling = Ruling(credential=row.pk, kind=kind, ground=GROUNDS[kind][0], effective_on=on, cycle=1)
    before = dt.datetime.combine(on - dt.timedelta(1), dt.time(9), dt.UTC)
    more = {**people, "reason": "Illness."} if by_two else {}
    with pytest.raises(DomainError, match="a day that has not come"):
        services.record_outcomes([ruling], at=before, **more)
    services.record_outcomes([ruling], at=before + dt.timedelta(1), **more)
    assert row.certificates.get(replaced_at=None).cycle.number == 2
