"""No sentence ends twice, whatever people and firms are called: pages and mails about one who ends in a stop."""

import datetime as dt
import re
from html import unescape
from typing import Any

import pytest
from django.urls import reverse

from accounts.models import User
from comms.kinds import KINDS
from comms.rendering import write
from members.models import BankLine, Invoice
from members.services import payments
from members.services.statements import import_statement
from tests.factories.bank import BankLineFactory
from tests.factories.exams import ExamClaimFactory
from tests.factories.members import CredentialFactory, MemberFactory
from tests.factories.money import BillingFactory, CreditNoteFactory, InvoiceFactory, InvoiceTermsFactory
from tests.people import person, signed_in
from tests.statements import OURS, Pay, lines

TWICE = re.compile(r"[^.\s]\s*\.\s*\.(?!\.)")
AT = dt.datetime(2026, 11, 30, 10, 0, tzinfo=dt.UTC)
FIRM = "Zonen B.V."


def twice_in(html: str) -> list[str]:
    """Where a text of a page has two full stops in a row, with what stands before them."""
    words = unescape(re.sub(r"<(script|style)\b.*?</\1>|</?(?:bdi|b|q|a|span)\b[^>]*>", "", html, flags=re.DOTALL))
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "\n", words).replace("...", "…"))
    return [text[max(found.start() - 60, 0) : found.end()] for found in TWICE.finditer(text)]


@pytest.fixture
def rows(time_machine: Any) -> dict[str, Any]:
    """Money of a member, and of the employer who pays for them, both of whose names end in a full stop."""
    time_machine.move_to(AT, tick=False)
    member = MemberFactory(user__given_name="Teun", user__family_name="Proefpersoon jr.")
    terms = InvoiceTermsFactory(iban=OURS, vat_note="No VAT is due.")
    invoice = InvoiceFactory(member=member, terms=terms, to_employer=True, bill_name=FIRM, due_on=dt.date(2026, 12, 1))
    BillingFactory(member=member, name=FIRM)
    note = CreditNoteFactory(credits__member=member, credits__terms=terms)
    CredentialFactory(member=member)
    clerk = person("Frank jr.", "finance")
    part = Pay(amount="100.00", name=FIRM, reference=invoice.reference)
    import_statement(lines([part]), name="s.xml", by=clerk, at=AT)
    proposed = BankLine.objects.get()
    other, sent = BankLineFactory(name=FIRM, member=member), BankLineFactory(name=FIRM, amount=-150)
    payments.offset(other.pk, sent.pk, other.amount, by=clerk, at=AT)
    undone = BankLineFactory(name=FIRM, member=member)
    payments.book(undone.pk, {invoice.pk: undone.amount}, by=clerk, at=AT)
    payments.undo(undone.allocations.get().pk, reason="Of a namesake.", by=clerk, at=AT)
    claim = ExamClaimFactory(person=member.user)
    return {
        "user": member.user,
        "clerk": clerk,
        "member": member.pk,
        "invoice": invoice,
        "note": note,
        "lines": [proposed, other, sent, undone],
        "use": other.allocations.get().pk,
        "statement": proposed.statement_id,
        "claim": claim,
    }


def _pages(user: User, addresses: list[str]) -> list[str]:
    client, found = signed_in(user), []
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code == 200, address
        found += [f"{address}: {where}" for where in twice_in(answer.text)]
    return found


@pytest.mark.django_db
def test_no_sentence_of_a_members_pages_ends_twice(rows: dict[str, Any]) -> None:
    invoice, note = rows["invoice"], rows["note"]
    addresses = [reverse("members:invoice", args=[row.number]) for row in (invoice, note, note.credits)]
    addresses += [reverse(f"members:{name}") for name in ("membership", "who-pays", "cancel", "profile")]
    addresses += [reverse("members:private-invoice", args=[invoice.link]), "/", "/account/data/"]
    assert _pages(rows["user"], addresses) == []


@pytest.mark.django_db
def test_no_sentence_of_the_back_office_ends_twice(rows: dict[str, Any]) -> None:
    changed = [("invoice", row.pk) for row in (rows["invoice"], rows["note"], rows["note"].credits)]
    changed += [("bankline", row.pk) for row in rows["lines"]]
    changed += [("bankstatement", rows["statement"])]
    addresses = [reverse(f"admin:members_{name}_change", args=[pk]) for name, pk in changed]
    addresses += [reverse(f"admin:members_bankline_{name}") for name in ("place", "left")]
    addresses += [reverse("admin:members_bankline_undo", args=[rows["use"]])]
    addresses += [reverse("admin:members_member_billing", args=[rows["member"]])]
    addresses += [reverse("admin:members_invoice_credit", args=[rows["invoice"].pk])]
    assert _pages(rows["clerk"], addresses) == []
    claim = rows["claim"].pk
    steps = ("change", "award", "refuse")
    colleague = person("Bea jr.", "back-office")
    assert _pages(colleague, [reverse(f"admin:members_examclaim_{step}", args=[claim]) for step in steps]) == []


@pytest.mark.django_db
def test_no_sentence_about_whose_money_it_is_ends_twice(rows: dict[str, Any]) -> None:
    client, line = signed_in(rows["clerk"]), rows["lines"][0]
    address = reverse("admin:members_bankline_change", args=[line.pk])
    MemberFactory(user__given_name="Teun", user__family_name="Proefpersoon jr.")
    for who in (str(Invoice.objects.get(pk=rows["invoice"].pk).member.number), "Proefpersoon"):
        edition = client.get(address).context["edition"]
        sent = {"do": "owner", "as_read": edition, "member": who}
        assert twice_in(client.post(address, sent, follow=True).text) == []


@pytest.mark.parametrize("key", [key for key in KINDS if not key.startswith("account.")])
def test_no_sentence_of_a_mail_ends_twice(key: str) -> None:
    kind = KINDS[key]
    named = {"member": "Teun Proefpersoon jr.", "billed_to": FIRM, "person": "Teun Proefpersoon jr."}
    sample = {**kind.sample, **{fact: name for fact, name in named.items() if fact in kind.sample}}
    letter = write(kind, sample, to="teun@people.example", reference="–", at=AT, language="en")
    assert [*twice_in(letter.text), *twice_in(letter.html), *twice_in(letter.subject)] == []
