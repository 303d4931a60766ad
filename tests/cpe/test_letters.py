"""What we will write a member, and when, for the member and for a colleague; cycles by their distance from the end."""

import datetime as dt
import re

import pytest

from common import duties
from common.models import AuditLine
from cpe import notice_words, selectors
from cpe.models import CycleTerms
from members.enums import Ground, OutcomeKind
from members.models import Invoice, Member
from members.services import Ruling, record_outcomes
from tests.cpe.nights import LAST, D, E, a_title, did, earned, moment, move_last_day, night
from tests.factories.cycles import CycleSweepFactory, HoldFactory
from tests.members.money import night as money_night
from tests.members.money import pay, terms
from tests.people import person, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.also_sqlite]

DAY = dt.timedelta(days=1)


def planned(title, on: dt.date) -> list[tuple[dt.date, str, str]]:
    """What is to come of a member's only title: day, what, and what it would say."""
    (one,) = selectors.letters_of(title.member_id, on)
    found = notice_words.planned(one, selectors.policies(), selectors.dated_terms(), on)
    return [(each.day, each.what, each.says) for each in found]


def text(answer) -> str:
    return re.sub(r"(<[^>]*>|\s)+", " ", answer.content.decode())


def test_every_day_to_come_is_told_with_what_it_would_say():
    title = a_title()
    earned(title, "20", "20", "12")
    on = E - 40 * DAY
    gap = "Missing: 8 credits."
    assert planned(title, on) == [
        (on, "Reminder", gap),
        (E - 30 * DAY, "Reminder", gap),
        (E - 7 * DAY, "Reminder", gap),
        (E + DAY, "What certification year 3 came to", "12 of 20 credits count in it so far."),
        (E + DAY, "Reminder", gap),
        (E + 30 * DAY, "Reminder", gap),
        (E + 60 * DAY, "Reminder", gap),
        (E + 80 * DAY, "Reminder", gap),
        (E + 89 * DAY, "Reminder", gap),
        (LAST + DAY, "The title is over", gap),
    ]


def test_what_was_promised_is_what_is_written():
    title = a_title()
    earned(title, "20", "20", "12")
    on = E - 100 * DAY
    days = {(day, what) for day, what, _says in planned(title, on)}
    for passed in range((LAST + 2 * DAY - on).days):
        day = on + passed * DAY
        night(day)
        for duty in ("cpe.reminders", "cpe.statements"):
            duties.perform(duty, now=moment(day, 7))
    (one,) = selectors.letters_of(title.member_id, LAST + 2 * DAY)
    names = {
        "cpe.reminder": "Reminder",
        "cpe.year_statement": "What certification year 3 came to",
        "cpe.lost": "The title is over",
    }
    assert {(each.day, names[each.mail.kind]) for each in notice_words.written(one)} == days
    assert planned(title, LAST + 2 * DAY) == []


def test_of_what_is_met_the_renewal_is_told_and_no_reminder_is_needed():
    title = a_title()
    earned(title, "20", "20", "20")
    (one,) = selectors.letters_of(title.member_id, E - 40 * DAY)
    found = notice_words.planned(one, selectors.policies(), selectors.dated_terms(), E - 40 * DAY)
    assert [(each.day, each.what, each.word) for each in found] == [
        (E - 40 * DAY, "Reminder", "not needed as things stand"),
        (E - 30 * DAY, "Reminder", "not needed as things stand"),
        (E - 7 * DAY, "Reminder", "not needed as things stand"),
        (E + DAY, "What certification year 3 came to", "planned"),
        (E + DAY, "The title is renewed", "planned"),
    ]
    assert found[-1].says == ("Everything is met; the next cycle runs from 1 January 2027 to 31 December 2029.")


def test_a_decision_we_owe_is_told():
    title = a_title()
    earned(title, "20", "20", "16")
    did(title, "5", D(2026, 11, 1), activity="forum-moderation", accepted=None)
    assert planned(title, LAST)[-1][:2] == (LAST + DAY, "We owe a decision, and the title stands meanwhile")


def test_a_decision_we_owe_is_planned_until_it_was_written():
    title = a_title()
    earned(title, "20", "20", "16")
    did(title, "5", D(2026, 11, 1), activity="forum-moderation", accepted=None)
    night(LAST + DAY)
    for passed in (1, 2, 30):
        assert planned(title, LAST + passed * DAY) == [(None, "How the cycle came out", "Missing: 4 credits.")]


@pytest.mark.parametrize(("why", "day"), [("due", LAST + 6 * DAY), ("brake", None), ("unreachable", None)])
def test_of_what_is_held_no_day_is_named_that_is_past(why, day):
    title = a_title()
    earned(title, "20", "20", "16")
    sweep = CycleSweepFactory() if why == "brake" else None
    HoldFactory(cycle=title.cycles.get(), why=why, sweep=sweep, noted_at=moment(LAST + 5 * DAY))
    (one,) = selectors.letters_of(title.member_id, LAST + 5 * DAY)
    (found,) = notice_words.planned(one, selectors.policies(), selectors.dated_terms(), LAST + 5 * DAY)
    assert (found.day, found.what, found.says) == (day, "The title is over", "Missing: 4 credits.")
    assert "something turns up that came in time" in found.unless
    assert "2027" not in found.unless
    assert ("before we looked at it" in found.unless) is (day is None)


