"""Attendance: a list that was brought in, one on trial, whom lists name, and who was there."""

import datetime as dt
from hashlib import sha256

import factory

from cpe.enums import Came, ListPlace
from cpe.models import Attendance, AttendanceFile, AttendanceFileLine, AttendanceList, Attendee
from tests.factories.accounts import UserFactory
from tests.factories.events import BEGINS_AT, EventFactory
from tests.factories.ledger import ClaimFactory
from tests.factories.members import MemberFactory

CONTENT = b"name,email\nAda van Verzonnen,ada@voorbeeld.example\n"
AFTERWARDS = BEGINS_AT + dt.timedelta(days=1)
TRIED = {
    "people": 2,
    "unknown": 1,
    "claims_new": 1,
    "without": 0,
    "absent": 0,
    "warnings": 0,
    "warned": "",
    "something_new": True,
    "rows": 3,
    "faults": 0,
    "on": "2026-07-09",
    "encoding": "UTF-8",
    "timed": True,
    "ignored": [],
}
"""What the trial of a list with one new claim found."""
PERSON = {
    "number": 4711,
    "name": "Ada van Verzonnen",
    "email": "",
    "present": 118,
    "length": 120,
    "told": "A claim of 2 hours.",
    "claim": None,
}


class AttendanceListFactory(factory.django.DjangoModelFactory[AttendanceList]):
    """A list of two people, one of whom we know."""

    class Meta:
        model = AttendanceList

    event = factory.SubFactory(EventFactory, held=True)
    file_name = "participants.csv"
    digest = sha256(CONTENT).hexdigest()
    rows = 3
    people = 2
    unknown = 1
    claims_new = 1
    brought_in_at = AFTERWARDS
    brought_in_by = factory.SubFactory(UserFactory)


class AttendanceFileFactory(factory.django.DjangoModelFactory[AttendanceFile]):
    """A list that was tried and can be brought in."""

    class Meta:
        model = AttendanceFile

    event = factory.SubFactory(EventFactory)
    file_name = "participants.csv"
    content = CONTENT
    digest = sha256(CONTENT).hexdigest()
    asked_by = factory.SubFactory(UserFactory)
    asked_at = AFTERWARDS
    tried_at = AFTERWARDS + dt.timedelta(minutes=1)
    of = factory.LazyFunction(lambda: dict(TRIED))

    class Params:
        waiting = factory.Trait(tried_at=None, of=factory.LazyFunction(dict))


class AttendanceFileLineFactory(factory.django.DjangoModelFactory[AttendanceFileLine]):
    """Somebody who was there."""

    class Meta:
        model = AttendanceFileLine

    file = factory.SubFactory(AttendanceFileFactory)
    place = ListPlace.NEW
    line = factory.Sequence(lambda n: n + 2)
    told = factory.LazyFunction(lambda: dict(PERSON))


class AttendeeFactory(factory.django.DjangoModelFactory[Attendee]):
    """Somebody who leads to nobody."""

    class Meta:
        model = Attendee

    event = factory.SubFactory(EventFactory, held=True)
    name = factory.Sequence(lambda n: f"Guest {n}")
    email = factory.Sequence(lambda n: f"guest{n}@elsewhere.example")
    mark = factory.LazyAttribute(lambda row: f"email:{row.email}")
    spans = factory.LazyAttribute(
        lambda row: [[int(row.event.begins_at.timestamp()), int(row.event.ends_at.timestamp())]]
    )


class AttendanceFactory(factory.django.DjangoModelFactory[Attendance]):
    """A member who was there all the time, and has a claim."""

    class Meta:
        model = Attendance

    event = factory.SubFactory(EventFactory, held=True)
    member = factory.SubFactory(MemberFactory)
    seconds = 7200
    came = Came.CLAIMED
    claim = factory.SubFactory(ClaimFactory, member=factory.SelfAttribute("..member"))

    class Params:
        short = factory.Trait(seconds=1200, came=Came.SHORT, claim=None)
