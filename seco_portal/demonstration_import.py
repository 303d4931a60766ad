"""What came from another register: a member in the middle of a cycle, one whose cycle ended, and earlier claims.

It is brought in by the real acts, from files as they would be uploaded; seeding again finds it there.
"""

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Final

from accounts.models import User
from common.calendar import DAY, anniversary, local_day
from cpe import services as cpe
from cpe.models import ClaimImport
from members import services
from members.models import Member, Membership
from members.rules.cycles import YEARS

FILE: Final = "invented-register.csv"
WEEK: Final = timedelta(days=7)
IMPORTED: Final = ("imported@demo.example", "imported-late@demo.example")
PERSONS: Final = (
    {"given_name": "Ingrid", "family_name": "Overgenomen", "town": "Nergenshuizen", "country": "Nederland"},
    {"given_name": "Laurens", "family_name": "van Laatst", "town": "Nergenshuizen", "country": "Nederland"},
)
CLAIMS_FILE: Final = "invented-claims.csv"
CLAIMS: Final[tuple[tuple[int, dict[str, str]], ...]] = (
    (
        640,
        {
            "email": "member@demo.example",
            "activity": "other-course",
            "amount": "6",
            "title": "Doors without handles",
            "track": "information-security",
            "reference": "N-117",
        },
    ),
    (
        520,
        {
            "email": "greek@demo.example",
            "activity": "exam-question",
            "amount": "5",
            "title": "Questions about curtains",
            "track": "privacy",
            "decision": "accepted",
            "granted": "3",
            "why": "twice",
            "words": "Two of the five were in the bank already.",
            "reference": "N-160",
        },
    ),
    (
        450,
        {
            "email": "greek@demo.example",
            "activity": "book",
            "amount": "320",
            "title": "Curtains: a novel",
            "decision": "denied",
            "why": "unrelated",
            "words": "It is a novel, and none of the seven tracks holds that.",
            "reference": "N-172",
        },
    ),
)
"""Earlier claims, each completed so many days ago."""


def bring_in(users: Mapping[str, User], *, at: datetime) -> None:
    """Bring them in, once: an administrator's file of two people and three titles. Their years are asked that day."""
    if not Member.objects.filter(user__email__in=IMPORTED).exists():
        services.bring_in(_file(local_day(at)), file_name=FILE, by=users["administrator"], at=at)
        theirs = Membership.objects.filter(member__user__email__in=IMPORTED)
        services.ask_years(list(theirs.values_list("pk", flat=True)), at=at)


def bring_claims_in(users: Mapping[str, User], *, at: datetime) -> None:
    """Bring earlier claims of two of them in, once, by an administrator's file."""
    if not ClaimImport.objects.exists():
        by, content = users["administrator"], _claims(local_day(at))
        warned = cpe.try_claims(content, by=by, at=at)[1].warned
        cpe.bring_claims_in(content, file_name=CLAIMS_FILE, warned=warned, by=by, at=at)


def _claims(today: date) -> bytes:
    """The earlier claims of the day, each reported a week after it."""
    rows = []
    for ago, row in CLAIMS:
        completed_on = today - timedelta(days=ago)
        days = {"completed_on": completed_on.isoformat(), "reported_on": (completed_on + WEEK).isoformat()}
        rows.append({"provider": "Nowhere Institute", **row, **days})
    return _table(rows, sorted(set().union(*rows)))


def _file(today: date) -> bytes:
    """The register of the day: days move with it, so that both always stand where they show something."""
    running = today - timedelta(days=700)
    ended = anniversary(today - timedelta(days=30) + DAY, -YEARS)
    rows = (
        _row(0, "S-ISP", anniversary(running, -YEARS * 3), running, "20", "15", today + timedelta(days=150)),
        _row(0, "S-DPP", running, running, "12,5", "4", today + timedelta(days=150)),
        _row(1, "S-CISO", ended, ended, "40", "31,25", today - timedelta(days=40), "28"),
    )
    return _table(rows, list(rows[0]))


def _table(rows: Sequence[Mapping[str, str]], columns: Sequence[str]) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, delimiter=";")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def _row(
    person: int, title: str, awarded_on: date, first_day: date, one: str, two: str, paid: date, three: str = ""
) -> dict[str, str]:
    return {
        "email": IMPORTED[person],
        **PERSONS[person],
        "registered_on": "2012-05-01",
        "title": title,
        "awarded_on": awarded_on.isoformat(),
        "cycle_first_day": first_day.isoformat(),
        "credits_year_1": one,
        "credits_year_2": two,
        "credits_year_3": three,
        "fees_paid_until": paid.isoformat(),
    }