def test_what_no_night_found_yet_ends_with_the_next_one():
    title = a_title()
    earned(title, "20", "20", "16")
    assert planned(title, LAST + 3 * DAY) == [(LAST + 4 * DAY, "The title is over", "Missing: 4 credits.")]


def test_what_was_written_is_not_to_come_again_and_terms_hold_from_their_day():
    title = a_title()
    CycleTerms.objects.create(effective_on=E, before="7", after="10")
    duties.perform("cpe.reminders", now=moment(E - 30 * DAY, 7))
    reminders = [day for day, what, _says in planned(title, E - 30 * DAY) if what == "Reminder"]
    assert reminders == [E - 7 * DAY, E + 10 * DAY]


def test_nothing_more_is_told_of_a_title_that_ends_before():
    title = a_title()
    ends = Ruling(credential=title.pk, kind=OutcomeKind.ENDED, ground=Ground.CANCELLED, effective_on=E - 20 * DAY)
    record_outcomes([ends], at=moment(E - 40 * DAY), by=title.member.user)
    assert planned(title, E - 39 * DAY) == []


def test_the_members_page_tells_what_was_written(time_machine):
    title = a_title()
    earned(title, "20", "20", "12")
    duties.perform("cpe.reminders", now=moment(E - 30 * DAY, 7))
    time_machine.move_to(moment(E - 29 * DAY))
    answer = signed_in(title.member.user).get("/cpe/letters/")
    told = text(answer)
    assert "What we will write you, and when" in told
    assert "24 December 2026 Reminder" in told
    assert "1 December 2026 What your title still needs, and by when waiting" in told
    assert "/office/" not in answer.content.decode()


@pytest.mark.parametrize("titles", [1, 3])
def test_the_members_page_asks_as_much_for_one_title_as_for_three(time_machine, django_assert_num_queries, titles):
    one = a_title()
    for code in ("S-ITSP", "S-DPP")[: titles - 1]:
        a_title(code, member=one.member)
    time_machine.move_to(moment(E - 29 * DAY))
    client = signed_in(one.member.user)
    client.get("/cpe/letters/")
    with django_assert_num_queries(16):
        assert client.get("/cpe/letters/").status_code == 200


def test_who_holds_nothing_is_told_so():
    assert "Nothing is asked of you here" in text(signed_in(person("Nobody")).get("/cpe/letters/"))


def test_a_colleague_sees_the_same_of_a_member(time_machine):
    title = a_title()
    duties.perform("cpe.reminders", now=moment(E - 30 * DAY, 7))
    time_machine.move_to(moment(E - 29 * DAY))
    client = signed_in(person("Clerk", "back-office"))
    answer = client.get(f"/office/members/cycle/of/{title.member_id}/")
    assert "24 December 2026 Reminder planned Missing: 60 credits." in text(answer)
    assert "/office/comms/message/" in answer.content.decode()
    assert client.get("/office/members/cycle/of/999999/").status_code == 404


def test_why_a_title_was_lost_is_told_on_one_page_with_its_dates_and_mails(time_machine):
    title = a_title()
    earned(title, "20", "20", "16")
    for day in (E - 7 * DAY, E + DAY, E + 89 * DAY):
        duties.perform("cpe.reminders", now=moment(day, 7))
    night(LAST + DAY)
    time_machine.move_to(moment(LAST + 40 * DAY))
    told = text(signed_in(person("Clerk", "back-office")).get(f"/office/members/cycle/of/{title.member_id}/"))
    assert "Cycle 1, until 31 December 2026, last day 31 March 2027: 56 of 60 credits" in told
    assert "the title lost as of 1 April 2027: credits are missing." in told
    assert told.count("30 March 2027") == 1
    assert "Your title is over" in told


def test_an_unpaid_year_is_named_with_its_invoice_its_days_payments_and_mails(time_machine, django_assert_num_queries):
    terms()
    title = a_title("S-CISO")
    for year in (2024, 2025, 2026):
        money_night(D(year, 1, 1))
    first, *_more = Invoice.objects.filter(member=title.member).order_by("due_on", "pk")
    pay(first, on=D(2024, 1, 20))
    for day in (D(2026, 2, 1), D(2026, 3, 10)):
        money_night(day)
    night(LAST + DAY)
    time_machine.move_to(moment(LAST + 40 * DAY))
    client = signed_in(person("Clerk", "back-office"))
    with django_assert_num_queries(33):
        told = text(client.get(f"/office/members/cycle/of/{title.member_id}/"))
    assert "Contribution of EUR 150.00, due on 1 January 2024, invoice 2024-000001" in told
    assert "paid. At the bank: EUR 150.00 received on 20 January 2024." in told
    assert re.search(r"due on 1 January 2026, invoice 202\d-\d{6}, last day to pay \d+ January 2026: not paid\.", told)
    mails = told.partition("Written about invoices")[2]
    assert "10 March 2026 Reminder of an invoice 2026-000001" in mails
    assert "1 January 2024 Invoice 2024-000001" in mails


