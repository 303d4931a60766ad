"""What two people decide about a title: more time, given back, ended for fraud; and a renewal whose money went back."""

import datetime as dt

import pytest

from common.errors import Forbidden
from common.models import AuditLine
from comms.models import Message
from cpe.enums import ClaimStatus, JointKind
from cpe.models import Hold, JointDecision
from cpe.services import JointRefused, joint
from members.models import Certificate, Level, Membership, Title
from members.selectors import standing_of
from tests.cpe.nights import LAST, D, E, a_title, decide, did, earned, held, mails, moment, night, outcomes
from tests.factories.help import HelpRequestFactory
from tests.factories.members import MemberFactory
from tests.people import person

pytestmark = [pytest.mark.django_db, pytest.mark.also_sqlite]

DAY = dt.timedelta(days=1)
FEBRUARY = D(2027, 2, 1)
JUNE = D(2027, 6, 30)
ILL = "Ill for half a year, as the hospital confirms."


def two():
    return person("First", "back-office"), person("Second", "back-office")


def forward(title, kind=JointKind.EXTENSION, on=FEBRUARY, *, by, words=ILL, **more):
    if kind is JointKind.EXTENSION:
        more.setdefault("last_day", JUNE)
    return joint.put_forward(title, kind, words=words, by=by, at=moment(on), **more)


def told(title, kind):
    return Message.objects.get(person=title.member.user, kind=kind).facts


def test_an_extension_moves_the_last_day_alone_once_a_second_person_confirms():
    title, (first, second) = a_title(), two()
    earned(title, "20", "20", "19")
    row = forward(title, by=first)
    assert outcomes(title) == []
    joint.confirm(row, by=second, at=moment(D(2027, 2, 3)))
    row.refresh_from_db()
    assert (row.state, row.settled_by, row.outcome.recorded_by, row.outcome.seconded_by) == (
        "confirmed", second, first, second,
    )  # fmt: skip
    assert outcomes(title) == [("extended", D(2027, 2, 3))]
    assert told(title, "cpe.extended") == {
        "title": str(title.title), "expires_on": "2026-12-31", "before": "2027-03-31", "last_day": "2027-06-30",
    }  # fmt: skip
    night(LAST + DAY)
    night(JUNE)
    assert outcomes(title) == [("extended", D(2027, 2, 3))]
    did(title, "1", E, reported=JUNE)
    night(JUNE + DAY)
    assert outcomes(title)[1:] == [("renewed", JUNE)]


def test_a_title_that_waits_for_the_brake_or_a_decision_is_helped_by_an_extension():
    title, (first, second) = a_title(), two()
    earned(title, "20", "20", "16")
    did(title, "2", D(2026, 11, 1), activity="forum-moderation", accepted=None)
    did(title, "2", D(2026, 11, 2), activity="forum-moderation", accepted=None)
    night(LAST + DAY)
    assert held(title) == "owed"
    row = forward(title, on=LAST + 2 * DAY, by=first)
    joint.confirm(row, by=second, at=moment(LAST + 3 * DAY))
    night(LAST + 4 * DAY)
    assert (held(title), standing_of(title, LAST + 4 * DAY).value) == (None, "grace")


def test_a_lost_title_is_given_back_on_the_day_it_is_granted_and_the_days_between_stay():
    title, (first, second) = a_title(), two()
    night(LAST + DAY)
    row = forward(title, JointKind.REINSTATEMENT, on=D(2027, 5, 2), by=first)
    joint.confirm(row, by=second, at=moment(D(2027, 5, 3)))
    assert outcomes(title) == [("decertified", LAST + DAY), ("reinstated", D(2027, 5, 3))]
    values = [standing_of(title, day).value for day in (LAST, LAST + DAY, D(2027, 5, 2), D(2027, 5, 3))]
    assert values == ["grace", "decertified", "decertified", "valid"]
    assert standing_of(title, D(2027, 5, 3)).cycle.first == E + DAY
    assert told(title, "cpe.reinstated") == {
        "title": str(title.title), "as_of": "2027-05-03", "lost_on": "2027-04-01", "from_on": "2027-01-01",
        "until": "2029-12-31",
    }  # fmt: skip
    assert Certificate.objects.current().get(credential=title).cycle.number == 2
    night(D(2027, 5, 4))
    assert len(outcomes(title)) == 2


