"""Steps with an application in the back office, and its page about references: what they show, do, and to whom."""

import datetime as dt
import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from applications.models import Application, Reference, ReferenceLink
from common.models import AuditLine
from comms.models import Message
from tests.factories.accounts import with_app
from tests.factories.applications import (
    ANSWERED,
    ReferenceAnswerFactory,
    ReferenceFactory,
    ReferenceStatementFactory,
    answered,
    under_way,
    whole,
)
from tests.factories.comms import MessageFactory
from tests.people import person, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nobody_interested")]

STEPS = ("take-up", "ask-references", "open-assessment", "take-over", "hand-over")
WHY = "Two answered in detail."


def _at(row: Application, rest: str = "") -> str:
    return f"/office/applications/application/{row.pk}/{rest}"


def _client(name: str = "Wim", role: str = "back-office") -> Any:
    return signed_in(with_app(person(name, role)))


def _text(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def _offered(client: Any, row: Application) -> list[str]:
    page = client.get(_at(row, "change/")).content.decode()
    return [step for step in STEPS if f'href="{_at(row, step)}/"' in page]


@pytest.fixture(autouse=True)
def today(time_machine: Any) -> None:
    """A working day on which the references of the factories have had eight of theirs."""
    time_machine.move_to("2026-07-20T09:00:00Z", tick=False)


def test_page_offers_what_can_be_done_next_and_each_step_asks_before_it_is_taken() -> None:
    client, row = _client(), whole(submitted=True)
    assert _offered(client, row) == ["take-up"]
    page = _text(client.get(_at(row, "take-up/")))
    assert "Take up the application of Ada Voorbeeld?" in page
    assert "You look after it from now on; its screening begins." in page
    assert Application.objects.get(pk=row.pk).state == "submitted"
    assert "You look after the application of Ada Voorbeeld." in _text(client.post(_at(row, "take-up/"), follow=True))
    assert _offered(client, row) == ["ask-references", "hand-over"]
    assert "We write to Reference" in _text(client.get(_at(row, "ask-references/")))
    client.post(_at(row, "ask-references/"))
    assert _offered(client, row) == ["open-assessment", "hand-over"]
    assert Message.objects.filter(kind="applications.reference_invited").count() == 3
    assert _offered(_client("Other"), row) == ["open-assessment", "take-over", "hand-over"]


def test_step_that_cannot_be_taken_says_so_and_takes_nothing() -> None:
    client, row = _client(), whole(submitted=True)
    for step in ("ask-references", "open-assessment", "hand-over", "take-over"):
        assert "This application is “submitted” now; this cannot be done with it." in _text(
            client.get(_at(row, f"{step}/"))
        )
        client.post(_at(row, f"{step}/"), {"reason": WHY, "to": row.person_id})
    assert Application.objects.get(pk=row.pk).state == "submitted"
    other = _client("Other")
    other.post(_at(row, "take-up/"))
    told = _text(client.post(_at(row, "take-up/")))
    assert "Other looks after this application already; its screening began on 20 July 2026." in told


def test_it_is_handed_over_to_a_colleague_who_is_chosen_and_to_nobody_else() -> None:
    row = whole(screening=True)
    client, other = _client(), person("Anna", "assessor")
    named = person("Named", "back-office")
    ReferenceFactory(application=row, email=named.email)
    page = _text(client.get(_at(row, "hand-over/")))
    assert "Anna (anna@people.example)" in page
    assert named.email not in page
    assert "Choose a colleague." in _text(client.post(_at(row, "hand-over/")))
    assert "This colleague cannot look after it." in _text(client.post(_at(row, "hand-over/"), {"to": named.pk}))
    client.post(_at(row, "hand-over/"), {"to": other.pk})
    assert Application.objects.get(pk=row.pk).handler == other


def test_assessment_asks_for_a_reason_only_without_enough_confirmations_and_keeps_what_was_typed() -> None:
    client, row = _client(), under_way()
    page = _text(client.get(_at(row, "open-assessment/")))
    assert "Not enough people have confirmed so far" in page
    told = _text(client.post(_at(row, "open-assessment/"), {"reason": ""}))
    assert "Write why the assessment begins now" in told
    assert "<title> Error:" in told
    long = "x" * 501
    told = _text(client.post(_at(row, "open-assessment/"), {"reason": long}))
    assert "Write at most 500 characters." in told
    assert long in told
    for one in row.references.all():
        answered(one)
    page = _text(client.get(_at(row, "open-assessment/")))
    assert "Enough people confirm." in page
    assert "<textarea" not in page
    client.post(_at(row, "open-assessment/"))
    row.refresh_from_db()
    assert (row.state, row.opened_early) == ("assessment", "")


def test_reason_is_asked_for_where_a_confirmation_went_between_the_page_and_the_press(monkeypatch: Any) -> None:
    client, row = _client(), under_way()
    monkeypatch.setattr("applications.admin.stages._enough", lambda *_: True)
    told = _text(client.post(_at(row, "open-assessment/")))
    assert "Too few people have confirmed so far. Write why the assessment begins now." in told
    assert 'name="reason"' in told


def test_reason_typed_in_a_page_that_is_out_of_date_is_shown_again() -> None:
    client, row = _client(), under_way()
    Application.objects.filter(pk=row.pk).update(state="assessment", assessment_at=ANSWERED)
    told = _text(client.post(_at(row, "open-assessment/"), {"reason": WHY}))
    assert "This cannot be done now" in told
    assert WHY in told
    assert "It is not saved. Copy what you still need." in told


def test_answer_signed_with_another_name_is_noticed_and_another_spelling_is_not() -> None:
    row = under_way()
    other, same, _third = row.references.all()
    ReferenceAnswerFactory(reference=other, name="Somebody Else")
    ReferenceAnswerFactory(reference=same, name=f" {same.name.upper()} ")
    Reference.objects.filter(pk__in=[other.pk, same.pk]).update(state="answered", ended_at=ANSWERED)
    client = _client()
    for page in (_text(client.get(_at(row, "references/"))), _text(client.get(_at(row, "change/")))):
        assert page.count('<span class="status attention">another name</span>') == 1
        assert f"Named as <bdi>{other.name}</bdi>, signed as <bdi>Somebody Else</bdi>." in page


def test_page_tells_each_person_their_clock_their_mails_and_what_they_answered() -> None:
    row = under_way()
    first, second, third = row.references.all()
    ReferenceStatementFactory(
        answer=ReferenceAnswerFactory(reference=first, relation="She reported to me.", remarks="Ring me."),
        criterion="level",
        says="partly",
        words="For the budget, not for the board.",
        known_from=dt.date(2020, 1, 1),
        known_until=dt.date(2024, 6, 30),
    )
    Reference.objects.filter(pk=first.pk).update(state="answered", opened_at=ANSWERED, ended_at=ANSWERED)
    Reference.objects.filter(pk=second.pk).update(state="declined", declined="does-not-know", ended_at=ANSWERED)
    Reference.objects.filter(pk=third.pk).update(phone="+31 20 000 0000", returned_at=ANSWERED)
    about = f"applications.reference:{third.handle}"
    sent = {"kind": "applications.reference_invited", "about": about, "recipient": third.email}
    MessageFactory(**sent, bounced=True)
    page = _text(_client().get(_at(row, "references/")))
    for told in (
        "1 person · 1 organisation",
        "Still missing: 2 more people, 1 more organisation.",
        "relevance, term, accomplishment",
        "I confirm part of it</span> for 1 January 2020 until 30 June 2024",
        "For the budget, not for the board.",
        "She reported to me.",
        "Ring me.",
        "does not know the applicant, 14 July 2026",
        "+31 20 000 0000",
        "On 8 July 2026; the link opens the form until 29 July 2026. Today is working day 8 of 15.",
        "our mail came back",
        "came back</span>",
        "The form was opened on 14 July 2026, 11:00.",
    ):
        assert told in page, told
    assert page.count(">late</span>") == 1
    kept = "/references/{}/{}/"
    offered = {
        (one.pk, step)
        for one in (first, second, third)
        for step in ("send-again", "renew", "new-address")
        if kept.format(one.pk, step) in page
    }
    assert offered == {(second.pk, "renew"), (third.pk, "new-address")}


def test_reading_it_leaves_a_line_and_costs_the_same_for_six_as_for_three() -> None:
    row, client = under_way(), _client()
    answered(row.references.first())
    asked = []
    for _turn in range(2):
        with CaptureQueriesContext(connection) as queries:
            client.get(_at(row, "references/"))
        asked.append(len(queries))
        for _ in range(3):
            answered(ReferenceFactory(application=row, asked=True))
    assert asked[0] == asked[1]
    lines = AuditLine.objects.about(row).filter(act="common.read")
    assert lines.count() == 2
    assert lines[0].person_id == row.person_id


def test_colleague_who_applies_or_is_named_opens_neither_page_nor_answers_nor_steps() -> None:
    mine = person("Mine", "back-office", "assessor")
    row = under_way(person=mine)
    named = person("Named", "assessor")
    ReferenceFactory(application=row, asked=True, email=named.email.upper())
    one = row.references.first()
    for by in (mine, named):
        client = signed_in(with_app(by))
        for rest in ("change/", "history/", "references/", *(f"{step}/" for step in STEPS)):
            assert client.get(_at(row, rest)).status_code == 404, rest
            assert client.post(_at(row, rest)).status_code in {403, 404, 405}, rest
        for step in ("send-again", "renew", "new-address"):
            assert client.post(_at(row, f"references/{one.pk}/{step}/")).status_code == 404
    assert _client("Third").get(_at(row, "change/")).status_code == 200
    privacy = _client("Fourth", "privacy-officer")
    assert privacy.get(_at(row, "change/")).status_code == 200
    assert privacy.get(_at(row, "references/")).status_code == 403
    assert not AuditLine.objects.about(row).filter(by_id__in=[mine.pk, named.pk]).exists()


def test_file_of_an_application_is_not_opened_by_who_is_named_in_it() -> None:
    row = under_way()
    named = person("Named", "assessor")
    ReferenceFactory(application=row, asked=True, email=named.email)
    assert signed_in(with_app(named)).get(f"/files/{row.form.reference}/").status_code in {403, 404}


def test_draft_and_another_applications_reference_are_not_there() -> None:
    client, row, other = _client(), under_way(), under_way()
    draft = whole()
    for rest in ("references/", "take-up/"):
        assert client.get(_at(draft, rest)).status_code == 404
    theirs = other.references.first()
    assert client.get(_at(row, f"references/{theirs.pk}/renew/")).status_code == 404


def test_link_goes_again_to_another_address_or_anew() -> None:
    client, row = _client(), under_way()
    first, second, _third = row.references.all()
    made = ReferenceLink.objects.filter(reference=first).count()
    step = _at(row, f"references/{first.pk}/send-again/")
    assert first.email in _text(client.get(step))
    assert f"The link goes to {first.name} again." in _text(client.post(step, follow=True))
    assert ReferenceLink.objects.filter(reference=first).count() == made + 1
    step = _at(row, f"references/{first.pk}/new-address/")
    told = _text(client.post(step, {"email": "not an address"}))
    assert "Write an e-mail address, such as" in told
    assert "not an address" in told
    told = _text(client.post(step, {"email": second.email}))
    assert 'class="errorlist"' in told
    assert client.post(step, {"email": "new@alfa.example"}).status_code == 302
    first.refresh_from_db()
    assert first.email == "new@alfa.example"
    Reference.objects.filter(pk=second.pk).update(state="ended", ended_at=ANSWERED)
    step = _at(row, f"references/{second.pk}/renew/")
    client.post(step)
    second.refresh_from_db()
    assert (second.state, second.ends_on) == ("asked", dt.date(2026, 8, 10))
    assert "State of this reference now: asked." in _text(client.get(step))


def test_who_never_agreed_is_not_written_to() -> None:
    client, row = _client(), under_way()
    one = row.references.first()
    Reference.objects.filter(pk=one.pk).update(state="declined", declined="never-agreed", ended_at=ANSWERED)
    page = _text(client.get(_at(row, "references/")))
    assert f"/references/{one.pk}/" not in page
    assert "does not want to be written to" in _text(client.get(_at(row, f"references/{one.pk}/renew/")))
