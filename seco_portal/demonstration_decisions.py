"""What four invented assessors made of applications: findings, proposals, answers, objections, and an award.

One for everything that may come of an assessment. Days are working days before today, as in ``demonstration_stages``.
"""

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Final

from accounts.models import User
from applications.enums import (
    Answer,
    Criterion,
    DocumentKind,
    Finding,
    IdentityVerdict,
    IdentityWay,
    Reason,
    SignedHow,
)
from applications.models import Decision, Finalisation, ReferenceAnswer
from applications.rules.judging import REASONS, again_from
from applications.services import assessing, checking, deciding, finalising, interest, objecting
from applications.services.assessing import Found
from applications.services.deciding import Ground
from common.calendar import local_day
from seco_portal import demonstration_bank
from seco_portal.demonstration_applications import CHECKER
from seco_portal.demonstration_stages import (
    Course,
    Happens,
    Moment,
    assessed,
    copy_destroyed,
    gave,
    play,
    references_asked,
    taken_up,
    verified_by_copy,
)

ASSESSORS: Final = ("assessor", "assessor-2", "assessor-3", "assessor-4")
FIRST, SECOND, THIRD, FOURTH = range(4)
MONTHS: Final = 6
"""After so many months somebody who was rejected is advised to try again."""
MET: Final = {
    criterion: Found(finding=Finding.MET, reason=REASONS[criterion, Finding.MET][0]) for criterion in Criterion
}
SHORT: Final = {
    **MET,
    Criterion.TERM: Found(
        finding=Finding.NOT_MET,
        reason=Reason.UNDER_FIVE_YEARS,
        words="Three years are shown; teaching mathematics is another field.",
    ),
}
GROUNDS: Final = {
    Criterion.TERM: Ground(
        reason=Reason.UNDER_FIVE_YEARS,
        words="Your work at Bedachte Bank and Voorbeeld Verzekeringen comes to three years, overlapping time once.",
    )
}
ADVICE: Final = "Go on as you do now, and apply again once the work in the field comes to five years."


def _declared(moment: Moment, who: int) -> User:
    """A colleague who declared to have no interest."""
    person = moment.users[ASSESSORS[who]]
    interest.declare(moment.row, False, "", by=person, at=moment.at)
    return person


def judged(moment: Moment, who: int = FIRST, *, short: bool = False, notes: str = "") -> None:
    """A colleague judges what references say, and the four criteria."""
    by = _declared(moment, who)
    for answer in ReferenceAnswer.objects.filter(reference__application=moment.row, judgement=None).order_by("pk"):
        said = {"genuine": True, "genuine_words": "", "convinces": True, "convinces_words": ""}
        assessing.judge_reference(answer, **said, by=by, at=moment.at)  # type: ignore[arg-type]
    assessing.save_assessment(moment.row, SHORT if short else MET, notes, by=by, at=moment.at)


def proposed(moment: Moment, who: int = FIRST, *, answer: Answer = Answer.ACCEPT, words: str = "") -> object:
    """A colleague proposes an answer."""
    rejects = answer == Answer.REJECT
    return deciding.propose(
        moment.row,
        answer,
        grounds=GROUNDS if rejects else {},
        words=words,
        advice=ADVICE if rejects else "",
        again_on=again_from(local_day(moment.at), MONTHS) if rejects else None,
        by=moment.users[ASSESSORS[who]],
        at=moment.at,
    )


def _waiting(moment: Moment) -> Decision:
    found: Decision = Decision.objects.filter(application=moment.row).latest("pk")
    return found


def confirmed(moment: Moment, who: int = SECOND) -> object:
    """Another colleague confirms it."""
    return deciding.confirm(_waiting(moment), by=_declared(moment, who), at=moment.at)


def sent_back(moment: Moment, words: str) -> object:
    """Another colleague sends it back."""
    return deciding.send_back(_waiting(moment), words, by=_declared(moment, SECOND), at=moment.at)


def objected(moment: Moment) -> object:
    """The applicant objects to the rejection."""
    words = "My three years at Nergens College were left out: I taught risk to students, and led its crisis team."
    return objecting.object_to(moment.row, words, by=moment.row.person, at=moment.at)


def identified(moment: Moment) -> object:
    """A checker sees the applicant and their passport, by video."""
    return checking.check_identity(
        moment.row,
        way=IdentityWay.VIDEO,
        document=DocumentKind.PASSPORT,
        verdict=IdentityVerdict.VERIFIED,
        words="",
        by=moment.users[CHECKER],
        at=moment.at,
    )


