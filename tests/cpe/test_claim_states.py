"""Every move of a claim, tried from every state against the rows themselves."""

from collections.abc import Callable
from functools import partial

import pytest

from common.errors import IllegalMove
from cpe.enums import ClaimStatus
from cpe.models import Claim
from cpe.states import CLAIM
from tests.factories.ledger import ClaimFactory

pytestmark = pytest.mark.django_db


def _become(status: ClaimStatus, claim: Claim) -> None:
    claim.become(status)


MOVES: dict[ClaimStatus, Callable[[Claim], None]] = {status: partial(_become, status) for status in ClaimStatus}
BEGINNINGS = {status: {"state": status.value} for status in ClaimStatus}


@pytest.mark.parametrize("then", list(ClaimStatus))
@pytest.mark.parametrize("now", list(ClaimStatus))
def test_claim_moves_only_as_its_table_says(now: ClaimStatus, then: ClaimStatus) -> None:
    claim = ClaimFactory(**BEGINNINGS[now])
    if CLAIM.allows(now, then):
        MOVES[then](claim)
        claim.save()
    else:
        with pytest.raises(IllegalMove):
            MOVES[then](claim)
    claim.refresh_from_db()
    assert claim.state == (then if CLAIM.allows(now, then) else now)