def renewed_by_fraud():
    title = a_title()
    earned(title, "20", "20", "16")
    claim = did(title, "4", D(2026, 11, 1))
    night(E + DAY)
    return title, claim


def test_a_renewed_title_ends_for_fraud_and_no_night_brings_it_back():
    title, (first, second) = renewed_by_fraud()[0], two()
    row = forward(title, JointKind.FRAUD, on=D(2027, 6, 1), by=first, words="The certificates are forged.")
    joint.confirm(row, by=second, at=moment(D(2027, 6, 7)))
    assert outcomes(title) == [("renewed", E + DAY), ("decertified", D(2027, 6, 7))]
    assert standing_of(title, D(2027, 6, 7)).value == "decertified"
    assert told(title, "cpe.ended_for_fraud") == {
        "title": str(title.title), "as_of": "2027-06-07", "expired_on": "2026-12-31",
        "words": "The certificates are forged.", "last_title": True, "until": "2027-09-07",
    }  # fmt: skip
    assert Membership.objects.get(member=title.member).last_day == D(2027, 6, 6)
    title.refresh_from_db()
    assert title.closed_by == row.outcome or title.closed_by_id == JointDecision.objects.get().outcome_id


def test_fraud_is_put_forward_from_the_day_after_the_last_one_extended_or_not():
    title, (first, second) = renewed_by_fraud()[0], two()
    with pytest.raises(JointRefused, match="what is honest can still be reported"):
        forward(title, JointKind.FRAUD, on=LAST, by=first)
    assert forward(title, JointKind.FRAUD, on=LAST + DAY, by=first).cycle.number == 1
    moved = a_title()
    earned(moved, "20", "20", "16")
    joint.confirm(forward(moved, by=first), by=second, at=moment(FEBRUARY))
    did(moved, "4", D(2026, 11, 1), reported=FEBRUARY)
    night(FEBRUARY + DAY)
    with pytest.raises(JointRefused, match="what is honest can still be reported"):
        forward(moved, JointKind.FRAUD, on=JUNE, by=first)
    assert forward(moved, JointKind.FRAUD, on=JUNE + DAY, by=first).cycle.number == 1


@pytest.mark.parametrize("status", [ClaimStatus.DENIED, None])
def test_what_two_people_ended_is_not_judged_again(status):
    (title, claim), (first, second) = renewed_by_fraud(), two()
    other = did(title, "1", D(2026, 11, 3), accepted=None, activity="forum-moderation")
    joint.confirm(forward(title, JointKind.FRAUD, on=D(2027, 6, 1), by=first), by=second, at=moment(D(2027, 6, 7)))
    if status:
        decide(claim, status, D(2027, 7, 1))
    decide(other, ClaimStatus.ACCEPTED, D(2027, 7, 1), granted=1)
    night(D(2027, 7, 2))
    night(D(2027, 7, 3))
    assert outcomes(title)[1:] == [("decertified", D(2027, 6, 7))]
    assert not Hold.objects.open().exists()


@pytest.mark.parametrize(
    ("kind", "on", "given", "says"),
    [
        (JointKind.EXTENSION, D(2027, 2, 1), {"words": "  "}, "Write why"),
        (JointKind.EXTENSION, D(2027, 2, 1), {"words": "x" * 2001}, "at most 2000"),
        (JointKind.EXTENSION, D(2027, 2, 1), {"last_day": None}, "Write a day after 31 March 2027"),
        (JointKind.EXTENSION, D(2027, 2, 1), {"last_day": LAST}, "Write a day after 31 March 2027"),
        (JointKind.EXTENSION, D(2027, 5, 9), {"last_day": D(2027, 5, 8)}, "not a day gone by"),
        (JointKind.REINSTATEMENT, D(2027, 2, 1), {}, "Only a title that was lost"),
        (JointKind.FRAUD, D(2027, 2, 1), {}, "No renewal stands"),
    ],
)
def test_what_makes_no_sense_is_refused_with_its_reason(kind, on, given, says):
    with pytest.raises(JointRefused, match=says):
        forward(a_title(), kind, on=on, by=two()[0], **given)
    assert not JointDecision.objects.exists()


