"""Rows of attendance that the pages show."""

from cpe.enums import ListPlace
from tests.factories.attendance import (
    PERSON,
    TRIED,
    AttendanceFactory,
    AttendanceFileFactory,
    AttendanceFileLineFactory,
    AttendanceListFactory,
    AttendeeFactory,
)
from tests.factories.events import SignUpFactory
from tests.factories.members import MemberFactory

UNKNOWN = {**PERSON, "name": "Guest with a rather long name, joined by phone", "email": "guest@elsewhere.example"}


def attendance() -> dict[str, int]:
    """A list that came in, and lists on trial: one with lines that cannot be read, one refused, one that waits."""
    warns = AttendanceFileFactory(of={**TRIED, "warnings": 1, "warned": "x", "without": 1, "absent": 2})
    told = {"column": "", "sentence": "“soon” is no time that we can read."}
    AttendanceFileLineFactory(file=warns, place=ListPlace.BROKEN, told=told)
    AttendanceFileLineFactory(
        file=warns, place=ListPlace.UNKNOWN, told={**UNKNOWN, "told": "may be Ada van Verzonnen, who signed up"}
    )
    AttendanceFileLineFactory(file=warns, place=ListPlace.WITHOUT, told={**PERSON, "told": "Not there long enough."})
    AttendanceFileLineFactory.create_batch(60, file=warns)
    faulty = AttendanceFileFactory(of={**TRIED, "faults": 1}, refused=True)
    reason = {"column": "", "sentence": "This list is of another day: the event was on 8 July 2026."}
    AttendanceFileLineFactory(file=faulty, place=ListPlace.FAULT, line=1, told=reason)
    attendee = AttendeeFactory(name="Ada van Verzonnen")
    ada = MemberFactory(user__given_name="Ada", user__family_name="van Verzonnen")
    SignUpFactory(event=attendee.event, member=ada)
    AttendanceFactory(short=True)
    return {
        "attendance_file": warns.pk,
        "faulty_attendance": faulty.pk,
        "waiting_attendance": AttendanceFileFactory(waiting=True).pk,
        "attendance_list": AttendanceListFactory().pk,
        "attendance": AttendanceFactory().pk,
        "attendee": attendee.pk,
    }
