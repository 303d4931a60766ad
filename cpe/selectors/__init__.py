"""Reads of CPE: policy versions, the ledger, and what both come to for every title."""

from cpe.selectors.alike import alike, folded, unseen
from cpe.selectors.balances import Balance, balances, over_with
from cpe.selectors.drafts import drafts_of
from cpe.selectors.evidence import past_asking
from cpe.selectors.ledger import claims_of, fact_of, ledger_id
from cpe.selectors.sheets import (
    Gain,
    HowItCounts,
    Ledger,
    Sheet,
    closed_with,
    gains,
    how_it_counts,
    ledger_of,
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
    "Reading",
    "Sheet",
    "alike",
    "balances",
    "claims_of",
    "closed_with",
    "drafts_of",
    "edition",
    "fact_of",
    "folded",
    "gains",
    "how_it_counts",
    "in_force",
    "later",
    "ledger_id",
    "ledger_of",
    "nonsense",
    "obstacles",
    "over_in",
    "over_with",
    "past_asking",
    "policies",
    "policy_of",
    "published",
    "reading",
    "told",
    "traced",
    "unseen",
]
