"""The letters about a decision: accepted, rejected, and what became of an objection.

``mail_of`` makes the mail of a decision from facts, and ``preview`` writes it as it would be sent now, in the
applicant's language, before anybody confirmed it.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Final

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from applications import letter_words
from applications.emails.submission import ABOUT
from applications.enums import Answer, ApplicationState, Criterion, ObjectionState, Reason
from applications.models import Application, Decision, Objection
from applications.rules.objecting import open_until
from applications.selectors import answers as selectors
from applications.selectors.answers import ToPay
from common.calendar import local_day
from comms.kinds import Facts, MessageKind, register
from comms.models import Message
from comms.outbox import Mail
from comms.rendering import Letter, write

SAMPLE: Final[Mapping[str, Any]] = {
    "application": "A-7K3P-Q9WD-4XTN-H",
    "title": "S-CISO Certified Information Security Officer",
}
TO_DO: Final[Mapping[str, Any]] = {
    "lapses_on": date(2027, 1, 22),
    "amount": Decimal("150.00"),
    "invoice": "2026-0017",
    "pay_by": date(2026, 8, 21),
    "signature": "seen",
    "identity": "appointment",
    "appointment_at": datetime(2026, 8, 12, 8, 30, tzinfo=UTC),
}
AGAIN: Final[Mapping[str, Any]] = {
    "words": "Your work at Beta impressed us.",
    "grounds": [
        [Criterion.TERM.value, Reason.UNDER_FIVE_YEARS.value, "Your work at Beta and Alfa comes to 4 years, 2 months."],
        [
            Criterion.ACCOMPLISHMENT.value,
            Reason.RESULT_NOT_SHOWN.value,
            "You describe the programme, and not what changed by it.",
        ],
    ],
    "advice": "Describe one result of your own, with what it was before and after.",
    "again_on": date(2027, 1, 22),
}


def mail_of(decision: Decision) -> tuple[MessageKind, Mail]:
    """The mail about a confirmed decision to its applicant, once for each decision (at most 8 queries)."""
    at = decision.decided_at
    assert at is not None  # noqa: S101  it was confirmed
    row = decision.application
    kind, facts = _told(decision, at)
    person, period = row.person, "" if not decision.on_objection else "objection"
    return kind, Mail(to=person.email, about=f"{ABOUT}{row.reference}", period=period, person=person, facts=facts)


def preview(decision: Decision, at: datetime, asks: ToPay | None = None) -> Letter:
    """The letter of a decision as its applicant would read it if it was confirmed now (at most 8 queries).

    ``asks``: what an acceptance would ask for the first year.
    """
    kind, facts = _told(decision, decision.decided_at or at, asks)
    person = decision.application.person
    return write(kind, facts, to=person.email, reference="–", at=at, language=person.language)


def received(objection: Objection, answer_by: date) -> Mail:
    """The mail that confirms an objection and names the day of our answer to it."""
    row = objection.application
    facts = {**_about(row), "made_on": local_day(objection.made_at), "answer_by": answer_by}
    return Mail(to=row.person.email, about=f"{ABOUT}{row.reference}", person=row.person, facts=facts)


def grounds_of(decision: Decision) -> list[list[str]]:
    """The criteria that a decision found not met, each with the code of the reason and words (1 query at most)."""
    return [[ground.criterion, ground.reason, ground.words] for ground in decision.grounds.all()]


def _told(decision: Decision, at: datetime, asks: ToPay | None = None) -> tuple[MessageKind, dict[str, Any]]:
    row, on = decision.application, local_day(at)
    facts = {**_about(row), "decided_on": on, "words": decision.words}
    if decision.answer == Answer.ACCEPT:
        return ALLOWED if decision.on_objection else ACCEPTED, {**facts, **selectors.to_do(row, at, asks)}
    facts |= {"grounds": grounds_of(decision), "advice": decision.advice, "again_on": decision.again_on}
    return (DISMISSED, facts) if decision.on_objection else (REJECTED, {**facts, "until": open_until(on)})


def _about(row: Application) -> dict[str, Any]:
    return {"application": row.reference, "title": str(row.title)}


def _page(facts: Facts) -> dict[str, Any]:
    path = reverse("applications:application", args=[slugify(facts["application"])])
    return {"code": str(facts["title"]).partition(" ")[0], "page": settings.BASE_URL + path}


def _steps(facts: Facts) -> Facts:
    return {**_page(facts), "steps": letter_words.steps(facts)}


def _reasons(facts: Facts) -> Facts:
    return {**_page(facts), "reasons": letter_words.grounds(facts["grounds"])}


def _stands(state: ApplicationState, *ended: ObjectionState) -> Callable[[Message], bool]:
    """Whether an application is where a mail says it is, and its objection, if the mail is about one."""

    def stands(message: Message) -> bool:
        reference = message.about.removeprefix(ABOUT)
        rows = Application.objects.filter(reference=reference, state=state.value)
        return (rows.filter(objection__state__in=[one.value for one in ended]) if ended else rows).exists()

    return stands


def _kind(
    key: str,
    name: str | Promise,
    when: str | Promise,
    sample: Mapping[str, Any],
    more: Callable[[Facts], Facts],
    still_true: Callable[[Message], bool],
) -> MessageKind:
    told = {**SAMPLE, **sample}
    return MessageKind(
        key=f"applications.{key}",
        name=name,
        when=when,
        template=f"applications/email/{key}",
        facts={fact: type(value) for fact, value in told.items()},
        sample=told,
        more=more,
        still_true=still_true,
    )


DECIDED_ON: Final = date(2026, 7, 22)
SECOND: Final = date(2026, 8, 31)

ACCEPTED: Final = _kind(
    "accepted",
    _("Your application is accepted"),
    _("When a second colleague confirms that an application is accepted; it names what is still to do, until when."),
    {"decided_on": DECIDED_ON, "words": AGAIN["words"], **TO_DO},
    _steps,
    _stands(ApplicationState.ACCEPTED),
)
REJECTED: Final = _kind(
    "rejected",
    _("Your application is not accepted"),
    _("When a second colleague confirms that an application is rejected; with the reasons, and how to object."),
    {"decided_on": DECIDED_ON, **AGAIN, "until": date(2026, 8, 21)},
    _reasons,
    _stands(ApplicationState.REJECTED),
)
OBJECTED: Final = _kind(
    "objection_received",
    _("We received your objection"),
    _("When somebody objects to the rejection of an application; it names who decides, and by when."),
    {"made_on": date(2026, 8, 3), "answer_by": SECOND},
    _page,
    _stands(ApplicationState.REJECTED, ObjectionState.MADE),
)
ALLOWED: Final = _kind(
    "objection_allowed",
    _("Your objection is allowed: your application is accepted"),
    _("When two colleagues accept an application after an objection; it names what is still to do, and until when."),
    {"decided_on": SECOND, "words": "Your job at Beta counts.", **TO_DO},
    _steps,
    _stands(ApplicationState.ACCEPTED, ObjectionState.ALLOWED),
)
DISMISSED: Final = _kind(
    "objection_dismissed",
    _("Your objection is dismissed"),
    _("When two colleagues find after an objection that the rejection stands; with the reasons. It is final."),
    {"decided_on": SECOND, **AGAIN},
    _reasons,
    _stands(ApplicationState.REJECTED, ObjectionState.DISMISSED),
)

register(ACCEPTED, REJECTED, OBJECTED, ALLOWED, DISMISSED)
