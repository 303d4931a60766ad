"""The front page for visitors and the page after signing in."""

import datetime as dt
import re
from decimal import Decimal

import pytest
from django.test import Client

from accounts.models import User
from members.enums import AgreedHow
from members.models import Invoice, Title
from members.selectors.agreements import to_agree
from members.services import agree, bill_to
from seco_portal import selectors
from tests.factories.accounts import UserFactory, with_app
from tests.factories.applications import ApplicationFactory
from tests.factories.comms import BounceFactory
from tests.factories.ledger import ClaimFactory, ClaimQuestionFactory, LedgerLineFactory
from tests.factories.members import CredentialFactory, MemberFactory, OutcomeFactory
from tests.factories.money import InvoiceFactory
from tests.members.money import EMPLOYER, holder, moment, pay
from tests.people import signed_in


def _home(user: User) -> str:
    client = signed_in(user)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", client.get("/").content.decode()))


@pytest.mark.parametrize("hour", range(24))
def test_daypart_of_every_hour(hour: int) -> None:
    parts = {"night": range(5), "morning": range(5, 12), "afternoon": range(12, 18), "evening": range(18, 24)}
    expected = next(part for part, hours in parts.items() if hour in hours)
    assert selectors.daypart(hour) == expected


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("moment", "greeting", "day"),
    [
        ("2026-11-21T07:30:00Z", "Good morning, Noor", "Sat 21 Nov 2026"),
        ("2026-07-01T10:00:00Z", "Good afternoon, Noor", "Wed 1 Jul 2026"),
        ("2026-07-01T21:30:00Z", "Good evening, Noor", "Wed 1 Jul 2026"),
        ("2026-07-01T22:30:00Z", "Hello, Noor", "Thu 2 Jul 2026"),
    ],
)
def test_greeting_and_date_are_those_of_amsterdam(time_machine, moment: str, greeting: str, day: str) -> None:
    time_machine.move_to(moment, tick=False)
    page = _home(UserFactory(given_name="Noor"))
    assert greeting in page.replace(" ,", ",")
    assert day in page


@pytest.mark.django_db
def test_member_sees_number_day_and_what_is_missing() -> None:
    page = _home(MemberFactory(number=10_482, registered_on=dt.date(2024, 1, 1)).user)
    assert "You are in the register since 1 January 2024, under number 10482." in page
    assert "Not complete" in page
    assert "Give us your postal address" in page


@pytest.mark.django_db
def test_member_with_everything_done_has_nothing_waiting() -> None:
    member = MemberFactory(address="Verzonnenstraat 12", town="Nergenshuizen", country="Nederland")
    member.user.emailaddress_set.create(email="second@people.example", verified=True)
    with_app(member.user)
    asked = to_agree(member.user, dt.date(2026, 7, 1))
    agree(member.user, asked, how=AgreedHow.SIGN_IN, by=member.user, at=dt.datetime(2026, 7, 1, tzinfo=dt.UTC))
    page = _home(member.user)
    assert "Nothing waits for you" in page
    assert page.count("Done") == 4
    assert "Not complete" not in page


@pytest.mark.django_db
def test_an_address_that_was_not_confirmed_is_not_a_second_one() -> None:
    person = UserFactory()
    person.emailaddress_set.create(email="second@people.example", verified=False)
    home = selectors.home(person, at=dt.datetime(2026, 7, 1, tzinfo=dt.UTC))
    assert [step.done for step in home.steps] == [False, False]


@pytest.mark.django_db
def test_applicant_is_told_about_the_register() -> None:
    page = _home(UserFactory())
    assert "not in it yet" in page
    assert "Look at the titles and how they are earned" in page


@pytest.mark.django_db
def test_colleague_sees_every_role_with_its_purpose_and_the_way_to_work() -> None:
    page = _home(UserFactory(roles=["finance", "assessor"]))
    assert "2 roles" in page
    assert "Sends invoices" in page
    assert "Judges officer applications" in page
    assert "Open the back office" in page
    assert "Your work opens only after a passkey" in page


@pytest.mark.django_db
def test_the_committee_is_led_to_the_portals_own_page() -> None:
    page = _home(UserFactory(roles=["committee-member"]))
    assert "Open your work" in page
    assert "Open the back office" not in page


@pytest.mark.django_db
def test_member_sees_since_when_a_title_is_lost_and_that_others_stay(time_machine) -> None:
    """G-175, G-178."""
    time_machine.move_to("2026-07-01T11:00:00Z", tick=False)
    member = MemberFactory()
    for code, award in (("S-ISP", dt.date(2020, 1, 1)), ("S-CISO", dt.date(2025, 7, 1))):
        CredentialFactory(member=member, title=Title.objects.get(code=code), awarded_on=award)
    lost = member.credentials.get(title__code="S-ISP")
    told = {"kind": "decertified", "ground": "credits", "effective_on": dt.date(2023, 4, 1)}
    OutcomeFactory(credential=lost, **told)
    page = _home(member.user)
    assert "Not valid since 1 April 2023. Decertified" in page
    assert "Certified Information Security Officer 0 of 120 credits, valid until 30 June 2028. Nothing urgent." in page


