"""What became of applications that invented people submitted: one for everything that may happen until the decision.

Days are working days before today; so their clocks stand as told on whatever day the demonstration begins.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Final

from accounts.models import User
from applications import selectors
from applications.emails.links import address_of, of_link
from applications.enums import (
    ApplicationState,
    CopyFailure,
    Criterion,
    Declined,
    DocumentKind,
    IdentityVerdict,
    IdentityWay,
    ReferenceState,
    Says,
    SignedHow,
)
from applications.models import Application, Reference, ReferenceLink
from applications.selectors.references import ABOUT, WITH_LINK
from applications.services import (
    answering,
    copies,
    destroying,
    interest,
    promises,
    questions,
    reminding,
    replacing,
    stages,
)
from applications.services.answering import Answer, Statement
from applications.services.references import Named
from applications.shelves import ANSWER
from common.calendar import HERE, add_working_days, day_bounds, local_day
from common.selectors import closed_days
from comms import services as comms
from comms.enums import State
from comms.models import Message
from seco_portal import demonstration_exams
from seco_portal.demonstration_applications import CHECKER, CLERK, NAMED, Person, Shown, write
from seco_portal.demonstration_papers import send_paper

REACH: Final = timedelta(days=400)
FOURTH: Final = Person("Wout Vierkant", "Nergens College", "Dean", "wout@college.example")
INSTEAD: Final = Person("Ruud Plaatsman", "Bedachte Bank", "Head of risk", "ruud@bank.example")
UNREACHED: Final = Person("Pia Postloos", "Bedachte Bank", "Board member", "pia@verhuisd.example")
IRIS, JOOST, MIRA, WOUT = range(4)
"""People by the order in which they were named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """One thing that happens to an application: to which, when, and which colleague looks after it."""

    row: Application
    at: datetime
    today: date
    clerk: User
    users: Mapping[str, User]

    def named(self, number: int) -> Reference:
        """Somebody by the order in which they were named."""
        found: Reference = self.row.references.order_by("pk")[number]
        return found


