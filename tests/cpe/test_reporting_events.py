"""An event of our own that its member reports by hand: it is said before, counts once, and a reviewer sees both."""

import datetime as dt

import pytest

from cpe.models import Attendance, Claim
from tests.cpe.attending import AFTERWARDS, DAY, an_event, bring, line, proved, table
from tests.cpe.office import main_of
from tests.cpe.reporting import holder, send, text, typed
from tests.factories.events import SignUpFactory
from tests.people import person, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.also_sqlite]

SIGNED_UP = (
    "You signed up for our event “Locks that hold” of 4 May 2026. We report it for you once its attendance list is in, "
    "so it is not reported here."
)
SAID = {"title": "Locks that hold", "completed_on": DAY.isoformat(), "amount": "1.5", "attended": "1.5"}


@pytest.fixture(autouse=True)
def now(time_machine):
    time_machine.move_to(AFTERWARDS, tick=False)


@pytest.fixture
def event():
    return an_event(title="Locks that hold")


@pytest.fixture
def member():
    return proved(holder())


@pytest.fixture
def clerk():
    return person("Clerk", "cpe-reviewer")


def test_who_signed_up_is_told_before_saving_that_we_report_it(event, member):
    SignUpFactory(event=event, member=member)
    client = signed_in(member.user)
    preview = client.post("/cpe/report/preview/", typed(**{**SAID, "title": ""}))
    assert SIGNED_UP in text(preview)
    first = send(member, client, **{**SAID, "title": "A talk of yours"})
    assert SIGNED_UP in text(first)
    assert text(first).count(SIGNED_UP) == 1, "above the form, and not with the credits once more"
    assert f'name="seen_event" value="{event.pk}"' in first.text
    assert not Claim.objects.exists()
    assert send(member, client, **SAID, seen_event=str(event.pk)).status_code == 302
    assert Claim.objects.get().title == "Locks that hold"


def test_what_was_reported_by_hand_before_the_list_came_counts_once(event, member, clerk):
    SignUpFactory(event=event, member=member)
    send(member, **SAID, seen_event=str(event.pk))
    bring(table(line(member)), event, by=clerk)
    assert Claim.objects.count() == 1
    assert Attendance.objects.get().came == "reported"


def test_what_we_reported_from_the_list_is_not_reported_once_more(event, member, clerk):
    bring(table(line(member)), event, by=clerk)
    ours = Claim.objects.get()
    again = send(member, **{**SAID, "title": "LOCKS  that hold"}, seen=str(ours.pk), seen_event=str(event.pk))
    assert (
        f"We reported this for you from our own attendance list: it is claim {ours.pk}, and counts once. If something "
        "is wrong with it, write to us."
    ) in text(again)
    assert Claim.objects.get() == ours


def test_another_activity_of_the_day_is_pointed_out_and_a_reviewer_sees_both(event, member, clerk):
    bring(table(line(member)), event, by=clerk)
    ours = Claim.objects.get()
    pointed_out = text(send(member, **{**SAID, "title": "Keys and doors"}))
    assert f"You were at our event “Locks that hold” of 4 May 2026. We have it already: it is claim {ours.pk}" in (
        pointed_out
    )
    assert send(member, **{**SAID, "title": "Keys and doors"}, seen_event=str(event.pk)).status_code == 302
    by_hand = Claim.objects.latest("pk")
    client = signed_in(clerk)
    for one, other in ((ours, by_hand), (by_hand, ours)):
        told = main_of(client.get(f"/office/cpe/claim/{one.pk}/change/"))
        assert "perhaps the same: one of the two is from our own attendance list" in told
        assert f"Claim {other.pk} , accepted {other.title} , 4 May 2026, 1.5 hours" in told


@pytest.mark.parametrize(
    "case", ["another kind", "another day", "withdrawn", "called off", "another member", "not on the list"]
)
def test_nothing_is_said_where_we_report_nothing(event, member, clerk, case):
    SignUpFactory(event=event, member=holder() if case == "another member" else member, withdrawn=case == "withdrawn")
    said = {**SAID, "title": "Keys and doors"}
    if case == "another kind":
        said |= {"activity": "mentoring", "attended": None}
    if case == "another day":
        said |= {"completed_on": (DAY + dt.timedelta(days=1)).isoformat()}
    if case == "called off":
        type(event).objects.filter(pk=event.pk).update(state="called-off", why="The speaker fell ill.")
    if case == "not on the list":
        bring(table(line(proved(holder()))), event, by=clerk)
    assert send(member, **said).status_code == 302
