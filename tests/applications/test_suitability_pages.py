"""Pages before there is an account: what a title takes, the check, the file, the text; answers become a draft."""

import datetime as dt
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.test import Client

from applications import services
from applications.enums import Standpoint
from applications.models import Application, Position
from applications.rules.progress import Lack
from applications.rules.suitability import MOST, Answers, Level, Stretch
from applications.selectors.form import form_of
from applications.services import ApplicationRefused
from common.errors import Forbidden
from members.models import ContributionAmount, Title
from members.models import Level as TitleLevel
from tests.factories.accounts import UserFactory
from tests.factories.applications import BEGUN, ApplicationFactory, PositionFactory
from tests.factories.members import CredentialFactory, MemberFactory
from tests.people import signed_in

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 11, 30, 10, tzinfo=dt.UTC)
CHECK = "/suitability/s-ciso/"
ANSWERS = {"field": "yes", "level": "inside", "results": "yes", "references": "enough", "documents": ["resume"]}
MANY = "1" * 5000
SINCE = {"from_month": "3", "from_year": "2019"}
RUNNING = {"from_month": "3", "from_year": "2019", "still": "on"}


@pytest.fixture(autouse=True)
def _today() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def _add(client: Client, **typed: str) -> Any:
    return client.post(f"{CHECK}periods/new/", typed)


def _checked(client: Client, *periods: dict[str, str], **changes: Any) -> Client:
    """A visitor who answered everything."""
    for period in periods or (RUNNING,):
        assert _add(client, **period).status_code == 302
    for question, answer in {**ANSWERS, **changes}.items():
        assert client.post(f"{CHECK}{question}/", {"answer": answer}).status_code == 302
    return client


def _text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def test_a_title_says_what_it_takes_costs_and_promises(client: Client, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(3):
        text = _text(client.get("/officer-titles/S-CISO/"))
    assert "five years in the field" in text
    assert "EUR 150.00 a year" in text
    assert "Sent in complete today, you hear from us by 29 December 2026." in text
    assert "session" not in client.cookies


def test_the_price_is_the_row_in_force_today(client: Client) -> None:
    officer = TitleLevel.objects.get(key="officer")
    ContributionAmount.objects.create(level=officer, effective_on=dt.date(2026, 11, 1), amount=Decimal(165))
    ContributionAmount.objects.create(level=officer, effective_on=dt.date(2026, 12, 1), amount=Decimal(170))
    assert "EUR 165.00 a year" in _text(client.get("/officer-titles/s-ciso/"))


def test_all_officer_titles_are_listed_and_no_other_has_a_page(client: Client) -> None:
    text = _text(client.get("/officer-titles/"))
    for title in Title.objects.filter(level__key="officer"):
        assert f"/officer-titles/{title.code.lower()}/" in text
    assert client.get("/officer-titles/s-isp/").status_code == 404
    assert client.get("/suitability/s-isp/").status_code == 404
    assert client.get(f"{CHECK}nothing/").status_code == 404


def test_whoever_holds_the_title_is_told_so() -> None:
    member = MemberFactory()
    CredentialFactory(title=Title.objects.get(code="S-CISO"), member=member, awarded_on=dt.date(2026, 1, 5))
    assert "You hold this title already." in _text(signed_in(member.user).get("/officer-titles/s-ciso/"))


def test_questions_follow_each_other_and_every_answer_can_be_changed(client: Client) -> None:
    asked = client.get(CHECK)
    assert asked["Location"] == f"{CHECK}field/"
    assert client.post(f"{CHECK}field/", {"answer": "yes"})["Location"] == f"{CHECK}periods/"
    assert client.get(f"{CHECK}periods/")["Location"] == f"{CHECK}periods/new/"
    _checked(client)
    text = _text(client.get(f"{CHECK}answers/"))
    assert "since March 2019" in text
    assert "A résumé" in text
    changed = client.post(f"{CHECK}level/", {"answer": "outside"})
    assert changed["Location"] == f"{CHECK}answers/"
    assert "From outside" in _text(client.get(f"{CHECK}answers/"))


def test_pages_of_the_check_are_kept_by_nobody_and_found_by_no_search(client: Client) -> None:
    _checked(client)
    for page in ("field/", "periods/", "periods/new/", "answers/", "result/"):
        answer = client.get(f"{CHECK}{page}")
        assert (answer.status_code, answer["X-Robots-Tag"], answer["Cache-Control"]) == (200, "noindex", "no-store")


def test_a_question_without_an_answer_says_so(client: Client) -> None:
    answer = client.post(f"{CHECK}field/", {})
    assert answer.status_code == 200
    assert "Choose an answer." in _text(answer)
    assert "<title>Error:" in _text(answer)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({}, "Write the month and year in which you began"),
        ({"from_month": "13", "from_year": "2019", "still": "on"}, "Write the month as a number from 1 to 12."),
        ({"from_month": "May", "from_year": "2019", "still": "on"}, "Write the month as a number from 1 to 12."),
        ({"from_month": "1", "from_year": "19", "still": "on"}, "Write the year with four digits"),
        ({"from_month": "12", "from_year": "9999", "still": "on"}, "This day is still to come."),
        ({"from_month": "3", "from_year": MANY, "still": "on"}, "Write the year with four digits"),
        ({"from_month": MANY, "from_year": "2019", "still": "on"}, "Write the month as a number from 1 to 12."),
        ({"from_day": MANY, "from_month": "3", "from_year": "2019", "still": "on"}, "This month has the days 1 to 31."),
        ({**SINCE, "until_month": "3", "until_year": MANY}, "Write the year with four digits"),
        ({**SINCE, "until_month": MANY, "until_year": "2020"}, "Write the month as a number from 1 to 12."),
        ({**SINCE, "until_day": MANY, "until_month": "3", "until_year": "2020"}, "This month has the days 1 to 31."),
        ({"from_month": "1", "from_year": "1939", "still": "on"}, "Write a year from 1940 on."),
        ({"from_day": "30", "from_month": "2", "from_year": "2019", "still": "on"}, "This month has the days 1 to 28."),
        ({"from_day": "0", "from_month": "2", "from_year": "2019", "still": "on"}, "This month has the days 1 to 28."),
        ({"from_month": "12", "from_year": "2026", "still": "on"}, "This day is still to come. Write when you began"),
        ({"from_month": "3", "from_year": "2019"}, "Write the month and year in which it ended"),
        (
            {"from_month": "3", "from_year": "2019", "until_month": "2", "until_year": "2019"},
            "This is before the period begins.",
        ),
        (
            {"from_month": "3", "from_year": "2019", "until_month": "12", "until_year": "2026"},
            "This day is still to come. If you work there now",
        ),
        ({**RUNNING, "until_month": "2", "until_year": "2020"}, "Either you still work there, or it ended"),
    ],
)
def test_a_period_that_cannot_be_is_a_sentence_and_stays_typed(client: Client, typed: dict, told: str) -> None:
    answer = _add(client, **typed)
    assert answer.status_code == 200
    text = _text(answer)
    assert told in text
    for name, value in typed.items():
        assert value == "on" or f'name="{name}" value="{value}"' in text
    assert client.get(f"{CHECK}periods/").status_code == 302


