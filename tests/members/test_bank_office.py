"""Bank money in the back office: brought in, placed on one page, booked by hand, set aside, undone."""

import datetime as dt

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from common.models import AuditLine
from members import selectors
from members.enums import How, ProposalState, Use
from members.models import Allocation, BankLine, BankStatement, BookClosing, Proposal
from members.services import payments
from tests.factories.accounts import UserFactory
from tests.factories.bank import BankLineFactory, ProposalFactory
from tests.factories.members import MemberFactory
from tests.factories.money import CreditNoteFactory, InvoiceTermsFactory
from tests.members.bank_office import (
    LEFT,
    PLACE,
    UPLOAD,
    E,
    act,
    bring,
    clerk,
    line_page,
    owed,
    text_of,
    upload,
)
from tests.statements import OURS, PAYERS, Pay, document, entry, lines, statement, zipped

pytestmark = pytest.mark.django_db

NOW = "2026-11-30T10:00:00Z"
D = dt.date


@pytest.fixture(autouse=True)
def _november(time_machine):
    time_machine.move_to(NOW, tick=False)


# Bringing in ----------------------------------------------------------------------------------------------------


def test_upload_tells_what_came_of_it_and_the_same_file_again_is_nothing_new():
    invoice, part = owed(), owed()
    client = clerk()
    data = lines([Pay(reference=invoice.reference), Pay(amount="100.00", reference=part.reference, end_to_end="E2")])
    told = text_of(upload(client, ("november.xml", data)))
    assert "2 lines: 2 new, 0 known before." in told
    assert "1 booked, 1 proposed for you to confirm, 0 that nobody knows yet." in told
    assert "All lines together come to EUR 250.00." in told
    again = text_of(upload(client, ("november.xml", data)))
    assert "2 lines: 0 new, 2 known before." in again
    assert "There was nothing new in it" in again
    assert "This very file was brought in before, on 30 November 2026, 11:00." in again
    assert BankLine.objects.count() == 2
    assert Allocation.objects.count() == 1


def test_upload_takes_several_files_and_zips_all_or_none():
    owed()
    client = clerk()
    files = [
        ("a.xml", lines([Pay(end_to_end="E1")])),
        ("b.zip", zipped({"c.xml": lines([Pay(end_to_end="E2")])})),
    ]
    assert "2 lines: 2 new" in text_of(upload(client, *files))
    told = text_of(upload(client, ("d.xml", lines([Pay(end_to_end="E3")])), ("e.pdf", b"%PDF-1.7")))
    assert "Nothing was brought in. This is what stands in the way:" in told
    assert "e.pdf: This file is no bank statement in XML: it is a PDF." in told
    assert BankLine.objects.count() == 2


def test_upload_without_a_file_and_with_an_empty_one_is_a_sentence():
    owed()
    client = clerk()
    answer = client.post(reverse(UPLOAD), {})
    assert "Choose at least one file." in text_of(answer)
    assert "<title>" in answer.content.decode()
    assert "Error:" in text_of(answer)
    assert "This file is empty." in text_of(upload(client, ("x.xml", b"")))


def test_upload_above_the_limit_is_refused_unread():
    answer = clerk().post(reverse(UPLOAD), CONTENT_LENGTH=str(settings.MAX_REQUEST_BYTES + 1))
    assert answer.status_code == 413
    assert "larger than we take in one go" in text_of(answer)


def test_statement_that_does_not_follow_is_pointed_out():
    InvoiceTermsFactory(iban=OURS)
    client = clerk()
    first = document(statement(entry(Pay()), balances=("0.00", "150.00")))
    second = document(
        statement(
            entry(Pay(end_to_end="E2"), booked="2026-11-10"), balances=("200.00", "350.00"), ident="S-2", sequence="3"
        )
    )
    assert "is missing" not in text_of(upload(client, ("1.xml", first)))
    told = text_of(upload(client, ("2.xml", second)))
    assert "opens with EUR 200.00, while the one before it closed on 2 November 2026 with EUR 150.00" in told
    page = client.get(reverse("admin:members_bankstatement_change", args=[BankStatement.objects.latest("pk").pk]))
    assert "A statement in between is missing." in text_of(page)


def test_entries_left_out_are_told():
    InvoiceTermsFactory(iban=OURS)
    told = text_of(upload(clerk(), ("s.xml", document(statement(entry(Pay(), status="PDNG"))))))
    assert "not booked by the bank yet (PDNG), so it was left out." in told


def test_statement_page_is_a_sensitive_read_and_asks_the_same_for_any_number_of_lines():
    client = clerk()
    asked = []
    for count in (1, 30):
        rows = BankLineFactory.create_batch(count, member=MemberFactory(), statement__iban=OURS)
        BankLine.objects.filter(pk__in=[row.pk for row in rows[1:]])
        address = reverse("admin:members_bankstatement_change", args=[rows[0].statement_id])
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        asked.append(len(queries))
    assert asked[0] == asked[1]
    assert AuditLine.objects.filter(act="common.read", about_model="members.bankstatement").count() == 2


# One page of money that waits -----------------------------------------------------------------------------------


def _chosen(client):
    """What a browser would send from the page as it is shown: the answers that stand chosen."""
    rows = client.get(reverse(PLACE)).context["waiting"]
    return {
        f"line-{row.line.pk}": next((option.value for option in row.options if option.chosen), "later") for row in rows
    }


