"""Questions and the four-week promise as both sides see them on their pages, with a moved clock."""

import datetime as dt
import re
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.test import Client

from applications.enums import QuestionState
from applications.models import Application, Question, QuestionFile, QuestionText, Reference
from applications.selectors.clock import clock_of, due
from applications.services import promises
from applications.services import questions as services
from applications.services.clock import reckon_all
from applications.views.questions import clock_shown, questions_shown
from common.models import Upload
from comms.models import Message
from tests.applications.test_questions import TEXT, again, at, clerk, golden
from tests.factories.accounts import UserFactory, with_app
from tests.factories.applications import (
    SUBMITTED,
    ApplicationFactory,
    QuestionFactory,
    QuestionTextFactory,
    whole,
)
from tests.factories.files import sent
from tests.people import person, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nobody_interested")]

GOLDEN = {
    "G-050": (dt.date(2026, 7, 1), "29 July 2026"),
    "G-051": (dt.date(2026, 2, 28), "27 March 2026"),
    "G-053": (dt.date(2026, 4, 24), "27 May 2026"),
    "G-054": (dt.date(2025, 4, 14), "14 May 2025"),
    "G-056": (dt.date(2026, 12, 31), "29 January 2027"),
    "G-058": (dt.date(2024, 3, 8), "8 April 2024"),
}


