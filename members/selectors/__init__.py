"""Reads of the register and of its money, for pages, acts and the rules of those above."""

from members.selectors.amounts import Touch, Touched, last_fixed, whom_it_touches
from members.selectors.invoice_office import about_invoice
from members.selectors.membership_office import about_membership, money_of
from members.selectors.money import (
    Departure,
    FeeFact,
    amounts,
    departure,
    fees_of,
    latest_invoices,
    standing_titles,
    terms_on,
)
from members.selectors.register import (
    CHUNK,
    Catalogue,
    RegisteredCredential,
    catalogue,
    each_standing,
    late,
    member_of,
    outcomes_by_credential,
    over,
    register_facts,
    standing_of,
    standings,
    titles_of,
    with_standing,
)

__all__ = [
    "CHUNK",
    "Catalogue",
    "Departure",
    "FeeFact",
    "RegisteredCredential",
    "Touch",
    "Touched",
    "about_invoice",
    "about_membership",
    "amounts",
    "catalogue",
    "departure",
    "each_standing",
    "fees_of",
    "last_fixed",
    "late",
    "latest_invoices",
    "member_of",
    "money_of",
    "outcomes_by_credential",
    "over",
    "register_facts",
    "standing_of",
    "standing_titles",
    "standings",
    "terms_on",
    "titles_of",
    "whom_it_touches",
    "with_standing",
]
