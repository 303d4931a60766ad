"""What is asked of an applicant: it stops the clock, is answered once, and every step of it is told by mail."""

import datetime as dt
from typing import Any

import pytest

from applications.enums import ApplicationState, QuestionState
from applications.models import Application, Question, QuestionFile
from applications.rules.questions import nudge_due
from applications.selectors.questions import answered_lately, silent, to_nudge
from applications.services import questions as services
from applications.services import quorum, withdraw
from applications.services.questions import Answered
from common.calendar import DAY, latest_waiting, working_days_between
from common.errors import DomainError, Forbidden, IllegalMove
from common.files import keeping
from common.files.refusals import FileRefused
from common.models import AuditLine, Upload
from comms.kinds import KINDS
from comms.models import Message
from comms.rendering import letter
from tests.factories.accounts import UserFactory
from tests.factories.applications import (
    ApplicationFactory,
    QuestionFactory,
    ReferenceFactory,
    answered,
    own_address,
    under_way,
    whole,
)
from tests.factories.files import UploadFactory, sent

pytestmark = pytest.mark.django_db

TEXT = "Until when did you work at Alfa?"


def at(day: int, month: int = 7, hour: int = 9, year: int = 2026) -> dt.datetime:
    return dt.datetime(year, month, day, hour, tzinfo=dt.UTC)


def golden(**given: Any) -> Application:
    """Complete on Wednesday 1 July 2026, so due on Wednesday 29 July; being screened unless said."""
    days = {"submitted_at": at(1), "first_due_on": dt.date(2026, 7, 29), "due_on": dt.date(2026, 7, 29)}
    return whole(**{"screening": True, **days, **given})


def clerk() -> Any:
    return UserFactory(roles=("back-office",))


def again(row: Application) -> Application:
    return Application.objects.get(pk=row.pk)


def mails(kind: str) -> list[Message]:
    return list(Message.objects.filter(kind=f"applications.{kind}").order_by("pk"))


def told(kind: str) -> str:
    (mail,) = mails(kind)
    assert KINDS[mail.kind].still_true(mail)
    return letter(mail).text


def test_question_stops_the_clock_and_its_answer_moves_the_day_by_the_working_days_waited() -> None:
    row, colleague = golden(), clerk()
    question = services.ask(row, TEXT, by=colleague, at=at(6))
    row = again(row)
    assert (row.state, row.due_on, row.answer_by) == (ApplicationState.INFORMATION, None, None)
    mail = told("question_asked")
    for words in (TEXT, "29 July 2026", "From 6 July 2026 on, that time stands still", f"/questions/{question.pk}/"):
        assert words in mail
    services.answer(question, "Until May 2026.", (), by=row.person, at=at(13))
    row = again(row)
    assert (row.state, row.answer_by, row.first_due_on) == ("screening", dt.date(2026, 8, 5), dt.date(2026, 7, 29))
    mail = told("question_answered")
    assert "On receipt we named 29 July 2026; you will now hear from us by 5 August 2026." in mail
    acts = AuditLine.objects.filter(act__startswith="applications.question").order_by("pk")
    assert [(line.act, line.by_id) for line in acts] == [
        ("applications.question-asked", colleague.pk),
        ("applications.question-answered", row.person_id),
    ]


def test_several_questions_stop_the_clock_once_and_the_last_answer_takes_it_back_to_the_stage_of_the_first() -> None:
    row, colleague = golden(), clerk()
    first = services.ask(row, TEXT, by=colleague, at=at(6))
    second = services.ask(row, "And at Beta?", by=colleague, at=at(8))
    services.answer(first, "May.", (), by=row.person, at=at(9))
    row = again(row)
    assert (row.state, row.answer_by) == (ApplicationState.INFORMATION, None)
    assert "still waits for your answer" in told("question_answered")
    services.take_back(second, by=colleague, at=at(13))
    row = again(row)
    assert (row.state, row.answer_by) == ("screening", dt.date(2026, 8, 5))
    assert "you will now hear from us by 5 August 2026" in told("question_taken_back")


