"""Acts around events of our own: their rows, mails and lines, and what is refused."""

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from common import duties, subjects
from common.errors import Forbidden, IllegalMove
from common.models import AuditLine
from comms.kinds import KINDS
from comms.models import Message
from cpe import services
from cpe.models import Event, SignUp
from cpe.services import EventRefused, Plan
from tests.factories.accounts import UserFactory
from tests.factories.events import BEGINS_AT, PLANNED_AT, EventFactory, SignUpFactory
from tests.factories.members import MemberFactory
from tests.people import person

pytestmark = pytest.mark.django_db

AT = PLANNED_AT + dt.timedelta(days=3)
HOUR = dt.timedelta(hours=1)


def plan(**more: Any) -> Plan:
    """A webinar of two hours."""
    begins = more.pop("begins_at", BEGINS_AT)
    given = {"ends_at": begins + 2 * HOUR, "title": "Phishing now", "activity": "webinar-attended", "place": "Room 1"}
    return Plan(**{"begins_at": begins, **given, **more})


def reviewer() -> Any:
    return UserFactory(roles=["cpe-reviewer"])


def said(event: Event, **more: Any) -> Plan:
    """The plan of an event as it is, but for this."""
    columns = ("title", "activity", "begins_at", "ends_at", "place", "track_id", "breaks", "words", "seats")
    return Plan(**{**{name: getattr(event, name) for name in columns}, **more})


def change(event: Event, *, by: Any = None, at: dt.datetime = AT, as_read: int = 0, **more: Any) -> Event:
    return services.change_event(event.pk, said(event, **more), as_read=as_read, by=by or reviewer(), at=at)


def test_event_is_planned_changed_and_held_with_a_line_each() -> None:
    by = reviewer()
    row = services.plan_event(plan(seats=20), by=by, at=AT)
    assert (row.state, row.minutes, row.day, row.edition) == ("planned", 120, dt.date(2026, 7, 8), 0)
    change(row, by=by, title="Phishing, again", breaks=15)
    row.refresh_from_db()
    assert (row.title, row.minutes, row.edition) == ("Phishing, again", 105, 1)
    services.hold_event(row.pk, by=by, at=row.ends_at)
    lines = AuditLine.objects.about(row).order_by("pk").values_list("act", "fields")
    assert list(lines) == [
        ("cpe.event-planned", []),
        ("cpe.event-changed", ["breaks", "title"]),
        ("cpe.event-held", []),
    ]


@pytest.mark.parametrize(
    ("more", "field", "says"),
    [
        ({"ends_at": BEGINS_AT}, "ends", "ends before it begins"),
        ({"ends_at": BEGINS_AT + dt.timedelta(days=32)}, "ends", "at most 31 days"),
        ({"breaks": 120}, "breaks", "as long as the event"),
        ({"activity": "other-course", "ends_at": BEGINS_AT + dt.timedelta(hours=25)}, "breaks", "the nights"),
        ({"activity": "book"}, "activity", "The rules of 8 July 2026 know no such kind of event"),
        ({"activity": "seco-none"}, "activity", "know no such kind"),
        ({"ends_at": BEGINS_AT + 3 * HOUR + dt.timedelta(minutes=1)}, "ends", "is for at most 3 hours"),
    ],
)
def test_plan_that_makes_no_sense_is_refused_at_its_field(more: dict[str, Any], field: str, says: str) -> None:
    with pytest.raises(EventRefused, match=says) as refused:
        services.plan_event(plan(**more), by=reviewer(), at=AT)
    assert refused.value.field == field
    assert not Event.objects.exists()


@pytest.mark.parametrize("activity", ["coach-attended", "other-course", "seco-short", "seco-foundation"])
def test_course_may_take_days(activity: str) -> None:
    long = plan(activity=activity, ends_at=BEGINS_AT + dt.timedelta(days=3), breaks=40 * 60)
    assert services.plan_event(long, by=reviewer(), at=AT).minutes == 32 * 60
    services.plan_event(plan(ends_at=BEGINS_AT + 3 * HOUR + HOUR / 2, breaks=30), by=reviewer(), at=AT)