def test_more_periods_than_fit_are_a_sentence(client: Client) -> None:
    for year in range(MOST):
        assert _add(client, from_month="1", from_year=str(2001 + year), still="on").status_code == 302
    assert "as many as fit here" in _text(_add(client, **RUNNING))
    assert client.post(f"{CHECK}periods/0/", RUNNING).status_code == 302


def test_periods_are_merged_changed_and_removed(client: Client) -> None:
    _add(client, from_month="1", from_year="2018", until_month="12", until_year="2020")
    _add(client, from_month="1", from_year="2020", until_month="6", until_year="2022")
    text = _text(client.get(f"{CHECK}periods/"))
    assert "4 years 6 months" in text
    assert "Still missing: 6 months." in text
    assert "January 2020 until June 2022" in text
    assert 'value="2022"' in _text(client.get(f"{CHECK}periods/0/"))
    changed = {"from_day": "15", "from_month": "1", "from_year": "2020", "still": "on"}
    client.post(f"{CHECK}periods/0/", changed)
    text = _text(client.get(f"{CHECK}periods/"))
    assert "since 15 January 2020" in text
    assert "The five years are there." in text
    client.post(f"{CHECK}periods/1/", {"remove": "1"})
    assert "January 2018" not in _text(client.get(f"{CHECK}periods/"))
    assert client.get(f"{CHECK}periods/7/")["Location"] == f"{CHECK}periods/"