def test_cycles_are_found_by_their_distance_from_the_end(time_machine):
    today = D(2026, 7, 1)
    time_machine.move_to(moment(today))
    far = {}
    for passed in (-91, -90, -31, -30, -7, 0, 1, 30, 79, 80, 90, 91):
        expires = today - passed * DAY
        first = D(expires.year - 3, expires.month, expires.day) + DAY
        far[passed] = a_title(on=first).member.number
    client = signed_in(person("Clerk", "back-office"))

    def shown(query: str) -> set[int]:
        content = client.get(f"/office/members/cycle/{query}").content.decode()
        return {passed for passed, number in far.items() if f">{number} " in content or f"{number} ·" in content}

    assert shown("") == set(far) - {-91}
    assert shown("?day=-90") == {-90, -31}
    assert shown("?day=-30") == {-30}
    assert shown("?day=-7") == {-7, 0}
    assert shown("?day=80") == {80, 90}
    assert shown("?day=91") == {91}
    assert shown("?day=nonsense") == set(far) - {-91}


def test_a_title_with_more_time_stands_where_its_real_last_day_puts_it(time_machine):
    """An extension moves its last day only once the cycle is over; before, it is found by its expiration date."""
    title, other = a_title(), a_title()
    move_last_day(title, E - 20 * DAY, LAST + 60 * DAY)
    clerk, stands = person("Clerk", "back-office"), {}
    for passed in (-20, -3, 1, 80, 85, 89, 90, 120, 139, 140, 150, 151):
        on = E + passed * DAY
        found = {key: selectors.near_end(on, key).values_list("credential", flat=True) for key in selectors.BUCKETS}
        stands[passed] = [key for key, titles in found.items() if title.pk in titles]
        ordinary = max(key for key in found if key <= passed)
        assert [key for key, titles in found.items() if other.pk in titles] == [ordinary]
        time_machine.move_to(moment(on))
        (bucket,) = stands[passed]
        client = signed_in(clerk)
        assert f">{title.member.number} " in client.get(f"/office/members/cycle/?day={bucket}").content.decode()
    assert {passed: bucket for passed, (bucket,) in stands.items()} == {
        -20: -30, -3: -7, 1: 1, 80: 1, 85: 1, 89: 1, 90: 30, 120: 60, 139: 60, 140: 80, 150: 80, 151: 91,
    }  # fmt: skip


def test_a_moved_last_day_says_from_when_it_was_moved(time_machine):
    title = a_title()
    move_last_day(title, E + 50 * DAY, LAST + 10 * DAY)
    time_machine.move_to(moment(E + 95 * DAY))
    client = signed_in(person("Clerk", "back-office"))
    told = text(client.get("/office/members/cycle/?day=80"))
    assert "+95 31 December 2026 10 April 2027 moved, was 31 March 2027 Missing: 60 credits." in told
    table = b"".join(client.get("/office/members/cycle/csv/?day=80").streaming_content).decode()
    assert "S-ISP,95,2026-12-31,2027-04-10,2027-03-31,60,0,0," in table
    assert "S-ISP" not in b"".join(client.get("/office/members/cycle/csv/?day=91").streaming_content).decode()


def test_the_buckets_say_how_many_days_are_left(time_machine):
    a_title()
    time_machine.move_to(moment(E))
    told = text(signed_in(person("Clerk", "back-office")).get("/office/members/cycle/"))
    for bucket in (
        "expires in 31 to 90 days",
        "expires in 8 to 30 days",
        "expires in 0 to 7 days",
        "expired, 61 days or more to the last day",
        "expired, 31 to 60 days to the last day",
        "expired, 11 to 30 days to the last day",
        "expired, 0 to 10 days to the last day",
        "past the last day: held",
    ):
        assert f" {bucket[0].upper()}{bucket[1:]} " in told


def test_the_list_says_what_is_missing_and_how_to_reach_the_holder(time_machine):
    title = a_title()
    earned(title, "20", "20", "12")
    Member.objects.filter(pk=title.member_id).update(phone="+31 20 123 45 67")
    time_machine.move_to(moment(E + 85 * DAY))
    client = signed_in(person("Clerk", "back-office"))
    told, mail = text(client.get("/office/members/cycle/?day=80")), title.member.user.email.replace("@", "@ ")
    assert f"+85 31 December 2026 31 March 2027 Missing: 8 credits. +31 20 123 45 67 {mail}" in told
    assert not AuditLine.objects.filter(act="cpe.calls-taken").exists(), "a page is looked at freely"
    table = b"".join(client.get("/office/members/cycle/csv/?day=80").streaming_content).decode()
    assert "S-ISP,85,2026-12-31,2027-03-31,,8,0,0,00 31 20 123 45 67," in table
    assert b"S-ISP" not in b"".join(client.get("/office/members/cycle/csv/?day=60").streaming_content)
    assert AuditLine.objects.filter(act="cpe.calls-taken").count() == 2
