"""One bank line in the back office: booked by hand, given to somebody, set aside, set against another, undone."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from common.models import AuditLine
from members.enums import How, Use
from members.models import Allocation, BankLine, BookClosing
from members.services import payments
from tests.factories.accounts import UserFactory
from tests.factories.bank import BankLineFactory
from tests.factories.members import MemberFactory
from tests.factories.money import CreditNoteFactory, InvoiceTermsFactory
from tests.members.bank_office import (
    LEFT,
    PLACE,
    E,
    act,
    bring,
    clerk,
    line_page,
    owed,
    text_of,
    upload,
)
from tests.statements import OURS, PAYERS, Pay, document, entry, statement

pytestmark = pytest.mark.django_db

NOW = "2026-11-30T10:00:00Z"
D = dt.date


@pytest.fixture(autouse=True)
def _november(time_machine):
    time_machine.move_to(NOW, tick=False)


# One line -------------------------------------------------------------------------------------------------------


def test_line_is_booked_by_hand_over_several_invoices_found_by_name_and_number():
    member = MemberFactory(user__given_name="Fenna", user__family_name="Voorbeeldema")
    one, two = owed(member=member), owed()
    client = clerk()
    (line,) = bring(client, Pay(amount="200.00", name="Werkgever B.V.", iban=PAYERS[3]))
    found = client.get(line_page(line), {"q": "voorbeeldema"}).context["book"].invoices
    assert found == [one]
    for text in (two.number, two.reference, str(two.member.number), two.member.user.family_name):
        assert two in client.get(line_page(line), {"q": text}).context["book"].invoices, text
    told = act(client, line, "book", q="2026", **{f"amount-{one.pk}": "150.00", f"amount-{two.pk}": "40"})
    assert "EUR 190.00 is booked." in text_of(told)
    assert "booked EUR 150.00 on invoice" in text_of(told)
    line.refresh_from_db()
    assert line.rest == E("10.00")


BAD = [
    ({}, "Write an amount beside at least one invoice."),
    ({"amount": "0"}, "Write an amount above zero."),
    ({"amount": "-5"}, "Write an amount above zero."),
    ({"amount": "1.005"}, "Write an amount in euros and cents, such as 150.00."),
    ({"amount": "lots"}, "Write an amount in euros and cents, such as 150.00."),
    ({"amount": "150.01"}, "EUR 150.01 cannot be used: EUR 150.00 is open on"),
]


@pytest.mark.parametrize(("typed", "sentence"), BAD, ids=[str(row[0]) for row in BAD])
def test_amount_that_does_not_fit_is_a_sentence_and_stays_in_its_box(typed, sentence):
    invoice = owed()
    client = clerk()
    (line,) = bring(client, Pay(amount="200.00", iban=PAYERS[3], name="Somebody"))
    sent = {f"amount-{invoice.pk}": value for value in typed.values()}
    answer = act(client, line, "book", q=invoice.number, **sent)
    assert sentence in text_of(answer), text_of(answer)
    assert answer.status_code == 200
    assert not Allocation.objects.exists()
    for value in typed.values():
        assert f'value="{value}"' in answer.content.decode()


def test_form_sent_twice_has_one_effect_and_a_sentence():
    invoice = owed()
    client = clerk()
    (line,) = bring(client, Pay(amount="100.00", iban=PAYERS[3], name="Somebody"))
    sent = {"do": "book", "q": invoice.number, f"amount-{invoice.pk}": "40.00"}
    sent["as_read"] = client.get(line_page(line)).context["edition"]
    client.post(line_page(line), sent)
    told = text_of(client.post(line_page(line), sent, follow=True))
    assert "was worked on since you opened the page, by you or by somebody else." in told
    assert Allocation.objects.count() == 1


def test_what_we_owe_back_is_settled_by_money_that_left():
    InvoiceTermsFactory(iban=OURS)
    invoice = CreditNoteFactory().credits
    type(invoice).objects.filter(pk=invoice.pk).update(open=E("-150.00"))
    client = clerk()
    (paid,) = bring(client, Pay(amount="150.00", iban=PAYERS[3], name="Somebody"))
    Allocation.objects.create(
        line=paid, use=Use.INVOICE, invoice=invoice, amount=E("150.00"), how=How.BY_HAND, booked_on=paid.booked_on,
        ledger_on=paid.booked_on, recorded_at=dt.datetime.now(dt.UTC),
    )  # fmt: skip
    BankLine.objects.filter(pk=paid.pk).update(rest=0, member=invoice.member)
    (sent,) = bring(client, Pay(amount="-150.00", iban=PAYERS[3], name="Somebody", end_to_end="E2"))
    for text in ("", invoice.number):
        assert client.get(line_page(sent), {"q": text}).context["book"].invoices == [invoice]
    told = act(client, sent, "book", q=invoice.number, **{f"amount-{invoice.pk}": "150.00"})
    assert "EUR 150.00 is booked." in text_of(told)
    invoice.refresh_from_db()
    sent.refresh_from_db()
    assert (invoice.open, sent.rest) == (E("0.00"), E("0.00"))


def test_line_is_set_aside_with_a_reason_and_that_is_undone():
    InvoiceTermsFactory(iban=OURS)
    client = clerk()
    (line,) = bring(client, Pay(amount="12.00", iban=PAYERS[3], name="Somebody"))
    assert "Write why, in a few words." in text_of(act(client, line, "aside", reason=" "))
    told = text_of(act(client, line, "aside", reason="A refund of the printer."))
    assert "EUR 12.00 is set aside." in told
    assert "A refund of the printer." in told
    use = Allocation.objects.get()
    undo = reverse("admin:members_bankline_undo", args=[use.pk])
    assert "This line has EUR 12.00 left again" in text_of(client.get(undo))
    assert "Write why, in a few words." in text_of(client.post(undo, {"reason": ""}))
    told = text_of(client.post(undo, {"reason": "It was a member after all."}, follow=True))
    assert "It is undone." in told
    assert "It was a member after all." in told
    again = text_of(client.post(undo, {"reason": "Twice."}, follow=True))
    assert "This was undone already." in again
    line.refresh_from_db()
    assert (line.rest, Allocation.objects.count()) == (E("12.00"), 2)


def test_use_in_a_closed_period_is_not_undone():
    invoice = owed()
    client = clerk()
    (line,) = bring(client, Pay(reference=invoice.reference))
    BookClosing.objects.create(until=D(2026, 11, 10), closed_at=dt.datetime.now(dt.UTC), closed_by=UserFactory())
    page = client.get(line_page(line))
    use = Allocation.objects.get()
    undo = reverse("admin:members_bankline_undo", args=[use.pk])
    assert undo not in page.content.decode()
    told = text_of(client.post(undo, {"reason": "Please."}, follow=True))
    assert "The books are closed until 10 November 2026; what lies before is not undone." in told
    assert Allocation.objects.count() == 1


def test_two_lines_are_set_against_each_other_and_apart_again():
    InvoiceTermsFactory(iban=OURS)
    client = clerk()
    received, sent = bring(
        client, Pay(amount="50.00", iban=PAYERS[3]), Pay(amount="-50.00", iban=PAYERS[3], end_to_end="E2")
    )
    told = act(client, received, "offset", against=sent.pk, amount="50.00")
    assert "EUR 50.00 of both lines is set against each other." in text_of(told)
    assert set(BankLine.objects.values_list("rest", flat=True)) == {E("0.00")}
    assert "set EUR 50.00 against the line “" in text_of(client.get(line_page(sent)))
    use = Allocation.objects.filter(line=sent).get()
    client.post(reverse("admin:members_bankline_undo", args=[use.pk]), {"reason": "Two others."})
    assert set(BankLine.objects.values_list("rest", flat=True)) == {E("50.00"), E("-50.00")}


def test_member_is_named_by_number_or_name_and_taken_away():
    InvoiceTermsFactory(iban=OURS)
    member = MemberFactory(user__given_name="Fenna", user__family_name="Voorbeeldema")
    MemberFactory.create_batch(2, user__family_name="Dubbelganger")
    client = clerk()
    (line,) = bring(client, Pay(amount="12.00", iban=PAYERS[3]))
    assert "No member is found by that." in text_of(act(client, line, "owner", member="Nobody at all"))
    assert "Several members are found by that" in text_of(act(client, line, "owner", member="Dubbelganger"))
    assert "This is money of member" in text_of(act(client, line, "owner", member="voorbeeldema"))
    line.refresh_from_db()
    assert line.member == member
    assert "said whose money it is." in text_of(client.get(line_page(line)))
    assert "nobody knows whose money this is" in text_of(act(client, line, "owner", member=""))
    line.refresh_from_db()
    assert line.member is None


def test_looking_at_a_line_is_noted_with_whose_money_it_is():
    client = clerk()
    line = BankLineFactory(member=MemberFactory())
    client.get(line_page(line))
    noted = AuditLine.objects.get(act="common.read")
    assert (noted.about_model, noted.about_id, noted.person_id) == ("members.bankline", line.pk, line.member.user_id)


def test_reversal_that_fits_nothing_leads_to_the_line_it_may_undo():
    invoice = owed()
    client = clerk()
    (paid,) = bring(client, Pay(reference=invoice.reference, iban=PAYERS[1]))
    back = document(statement(entry(Pay(amount="-150.00", iban=PAYERS[3]), reversal=True)))
    upload(client, ("r.xml", back))
    reversal = BankLine.objects.latest("pk")
    assert reversal.rest == E("-150.00")
    page = client.get(line_page(reversal))
    assert f'name="against" value="{paid.pk}"' in page.content.decode()
    assert "Choose the payment that the bank took back" in text_of(page)
    assert "The bank took this back" in text_of(client.get(reverse(PLACE)))


@pytest.mark.parametrize("key", ["0", "x", "9" * 40, "1/../2"])
def test_line_that_is_not_there_is_not_found(key):
    assert clerk().get(f"/office/members/bankline/{key}/change/").status_code == 404


def test_line_page_asks_no_more_for_a_long_story():
    client = clerk()
    asked = []
    for _turn in range(2):
        line = BankLineFactory()
        for number in range(1 if not asked else 12):
            by = UserFactory(roles=["finance"])
            at = dt.datetime(2026, 11, 30, 9, number, tzinfo=dt.UTC)
            payments.assign(line.pk, MemberFactory(), by=by, at=at)
            payments.set_aside([line.pk], reason=f"Number {number}", by=by, at=at)
            payments.undo(line.allocations.latest("pk").pk, reason="No.", by=by, at=at)
        with CaptureQueriesContext(connection) as queries:
            page = client.get(line_page(line))
        asked.append(len(queries))
    assert len(page.context["story"]) == 1 + 3 * 12
    assert asked[0] == asked[1]


# Money that left ------------------------------------------------------------------------------------------------


def test_money_that_left_is_set_aside_in_bulk():
    InvoiceTermsFactory(iban=OURS)
    client = clerk()
    rent, other, came = bring(
        client,
        Pay(amount="-900.00", name="Verhuurder B.V."),
        Pay(amount="-5.00", name="Bank", end_to_end="E2"),
        Pay(amount="5.00", end_to_end="E3"),
    )
    assert "Tick at least one line." in text_of(client.post(reverse(LEFT), {"reason": "Rent."}))
    told = client.post(reverse(LEFT), {"line": [rent.pk], "reason": ""})
    assert "Write why, in a few words." in text_of(told)
    assert told.context["marked"] == {str(rent.pk)}
    sent = {"line": [rent.pk, came.pk, "x"], "reason": "Rent."}
    assert "1 line is set aside." in text_of(client.post(reverse(LEFT), sent, follow=True))
    assert "Nothing was left on these lines any more" in text_of(client.post(reverse(LEFT), sent, follow=True))
    assert list(BankLine.objects.sent_and_left()) == [other]
