"""The mails of the register: invoices, credit notes and reminders, to the member and to who pays for them."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from comms.kinds import KEPT, NOT_KEPT, Facts, MessageKind, register
from comms.models import Message
from members.models import Invoice, Membership

LINK_LASTS: Final = timedelta(days=400)
"""How long a private link in a mail to who pays is worth sending."""

SAMPLE: Final[Mapping[str, Any]] = {
    "number": "2026-000123",
    "texts": ["Contribution for the membership year 1 July 2026 – 30 June 2027 (S-CISO)"],
    "total": Decimal("150.00"),
    "due_on": date(2026, 7, 1),
    "payment_reference": "RF46 2026 0001 23",
    "iban": "NL00 DEMO 0000 0000 00",
    "account": "SECO-Institute",
    "member": "Noor Voorbeeld",
    "billed_to": "",
    "copied": False,
}
CREDITED: Final[Mapping[str, Any]] = {
    "number": "C2026-000007",
    "invoice": "2026-000123",
    "issued_on": date(2026, 8, 14),
    "total": Decimal("150.00"),
    "open": Decimal("0.00"),
    "why": "membership-ended",
    "member": "Noor Voorbeeld",
}
REMINDED: Final[Mapping[str, Any]] = {**SAMPLE, "open": Decimal("150.00"), "late": True}
TOOK_BACK: Final[Mapping[str, Any]] = {
    **REMINDED, "taken_back": Decimal("150.00"), "taken_back_on": date(2026, 7, 14)
}  # fmt: skip


def _invoice(message: Message) -> Invoice | None:
    return Invoice.objects.select_related("credit_note").filter(number=message.about).first()


def _stands(message: Message) -> bool:
    """Whether the invoice was not put right meanwhile."""
    invoice = _invoice(message)
    return invoice is not None and not hasattr(invoice, "credit_note")


def _is_open(message: Message) -> bool:
    """Whether something of the invoice is still to be paid."""
    return Invoice.objects.to_pay().filter(number=message.about).exists()


def _pages(facts: Facts) -> Facts:
    return {
        "page": settings.BASE_URL + reverse("members:invoice", args=[facts["number"]]),
        "membership_page": settings.BASE_URL + reverse("members:membership"),
    }


def _why(facts: Facts) -> Facts:
    """The reason as a sentence; one that has none is said as it is."""
    return {**_pages(facts), "why": dict(Invoice._meta.get_field("why").flatchoices).get(facts["why"], facts["why"])}


def _pair(
    key: str, name: str | Promise, when: str | Promise, sample: Mapping[str, Any], **more: Any
) -> tuple[MessageKind, MessageKind]:
    """The mail to the member, and the same to who pays: with a private link instead of a page behind the sign-in."""
    facts = {fact: type(value) for fact, value in sample.items()}
    to_member = MessageKind(
        key=f"members.{key}", name=name, when=when, template=f"members/email/{key}", facts=facts, sample=sample,
        kept=KEPT, **{"more": _pages, **more},
    )  # fmt: skip
    to_payer = MessageKind(
        key=f"members.{key}_copy",
        name=format_lazy("{}, {}", name, _("to who pays")),
        when=when,
        template=f"members/email/{key}",
        facts={**facts, "private_link": str},
        sample={**sample, "private_link": f"{settings.BASE_URL}/invoices/sample/"},
        kept=NOT_KEPT,
        good_for=LINK_LASTS,
        **{"more": _pages, **more},
    )
    return to_member, to_payer


INVOICE = _pair(
    "invoice", _("Invoice"), _("When an invoice is made: ahead of the membership year, or at the award."), SAMPLE,
    still_true=_stands,
)  # fmt: skip
CREDIT_NOTE = _pair("credit_note", _("Credit note"), _("When an invoice is put right."), CREDITED, more=_why)
REMINDER = _pair(
    "reminder",
    _("Reminder of an invoice"),
    _("Before and after the last day to pay, on the days the invoice terms say; never of what is paid."),
    REMINDED,
    still_true=_is_open,
)
PAYMENT_TAKEN_BACK = _pair(
    "payment_taken_back",
    _("Payment taken back"),
    _("When the bank takes a payment back and its invoice is open again; once for each payment."),
    TOOK_BACK,
    still_true=_is_open,
)


def _latest(message: Message) -> Membership | None:
    return Membership.objects.filter(member__user=message.person).first()


def _still_ends(message: Message) -> bool:
    """Whether the membership still ends on the day the mail names."""
    membership = _latest(message)
    ends = membership.last_day if membership else None
    return ends is not None and ends.isoformat() == message.facts["last_day"]


def _runs_on(message: Message) -> bool:
    """Whether the membership still has no last day."""
    membership = _latest(message)
    return membership is not None and membership.last_day is None


def _membership_page(_facts: Facts) -> Facts:
    return {"membership_page": settings.BASE_URL + reverse("members:membership")}


CANCELLED = MessageKind(
    key="members.cancelled",
    name=_("Membership cancelled"),
    when=_("When a member cancels the membership: its last day, what ends with it, and the way back."),
    template="members/email/cancelled",
    facts={"last_day": date, "titles": list, "credited": list, "still_open": list},
    sample={
        "last_day": date(2027, 6, 30),
        "titles": ["S-ISP Information Security Practitioner", "S-CISO Certified Information Security Officer"],
        "credited": ["2027-000123"],
        "still_open": ["2026-000123 (EUR 150.00)"],
    },
    more=_membership_page,
    still_true=_still_ends,
)
TAKEN_BACK = MessageKind(
    key="members.taken_back",
    name=_("Cancellation taken back"),
    when=_("When a member takes the cancellation of the membership back."),
    template="members/email/taken_back",
    facts={"taken_back_on": date, "titles": list, "billed": list},
    sample={
        "taken_back_on": date(2027, 6, 2),
        "titles": ["S-ISP Information Security Practitioner", "S-CISO Certified Information Security Officer"],
        "billed": ["2027-000131"],
    },
    more=_membership_page,
    still_true=_runs_on,
)

register(*INVOICE, *CREDIT_NOTE, *REMINDER, *PAYMENT_TAKEN_BACK, CANCELLED, TAKEN_BACK)
