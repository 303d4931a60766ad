"""Documents for replay, and what comes out of them."""

import json
from string import ascii_lowercase
from typing import Any, Final

from cpe.management.commands.replay import SHIPPED
from cpe.replay.fields import Faulty
from cpe.replay.reading import read
from cpe.replay.writing import answer
from cpe.rules.policy import Policies

Document = dict[str, Any]

TITLES: Final = SHIPPED[0]


def claim(activity: str = "teaching", amount: str = "1", on: str = "2025-03-03", **more: Any) -> Document:
    """An accepted claim, reported and decided on the day it was completed, unless said otherwise."""
    return {
        "id": "a",
        "activity": activity,
        "completed_on": on,
        "reported_on": on,
        "amount": amount,
        "status": "accepted",
        **({"attended": amount} if activity == "webinar-attended" else {}),
        **more,
    }


def lettered(*claims: Document) -> list[Document]:
    """The claims with ids of their own: a, b and so on."""
    return [{**found, "id": name} for name, found in zip(ascii_lowercase, claims, strict=False)]


def hours(*by_year: str, first: int = 2025) -> list[Document]:
    """Hours of study, so many in each certification year that begins in January; nothing is reported of a 0."""
    done = ((first + n, amount) for n, amount in enumerate(by_year) if amount != "0")
    return lettered(*(claim("other-course", amount, f"{year}-06-01") for year, amount in done))


def ids(credential: Document) -> list[list[str]]:
    """The claims of each cycle that came out."""
    return [[traced["id"] for traced in cycle["claims"]] for cycle in credential["cycles"]]


def fee(due_on: str, booked_on: str | None = None) -> Document:
    return {"due_on": due_on, "booked_on": booked_on}


def held(title: str = "S-ISP", since: str = "2025-01-01", **more: Any) -> Document:
    return {"title": title, "awarded_on": since, **more}


def member(*credentials: Document, claims: Any = (), fees: Any = (), **more: Any) -> Document:
    return {"id": "m1", "credentials": list(credentials), "claims": list(claims), "fees": list(fees), **more}


def document(*members: Document, on: str = "2026-01-15") -> Document:
    return {"on": on, "members": list(members)}


def told(asked: str | bytes, *, policies: Policies = SHIPPED[1]) -> str:
    """Text in, text out, as the command does it with the shipped catalogue."""
    raw = asked.encode() if isinstance(asked, str) else asked
    return answer(read(raw, titles=TITLES, policies=policies), policies)


def replayed(*members: Document, on: str = "2026-01-15", policies: Policies = SHIPPED[1]) -> list[Document]:
    """What comes out for each member."""
    members_told: list[Document] = json.loads(told(json.dumps(document(*members, on=on)), policies=policies))["members"]
    return members_told


def credentials(*held_titles: Document, on: str, claims: Any = (), fees: Any = ()) -> list[Document]:
    """What comes out for each title of one member."""
    answered: list[Document] = replayed(member(*held_titles, claims=claims, fees=fees), on=on)[0]["credentials"]
    return answered


def faults(asked: Any, *, policies: Policies = SHIPPED[1]) -> list[tuple[str, str]]:
    """Where and why, of every fault; none for a sound document."""
    raw = asked if isinstance(asked, bytes) else json.dumps(asked).encode()
    try:
        read(raw, titles=TITLES, policies=policies)
    except Faulty as faulty:
        return [(fault["at"], fault["why"]) for fault in json.loads(faulty.written())["errors"]]
    return []
