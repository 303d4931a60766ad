"""Many invented members at once: as they would stand, the same for one seed, and never beside real people."""

import datetime as dt
from collections import Counter

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import F, Q

from accounts.models import User
from common import creditor_reference, references
from cpe.models import Claim, LedgerLine
from cpe.selectors import balances, ledger_of, policies
from members.models import (
    Certificate,
    Contribution,
    Credential,
    Cycle,
    Invoice,
    InvoiceLine,
    Member,
    Membership,
    Outcome,
    Title,
)
from members.rules.contact import member_number
from members.selectors import account_of, register_facts, standings
from members.services import award
from seco_portal import scale, scale_copies, scale_rows, selectors
from tests.factories.accounts import UserFactory
from tests.factories.ledger import ClaimFactory
from tests.factories.members import MemberFactory

pytestmark = pytest.mark.django_db(transaction=True)

AT = dt.datetime(2026, 11, 21, 9, tzinfo=dt.UTC)
ON = AT.date()


def _seed(members=60, claims=6, seed=1):
    return list(scale.seed(members, claims_each=claims, seed=seed, at=AT))


def test_members_stand_as_after_years_of_use():
    assert _seed(200) == [200]
    values = Counter(
        found.value for found in standings(list(Credential.objects.values_list("pk", flat=True)), ON).values()
    )
    assert set(values) >= {"valid", "grace", "decertified"}
    assert values["valid"] > values["grace"] + values["decertified"]
    assert Member.objects.count() == Membership.objects.count() == 200
    assert Invoice.objects.filter(open__gt=0).exists()
    assert Contribution.objects.filter(amount__gt=0).count() == Invoice.objects.count()
    assert LedgerLine.objects.count() == Claim.objects.exclude(state="pending").count()
    assert {"accepted", "denied"} <= set(Claim.objects.values_list("state", flat=True))
    assert not Claim.objects.filter(Q(completed_on__gt=F("reported_on")) | Q(reported_on__gt=ON)).exists()
    assert not Cycle.objects.filter(waits=True, credential__closed_by__isnull=False).exists()
    waiting = Cycle.objects.filter(waits=True).values("credential")
    assert not Credential.objects.filter(closed_by=None).exclude(pk__in=waiting).exists()


def test_what_was_written_at_once_is_read_and_reckoned_as_anything():
    _seed()
    found = list(balances(list(Member.objects.values_list("pk", flat=True)), ON))
    assert found
    assert any(balance.judged(policies(), ON).tally.counted for balance in found)
    for member in Member.objects.select_related("user")[:10]:
        assert len(register_facts([member.pk])[member.pk]) == member.credentials.count()
        assert account_of(member, ON).membership
        assert ledger_of(member.pk, ON).claims
        assert selectors.home(member.user, at=AT).own


def _rows():
    """All that was made, without the keys."""
    columns = {
        User: ("email", "given_name", "family_name", "emailaddress__email"),
        Member: ("user__email", "number", "registered_on"),
        Credential: ("member__number", "title", "awarded_on", "closed_by__kind", "closed_by__credential__title"),
        Cycle: ("credential__member__number", "credential__title", "number", "first_day", "waits"),
        Outcome: ("credential__member__number", "cycle__first_day", "kind", "ground", "effective_on"),
        Certificate: ("credential__member__number", "cycle__first_day", "number", "name", "issued_on"),
        Contribution: ("membership__member__number", "membership__last_day", "due_on", "amount"),
        Invoice: ("member__number", "number", "link", "reference", "bill_name", "open"),
        InvoiceLine: ("invoice__number", "contribution__due_on", "amount", "text"),
        Claim: ("member__number", "activity", "completed_on", "reported_on", "amount", "state"),
        LedgerLine: ("claim__member__number", "claim__completed_on", "status", "granted", "why", "decided_on"),
    }
    return {model: list(model._base_manager.order_by("pk").values_list(*names)) for model, names in columns.items()}


def test_the_same_seed_makes_the_same_people_and_more_come_beside_them(monkeypatch):
    monkeypatch.setattr(scale, "AT_ONCE", 8)
    with transaction.atomic():
        _seed(20)
        first = _rows()
        transaction.set_rollback(True)
    _seed(20)
    assert _rows() == first
    _seed(10)
    assert {model: rows[: len(first[model])] for model, rows in _rows().items()} == first
    assert Member.objects.count() == 30