def test_page_books_what_stands_chosen_with_one_confirm():
    one, two, three = owed(), owed(), owed()
    client = clerk()
    bring(
        client,
        Pay(amount="100.00", reference=one.reference),
        Pay(amount="300.00", text=f"{two.reference} {three.reference}", end_to_end="E2"),
        Pay(amount="7.00", name="Nobody Known", iban=PAYERS[3], end_to_end="E3"),
    )
    shown = text_of(client.get(reverse(PLACE)))
    assert "3 lines wait" in shown
    assert "The reference is whole, the amount is another. EUR 100.00 is booked." in shown
    assert "We found no open invoice for it." in shown
    sent = _chosen(client)
    told = text_of(client.post(reverse(PLACE), sent, follow=True))
    assert "3 payments are booked." in told
    for invoice in (one, two, three):
        invoice.refresh_from_db()
    assert [invoice.open for invoice in (one, two, three)] == [E("50.00"), E("0.00"), E("0.00")]
    assert set(Allocation.objects.values_list("how", flat=True)) == {How.CONFIRMED}
    again = text_of(client.post(reverse(PLACE), sent, follow=True))
    assert again.count("it is settled already") == 3
    assert Allocation.objects.count() == 3


def test_page_says_what_would_stay_over_and_books_no_more_than_is_open():
    invoice = owed()
    client = clerk()
    bring(client, Pay(amount="160.00", reference=invoice.reference))
    assert "EUR 150.00 is booked. EUR 10.00 stays over." in text_of(client.get(reverse(PLACE)))
    client.post(reverse(PLACE), _chosen(client))
    assert "EUR 10.00 of it is left." in text_of(client.get(reverse(PLACE)))


def test_none_of_these_declines_and_is_not_proposed_again():
    invoice = owed()
    client = clerk()
    (line,) = bring(client, Pay(amount="100.00", reference=invoice.reference))
    row = client.get(reverse(PLACE)).context["waiting"][0]
    told = text_of(client.post(reverse(PLACE), {f"line-{line.pk}": row.none_of_these}, follow=True))
    assert "1 proposal is declined." in told
    assert Proposal.objects.get().state == ProposalState.DECLINED
    assert "What you declined was settled already." in text_of(
        client.post(reverse(PLACE), {f"line-{line.pk}": row.none_of_these}, follow=True)
    )
    assert client.get(reverse(PLACE)).context["waiting"][0].options == []


def test_leaving_all_for_later_changes_nothing():
    invoice = owed()
    client = clerk()
    (line,) = bring(client, Pay(amount="100.00", reference=invoice.reference))
    told = text_of(client.post(reverse(PLACE), {f"line-{line.pk}": "later"}, follow=True))
    assert "Nothing was chosen, so nothing was changed." in told
    assert not Allocation.objects.exists()


def test_overtaken_by_a_colleague_is_a_sentence_and_the_rest_is_booked():
    one, two = owed(), owed()
    client = clerk()
    other = Pay(amount="90.00", reference=two.reference, end_to_end="E2")
    first, _second = bring(client, Pay(amount="100.00", reference=one.reference), other)
    sent = _chosen(client)
    payments.set_aside([first.pk], reason="Not ours.", by=UserFactory(roles=["finance"]), at=dt.datetime.now(dt.UTC))
    told = text_of(client.post(reverse(PLACE), sent, follow=True))
    assert "1 payment is booked." in told
    assert "it is settled already" in told
    two.refresh_from_db()
    assert two.open == E("60.00")


@pytest.mark.parametrize("value", ["1;2", "none-x", "p1", "9" * 30])
def test_answer_that_no_form_sends_is_refused(value):
    assert clerk().post(reverse(PLACE), {"line-1": value}).status_code == 400


def test_page_of_money_asks_the_same_for_one_line_and_for_fifty():
    client = clerk()
    asked = []
    for more in (1, 60):
        ProposalFactory.create_batch(more)
        BankLineFactory.create_batch(more)
        with CaptureQueriesContext(connection) as queries:
            page = client.get(reverse(PLACE))
        asked.append(len(queries))
        assert len(page.context["waiting"]) == min(2 * more, 50)
    assert asked[0] == asked[1]


def test_who_may_look_but_not_use_money_sees_no_button(django_user_model):
    ProposalFactory()
    assert clerk("back-office").get(reverse(PLACE)).status_code == 403


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
    assert client.get(line_page(sent), {"q": invoice.number}).context["book"].invoices == [invoice]
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
    assert "set EUR 50.00 against the line of" in text_of(client.get(line_page(sent)))
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
    assert "This is the money of" in text_of(act(client, line, "owner", member="voorbeeldema"))
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
    assert line_page(paid) in page.content.decode()
    assert "Undo that first" in text_of(page)
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


# Looking again --------------------------------------------------------------------------------------------------


def test_bank_lines_are_counted_as_they_are_listed():
    BankLineFactory()
    BankLineFactory(amount=E("-1.00"), reversal=True)
    BankLineFactory(amount=E("-2.00"))
    BankLineFactory(rest=E("0.00"))
    client = clerk()
    for use in ("received", "reversals", "sent", "placed"):
        assert client.get(f"/office/members/bankline/?use={use}").context["cl"].result_count == 1, use


def test_edition_changes_with_every_use_and_owner():
    line = BankLineFactory()
    by, at = UserFactory(roles=["finance"]), dt.datetime.now(dt.UTC)
    seen = {selectors.edition(line)}
    payments.assign(line.pk, MemberFactory(), by=by, at=at)
    line.refresh_from_db()
    seen.add(selectors.edition(line))
    payments.set_aside([line.pk], reason="x", by=by, at=at)
    seen.add(selectors.edition(line))
    assert len(seen) == 3
