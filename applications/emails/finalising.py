"""The mails between an acceptance and the award: the title is awarded, the acceptance is about to lapse, it lapsed."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from django.conf import settings
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from stdnum import iban as ibans

from applications.enums import ApplicationState, Item
from applications.finalising_words import LATE, MISSING, SCAN, named_missing
from applications.models import Application, Finalisation
from applications.selectors.finalising import ABOUT, Found, found_for
from applications.selectors.finalising import WARNING as WARNS
from common import creditor_reference
from common.calendar import local_day
from comms.kinds import Facts, MessageKind, register
from comms.models import Message
from comms.outbox import Mail
from members import keeping_up, selectors
from members.models import Credential, Cycle, Invoice, Membership
from members.rules.membership import NOTHING

SAMPLE: Final[Mapping[str, Any]] = {
    "application": "A-7K3P-Q9WD-4XTN-H",
    "title": "S-CISO Certified Information Security Officer",
}
AWARD: Final[Mapping[str, Any]] = {
    **SAMPLE,
    "awarded_on": date(2026, 9, 1),
    "has_cycle": True,
    "expires_on": date(2029, 8, 31),
    "year_credits": "40",
    "cycle_credits": "120",
    "contribution": Decimal("150.00"),
    "next_year_on": date(2027, 9, 1),
    "next_invoice": "",
    "next_paid": False,
    "next_due_on": date(2027, 9, 1),
}
WARNING: Final[Mapping[str, Any]] = {
    **SAMPLE,
    "until": date(2027, 1, 22),
    "missing": ["paid", "identified"],
    "amount": Decimal("150.00"),
    "payment_reference": "RF46 2026 0001 23",
    "iban": "NL00 DEMO 0000 0000 00",
    "account": "SECO-Institute",
}
ENDED: Final[Mapping[str, Any]] = {
    **SAMPLE,
    "accepted_on": date(2026, 7, 22),
    "until": date(2027, 1, 22),
    "missing": ["identified"],
    "holds": False,
    "credited": "2026-000123",
    "owed_back": Decimal("150.00"),
}


def about(application: Application) -> str:
    """What a mail about an application is about."""
    return f"{ABOUT}{application.reference}"


def key(row: Finalisation, days: int) -> tuple[str, str]:
    """Subject and period of the warning so many days before the last one."""
    return about(row.application), f"{row.lapses_on.isoformat()} -{days}"


def awarded(application: Application, credential: Credential, *, at: datetime) -> Mail:
    """The mail of an award, once, with the next contribution as the register knows it by then (at most 16 queries)."""
    level, on = application.title.level, credential.awarded_on
    cycle = Cycle.objects.filter(credential=credential, number=1).first()
    asks = keeping_up.credits_of(level.key, on) if cycle else None
    membership = Membership.objects.filter(member=credential.member_id).first()
    year = selectors.next_year(membership, on)
    asked = year.invoice if year else None
    return _mail(
        application,
        awarded_on=on,
        has_cycle=cycle is not None,
        expires_on=cycle.window.expires_on if cycle else on,
        year_credits=f"{asks.year.normalize():f}" if asks else "",
        cycle_credits=f"{asks.cycle.normalize():f}" if asks else "",
        contribution=year.amount if year else NOTHING,
        next_year_on=year.first if year else local_day(at),
        next_invoice=asked.number if asked else "",
        next_paid=asked is not None and asked.open <= 0,
        next_due_on=asked.due_on if asked else local_day(at),
    )


def warning(found: Found, days: int) -> Mail:
    """The warning so many days before the last one, with what is missing and how to pay."""
    unpaid = found.invoice if found.facts[Item.PAID] is None else None
    asks = unpaid is not None and not hasattr(unpaid, "credit_note")
    return _mail(
        found.row.application,
        period=key(found.row, days)[1],
        until=found.last,
        missing=named_missing(found),
        amount=unpaid.open if unpaid and asks else NOTHING,
        payment_reference=creditor_reference.shown(unpaid.reference) if unpaid and asks else "",
        iban=ibans.format(unpaid.terms.iban) if unpaid and asks else "",
        account=unpaid.terms.name if unpaid and asks else "",
    )


def lapsed(found: Found, last: date, dropped: Invoice | None) -> Mail:
    """The mail that an acceptance lapsed, with what became of its invoice; once."""
    late = [
        SCAN if item == Item.SIGNED and found.scan_asked_at else item.value
        for item, day in found.days.items()
        if day is None or day > last
    ]
    return _mail(
        found.row.application,
        accepted_on=local_day(found.row.began_at),
        until=last,
        missing=late,
        holds=found.holds,
        credited=dropped.number if dropped else "",
        owed_back=-dropped.open if dropped and dropped.open < 0 else NOTHING,
    )


def _mail(application: Application, *, period: str = "", **facts: Any) -> Mail:
    told = {"application": application.reference, "title": str(application.title), **facts}
    person = application.person
    return Mail(to=person.email, about=about(application), period=period, person=person, facts=told)


def _page(facts: Facts) -> Facts:
    path = reverse("applications:application", args=[slugify(facts["application"])])
    return {"code": str(facts["title"]).partition(" ")[0], "page": settings.BASE_URL + path}


def _with_missing(facts: Facts) -> Facts:
    """The page, and what is missing as sentences; a word that nobody knows says nothing."""
    return {**_page(facts), "sentences": [MISSING[word] for word in facts["missing"] if word in MISSING]}


def _with_late(facts: Facts) -> Facts:
    """The page, and what did not come in time; it asks for nothing any more."""
    return {**_page(facts), "sentences": [LATE[word] for word in facts["missing"] if word in LATE]}


def _with_policy(facts: Facts) -> Facts:
    certificates, policy = (settings.BASE_URL + reverse(name) for name in ("members:certificates", "cpe:policy"))
    return {**_page(facts), "page": certificates, "policy": policy}


def _is(message: Message, state: ApplicationState) -> bool:
    reference = message.about.removeprefix(ABOUT)
    return Application.objects.filter(reference=reference, state=state).exists()


def _waits_still(message: Message) -> bool:
    """Whether the acceptance still waits, for something of what the warning names."""
    reference = message.about.removeprefix(ABOUT)
    row = Finalisation.objects.filter(application__reference=reference, ended_at=None).first()
    if row is None or not message.period.startswith(row.lapses_on.isoformat()):
        return False
    found = found_for(row.application)
    return found is not None and bool(set(named_missing(found)) & set(message.facts["missing"]))


AWARDED: Final = MessageKind(
    key="applications.awarded",
    name=_("Your title is awarded"),
    when=_("When the last of what stood between an acceptance and the award is there."),
    template="applications/email/awarded",
    facts={fact: type(value) for fact, value in AWARD.items()},
    sample=AWARD,
    more=_with_policy,
    still_true=lambda message: _is(message, ApplicationState.AWARDED),
)
LAPSES: Final = MessageKind(
    key=WARNS,
    name=_("Your acceptance will lapse"),
    when=_("60 and 14 days before the last day on which what is missing after an acceptance is in time."),
    template="applications/email/acceptance_lapses",
    facts={fact: type(value) for fact, value in WARNING.items()},
    sample=WARNING,
    more=_with_missing,
    still_true=_waits_still,
)
LAPSED: Final = MessageKind(
    key="applications.acceptance_lapsed",
    name=_("Your acceptance lapsed"),
    when=_("When an acceptance was not completed within six months."),
    template="applications/email/acceptance_lapsed",
    facts={fact: type(value) for fact, value in ENDED.items()},
    sample=ENDED,
    more=_with_late,
    still_true=lambda message: _is(message, ApplicationState.LAPSED),
)

register(AWARDED, LAPSES, LAPSED)
