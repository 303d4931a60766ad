"""Attendance lists brought in while others are: the same list several times, beside members who report, and a name."""

import datetime as dt
from decimal import Decimal

import pytest

from cpe import services
from cpe.models import Attendance, AttendanceList, Attendee, Claim
from tests.cpe.attending import AFTERWARDS, DAY, an_event, bring, line, proved, table
from tests.cpe.test_claim_imports_at_once import _at_once
from tests.cpe.test_ledger import a_member
from tests.people import person

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_same_list_four_times_at_once_is_brought_in_once() -> None:
    clerk, event = person("Rosa", "cpe-reviewer"), an_event()
    content = table(*(line(proved(a_member())) for _number in range(5)))
    runs = _at_once(*[lambda: bring(content, event, by=clerk)] * 4)
    assert len([run for run in runs if run is not None]) == AttendanceList.objects.count() == 1
    assert (Claim.objects.count(), Attendance.objects.count()) == (5, 5)


def test_a_member_reports_the_event_while_its_list_comes_in() -> None:
    """Whoever is first: reported before, it is found; reported after, the member is asked whether it is the same."""
    clerk, event, member = person("Rosa", "cpe-reviewer"), an_event(), proved(a_member())
    details = services.Details(title=event.title)

    def report() -> object:
        told = {"activity": "webinar-attended", "completed_on": DAY, "amount": Decimal(1), "attended": Decimal(1)}
        try:
            return services.report(member, details=details, seen=(), by=member.user, at=AFTERWARDS, **told)
        except services.Alike as alike:
            return alike

    _at_once(report, lambda: bring(table(line(member)), event, by=clerk))
    attendance = Attendance.objects.get()
    claim = Claim.objects.get()
    assert (attendance.claim, attendance.came == "reported") == (claim, claim.amount == 1)


def test_two_colleagues_name_somebody_at_once() -> None:
    rosa, eva, event = person("Rosa", "cpe-reviewer"), person("Eva", "cpe-reviewer"), an_event()
    members = [a_member(), a_member()]
    bring(table(line(None, email="", name="Phone")), event, by=rosa)
    attendee = Attendee.objects.get().pk

    def name(by: object, number: int) -> object:
        try:
            return services.name_attendee(attendee, number, by=by, at=AFTERWARDS + dt.timedelta(days=1))
        except services.NobodyNamed as refused:
            return str(refused)

    said = _at_once(lambda: name(rosa, members[0].number), lambda: name(eva, members[1].number))
    assert "Somebody said already who this is." in said
    assert (Claim.objects.count(), Attendance.objects.count()) == (1, 1)
