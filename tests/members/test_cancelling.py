"""Giving the membership up, and taking that back: when it ends, with which titles, and what becomes of invoices."""

from datetime import date
from typing import Any

import pytest

from common.errors import Forbidden
from common.models import AuditLine
from members import selectors, services, words
from members.enums import Ground, OutcomeKind
from members.models import Credential, Invoice
from members.services import NothingToCancel, Ruling
from tests.factories.accounts import UserFactory
from tests.factories.members import CredentialFactory, MemberFactory
from tests.factories.money import InvoiceTermsFactory
from tests.members.years import D, ask, at, awarded, invoices, membership, pay

pytestmark = pytest.mark.django_db

FULL = D("150.00")
ENDS = date(2027, 3, 9)


@pytest.fixture(autouse=True)
def _terms() -> None:
    InvoiceTermsFactory()


@pytest.fixture
def held() -> Credential:
    """An officer whose years begin on 10 March."""
    return awarded("S-CISO", 2026, 3, 10)


def _cancel(held: Any, *day: int) -> Any:
    return services.cancel(held.member, by=held.member.user, at=at(*day))


def test_it_ends_with_the_year_that_runs_and_every_title_with_it(held: Credential) -> None:
    other = awarded("S-ISP", 2026, 4, 1, member=held.member)
    pay(Invoice.objects.get(), 2026, 3, 20)
    leaving = _cancel(held, 2026, 6, 1)
    assert (leaving.last_day, leaving.invoices) == (ENDS, [])
    assert [row.pk for row in leaving.credentials] == [held.pk, other.pk]
    assert membership(held.member).last_day == ENDS
    assert selectors.standing_of(held, ENDS).value == "valid"
    assert selectors.standing_of(held, date(2027, 3, 10)).value == "ended"
    assert AuditLine.objects.filter(act="members.cancelled").count() == 1
    assert ask(2027, 2, 1) == 0


def _said(held: Credential, sentence: Any = words.YOURS) -> set[str]:
    titles = selectors.titles_of(held.member, date(2026, 6, 1))
    return {words.until(found, row.closed_by, told=sentence) for row, found in titles}


def test_a_title_says_until_when_it_is_valid_once_its_end_is_announced(held: Credential) -> None:
    awarded("S-ISP", 2026, 4, 1, member=held.member)
    assert _said(held) == {"Valid until 9 March 2029.", "Valid until 31 March 2029."}
    _cancel(held, 2026, 6, 1)
    assert _said(held) == {"Valid until 9 March 2027, when the membership you cancelled ends."}
    assert _said(held, words.THEIRS) == {"Valid until 9 March 2027, when the membership that was cancelled ends."}
    services.take_cancellation_back(held.member, by=held.member.user, at=at(2026, 7, 1))
    assert _said(held) == {"Valid until 9 March 2029.", "Valid until 31 March 2029."}


def test_the_year_that_runs_stays_owed_when_it_was_not_paid(held: Credential) -> None:
    assert _cancel(held, 2026, 6, 1).last_day == ENDS
    assert invoices(held.member) == [("invoice", FULL, FULL)]


def test_an_invoice_for_a_year_that_will_not_begin_is_credited(held: Credential) -> None:
    pay(Invoice.objects.get(), 2026, 3, 20)
    ask(2027, 1, 9)
    leaving = _cancel(held, 2027, 2, 1)
    assert (leaving.last_day, len(leaving.invoices)) == (ENDS, 1)
    assert [(kind, still) for kind, _total, still in invoices(held.member)] == [
        ("invoice", D("0.00")), ("invoice", D("0.00")), ("credit-note", D("0.00")),
    ]  # fmt: skip


def test_a_next_year_that_is_paid_is_used_up(held: Credential) -> None:
    ask(2027, 1, 9)
    for invoice in Invoice.objects.all():
        pay(invoice, 2027, 1, 20)
    assert _cancel(held, 2027, 2, 1).last_day == date(2028, 3, 9)
    assert not Invoice.objects.filter(kind="credit-note").exists()


