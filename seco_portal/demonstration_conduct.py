"""Reports of conduct and cases of invented people: one for every role that has something to do with them.

Days are calendar days before today; so terms run on whatever day the demonstration begins.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from accounts.models import User
from common.calendar import HERE, local_day
from conduct.enums import Audience, Dismissed, SeatKind
from conduct.models import Case, CaseArticle, Report, Seat
from conduct.rules.judging import Finding
from conduct.services import articles, committee, explaining, intake, judging, reporting, room
from members import services as members
from members.enums import AgreedHow
from members.models import Member
from members.selectors import agreements as document_selectors

OFFICER: Final = "conduct-officer"
CHAIR, SECOND, PEER, ASKED = "committee-member", "committee-member-2", "peer", "member"
JUDGES: Final = ((CHAIR, SeatKind.REPRESENTATIVE), (SECOND, SeatKind.REPRESENTATIVE), (PEER, SeatKind.PEER))
REVOKED: Final = "revoked"
AGREED: Final = (PEER, REVOKED)
"""Who agreed to all documents, so many days ago; other members are asked when they sign in."""
BEFORE: Final = 120
KNOWING: Final = Finding(broken=True, knowingly=True, explained=False)
NOT_BROKEN: Final = Finding(broken=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One report: who sent it so many days ago, about whom, and what they saw as many days before."""

    name: str
    relation: str
    about: str
    ago: int
    before: int
    account: str
    knows_by: str

    @property
    def email(self) -> str:
        """An address that takes no mail."""
        return f"{self.name.casefold().replace(' ', '.')}@melders.example"


@dataclass(frozen=True, slots=True, kw_only=True)
class Charged(Told):
    """One that led to a case, and how far that came.

    ``named``, ``asked``, ``given`` and ``judged`` are days before today, None while it did not come so far. The member
    ``explained`` in these words; ``finding`` is what the committee found of each article.
    """

    member: str
    numbers: tuple[str, ...]
    alleged: str
    peer: str = PEER
    named: int | None = None
    asked: int | None = None
    given: int | None = None
    judged: int | None = None
    explained: str = ""
    finding: Finding = NOT_BROKEN
    words: str = ""
    reasons: str = ""


WAITS: Final = Told(
    name="Quirijn Melder",
    relation="We sit in the same office, and share a printer.",
    about="Nel Vannacht",
    ago=2,
    before=12,
    account="A drawing of our alarm was left on the printer for a visitor, who took it along.",
    knows_by="I stood beside the printer, and saw the visitor leave with it.",
)
DISMISSED: Final = Told(
    name="Tessa Twijfel",
    relation="I am a customer of the shop where he works.",
    about="Joost Nergenslid",
    ago=20,
    before=3,
    account="He was rude to me on the telephone, and hung up.",
    knows_by="It was me whom he spoke to.",
)
LETTER: Final = (
    "Thank you for writing to us. We looked for the person you name, and found no member of that name or number. "
    "The code holds for our members alone, so we can do nothing about it. The shop itself may help you."
)
CASES: Final = (
    Charged(
        name="Hidde Bezorgd",
        relation="I lead the team in which she advises.",
        about="Rian Ruimschoots",
        member="on-track",
        ago=9,
        before=30,
        account="She advised us to buy locks from a firm that belongs to her brother, and did not say so.",
        knows_by="Her brother told me at a fair; the offer is signed by him.",
        numbers=("10", "14"),
        alleged="You advised a client to buy locks from a firm of your family, and did not disclose it.",
        peer=ASKED,
    ),
    Charged(
        name="Jelle Klokhuis",
        relation="We worked on the same test.",
        about="Žofie Ukázková-Đorđević",
        member="diacritics",
        ago=32,
        before=20,
        account="She tested a server that nobody had asked her to test. It stood still for a day.",
        knows_by="The log of that day shows her address; I can send it.",
        numbers=("16", "23"),
        alleged="You tested a server that its owner had not asked you to test, and it stood still for a day.",
        named=25,
        asked=16,
    ),
    Charged(
        name="Saar Opmerker",
        relation="I buy her advice for our association.",
        about="Олена Прикладенко",
        member="cyrillic",
        ago=48,
        before=25,
        account="The report she sold us as new was one she had written for another association.",
        knows_by="A colleague there has the same report, with the same slips of the pen.",
        numbers=("7", "13"),
        alleged="You sold a client a report as new that you had written for another one.",
        named=41,
        asked=32,
        given=4,
        explained=(
            "The part about the law is the same, and I said so in my offer, on its second page. All figures are of the "
            "client's own building; I measured them in a week of nights there."
        ),
    ),
    Charged(
        name="Ward Achterdocht",
        relation="We applied for the same contract.",
        about="Ελένη Παραδειγματίδου",
        member="greek",
        ago=90,
        before=15,
        account="She knew our price before the bids were opened, and offered one euro less.",
        knows_by="The bids were read aloud; hers was one euro below ours.",
        numbers=("15",),
        alleged="You used the price of a competitor, learned in confidence, for an offer of your own.",
        named=83,
        asked=74,
        given=60,
        judged=30,
        explained="My offer was sealed four days before theirs; the notary's stamp is on it.",
        words="The notary's stamp is four days older than the other offer.",
        reasons="Nothing shows that you knew the price. That it differed by one euro was chance.",
    ),
    Charged(
        name="Fenna Getuige",
        relation="I kept the archive of the client.",
        about="Rutger Misbruik",
        member=REVOKED,
        ago=80,
        before=25,
        account="He sold the list of our customers to two dealers in safes, and told me what he got for it.",
        knows_by="He told me himself, and one of the dealers showed me the list.",
        numbers=("15", "16"),
        alleged="You sold the list of a client's customers to two dealers.",
        named=73,
        asked=64,
        given=45,
        judged=8,
        explained="Everybody does it, and the client never said that I could not.",
        finding=KNOWING,
        words="Two dealers confirm the sale, and the contract forbids it in its first article.",
        reasons=(
            "You knew that the list was confidential: you signed so. That others do it too explains nothing, and you "
            "did not tell the client when you could."
        ),
    ),
)
"""A committee being formed; a member who is asked to explain; one who did, so that it can deliberate; two judged."""


