"""What stands between an acceptance and the award, in words: the same list for the applicant and for colleagues."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from applications.enums import ApplicationState, IdentityWay, Item, SignedHow
from applications.selectors.finalising import Found, theirs
from common.calendar import local_day
from members.selectors import HowToPay, how_to_pay

Words = str | Promise

SCAN: Final = "scan"
"""What is missing of a signature where another scan was asked for."""

ITEMS: Final[Mapping[Item, Words]] = {
    Item.REGISTERED: _("In the register of members"),
    Item.PAID: _("First year paid"),
    Item.SIGNED: _("Form signed, documents agreed to"),
    Item.IDENTIFIED: _("Identity verified"),
}
MISSING: Final[Mapping[str, Words]] = {
    Item.REGISTERED: _("You are not in the register of members yet; we see to that."),
    Item.PAID: _("The contribution of the first year is not paid."),
    Item.SIGNED: _("We have not looked at your signature yet; you need do nothing."),
    Item.IDENTIFIED: _("Your identity is not verified. Choose an appointment, or send a masked copy, in the portal."),
    SCAN: _("We wait for another scan of your signed form. Our question about it stands on your page."),
}
"""Item, or what else is missing → what a mail says while it is."""
LATE: Final[Mapping[str, Words]] = {
    Item.REGISTERED: _("The entry in the register of members."),
    Item.PAID: _("The contribution of the first year."),
    Item.SIGNED: _("The signature on the form, seen by us."),
    Item.IDENTIFIED: _("The check of your identity."),
    SCAN: _("Another scan of the form you signed by hand."),
}
"""The same → what a mail says that did not come in time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One item: its name, shape and word, the day it was there, and what there is to say or do until then.

    ``colleagues`` read something else where a sentence speaks to the applicant. ``choose``: how the identity is checked
    can be chosen, ``held`` in place of an appointment, ``copy`` in place of a masked copy.
    """

    item: Item
    label: Words
    shape: str
    word: Words
    at: datetime | None
    sentence: str
    colleagues: str = ""
    pay: HowToPay | None = None
    choose: bool = False
    held: bool = False
    copy: bool = False


def told(found: Found, at: datetime) -> list[Told]:
    """The list in order."""
    return [_told(found, item, at) for item in Item]


def _told(found: Found, item: Item, at: datetime) -> Told:
    moment = found.facts[item]
    if moment is not None:
        ours = ""
        if item == Item.PAID and found.invoice is None:
            ours = _t("EUR 0.00: the first year asks nothing more.")
        return Told(
            item=item,
            label=ITEMS[item],
            shape="valid",
            word=_("Done"),
            at=moment,
            sentence=_said(found, item),
            colleagues=ours,
        )
    if found.row.ended_at is not None:
        late = _t("It was not there by %(day)s, the last day.") % {"day": date_format(found.last, "j F Y")}
        return Told(item=item, label=ITEMS[item], shape="ended", word=_("Not in time"), at=None, sentence=late)
    if item == Item.PAID:
        return _to_pay(found)
    if item == Item.IDENTIFIED:
        return _to_identify(found, at)
    if item == Item.SIGNED:
        return _to_sign(found)
    return Told(item=item, label=ITEMS[item], shape="waiting", word=_("We are at it"), at=None, sentence="")


def named_missing(found: Found) -> list[str]:
    """What is missing and the applicant's to do, as a mail is told of it; of the signature, that another scan is."""
    return [SCAN if item == Item.SIGNED else item.value for item in theirs(found)]


def _to_sign(found: Found) -> Told:
    label, asked_at = ITEMS[Item.SIGNED], found.scan_asked_at
    if asked_at is not None:
        named = {"day": date_format(local_day(asked_at), "j F Y")}
        return Told(
            item=Item.SIGNED,
            label=label,
            shape="attention",
            word=_("To be sent"),
            at=None,
            sentence=_t("We asked you on %(day)s for another scan. Answer that question with it.") % named,
            colleagues=_t("The applicant was asked on %(day)s for another scan.") % named,
        )
    application = found.row.application
    by_hand = application.signed_how == SignedHow.SCAN and application.scan_checked_at is None
    mine = _t("We look at your signature on the scan; you need do nothing.")
    ours = _t("Nobody has noted yet that the signature on the scan was seen.")
    if not by_hand:
        mine = _t("Agree to the documents that hold for members; your first page leads there.")
        ours = _t("The applicant has not agreed to all documents that held on the day of the signature.")
    return Told(
        item=Item.SIGNED,
        label=label,
        shape="waiting" if by_hand else "attention",
        word=_("We are at it") if by_hand else _("To be agreed to"),
        at=None,
        sentence=mine,
        colleagues=ours,
    )


