"""The columns of earlier claims that are brought in: what each is called, and what stands in it."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from members.imports import Column

COLUMNS: Final = (
    Column(
        name="member_number",
        holds=_("The member's number in the register; empty where the row says the address."),
        example="4711",
        needed=False,
    ),
    Column(
        name="email",
        holds=_("An address the member signs in with; empty where the row says the number. Both lead to one person."),
        example="ada@voorbeeld.example",
        needed=False,
    ),
    Column(
        name="activity",
        holds=_("The activity by its key in the rules of the day it was completed."),
        example="other-course",
        filled=True,
    ),
    Column(name="completed_on", holds=_("The day it was completed."), example="2024-11-14", filled=True),
    Column(
        name="reported_on",
        holds=_(
            "The day the member reported it then: limits ask for it, and the annual limit begins with what was "
            "reported from 1 January 2025."
        ),
        example="2024-12-20",
        filled=True,
    ),
    Column(
        name="amount",
        holds=_("Hours, pages or another unit, as the activity is counted; hours net of breaks, meals and travel."),
        example="6",
        filled=True,
    ),
    Column(
        name="attended",
        holds=_("How much of it was attended, where the activity asks; empty for the others."),
        example="",
        needed=False,
    ),
    Column(name="title", holds=_("What it was."), example="Threat modelling in practice", needed=False),
    Column(name="provider", holds=_("By whom it was given or published."), example="Voorbeeldacademie", needed=False),
    Column(
        name="track",
        holds=_("The nearest track by its key, if it was said."),
        example="information-security",
        needed=False,
    ),
    Column(
        name="started_on",
        holds=_("The first day of what took several; empty for one day."),
        example="2024-11-13",
        needed=False,
    ),
    Column(
        name="decision",
        holds=_(
            "accepted, denied, or empty: what needs no approval is then accepted on the day of its report, the rest "
            "waits for a reviewer."
        ),
        example="accepted",
        needed=False,
    ),
    Column(
        name="decided_on",
        holds=_("The day of the decision; empty for the day of the report."),
        example="2025-01-08",
        needed=False,
    ),
    Column(
        name="granted",
        holds=_("The credits a reviewer granted for all of it, in quarters; empty for what the rules bring."),
        example="",
        needed=False,
    ),
    Column(
        name="why",
        holds=_(
            "The reason of a denial, or of fewer credits, by its key: unrelated, ordinary-work, recycled, "
            "published-before, twice, too-much, no-proof, proof-unfit or other."
        ),
        example="",
        needed=False,
    ),
    Column(name="words", holds=_("What the member was told then, in words."), example="", needed=False),
    Column(
        name="reference",
        holds=_("The number the old system knew it by, once for each member: the same row is known by it again."),
        example="W-2024-117",
        needed=False,
    ),
)
"""Every column we read, in the order of the template. Others in a file are named and left alone."""
