"""A scan that cannot be accepted is asked for anew after the acceptance too, and somebody else can look after it."""

import datetime as dt
from typing import Any

import pytest

from accounts.models import User
from applications import finalising_words
from applications.emails import scans as emails
from applications.models import Application, Finalisation, Question
from applications.selectors.finalising import found_for
from applications.services import checking, questions, stages
from applications.services.drafts import ApplicationRefused
from common.models import AuditLine
from comms.models import Message
from comms.rendering import letter
from tests.applications.finalising import accepted, at, identified, minute, nights, paid, scanned
from tests.factories.accounts import UserFactory
from tests.factories.applications import ApplicationFactory
from tests.factories.assessment import DECIDED, ObjectionFactory, declared
from tests.people import signed_in

pytestmark = pytest.mark.django_db

ASKED = at(2026, 8, 3)
TEXT = "Please scan page 7 again; the signature is cut off."


@pytest.fixture
def row() -> Finalisation:
    found = accepted()
    scanned(found)
    assert found.invoice is not None
    paid(found.invoice, at(2026, 7, 24))
    identified(found, at(2026, 7, 25))
    found.application.refresh_from_db()
    return found


def _clerk(application: Application, name: str = "Clerk") -> User:
    return declared(application, UserFactory(roles=("back-office",), given_name=name, family_name=""))


def _ask(row: Finalisation) -> Question:
    return checking.ask_new_scan(row.application, TEXT, by=_clerk(row.application), at=ASKED)


def page(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def _told(row: Finalisation) -> tuple[str, str, str]:
    found = found_for(row.application)
    assert found is not None
    (signed,) = [one for one in finalising_words.told(found, ASKED) if one.item == "signed"]
    return str(signed.word), signed.sentence, signed.colleagues


def test_another_scan_is_asked_for_sent_seen_and_the_title_awarded(row: Finalisation) -> None:
    question = _ask(row)
    application = row.application
    application.refresh_from_db()
    assert (application.state, application.due_on, question.stage) == ("accepted", None, "accepted")
    assert _told(row) == (
        "To be sent",
        "We asked you on 3 August 2026 for another scan. Answer that question with it.",
        "The applicant was asked on 3 August 2026 for another scan.",
    )
    assert not Application.objects.all().scans_unseen().exists(), "we wait for the applicant"
    asked = Message.objects.get(kind="applications.scan_needed")
    assert TEXT in letter(asked).text
    assert "The acceptance stands." in letter(asked).text
    assert emails.NEEDED.still_true(asked)
    questions.answer(question, "Here it is.", by=application.person, at=at(2026, 8, 4))
    application.refresh_from_db()
    assert (application.state, application.due_on, application.promised_on) == ("accepted", None, None)
    assert "We look at the signature" in letter(Message.objects.get(kind="applications.scan_settled")).text
    assert not emails.NEEDED.still_true(asked)
    assert list(Application.objects.all().scans_unseen()) == [application]
    checking.see_scan(application, by=_clerk(application, "Other"), at=at(2026, 8, 5))
    minute(at(2026, 8, 5, hour=10))
    application.refresh_from_db()
    assert application.state == "awarded"


def test_while_the_scan_is_awaited_nobody_notes_the_old_one_as_seen(row: Finalisation) -> None:
    question = _ask(row)
    by = User.objects.get(given_name="Clerk")
    with pytest.raises(checking.CheckRefused, match="Take that question back first"):
        checking.see_scan(row.application, by=by, at=ASKED)
    questions.take_back(question, by=by, at=at(2026, 8, 4))
    told = letter(Message.objects.get(kind="applications.scan_settled")).text
    assert "we do not need it any more" in told
    checking.see_scan(row.application, by=by, at=at(2026, 8, 4))


def test_nothing_else_is_asked_after_the_acceptance(row: Finalisation) -> None:
    with pytest.raises(ApplicationRefused, match="Only another scan"):
        questions.ask(row.application, "Which job?", by=_clerk(row.application), at=ASKED)


def test_pages_of_both_sides(row: Finalisation, time_machine: Any) -> None:
    application = row.application
    time_machine.move_to(ASKED, tick=False)
    clerk = signed_in(_clerk(application))
    url = f"/office/applications/application/{application.pk}"
    assert "Ask for another scan" in page(clerk.get(f"{url}/change/"))
    assert "the clock stands still" not in page(clerk.get(f"{url}/ask-scan/"))
    answer = page(clerk.post(f"{url}/ask-scan/", {"text": TEXT}, follow=True))
    assert "is asked for another scan." in answer
    assert "take-back" in answer
    applicant = signed_in(application.person)
    status = page(applicant.get(f"/applications/{application.reference.lower()}/"))
    assert TEXT in status
    assert "the rest of your list" not in status
    question = Question.objects.get()
    asked = f"/applications/{application.reference.lower()}/questions/{question.pk}/"
    assert "The time of our answer" not in page(applicant.get(asked))
    done = page(applicant.post(asked, {"text": "Here it is."}, follow=True))
    assert "We look at the signature; you need do nothing for it now." in done


def test_reminded_without_a_word_of_the_clock_and_lapsed_with_what_did_not_come(row: Finalisation) -> None:
    question = _ask(row)
    questions.nudge([question.pk], at=at(2026, 8, 10))
    (again,) = Message.objects.filter(kind="applications.scan_needed", period__endswith="day 5")
    assert "On 3 August 2026 we asked you for another scan" in letter(again).text
    assert not Message.objects.filter(kind="applications.question_reminded").exists()
    nights(dt.date(2026, 11, 20), dt.date(2027, 2, 5))
    row.application.refresh_from_db()
    question.refresh_from_db()
    assert (row.application.state, question.state) == ("lapsed", "taken-back")
    told = letter(Message.objects.get(kind="applications.acceptance_lapsed")).text
    assert "Another scan of the form you signed by hand." in told
    assert "Our question about it" in letter(Message.objects.filter(kind="applications.acceptance_lapses").first()).text


@pytest.mark.parametrize("state", ["accepted", "objection"])
def test_somebody_else_looks_after_it_in_every_open_state(state: str) -> None:
    if state == "accepted":
        application = ApplicationFactory(assessment=True, state="accepted", decided_at=DECIDED, due_on=None)
    else:
        application = ObjectionFactory().application
    by, to = _clerk(application), UserFactory(roles=("back-office",))
    url = f"/office/applications/application/{application.pk}"
    assert "Hand it over" in page(signed_in(by).get(f"{url}/change/"))
    stages.hand_over(application, to, by=by, at=ASKED)
    application.refresh_from_db()
    assert application.handler == to
    assert AuditLine.objects.filter(act="applications.handed-over", about_id=application.pk).count() == 1


def test_a_rejection_nobody_objected_to_is_handed_to_nobody() -> None:
    application = ApplicationFactory(assessment=True, state="rejected", decided_at=DECIDED, due_on=None)
    by = _clerk(application)
    assert "Hand it over" not in page(signed_in(by).get(f"/office/applications/application/{application.pk}/change/"))
    with pytest.raises(ApplicationRefused):
        stages.hand_over(application, UserFactory(roles=("back-office",)), by=by, at=ASKED)