def _said(found: Found, item: Item) -> str:
    """What there is to say of an item that is done."""
    if item == Item.PAID and found.invoice is None:
        return _t("EUR 0.00: the first year asks nothing more of you, so nothing is to be paid.")
    if item == Item.PAID and found.invoice is not None:
        return _t("Invoice %(number)s, EUR %(total)s.") % {
            "number": found.invoice.number,
            "total": found.invoice.total,
        }
    return _signature(found) if item == Item.SIGNED else ""


def _signature(found: Found) -> str:
    """How it was signed, and why the day that counts is later than that of the signature, where it is."""
    application, moment = found.row.application, found.facts[Item.SIGNED]
    sent, seen = application.submitted_at, application.scan_checked_at
    assert moment is not None  # noqa: S101  it is done
    assert sent is not None  # noqa: S101  it was submitted
    told = []
    if application.signed_how == SignedHow.SCAN and seen is not None:
        sentence = _t("Signed by hand and sent on %(sent)s; the signature was seen on %(seen)s.")
        told.append(sentence % {"sent": _day(sent), "seen": _day(seen)})
    there = max(sent, seen) if seen is not None and application.signed_how == SignedHow.SCAN else sent
    if local_day(moment) > local_day(there):
        if not told:
            told.append(_t("Signed on %(sent)s.") % {"sent": _day(sent)})
        sentence = _t("The last of the documents that held then was agreed to on %(agreed)s.")
        told.append(sentence % {"agreed": _day(moment)})
    return " ".join(told)


def _day(moment: datetime) -> str:
    return date_format(local_day(moment), "j F Y")


def _to_pay(found: Found) -> Told:
    invoice = found.invoice
    assert invoice is not None  # noqa: S101  nothing asked counts as paid
    label = ITEMS[Item.PAID]
    if hasattr(invoice, "credit_note"):
        return Told(
            item=Item.PAID,
            label=label,
            shape="waiting",
            word=_("We are at it"),
            at=None,
            sentence=_t("Invoice %(number)s was put right. You get a new one; you need do nothing until then.")
            % {"number": invoice.number},
            colleagues=_t("Invoice %(number)s was credited, and no new one was made yet.") % {"number": invoice.number},
        )
    received = invoice.total - invoice.open
    sentence = _t("Invoice %(number)s, EUR %(open)s, to be paid by %(day)s.")
    if received > 0:
        sentence = _t(
            "Invoice %(number)s, EUR %(total)s: EUR %(received)s came in, EUR %(open)s is still open, to be paid by "
            "%(day)s."
        )
    sentence = sentence % {
        "number": invoice.number,
        "total": invoice.total,
        "received": received,
        "open": invoice.open,
        "day": date_format(invoice.due_on, "j F Y"),
    }
    if invoice.to_employer:
        billed = _t("It is billed to %(name)s, who can pay it with the private link we mailed, or from the invoice.")
        sentence = f"{sentence} {billed % {'name': invoice.bill_name}}"
    return Told(
        item=Item.PAID,
        label=label,
        shape="attention",
        word=_("Paid in part") if received > 0 else _("To be paid"),
        at=None,
        sentence=sentence,
        pay=how_to_pay(invoice),
    )


