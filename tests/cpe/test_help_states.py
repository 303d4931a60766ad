"""Every move of a request for help, tried from every state against the rows themselves."""

import datetime as dt
from collections.abc import Callable
from functools import partial

import pytest

from common.errors import IllegalMove
from cpe import services
from cpe.enums import HelpState
from cpe.models import HelpRequest
from cpe.states import HELP
from tests.factories.accounts import UserFactory
from tests.factories.help import ASKED_AT, HelpRequestFactory

pytestmark = pytest.mark.django_db


def _answer(row: HelpRequest) -> None:
    clerk = UserFactory(roles=["back-office"])
    services.answer_help(row, words="Yes.", by=clerk, at=ASKED_AT + dt.timedelta(days=9))


def _become(state: HelpState, row: HelpRequest) -> None:
    row.become(state)


MOVES: dict[HelpState, Callable[[HelpRequest], None]] = {
    HelpState.ASKED: partial(_become, HelpState.ASKED),
    HelpState.ANSWERED: _answer,
}
BEGINNINGS = {HelpState.ASKED: {}, HelpState.ANSWERED: {"answered": True}}


@pytest.mark.parametrize("then", list(HelpState))
@pytest.mark.parametrize("now", list(HelpState))
def test_request_moves_only_as_its_table_says(now: HelpState, then: HelpState) -> None:
    row = HelpRequestFactory(**BEGINNINGS[now])
    if HELP.allows(now, then):
        MOVES[then](row)
    else:
        with pytest.raises(IllegalMove):
            MOVES[then](row)
    row.refresh_from_db()
    assert row.state == (then if HELP.allows(now, then) else now)
