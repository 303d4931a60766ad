"""Days that we name after the one we owed: by a colleague or by themselves, told once each, deciding nothing."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from applications.enums import ApplicationState
from applications.models import Application
from applications.rules.clock import moved
from applications.selectors.clock import clock_of
from applications.services import promises, questions
from common import duties
from common.calendar import DAY, add_working_days, is_working_day, working_days_between
from common.errors import DomainError, Forbidden
from common.models import AuditLine
from comms.kinds import KINDS
from comms.models import Message
from comms.rendering import letter
from tests.applications.test_questions import again, at, clerk, golden, mails
from tests.factories.applications import whole
from tests.factories.common import ClosedDayFactory
from tests.people import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nobody_interested")]


def _night(day: int, month: int = 7) -> int:
    """The sweep early on a day; how many new days it told."""
    moment = at(day, month, hour=3)
    return promises.tell_new_days(list(promises.due_passed(moment.date()).values_list("pk", flat=True)), at=moment)


def _named() -> list[str]:
    return [mail.facts["due_on"] for mail in mails("answer_later")]


def test_day_that_passes_decides_nothing_and_names_one_ten_working_days_on_each_time() -> None:
    row = golden()
    assert _night(29) == 0
    assert [_night(30), _night(30), _night(31)] == [1, 0, 0]
    row = again(row)
    assert (row.state, row.due_on, row.first_due_on) == ("screening", dt.date(2026, 7, 29), dt.date(2026, 7, 29))
    assert row.answer_by == dt.date(2026, 8, 13)
    text = letter(mails("answer_later")[0]).text
    for words in ("by 29 July 2026", "You will hear from us by 13 August 2026.", "Nothing is decided"):
        assert words in text
    assert _night(13, 8) == 0
    assert _night(14, 8) == 1
    assert _named() == ["2026-08-13", "2026-08-28"]
    first, second = mails("answer_later")
    assert [KINDS[mail.kind].still_true(mail) for mail in (first, second)] == [False, True]
    lines = AuditLine.objects.filter(act="applications.day-named")
    assert {line.by_id for line in lines} == {None}


def test_sweep_that_did_not_run_for_weeks_names_one_day_ahead() -> None:
    golden()
    assert _night(7, 9) == 1
    assert _named() == ["2026-09-21"]


def test_nothing_is_named_while_the_applicant_is_asked_or_once_it_is_withdrawn() -> None:
    row = golden()
    questions.ask(row, "Until when?", by=clerk(), at=at(30))
    whole(withdrawn=True)
    assert _night(31) == 0
    assert not mails("answer_later")


def test_colleague_names_a_later_working_day_with_words() -> None:
    row, colleague = golden(), clerk()
    for _ in range(2):
        promises.promise(row, dt.date(2026, 8, 7), words="An assessor is ill.", by=colleague, at=at(20))
    row = again(row)
    assert (row.answer_by, row.due_on) == (dt.date(2026, 8, 7), dt.date(2026, 7, 29))
    (mail,) = mails("answer_later")
    assert "An assessor is ill." in letter(mail).text
    assert AuditLine.objects.filter(act="applications.day-named", by_id=colleague.pk).count() == 1
    assert _night(7, 8) == 0
    assert _night(8, 8) == 1


@pytest.mark.parametrize(
    ("day", "why"),
    [
        (dt.date(2026, 7, 19), "This day has passed"),
        (dt.date(2026, 7, 28), "after 29 July 2026"),
        (dt.date(2026, 7, 29), "after 29 July 2026"),
        (dt.date(2026, 10, 14), "until 13 October 2026, 60 working days from today"),
        (dt.date(9999, 12, 31), "too far ahead"),
        (dt.date(2026, 8, 8), "working day"),
        (dt.date(2026, 8, 5), "working day"),
    ],
)
def test_day_that_cannot_be_named_gets_a_sentence(day: dt.date, why: str) -> None:
    ClosedDayFactory(day=dt.date(2026, 8, 5))
    row = golden()
    with pytest.raises(DomainError, match=why):
        promises.promise(row, day, by=clerk(), at=at(20))
    assert again(row).promised_on is None
    assert not Message.objects.exists()


def test_no_day_is_named_while_the_clock_stands_still_nor_by_the_applicant_nor_where_nothing_is_owed() -> None:
    row = golden()
    with pytest.raises(Forbidden):
        promises.promise(row, dt.date(2026, 8, 7), by=row.person, at=at(20))
    questions.ask(row, "Until when?", by=clerk(), at=at(20))
    with pytest.raises(DomainError, match="We wait for the applicant"):
        promises.promise(row, dt.date(2026, 8, 7), by=clerk(), at=at(20))
    with pytest.raises(DomainError, match="no answer"):
        promises.promise(whole(withdrawn=True), dt.date(2026, 8, 7), by=clerk(), at=at(20))


def test_question_after_a_promise_moves_the_promise_by_the_working_days_waited() -> None:
    row = golden()
    _night(30)
    first = questions.ask(row, "Until when?", by=clerk(), at=at(3, 8))
    second = questions.ask(row, "And at Beta?", by=clerk(), at=at(5, 8))
    questions.answer(first, "May.", (), by=row.person, at=at(6, 8))
    assert again(row).promised_on == dt.date(2026, 8, 13)
    questions.answer(second, "June.", (), by=row.person, at=at(10, 8))
    row = again(row)
    assert (row.answer_by, row.due_on) == (dt.date(2026, 8, 20), dt.date(2026, 7, 29))
    third = questions.ask(row, "And at Gamma?", by=clerk(), at=at(10, 8))
    questions.answer(third, "July.", (), by=row.person, at=at(11, 8))
    assert again(row).answer_by == dt.date(2026, 8, 21)


def test_question_after_the_promise_has_passed_leads_to_another_day_ahead() -> None:
    row = golden()
    _night(30)
    question = questions.ask(row, "Until when?", by=clerk(), at=at(14, 8))
    questions.answer(question, "May.", (), by=row.person, at=at(17, 8))
    assert again(row).answer_by == dt.date(2026, 8, 31)
    assert _night(18, 8) == 0


def test_promise_before_the_day_is_due_moves_with_it() -> None:
    row = golden()
    promises.promise(row, dt.date(2026, 8, 7), by=clerk(), at=at(2))
    question = questions.ask(row, "Until when?", by=clerk(), at=at(6))
    questions.answer(question, "May.", (), by=row.person, at=at(13))
    row = again(row)
    assert (row.due_on, row.answer_by) == (dt.date(2026, 8, 5), dt.date(2026, 8, 14))


@pytest.mark.django_db(transaction=True)
def test_duty_reckons_days_anew_when_the_calendar_changed_and_then_tells_new_ones() -> None:
    due_on = dt.date(2026, 7, 27)
    row, late = golden(), golden(first_due_on=due_on, due_on=due_on, submitted_at=at(29, 6))
    ClosedDayFactory(day=dt.date(2026, 7, 15))
    ClosedDayFactory(day=dt.date(2026, 7, 16))
    duties.perform("applications.clock", now=at(29, hour=4))
    assert (again(row).due_on, again(row).first_due_on) == (dt.date(2026, 7, 31), dt.date(2026, 7, 29))
    assert again(late).due_on == dt.date(2026, 7, 29)
    assert not mails("answer_later")
    duties.perform("applications.clock", now=at(30, hour=4))
    assert again(late).answer_by == dt.date(2026, 8, 13)
    assert len(mails("answer_later")) == 1
    assert Application.objects.exclude(state=ApplicationState.SCREENING).count() == 0


@given(
    asked=st.integers(0, 30),
    waited=st.integers(0, 30),
    left=st.integers(0, 20),
    closed=st.sets(st.integers(0, 80), max_size=6),
)
def test_promise_moves_by_just_the_working_days_waited(asked: int, waited: int, left: int, closed: set[int]) -> None:
    begin = dt.date(2026, 7, 1)
    shut = {begin + day * DAY for day in closed}
    asked_on = begin + asked * DAY
    ended_on = asked_on + waited * DAY
    promised_on = add_working_days(asked_on - DAY, left + 1, shut)
    then = moved(promised_on, asked_on, ended_on, shut)
    assert is_working_day(then, shut)
    gone = working_days_between(asked_on - DAY, ended_on - DAY, shut) if ended_on > asked_on else 0
    assert working_days_between(promised_on, then, shut) == gone


def test_day_named_by_mistake_is_mended_by_an_earlier_one_and_the_applicant_told_each_time() -> None:
    row, colleague = golden(), clerk()
    for day in (dt.date(2026, 10, 12), dt.date(2026, 8, 7), dt.date(2026, 10, 12), dt.date(2026, 8, 7)):
        promises.promise(row, day, by=colleague, at=at(20, hour=9 + len(mails("answer_later"))))
        assert again(row).answer_by == day
    slip, mended, *_rest = mails("answer_later")
    assert len(_rest) == 2
    assert "We need longer" in letter(slip).text
    text = letter(mended).text
    assert "We named 12 October 2026 as the day" in text
    assert "you will hear from us by 7 August 2026" in text
    assert "longer" not in text


@pytest.mark.parametrize("end", ["answer", "take_back"])
def test_clock_goes_on_whatever_day_was_named(end: str) -> None:
    row = golden()
    Application.objects.filter(pk=row.pk).update(promised_on=dt.date(9999, 12, 31))
    question = questions.ask(row, "Until when?", by=clerk(), at=at(30))
    if end == "answer":
        questions.answer(question, "May.", (), by=row.person, at=at(31))
    else:
        questions.take_back(question, by=clerk(), at=at(31))
    answer_by = again(row).answer_by
    assert answer_by is not None
    assert answer_by < dt.date(2027, 3, 1)


def test_newest_day_named_stands_in_the_mail_and_with_the_clock_while_it_stands_still() -> None:
    row, colleague = golden(), clerk()
    first = questions.ask(row, "Until when?", by=colleague, at=at(6))
    assert "newest day" not in letter(mails("question_asked")[0]).text
    questions.answer(first, "May.", (), by=row.person, at=at(13))
    questions.ask(again(row), "And at Beta?", by=colleague, at=at(20))
    assert "by 29 July 2026. The newest day we named is 5 August 2026." in letter(mails("question_asked")[1]).text
    clock = clock_of(again(row), dt.date(2026, 7, 21))
    assert clock is not None
    assert (clock.answer_by, clock.named_on, clock.first_due_on) == (None, dt.date(2026, 8, 5), dt.date(2026, 7, 29))
    Application.objects.filter(pk=row.pk).update(promised_on=dt.date(2026, 8, 10))
    client = signed_in(row.person)
    page = " ".join(client.get(f"/applications/{row.reference.lower()}/").content.decode().split())
    assert "The newest day we named is 10 August 2026; it moves with your answer." in page
    assert "29 July 2026" in page
