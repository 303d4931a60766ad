"""The mails of the register: what became of a claim of a title after an exam."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comms.kinds import Facts, MessageKind, register
from comms.models import Message
from comms.outbox import Mail
from members.enums import ExamRefusal, ExamState
from members.models import ExamClaim
from members.models.exams import REFUSALS
from members.rules.exams import objection_until

ABOUT: Final = "members.examclaim:"
TITLE: Final = "S-ISP Information Security Practitioner"
SAMPLE: Final[Mapping[str, Any]] = {"claim": "E-7K3P-Q9WD-4XTN-H", "title": TITLE}


def mail(claim: ExamClaim, facts: Mapping[str, Any]) -> Mail:
    """A mail about a claim to the person whose claim it is, once for each kind."""
    told = {"claim": claim.reference, "title": str(claim.title), **facts}
    return Mail(to=claim.person.email, about=f"{ABOUT}{claim.reference}", person=claim.person, facts=told)


def refusal(why: ExamRefusal, words: str, refused_on: date) -> dict[str, Any]:
    """What the letter of a refusal tells beside the claim."""
    return {"why": why.value, "words": words, "until": objection_until(refused_on)}


def _code(facts: Facts) -> str:
    """The code of a title, which has no spaces, for subjects: the whole title would not leave room for the rest."""
    return str(facts["title"]).partition(" ")[0]


def _page(facts: Facts) -> Facts:
    return {"code": _code(facts), "page": settings.BASE_URL + reverse("members:exam-claims")}


def _certificate(facts: Facts) -> Facts:
    return {"code": _code(facts), "page": settings.BASE_URL + reverse("members:certificates")}


def _with_reason(facts: Facts) -> Facts:
    return {**_page(facts), "why": dict(REFUSALS).get(facts["why"], facts["why"])}


def _stands_at(*states: ExamState) -> Callable[[Message], bool]:
    """Whether the claim a mail is about is still where the mail says it is."""

    def stands(message: Message) -> bool:
        reference = message.about.removeprefix(ABOUT)
        return ExamClaim.objects.filter(reference=reference, state__in=states).exists()

    return stands


def _kind(
    key: str,
    name: str | Promise,
    when: str | Promise,
    *states: ExamState,
    sample: Mapping[str, Any] | None = None,
    more: Callable[[Facts], Facts] = _page,
) -> MessageKind:
    told = {**SAMPLE, **(sample or {})}
    return MessageKind(
        key=f"members.{key}",
        name=name,
        when=when,
        template=f"members/email/{key}",
        facts={fact: type(value) for fact, value in told.items()},
        sample=told,
        more=more,
        still_true=_stands_at(*states),
    )


WORDS: Final = "The number on the proof belongs to the exam of 12 June 2025, which was for another title."
GIVEN: Final = "The examination office confirmed the result to us."

RECEIVED: Final = _kind(
    "exam_claim_received",
    _("We received your claim"),
    _("When somebody claims a title after an exam."),
    *(state for state in ExamState if state != ExamState.WITHDRAWN),
)
AWARDED: Final = _kind(
    "exam_claim_awarded",
    _("Your title is awarded"),
    _("When a claim after an exam is found right."),
    ExamState.AWARDED,
    sample={"awarded_on": date(2026, 7, 1)},
    more=_certificate,
)
REFUSED: Final = _kind(
    "exam_claim_refused",
    _("Your claim is refused"),
    _("When a claim after an exam is refused; it says why, and how to object."),
    ExamState.REFUSED,
    ExamState.OBJECTED,
    ExamState.UPHELD,
    sample={"why": ExamRefusal.OTHER_TITLE.value, "words": WORDS, "until": date(2026, 7, 31)},
    more=_with_reason,
)
OBJECTED: Final = _kind(
    "exam_objection_received",
    _("We received your objection"),
    _("When somebody objects to the refusal of a claim."),
    ExamState.OBJECTED,
    ExamState.AWARDED,
    ExamState.UPHELD,
)
GRANTED: Final = _kind(
    "exam_objection_granted",
    _("Your objection led to the award"),
    _("When a second person awards the title after an objection."),
    ExamState.AWARDED,
    sample={"words": GIVEN, "awarded_on": date(2026, 7, 1)},
    more=_certificate,
)
UPHELD: Final = _kind(
    "exam_objection_upheld",
    _("The refusal of your claim stays"),
    _("When a second person finds the refusal right after an objection."),
    ExamState.UPHELD,
    sample={"words": WORDS},
)
BY_RESULT: Final = _kind(
    "exam_result_awarded",
    _("Your title is awarded by the result of your exam"),
    _("When a table of exam results awards a title to somebody who has an account and did not claim the title."),
    ExamState.AWARDED,
    sample={"awarded_on": date(2026, 7, 1)},
    more=_certificate,
)
WELCOME: Final = _kind(
    "exam_welcome",
    _("Your title is awarded, and your account is open"),
    _("When a table of exam results awards a title to somebody who had no account."),
    ExamState.AWARDED,
    sample={"awarded_on": date(2026, 7, 1)},
)

register(RECEIVED, AWARDED, REFUSED, OBJECTED, GRANTED, UPHELD, BY_RESULT, WELCOME)
