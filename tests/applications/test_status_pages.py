"""The status page: whose turn it is, how far every person is, what can be done, and never what anybody said."""

import datetime as dt
import re
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from applications.models import Application, Reference, ReferenceLink
from applications.services import withdraw
from comms.models import Message
from tests.factories.accounts import UserFactory
from tests.factories.applications import (
    ASKED,
    ENDED,
    OrganisationAnswerFactory,
    QuestionFactory,
    ReferenceFactory,
    ReferenceLinkFactory,
    answered,
    under_way,
    whole,
)
from tests.factories.comms import MessageFactory
from tests.people import signed_in

pytestmark = pytest.mark.django_db

EARLY = dt.datetime(2026, 7, 9, 9, 0, tzinfo=dt.UTC)
LATE = dt.datetime(2026, 7, 20, 9, 0, tzinfo=dt.UTC)
SECRETS = ("She led the programme", "She reported to me for three years", "cannot now", "Cannot now", "never agreed")


def _client(person: User) -> Client:
    return signed_in(person)


def _page(row: Application, path: str = "", **post: Any) -> str:
    client = _client(row.person)
    url = f"/applications/{row.reference.lower()}/{path}"
    found = client.post(url, post, follow=True) if post else client.get(url, follow=True)
    assert found.status_code == 200
    return re.sub(r"\s+", " ", found.content.decode())