def test_a_member_brought_in_leaves_before_the_first_year_that_would_be_asked() -> None:
    held = CredentialFactory(awarded_on=date(2024, 5, 1))
    services.begin_brought({held.member_id: date(2026, 8, 31)})
    assert _cancel(held, 2026, 6, 1).last_day == date(2026, 8, 31)


def test_taken_back_everything_runs_on_and_what_was_credited_is_billed_anew(held: Credential) -> None:
    pay(Invoice.objects.get(), 2026, 3, 20)
    ask(2027, 1, 9)
    _cancel(held, 2027, 2, 1)
    services.take_cancellation_back(held.member, by=held.member.user, at=at(2027, 2, 20))
    assert membership(held.member).last_day is None
    assert selectors.standing_of(held, date(2027, 3, 10)).value == "valid"
    assert [(kind, still) for kind, _total, still in invoices(held.member)][-1] == ("invoice", FULL)
    assert Invoice.objects.latest("pk").due_on == date(2027, 3, 22)
    assert AuditLine.objects.filter(act="members.cancellation-taken-back").count() == 1


def test_it_can_be_taken_back_on_the_last_day_and_not_after(held: Credential) -> None:
    _cancel(held, 2026, 6, 1)
    with pytest.raises(NothingToCancel, match="The membership ended on 9 March 2027"):
        services.take_cancellation_back(held.member, by=held.member.user, at=at(2027, 3, 10))
    services.take_cancellation_back(held.member, by=held.member.user, at=at(2027, 3, 9))
    assert membership(held.member).last_day is None


def test_it_is_cancelled_once_and_again_after_it_was_taken_back(held: Credential) -> None:
    by = held.member.user
    with pytest.raises(NothingToCancel, match="The membership is not cancelled"):
        services.take_cancellation_back(held.member, by=by, at=at(2026, 6, 1))
    _cancel(held, 2026, 6, 1)
    with pytest.raises(NothingToCancel, match="no membership to cancel, or it was cancelled already"):
        _cancel(held, 2026, 6, 2)
    services.take_cancellation_back(held.member, by=by, at=at(2026, 6, 3))
    assert _cancel(held, 2026, 6, 4).last_day == ENDS


def test_an_ending_that_nobody_asked_for_is_not_taken_back(held: Credential) -> None:
    ruling = Ruling(credential=held.pk, kind=OutcomeKind.ENDED, ground=Ground.FORGOTTEN, effective_on=date(2026, 9, 1))
    services.record_outcomes([ruling], at=at(2026, 6, 1))
    with pytest.raises(NothingToCancel, match="nothing was cancelled"):
        services.take_cancellation_back(held.member, by=held.member.user, at=at(2026, 6, 2))


@pytest.mark.parametrize("who", ["office", "another"])
def test_nobody_else_cancels(held: Credential, who: str) -> None:
    by = UserFactory(roles=("finance", "back-office")) if who == "office" else MemberFactory().user
    with pytest.raises(Forbidden):
        services.cancel(held.member, by=by, at=at(2026, 6, 1))
    assert membership(held.member).last_day is None


def test_who_never_held_a_title_has_nothing_to_cancel() -> None:
    member = MemberFactory()
    with pytest.raises(NothingToCancel):
        services.cancel(member, by=member.user, at=at(2026, 6, 1))


def test_it_can_be_taken_back_after_another_title_was_awarded(held: Credential) -> None:
    _cancel(held, 2026, 5, 1)
    awarded("S-DPP", 2026, 6, 1, member=held.member)
    assert membership(held.member).last_day is None
    services.take_cancellation_back(held.member, by=held.member.user, at=at(2026, 6, 2))
    assert selectors.standing_of(held, date(2027, 6, 1)).value == "valid"