@pytest.mark.parametrize(
    ("asked", "answered_on", "due_on"),
    [
        (at(1, hour=12), at(1, hour=15), dt.date(2026, 7, 29)),  # on the day of receipt, answered the same day
        (at(1, hour=12), at(3), dt.date(2026, 7, 30)),  # Wednesday 1 July is no day of the clock; 2 July is
        (at(6), at(6, hour=15), dt.date(2026, 7, 29)),  # answered the same day
        (at(4), at(6), dt.date(2026, 7, 29)),  # over a weekend
        (at(29), at(30), dt.date(2026, 7, 30)),  # on the last day
    ],
)
def test_wait_counts_from_the_day_of_the_question_until_the_day_before_the_answer(
    asked: dt.datetime, answered_on: dt.datetime, due_on: dt.date
) -> None:
    row = golden()
    question = services.ask(row, TEXT, by=clerk(), at=asked)
    services.answer(question, "May.", (), by=row.person, at=answered_on)
    assert again(row).answer_by == due_on
    assert again(row).first_due_on == dt.date(2026, 7, 29)


def test_question_after_the_day_has_passed_stops_what_we_tell_and_its_answer_names_a_day_that_lies_ahead() -> None:
    row = golden()
    question = services.ask(row, TEXT, by=clerk(), at=at(30))
    assert again(row).answer_by is None
    services.answer(question, "May.", (), by=row.person, at=at(3, 8))
    row = again(row)
    assert (row.due_on, row.answer_by) == (dt.date(2026, 7, 29), dt.date(2026, 8, 17))
    assert "by 17 August 2026" in told("question_answered")


def test_answer_brings_up_to_three_files_which_colleagues_open_and_nobody_else() -> None:
    row = golden()
    question = services.ask(row, TEXT, by=clerk(), at=at(6))
    files = [keeping.receive(sent(), shelf="answer", owner=row.person, at=at(7)) for _ in range(3)]
    services.answer(question, "See the contract.", files, by=row.person, at=at(7))
    assert QuestionFile.objects.filter(question=question).count() == 3
    assert not Upload.objects.waiting().exists()
    shelf = keeping.SHELVES["answer"]
    opens = {role: shelf.may_open(UserFactory(roles=(role,)), files[0]) for role in ("back-office", "finance")}
    assert opens == {"back-office": True, "finance": False}


def test_answer_takes_nobody_elses_file_none_of_another_shelf_and_not_four() -> None:
    row = golden()
    question = services.ask(row, TEXT, by=clerk(), at=at(6))
    for upload in (UploadFactory(shelf="answer"), UploadFactory(shelf="resume", owner=row.person)):
        with pytest.raises(FileRefused):
            services.answer(question, "Here.", [upload], by=row.person, at=at(7))
    four = UploadFactory.create_batch(4, shelf="answer", owner=row.person)
    with pytest.raises(DomainError, match="three files"):
        services.answer(question, "Here.", four, by=row.person, at=at(7))
    assert not QuestionFile.objects.exists()
    assert again(row).state == ApplicationState.INFORMATION


def test_answered_twice_is_answered_once() -> None:
    row = golden()
    question = services.ask(row, TEXT, by=clerk(), at=at(6))
    services.answer(question, "May.", (), by=row.person, at=at(7))
    with pytest.raises(Answered):
        services.answer(question, "June.", (), by=row.person, at=at(8))
    question.refresh_from_db()
    assert (question.answer, question.ended_on) == ("May.", dt.date(2026, 7, 7))
    assert len(mails("question_answered")) == 1
    with pytest.raises(Answered):
        services.take_back(question, by=clerk(), at=at(8))


