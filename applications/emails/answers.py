"""Mails about answers: somebody declined, somebody withdrew, and a copy to who answered. Content goes to its author."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from applications.emails.links import address_of, of_link
from applications.enums import ReferenceState, Says
from applications.models import Application, Reference, ReferenceAnswer, ReferenceLink
from applications.models.answers import CRITERIA, SAYS
from applications.selectors.references import ABOUT
from applications.states import HANDED_IN
from applications.words import known
from common.calendar import local_day
from comms.kinds import NOT_KEPT, Facts, MessageKind, register
from comms.models import Message
from comms.outbox import Mail

TOLD: Final[Mapping[str, Any]] = {
    "application": "A-7K3P-Q9WD-4XTN-H",
    "title": "S-CISO Certified Information Security Officer",
    "name": "Iris Meetlat",
}
COPIED: Final[Mapping[str, Any]] = {
    "name": "Iris Meetlat",
    "applicant": "Ada Voorbeeld",
    "title": "S-CISO Certified Information Security Officer",
    "given_on": date(2026, 7, 14),
    "answer": 0,
    "seed": "0" * 64,
    "fingerprint": "",
}


def told(application: Application, person: Reference, *, period: str) -> Mail:
    """A mail to the applicant about somebody they named; without a name where that was deleted."""
    facts = {
        "application": application.reference,
        "title": str(application.title),
        "name": "" if person.forgotten else person.name,
    }
    applicant = application.person
    about = f"{ABOUT}{person.handle}"
    return Mail(to=applicant.email, about=about, period=period, person=applicant, facts=facts)


def copy(application: Application, answer: ReferenceAnswer, link: ReferenceLink) -> Mail:
    """The copy to who answered; its words are made at sending, from the answer as it is kept."""
    person = answer.reference
    facts = {
        "name": answer.name,
        "applicant": application.name,
        "title": str(application.title),
        "given_on": local_day(answer.given_at),
        "answer": answer.pk,
        **of_link(link),
    }
    return Mail(to=person.email, about=f"{ABOUT}{person.handle}", period=f"answer {answer.pk}", facts=facts)


def moved(application: Application, person: Reference, link: ReferenceLink) -> Mail:
    """The mail to an address that somebody corrected whose answer is not awaited: it leads to what we hold."""
    facts = {
        "name": person.name,
        "applicant": application.name,
        "title": str(application.title),
        **of_link(link),
    }
    return Mail(to=person.email, about=f"{ABOUT}{person.handle}", period=f"link {link.pk}", facts=facts)


def _held(facts: Facts) -> Facts:
    return {"code": str(facts["title"]).partition(" ")[0], "page": address_of(facts)}


def _opens(message: Message) -> bool:
    """Whether the link in the mail was not revoked."""
    return ReferenceLink.objects.filter(seed=message.facts.get("seed", ""), revoked_at__isnull=True).exists()


def _status(facts: Facts) -> Facts:
    path = reverse("applications:application", args=[slugify(facts["application"])])
    return {"code": str(facts["title"]).partition(" ")[0], "page": settings.BASE_URL + path}


def _answer(facts: Facts) -> Facts:
    page = {"code": str(facts["title"]).partition(" ")[0], "page": address_of(facts)}
    return {**page, **(_kept(facts["answer"]) if facts["answer"] else _sample())}


def _kept(key: int) -> Facts:
    row = ReferenceAnswer.objects.prefetch_related("statements").get(pk=key)
    said = [
        {
            "criterion": statement.get_criterion_display(),
            "says": statement.get_says_display(),
            "words": statement.words,
            "known": known(statement.known_from, statement.known_until),
        }
        for statement in row.statements.all()
    ]
    return {"role": row.role, "relation": row.relation, "remarks": row.remarks, "said": said}


def _sample() -> Facts:
    says = dict(SAYS)
    words = {Says.CONFIRM: "", Says.PARTLY: "I saw the first two years of it."}
    said = [
        {"criterion": name, "says": says[given], "words": words[given], "known": known(date(2019, 3, 1), None)}
        for (_key, name), given in zip(CRITERIA, (Says.CONFIRM, Says.PARTLY, Says.CONFIRM, Says.CONFIRM), strict=True)
    ]
    return {"role": "Director", "relation": "She reported to me for three years.", "remarks": "", "said": said}


def _stands_at(state: ReferenceState) -> Any:
    """Whether somebody is still where the mail says they are, in an application that is under way."""

    def stands(message: Message) -> bool:
        people = Reference.objects.filter(handle=message.about.removeprefix(ABOUT), state=state)
        return people.filter(application__state__in=HANDED_IN).exists()

    return stands


def _is_kept(message: Message) -> bool:
    """Whether the answer was not taken back."""
    return ReferenceAnswer.objects.filter(pk=message.facts.get("answer")).exists()


def _to_applicant(key: str, name: str | Promise, when: str | Promise, state: ReferenceState) -> MessageKind:
    return MessageKind(
        key=f"applications.{key}",
        name=name,
        when=when,
        template=f"applications/email/{key}",
        facts={fact: type(value) for fact, value in TOLD.items()},
        sample=TOLD,
        more=_status,
        still_true=_stands_at(state),
    )


DECLINED: Final = _to_applicant(
    "reference_declined",
    _("Somebody you named declined"),
    _("When somebody who was asked for a reference tells us that they do not act as one."),
    ReferenceState.DECLINED,
)
WITHDREW: Final = _to_applicant(
    "reference_withdrew",
    _("Somebody you named withdrew"),
    _("When somebody who was named takes their answer back, or asks us to delete what we hold about them."),
    ReferenceState.WITHDREW,
)
COPY: Final = MessageKind(
    key="applications.reference_copy",
    name=_("A copy of your answer as a reference"),
    when=_("When somebody who was asked for a reference sent their answer."),
    template="applications/email/reference_copy",
    facts={fact: type(value) for fact, value in COPIED.items()},
    sample=COPIED,
    more=_answer,
    kept=NOT_KEPT,
    still_true=_is_kept,
)

MOVED_SAMPLE: Final = {fact: COPIED[fact] for fact in ("name", "applicant", "title", "seed", "fingerprint")}
MOVED: Final = MessageKind(
    key="applications.reference_moved",
    name=_("Your corrected address as a reference"),
    when=_("When somebody who was named corrects their address and no answer of theirs is awaited."),
    template="applications/email/reference_moved",
    facts={fact: type(value) for fact, value in MOVED_SAMPLE.items()},
    sample=MOVED_SAMPLE,
    more=_held,
    kept=NOT_KEPT,
    still_true=_opens,
)

register(DECLINED, WITHDREW, COPY, MOVED)
