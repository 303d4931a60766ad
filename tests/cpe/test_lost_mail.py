"""The mail about a title that ended, word for word: what it waited for past its last day, and what was missing then."""

import re
from typing import Any

import pytest

from comms.rendering import write
from cpe.emails.cycles import LOST, LOST_SAMPLE
from tests.cpe.nights import D, moment

ENDED = "ended as of 20 August 2027."
RAN = "Its cycle ended on 31 December 2026, and what the cycle needed was to be reported and paid by 31 March 2027."
FIGURES = "By then, 60 of 60 credits counted. One contribution of the cycle was not paid."
FACTS = {**LOST_SAMPLE, "as_of": D(2027, 8, 20), "counted": "60", "missing": "", "fees_open": 1}


def forms(**more: Any) -> tuple[str, str]:
    """Both forms of the mail, each in one line."""
    at = moment(D(2027, 8, 21))
    one = write(LOST, {**FACTS, **more}, to="iris@people.example", reference="–", at=at, language="en")
    return " ".join(one.text.split()), " ".join(re.sub(r"<[^>]*>", " ", one.html).split())


@pytest.mark.parametrize(
    ("waited_for", "renewal_gone", "says"),
    [
        ("", False, f"{ENDED} {RAN} {FIGURES}"),
        (
            "claim",
            False,
            f"{ENDED} {RAN} We waited for our decision of 20 August 2027 about an activity. {FIGURES}",
        ),
        (
            "payment",
            False,
            f"{ENDED} {RAN} We waited for our decision of 20 August 2027 about a payment. {FIGURES}",
        ),
        (
            "",
            True,
            f"{ENDED} We had renewed it; a payment that the renewal rested on went back. {RAN} {FIGURES}",
        ),
    ],
)
def test_both_forms_say_what_the_title_waited_for(waited_for: str, renewal_gone: bool, says: str) -> None:
    for told in forms(waited_for=waited_for, renewal_gone=renewal_gone):
        assert says in told
        assert told.count("We waited") == bool(waited_for)
