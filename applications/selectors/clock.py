"""The clock of applications: the day of our answer, and how it came about."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from applications.models import Application, Question
from applications.rules.clock import Urgency, moved, new_promise, urgency
from common.calendar import ANSWER_DAYS, DAY, Pause, answer_day, answer_due, local_day, working_days_between
from common.selectors import closed_days

REACH: Final = timedelta(days=90)
"""No answer is due later after the last pause."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """How the clock of an application stands on a day.

    ``day``: working days it has run, of ``days``; ``first_due_on``: the day named on receipt; ``answer_by``: the one we
    hold to now, none while it stands still; ``named_on``: the newest day we named, also while it stands still;
    ``promised_on``: the day we named after the one that was due, if we did; ``still_since``: the day of the question
    for which it stands still; ``waited``: working days by which questions moved the answer so far.
    """

    received_on: date
    first_due_on: date
    answer_by: date | None
    named_on: date
    promised_on: date | None
    still_since: date | None
    day: int
    waited: int
    urgency: Urgency
    days: int = ANSWER_DAYS


def pauses_of(questions: Iterable[Question]) -> list[Pause]:
    """The times for which the clock stands still."""
    return [question.pause for question in questions]


def stood_since(questions: Collection[Question], last: Question) -> datetime:
    """When the clock came to stand still for which a question, the last of those that wait, still waits or ended.

    Questions that overlap stop it once, from the first of them on.
    """
    since = last.asked_at
    for one in sorted(questions, key=lambda question: question.asked_at, reverse=True):
        if one.asked_at < since and (one.ended_at is None or one.ended_at > since):
            since = one.asked_at
    return since


def due(received_on: date) -> date:
    """The working day by which an application that is complete on a day is answered (1 query)."""
    return _without_questions(received_on, closed_days(received_on, received_on + REACH))


def due_now(application: Application, closed: Collection[date]) -> date | None:
    """The working day by which one that was submitted is answered as its questions stand; none while one waits.

    ``closed`` as of ``reach_of`` (1 query, none where its questions came along).
    """
    assert application.submitted_at is not None  # noqa: S101  only what was submitted has a clock
    pauses = pauses_of(application.questions.all())
    return answer_due(local_day(application.submitted_at), closed=closed, pauses=pauses)


def promise_after(row: Application, questions: Collection[Question], last: Question, on: date) -> date | None:
    """The day we name beside the one that is due, once the clock goes on after a question on ``on`` (1 query).

    One that we named before is later by the working days waited. Where what we named has passed, it is a new one.
    """
    asked_on = local_day(stood_since(questions, last))
    before = row.promised_on and min(row.promised_on, asked_on + 2 * REACH)  # nobody names a day that lies further on
    named = max(filter(None, (before, row.due_on)), default=on)
    closed = closed_days(asked_on - REACH, max(on, named) + (max(on, named) - asked_on) + REACH)
    promised = before and moved(before, asked_on, on, closed)
    passed = row.due_on is not None and max(row.due_on, promised or row.due_on) < on
    return new_promise(on, closed) if passed else promised


def if_answered(row: Application, on: date) -> date | None:
    """The day by which we answer if everything we asked is answered on a day; none where nothing waits (3 queries)."""
    questions = list(row.questions.all())
    waiting = [question for question in questions if question.ended_at is None]
    if not waiting or row.submitted_at is None or row.turn is None:
        return None
    received = local_day(row.submitted_at)
    pauses = [(asked, ended or max(on, asked)) for asked, ended in pauses_of(questions)]
    then = Application(
        promised_on=row.promised_on, due_on=answer_due(received, closed=reach_of(received, on), pauses=pauses)
    )
    promised = promise_after(then, questions, waiting[-1], on)
    return max(filter(None, (then.due_on, promised)), default=None)


def named(application: Application, questions: Collection[Question], closed: Collection[date]) -> date:
    """The newest day we named for our answer, also while the clock stands still (no query).

    Before what waits was asked, only what had ended by then had moved it.
    """
    if application.answer_by is not None:
        return application.answer_by
    assert application.submitted_at is not None  # noqa: S101  only what was submitted has a clock
    waiting = [question for question in questions if question.ended_at is None]
    since = stood_since(questions, waiting[-1]) if waiting else None
    ended = [row for row in questions if row.ended_at is not None and (since is None or row.ended_at <= since)]
    due_on = answer_due(local_day(application.submitted_at), closed=closed, pauses=pauses_of(ended))
    return max(filter(None, (application.promised_on, due_on or application.first_due_on)))


def named_last(application: Application) -> date:
    """The same of an application by itself (2 queries)."""
    assert application.submitted_at is not None  # noqa: S101  only what was submitted has a clock
    questions = list(application.questions.all())
    received = local_day(application.submitted_at)
    newest = max((local_day(question.asked_at) for question in questions), default=received)
    return named(application, questions, reach_of(received, newest))


def clock_of(application: Application, on: date) -> Clock | None:
    """How the clock of an application stands on a day; none where we owe no answer (2 queries)."""
    if application.submitted_at is None or application.first_due_on is None or application.turn is None:
        return None
    questions = list(application.questions.all())
    received, pauses = local_day(application.submitted_at), pauses_of(questions)
    closed = reach_of(received, max(on, application.due_on or on))
    waiting = [question for question in questions if question.ended_at is None]
    ran = answer_day(received, on, closed=closed, pauses=pauses)
    if application.due_on is None:
        before = on - DAY  # an answer today costs the days until yesterday
        waited = answer_day(received, before, closed=closed)
        waited -= answer_day(received, before, closed=closed, pauses=pauses)
    else:
        waited = working_days_between(_without_questions(received, closed), application.due_on, closed)
    return Clock(
        received_on=received,
        first_due_on=application.first_due_on,
        answer_by=application.answer_by,
        named_on=named(application, questions, closed),
        promised_on=application.promised_on,
        still_since=local_day(stood_since(questions, waiting[-1])) if waiting else None,
        day=ran,
        waited=waited,
        urgency=urgency(application.due_on, on, closed),
    )


def _without_questions(received_on: date, closed: Collection[date]) -> date:
    found = answer_due(received_on, closed=closed)
    assert found is not None  # noqa: S101  without a question the clock does not stand still
    return found


def reach_of(received_on: date, on: date) -> frozenset[date]:
    """The closed days that may matter to what was received on a day, or since, as it stands on another (1 query)."""
    return closed_days(received_on - REACH, max(received_on, on) + REACH)
