"""The page of one bank line: its forms, what each of them does, and what stands beside them."""

from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from django import forms
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext as _t

from accounts.models import User
from common.errors import DomainError
from common.money import in_euros
from members import bank_words, selectors, services
from members.admin.bank.forms import BookForm, OffsetForm, OwnerForm, ReasonForm
from members.enums import Use
from members.models import Allocation, BankLine, Invoice

AS_READ: Final = "as_read"
"""What the page sends back: the edition of the line that somebody read there."""
SEARCH_LENGTH: Final = 200


def state(line: BankLine) -> tuple[str, str]:
    """Shape and word: placed, in part, or not yet."""
    if not line.rest:
        return "valid", _t("Placed")
    left = in_euros(abs(line.rest))
    if line.rest != line.amount:
        return "waiting", _t("%(left)s left") % {"left": left}
    return ("attention", _t("Not placed")) if line.amount > 0 or line.reversal else ("waiting", _t("Not placed"))


class Forms:
    """The four things that can be done with what a line has left, each by its own button (``do``)."""

    def __init__(self, line: BankLine, request: HttpRequest) -> None:
        self.line = line
        self.do = request.POST.get("do", "") if request.method == "POST" else ""
        self.data = request.POST
        given = request.POST if self.do else request.GET
        self.text = given.get("q", "")[:SEARCH_LENGTH].replace("\x00", "")

    def _bound(self, do: str) -> Any:
        return self.data if self.do == do else None

    @cached_property
    def book(self) -> BookForm:
        """Invoices with boxes; after an error those that were shown."""
        invoices = list(selectors.invoices_for(self.line, self.text))
        return BookForm(self._bound("book"), line=self.line, invoices=invoices)

    @cached_property
    def owner(self) -> OwnerForm:
        """Whose money it is."""
        member = self.line.member
        return OwnerForm(self._bound("owner"), initial={"member": str(member.number) if member else ""})

    @cached_property
    def offset(self) -> OffsetForm:
        """Another line."""
        return OffsetForm(self._bound("offset"), line=self.line, others=selectors.counterparts(self.line))

    @cached_property
    def aside(self) -> ReasonForm:
        """Why it is not for the register."""
        return ReasonForm(self._bound("aside"), auto_id="aside_%s")

    @property
    def in_error(self) -> bool:
        """Whether something has to be put right."""
        shown = {"book": self.book, "owner": self.owner, "offset": self.offset, "aside": self.aside}.get(self.do)
        return bool(shown is not None and shown.errors)

    def act(self, by: User, at: datetime) -> str | None:
        """Do what was asked; a sentence when it is done, ``None`` when the page is to be shown again with why not."""
        acts = {"book": self._book, "owner": self._own, "offset": self._offset, "aside": self._aside}
        act = acts.get(self.do)
        form: forms.Form | None = getattr(self, self.do) if act else None
        if act is None or form is None or not form.is_valid():
            return None
        try:
            return act(by, at)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
            self.line.refresh_from_db()
            return None

    @property
    def _as_read(self) -> str:
        return str(self.data.get(AS_READ, ""))

    def _book(self, by: User, at: datetime) -> str:
        amounts = self.book.amounts()
        services.book(self.line.pk, amounts, by=by, at=at, as_read=self._as_read)
        total = in_euros(abs(sum(amounts.values(), Decimal(0))))
        return _t("%(amount)s is booked.") % {"amount": total}

    def _own(self, by: User, at: datetime) -> str | None:
        text = self.owner.cleaned_data["member"] or ""
        found = selectors.members_found(text)
        if text and len(found) != 1:
            self.owner.add_error("member", _not_one([f"{member.number} {member.user}" for member in found]))
            return None
        member = found[0] if found else None
        services.assign(self.line.pk, member, by=by, at=at, as_read=self._as_read)
        if member is None:
            return _t("It says now that nobody knows whose money this is.")
        told = _t("This is money of member %(number)s (%(name)s) now.")
        return told % {"number": member.number, "name": member.user}

    def _offset(self, by: User, at: datetime) -> str:
        against, amount = int(self.offset.cleaned_data["against"]), self.offset.cleaned_data["amount"]
        signed = amount if self.line.amount > 0 else -amount
        services.offset(self.line.pk, against, signed, by=by, at=at, as_read=self._as_read)
        return _t("%(amount)s of both lines is set against each other.") % {"amount": in_euros(amount)}

    def _aside(self, by: User, at: datetime) -> str:
        reason, left = self.aside.cleaned_data["reason"], in_euros(abs(self.line.rest))
        services.set_aside([self.line.pk], reason=reason, by=by, at=at, as_read={self.line.pk: self._as_read})
        return _t("%(amount)s is set aside.") % {"amount": left}


def _not_one(found: list[str]) -> str:
    if not found:
        return _t("No member is found by that. Write a member number, a name or an e-mail address.")
    told = _t("Several members are found by that (%(members)s). Write the number of one of them.")
    return told % {"members": ", ".join(found)}


def context(line: BankLine, forms: Forms) -> dict[str, Any]:
    """What the page shows (at most 12 queries)."""
    closed = selectors.closed_until()
    shown: dict[str, Any] = {}
    if line.rest:
        shown = {
            "book": forms.book,
            "offset": forms.offset,
            "aside": forms.aside,
        }
    return {
        "story": [(one, bank_words.told(one)) for one in selectors.story(line, closed)],
        "left": bank_words.left(line),
        "state": state(line),
        "edition": selectors.edition(line),
        "owner": forms.owner,
        "text": forms.text,
        "errors": forms.in_error,
        "incoming": line.amount > 0,
        **shown,
    }


def effects_of_undoing(use: Allocation) -> list[str]:
    """What follows when a use is undone, a sentence each."""
    facts = {"amount": in_euros(abs(use.amount)), "invoice": use.invoice, "line": use.against}
    if use.use == Use.LINE:
        told = [_t("This line and that of %(line)s have %(amount)s left again.") % facts]
    else:
        told = [_t("This line has %(amount)s left again, and waits for a place.") % facts]
    if use.invoice:
        told.append(_open_again(use.invoice) % facts)
    told.append(_t("The booking itself stays; its opposite is added, dated today. Both can be read for good."))
    return told


def _open_again(invoice: Invoice) -> str:
    if hasattr(invoice, "credit_note"):
        return _t("Invoice %(invoice)s was put right by a credit note; what we owe back on it becomes less.")
    return _t("%(amount)s is open on invoice %(invoice)s again; its member is reminded as with any other.")
