"""What the invented people agreed to, and titles they claimed after an exam: a claim in every state."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from accounts.models import User
from common.calendar import local_day
from members import services
from members.enums import AgreedHow, ExamRefusal, ExamState
from members.models import ExamClaim, Title
from members.selectors import agreements as document_selectors
from members.shelves import PROOF
from seco_portal.demonstration_cycles import STANDS
from seco_portal.demonstration_papers import send_picture

CLERK: Final = "back-office"
COLLEAGUE: Final = "back-office-2"
SLOW: Final = timedelta(days=2)
AGREED: Final = ("member", "chinese", *(one.key for one in STANDS))
"""Who agreed to all documents; the other members are asked when they sign in."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A claim of one invented person, sent so many days ago, and how far it came."""

    person: str
    code: str
    number: str
    state: ExamState
    ago: int


CLAIMS: Final = (
    Shown("applicant", "S-ISP", "DEMO-2026-0117", ExamState.CLAIMED, ago=3),
    Shown("one-name", "S-BCP", "DEMO-2026-0117", ExamState.CLAIMED, ago=1),
    Shown("applicant", "S-ITSP", "DEMO-2026-0042", ExamState.REFUSED, ago=12),
    Shown("greek", "S-ISP", "DEMO-2026-0063", ExamState.OBJECTED, ago=20),
    Shown("diacritics", "S-CMP", "DEMO-2026-0071", ExamState.WITHDRAWN, ago=8),
    Shown("chinese", "S-DPP", "DEMO-2026-0015", ExamState.UPHELD, ago=40),
    Shown("arabic", "S-ITSP", "DEMO-2026-0009", ExamState.AWARDED, ago=30),
)

REASON: Final = "The number you gave belongs to an exam of another title. Look at your result once more."
OBJECTION: Final = "The number stands on my result as I wrote it. Please compare it with the second page."
ANSWER: Final = "We compared both pages with the examination office. The number is that of another title."


def claim(users: Mapping[str, User], *, at: datetime) -> None:
    """Agree and claim it all; whoever claimed anything before is left alone."""
    for key in AGREED:
        missing = document_selectors.to_agree(users[key], local_day(at))
        services.agree(users[key], missing, how=AgreedHow.SIGN_IN, by=users[key], at=at)
    claimed = set(ExamClaim.objects.filter(person__in=users.values()).values_list("person", flat=True))
    titles = {title.code: title for title in Title.objects.filter(code__in={shown.code for shown in CLAIMS})}
    for shown in CLAIMS:
        if users[shown.person].pk not in claimed:
            _claim(shown, users, titles[shown.code], at - timedelta(days=shown.ago))


def _claim(shown: Shown, users: Mapping[str, User], title: Title, at: datetime) -> None:
    """One claim, and everything that happened to it."""
    person, clerk, second = users[shown.person], users[CLERK], users[COLLEAGUE]
    lines = ("Invented examination result", shown.code, shown.number, "passed")
    proof = send_picture(lines, f"result {shown.code}", shelf=PROOF, owner=person, at=at)
    row = services.claim_exam(
        person,
        title,
        exam_on=local_day(at) - timedelta(days=14),
        exam_number=shown.number,
        proof=proof,
        agree_to=document_selectors.to_agree(person, local_day(at)),
        by=person,
        at=at,
    )
    later = at + SLOW
    match shown.state:
        case ExamState.AWARDED:
            services.award_exam(row, name=person.get_full_name(), by=clerk, at=later)
        case ExamState.WITHDRAWN:
            services.withdraw_exam(row, by=person, at=later)
        case ExamState.REFUSED | ExamState.OBJECTED | ExamState.UPHELD:
            services.refuse_exam(row, why=ExamRefusal.OTHER_TITLE, words=REASON, by=clerk, at=later)
    if shown.state in {ExamState.OBJECTED, ExamState.UPHELD}:
        services.object_to(row, words=OBJECTION, by=person, at=later + SLOW)
    if shown.state == ExamState.UPHELD:
        name = person.get_full_name()
        services.settle(row, awards=False, words=ANSWER, name=name, by=second, at=later + SLOW + SLOW)
