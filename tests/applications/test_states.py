"""Every move of an application, tried from every state against the rows themselves."""

import datetime as dt
from collections.abc import Callable
from functools import partial

import pytest

from accounts.models import User
from applications import services
from applications.enums import ApplicationState
from applications.models import Application
from applications.services import ApplicationRefused, deciding, finalising, questions, stages
from applications.states import APPLICATION
from common.errors import DomainError
from members import services as register
from tests.applications.finalising import agreed, paid
from tests.applications.judging import MET, SHORT, accept, assessor_of, reject
from tests.applications.signing import signed
from tests.factories.accounts import UserFactory
from tests.factories.applications import (
    WITHDRAWN,
    ApplicationFactory,
    PositionFactory,
    QuestionFactory,
    ReferenceFactory,
    answered,
)
from tests.factories.assessment import (
    AssessmentFactory,
    FinalisationFactory,
    IdentityCheckFactory,
    ObjectionFactory,
    ReferenceJudgementFactory,
)
from tests.factories.members import MemberFactory
from tests.factories.money import InvoiceTermsFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nobody_interested")]

AT = WITHDRAWN + dt.timedelta(days=3)


def _submit(application: Application) -> None:
    PositionFactory(application=application)
    for number, organisation in enumerate(("Alfa", "Alfa", "Beta")):
        ReferenceFactory(application=application, organisation=organisation, email=f"r{number}@{organisation}.example")
    signed(application, at=AT)


def _withdraw(application: Application) -> None:
    services.withdraw(application, by=application.person, at=AT)


def _handler() -> User:
    return UserFactory(roles=("back-office",))


def _back(application: Application, stage: ApplicationState) -> bool:
    """Answer what was asked in a stage, where something was asked: that leads back to it."""
    if application.state != ApplicationState.INFORMATION:
        return False
    question = QuestionFactory(application=application, stage=stage.value)
    questions.answer(question, "Until May 2026.", by=application.person, at=AT)
    return True


def _screen(application: Application) -> None:
    if not _back(application, ApplicationState.SCREENING):
        stages.take_up(application, by=_handler(), at=AT)


def _ask_references(application: Application) -> None:
    if not _back(application, ApplicationState.REFERENCES):
        ReferenceFactory.create_batch(3, application=application)
        stages.ask_references(application, by=_handler(), at=AT)


def _assess(application: Application) -> None:
    if not _back(application, ApplicationState.ASSESSMENT):
        stages.open_assessment(application, "They answered by telephone.", by=_handler(), at=AT)


def _ask(application: Application) -> None:
    questions.ask(application, "Until when did you work at Alfa?", by=_handler(), at=AT)


def _decide(rejects: bool, application: Application) -> None:
    """What two people decide about an application that was assessed, or objected to, whatever state it is in."""
    InvoiceTermsFactory()
    for organisation in ("Alfa", "Alfa", "Beta"):
        person = ReferenceFactory(application=application, organisation=organisation, asked=True)
        ReferenceJudgementFactory(answer=answered(person))
    first, second = assessor_of(application), assessor_of(application)
    look = AssessmentFactory(application=application, assessor=first, changed_at=AT)
    for criterion, found in (SHORT if rejects else MET).items():
        look.verdicts.create(criterion=criterion.value, finding=found.finding.value, reason=found.reason.value)
    if application.state == ApplicationState.REJECTED:
        ObjectionFactory(application=application, made_at=WITHDRAWN)
    deciding.confirm((reject if rejects else accept)(application, first, AT), by=second, at=AT)


def _listed(application: Application, lapses_on: dt.date) -> int:
    """A list of which nothing but the identity is missing."""
    InvoiceTermsFactory()
    agreed(application)
    invoice = register.ask_entry(MemberFactory(user=application.person), application.title, due_on=lapses_on, at=AT)
    assert invoice is not None
    paid(invoice, AT)
    made: int = FinalisationFactory(
        application=application, began_at=WITHDRAWN, lapses_on=lapses_on, invoice=invoice
    ).pk
    return made


def _award(application: Application) -> None:
    key = _listed(application, AT.date() + dt.timedelta(days=60))
    IdentityCheckFactory(application=application, checked_at=AT)
    if not finalising.award([key], at=AT):
        raise ApplicationRefused("Nothing was awarded.")


def _lapse(application: Application) -> None:
    key = _listed(application, AT.date() + dt.timedelta(days=7))
    finalising.warn([key], at=AT)
    if not finalising.lapse([key], at=AT + dt.timedelta(days=40)):
        raise ApplicationRefused("Nothing lapsed.")


MOVES: dict[ApplicationState, Callable[[Application], None]] = {
    ApplicationState.SUBMITTED: _submit,
    ApplicationState.SCREENING: _screen,
    ApplicationState.REFERENCES: _ask_references,
    ApplicationState.ASSESSMENT: _assess,
    ApplicationState.INFORMATION: _ask,
    ApplicationState.ACCEPTED: partial(_decide, False),
    ApplicationState.REJECTED: partial(_decide, True),
    ApplicationState.AWARDED: _award,
    ApplicationState.LAPSED: _lapse,
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
    **{
        state: {"decided": True, "state": state.value}
        for state in (
            ApplicationState.ACCEPTED,
            ApplicationState.REJECTED,
            ApplicationState.AWARDED,
            ApplicationState.LAPSED,
        )
    },
}


@pytest.mark.parametrize("then", list(MOVES))
@pytest.mark.parametrize("now", list(ApplicationState))
def test_application_moves_only_as_its_table_says(now: ApplicationState, then: ApplicationState) -> None:
    application = ApplicationFactory(**BEGINNINGS[now])
    if APPLICATION.allows(now, then):
        MOVES[then](application)
    elif now == then == ApplicationState.WITHDRAWN:
        MOVES[then](application)  # pressed twice: done already
    elif now == then == ApplicationState.REJECTED:
        MOVES[then](application)  # the objection is dismissed: the rejection stands
    else:
        with pytest.raises(DomainError):
            MOVES[then](application)
    application.refresh_from_db()
    assert application.state == (then if APPLICATION.allows(now, then) else now)