def test_no_title_without_cycles_no_lost_one_and_no_renewal_still_in_time():
    first = two()[0]
    one = Title.objects.get(code="S-ISP")
    Title.objects.create(code="S-ISF", name="Foundation", level=Level.objects.get(key="foundation"), track=one.track)
    for title, kind, on, says in (
        (a_title("S-ISF"), JointKind.EXTENSION, D(2027, 2, 1), "has no cycles"),
        (renewed_by_fraud()[0], JointKind.FRAUD, LAST, "can still be reported"),
    ):
        with pytest.raises(JointRefused, match=says):
            forward(title, kind, on=on, by=first)
    lost = a_title()
    night(LAST + DAY)
    for kind in (JointKind.EXTENSION, JointKind.FRAUD):
        with pytest.raises(JointRefused, match="This title is over"):
            forward(lost, kind, on=D(2027, 5, 1), by=first)


def test_one_thing_waits_for_a_title_at_a_time_and_a_request_is_of_its_title():
    title, first = a_title(), two()[0]
    with pytest.raises(JointRefused, match="about another title"):
        forward(title, by=first, request=HelpRequestFactory())
    asked = HelpRequestFactory(credential=title, cycle=title.cycles.get())
    assert forward(title, by=first, request=asked).request == asked
    with pytest.raises(JointRefused, match="waits for a second person already"):
        forward(title, by=first)


def test_neither_the_holder_nor_the_same_person_nor_somebody_without_the_role():
    title, (first, second) = a_title(), two()
    for by in (title.member.user, person("Rev", "cpe-reviewer")):
        with pytest.raises(Forbidden):
            forward(title, by=by)
    own = a_title(member=MemberFactory(user=person("Clerk", "back-office")))
    with pytest.raises(Forbidden, match="your own title"):
        forward(own, by=own.member.user)
    row, of_own = forward(title, by=first), forward(own, by=first)
    reviewer = person("Rae", "cpe-reviewer")
    for act in (joint.confirm, lambda row, **more: joint.decline(row, words="No.", **more)):
        for decision, by in ((row, first), (row, reviewer), (of_own, own.member.user)):
            with pytest.raises(Forbidden):
                act(decision, by=by, at=moment(D(2027, 2, 2)))
    with pytest.raises(Forbidden):
        joint.take_back(row, by=second, at=moment(D(2027, 2, 2)))
    assert outcomes(title) == outcomes(own) == []


def test_declined_and_taken_back_change_nothing_and_say_why():
    title, (first, second) = a_title(), two()
    row = forward(title, by=first)
    with pytest.raises(JointRefused, match="Write why"):
        joint.decline(row, words=" ", by=second, at=moment(D(2027, 2, 2)))
    joint.decline(row, words=" No proof. ", by=second, at=moment(D(2027, 2, 2)))
    back = forward(title, by=first)
    joint.take_back(back, by=first, at=moment(D(2027, 2, 3)))
    row.refresh_from_db()
    back.refresh_from_db()
    assert (row.state, row.answer, back.state) == ("declined", "No proof.", "taken-back")
    assert (outcomes(title), mails(title)) == ([], [])
    acts = [set(AuditLine.objects.about(one).values_list("act", flat=True)) for one in (row, back)]
    assert acts == [
        {"cpe.joint-put-forward", "cpe.joint-declined"},
        {"cpe.joint-put-forward", "cpe.joint-taken-back"},
    ]


def test_what_turned_meanwhile_is_said_and_nothing_is_recorded():
    title, (first, second) = a_title(), two()
    earned(title, "20", "20", "20")
    row = forward(title, on=D(2026, 12, 1), by=first)
    night(E + DAY)
    with pytest.raises(JointRefused, match="in another cycle by now"):
        joint.confirm(row, by=second, at=moment(D(2027, 2, 2)))
    row.refresh_from_db()
    assert (row.state, outcomes(title)) == ("put-forward", [("renewed", E + DAY)])
