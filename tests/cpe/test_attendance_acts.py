"""Attendance lists brought in: claims as of the event's day, once; who leads to nobody; the same list again."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from common.errors import Forbidden
from common.models import AuditLine
from comms.models import Message
from cpe import selectors, services
from cpe.models import Attendance, AttendanceList, Attendee, Claim, LedgerLine
from members.models import Recheck
from members.services import NotBroughtIn
from tests.cpe.attending import AFTERWARDS, BEGINS, DAY, an_event, bring, line, proved, table, tried, with_address
from tests.cpe.test_ledger import a_member, with_titles
from tests.factories.events import SignUpFactory
from tests.factories.members import MemberFactory
from tests.people import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk():
    return person("Rosa", "cpe-reviewer")


def _counts(claim):
    """What a claim brings its member's first title, in quarters."""
    ledger = selectors.ledger_of(claim.member_id, AFTERWARDS.date())
    (how,) = selectors.traced(ledger, selectors.ledger_id(claim.pk))
    return how.trace.counted


def test_who_was_there_has_a_claim_as_of_the_day_and_is_told_once(clerk):
    member = proved(a_member(S_ISP=dt.date(2026, 1, 1)))
    event = an_event(title="What phishing looks like")
    run = bring(table(line(member)), event, by=clerk)
    claim = Claim.objects.get()
    assert (claim.completed_on, claim.reported_on, claim.state) == (DAY, DAY, "accepted")
    assert (claim.amount, claim.attended, claim.title) == (Decimal("1.5"), Decimal("1.5"), "What phishing looks like")
    assert claim.provider == "SECO-Institute"
    assert (claim.begins_at, claim.ends_at, claim.breaks) == (dt.time(19), dt.time(20, 30), 0)
    assert [told["counted"] for told in claim.told] == [6]
    assert LedgerLine.objects.get().decided_on == DAY
    assert (run.people, run.unknown, run.claims_new, run.rows) == (1, 0, 1, 1)
    event.refresh_from_db()
    assert event.state == "held"
    attendance = Attendance.objects.get()
    assert (attendance.minutes, attendance.came, attendance.claim) == (90, "claimed", claim)
    assert _counts(claim) == 6
    mail = Message.objects.get(kind="cpe.attended")
    assert (mail.recipient, mail.facts["present"], mail.facts["length"]) == (
        member.user.email, "1 hour 30 minutes", "1 hour 30 minutes",
    )  # fmt: skip
    acts = set(AuditLine.objects.values_list("act", flat=True))
    assert acts >= {
        "cpe.attendance-brought-in", "cpe.claim-attended", "cpe.claim-accepted", "cpe.event-held",
    }  # fmt: skip
    for _again in range(2):
        assert bring(table(line(member)), event, by=clerk, at=AFTERWARDS + dt.timedelta(days=1)) is None
    assert (Claim.objects.count(), AttendanceList.objects.count(), Message.objects.count()) == (1, 1, 1)


@pytest.mark.parametrize(
    ("spans", "minutes", "counted"),
    [
        ([("19:00", "20:12")], 72, 6),  # 80 % to the second
        ([("19:00", "20:11:59")], 71, 0),
        ([("18:30", "19:40"), ("19:30", "20:12")], 72, 6),  # overlaps count once, what lies outside not at all
        ([("19:00", "19:30"), ("20:00", "20:30")], 60, 0),
        ([("18:00", "22:00")], 90, 6),
        ([("20:30", "21:00")], 0, None),
    ],
)
def test_several_rows_of_a_person_are_put_together(clerk, spans, minutes, counted):
    member = proved(a_member())
    event = an_event()
    bring(table(*(line(member, *span) for span in spans)), event, by=clerk)
    attendance = Attendance.objects.get()
    assert attendance.minutes == minutes
    if counted is None:
        assert (attendance.claim, attendance.came, Claim.objects.count()) == (None, "short", 0)
    else:
        assert _counts(attendance.claim) == counted


def test_breaks_need_not_be_sat_out(clerk):
    member = proved(a_member())
    event = an_event(minutes=120, breaks=30, activity="coach-attended")
    bring(table(line(member, "19:00", "20:12")), event, by=clerk)
    claim = Claim.objects.get()
    assert (claim.amount, claim.attended, claim.breaks) == (Decimal("1.5"), None, 30)


@pytest.mark.parametrize(
    ("activity", "amount"), [("seco-expert", 1), ("seco-short", 1), ("other-course", Decimal("1.5"))]
)
def test_a_course_is_one_claim_and_needs_most_of_it(clerk, activity, amount):
    there, short = proved(a_member()), proved(a_member())
    bring(table(line(there), line(short, "19:00", "20:11")), an_event(activity=activity), by=clerk)
    assert [(claim.member, claim.amount, claim.attended) for claim in Claim.objects.all()] == [(there, amount, None)]
    assert Attendance.objects.get(member=short).came == "short"