def _flat(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def _text(answer: Any) -> str:
    return _flat(answer.content.decode())


def _words(html: str) -> str:
    return _flat(re.sub(r"<[^>]+>", " ", html))


def _told(row: Application, on: dt.date) -> str:
    """The clock as the applicant's status page tells it."""
    moment = dt.datetime.combine(on, dt.time(9), dt.UTC)
    return _words(render_to_string("applications/clock.html", clock_shown(again(row), moment)))


def _status(row: Application) -> str:
    """The applicant's status page."""
    return _text(signed_in(row.person).get(f"/applications/{row.reference.lower()}/"))


def _office(row: Application) -> str:
    client = signed_in(with_app(person(f"Clerk {Message.objects.count()} {row.pk} {again(row).state}", "back-office")))
    return _words(client.get(f"/office/applications/application/{row.pk}/change/").content.decode())


def _path(row: Application, question: Question) -> str:
    return f"/applications/{row.reference.lower()}/questions/{question.pk}/"


@pytest.fixture
def colleague() -> Client:
    return signed_in(with_app(person("Colleague", "back-office")))


@pytest.mark.parametrize("case", sorted(GOLDEN))
def test_answer_is_named_for_both_sides_as_worked_out_by_hand(case: str, time_machine: Any) -> None:
    received_on, named = GOLDEN[case]
    moment = dt.datetime.combine(received_on, dt.time(9), dt.UTC)
    row = golden(submitted_at=moment, first_due_on=due(received_on), due_on=due(received_on))
    time_machine.move_to(moment, tick=False)
    assert f"You hear from us by {named}" in _told(row, received_on)
    assert f"Answer due by {named}" in _office(row)
    client = signed_in(row.person)
    assert f"You will hear from us by {named}" in _text(client.get(f"/applications/{row.reference.lower()}/received/"))


def test_g_061_wait_moves_the_day_and_both_dates_stay_visible(time_machine: Any) -> None:
    row = golden()
    time_machine.move_to(at(6), tick=False)
    question = services.ask(row, TEXT, by=clerk(), at=at(6))
    assert "Moved by" not in _told(row, dt.date(2026, 7, 6))
    still = _told(row, dt.date(2026, 7, 8))
    for words in (
        "29 July 2026",
        "stands still since 6 July 2026, because we asked you something",
        "Moved by 2 working",
    ):
        assert words in still
    assert "The clock stands still since 6 July 2026: we wait for the applicant." in _office(row)
    page = _status(row)
    for words in ("stands still since 6 July 2026", "29 July 2026", TEXT, _path(row, question)):
        assert words in page
    time_machine.move_to(at(13), tick=False)
    client = signed_in(row.person)
    assert "answered today, 13 July 2026, you hear from us by 5 August 2026." in _text(client.get(_path(row, question)))
    answer = client.post(_path(row, question), {"text": "Until May 2026."}, follow=True)
    assert "We received your answer. You will hear from us by 5 August 2026." in _text(answer)
    page = _words(_status(row))
    for words in ("First named for our answer 29 July 2026", "hear from us by 5 August 2026", "Until May 2026."):
        assert words in page
    told = _told(row, dt.date(2026, 7, 13))
    for words in (
        "First named for our answer 29 July 2026",
        "hear from us by 5 August 2026",
        "Moved by 5 working days",
    ):
        assert words in told
    office = _office(row)
    for words in ("29 July 2026", "Answer due by 5 August 2026", "Moved by 5 working days", TEXT, "Until May 2026."):
        assert words in office
    found = clock_of(again(row), dt.date(2026, 7, 13))
    assert found
    assert (found.day, found.waited, found.answer_by) == (3, 5, dt.date(2026, 8, 5))


def test_g_062_day_that_passes_decides_nothing_and_names_a_new_one(time_machine: Any) -> None:
    row = golden()
    time_machine.move_to(at(30, hour=3), tick=False)
    promises.tell_new_days([row.pk], at=at(30, hour=3))
    told = _told(row, dt.date(2026, 7, 30))
    for words in ("29 July 2026", "hear from us by 13 August 2026", "named this day anew", "21 of 20"):
        assert words in told
    assert "Answer due by 29 July 2026 late We named a new day since: 13 August 2026." in _office(row)
    assert again(row).state == "screening"


def test_status_page_shows_what_waits_first_with_its_button_then_what_ended(time_machine: Any) -> None:
    row = golden()
    time_machine.move_to(at(6), tick=False)
    first = services.ask(row, TEXT, by=clerk(), at=at(6))
    services.answer(first, "Until <May> 2026.", (), by=row.person, at=at(7))
    second = services.ask(row, "And at Beta?", by=clerk(), at=at(8))
    shown = questions_shown(row)
    html = _flat(render_to_string("applications/questions.html", {"application": row, **shown}))
    assert html.index("And at Beta?") < html.index(TEXT) < html.index("Until &lt;May&gt; 2026.")
    assert html.count('class="button"') == 1
    assert _path(row, second) in html
    assert _path(row, first) not in html


def test_files_and_words_survive_a_form_that_was_refused_and_go_with_the_answer(time_machine: Any) -> None:
    row = golden()
    time_machine.move_to(at(7), tick=False)
    question = services.ask(row, TEXT, by=clerk(), at=at(6))
    client = signed_in(row.person)
    page = _text(client.post(_path(row, question), {"text": "", "file_1": sent(name="contract.pdf")}))
    assert "A sentence is enough where a file says it all." in page
    (kept,) = Upload.objects.waiting()
    assert f'name="kept" value="{kept.reference}" checked' in page
    assert page.count('type="file"') == 2
    said = {"text": "See the contract.", "kept": kept.reference, "file_1": sent(b"nothing of ours", "notes.txt")}
    page = _text(client.post(_path(row, question), said))
    assert "See the contract." in page
    assert f'value="{kept.reference}" checked' in page
    assert question.files.count() == 0
    client.post(_path(row, question), {"text": "See the contract.", "kept": kept.reference})
    assert QuestionFile.objects.get().file == kept
    page = _text(client.get(_path(row, question)))
    for words in ("You answered on 7 July 2026", "See the contract.", kept.name):
        assert words in page


def test_sentence_about_a_file_stands_at_the_number_under_which_it_was_sent(time_machine: Any) -> None:
    row = golden()
    time_machine.move_to(at(7), tick=False)
    question = services.ask(row, TEXT, by=clerk(), at=at(6))
    client = signed_in(row.person)
    said = {"text": "See both.", "file_1": sent(), "file_2": sent(b"nothing of ours", "notes.txt")}
    form = client.post(_path(row, question), said).context["form"]
    assert [(form[name].label) for name in form.errors] == ["File 2"]


def test_gap_that_was_not_filled_in_is_named_once_and_what_was_typed_stays(colleague: Client) -> None:
    row = golden()
    path = f"/office/applications/application/{row.pk}/ask/"
    page = _text(colleague.post(path, {"text": "Please tell us until when you worked at … and why."}))
    assert "worked at … and why" in page
    assert "This is not filled in yet" in page
    assert not Question.objects.exists()
    assert "Send it as it stands" in page
    assert "Send it as it stands" not in _text(colleague.get(path))
    colleague.post(path, {"text": "Please tell us until when you worked at … and why.", "as_it_stands": "on"})
    assert Question.objects.get().text.endswith("… and why.")


def test_colleague_who_applies_or_is_named_neither_asks_nor_takes_back_nor_names_a_day() -> None:
    row = golden()
    question = services.ask(row, TEXT, by=clerk(), at=at(6))
    for number, named in enumerate((False, True)):
        user = with_app(person(f"Concerned {number}", "back-office"))
        if named:
            Reference.objects.filter(pk=row.references.all()[0].pk).update(email=user.email.upper())
        else:
            Application.objects.filter(pk=row.pk).update(person=user)
        client = signed_in(user)
        for path in ("ask/", f"questions/{question.pk}/take-back/", "promise/"):
            for press in (client.get, client.post):
                assert press(f"/office/applications/application/{row.pk}/{path}").status_code == 404


def test_file_that_is_unticked_or_somebody_elses_does_not_go_along(time_machine: Any) -> None:
    row = golden()
    time_machine.move_to(at(7), tick=False)
    question = services.ask(row, TEXT, by=clerk(), at=at(6))
    other = UserFactory()
    client = signed_in(row.person)
    client.post(_path(row, question), {"text": "", "file_1": sent()})
    kept = Upload.objects.waiting().get()
    Upload.objects.filter(pk=kept.pk).update(owner=other)
    client.post(_path(row, question), {"text": "May.", "kept": kept.reference})
    assert not QuestionFile.objects.exists()
    assert Question.objects.get().state == QuestionState.ANSWERED


def test_second_press_leads_to_what_was_answered_and_changes_nothing(time_machine: Any) -> None:
    row = golden()
    time_machine.move_to(at(7), tick=False)
    question = services.ask(row, TEXT, by=clerk(), at=at(6))
    client = signed_in(row.person)
    for words in ("May.", "June."):
        answer = client.post(_path(row, question), {"text": words}, follow=True)
    page = _text(answer)
    assert "Your answer was received already." in page
    assert "May." in page
    assert "What you typed in this window was not sent" in page
    assert "June." in page
    assert Question.objects.get().answer == "May."
    assert client.post(_path(row, question), {"text": "May."}).status_code == 302
    assert Message.objects.filter(kind="applications.question_answered").count() == 1


def test_question_taken_back_meanwhile_says_so(time_machine: Any) -> None:
    row = golden()
    time_machine.move_to(at(7), tick=False)
    question = services.ask(row, TEXT, by=clerk(), at=at(6))
    services.take_back(question, by=clerk(), at=at(7))
    client = signed_in(row.person)
    page = _text(client.post(_path(row, question), {"text": "May."}, follow=True))
    assert "We took this question back meanwhile." in page
    assert "You need not answer since 7 July 2026" in page


def test_question_of_somebody_else_is_not_there_nor_one_of_another_application() -> None:
    question, other = QuestionFactory(), golden()
    client = signed_in(other.person)
    assert client.get(_path(question.application, question)).status_code == 404
    assert client.post(_path(other, question), {"text": "May."}).status_code == 404
    question.refresh_from_db()
    assert question.state == QuestionState.OPEN


def test_reference_that_is_needed_is_named_on_the_status_page() -> None:
    question = QuestionFactory(kind="reference", text="", asked_by=None)
    row = question.application
    answer = signed_in(row.person).get(_path(row, question))
    assert answer.headers["Location"] == f"/applications/{row.reference.lower()}/"
    html = render_to_string("applications/questions.html", {"application": row, **questions_shown(row)})
    assert "Another reference is needed" in html


def test_colleague_begins_with_a_text_looks_at_the_mail_and_asks(colleague: Client, time_machine: Any) -> None:
    row = golden()
    text = QuestionTextFactory(name="Dates", text="Which dates are right?")
    QuestionTextFactory(name="Old", offered=False)
    time_machine.move_to(at(6), tick=False)
    path = f"/office/applications/application/{row.pk}/ask/"
    page = _text(colleague.get(path))
    assert "stands still from today, 6 July 2026, until the day before the answer" in page
    assert "hears from us by 29 July 2026 now" in page
    assert ">Dates<" in page
    assert ">Old<" not in page
    page = _text(colleague.post(path, {"begin": text.pk, "text": "Dear Ada", "put": "1"}))
    assert "Dear Ada Which dates are right?" in page
    page = _text(colleague.post(path, {"text": "Which dates are right?", "preview": "1"}))
    assert "You get this mail because you applied" in page
    assert "On receipt we said that you hear from us by 29 July 2026." in page
    assert not Question.objects.exists()
    page = _text(colleague.post(path, {"text": "", "preview": "1"}))
    assert "Write what you want to know." in page
    page = _text(colleague.post(path, {"text": "Which dates are right?"}, follow=True))
    assert "The question is sent." in page
    assert "Which dates are right?" in page
    question = Question.objects.get()
    back = f"/office/applications/application/{row.pk}/questions/{question.pk}/take-back/"
    time_machine.move_to(at(8), tick=False)
    assert "the applicant hears from us by 31 July 2026" in _text(colleague.get(back))
    page = _text(colleague.post(back, follow=True))
    assert "The question is taken back" in page
    assert "31 July 2026" in page
    assert "This question is “taken back”." in _text(colleague.get(back))


def test_colleague_names_a_new_day_and_bad_ones_get_a_sentence(colleague: Client, time_machine: Any) -> None:
    row = golden()
    time_machine.move_to(at(20), tick=False)
    path = f"/office/applications/application/{row.pk}/promise/"
    for day, told in (("", "Name a day."), ("soon", "year, month and day"), ("2026-08-08", "Name a working day")):
        assert told in _text(colleague.post(path, {"day": day, "words": "Illness."}))
    page = _text(colleague.post(path, {"day": "2026-08-07", "words": "Illness.", "preview": "1"}))
    assert "We said that you hear from us by 29 July 2026" in page
    assert "You will hear from us by 7 August 2026." in page
    assert "Illness." in page
    page = _text(colleague.post(path, {"day": "2026-08-07", "words": "Illness."}, follow=True))
    assert "7 August 2026" in page
    assert again(row).answer_by == dt.date(2026, 8, 7)


def test_pages_say_what_stands_in_the_way_and_the_list_is_not_theirs_who_only_look(colleague: Client) -> None:
    base = f"/office/applications/application/{whole(submitted=True).pk}"
    assert "Take it up first, then ask." in _text(colleague.get(f"{base}/ask/"))
    assert "Take it up first, then ask." in _text(colleague.post(f"{base}/ask/", {"text": "Why?"}))
    assert not Question.objects.exists()
    looks = signed_in(with_app(person("Looks", "privacy-officer")))
    assert looks.get(f"{base}/ask/").status_code == 403
    assert "Ask the applicant" not in _text(looks.get(f"{base}/change/"))


def test_texts_are_kept_by_the_back_office_and_read_by_assessors(colleague: Client) -> None:
    assert QuestionText.objects.filter(offered=True).count() >= 7
    path = "/office/applications/questiontext/add/"
    colleague.post(path, {"name": "New", "text": "What …?", "offered": "on"})
    assert QuestionText.objects.get(name="New").text == "What …?"
    reads = signed_in(with_app(person("Reads", "assessor")))
    assert reads.get("/office/applications/questiontext/").status_code == 200
    assert reads.get(path).status_code == 403


def test_days_are_reckoned_anew_in_as_many_questions_to_the_database_for_30_as_for_1(
    django_assert_num_queries: Any,
) -> None:
    for count in (1, 29):
        ApplicationFactory.create_batch(count, submitted=True)
        keys = list(Application.objects.values_list("pk", flat=True))
        with django_assert_num_queries(5):
            assert reckon_all(keys, at=SUBMITTED) == 0