def test_only_who_manages_events_plans_changes_and_calls_off() -> None:
    row, by = EventFactory(), UserFactory(roles=["back-office"])
    for act in (
        lambda: services.plan_event(plan(), by=by, at=AT),
        lambda: change(row, by=by, title="Mine"),
        lambda: services.call_off(row.pk, "No.", by=by, at=AT),
        lambda: services.hold_event(row.pk, by=by, at=row.ends_at),
    ):
        with pytest.raises(Forbidden):
            act()


def test_member_signs_up_once_and_is_mailed() -> None:
    event, member = EventFactory(), MemberFactory()
    first = services.sign_up(member, event.pk, by=member.user, at=AT)
    again = services.sign_up(member, event.pk, by=member.user, at=AT + HOUR)
    assert (first, SignUp.objects.count()) == (again, 1)
    mail = Message.objects.get()
    assert (mail.kind, mail.recipient, mail.facts["place"]) == ("cpe.event_signed_up", member.user.email, event.place)
    line = AuditLine.objects.about(event).get()
    assert (line.act, line.person_id, line.by_id) == ("cpe.signed-up", member.user_id, member.user_id)


def test_member_withdraws_and_comes_back() -> None:
    event, member = EventFactory(seats=1), MemberFactory()
    services.sign_up(member, event.pk, by=member.user, at=AT)
    assert services.withdraw_from(member, event.pk, by=member.user, at=AT)
    assert not services.withdraw_from(member, event.pk, by=member.user, at=AT)
    other = MemberFactory()
    services.sign_up(other, event.pk, by=other.user, at=AT)
    with pytest.raises(EventRefused, match="Every seat is taken"):
        services.sign_up(member, event.pk, by=member.user, at=AT)
    services.withdraw_from(other, event.pk, by=other.user, at=AT)
    services.sign_up(member, event.pk, by=member.user, at=AT)
    assert (SignUp.objects.count(), SignUp.objects.living().get().member) == (3, member)
    acts = AuditLine.objects.about(event).values_list("act", flat=True)
    assert sorted(acts) == ["cpe.sign-up-withdrawn"] * 2 + ["cpe.signed-up"] * 3
    assert Message.objects.filter(kind="cpe.event_signed_up").count() == 3


@pytest.mark.parametrize("act", [services.sign_up, services.withdraw_from])
def test_nobody_signs_up_or_withdraws_once_it_began_or_for_somebody_else(act: Any) -> None:
    member, row = MemberFactory(), EventFactory()
    with pytest.raises(EventRefused, match="It began on 8 July 2026, 19:00"):
        act(member, row.pk, by=member.user, at=BEGINS_AT)
    with pytest.raises(EventRefused, match="called off"):
        act(member, EventFactory(called_off=True).pk, by=member.user, at=AT)
    with pytest.raises(EventRefused, match="no such event"):
        act(member, 10**30, by=member.user, at=AT)
    with pytest.raises(Forbidden):
        act(member, row.pk, by=person("Stranger"), at=AT)
    assert not SignUp.objects.exists()


def test_who_signed_up_is_told_of_another_time_or_place_and_of_nothing_else() -> None:
    event = EventFactory()
    SignUpFactory(event=event)
    SignUpFactory(event=event, withdrawn=True)
    there = SignUpFactory(event=event)
    change(event, words="More about it.", seats=2)
    assert not Message.objects.exists()
    event.refresh_from_db()
    later = {"begins_at": event.begins_at + HOUR, "ends_at": event.ends_at + HOUR}
    change(event, as_read=1, **later)
    mails = Message.objects.filter(kind="cpe.event_changed")
    assert mails.count() == 2
    mail = mails.get(person=there.member.user)
    assert (mail.facts["begins_at"], mail.facts["before"]) == (
        later["begins_at"].isoformat(),
        BEGINS_AT.isoformat(),
    )
    kind = KINDS["cpe.event_changed"]
    assert kind.still_true(mail)
    event.refresh_from_db()
    change(event, as_read=2, place="Room 2")
    assert not kind.still_true(mail), "another mail tells how it is now"
    assert mails.count() == 4


def test_what_is_over_is_put_right_without_a_mail() -> None:
    event = SignUpFactory().event
    change(event, at=event.ends_at + HOUR, ends_at=event.ends_at - HOUR / 2)
    assert not Message.objects.exists()


