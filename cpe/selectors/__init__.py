"""Reads of CPE: policy versions, the ledger, and what both come to for every title."""

from cpe.selectors.balances import Balance, HowItCounts, balances, how_it_counts, over_with
from cpe.selectors.ledger import claims_of, fact_of
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
    "HowItCounts",
    "Listed",
    "Reading",
    "balances",
    "claims_of",
    "edition",
    "fact_of",
    "how_it_counts",
    "in_force",
    "later",
    "nonsense",
    "obstacles",
    "over_with",
    "policies",
    "policy_of",
    "published",
    "reading",
]
