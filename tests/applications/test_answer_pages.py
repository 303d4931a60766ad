"""The answer on the pages: of its applicant, at home, in the list and in the office; the letter and the objection."""

import datetime as dt
import re
from typing import Any, Final

import pytest
from django.urls import reverse

from accounts.models import User
from applications.models import Application, Objection
from tests.applications.judging import AT
from tests.factories.accounts import UserFactory, with_app
from tests.factories.applications import ApplicationFactory, ReferenceFactory
from tests.factories.assessment import (
    DecisionFactory,
    DecisionGroundFactory,
    FinalisationFactory,
    InterestFactory,
    ObjectionFactory,
)
from tests.people import signed_in

pytestmark = pytest.mark.django_db

SOON: Final = AT + dt.timedelta(days=2)
WORDS: Final = "My job at Beta was left out."


@pytest.fixture(autouse=True)
def at(monkeypatch: pytest.MonkeyPatch) -> Any:
    def set_to(moment: dt.datetime) -> None:
        monkeypatch.setattr("django.utils.timezone.now", lambda: moment)

    set_to(SOON)
    return set_to


def _decided(state: str, **given: Any) -> Application:
    row: Application = ApplicationFactory(assessment=True, state=state, decided_at=AT, due_on=None, **given)
    ReferenceFactory(application=row, asked=True)
    rejects = state == "rejected"
    decision = DecisionFactory(application=row, rejecting=rejects, confirmed=True, decided_at=AT)
    if rejects:
        DecisionGroundFactory(decision=decision)
    else:
        ended = None if state == "accepted" else SOON
        FinalisationFactory(application=row, ended_at=ended)
    return row


def _page(row: Application, path: str = "", by: User | None = None, **post: Any) -> str:
    client = signed_in(by or row.person)
    url = f"/applications/{row.reference.lower()}/{path}"
    found = client.post(url, post, follow=True) if post else client.get(url, follow=True)
    assert found.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found.content.decode()))


OUTDATED: Final = ("It is our turn", "It is your turn", "You will hear from us by", "stands still", "Withdraw the app")


@pytest.mark.parametrize(
    ("state", "heading"),
    [
        ("accepted", "Congratulations: we accepted your application"),
        ("rejected", "We could not accept your application"),
        ("awarded", "Congratulations: the title is yours"),
        ("lapsed", "The acceptance lapsed"),
    ],
)
def test_status_page_tells_the_answer_and_nothing_of_a_way_that_is_over(state: str, heading: str) -> None:
    row = _decided(state)
    page = _page(row)
    assert heading in page
    for told in (*OUTDATED, "Can answer until", "No answer yet", "Name somebody else", "Send the link again"):
        assert told not in page
    assert "Not needed any more" in page
    client = signed_in(row.person)
    listed = client.get("/applications/").content.decode()
    assert "decided on 22 July 2026" in listed
    home = client.get("/").content.decode()
    assert (str(row.title) in home) == (state in {"accepted", "rejected"})
    assert "stands still" not in home


def test_rejection_names_each_criterion_what_helps_and_until_when_to_object() -> None:
    page = _page(_decided("rejected"))
    for told in (
        "The work in the field that you show comes to less than five years.",
        "Four years and two months are shown.",
        "Show the dates of your second job.",
        "apply again from 22 January 2027 on",
        "object once, until 21 August 2026, that day included",
    ):
        assert told in page


def test_nothing_of_who_decided_stands_on_the_pages_of_the_applicant() -> None:
    row = _decided("rejected")
    decision = row.decisions.get()
    for page in (_page(row), _page(row, "object/")):
        assert decision.proposed_by.family_name not in page
        assert decision.decided_by.family_name not in page


def test_objection_is_made_on_a_page_of_its_own_and_then_tells_where_it_is() -> None:
    row = _decided("rejected")
    assert "Why do you object?" in _page(row, "object/")
    page = _page(row, "object/", words=WORDS)
    assert "You hear from us by 21 August 2026." in page
    assert "You objected on 24 July 2026" in page
    assert WORDS in page
    assert "Your objection was received already." in _page(row, "object/", words=WORDS)
    assert "There is one objection" in _page(row, "object/")
    assert Objection.objects.get().words == WORDS
    begin = signed_in(row.person).get(f"/officer-titles/{row.title.code.lower()}/begin/").content.decode()
    assert f"Your objection about application {row.reference} waits" in begin


def test_what_is_wrong_is_said_at_the_field_and_what_was_typed_stays() -> None:
    row = _decided("rejected")
    assert "Write why you object." in _page(row, "object/", words=" ")
    page = _page(row, "object/", words="a" * 6001)
    assert "a" * 6001 in page
    assert not Objection.objects.exists()


def test_two_windows_one_begins_anew_while_the_other_objects() -> None:
    row = _decided("rejected")
    ApplicationFactory(person=row.person)
    page = _page(row, "object/", words=WORDS)
    assert "You began application" in page
    assert WORDS in page
    assert "You applied anew" in _page(row)


def test_after_the_last_day_the_rejection_is_final(at: Any) -> None:
    row = _decided("rejected")
    at(dt.datetime(2026, 8, 21, 21, 59, tzinfo=dt.UTC))
    assert "until 21 August 2026, that day included" in _page(row)
    assert str(row.title) in signed_in(row.person).get("/").content.decode()
    at(dt.datetime(2026, 8, 21, 22, 0, tzinfo=dt.UTC))
    page = _page(row)
    assert "An objection was possible until 21 August 2026" in page
    assert "The rejection is final." in page
    page = _page(row, "object/", words=WORDS)
    assert "An objection was possible until" in page
    assert WORDS in page
    assert "You can object once" not in page
    assert "<textarea" not in page
    assert str(row.title) not in signed_in(row.person).get("/").content.decode()