def show(users: Mapping[str, User], *, at: datetime) -> None:
    """Let the reports come in, and happen what is told, once; what visitors do with them stays done."""
    told = [one.name for one in (WAITS, DISMISSED, *CASES)]
    if Report.objects.filter(name__in=told).exists():
        return
    today, officer = local_day(at), users[OFFICER]
    for key in AGREED:
        missing = document_selectors.to_agree(users[key], local_day(_on(today, BEFORE)))
        members.agree(users[key], missing, how=AgreedHow.SIGN_IN, by=users[key], at=_on(today, BEFORE))
    for one in sorted(CASES, key=lambda one: -one.ago):
        _charge(one, users, today=today)
    row = intake.take(_reported(DISMISSED, today=today), by=officer, at=_on(today, DISMISSED.ago - 1))
    intake.dismiss(row, Dismissed.NOT_A_MEMBER, LETTER, by=officer, at=_on(today, DISMISSED.ago - 4))
    _reported(WAITS, today=today)


def _on(today: date, ago: int, minute: int = 0) -> datetime:
    """In the morning, so many days ago."""
    return datetime.combine(today - timedelta(days=ago), time(9, minute), HERE)


def _reported(one: Told, *, today: date) -> Report:
    """The report, written, sent and confirmed within an hour."""
    acted = today - timedelta(days=one.ago + one.before)
    row = reporting.begin(at=_on(today, one.ago))
    for part, said in (
        ("whom", {"about": one.about, "about_number": "", "about_more": ""}),
        ("what", {"acted_from": acted, "acted_until": acted, "account": one.account, "knows_by": one.knows_by}),
        ("you", {"name": one.name, "email": one.email, "phone": "", "relation": one.relation}),
    ):
        row = reporting.save(row, part, said, at=_on(today, one.ago, 20))
    row = reporting.send(row, at=_on(today, one.ago, 30))
    return reporting.confirm(row, at=_on(today, one.ago, 40))


def _charge(one: Charged, users: Mapping[str, User], *, today: date) -> None:
    """Open a case on a report, and do what followed, each on its day."""
    officer, member = users[OFFICER], users[one.member]
    report = intake.take(_reported(one, today=today), by=officer, at=_on(today, one.ago - 1))
    known = articles.articles_of(articles.code_on(report.acted_until or today))
    case = intake.open_case(
        report,
        Member.objects.get(user=member),
        acted_from=report.acted_from or today,
        acted_until=report.acted_until or today,
        articles=[article.pk for article in known if article.number in one.numbers],
        alleged=one.alleged,
        by=officer,
        at=_on(today, one.ago - 1, 30),
    )
    _seat(case, one, users, today=today)
    if one.named is not None:
        committee.tell_names(case, by=officer, at=_on(today, one.named))
    if one.asked is not None:
        explaining.ask_to_explain(case, by=officer, at=_on(today, one.asked))
        words = "I called the reporter: nobody else was there, and there are no other papers."
        room.write(case, Audience.COMMITTEE, words, by=officer, at=_on(today, one.asked, 30))
    if one.given is not None:
        explaining.explain(case, one.explained, by=member, at=_on(today, one.given))
    if one.judged is not None:
        _judge(case, one, users, today=today)


def _seat(case: Case, one: Charged, users: Mapping[str, User], *, today: date) -> None:
    """Two who represent the institute sit at once; the peer too, but for the one who has not answered yet."""
    officer = users[OFFICER]
    for key, kind in (*JUDGES[:2], (one.peer, SeatKind.PEER)):
        person = users[key]
        seat = committee.invite(case, person, kind, by=officer, at=_on(today, one.ago - 4))
        if key != ASKED:
            committee.take_seat(seat, by=person, at=_on(today, one.ago - 5))
    chair = Seat.objects.get(case=case, person=users[CHAIR])
    committee.name_chair(chair, by=officer, at=_on(today, one.ago - 5, 30))


def _judge(case: Case, one: Charged, users: Mapping[str, User], *, today: date) -> None:
    """The chair proposes, the others agree, and the second one confirms."""
    chair, second, peer = (users[key] for key, _kind in JUDGES)
    ago = one.judged or 0
    case.refresh_from_db()
    judging.begin_deliberation(case, by=chair, at=_on(today, ago + 6))
    found = {row.pk: (one.finding, one.words) for row in CaseArticle.objects.filter(case=case)}
    proposal = judging.propose(case, found, one.reasons, by=chair, at=_on(today, ago + 2))
    for judge in (second, peer):
        judging.vote(proposal, agrees=True, words="", by=judge, at=_on(today, ago + 1))
    judging.confirm(proposal, by=second, at=_on(today, ago))
