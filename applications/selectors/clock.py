"""The clock of applications: the day of our answer, and how it came about."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from applications.models import Application, Question
from applications.rules.clock import Urgency, urgency
from common.calendar import Pause, answer_day, answer_due, local_day
from common.selectors import closed_days

REACH: Final = timedelta(days=90)
"""No answer is due later after the last pause."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """How the clock of an application stands on a day.

    ``day``: working days it has run; ``first_due_on``: the day named on receipt; ``answer_by``: the one we hold to now,
    none while it stands still; ``still_since``: the day of the question for which it does; ``waited``: working days by
    which questions moved the answer so far.
    """

    received_on: date
    first_due_on: date
    answer_by: date | None
    promised_on: date | None
    still_since: date | None
    day: int
    waited: int
    urgency: Urgency


def pauses_of(questions: Iterable[Question]) -> list[Pause]:
    """The times for which the clock stands still."""
    return [question.pause for question in questions]


def due(received_on: date) -> date:
    """The working day by which an application that is complete on a day is answered (1 query)."""
    found = answer_due(received_on, closed=closed_days(received_on, received_on + REACH))
    assert found is not None  # noqa: S101  without a question the clock does not stand still
    return found


def due_now(received_on: date, pauses: Collection[Pause], on: date) -> date | None:
    """The working day by which it is answered as questions stand on a day; none while one waits (1 query)."""
    return answer_due(received_on, closed=_closed(received_on, on), pauses=pauses)


def clock_of(application: Application, on: date) -> Clock | None:
    """How the clock of an application stands on a day; none where we owe no answer (2 queries)."""
    if application.submitted_at is None or application.first_due_on is None or application.turn is None:
        return None
    received, pauses = local_day(application.submitted_at), pauses_of(application.questions.all())
    closed = _closed(received, on)
    open_since = [asked for asked, answered in pauses if answered is None]
    ran = answer_day(received, on, closed=closed, pauses=pauses)
    return Clock(
        received_on=received,
        first_due_on=application.first_due_on,
        answer_by=application.answer_by,
        promised_on=application.promised_on,
        still_since=min(open_since, default=None) if application.due_on is None else None,
        day=ran,
        waited=answer_day(received, on, closed=closed) - ran,
        urgency=urgency(application.due_on, on, closed),
    )


def _closed(received_on: date, on: date) -> frozenset[date]:
    return closed_days(received_on - REACH, max(received_on, on) + REACH)
