"""Many invented members at once: as they would stand, the same for one seed, and never beside real people."""

import datetime as dt
from collections import Counter

import pytest
from django.core.management import CommandError, call_command
from django.db.models import F, Q

from accounts.models import User
from cpe.models import Claim, LedgerLine
from cpe.selectors import balances, ledger_of, policies
from members.models import Contribution, Credential, Cycle, Invoice, Member, Membership, Title
from members.selectors import account_of, register_facts, standings
from members.services import award
from seco_portal import scale, selectors
from tests.factories.accounts import UserFactory
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


def test_the_same_seed_makes_the_same_people_and_more_come_beside_them():
    _seed()
    columns = ("member__user__given_name", "activity", "completed_on", "amount")
    first = list(Claim.objects.order_by("pk").values_list(*columns))
    names = list(User.objects.order_by("pk").values_list("email", "given_name"))
    _seed(10)
    assert list(User.objects.order_by("pk").values_list("email", "given_name"))[:60] == names
    assert list(Claim.objects.order_by("pk").values_list(*columns))[: len(first)] == first
    assert Member.objects.count() == 70


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


def test_later_members_report_what_the_first_ones_did(monkeypatch):
    monkeypatch.setattr(scale, "AT_ONCE", 10)
    assert _seed(30) == [10, 20, 30]
    columns = ("activity", "completed_on", "amount", "state", "lines__status", "lines__granted", "lines__decided_on")
    members = list(Member.objects.order_by("pk"))
    lives = [set(member.claims.values_list(*columns)) for member in members]
    assert all(life in lives[:10] and life for life in lives[10:])
    assert LedgerLine.objects.count() == Claim.objects.exclude(state="pending").count()