def test_addresses_lead_in_any_case_and_only_once_proved(clerk):
    known, unproved = proved(a_member()), with_address(a_member(), verified=False)
    bring(
        table(line(known, email=known.user.email.upper()), line(unproved), line(None, email="who@else.example")),
        an_event(),
        by=clerk,
    )
    assert [claim.member for claim in Claim.objects.all()] == [known]
    assert set(Attendee.objects.unknown().values_list("email", flat=True)) == {
        unproved.user.email, "who@else.example",
    }  # fmt: skip


def test_a_colleague_says_who_somebody_is_and_the_claim_comes_as_of_the_day(clerk):
    member = a_member()
    event = an_event()
    content = table(line(member, email="", name="Ada on the phone"))
    bring(content, event, by=clerk)
    attendee = Attendee.objects.unknown().get()
    assert (attendee.name, Claim.objects.count()) == ("Ada on the phone", 0)
    later = AFTERWARDS + dt.timedelta(days=30)
    attendance = services.name_attendee(attendee.pk, member.number, by=clerk, at=later)
    assert (attendance.claim.completed_on, attendance.claim.reported_on) == (DAY, DAY)
    assert AuditLine.objects.filter(act="cpe.attendee-named", person_id=member.user_id).exists()
    assert bring(content, event, by=clerk, at=later) is None
    with pytest.raises(services.NobodyNamed, match="said already"):
        services.name_attendee(attendee.pk, member.number, by=clerk, at=later)


def test_who_is_named_is_put_together_with_their_other_rows(clerk):
    member = proved(a_member())
    event = an_event()
    bring(
        table(line(member, "19:00", "19:40"), line(member, "19:40", "20:20", email="", name="Phone")), event, by=clerk
    )
    before = Claim.objects.get()
    assert _counts(before) == 0
    services.name_attendee(Attendee.objects.unknown().get().pk, member.number, by=clerk, at=AFTERWARDS)
    before.refresh_from_db()
    after = Claim.objects.exclude(pk=before.pk).get()
    assert (before.state, after.corrects, _counts(after)) == ("withdrawn", before, 6)
    assert Attendance.objects.get().claim == after
    assert Message.objects.filter(kind="cpe.attended").count() == 2


def test_a_name_is_proposed_and_never_taken_for_granted(clerk):
    member = a_member()
    event = an_event()
    SignUpFactory(event=event, member=member)
    plan = tried(table(line(member, email="")), event, by=clerk)
    assert [one.proposed.number for one in plan.unknown] == [member.number]
    SignUpFactory(
        event=event,
        member=MemberFactory(user__given_name=member.user.given_name, user__family_name=member.user.family_name),
    )
    plan = tried(table(line(member, email="")), event, by=clerk)
    assert [one.proposed for one in plan.unknown] == [None]


def test_a_longer_presence_puts_another_claim_in_the_place_of_one_that_counts_nothing(clerk):
    member = proved(a_member())
    event = an_event()
    first, second = table(line(member, "19:00", "19:30")), table(line(member, "19:20", "20:15"))
    bring(first, event, by=clerk)
    bring(second, event, by=clerk)
    old, new = Claim.objects.order_by("pk")
    assert (old.state, new.state, new.corrects, new.reported_on) == ("withdrawn", "accepted", old, DAY)
    assert _counts(new) == 6
    for again in (first, second):
        assert bring(again, event, by=clerk) is None


def test_a_longer_presence_brings_the_claim_that_did_not_come(clerk):
    member = proved(a_member())
    event = an_event(activity="seco-short")
    bring(table(line(member, "19:00", "19:30")), event, by=clerk)
    assert Attendance.objects.get().came == "short"
    bring(table(line(member, "19:20", "20:15")), event, by=clerk)
    assert (Claim.objects.count(), Attendance.objects.get().came) == (1, "claimed")


def test_what_counts_stays_when_more_becomes_known(clerk):
    member = proved(a_member())
    event = an_event()
    bring(table(line(member, "19:00", "20:15")), event, by=clerk)
    run = bring(table(line(member, "19:00", "20:30")), event, by=clerk)
    assert (run.claims_new, Claim.objects.count(), Attendance.objects.get().minutes) == (0, 1, 90)


def test_what_the_member_reported_themselves_is_not_made_twice(clerk):
    member = proved(a_member())
    event = an_event(title="What phishing looks like")
    mine = services.report(
        member,
        activity="webinar-attended",
        completed_on=DAY,
        amount=Decimal("1.5"),
        attended=Decimal("1.5"),
        details=services.Details(title="what  Phishing looks like"),
        by=member.user,
        at=BEGINS + dt.timedelta(days=1),
    )
    bring(table(line(member)), event, by=clerk)
    attendance = Attendance.objects.get()
    assert (attendance.claim, attendance.came, Claim.objects.count()) == (mine, "reported", 1)
    assert not Message.objects.filter(kind="cpe.attended").exists()
    services.withdraw(mine, by=member.user, at=AFTERWARDS)
    bring(table(line(member)), event, by=clerk)
    assert (Attendance.objects.get().came, Claim.objects.exclude(state="withdrawn").count()) == ("claimed", 1)


