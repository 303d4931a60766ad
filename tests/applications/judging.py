"""What tests of judging and deciding share."""

import datetime as dt
from typing import Any, Final

from accounts.models import User
from applications.enums import Answer, Criterion, Finding, Reason
from applications.models import Application, Assessment, Decision
from applications.rules.judging import REASONS
from applications.services import deciding
from applications.services.assessing import Found, save_assessment
from applications.services.deciding import Ground
from members.models import InvoiceTerms
from tests.factories.accounts import UserFactory
from tests.factories.assessment import DECIDED, JUDGED, InterestFactory, judged
from tests.factories.money import InvoiceTermsFactory

AT: Final = DECIDED
AGAIN: Final = dt.date(2027, 1, 22)
MET: Final = {
    criterion: Found(finding=Finding.MET, reason=REASONS[criterion, Finding.MET][0]) for criterion in Criterion
}
SHORT: Final = {
    **MET,
    Criterion.TERM: Found(finding=Finding.NOT_MET, reason=Reason.UNDER_FIVE_YEARS, words="Four years and two months."),
}
GROUNDS: Final = {Criterion.TERM: Ground(reason=Reason.UNDER_FIVE_YEARS, words="Four years and two months are shown.")}


def assessor_of(row: Application, **given: Any) -> User:
    """A colleague who judges and declared to have no interest in it."""
    if not InvoiceTerms.objects.exists():
        InvoiceTermsFactory()  # an acceptance asks for the first year
    person: User = UserFactory(roles=("assessor",), **given)
    InterestFactory(application=row, person=person, interested=False)
    return person


def first_of(row: Application) -> User:
    """Who judged it first."""
    found: User = Assessment.objects.filter(application=row).earliest("pk").assessor
    return found


def accept(row: Application, by: User, at: dt.datetime = AT) -> Decision:
    """Propose to accept."""
    return deciding.propose(row, Answer.ACCEPT, grounds={}, words="", advice="", again_on=None, by=by, at=at)


def reject(row: Application, by: User, at: dt.datetime = AT, **other: Any) -> Decision:
    """Propose to reject for the term."""
    said = {"grounds": GROUNDS, "words": "", "advice": "Wait until the term is met.", "again_on": AGAIN, **other}
    return deciding.propose(row, Answer.REJECT, **said, by=by, at=at)


def short(by: User | None = None) -> tuple[Application, User]:
    """An application of which its assessor finds the term not met, and that colleague."""
    row = judged()
    first = by or first_of(row)
    save_assessment(row, SHORT, "", by=first, at=JUDGED)
    return row, first