def test_change_is_refused_where_it_was_changed_meanwhile_or_seats_are_taken() -> None:
    event = EventFactory()
    SignUpFactory.create_batch(2, event=event)
    with pytest.raises(EventRefused, match="2 people signed up already") as refused:
        change(event, seats=1)
    assert refused.value.field == "seats"
    change(event, title="Another")
    with pytest.raises(EventRefused, match="changed this event meanwhile"):
        change(event, title="A third")
    for settled in (EventFactory(held=True), EventFactory(called_off=True)):
        with pytest.raises(EventRefused, match="it stays as it is"):
            change(settled, title="A third")


def test_change_that_changes_nothing_leaves_nothing() -> None:
    event = EventFactory()
    change(event)
    event.refresh_from_db()
    assert (event.edition, AuditLine.objects.about(event).exists()) == (0, False)


def test_who_signed_up_is_told_why_it_is_called_off() -> None:
    signed = SignUpFactory()
    event = services.call_off(signed.event_id, " The speaker fell ill. ", by=reviewer(), at=AT)
    assert (event.state, event.why, event.edition) == ("called-off", "The speaker fell ill.", 1)
    mail = Message.objects.get()
    assert (mail.kind, mail.facts["words"]) == ("cpe.event_called_off", "The speaker fell ill.")
    assert KINDS[mail.kind].still_true(mail)
    assert AuditLine.objects.about(event).get().act == "cpe.event-called-off"
    with pytest.raises(EventRefused):
        services.call_off(EventFactory().pk, "  ", by=reviewer(), at=AT)
    past = SignUpFactory().event
    services.call_off(past.pk, "Nobody came.", by=reviewer(), at=past.ends_at + HOUR)
    assert Message.objects.count() == 1


def test_event_is_held_once_it_is_over() -> None:
    event = EventFactory()
    with pytest.raises(EventRefused, match="It ends on 8 July 2026, 21:00"):
        services.hold_event(event.pk, by=reviewer(), at=AT)
    with pytest.raises(IllegalMove):
        services.hold_event(EventFactory(called_off=True).pk, by=reviewer(), at=event.ends_at)


def test_confirmation_is_not_sent_to_who_withdrew_or_once_it_moved() -> None:
    member, event = MemberFactory(), EventFactory()
    services.sign_up(member, event.pk, by=member.user, at=AT)
    mail, kind = Message.objects.get(), KINDS["cpe.event_signed_up"]
    assert kind.still_true(mail)
    change(event, begins_at=event.begins_at + HOUR)
    assert not kind.still_true(mail)
    change(event, as_read=1)
    assert kind.still_true(mail)
    services.withdraw_from(member, event.pk, by=member.user, at=AT)
    assert not kind.still_true(mail)


def test_database_keeps_one_living_sign_up_and_events_that_can_be() -> None:
    signed = SignUpFactory()
    for refused in (
        lambda: SignUpFactory(event=signed.event, member=signed.member),
        lambda: EventFactory(ends_at=BEGINS_AT),
        lambda: EventFactory(seats=0),
        lambda: EventFactory(state="called-off"),
        lambda: EventFactory(why="Because."),
        lambda: SignUpFactory(withdrawn_at=PLANNED_AT),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            refused()


def test_sign_ups_go_twelve_months_after_the_event_and_with_their_person() -> None:
    signed = SignUpFactory()
    night = dt.datetime(2027, 7, 8, 22, 30, tzinfo=dt.UTC)
    duties.perform("common.retention", now=night - dt.timedelta(days=1))
    assert SignUp.objects.exists()
    name = "Webinars and courses of ours that you signed up for"
    assert subjects.export(signed.member.user)[name][0]["event"] == signed.event.title
    duties.perform("common.retention", now=night)
    assert not SignUp.objects.exists()


def test_telling_many_asks_no_more_than_telling_one() -> None:
    asked = []
    for number in (1, 40):
        event = EventFactory()
        SignUpFactory.create_batch(number, event=event)
        by = reviewer()
        with CaptureQueriesContext(connection) as queries:
            services.call_off(event.pk, "The room is gone.", by=by, at=AT)
        asked.append(len(queries))
    assert asked[0] == asked[1]