def test_asked_twice_in_the_same_words_waits_once_and_taken_back_twice_is_told_once() -> None:
    row, colleague = golden(), clerk()
    question = services.ask(row, TEXT, by=colleague, at=at(6))
    assert services.ask(row, f" {TEXT}\n", by=colleague, at=at(6)) == question
    assert len(mails("question_asked")) == 1
    for _ in range(2):
        services.take_back(question, by=colleague, at=at(7))
    assert len(mails("question_taken_back")) == 1
    assert again(row).answer_by == dt.date(2026, 7, 30)


@pytest.mark.parametrize("state", ["screening", "references_asked", "assessment"])
def test_question_is_put_in_every_stage_and_leads_back_to_it(state: str) -> None:
    row = whole(**{state: True})
    before = row.state
    question = services.ask(row, TEXT, by=clerk(), at=at(21))
    assert (question.stage, again(row).state) == (before, ApplicationState.INFORMATION)
    services.answer(question, "May.", (), by=row.person, at=at(22))
    assert again(row).state == before


@pytest.mark.parametrize("given", [{"filled": True}, {"submitted": True}, {"withdrawn": True}])
def test_nothing_is_asked_where_nobody_looks_at_the_application(given: dict[str, bool]) -> None:
    row = whole(**given)
    with pytest.raises(IllegalMove):
        services.ask(row, TEXT, by=clerk(), at=at(6))
    assert not Question.objects.exists()
    assert not mails("question_asked")


def test_only_colleagues_ask_never_in_their_own_matter_and_only_the_applicant_answers() -> None:
    row, colleague = golden(), clerk()
    named = clerk()
    own_address(Application(person=named), "named@alfa.example")
    ReferenceFactory(application=row, email="Named@alfa.example")
    applies = golden(person=UserFactory(roles=("back-office",)))
    for by, which in (
        (row.person, row),
        (named, row),
        (applies.person, applies),
        (UserFactory(roles=("finance",)), row),
    ):
        with pytest.raises(Forbidden):
            services.ask(which, TEXT, by=by, at=at(6))
    question = services.ask(row, TEXT, by=colleague, at=at(6))
    with pytest.raises(Forbidden):
        services.answer(question, "May.", (), by=colleague, at=at(6))
    with pytest.raises(Forbidden):
        services.take_back(question, by=row.person, at=at(6))


def test_nothing_empty_is_asked_or_answered() -> None:
    row = golden()
    with pytest.raises(DomainError, match="what you want to know"):
        services.ask(row, " \n", by=clerk(), at=at(6))
    question = services.ask(row, TEXT, by=clerk(), at=at(6))
    with pytest.raises(DomainError, match="Write your answer"):
        services.answer(question, " ", (), by=row.person, at=at(6))


def test_withdrawing_ends_the_questions_and_no_mail_about_them_goes_any_more() -> None:
    row = golden()
    question = services.ask(row, TEXT, by=clerk(), at=at(6))
    (mail,) = mails("question_asked")
    withdraw(row, by=row.person, at=at(7))
    assert not KINDS[mail.kind].still_true(mail)
    with pytest.raises(Answered):
        services.answer(question, "May.", (), by=row.person, at=at(8))


def test_mail_that_names_a_day_is_not_sent_once_another_holds() -> None:
    row, colleague = golden(), clerk()
    question = services.ask(row, TEXT, by=colleague, at=at(6))
    services.answer(question, "May.", (), by=row.person, at=at(7))
    (mail,) = mails("question_answered")
    assert KINDS[mail.kind].still_true(mail)
    services.ask(row, "And at Beta?", by=colleague, at=at(8))
    assert not KINDS[mail.kind].still_true(mail)


