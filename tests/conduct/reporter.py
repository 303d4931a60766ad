"""A reporter at work, for tests: their browser, what they type, their link."""

import datetime as dt
from typing import Any, Final

from django.test import Client

from common.private_links import secret_of
from conduct.models import Report

AT: Final = dt.datetime(2026, 11, 2, 9, 0, tzinfo=dt.UTC)
START: Final = "/conduct/report/"
DRAFT: Final = "/conduct/report/draft/"
WHOM: Final = {"about": "Iris Voorbeeld", "about_number": "", "about_more": "She writes S-ISP behind her name."}
WHAT: Final = {
    "acted_from": "2026-10-05",
    "acted_until": "",
    "account": "She handed the list of a client to a competitor.",
    "knows_by": "I saw the mail in which it was sent.",
}
YOU: Final = {
    "name": "Quirijn Melder",
    "email": "quirijn@people.example",
    "phone": "",
    "relation": "We worked in one team.",
}


def begun(client: Client | None = None) -> Client:
    """A browser in which a report was begun."""
    client = client or Client()
    client.post(START)
    return client


def filled(client: Client | None = None, **changed: Any) -> Client:
    """The same with every part filled in."""
    client = begun(client)
    for part, typed in (("whom", WHOM), ("what", WHAT), ("you", YOU)):
        client.post(f"{DRAFT}{part}/", {name: changed.get(name, value) for name, value in typed.items()})
    return client


def press_send(client: Client) -> Any:
    """Press “Send the report” on the page that checks."""
    seen = client.get(f"{DRAFT}check/").context["form"].initial["seen"]
    return client.post(f"{DRAFT}check/", {"true": "on", "seen": seen})


def link(report: Report) -> str:
    """The address that was mailed."""
    return f"/conduct/report/open/{secret_of(report.seed)}/"


def own(report: Report, page: str = "") -> str:
    """A page of a report, for whoever opened it."""
    return f"/conduct/report/own/{report.reference.lower()}/{page}"


def opened(report: Report, client: Client | None = None) -> Client:
    """A browser in which the button of the link was pressed."""
    client = client or Client()
    client.post(link(report))
    return client