def paid(moment: Moment) -> None:
    """The invoice of the first year is paid, as a statement tells."""
    invoice = Finalisation.objects.get(application=moment.row).invoice
    if invoice is not None:
        demonstration_bank.pay(invoice, moment.users, at=moment.at)


def awarded(moment: Moment) -> object:
    """The duty of the minute after the last fact."""
    return finalising.award([Finalisation.objects.get(application=moment.row).pk], at=moment.at)


def warned(moment: Moment) -> object:
    """The duty of a night on which the last day is near."""
    return finalising.warn([Finalisation.objects.get(application=moment.row).pk], at=moment.at)


def lapsed(moment: Moment) -> object:
    """The duty of a night after the last day."""
    return finalising.lapse([Finalisation.objects.get(application=moment.row).pk], at=moment.at)


def _until_assessment(submitted: int) -> tuple[tuple[int, Happens], ...]:
    """Taken up the next day, three people confirm within the week, and the assessment is opened."""
    return (
        (submitted - 1, taken_up),
        (submitted - 2, references_asked),
        *((submitted - 3 - number, partial(gave, number=number)) for number in range(3)),
        (submitted - 6, assessed),
    )


def _accepted(submitted: int, on: int) -> tuple[tuple[int, Happens], ...]:
    return (*_until_assessment(submitted), (on + 1, judged), (on + 1, proposed), (on, confirmed))


def _rejected(submitted: int, on: int) -> tuple[tuple[int, Happens], ...]:
    return (
        *_until_assessment(submitted),
        (on + 1, partial(judged, short=True)),
        (on + 1, partial(proposed, answer=Answer.REJECT, words="What you built at Bedachte Bank convinces.")),
        (on, confirmed),
    )


COURSES: Final = (
    Course(
        person="greek",
        code="S-CCMO",
        submitted=12,
        then=(*_until_assessment(12), (3, partial(judged, notes="The budget of the second job carries the level."))),
    ),
    Course(person="cyrillic", code="S-CDPO", submitted=13, then=(*_until_assessment(13), (3, judged), (2, proposed))),
    Course(
        person="chinese",
        code="S-CDPO",
        submitted=14,
        years=3,
        then=(
            *_until_assessment(14),
            (4, partial(judged, short=True)),
            (4, partial(proposed, answer=Answer.REJECT)),
            (2, partial(sent_back, words="Say in the letter which months overlap; I counted three more than you.")),
        ),
    ),
    Course(person="accepted", code="S-CISO", submitted=16, then=_accepted(16, on=4)),
    Course(
        person="scanned",
        code="S-CDPO",
        submitted=20,
        signed=SignedHow.SCAN,
        then=(*_accepted(20, on=8), (6, identified), (5, paid)),
    ),
    Course(
        person="lapsing",
        code="S-CCMO",
        submitted=135,
        then=(*_accepted(135, on=119), (110, paid), (25, warned)),
    ),
    Course(
        person="lapsing",
        code="S-CDPO",
        submitted=200,
        then=(*_accepted(200, on=180), (95, warned), (58, warned), (40, lapsed)),
    ),
    Course(
        person="awarded",
        code="S-CISO",
        submitted=24,
        way=IdentityWay.COPY,
        then=(
            (23, verified_by_copy),
            (18, copy_destroyed),
            *_accepted(24, on=10),
            (3, paid),
            (3, awarded),
        ),
    ),
    Course(person="rejected", code="S-CISO", submitted=18, years=3, then=_rejected(18, on=3)),
    Course(
        person="rejected",
        code="S-CBCO",
        submitted=22,
        years=3,
        then=(*_rejected(22, on=9), (4, objected)),
    ),
    Course(
        person="rejected",
        code="S-CDPO",
        submitted=50,
        years=3,
        then=(
            *_rejected(50, on=35),
            (28, objected),
            (20, partial(judged, who=THIRD, short=True)),
            (20, partial(proposed, who=THIRD, answer=Answer.REJECT)),
            (18, partial(confirmed, who=FOURTH)),
        ),
    ),
    Course(
        person="rejected",
        code="S-CCMO",
        submitted=48,
        then=(
            *_rejected(48, on=33),
            (26, objected),
            (16, partial(judged, who=THIRD)),
            (16, partial(proposed, who=THIRD, words="Your work at the bank counts from its first day.")),
            (14, partial(confirmed, who=FOURTH)),
        ),
    ),
)


def show(users: Mapping[str, User], *, at: datetime) -> None:
    """Submit the applications that were judged and let happen what is told; what is there is left alone."""
    play(COURSES, users, at=at)