def test_without_a_title_it_could_count_for_nothing_is_claimed(clerk):
    none, later = proved(MemberFactory()), proved(a_member(S_ISP=dt.date(2026, 5, 20)))
    event = an_event()
    bring(table(line(none), line(later)), event, by=clerk)
    assert not Claim.objects.exists()
    assert set(Attendance.objects.values_list("came", flat=True)) == {"no-title"}
    with_titles(none, {"S_ISP": dt.date(2026, 1, 1)})
    bring(table(line(none), line(later)), event, by=clerk)
    assert Claim.objects.get().member == none


def test_a_late_list_has_the_cycle_that_is_over_judged_again(clerk):
    member = proved(a_member(S_ISP=dt.date(2023, 5, 10)))
    bring(table(line(member)), an_event(), by=clerk)
    recheck = Recheck.objects.get()
    assert (recheck.credential.member, Claim.objects.get().completed_on) == (member, DAY)


def test_nobody_brings_their_own_attendance_in(clerk):
    with_titles(proved_member := MemberFactory(user=clerk), {"S_ISP": dt.date(2026, 1, 1)})
    other = proved(a_member())
    event = an_event()
    content = table(line(proved_member), line(other))
    bring(content, event, by=clerk)
    assert [claim.member for claim in Claim.objects.all()] == [other]
    bring(content, event, by=person("Eva", "cpe-reviewer"))
    assert Claim.objects.count() == 2


def test_closed_accounts_have_no_claim(clerk):
    member = proved(a_member())
    member.user.is_active = False
    member.user.save()
    event = an_event()
    bring(table(line(member)), event, by=clerk)
    assert not Claim.objects.exists()


@pytest.mark.parametrize(
    ("event", "told"),
    [
        ({"begins_at": BEGINS - dt.timedelta(days=3)}, "This list is of another day: the event was on 1 May 2026."),
        ({"begins_at": AFTERWARDS}, "This event is not over yet."),
        ({"called_off": True}, "This event was called off."),
        ({"activity": "gardening"}, "The rules of that day know no such activity."),
        ({"minutes": 200}, "a longer one is a course"),
    ],
)
def test_a_list_is_refused_with_the_reason(clerk, event, told):
    row, member = an_event(**event), proved(a_member())
    with pytest.raises(NotBroughtIn) as refused:
        bring(table(line(member)), row, by=clerk)
    assert told in " ".join(fault.sentence for fault in refused.value.faults)
    assert not Attendee.objects.exists()


def test_only_who_manages_events_brings_lists_in(clerk):
    event, auditor = an_event(), person("Otto", "cpe-auditor")
    with pytest.raises(Forbidden):
        bring(table(line(a_member())), event, by=auditor)
    bring(table(line(None, email="a@else.example")), event, by=clerk)
    with pytest.raises(Forbidden):
        services.name_attendee(Attendee.objects.get().pk, a_member().number, by=auditor, at=AFTERWARDS)


def test_broken_lines_are_read_before_the_others_come_in(clerk):
    member = proved(a_member())
    event = an_event()
    content = table(line(member), line(member, "19:00", "soon"), 'Ada,"ada@x.example,2026-05-04 19:00', ",,a,b")
    plan = tried(content, event, by=clerk)
    assert [(fault.line, fault.sentence) for fault in plan.broken] == [
        (3, "“soon” is no time that we can read."),
        (4, "A quotation mark is not closed, or stands inside a cell."),
        (5, "This line names nobody."),
    ]
    with pytest.raises(services.WarningsUnread):
        services.bring_list_in(content, event.pk, file_name="x", warned="", by=clerk, at=AFTERWARDS)
    assert not Claim.objects.exists()
    bring(content, event, by=clerk)
    assert Claim.objects.count() == 1


def _many(members, count):
    lines = [line(member, f"19:{n % 20:02}", "20:30") for n, member in enumerate(members)]
    strangers = [line(None, email=f"guest{n}@else.example") for n in range(count - len(members) - count // 20)]
    broken = [f"Broken {n},broken{n}@else.example,yesterday,tomorrow" for n in range(count // 20)]
    return table(*lines, *strangers, *broken)


def test_a_thousand_rows_take_as_many_statements_as_few(clerk):
    """But for SQLite's limit on how much one INSERT may hold; PostgreSQL copies from some hundreds on."""
    counts = []
    for members, rows in ((1, 20), (3, 600), (40, 1000)):
        event = an_event()
        content = _many([proved(a_member()) for _n in range(members)], rows)
        warned = tried(content, event, by=clerk).warned
        with CaptureQueriesContext(connection) as asked:
            run = services.bring_list_in(content, event.pk, file_name="x", warned=warned, by=clerk, at=AFTERWARDS)
        assert (run.rows, run.claims_new) == (rows, members)
        said = [query["sql"] for query in asked]
        counts.append(len([sql for sql in said if connection.vendor != "sqlite" or not sql.startswith("INSERT")]))
    assert counts[1] == counts[2] < 45