def test_numbers_that_acts_draw_later_are_free():
    _seed(20)
    member = MemberFactory()
    award(member, Title.objects.get(code="S-CISO"), on=ON, by=None, at=AT)
    assert Invoice.objects.filter(member=member).exists()


def test_nobody_is_invented_beside_real_people_unless_it_is_said():
    UserFactory(email="somebody@people.example")
    call_command("seed_scale", "--members", "3", "--claims-per-member", "2")
    assert Member.objects.count() == 3
    UserFactory(email="somebody@seco-institute.org")
    with pytest.raises(CommandError, match="Real people are in this database"):
        call_command("seed_scale", "--members", "3")
    call_command("seed_scale", "--members", "3", "--claims-per-member", "0", "--force", scale.SENTENCE)
    assert Member.objects.count() == 6
    with pytest.raises(CommandError, match="at least one member"):
        call_command("seed_scale", "--members", "0")


def test_later_members_live_as_the_first_ones_under_names_and_numbers_of_their_own(monkeypatch):
    monkeypatch.setattr(scale, "AT_ONCE", 10)
    UserFactory()
    MemberFactory(number=member_number(14))
    assert _seed(35) == [10, 20, 30, 35]
    lives = [
        {
            "titles": list(member.credentials.order_by("pk").values_list("title", "awarded_on", "closed_by__kind")),
            "cycles": list(Cycle.objects.filter(credential__member=member).values_list("number", "first_day", "waits")),
            "years": list(Contribution.objects.filter(membership__member=member).values_list("due_on", "amount")),
            "open": list(member.invoices.order_by("pk").values_list("total", "open", "lines__amount")),
            "claims": list(
                member.claims.order_by("pk").values_list("activity", "completed_on", "state", "lines__status")
            ),
        }
        for member in Member.objects.filter(user__email__startswith="scale-").order_by("pk")
    ]
    assert all(life == lives[place % 10] and life["claims"] for place, life in enumerate(lives))
    for place, member in enumerate(Member.objects.filter(user__email__startswith="scale-").order_by("pk")):
        user = member.user
        assert user.email == user.emailaddress_set.get().email == f"scale-{place}@people.example"
        assert user.family_name.endswith(f" {place}")
        assert {*Certificate.objects.filter(credential__member=member).values_list("name", flat=True)} == {str(user)}
        assert {*member.invoices.values_list("bill_name", flat=True)} <= {str(user)}
    assert all(map(references.is_whole, Certificate.objects.values_list("number", flat=True)))


def test_numbers_of_copied_invoices_are_written_as_acts_write_them(monkeypatch):
    monkeypatch.setattr(scale, "AT_ONCE", 10)
    monkeypatch.setattr(scale_copies, "DIGITS", 1)
    monkeypatch.setattr(scale_rows, "DIGITS", 1)
    _seed(35, claims=0)
    for year in set(Invoice.objects.values_list("year", flat=True)):
        invoices = list(Invoice.objects.filter(year=year).order_by("sequence"))
        assert [invoice.sequence for invoice in invoices] == list(range(1, len(invoices) + 1))
        for invoice in invoices:
            assert invoice.number == f"{year}-{invoice.sequence}"
            assert invoice.link == f"scale-{invoice.number}"
            assert invoice.reference == creditor_reference.make(f"{year}{invoice.sequence}")
    assert Invoice.objects.filter(sequence__gte=10).exists()


def test_rows_of_somebody_else_are_never_copied(monkeypatch):
    monkeypatch.setattr(scale, "AT_ONCE", 4)
    claims = scale_rows.claims

    def disturbed(world, members, chance):
        claims(world, members[:2], chance)
        ClaimFactory()
        claims(world, members[2:], chance)

    monkeypatch.setattr(scale_rows, "claims", disturbed)
    with pytest.raises(scale_copies.NotAloneError, match="cpe_claim"):
        _seed(8)
    assert not Member.objects.filter(user__email__startswith="scale-").exists()