def test_the_sum_is_told_while_a_period_is_typed_and_keeps_nothing(client: Client) -> None:
    _add(client, from_month="1", from_year="2018", until_month="12", until_year="2020")
    typed = {"from_month": "1", "from_year": "2020", "until_month": "6", "until_year": "2022", "place": ""}
    assert "4 years 6 months" in _text(client.post(f"{CHECK}periods/sum/", typed))
    assert "3 years" in _text(client.post(f"{CHECK}periods/sum/", {**typed, "until_month": "77"}))
    assert "2 years 6 months" in _text(client.post(f"{CHECK}periods/sum/", {**typed, "place": "0"}))
    assert "3 years" in _text(client.post(f"{CHECK}periods/sum/", {"place": "9" * 400}))
    assert "2022" not in _text(client.get(f"{CHECK}periods/"))
    assert client.get(f"{CHECK}periods/sum/", typed).status_code == 405, "what was typed stands in no address"


def test_ready_leads_to_the_form_and_says_that_people_decide(client: Client) -> None:
    text = _text(_checked(client).get(f"{CHECK}result/"))
    assert "You can begin" in text
    assert "People read it and decide" in text
    assert "A passport or identity card" in text
    assert client.get(f"{CHECK}first-day.ics").status_code == 404


def test_not_yet_names_the_first_day_and_puts_it_into_a_calendar(client: Client) -> None:
    from icalendar import Calendar

    _checked(client, {"from_day": "16", "from_month": "1", "from_year": "2022", "still": "on"})
    text = _text(client.get(f"{CHECK}result/"))
    assert "If your work goes on as it is, 14 January 2027 is the first day you meet the term." in text
    assert "Put the day in your calendar" in text
    answer = client.get(f"{CHECK}first-day.ics")
    assert answer["Content-Type"].startswith("text/calendar")
    assert "s-ciso-2027-01-14.ics" in answer["Content-Disposition"]
    (event,) = Calendar.from_ical(answer.content).walk("VEVENT")
    assert event.decoded("dtstart") == dt.date(2027, 1, 14)
    assert event.decoded("dtend") == dt.date(2027, 1, 15)
    assert str(event["uid"]).startswith("s-ciso-20270114@")
    assert str(event["summary"]) == "From today you meet the term for S-CISO"
    assert "/officer-titles/s-ciso/prepare/" in str(event["description"])
    assert "ATTENDEE" not in event
    assert "ORGANIZER" not in event


def test_work_that_ended_is_told_what_taking_it_up_again_would_take(client: Client) -> None:
    _checked(client, {"from_month": "1", "from_year": "2018", "until_month": "6", "until_year": "2022"})
    text = _text(client.get(f"{CHECK}result/"))
    assert "Not yet" in text
    assert "Still missing: 6 months. If you take up work in the field today, 29 May 2027 is the first day" in text
    assert "Put the day in your calendar" not in text, "the day moves with the one on which work is taken up"
    assert client.get(f"{CHECK}first-day.ics").status_code == 404


def test_a_missing_level_leads_to_titles_of_the_track_by_exam(client: Client) -> None:
    text = _text(_checked(client, level="neither").get(f"{CHECK}result/"))
    assert "Another title is nearer" in text
    for code in ("S-ISP", "S-ISME"):
        assert f"/titles/claim/?title={code}" in text
    assert "S-ITSP" not in text
    assert "a person reads what you send and decides" in text


def test_another_field_ends_the_questions_and_leads_to_all_officer_titles(client: Client) -> None:
    assert client.post(f"{CHECK}field/", {"answer": "no"})["Location"] == f"{CHECK}answers/"
    text = _text(client.get(f"{CHECK}result/"))
    assert "Another title is nearer" in text
    assert "/officer-titles/" in text
    assert "/titles/claim/" not in text


def test_starting_over_forgets_the_answers_of_this_title_alone(client: Client) -> None:
    client.post("/suitability/s-cdpo/field/", {"answer": "yes"})
    _checked(client)
    assert client.post(CHECK)["Location"] == f"{CHECK}field/"
    assert client.get("/suitability/s-cdpo/")["Location"] == "/suitability/s-cdpo/periods/"


def test_text_for_references_is_nobodys_and_opens_a_mail_to_nobody(client: Client) -> None:
    text = _text(client.get("/officer-titles/s-ciso/prepare/"))
    assert "ten minutes" in text
    assert "Their consent: ask them first" in text
    link = client.get("/officer-titles/s-ciso/prepare/").context["mail_link"]
    parts = urlsplit(link)
    assert (parts.scheme, parts.path) == ("mailto", "")
    assert "\r\n" in parse_qs(parts.query)["body"][0]
    assert "S-CISO" in parse_qs(parts.query)["subject"][0]


# Into the form ----------------------------------------------------------------------------------------


