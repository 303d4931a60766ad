"""A reference at work, for tests: their link, their browser, what they say."""

import datetime as dt
from typing import Any

from django.test import Client

from applications.enums import Criterion, Says
from applications.models import Reference
from applications.services.answering import Answer, Statement
from common.private_links import secret_of

AT = dt.datetime(2026, 7, 13, 9, 0, tzinfo=dt.UTC)
"""A moment at which an answer of ``under_way()`` is awaited."""


def said(**says: str) -> Answer:
    """An answer that confirms every criterion, but for what is said otherwise."""
    given = {key: Says(says.get(key.value, "confirm")) for key in Criterion}
    return Answer(
        name="Iris Meetlat",
        role="Director",
        relation="She reported to me for three years.",
        remarks="",
        statements={key: Statement(says=value, words="As far as I saw it.") for key, value in given.items()},
    )


def secret(person: Reference) -> str:
    """The secret of the newest link of somebody."""
    return secret_of(person.links.latest("pk").seed)


def address(person: Reference, page: str = "") -> str:
    """A page below the address of somebody's form."""
    return f"/reference/{person.handle.lower()}/{page}"


def opened(person: Reference, client: Client | None = None) -> Client:
    """A browser in which somebody pressed the button of their link."""
    client = client or Client()
    client.post(f"/reference/open/{secret(person)}/")
    return client


YOU = {"name": "Iris Meetlat", "role": "Director", "relation": "She reported to me for three years."}


def answers(**changed: Any) -> dict[str, str]:
    """What is typed into the page of the four criteria."""
    typed = {f"{key}-says": "confirm" for key in Criterion}
    return {**typed, "relevance-from_month": "3", "relevance-from_year": "2020", **changed}


def sent(client: Client, person: Reference, **changed: Any) -> Any:
    """Fill in the whole form and send it: what the portal answered to the last press."""
    client.post(address(person, "you/"), YOU)
    client.post(address(person, "answers/"), answers(**changed))
    return press(client, person)


def press(client: Client, person: Reference) -> Any:
    """Press “Send the answer” on the page that checks."""
    page = client.get(address(person, "check/"))
    seen = page.context["seen"] if page.context and "seen" in page.context else ""
    return client.post(address(person, "check/"), {"seen": seen})
