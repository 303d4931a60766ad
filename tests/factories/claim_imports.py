"""Earlier claims brought in from outside: the run, and a file on trial with its lines."""

import datetime as dt
from hashlib import sha256

import factory

from cpe.enums import ClaimPlace
from cpe.models import ClaimFile, ClaimFileLine, ClaimImport
from tests.factories.accounts import UserFactory
from tests.factories.members import RECORDED_AT

CONTENT = b"member_number\n"
TRIED = {
    "claims_new": 1,
    "claims_known": 0,
    "people": 1,
    "titles": 1,
    "doubles": 0,
    "waiting": 0,
    "warnings": 0,
    "warned": "",
    "something_new": True,
    "rows": 1,
    "faults": 0,
    "on": "2026-01-05",
    "encoding": "UTF-8",
    "ignored": [],
}
"""What the trial of a file with one new claim found."""

CLAIM = {
    "number": 4711,
    "name": "Ada van Verzonnen",
    "activity": "Other course, training or self-study",
    "what": "Threat modelling in practice",
    "amount": "6 hours",
    "completed_on": "2025-02-10",
    "reported_on": "2025-02-12",
    "decided_on": "2025-02-12",
    "decision": "accepted",
    "credits": "6",
    "reference": "W-17",
    "doubles": "",
    "known": None,
    "counts": [["S-ISP", "4", ["above the 40 credits that count from 1 January 2025 to 31 December 2025"]]],
}
TITLE = {
    "number": 4711,
    "name": "Ada van Verzonnen",
    "title": "S-ISP",
    "cycle": 1,
    "first_day": "2024-01-01",
    "expires_on": "2026-12-31",
    "years": [["20", "20"], ["36", "40"], ["0", "0"]],
    "before": "56",
    "after": "60",
    "required": "60",
    "stands": ["valid", "Valid"],
    "judged": ["running", "running"],
    "current": True,
    "new": 1,
}
TWICE = {
    "number": 4711,
    "name": "Ada van Verzonnen",
    "title": "S-ISP",
    "first_day": "2025-01-01",
    "last_day": "2025-12-31",
    "sentence": "S-ISP came with 20 credits for 1 January 2025 – 31 December 2025, which count as given.",
}


class ClaimImportFactory(factory.django.DjangoModelFactory[ClaimImport]):
    """One new claim of one person."""

    class Meta:
        model = ClaimImport

    file_name = "claims.csv"
    digest = sha256(CONTENT).hexdigest()
    rows = 1
    claims_new = 1
    claims_known = 0
    people = 1
    brought_in_at = RECORDED_AT
    brought_in_by = factory.SubFactory(UserFactory)


class ClaimFileFactory(factory.django.DjangoModelFactory[ClaimFile]):
    """A file that was tried and can be brought in."""

    class Meta:
        model = ClaimFile

    file_name = "claims.csv"
    content = CONTENT
    digest = sha256(CONTENT).hexdigest()
    asked_by = factory.SubFactory(UserFactory)
    asked_at = RECORDED_AT
    tried_at = RECORDED_AT + dt.timedelta(minutes=1)
    of = factory.LazyFunction(lambda: dict(TRIED))

    class Params:
        waiting = factory.Trait(tried_at=None, of=factory.LazyFunction(dict))


class ClaimFileLineFactory(factory.django.DjangoModelFactory[ClaimFileLine]):
    """A new claim."""

    class Meta:
        model = ClaimFileLine

    file = factory.SubFactory(ClaimFileFactory)
    place = ClaimPlace.NEW
    line = factory.Sequence(lambda n: n + 2)
    told = factory.LazyFunction(lambda: dict(CLAIM))