def _to_identify(found: Found, at: datetime) -> Told:
    held, refused = found.appointment, found.refused
    label = ITEMS[Item.IDENTIFIED]
    if found.copy_sent_at is not None:
        sent = {"day": _day(found.copy_sent_at)}
        return Told(
            item=Item.IDENTIFIED,
            label=label,
            shape="waiting",
            word=_("We are at it"),
            at=None,
            sentence=_t("We look at the masked copy of your document, which you sent on %(day)s.") % sent,
            colleagues=_t("A masked copy was sent on %(day)s; an identity checker looks at it.") % sent,
            choose=True,
            copy=True,
        )
    if held is not None and held.ends_at > at:
        how = _t("by video") if held.way == IdentityWay.VIDEO else _t("in person")
        when = date_format(timezone.localtime(held.starts_at), "j F Y, H:i")
        sentence = _t("Your appointment is on %(when)s, %(how)s: %(place)s") % {
            "when": when,
            "how": how,
            "place": held.place,
        }
        ours = _t("Appointment on %(when)s, %(how)s: %(place)s")
        return Told(
            item=Item.IDENTIFIED,
            label=label,
            shape="waiting",
            word=_("Agreed"),
            at=None,
            sentence=sentence,
            colleagues=ours % {"when": when, "how": how, "place": held.place},
            choose=held.starts_at > at,
            held=held.starts_at > at,
        )
    if held is not None and (refused is None or refused.checked_at < held.starts_at):
        sentence = _t("We saw you on %(day)s and write down what came of it. If we missed each other, choose again.")
        told = sentence % {"day": _day(held.starts_at)}
        ours = _t("The appointment was on %(day)s; nobody has written down what came of it.")
        return Told(
            item=Item.IDENTIFIED,
            label=label,
            shape="waiting",
            word=_("We are at it"),
            at=None,
            sentence=told,
            colleagues=ours % {"day": _day(held.starts_at)},
            choose=True,
        )
    sentence = _t("Choose an appointment, at which nothing of your document is kept; or send a masked copy of it.")
    ours = _t("No appointment is agreed and no masked copy waits. The applicant can choose.")
    if refused is not None:
        last = _t("We could not verify it on %(day)s.") % {"day": _day(refused.checked_at)}
        sentence, ours = f"{last} {sentence}", f"{last} {ours}"
    return Told(
        item=Item.IDENTIFIED,
        label=label,
        shape="attention",
        word=_("To be chosen"),
        at=None,
        sentence=sentence,
        colleagues=ours,
        choose=True,
    )


def turn(found: Found) -> dict[str, Any]:
    """Whose turn it is, as a heading, and what that means, in sentences."""
    row = found.row
    title = row.application.title.code
    if row.credential is not None:
        day = date_format(row.credential.awarded_on, "j F Y")
        return {
            "heading": _t("%(title)s is yours since %(day)s") % {"title": title, "day": day},
            "sentences": [_t("All that stood between the acceptance and the award is done.")],
        }
    if row.ended_at is not None:
        return {
            "heading": _t("The acceptance lapsed"),
            "sentences": [
                _t("What was still missing did not come by %(day)s, so the title was not awarded. You may apply again.")
                % {"day": date_format(found.last, "j F Y")}
            ],
        }
    if found.revoked:
        told = _t("Your membership was revoked after we accepted you, so nothing is awarded on this acceptance.")
        return {"heading": _t("Nothing more is to be done"), "sentences": [told]}
    if found.holds:
        return {"heading": _t("It is our turn"), "sentences": [_t("You hold %(title)s already.") % {"title": title}]}
    until = _t("%(title)s is awarded on the day the last of these is there, until %(day)s.") % {
        "title": title,
        "day": date_format(found.last, "j F Y"),
    }
    yours = {Item.PAID.value, Item.IDENTIFIED.value, SCAN} & set(named_missing(found))
    heading = _t("Accepted: it is your turn") if yours else _t("Accepted: it is our turn")
    return {"heading": heading, "sentences": [until]}


def in_one(found: Found) -> str:
    """What is missing, in one sentence, for lists and the home."""
    row = found.row
    if row.application.state != ApplicationState.ACCEPTED:
        return ""
    if not found.missing:
        return _t("Everything is there: the title is awarded within minutes.")
    names = ", ".join(str(ITEMS[item]) for item in found.missing)
    return _t("Still missing: %(names)s. In time until %(day)s.") % {
        "names": names,
        "day": date_format(found.last, "j F Y"),
    }
