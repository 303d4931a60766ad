"""Every move of an application, tried from every state against the rows themselves."""

import datetime as dt
from collections.abc import Callable
from functools import partial

import pytest

from applications import services
from applications.enums import ApplicationState
from applications.models import Application
from applications.states import APPLICATION
from common.errors import DomainError
from tests.applications.signing import signed
from tests.factories.applications import WITHDRAWN, ApplicationFactory, PositionFactory, ReferenceFactory

pytestmark = pytest.mark.django_db

AT = WITHDRAWN + dt.timedelta(days=3)


def _submit(application: Application) -> None:
    PositionFactory(application=application)
    for number, organisation in enumerate(("Alfa", "Alfa", "Beta")):
        ReferenceFactory(application=application, organisation=organisation, email=f"r{number}@{organisation}.example")
    signed(application, at=AT)


def _withdraw(application: Application) -> None:
    services.withdraw(application, by=application.person, at=AT)


def _become(state: ApplicationState, application: Application) -> None:
    application.become(state)
    application.save()


MOVES: dict[ApplicationState, Callable[[Application], None]] = {
    ApplicationState.SUBMITTED: _submit,
    ApplicationState.SCREENING: partial(_become, ApplicationState.SCREENING),
    ApplicationState.REFERENCES: partial(_become, ApplicationState.REFERENCES),
    ApplicationState.ASSESSMENT: partial(_become, ApplicationState.ASSESSMENT),
    ApplicationState.INFORMATION: partial(_become, ApplicationState.INFORMATION),
    ApplicationState.WITHDRAWN: _withdraw,
}
BEGINNINGS = {
    ApplicationState.DRAFT: {"filled": True},
    ApplicationState.SUBMITTED: {"submitted": True},
    ApplicationState.SCREENING: {"screening": True},
    ApplicationState.REFERENCES: {"references_asked": True},
    ApplicationState.ASSESSMENT: {"assessment": True},
    ApplicationState.INFORMATION: {"references_asked": True, "state": "information", "due_on": None},
    ApplicationState.WITHDRAWN: {"withdrawn": True},
}


@pytest.mark.parametrize("then", list(MOVES))
@pytest.mark.parametrize("now", list(ApplicationState))
def test_application_moves_only_as_its_table_says(now: ApplicationState, then: ApplicationState) -> None:
    application = ApplicationFactory(**BEGINNINGS[now])
    if APPLICATION.allows(now, then):
        MOVES[then](application)
    elif now == then == ApplicationState.WITHDRAWN:
        MOVES[then](application)  # pressed twice: done already
    else:
        with pytest.raises(DomainError):
            MOVES[then](application)
    application.refresh_from_db()
    assert application.state == (then if APPLICATION.allows(now, then) else now)
