"""Invented members who came from another register: one in the middle of a cycle, one whose cycle ended a month ago.

They are brought in by the real act, from a file as a clerk would upload it; seeding again finds them there.
"""

import csv
import io
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Final

from accounts.models import User
from common.calendar import DAY, anniversary, local_day
from members import services
from members.models import Member, Membership
from members.rules.cycles import YEARS

FILE: Final = "invented-register.csv"
IMPORTED: Final = ("imported@demo.example", "imported-late@demo.example")
PERSONS: Final = (
    {"given_name": "Ingrid", "family_name": "Overgenomen", "town": "Nergenshuizen", "country": "Nederland"},
    {"given_name": "Laurens", "family_name": "van Laatst", "town": "Nergenshuizen", "country": "Nederland"},
)


def bring_in(users: Mapping[str, User], *, at: datetime) -> None:
    """Bring them in, once: an administrator's file of two people and three titles. Their years are asked that day."""
    if not Member.objects.filter(user__email__in=IMPORTED).exists():
        services.bring_in(_file(local_day(at)), file_name=FILE, by=users["administrator"], at=at)
        theirs = Membership.objects.filter(member__user__email__in=IMPORTED)
        services.ask_years(list(theirs.values_list("pk", flat=True)), at=at)


def _file(today: date) -> bytes:
    """The register of the day: days move with it, so that both always stand where they show something."""
    running = today - timedelta(days=700)
    ended = anniversary(today - timedelta(days=30) + DAY, -YEARS)
    rows = (
        _row(0, "S-ISP", anniversary(running, -YEARS * 3), running, "20", "15", today + timedelta(days=150)),
        _row(0, "S-DPP", running, running, "12,5", "4", today + timedelta(days=150)),
        _row(1, "S-CISO", ended, ended, "40", "31,25", today - timedelta(days=40), "28"),
    )
    out = io.StringIO()
    writer = csv.DictWriter(out, rows[0], delimiter=";")
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
