"""Every move of a policy version, tried from every state against the rows themselves."""

from collections.abc import Callable

import pytest

from common.errors import IllegalMove
from cpe.enums import VersionState
from cpe.models import PolicyVersion
from cpe.states import LIFE
from tests.factories.accounts import UserFactory
from tests.factories.cpe import DRAFTED, PolicyVersionFactory

pytestmark = pytest.mark.django_db


def _put_forward(version: PolicyVersion) -> None:
    version.put_forward(by=version.drafted_by, at=DRAFTED)


def _publish(version: PolicyVersion) -> None:
    version.publish(by=UserFactory(), at=DRAFTED)


MOVES: dict[VersionState, Callable[[PolicyVersion], None]] = {
    VersionState.DRAFT: PolicyVersion.take_back,
    VersionState.PUT_FORWARD: _put_forward,
    VersionState.PUBLISHED: _publish,
    VersionState.DISCARDED: PolicyVersion.discard,
}
BEGINNINGS = {
    VersionState.DRAFT: {},
    VersionState.PUT_FORWARD: {"put_forward": True},
    VersionState.PUBLISHED: {"published": True},
    VersionState.DISCARDED: {"discarded": True},
}


@pytest.mark.parametrize("then", list(VersionState))
@pytest.mark.parametrize("now", list(VersionState))
def test_version_moves_only_as_its_table_says(now: VersionState, then: VersionState) -> None:
    version = PolicyVersionFactory(**BEGINNINGS[now])
    if LIFE.allows(now, then):
        MOVES[then](version)
        version.save()
    else:
        with pytest.raises(IllegalMove):
            MOVES[then](version)
    version.refresh_from_db()
    assert version.state == (then if LIFE.allows(now, then) else now)