def test_too_few_who_can_confirm_asks_for_another_reference_and_enough_again_names_the_new_day() -> None:
    row = under_way(submitted_at=at(1), first_due_on=dt.date(2026, 7, 29), due_on=dt.date(2026, 7, 29))
    first, second, third = row.references.all()
    answered(first)
    answered(second)
    third.state, third.declined, third.ended_at = "declined", "cannot-now", at(13)
    third.save()
    quorum.reckon(row, at=at(13))
    row = again(row)
    assert (row.state, row.answer_by) == (ApplicationState.INFORMATION, None)
    mail = told("reference_needed")
    for words in ("2 still can", "three people from two organisations", "29 July 2026", "From 13 July 2026 on"):
        assert words in mail
    quorum.reckon(row, at=at(14))
    assert len(mails("reference_needed")) == 1
    question = row.questions.get()
    with pytest.raises(DomainError, match="Name another person"):
        services.answer(question, "I know nobody else.", (), by=row.person, at=at(14))
    with pytest.raises(DomainError, match="ends by itself"):
        services.take_back(question, by=clerk(), at=at(14))
    ReferenceFactory(application=row, asked=True, organisation="Gamma", email="ref@gamma.example")
    quorum.reckon(again(row), at=at(15))
    row = again(row)
    assert (row.state, row.answer_by) == ("references", dt.date(2026, 7, 31))
    assert "Enough of the people you named can confirm" in told("question_answered")
    assert "you will now hear from us by 31 July 2026" in letter(mails("question_answered")[0]).text
    assert [line.by_id for line in AuditLine.objects.filter(act__startswith="applications.reference-")] == [None, None]


def test_applicant_is_reminded_on_the_fifth_and_tenth_working_day_once_each() -> None:
    row = golden()
    question = services.ask(row, TEXT, by=clerk(), at=at(6))
    sent_on = []
    for day in range(7, 29):
        keys = list(to_nudge(dt.date(2026, 7, day)).values_list("pk", flat=True))
        if services.nudge(keys, at=at(day, hour=3)):
            sent_on.append(day)
    assert sent_on == [13, 20]
    assert TEXT in letter(mails("question_reminded")[0]).text
    services.take_back(question, by=clerk(), at=at(29))
    assert not KINDS["applications.question_reminded"].still_true(mails("question_reminded")[1])
    assert not to_nudge(dt.date(2026, 7, 30)).exists()


def test_of_two_reminders_that_were_missed_only_the_later_is_sent() -> None:
    row = golden()
    question = services.ask(row, TEXT, by=clerk(), at=at(6))
    for day in (24, 25):
        services.nudge([question.pk], at=at(day))
    assert [mail.period for mail in mails("question_reminded")] == [f"question {question.pk} day 10"]


def test_reminder_about_a_reference_says_what_is_needed() -> None:
    question = QuestionFactory(kind="reference", text="", asked_by=None)
    services.nudge([question.pk], at=at(15))
    mail = told("question_reminded")
    assert "another reference is needed" in mail
    assert f"/applications/{question.application.reference.lower()}/\n" in mail


def test_silent_applicants_are_listed_from_the_eleventh_working_day_and_answers_for_a_week() -> None:
    question = QuestionFactory(asked_at=at(6))
    assert not silent(at(20)).exists()
    assert list(silent(at(21))) == [question.application]
    handler = clerk()
    done = QuestionFactory(
        answered=True,
        application=ApplicationFactory(screening=True, handler=handler),
        ended_at=at(14),
    )
    assert list(answered_lately(handler, at(20))) == [done.application]
    assert not answered_lately(clerk(), at(20)).exists()
    assert not answered_lately(handler, at(22)).exists()


def test_latest_day_that_has_waited_so_long_agrees_with_counting() -> None:
    closed = {dt.date(2026, 7, 14)}
    for offset in range(21):
        on = dt.date(2026, 7, 10) + offset * DAY
        for days in range(1, 12):
            latest = latest_waiting(on, days, closed)
            assert working_days_between(latest, on, closed) >= days > working_days_between(latest + DAY, on, closed)
    assert nudge_due(dt.date(2026, 7, 4), dt.date(2026, 7, 4), ()) is None


def test_states_of_a_question_are_left_once() -> None:
    question = QuestionFactory(answered=True)
    with pytest.raises(IllegalMove):
        question.become(QuestionState.TAKEN_BACK)