def _text(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Any:
    def set_to(moment: dt.datetime) -> None:
        monkeypatch.setattr("django.utils.timezone.now", lambda: moment)

    return set_to


@pytest.mark.parametrize(
    ("state", "moment", "word", "lines", "offers"),
    [
        ({"state": "named", "asked_at": None, "ends_on": None}, EARLY, "Not asked yet", [], []),
        ({}, EARLY, "Asked", ["Asked on 8 July 2026; our newest mail was delivered", "Can answer until 29 July"], []),
        ({"opened_at": ASKED}, EARLY, "Form opened", ["Form opened on 8 July 2026"], []),
        (
            {},
            LATE,
            "No answer yet",
            ["Can answer until 29 July 2026"],
            ["Name somebody else", "Send the link again", "Give another address"],
        ),
        (
            {"returned_at": ASKED},
            EARLY,
            "Mail came back",
            ["Give us another address"],
            ["Give another address", "Name somebody else"],
        ),
        ({"state": "answered", "ended_at": ASKED}, EARLY, "Answered", ["Answered on 8 July 2026"], []),
        (
            {"state": "declined", "declined": "cannot-now", "ended_at": ASKED},
            EARLY,
            "Declined",
            ["Declined on 8 July 2026"],
            ["Name somebody else"],
        ),
        (
            {"state": "ended", "ended_at": ENDED},
            ENDED,
            "No answer in time",
            ["Link ended on 30 July 2026"],
            ["Name somebody else"],
        ),
        ({"state": "replaced", "ended_at": ASKED}, EARLY, "Replaced", ["Replaced on 8 July 2026"], []),
        ({"state": "withdrew", "ended_at": ASKED}, EARLY, "Withdrew", ["Withdrew on 8 July"], ["Name somebody else"]),
    ],
)
def test_each_state_of_a_person_is_told_with_its_dates_and_what_can_be_done(
    at: Any, state: dict[str, Any], moment: dt.datetime, word: str, lines: list[str], offers: list[str]
) -> None:
    row = under_way()
    first = row.references.all()[0]
    Reference.objects.filter(pk=first.pk).update(**state)
    MessageFactory(
        sent=True, kind="applications.reference_invited", about=f"applications.reference:{first.handle}", facts={}
    )
    at(moment)
    page = _page(row)
    part = _text(page.partition(f'id="{first.handle.lower()}"')[2].partition("</li> <li id=")[0])
    assert f" {word} " in part
    for line in lines:
        assert line in part
    every = ["Name somebody else", "Send the link again", "Give another address"]
    assert [offer for offer in every if offer in part] == [offer for offer in every if offer in offers]


def test_nothing_of_an_answer_nor_why_somebody_declined_is_on_any_page_of_the_applicant(at: Any) -> None:
    row = under_way()
    first, second, third = row.references.all()
    answered(first, level="dispute")
    answered(second)
    state = {"state": "declined", "declined": "never-agreed", "ended_at": ASKED}
    Reference.objects.filter(pk=third.pk).update(**state)
    at(LATE)
    home = _client(row.person).get("/").content.decode()
    pages = [_page(row), _page(row, f"references/{third.pk}/replace/"), home]
    for page in pages:
        for secret in (*SECRETS, "disput", "confirmed"):
            assert secret not in page


@pytest.mark.parametrize(
    ("state", "heading", "sentence"),
    [
        ("submitted", "It is our turn", "We look whether everything is there"),
        ("screening", "It is our turn", "Then we write to the people you named"),
        ("references_asked", "It is your references' turn", "We wait for the answers of 3 people."),
        ("assessment", "It is our turn", "We assess your application"),
    ],
)
def test_whose_turn_it_is_and_both_dates_stand_at_the_top(at: Any, state: str, heading: str, sentence: str) -> None:
    row = whole(**{state: True}) if state in {"submitted", "screening"} else under_way(state)
    at(EARLY)
    text = _text(_page(row)).replace("&#x27;", "'")
    assert heading in text
    assert sentence in text
    assert "6 July 2026" in text
    assert "3 August 2026" in text
    assert text.index("The way to our answer") < text.index("The people you named")


def test_when_too_few_can_confirm_it_is_the_applicants_turn_who_names_another_person(at: Any) -> None:
    row = under_way()
    first, second, third = row.references.all()
    for person in (first, second, third):
        answered(person, relevance="dispute" if person == first else "confirm")
    row.state, row.due_on, row.quorum = "information", None, "impossible"
    row.save()
    QuestionFactory(application=row, kind="reference", stage="references", text="", asked_by=None)
    at(LATE)
    text = _text(_page(row))
    assert "It is your turn" in text
    assert "the time of our answer stands still until then" in text
    assert "Another reference is needed" in text
    assert "Please name somebody else below" in text
    page = _page(row, "references/another/", **SOMEBODY)
    assert "You named Iris Meetlat. We write to them now." in page
    assert row.references.get(name="Iris Meetlat").state == "asked"


SOMEBODY = {
    "name": "Iris Meetlat",
    "organisation": "Gamma",
    "role": "Director",
    "email": "iris@gamma.example",
    "relation": "We led the programme together.",
    "agreed": "on",
}


def test_what_we_asked_stands_above_with_the_way_to_answer_it_and_afterwards_below(at: Any) -> None:
    row = whole(screening=True)
    row.state, row.due_on = "information", None
    row.save()
    QuestionFactory(application=row)
    ended = QuestionFactory(application=row, answered=True, text="Which of the two?")
    at(LATE)
    page = _page(row)
    text = _text(page)
    assert "Please answer what we asked you" in text
    assert f"/applications/{row.reference.lower()}/questions/" in page
    order = ["Until when did you work at Alfa?", "The way to our answer", ended.text, "What happened"]
    assert sorted(order, key=text.index) == order
    assert "You answered our question." in text


def test_quorum_is_told_in_people_and_organisations_and_what_helps_when_it_is_at_risk(at: Any) -> None:
    row = under_way()
    first, _second, third = row.references.all()
    answered(first)
    answered(third)
    at(EARLY)
    text = _text(_page(row))
    assert "2 of 3 people, 2 organisations" in text
    assert "Answers are awaited" in text
    at(LATE)
    text = _text(_page(row))
    assert "At risk" in text
    assert "Ask them whether our mail arrived. What you can do stands with each person." in text


def test_declined_reference_is_replaced_in_two_clicks_and_what_happened_tells_it(at: Any) -> None:
    row = under_way()
    old = row.references.all()[0]
    Reference.objects.filter(pk=old.pk).update(state="declined", declined="cannot-now", ended_at=ASKED)
    at(EARLY)
    path = f"references/{old.pk}/replace/"
    assert f"/applications/{row.reference.lower()}/{path}" in _page(row)
    text = _text(_page(row, path, **SOMEBODY))
    assert f"You named Iris Meetlat instead of {old.name}." in text
    assert "You named Iris Meetlat instead" in text
    assert f"{old.name} declined." in text


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"agreed": ""}, "Ask this person first, and tick that they agreed."),
        ({"name": "Ada Voorbeeld"}, "This is your own name"),
        ({"email": ""}, "Write an e-mail address at which we reach the person."),
    ],
)
def test_what_was_typed_stays_and_its_sentence_stands_there(at: Any, typed: dict[str, str], sentence: str) -> None:
    row = under_way()
    old = row.references.all()[0]
    Reference.objects.filter(pk=old.pk).update(state="ended", ended_at=ENDED)
    at(ENDED)
    page = _page(row, f"references/{old.pk}/replace/", **{**SOMEBODY, **typed})
    assert sentence in page
    assert 'value="Gamma"' in page
    assert not row.references.filter(organisation="Gamma").exists()


def test_link_is_sent_again_after_48_hours_and_the_page_names_the_moment(at: Any) -> None:
    row = under_way()
    first = row.references.all()[0]
    ReferenceLink.objects.filter(reference=first).update(made_at=EARLY)
    at(EARLY)
    assert "You can send the link again from 11 July 2026, 11:00 on." in _page(row)
    path = f"references/{first.pk}/send-again/"
    refused = _page(row, path, press="1")
    assert "You can send the link again from 11 July 2026, 11:00 on." in refused
    assert not Message.objects.exists()
    at(EARLY + dt.timedelta(hours=48))
    assert f"We send the link to {first.name} again." in _page(row, path, press="1")
    assert Message.objects.get().kind == "applications.reference_invited"