def test_dismissed_objection_is_final_and_both_letters_can_be_read() -> None:
    row = _decided("rejected")
    ObjectionFactory(application=row, state="dismissed", ended_at=SOON, outcome_words="We looked again.")
    second = DecisionFactory(
        application=row, rejecting=True, confirmed=True, on_objection=True, decided_at=SOON, words="We looked again."
    )
    DecisionGroundFactory(decision=second, reason="term-not-shown")
    page = _page(row)
    heading = "Your objection is dismissed; the rejection stands"
    for told in (heading, "There is no further objection.", "We looked again."):
        assert told in page
    assert "The dates you give do not show five years" in page
    client = signed_in(row.person)
    for decision in row.decisions.all():
        paper = client.get(f"/applications/{row.reference.lower()}/letters/{decision.pk}.pdf")
        assert paper.status_code == 200
        assert paper.content.startswith(b"%PDF")


@pytest.mark.parametrize("state", ["accepted", "awarded"])
def test_allowed_objection_stays_with_what_was_decided_before(state: str) -> None:
    row = _decided("rejected")
    ObjectionFactory(application=row, words=WORDS, state="allowed", made_at=AT, ended_at=SOON)
    DecisionFactory(application=row, confirmed=True, on_objection=True, decided_at=SOON)
    FinalisationFactory(application=row, ended_at=None if state == "accepted" else SOON)
    Application.objects.filter(pk=row.pk).update(state=state)
    row.refresh_from_db()
    shown = _page(row)
    for told in (WORDS, "You objected on", "allowed", "Four years and two months are shown.", "Letter of 22 July 2026"):
        assert told in shown
    assert "The rejection is final" not in shown
    letter = signed_in(row.person).get(f"/applications/{row.reference.lower()}/letters/{row.decisions.first().pk}.pdf")
    assert letter.status_code in {200, 302}


def test_who_begins_anew_is_told_that_it_ends_the_right_to_object_and_how_it_comes_back() -> None:
    row = _decided("rejected")
    code = row.title.code.lower()
    client = signed_in(row.person)
    begin = re.sub(r"\s+", " ", client.get(reverse("applications:begin", args=[code])).content.decode())
    assert (
        "You can object to that until 21 August 2026, but not while a new application for this title is there" in begin
    )
    client.post(reverse("applications:begin", args=[code]))
    assert "Throw that draft away, and you can object until 21 August 2026." in _page(row, "object/").replace(
        "&#x27;", "'"
    )
    assert "If you throw that draft away, you can object until 21 August 2026." in _page(row)
    draft = Application.objects.get(person=row.person, state="draft")
    client.post(f"/applications/{draft.reference.lower()}/throw-away/")
    assert "Your objection" in _page(row, "object/")


def test_withdrawing_after_the_acceptance_says_why_not() -> None:
    row = _decided("accepted")
    assert "It cannot be withdrawn any more. If you do not want the title" in _page(row, "withdraw/")


def test_letter_is_its_applicants_and_of_a_rejection_that_was_confirmed() -> None:
    row, other = _decided("rejected"), _decided("accepted")
    waiting = DecisionFactory(application=row, rejecting=True)
    accepted = other.decisions.get()
    for of, decision, by in (
        (row, row.decisions.first(), other.person),
        (row, waiting, row.person),
        (other, accepted, other.person),
        (row, accepted, row.person),
    ):
        found = signed_in(by).get(f"/applications/{of.reference.lower()}/letters/{decision.pk}.pdf")
        assert found.status_code == 404


def test_office_reads_letter_and_objection_and_who_can_decide_is_told() -> None:
    row = _decided("rejected")
    ObjectionFactory(application=row, made_at=SOON, words=WORDS)
    by = with_app(UserFactory(roles=("assessor",)))
    InterestFactory(application=row, person=by)
    client = signed_in(by)
    page = client.get(f"/office/applications/application/{row.pk}/change/").content.decode()
    assert WORDS in page
    assert "You had no part in the rejection" in page
    assert f"Only {by} is left who had no part in the rejection; two are needed." in page
    UserFactory(roles=("assessor",))
    assert (
        "is left who had no part"
        not in client.get(f"/office/applications/application/{row.pk}/change/").content.decode()
    )
    paper = client.get(f"/office/applications/application/{row.pk}/letters/{row.decisions.first().pk}.pdf")
    assert paper.content.startswith(b"%PDF")
    listed = client.get("/office/applications/application/?queue=objection").content.decode()
    assert row.reference in listed
    assert "Objections to be decided by people who took no part" in client.get("/office/").content.decode()
    every = client.get("/office/applications/application/").content.decode()
    assert row.reference in every


def test_office_letter_is_hidden_from_who_is_named() -> None:
    row = _decided("rejected")
    named = with_app(UserFactory(roles=("back-office",)))
    ReferenceFactory(application=row, email=named.email)
    found = signed_in(named).get(f"/office/applications/application/{row.pk}/letters/{row.decisions.first().pk}.pdf")
    assert found.status_code == 404
