"""Every move of a report, tried from every state against the rows themselves."""

from collections.abc import Callable
from functools import partial

import pytest

from common.errors import DomainError
from conduct.enums import Dismissed, ReportState
from conduct.models import Report
from conduct.services import intake, reporting
from conduct.states import REPORT
from tests.conduct.cases import ACTED, ALLEGED, days, member
from tests.factories.accounts import UserFactory
from tests.factories.conduct import AT, ReportFactory

pytestmark = pytest.mark.django_db


def _become(state: ReportState, row: Report) -> None:
    row.become(state)


def _officer(row: Report) -> Report:
    row.officer = UserFactory(roles=("conduct-officer",))
    row.save()
    return row


def _dismiss(row: Report) -> None:
    by = _officer(row).officer
    intake.dismiss(row, Dismissed.TOO_LITTLE, "It says too little.", by=by, at=days(1))


def _open(row: Report) -> None:
    by = _officer(row).officer
    articles = [article.pk for article in intake.articles_of(intake.code_on(ACTED))][:1]
    said = {"acted_from": ACTED, "acted_until": ACTED, "articles": articles, "alleged": ALLEGED}
    intake.open_case(row, member(), **said, by=by, at=days(1))


def _confirm(row: Report) -> None:
    if reporting.confirm(row, at=days(1)).confirmed_at != days(1):
        raise reporting.ConductRefused("It changed nothing.")


def _withdraw(row: Report) -> None:
    if row.state != ReportState.CONFIRMED:
        row.become(ReportState.WITHDRAWN)
    reporting.withdraw(row, at=days(1))


MOVES: dict[ReportState, Callable[[Report], object]] = {
    ReportState.DRAFT: partial(_become, ReportState.DRAFT),
    ReportState.SENT: partial(reporting.send, at=AT),
    ReportState.CONFIRMED: _confirm,
    ReportState.OPENED: _open,
    ReportState.DISMISSED: _dismiss,
    ReportState.WITHDRAWN: _withdraw,
}


BEGINNINGS = {
    ReportState.DRAFT: {"draft": True},
    ReportState.SENT: {"sent": True},
    ReportState.CONFIRMED: {},
    ReportState.OPENED: {"opened": True},
    ReportState.DISMISSED: {"state": "dismissed", "dismissed": "other", "letter": "No."},
    ReportState.WITHDRAWN: {"state": "withdrawn", "withdrawn_at": AT},
}


@pytest.mark.parametrize("then", list(ReportState))
@pytest.mark.parametrize("now", list(ReportState))
def test_report_moves_only_as_its_table_says(now: ReportState, then: ReportState) -> None:
    row = ReportFactory(**BEGINNINGS[now])
    if REPORT.allows(now, then):
        MOVES[then](row)
    else:
        with pytest.raises(DomainError):
            MOVES[then](row)
    row.refresh_from_db()
    assert row.state == (then if REPORT.allows(now, then) else now)
