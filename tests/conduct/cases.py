"""Cases brought to a stage by the acts, as people would."""

import datetime as dt
from typing import Final

from accounts.models import User
from conduct.enums import SeatKind
from conduct.models import Case, CaseArticle, Judgement, Seat
from conduct.rules.judging import Finding
from conduct.services import articles, committee, explaining, intake, judging
from members.models import Member, Title
from tests.factories.accounts import UserFactory
from tests.factories.conduct import AT, ReportFactory
from tests.factories.members import CredentialFactory, MemberFactory

ACTED: Final = dt.date(2026, 10, 5)
ALLEGED: Final = "A client's list was handed to a competitor."
CODES: Final = ("S-ISP", "S-ITSE", "S-CISO")


def days(number: int, *, hours: int = 0) -> dt.datetime:
    """So many days after the report came in."""
    return AT + dt.timedelta(days=number, hours=hours)


def member(*codes: str) -> Member:
    """A member who holds these titles."""
    row = MemberFactory(user__given_name="Iris", user__family_name="Voorbeeld")
    for code in codes:
        CredentialFactory(member=row, title=Title.objects.get(code=code))
    return row


def opened(about: Member | None = None, *, officer: User | None = None) -> Case:
    """A case on a report, which its officer took."""
    about = about or member("S-ISP")
    officer = officer or UserFactory(roles=("conduct-officer",))
    report = intake.take(ReportFactory(), by=officer, at=days(0))
    version = articles.code_on(ACTED)
    chosen = [article.pk for article in articles.articles_of(version) if article.number in {"15", "16"}]
    return intake.open_case(
        report,
        about,
        acted_from=ACTED,
        acted_until=ACTED,
        articles=chosen,
        alleged=ALLEGED,
        by=officer,
        at=days(1),
    )


def seated(case: Case, number: int = 3) -> list[Seat]:
    """So many representatives on the committee, the first one in the chair."""
    made = []
    for _one in range(number):
        person = UserFactory(roles=("committee-member",))
        seat = committee.invite(case, person, SeatKind.REPRESENTATIVE, by=case.officer, at=days(1))
        made.append(committee.take_seat(seat, by=person, at=days(2)))
    committee.name_chair(made[0], by=case.officer, at=days(2))
    for seat in made:
        seat.refresh_from_db()
    return made


def explaining_case(about: Member | None = None) -> tuple[Case, list[Seat]]:
    """A case whose member is asked to explain, until 41 days after the report."""
    case = opened(about)
    seats = seated(case)
    committee.tell_names(case, by=case.officer, at=days(3))
    return explaining.ask_to_explain(case, by=case.officer, at=days(11)), seats


def deliberating(about: Member | None = None) -> tuple[Case, list[Seat]]:
    """A case on which the committee deliberates, after a written explanation."""
    case, seats = explaining_case(about)
    explaining.explain(case, "The client had agreed.", by=case.member.user, at=days(12))
    case.refresh_from_db()
    return judging.begin_deliberation(case, by=seats[0].person, at=days(13)), seats


def findings(case: Case, *, broken: bool = True, explained: bool = False) -> dict[int, tuple[Finding, str]]:
    """The same finding about each article concerned."""
    one = Finding(broken=True, knowingly=True, explained=explained) if broken else Finding(broken=False)
    return {row.pk: (one, "As the mails show.") for row in CaseArticle.objects.filter(case=case)}


def proposed(
    about: Member | None = None,
    *,
    case: Case | None = None,
    seats: list[Seat] | None = None,
    confirmed: bool = False,
    **found: bool,
) -> tuple[Case, list[Seat], Judgement]:
    """A case with a proposal by its chair; confirmed by the second one, if it is to be."""
    if case is None or seats is None:
        case, seats = deliberating(about)
    said = findings(case, **found)
    made = judging.propose(case, said, "The list was not yours to give.", by=seats[0].person, at=days(14))
    if confirmed:
        for seat in seats[1:]:
            judging.vote(made, agrees=True, words="", by=seat.person, at=days(14))
        judging.confirm(made, by=seats[1].person, at=days(14))
    case.refresh_from_db()
    return case, seats, made
