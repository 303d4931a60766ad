"""The invented bank: everything that can come of a payment is there to look at, once."""

import datetime as dt
from collections import Counter

import pytest

from members.enums import How, MatchGround
from members.models import Allocation, BankLine, BankStatement, Proposal
from members.selectors import gaps_before
from seco_portal import demonstration_bank
from tests.factories.accounts import UserFactory
from tests.factories.members import MemberFactory
from tests.factories.money import ContributionFactory, InvoiceFactory, InvoiceTermsFactory

pytestmark = [pytest.mark.demonstration, pytest.mark.django_db, pytest.mark.usefixtures("without_applications")]

AT = dt.datetime(2026, 11, 30, 10, 0, tzinfo=dt.UTC)


def _users(invoices: int) -> dict:
    people = MemberFactory.create_batch(3)
    for number in range(invoices):
        InvoiceFactory(
            member=people[number % 3],
            due_on=dt.date(2026, 7, 1) + dt.timedelta(number),
            contribution=ContributionFactory(),
        )
    return {"finance": UserFactory(roles=["finance"]), **{str(member.pk): member.user for member in people}}


def test_every_kind_of_payment_is_shown_once():
    InvoiceTermsFactory()
    users = _users(8)
    for _ in range(2):
        demonstration_bank.bring_in(users, at=AT)
    assert BankStatement.objects.count() == 2
    assert gaps_before(list(BankStatement.objects.all())) == []
    hows = Counter(Allocation.objects.values_list("how", flat=True))
    assert (hows[How.EXACT], hows[How.REVERSAL]) == (2, 3)
    grounds = set(Proposal.objects.values_list("ground", flat=True))
    assert grounds >= {
        MatchGround.REFERENCE_OTHER_AMOUNT, MatchGround.PART_OF_A_REFERENCE, MatchGround.IBAN_KNOWN,
        MatchGround.SEVERAL_REFERENCES,
    }  # fmt: skip
    assert BankLine.objects.waiting().filter(proposals=None).get().name == "Zomaar Iemand"
    assert BankLine.objects.sent_and_left().get().name == "Kantoorpand Nergens B.V."
    assert not BankLine.objects.taken_back_and_left().exists()


@pytest.mark.parametrize("invoices", range(8))
def test_with_fewer_invoices_it_shows_what_it_can(invoices):
    InvoiceTermsFactory()
    demonstration_bank.bring_in(_users(invoices), at=AT)
    assert BankLine.objects.filter(name="Zomaar Iemand").exists()


def test_without_terms_there_is_no_account():
    demonstration_bank.bring_in({"finance": UserFactory(roles=["finance"])}, at=AT)
    assert not BankStatement.objects.exists()
