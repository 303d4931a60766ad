"""A register brought in from outside: the run, what a title came with, and a file on trial."""

import datetime as dt
from hashlib import sha256

import factory

from members.models import OpeningPosition, RegisterImport, TriedFile, TriedLine
from tests.factories.accounts import UserFactory
from tests.factories.members import RECORDED_AT, CredentialFactory

CONTENT = b"email\n"
TRIED = {
    "people_new": 1,
    "people_changed": 0,
    "people_unchanged": 0,
    "titles_new": 1,
    "titles_changed": 0,
    "titles_unchanged": 0,
    "something_new": True,
    "rows": 1,
    "faults": 0,
    "attention": 0,
    "kept": 0,
    "on": "2026-01-05",
    "encoding": "UTF-8",
    "ignored": [],
}
"""What the trial of a file with one new person found."""

TOLD = {
    "number": None,
    "name": "Ada van Verzonnen",
    "email": "ada@voorbeeld.example",
    "title": "S-ISP",
    "state": "new",
    "before": [],
    "after": ["valid", "Valid"],
    "cycle": 1,
    "first_day": "2024-07-01",
    "expires_on": "2027-06-30",
    "last_day": "2027-09-28",
    "credits": ["20", "15", "0"],
    "paid_until": "2026-06-30",
    "behind": False,
    "changes": [],
    "kept": [],
}


class RegisterImportFactory(factory.django.DjangoModelFactory[RegisterImport]):
    """One new person with one title."""

    class Meta:
        model = RegisterImport

    file_name = "register.csv"
    digest = sha256(CONTENT).hexdigest()
    rows = 1
    people_new = 1
    people_changed = 0
    people_unchanged = 0
    titles_new = 1
    titles_changed = 0
    titles_unchanged = 0
    brought_in_at = RECORDED_AT
    brought_in_by = factory.SubFactory(UserFactory)


class OpeningPositionFactory(factory.django.DjangoModelFactory[OpeningPosition]):
    """Twenty credits of the first year, and fees paid for a year."""

    class Meta:
        model = OpeningPosition

    credential = factory.SubFactory(CredentialFactory)
    run = factory.SubFactory(RegisterImportFactory)
    cycle_number = 1
    credits_year_1 = 20
    fees_paid_until = dt.date(2027, 1, 4)
    brought_at = RECORDED_AT


class TriedFileFactory(factory.django.DjangoModelFactory[TriedFile]):
    """A file that was tried and can be brought in."""

    class Meta:
        model = TriedFile

    file_name = "register.csv"
    content = CONTENT
    digest = sha256(CONTENT).hexdigest()
    asked_by = factory.SubFactory(UserFactory)
    asked_at = RECORDED_AT
    tried_at = RECORDED_AT + dt.timedelta(minutes=1)
    of = factory.LazyFunction(lambda: dict(TRIED))

    class Params:
        waiting = factory.Trait(tried_at=None, of=factory.LazyFunction(dict))


class TriedLineFactory(factory.django.DjangoModelFactory[TriedLine]):
    """Somebody new."""

    class Meta:
        model = TriedLine

    file = factory.SubFactory(TriedFileFactory)
    place = 3
    line = factory.Sequence(lambda n: n + 2)
    told = factory.LazyFunction(lambda: dict(TOLD))
