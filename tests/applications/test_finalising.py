"""Between acceptance and award: the list begins, its items are facts, it warns, it lapses."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from applications import finalising_words as told
from applications.enums import Item
from applications.models import Application, Appointment, Finalisation
from applications.rules.finalising import in_time, lapses_on, last_day, warning_due
from applications.selectors import finalising as selectors
from applications.services import finalising
from common.models import AuditLine
from comms.models import Message
from members import services as register
from members.enums import CreditWhy
from members.models import Badge, Certificate, Credential, Invoice, Member, Title
from members.selectors.agreements import asked
from members.selectors.certificate_office import names_waiting
from tests.applications.finalising import (
    ACCEPTED,
    LAST,
    accepted,
    at,
    identified,
    member_of,
    minute,
    nights,
    paid,
    scanned,
    seen,
)
from tests.factories.applications import SUBMITTED, AppointmentFactory
from tests.factories.assessment import FinalisationFactory, IdentityCheckFactory, judged
from tests.factories.bank import BankLineFactory, BankStatementFactory, ProposalFactory
from tests.factories.members import MemberFactory
from tests.factories.money import InvoiceTermsFactory

pytestmark = pytest.mark.django_db


def _list(row: Finalisation, moment: dt.datetime = ACCEPTED) -> list[tuple[str, str]]:
    (found,) = selectors.found_of(selectors.rows().filter(pk=row.pk))
    return [(str(one.word), one.sentence) for one in told.told(found, moment)]


def _state(row: Finalisation) -> str:
    return Application.objects.get(pk=row.application_id).state


def _mails(kind: str) -> list[tuple[str, Any]]:
    rows = Message.objects.filter(kind=f"applications.{kind}").order_by("queued_at", "pk")
    return [(f"{mail.queued_at:%Y-%m-%d}", mail.facts) for mail in rows]


def test_the_list_begins_with_register_and_invoice_and_no_membership() -> None:
    row = accepted()
    member = member_of(row)
    assert row.invoice is not None
    assert (row.invoice.total, row.invoice.due_on) == (Decimal("150.00"), dt.date(2026, 8, 21))
    assert row.invoice.bill_address == "Nergensstraat 1\n0000 AA Nergenshuizen\nNederland"
    assert row.lapses_on == LAST
    assert not member.memberships.exists()
    assert not Credential.objects.exists()
    acts = set(AuditLine.objects.values_list("act", flat=True))
    assert {"members.registered", "members.invoiced", "applications.finalising"} <= acts


def test_it_begins_once() -> None:
    row = accepted()
    with_it = Application.objects.get(pk=row.application_id)
    assert finalising.begin(with_it, by=with_it.person, at=at(2026, 7, 23)).pk == row.pk
    assert Invoice.objects.count() == 1


def test_a_member_keeps_their_number_and_address() -> None:
    member = MemberFactory(address="Elders 3", town="Elders", country="Nederland")
    row = accepted(person=member.user)
    assert member_of(row) == member
    assert row.invoice is not None
    assert row.invoice.bill_address.startswith("Elders 3")


def test_without_invoice_terms_nothing_begins() -> None:
    application = judged()
    with pytest.raises(register.NoTermsError), transaction.atomic():
        finalising.begin(application, by=application.person, at=ACCEPTED)
    assert not Member.objects.exists()


def test_items_are_facts_with_the_moment_the_portal_learned_them() -> None:
    row = accepted()
    scanned(row)
    assert selectors.facts_of(row.application) == {
        Item.REGISTERED: ACCEPTED,
        Item.PAID: None,
        Item.SIGNED: None,
        Item.IDENTIFIED: None,
    }
    assert row.invoice is not None
    paid(row.invoice, at(2026, 7, 30), amount=Decimal("100.00"))
    assert selectors.facts_of(row.application)[Item.PAID] is None
    paid(row.invoice, at(2026, 8, 3), booked=dt.date(2026, 7, 31))
    seen(row, at(2026, 8, 4))
    identified(row, at(2026, 8, 5))
    assert selectors.facts_of_many([row.application_id])[row.application_id] == {
        Item.REGISTERED: ACCEPTED,
        Item.PAID: at(2026, 8, 3),
        Item.SIGNED: at(2026, 8, 4),
        Item.IDENTIFIED: at(2026, 8, 5),
    }


def test_a_form_signed_in_the_portal_is_a_fact_of_its_day_and_needs_the_agreements() -> None:
    assert selectors.facts_of(accepted().application)[Item.SIGNED] == SUBMITTED
    without = FinalisationFactory()
    assert asked(SUBMITTED.date())
    assert selectors.facts_of(without.application)[Item.SIGNED] is None


def test_what_asks_nothing_counts_as_paid() -> None:
    InvoiceTermsFactory()
    member = MemberFactory()
    register.award(member, Title.objects.get(code="S-CDPO"), on=dt.date(2026, 3, 1), by=None, at=at(2026, 3, 1))
    row = accepted(person=member.user, title=Title.objects.get(code="S-CBCO"))
    assert row.invoice is None
    assert selectors.facts_of(row.application)[Item.PAID] == ACCEPTED
    assert ("Done", "EUR 0.00: the first year asks nothing more of you, so nothing is to be paid.") in _list(row)


def test_what_is_credited_is_paid_only_where_we_do_not_ask_for_it() -> None:
    row, other = accepted(), accepted()
    assert row.invoice is not None
    assert other.invoice is not None
    register.credit([row.invoice.pk], CreditWhy.WAIVED, by=None, at=at(2026, 8, 1))
    register.credit([other.invoice.pk], CreditWhy.MISTAKE, by=None, at=at(2026, 8, 1))
    assert selectors.facts_of(row.application)[Item.PAID] == at(2026, 8, 1)
    assert selectors.facts_of(other.application)[Item.PAID] is None
    assert _list(other)[1][0] == "We are at it"


def test_g_035_unpaid_nothing_is_awarded_and_the_list_says_what_to_pay() -> None:
    row = accepted()
    identified(row, at(2026, 7, 24))
    minute(at(2026, 7, 25))
    assert _state(row) == "accepted"
    assert not Credential.objects.exists()
    assert row.invoice is not None
    assert _list(row)[1] == ("To be paid", f"Invoice {row.invoice.number}, EUR 150.00, to be paid by 21 August 2026.")


def test_g_036_paid_but_not_signed_nothing_is_awarded_and_the_list_says_so() -> None:
    row = accepted()
    scanned(row)
    assert row.invoice is not None
    paid(row.invoice, at(2026, 7, 24))
    identified(row, at(2026, 7, 24))
    minute(at(2026, 7, 25))
    assert _state(row) == "accepted"
    assert not Credential.objects.exists()
    assert not Certificate.objects.exists()
    assert not Badge.objects.exists()
    for page in ("/register/", "/register/s-ciso/"):
        assert "Voorbeeld" not in Client().get(page).text
    words = [word for word, _sentence in _list(row)]
    assert words == ["Done", "Done", "We are at it", "Done"], "the signature alone is missing"
    assert _list(row)[2] == ("We are at it", "We look at your signature on the scan; you need do nothing.")


@pytest.mark.parametrize(
    ("renamed", "name", "waits"), [(SUBMITTED + dt.timedelta(1), "Ada Voorbeeld", 1), (None, "Ada de Groot", 0)]
)
def test_name_that_changed_after_handing_in_waits_and_the_certificate_has_that_of_the_form(
    renamed: dt.datetime | None, name: str, waits: int
) -> None:
    row = accepted()
    assert row.invoice is not None
    User.objects.filter(pk=row.application.person_id).update(
        given_name="Ada", family_name="de Groot", renamed_at=renamed
    )
    paid(row.invoice, at(2026, 7, 24))
    identified(row, at(2026, 7, 24))
    minute(at(2026, 7, 25))
    assert _state(row) == "awarded"
    assert Certificate.objects.get().name == name
    assert names_waiting(dt.date(2026, 7, 25)).count() == waits


def test_identity_is_told_by_what_is_agreed() -> None:
    row = accepted()
    assert _list(row)[3][0] == "To be chosen"
    AppointmentFactory(application=row.application, starts_at=at(2026, 8, 3), taken_at=ACCEPTED)
    assert _list(row)[3][0] == "Agreed"
    assert _list(row, at(2026, 8, 4))[3][0] == "We are at it"
    IdentityCheckFactory(
        application=row.application, checked_at=at(2026, 8, 3, hour=10), verdict="not-verified", words="Blurred"
    )
    (word, sentence) = _list(row, at(2026, 8, 4))[3]
    assert word == "To be chosen"
    assert "could not verify it on 3 August 2026" in sentence


def test_the_letter_is_told_what_is_next() -> None:
    row = accepted()
    assert row.invoice is not None
    facts = selectors.what_is_next(row.application)
    assert (facts["amount"], facts["pay_by"], facts["identity"]) == (Decimal("150.00"), dt.date(2026, 8, 21), "choose")
    assert facts["invoice"] == row.invoice.number


@pytest.mark.parametrize("count", [1, 12])
def test_facts_take_as_many_queries_for_twelve_as_for_one(count: int) -> None:
    for _ in range(count):
        accepted()
    rows = selectors.rows()
    with CaptureQueriesContext(connection) as statements:
        assert len(selectors.found_of(rows)) == count
    assert len(statements) == 10


# Lapse --------------------------------------------------------------------------------------------------


def test_the_last_day_waits_for_the_second_warning() -> None:
    assert lapses_on(dt.date(2026, 8, 31)) == dt.date(2027, 3, 1)
    assert last_day(LAST, None) is None
    assert last_day(LAST, LAST - dt.timedelta(14)) == LAST
    assert last_day(LAST, dt.date(2027, 3, 1)) == dt.date(2027, 3, 8)
    assert [warning_due(LAST, LAST - dt.timedelta(days)) for days in (61, 60, 15, 14, 0)] == [None, 60, 60, 14, 14]
    days = dict.fromkeys(Item, LAST)
    assert in_time(days, LAST)
    assert not in_time({**days, Item.PAID: LAST + dt.timedelta(1)}, LAST)
    assert not in_time({**days, Item.PAID: None}, None)


def test_warned_twice_and_lapsed_the_day_after_the_bank_told_of_the_last_one() -> None:
    row = accepted()
    appointment = AppointmentFactory(application=row.application, starts_at=at(2027, 3, 1), taken_at=ACCEPTED)
    BankStatementFactory(last_day=dt.date(2027, 1, 23))
    nights(dt.date(2026, 11, 20), LAST)
    assert [day for day, _facts in _mails("acceptance_lapses")] == ["2026-11-23", "2027-01-08"]
    assert _mails("acceptance_lapses")[0][1]["missing"] == ["paid", "identified"]
    assert _state(row) == "accepted"
    nights(dt.date(2027, 1, 23), dt.date(2027, 1, 25))
    assert _state(row) == "lapsed"
    assert row.invoice is not None
    row.invoice.refresh_from_db()
    assert (row.invoice.open, row.invoice.credit_note.why) == (0, "acceptance-lapsed")
    ((day, facts),) = _mails("acceptance_lapsed")
    assert (day, facts["until"], facts["credited"]) == ("2027-01-23", "2027-01-22", row.invoice.number)
    assert Appointment.objects.get(pk=appointment.pk).application is None
    row.refresh_from_db()
    assert row.ended_at is not None


def test_what_was_paid_is_owed_back() -> None:
    row = accepted()
    assert row.invoice is not None
    paid(row.invoice, at(2026, 8, 3))
    nights(dt.date(2026, 11, 20), dt.date(2027, 1, 23))
    assert _state(row) == "lapsed"
    ((_day, facts),) = _mails("acceptance_lapsed")
    assert (facts["owed_back"], facts["missing"]) == ("150.00", ["identified"])
    row.invoice.refresh_from_db()
    assert row.invoice.open == Decimal("-150.00")


def test_unpaid_waits_a_week_for_the_bank() -> None:
    row = accepted()
    identified(row, at(2026, 8, 1))
    nights(dt.date(2026, 11, 20), dt.date(2027, 1, 29))
    assert _state(row) == "accepted"
    nights(dt.date(2027, 1, 30), dt.date(2027, 1, 30))
    assert _state(row) == "lapsed"


@pytest.mark.parametrize("nights_late", [0, 1, 6])
def test_what_the_bank_booked_on_the_last_day_counts_whenever_it_is_imported(nights_late: int) -> None:
    row = accepted()
    identified(row, at(2026, 8, 1))
    learned = LAST + dt.timedelta(nights_late)
    nights(dt.date(2026, 11, 20), learned)
    assert row.invoice is not None
    moment = dt.datetime.combine(learned, dt.time(12), dt.UTC)
    paid(row.invoice, moment, booked=LAST)
    BankStatementFactory(last_day=learned)
    nights(learned + dt.timedelta(1), learned + dt.timedelta(2))
    minute(moment + dt.timedelta(days=3))
    assert _state(row) == "awarded"
    assert Credential.objects.get(member=member_of(row)).awarded_on == learned


def test_what_came_a_day_late_is_not_awarded_although_nothing_ran_in_between() -> None:
    row = accepted()
    assert row.invoice is not None
    paid(row.invoice, at(2026, 8, 3))
    nights(dt.date(2026, 11, 20), LAST)
    identified(row, at(2027, 1, 23))
    minute(at(2027, 1, 24))
    assert _state(row) == "accepted"
    nights(dt.date(2027, 1, 26), dt.date(2027, 1, 26))
    assert _state(row) == "lapsed"


def test_missed_nights_postpone_the_lapse_and_not_the_warning() -> None:
    row = accepted()
    assert row.invoice is not None
    paid(row.invoice, at(2026, 8, 3))
    nights(dt.date(2027, 2, 1), dt.date(2027, 2, 8))
    assert [(day, facts["until"]) for day, facts in _mails("acceptance_lapses")] == [("2027-02-01", "2027-02-08")]
    assert _state(row) == "accepted"
    nights(dt.date(2027, 2, 9), dt.date(2027, 2, 9))
    assert _state(row) == "lapsed"


def test_what_waits_for_us_does_not_lapse() -> None:
    by_scan, by_appointment, by_money = accepted(), accepted(), accepted()
    scanned(by_scan)
    for row in (by_scan, by_appointment):
        assert row.invoice is not None
        paid(row.invoice, at(2026, 8, 3))
    for row in (by_scan, by_money):
        identified(row, at(2026, 8, 3))
    AppointmentFactory(application=by_appointment.application, starts_at=at(2027, 1, 20), taken_at=ACCEPTED)
    ProposalFactory(invoice=by_money.invoice, line=BankLineFactory(booked_on=LAST))
    nights(dt.date(2026, 11, 20), dt.date(2027, 2, 5))
    assert [_state(row) for row in (by_scan, by_appointment, by_money)] == ["accepted"] * 3
    IdentityCheckFactory(
        application=by_appointment.application, checked_at=at(2027, 2, 5), verdict="not-verified", words="Another name"
    )
    nights(dt.date(2027, 2, 6), dt.date(2027, 2, 6))
    assert _state(by_appointment) == "lapsed"


def test_of_two_that_share_an_invoice_the_one_that_lapses_leaves_it() -> None:
    row = accepted()
    other = accepted(at(2026, 9, 1), person=row.application.person, title=Title.objects.get(code="S-CDPO"))
    assert other.invoice == row.invoice
    nights(dt.date(2026, 11, 20), dt.date(2027, 1, 30))
    assert [_state(one) for one in (row, other)] == ["lapsed", "accepted"]
    assert row.invoice is not None
    assert not Invoice.objects.filter(credits=row.invoice).exists()
    nights(dt.date(2027, 1, 31), dt.date(2027, 3, 9))
    assert _state(other) == "lapsed"
    assert Invoice.objects.filter(credits=row.invoice).exists()
