"""Answers from two windows at once, and acts that meet: one effect, and the clock as it should be."""

import datetime as dt
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import count

import pytest
from django.db import connection

from applications.enums import ApplicationState
from applications.models import Question
from applications.services import promises, withdraw
from applications.services import questions as services
from common.errors import DomainError
from common.models import AuditLine
from comms.models import Message
from tests.applications.test_questions import TEXT, again, at, clerk, golden, mails

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("nobody_interested")]


def _at_once(*acts: Callable[[], object]) -> list[str]:
    def once(act: Callable[[], object]) -> str:
        try:
            act()
            return "done"
        except DomainError as refused:
            return type(refused).__name__
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as windows:
        return sorted(windows.map(once, acts))


def test_answer_from_two_windows_at_once_is_one_answer() -> None:
    row = golden()
    question = services.ask(row, TEXT, by=clerk(), at=at(6))
    numbers = count(1)

    def answer() -> None:
        services.answer(question, f"Answer {next(numbers)}.", (), by=row.person, at=at(13))

    assert _at_once(answer, answer) == ["Answered", "done"]
    assert len(mails("question_answered")) == 1
    assert AuditLine.objects.filter(act="applications.question-answered").count() == 1
    assert again(row).answer_by == dt.date(2026, 8, 5)


def test_two_colleagues_who_ask_the_same_at_once_ask_once() -> None:
    row = golden()
    first, second = clerk(), clerk()
    acts = [lambda by=by: services.ask(row, TEXT, by=by, at=at(6)) for by in (first, second)]
    assert _at_once(*acts) == ["done", "done"]
    assert Question.objects.count() == len(mails("question_asked")) == 1


def test_answer_and_withdrawal_at_once_leave_nothing_that_waits() -> None:
    row = golden()
    question = services.ask(row, TEXT, by=clerk(), at=at(6))
    told = _at_once(
        lambda: services.answer(question, "May.", (), by=row.person, at=at(13)),
        lambda: withdraw(row, by=row.person, at=at(13)),
    )
    assert told in (["done", "done"], ["Answered", "done"])
    row = again(row)
    assert (row.state, row.due_on, row.promised_on) == (ApplicationState.WITHDRAWN, None, None)
    assert not Question.objects.open().exists()


def test_sweep_and_a_question_at_once_name_one_day_or_none() -> None:
    row, colleague = golden(), clerk()
    _at_once(
        lambda: promises.tell_new_days([row.pk], at=at(30)),
        lambda: promises.tell_new_days([row.pk], at=at(30)),
        lambda: services.ask(row, TEXT, by=colleague, at=at(30)),
    )
    assert again(row).state == ApplicationState.INFORMATION
    assert Message.objects.filter(kind="applications.answer_later").count() <= 1