Happens = Callable[[Moment], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """An application submitted so many working days ago, and what happened to it: so many ago → what.

    ``days``: calendar days since it was submitted, where a masked copy that came with it has few left.
    """

    person: str
    code: str
    submitted: int
    then: tuple[tuple[int, Happens], ...]
    clerk: str = CLERK
    named: tuple[Person, ...] = NAMED
    years: int = 8
    signed: SignedHow = SignedHow.PORTAL
    way: IdentityWay = IdentityWay.VIDEO
    covers_name: bool = False
    days: int = 0


def taken_up(moment: Moment) -> object:
    """A colleague takes it up."""
    return stages.take_up(moment.row, by=moment.clerk, at=moment.at)


def references_asked(moment: Moment) -> object:
    """The screening ends, and the references are asked."""
    return stages.ask_references(moment.row, by=moment.clerk, at=moment.at)


def assessed(moment: Moment, reason: str = "") -> object:
    """The assessment is opened, early where a reason says why."""
    return stages.open_assessment(moment.row, reason, by=moment.clerk, at=moment.at)


def asked(moment: Moment, text: str) -> object:
    """A colleague asks the applicant something."""
    return questions.ask(moment.row, text, by=moment.clerk, at=moment.at)


def _answered(moment: Moment, text: str) -> object:
    """The applicant answers, with a file."""
    person, question = moment.row.person, moment.row.questions.open().get()
    sent = send_paper("Contract", moment.row.name, shelf=ANSWER, owner=person, at=moment.at)
    return questions.answer(question, text, [sent], by=person, at=moment.at)


def _promised(moment: Moment, days: int, words: str) -> object:
    closed = closed_days(moment.today, moment.today + REACH)
    day = add_working_days(moment.today, days, closed)
    return promises.promise(moment.row, day, words=words, by=moment.clerk, at=moment.at)


def _opened(moment: Moment, number: int) -> None:
    answering.open_form(moment.named(number).links.latest("pk"), at=moment.at)


def gave(moment: Moment, number: int, **says: Says) -> object:
    """Somebody answers: every criterion confirmed, but for what is said otherwise."""
    person = moment.named(number)
    said = {criterion: says.get(criterion.value, Says.CONFIRM) for criterion in Criterion}
    answer = Answer(
        name=person.name,
        role=person.role,
        relation="We sat in the same risk committee for four years, and met every week.",
        remarks="",
        statements={criterion: Statement(says=say, words=WORDS[criterion, say]) for criterion, say in said.items()},
    )
    return answering.give(person, answer, at=moment.at)


WORDS: Final = {
    **{(criterion, say): "" for criterion in Criterion for say in Says},
    (Criterion.RELEVANCE, Says.CONFIRM): "The whole programme was theirs, from the budget to the drills.",
    (Criterion.LEVEL, Says.CONFIRM): "The board decided what they proposed; I was there.",
    (Criterion.TERM, Says.PARTLY): "I can speak of the years since 2021; what was before I only heard of.",
    (Criterion.ACCOMPLISHMENT, Says.CONFIRM): "Findings that stayed open for months are closed in two weeks now.",
}


def _declined(moment: Moment, number: int, why: Declined) -> object:
    return answering.decline(moment.named(number), why, at=moment.at)


def _replaced(moment: Moment, number: int, person: Person) -> object:
    relation = "We led the same programme for three years."
    said = Named(**person._asdict(), phone="", relation=relation, agreed=True)
    return replacing.replace(moment.named(number), said, by=moment.row.person, at=moment.at)


def _came_back(moment: Moment, number: int) -> object:
    """Our mail to somebody came back, and the applicant is asked for another address."""
    about = f"{ABOUT}{moment.named(number).handle}"
    mail = Message.objects.filter(about=about, kind__in=WITH_LINK).latest("pk")
    Message.objects.filter(pk=mail.pk).update(state=State.SENT.value, sent_at=moment.at, facts={}, attempts=1)
    comms.note_bounce(address=mail.recipient, status="5.1.1", report=about[-64:], message=mail, at=moment.at)
    return reminding.note_returned([moment.row.pk], at=moment.at)


def verified_by_copy(moment: Moment) -> object:
    """A checker opens the masked copy: it shows a photo, and the name in the application."""
    return _judged(moment, IdentityVerdict.VERIFIED)


def name_unreadable(moment: Moment) -> object:
    """A checker opens the masked copy: the name is covered, too."""
    return _judged(moment, IdentityVerdict.NOT_VERIFIED, CopyFailure.NAME_UNREADABLE)


def copy_destroyed(moment: Moment) -> object:
    """The duty of the day on which the days of the masked copy are over."""
    copy = moment.row.identity_copies.kept().get()
    return destroying.destroy_due([copy.pk], at=day_bounds(copy.destroy_by)[0] + timedelta(minutes=5))


def _judged(moment: Moment, verdict: IdentityVerdict, failure: CopyFailure | None = None) -> object:
    copy, by = moment.row.identity_copies.kept().get(), moment.users[CHECKER]
    copies.open_copy(copy, "", by=by, at=moment.at)
    return copies.judge_copy(
        copy,
        verdict=verdict,
        document=DocumentKind.IDENTITY_CARD,
        failure=failure,
        words="",
        by=by,
        at=moment.at + timedelta(minutes=2),
    )


gave_all = partial(gave, accomplishment=Says.CANNOT_SAY)

COURSES: Final = (
    Course(person="chinese", code="S-CITSO", submitted=3, then=((2, taken_up),)),
    Course(
        person="applicant",
        code="S-CDPO",
        submitted=9,
        way=IdentityWay.COPY,
        named=(*NAMED[:MIRA], UNREACHED),
        then=(
            (8, taken_up),
            (4, references_asked),
            (3, partial(_came_back, number=MIRA)),
            (3, partial(_opened, number=IRIS)),
            (2, partial(gave, number=JOOST)),
        ),
    ),
    Course(
        person="greek",
        code="S-CBCO",
        submitted=11,
        named=(*NAMED, FOURTH),
        clerk=demonstration_exams.COLLEAGUE,
        then=(
            (10, taken_up),
            (8, references_asked),
            (7, partial(gave, number=IRIS, term=Says.PARTLY)),
            (6, partial(_declined, number=JOOST, why=Declined.LACKS_INFORMATION)),
            (5, partial(_replaced, number=JOOST, person=INSTEAD)),
            (4, partial(_declined, number=MIRA, why=Declined.NEVER_AGREED)),
        ),
    ),
    Course(
        person="cyrillic",
        code="S-CISO",
        submitted=12,
        then=(
            (11, taken_up),
            (8, references_asked),
            (5, partial(_declined, number=MIRA, why=Declined.CANNOT_NOW)),
        ),
    ),
    Course(
        person="member",
        code="S-CBCO",
        submitted=6,
        way=IdentityWay.COPY,
        covers_name=True,
        then=(
            (5, taken_up),
            (
                3,
                partial(asked, text="Until when did you advise Bedachte Bank? Your résumé names two dates."),
            ),
            (2, name_unreadable),
        ),
    ),
    Course(
        person="arabic",
        code="S-CISO",
        submitted=19,
        then=(
            (18, taken_up),
            (12, partial(asked, text="Please send us the contract that names your responsibility for the budget.")),
            (10, partial(_answered, text="Here it is; the budget is in its third article.")),
            (9, references_asked),
            (6, partial(gave, number=IRIS)),
            (5, partial(gave, number=MIRA)),
        ),
    ),
    Course(
        person="diacritics",
        code="S-CISO",
        submitted=24,
        way=IdentityWay.COPY,
        clerk=demonstration_exams.COLLEAGUE,
        then=(
            (23, taken_up),
            (21, references_asked),
            *((20 - number, partial(gave, number=number)) for number in range(3)),
            (12, assessed),
            (
                2,
                partial(_promised, days=6, words="An assessor fell ill; another one reads your application now."),
            ),
            (1, copy_destroyed),
        ),
    ),
    Course(
        person="one-name",
        code="S-CISO",
        submitted=15,
        then=(
            (14, taken_up),
            (12, references_asked),
            *((10 - 2 * number, partial(gave_all, number=number)) for number in range(3)),
            (4, assessed),
        ),
    ),
    Course(
        person="chinese",
        code="S-CBCO",
        submitted=13,
        then=(
            (12, taken_up),
            (11, references_asked),
            (9, partial(gave, number=IRIS)),
            (
                2,
                partial(
                    assessed,
                    reason="Two references are at sea, and promised an answer by telephone.",
                ),
            ),
        ),
    ),
    Course(
        person="one-name",
        code="S-CDPO",
        submitted=20,
        days=27,
        way=IdentityWay.COPY,
        then=((12, taken_up), (8, partial(asked, text="Which of your two jobs had a budget of its own?"))),
    ),
)


def show(users: Mapping[str, User], *, at: datetime) -> None:
    """Submit the applications that are under way and let happen what is told."""
    play(COURSES, users, at=at)


def play(courses: Iterable[Course], users: Mapping[str, User], *, at: datetime) -> None:
    """Submit these applications and let happen what is told; what is there is left alone.

    The colleague who looks after one declares first that they have no interest in it.
    """
    titles = {title.code: title for title in selectors.officer_titles()}
    known = set(Application.objects.values_list("person", "title__code"))
    today = local_day(at)
    closed = closed_days(today - REACH, today)
    for course in courses:
        person = users[course.person]
        if (person.pk, course.code) in known:
            continue
        days = course.days or (today - add_working_days(today, -course.submitted, closed)).days
        shown = Shown(
            person=course.person,
            code=course.code,
            ago=days,
            named=course.named,
            people=len(course.named),
            years=course.years,
            supplement=False,
            signed=course.signed,
            way=course.way,
            covers_name=course.covers_name,
            state=ApplicationState.SUBMITTED,
        )
        key = write(shown, person, titles[course.code], at).pk
        for number, (ago, happens) in enumerate(course.then):
            hour = time(10 + number // 12, 5 * (number % 12))
            moment = datetime.combine(add_working_days(today, -ago, closed), hour, HERE)
            row = Application.objects.select_related("person", "title").get(pk=key)
            clerk = users[course.clerk]
            if not number:
                interest.declare(row, False, "", by=clerk, at=moment)
            happens(Moment(row=row, at=moment, today=today, clerk=clerk, users=users))


def private_link(*, at: datetime) -> str:
    """The address at which one of the invented references answers; empty once nobody is awaited (1 query)."""
    waiting = ReferenceLink.objects.filter(
        revoked_at__isnull=True,
        reference__state=ReferenceState.ASKED,
        reference__ends_on__gte=local_day(at),
        reference__email__in=[person.email for person in (*NAMED, FOURTH, INSTEAD)],
    )
    link = waiting.order_by("pk").first()
    return "" if link is None else address_of(of_link(link))
