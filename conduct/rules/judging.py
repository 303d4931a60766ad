"""How findings about articles make an outcome, when a vote carries, and what keeps a case from being judged. Pure.

Source: S3.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from conduct.enums import Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What is found about one article. Where it was not broken, the two other questions are not asked."""

    broken: bool
    knowingly: bool | None = None
    explained: bool | None = None

    @property
    def whole(self) -> bool:
        """Whether all that is asked was answered, and nothing else."""
        asked = (self.knowingly, self.explained)
        return None not in asked if self.broken else asked == (None, None)

    @property
    def weighs(self) -> bool:
        """Whether this alone ends membership and titles: broken, knowingly, and not explained."""
        return self.broken and bool(self.knowingly) and not self.explained


def outcome(findings: Iterable[Finding]) -> Outcome:
    """How a case comes out. Raises ``ValueError`` without findings, or for one that is not whole."""
    rows = list(findings)
    if not rows or not all(row.whole for row in rows):
        raise ValueError("Each article is judged, and each judgement is whole.")
    if any(row.weighs for row in rows):
        return Outcome.BREACH
    return Outcome.EXPLAINED if any(row.broken for row in rows) else Outcome.NO_BREACH


def carries(votes: Iterable[bool | None]) -> bool:
    """Whether a judgement carries: everybody on the committee voted, and more than half of them for it."""
    cast = list(votes)
    return bool(cast) and None not in cast and 2 * sum(1 for vote in cast if vote) > len(cast)