def test_another_address_is_given_and_one_that_is_taken_is_refused_at_its_field(at: Any) -> None:
    row = under_way()
    first, second, _third = row.references.all()
    Reference.objects.filter(pk=first.pk).update(returned_at=ASKED)
    at(EARLY)
    path = f"references/{first.pk}/address/"
    assert "You gave this address for" in _page(row, path, email=second.email)
    assert f"We write to {first.name} at iris@gamma.example." in _page(row, path, email="iris@gamma.example")


def test_organisations_that_look_alike_are_asked_about_after_somebody_else_was_named(at: Any) -> None:
    row = under_way()
    old = row.references.get(organisation="Beta")
    Reference.objects.filter(pk=old.pk).update(state="ended", ended_at=ENDED)
    at(ENDED)
    typed = {**SOMEBODY, "organisation": "Alfa B.V.", "email": "iris@alfa.nl"}
    page = _page(row, f"references/{old.pk}/replace/", **typed)
    assert "Until you tell us more we count them as one" in page
    assert not re.search("@", re.sub(r"help@\S+", "", page)), "their address may be one that they corrected themselves"
    key = re.search(r'name="one-(\w+)"', page)
    seen = re.search(r'name="seen" value="([^"]*)"', page)
    assert key
    assert seen
    answer = {"seen": seen[1], f"one-{key[1]}": "different", f"words-{key[1]}": "A foundation and a company."}
    assert "Thank you." in _page(row, "references/organisations/", **answer)
    assert "Tell us whether they are one" not in _page(row)
    assert "There is nothing to ask about organisations now." in _page(row, "references/organisations/")


@pytest.mark.parametrize("path", ["replace", "address", "send-again"])
def test_pages_about_a_person_of_a_draft_or_of_somebody_else_are_not_there(path: str) -> None:
    row, draft = under_way(), whole()
    client = _client(row.person)
    foreign, own = draft.references.all()[0].pk, row.references.all()[0].pk
    for address in (
        f"/applications/{row.reference.lower()}/references/{foreign}/{path}/",
        f"/applications/{draft.reference.lower()}/references/{own}/{path}/",
    ):
        assert client.post(address, {}).status_code == 404
    mine = _client(draft.person).post(f"/applications/{draft.reference.lower()}/references/{foreign}/{path}/", {})
    assert mine.status_code == 404


@pytest.mark.parametrize("many", [3, 6])
def test_status_page_asks_the_same_for_three_people_and_for_six(django_assert_num_queries, at: Any, many: int) -> None:
    row = under_way()
    for number in range(many - 3):
        person = ReferenceFactory(application=row, asked=True, organisation=f"Gamma {number}")
        ReferenceLinkFactory(reference=person)
    for person in list(row.references.all())[: many - 1]:
        answered(person)
    OrganisationAnswerFactory(application=row)
    client = _client(row.person)
    at(LATE)
    client.get("/")
    with django_assert_num_queries(22):
        assert client.get(f"/applications/{row.reference.lower()}/").status_code == 200


def test_list_and_home_tell_whose_turn_it_is(at: Any) -> None:
    person = UserFactory()
    row = under_way(person=person)
    Application.objects.filter(pk=row.pk).update(quorum="at-risk")
    at(LATE)
    client = _client(person)
    for path in ("/applications/", "/"):
        text = _text(client.get(path).content.decode()).replace("&#x27;", "'")
        assert "It is your references' turn, and one of them is late." in text
    Reference.objects.filter(pk=row.references.all()[0].pk).update(returned_at=ASKED)
    for path in ("/applications/", "/"):
        text = _text(client.get(path).content.decode())
        assert "It is your turn: our mail to somebody you named came back. Give us another address." in text
    text = _text(client.get(f"/applications/{row.reference.lower()}/").content.decode())
    assert "It is your turn" in text
    assert f"Our mail to {row.references.all()[0].name} came back. Give us another address below" in text


@pytest.mark.parametrize("kind", ["information", "reference"])
def test_page_of_a_withdrawn_application_says_that_nothing_is_awaited_any_more(at: Any, kind: str) -> None:
    row = under_way()
    asked = QuestionFactory(application=row, kind=kind, text="Until when?" if kind == "information" else "")
    row.state, row.due_on = "information", None
    row.save()
    at(LATE)
    withdraw(row, by=row.person, at=LATE)
    text = _text(_page(row))
    for wrong in ("Can answer until", "Asked </", "No answer yet", "took our question back", "We took it back"):
        assert wrong not in text, wrong
    assert text.count("Not needed any more") == 3
    assert "You withdrew it." in text
    asked.refresh_from_db()
    assert asked.ended_at == LATE


def test_address_that_somebody_corrected_themselves_is_not_told_to_the_applicant(at: Any) -> None:
    row = under_way()
    person = row.references.all()[0]
    Reference.objects.filter(pk=person.pk).update(email="at-home@hidden.example", returned_at=ENDED)
    at(ENDED)
    for path in ("", f"references/{person.pk}/address/"):
        assert "hidden.example" not in _page(row, path)