def test_a_visitor_makes_an_account_first_and_comes_back(client: Client) -> None:
    answer = client.post("/officer-titles/s-ciso/begin/")
    assert answer["Location"] == "/account/signup/?next=%2Fofficer-titles%2Fs-ciso%2Fbegin%2F"
    assert client.session["after_sign_in"] == "/officer-titles/s-ciso/begin/"
    assert not Application.objects.exists()


def test_answers_become_positions_to_be_named_once() -> None:
    person = UserFactory()
    client = signed_in(person)
    _checked(
        client,
        {"from_month": "1", "from_year": "2018", "until_day": "3", "until_month": "12", "until_year": "2020"},
        {"from_month": "1", "from_year": "2021", "still": "on"},
        level="outside",
    )
    assert "since January 2021" in _text(client.get("/officer-titles/s-ciso/begin/"))
    answer = client.post("/officer-titles/s-ciso/begin/")
    draft = Application.objects.get()
    assert answer["Location"].endswith(f"/{draft.reference.lower()}/")
    shown = (
        "begins_on",
        "begins_by_month",
        "ends_on",
        "ends_by_month",
        "standpoint",
        "in_field",
        "at_level",
        "organisation",
    )
    assert list(draft.positions.values_list(*shown)) == [
        (dt.date(2021, 1, 1), True, None, False, "outside", True, True, ""),
        (dt.date(2018, 1, 1), True, dt.date(2020, 12, 3), False, "outside", True, True, ""),
    ]
    assert client.session["suitability"] == {}
    client.post("/officer-titles/s-ciso/begin/")
    assert (Application.objects.count(), Position.objects.count()) == (1, 2)


def test_what_was_carried_over_is_not_signed_before_it_is_named() -> None:
    draft = ApplicationFactory()
    services.carry_over(
        draft, Answers(in_field=True, stretches=(Stretch(first=dt.date(2019, 1, 1)),)), by=draft.person, at=NOW
    )
    form = form_of(draft, NOW)
    assert Lack.POSITION_NAMED in {lack for lacks in form.lacks.values() for lack in lacks}
    assert str(form.positions[0]) == "a job to be named"
    draft.positions.update(organisation="Alfa", role="CISO")
    assert Lack.POSITION_NAMED not in {lack for lacks in form_of(draft, NOW).lacks.values() for lack in lacks}


def test_positions_of_a_draft_stay_as_they_are() -> None:
    position = PositionFactory()
    answers = Answers(in_field=True, stretches=(Stretch(first=dt.date(2010, 1, 1)),), level=Level.OUTSIDE)
    assert services.carry_over(position.application, answers, by=position.application.person, at=NOW) == 0
    assert Position.objects.get() == position
    assert position.standpoint == Standpoint.INSIDE


def test_answers_are_carried_into_ones_own_draft_alone() -> None:
    answers = Answers(in_field=True, stretches=(Stretch(first=dt.date(2010, 1, 1)),))
    draft, sent = ApplicationFactory(), ApplicationFactory(submitted=True)
    with pytest.raises(Forbidden):
        services.carry_over(draft, answers, by=UserFactory(), at=NOW)
    with pytest.raises(ApplicationRefused, match="was submitted"):
        services.carry_over(sent, answers, by=sent.person, at=NOW)
    assert not Position.objects.exists()


def test_carrying_over_notes_that_the_draft_changed_and_nothing_to_carry_does_not() -> None:
    draft = ApplicationFactory()
    assert services.carry_over(draft, Answers(), by=draft.person, at=NOW) == 0
    draft.refresh_from_db()
    assert draft.changed_at == BEGUN
    services.carry_over(draft, Answers(stretches=(Stretch(first=dt.date(2010, 1, 1)),)), by=draft.person, at=NOW)
    draft.refresh_from_db()
    assert draft.changed_at == NOW


def test_an_application_that_was_submitted_is_shown_and_keeps_the_answers(client: Client) -> None:
    sent = ApplicationFactory(submitted=True)
    client = _checked(signed_in(sent.person))
    assert client.post("/officer-titles/s-ciso/begin/")["Location"].endswith(f"/{sent.reference.lower()}/")
    assert client.session["suitability"]
    assert not Position.objects.exists()


def test_a_title_that_is_held_cannot_be_begun() -> None:
    member = MemberFactory()
    CredentialFactory(title=Title.objects.get(code="S-CISO"), member=member, awarded_on=dt.date(2026, 1, 5))
    client = signed_in(member.user)
    assert client.post("/officer-titles/s-ciso/begin/")["Location"] == "/officer-titles/s-ciso/"
    assert "You hold S-CISO" in _text(client.get("/officer-titles/s-ciso/"))
