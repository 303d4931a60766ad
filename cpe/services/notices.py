"""Write to members on the days their cycles bring: what a title still needs, and what a certification year came to.

Each reminder and each statement is looked at once, and a ``Notice`` says whether it was needed; nothing is asked for
that is met. What is said follows from the facts as the judge sees them on the day. Source: S0, S1.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Final

from django.db import transaction

from accounts.models import User
from common import audit, bulk
from common.text import in_language
from comms import outbox
from comms.kinds import MessageKind
from cpe import notice_words, selectors
from cpe.emails import notices as emails
from cpe.enums import NoticeKind
from cpe.models import Notice
from cpe.rules.cycles import Judgement, judge
from cpe.rules.notices import is_missing, stated
from cpe.rules.policy import Policies
from cpe.selectors import Noted
from members.models import Cycle
from members.rules.cycles import YEARS

PARTS: Final = {True: "written", False: "not needed"}
"""Whether something was to be written → what a run's figures call it."""


@transaction.atomic(savepoint=False)
def remind(cycles: Collection[int], *, on: date, at: datetime) -> Mapping[str, int]:
    """Look at the reminder each of these cycles reached by a day; how many were needed, how many not.

    The caller has locked the accounts. Of several that were missed only the latest is written, and none once credits
    and fees are met. Queues ``cpe.reminder``. At most 16 statements for a thousand.
    """
    policies, schedule = selectors.policies(), selectors.terms_on(on).schedule
    rows, mails = [], []
    for one in selectors.noted(Cycle.objects.filter(pk__in=cycles, waits=True), NoticeKind.REMINDER, on):
        judged = _judged(policies, one, on)
        step = schedule.step(judged.window, on, judged.last_day) if judged else None
        if judged is None or step is None or not selectors.is_news(step, one.latest):
            continue
        rows.append(_row(one, NoticeKind.REMINDER, step, needed=is_missing(judged), at=at))
        if is_missing(judged):
            mails.append(_reminder(policies, one, judged, step, on))
    return _write(rows, emails.REMINDER, mails, at=at)


@transaction.atomic(savepoint=False)
def state_years(cycles: Collection[int], *, on: date, at: datetime) -> Mapping[str, int]:
    """State what the certification year of each of these cycles came to that was over by a day; how many.

    The caller has locked the accounts. Nothing is written of titles that are over. Queues ``cpe.year_statement``. At
    most 15 statements for a thousand.
    """
    policies = selectors.policies()
    rows, mails = [], []
    for one in selectors.noted(Cycle.objects.filter(pk__in=cycles), NoticeKind.STATEMENT, on):
        window = one.window
        year = next((year for year in range(1, YEARS + 1) if stated(window, year, on)), None)
        if year is None or not selectors.is_news(year, one.latest):
            continue
        judged = None if one.held.standing.value.over else _judged(policies, one, on)
        rows.append(_row(one, NoticeKind.STATEMENT, year, needed=judged is not None, at=at))
        if judged is not None:
            mails.append(_statement(one, judged, year))
    return _write(rows, emails.YEAR_STATEMENT, mails, at=at)


@transaction.atomic
def note_calls_taken(*, by: User, at: datetime) -> None:
    """Leave a line that a colleague took the list of cycles near their end, with how to reach who holds the titles."""
    audit.record("cpe.calls-taken", about=by, by=by, at=at)


def _judged(policies: Policies, one: Noted, on: date) -> Judgement | None:
    """A cycle as the judge sees it by the end of a day; nothing where its level asks for none."""
    return next(iter(judge(policies, one.held.case(one.window), on)), None)


def _reminder(policies: Policies, one: Noted, judged: Judgement, step: int, on: date) -> outbox.Mail:
    """What is missing, with the shortest ways in the member's language while what is completed still counts."""
    with in_language(one.person.language):
        ahead = notice_words.ahead(policies, judged, on)
    runs = judged.window.holds(on)
    return emails.reminder(
        one.person, one.title, one.cycle, judged, step, runs=runs, ways=ahead.ways, beyond=ahead.beyond
    )


def _statement(one: Noted, judged: Judgement, year: int) -> outbox.Mail:
    return emails.year_statement(one.person, one.title, one.cycle, judged, year, is_renewed=one.is_renewed)


def _row(one: Noted, kind: NoticeKind, step: int, *, needed: bool, at: datetime) -> Notice:
    return Notice(cycle_id=one.cycle, kind=kind.value, step=step, needed=needed, looked_at=at)


def _write(
    rows: Sequence[Notice], kind: MessageKind, mails: Sequence[outbox.Mail], *, at: datetime
) -> Mapping[str, int]:
    bulk.add(rows, numbered=False)
    outbox.queue_many(kind, mails, at=at)
    made = dict.fromkeys(PARTS.values(), 0)
    for row in rows:
        made[PARTS[row.needed]] += 1
    return made