@pytest.mark.django_db
def test_visitors_see_what_the_portal_is_and_every_link_leads_somewhere(client, django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
        page = client.get("/").content.decode()
    assert "keeps the register" in page
    for path in set(re.findall(r'<a[^>]+href="(/[^"#]*)"', page)):
        assert client.get(path).status_code == 200, path


def test_home_only_answers_reading(client) -> None:
    assert client.post("/").status_code == 405


@pytest.mark.django_db
def test_home_asks_for_another_address_when_ours_does_not_take_mail() -> None:
    user = UserFactory()
    client = Client()
    client.force_login(user)
    asked = "Give us an e-mail address that works"
    assert asked not in client.get("/").text
    bounce = BounceFactory(address=user.email)
    page = client.get("/").text
    assert asked in page
    assert "Since 1 July 2026 our mail to" in page
    bounce.cleared_at = bounce.reported_at
    bounce.save()
    assert asked not in client.get("/").text


@pytest.mark.django_db
def test_home_says_what_is_due_and_leads_to_the_invoice(time_machine) -> None:
    time_machine.move_to("2026-07-02T11:00:00Z", tick=False)
    member = holder("S-CISO", on=dt.date(2026, 7, 1))
    page = _home(member.user)
    assert "EUR 150.00 is due by 31 July 2026. No year of it is paid yet." in page
    assert "Pay EUR 150.00 by 31 July 2026" in page
    pay(Invoice.objects.get(), on=dt.date(2026, 7, 2))
    page = _home(member.user)
    assert "Nothing is due. Your membership is paid until 30 June 2027." in page
    assert "Pay EUR" not in page


@pytest.mark.django_db
def test_home_names_what_is_overdue_apart_from_what_is_to_come(time_machine) -> None:
    time_machine.move_to("2026-07-02T11:00:00Z", tick=False)
    member = MemberFactory()
    for due_on, still in (((2025, 2, 4), "150.00"), ((2026, 2, 4), "100.00"), ((2026, 8, 1), "150.00")):
        InvoiceFactory(member=member, due_on=dt.date(*due_on), open=Decimal(still))
    page = _home(member.user)
    assert "Pay EUR 250.00, overdue since 4 February 2025" in page
    assert "EUR 150.00 more falls due later, the first of it on 1 August 2026." in page


@pytest.mark.django_db
def test_home_asks_nobody_to_pay_what_an_employer_is_billed(time_machine) -> None:
    time_machine.move_to("2026-07-02T11:00:00Z", tick=False)
    member = holder("S-CISO", on=dt.date(2026, 7, 1))
    bill_to(member, EMPLOYER, anew=True, by=member.user, at=moment(dt.date(2026, 7, 2)))
    page = _home(member.user)
    assert "EUR 150.00 is due by 31 July 2026." in page
    assert "Pay EUR" not in page


@pytest.mark.django_db
def test_an_open_application_is_the_first_thing_on_the_home() -> None:
    draft = ApplicationFactory()
    page = _home(draft.person)
    assert page.index("Go on with S-CISO Certified Information Security Officer") < page.index("Next steps")
    assert "Saved on 1 July 2026, kept until 1 January 2027. Draft" in page
    assert "You hear from us by 3 August 2026. Submitted" in _home(ApplicationFactory(submitted=True).person)
    assert "Your application" not in _home(ApplicationFactory(withdrawn=True).person)


@pytest.mark.django_db
def test_what_we_asked_about_a_claim_is_the_first_step_until_it_is_answered_or_the_claim_ended() -> None:
    member = MemberFactory()
    asked = moment(dt.date(2026, 7, 2))
    later = ClaimQuestionFactory(claim=ClaimFactory(member=member, title="Zero trust"), asked_at=asked)
    first = ClaimQuestionFactory(claim=ClaimFactory(member=member, activity="book"))
    ended = ClaimFactory(member=member, title="Ended", state="withdrawn")
    ClaimQuestionFactory(claim=LedgerLineFactory(claim=ended, status="withdrawn").claim)
    ClaimQuestionFactory(claim=ClaimFactory(title="Of somebody else"))
    page = _home(member.user)
    told = ("Answer a question about “Read books", "Answer a question about “Zero trust” We asked you on 2 July 2026.")
    assert page.index(told[0]) < page.index(told[1]) < page.index("Give us your postal address")
    assert page.count("Answer a question") == 2
    assert "What waits for our decision" not in page
    for question in (first, later):
        question.answer, question.answered_at = "Here it is.", asked
        question.save()
    page = _home(member.user)
    assert "Answer a question" not in page
    assert "What waits for our decision" in page
