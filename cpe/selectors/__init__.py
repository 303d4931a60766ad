"""Reads of CPE: policy versions, the ledger, and what both come to for every title."""

from cpe.selectors.alike import alike, folded, unseen
from cpe.selectors.balances import Balance, balances, over_with
from cpe.selectors.drafts import drafts_of
from cpe.selectors.evidence import past_asking
from cpe.selectors.help import help_of
from cpe.selectors.ledger import Named, claims_of, fact_of, ledger_id, named_claims_of
from cpe.selectors.reported import Told, claims_told, outcomes_of, titles_called
from cpe.selectors.sheets import (
    Gain,
    HowItCounts,
    Ledger,
    Sheet,
    closed_with,
    gains,
    how_it_counts,
    ledger_of,
    ledger_with,
    over_in,
    told,
    traced,
)
from cpe.selectors.versions import (
    LAST_DAY,
    Listed,
    Reading,
    edition,
    in_force,
    later,
    nonsense,
    obstacles,
    policies,
    policies_of,
    policy_of,
    published,
    reading,
)

__all__ = [
    "LAST_DAY",
    "Balance",
    "Gain",
    "HowItCounts",
    "Ledger",
    "Listed",
    "Named",
    "Reading",
    "Sheet",
    "Told",
    "alike",
    "balances",
    "claims_of",
    "claims_told",
    "closed_with",
    "drafts_of",
    "edition",
    "fact_of",
    "folded",
    "gains",
    "help_of",
    "how_it_counts",
    "in_force",
    "later",
    "ledger_id",
    "ledger_of",
    "ledger_with",
    "named_claims_of",
    "nonsense",
    "obstacles",
    "outcomes_of",
    "over_in",
    "over_with",
    "past_asking",
    "policies",
    "policies_of",
    "policy_of",
    "published",
    "reading",
    "titles_called",
    "told",
    "traced",
    "unseen",
]
