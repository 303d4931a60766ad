"""Whether enough people confirm: three, of two organisations; what counts as a confirmation, and what still may.

Pure. An answer confirms when it confirms, at least partly, one criterion and disputes none, and nobody found it not
genuine. People whose answer has not come may still confirm, those who are late included. Source: S0.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from applications.enums import Criterion, Quorum, Says
from applications.rules.organisations import ORGANISATIONS, PEOPLE, Colleague, Names, organisations

CONFIRMATIONS: Final = PEOPLE.start
CONFIRMS: Final = frozenset({Says.CONFIRM, Says.PARTLY})


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A person who was asked. ``said`` is their final answer, if any; ``waits``: it may still come; ``late``: overdue.

    ``genuine`` is what was found about the answer; nothing yet counts for it.
    """

    colleague: Colleague
    said: Mapping[Criterion, Says] | None = None
    genuine: bool | None = None
    waits: bool = False
    late: bool = False

    @property
    def confirms(self) -> bool:
        """Whether this is a confirmation."""
        return self.said is not None and self.genuine is not False and confirms(self.said.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How many people of how many organisations confirm, what that comes to, and what nobody confirmed."""

    people: int
    organisations: int
    quorum: Quorum
    unconfirmed: tuple[Criterion, ...]


def confirms(said: Iterable[Says]) -> bool:
    """Whether an answer to all criteria is a confirmation."""
    answers = set(said)
    return bool(answers & CONFIRMS) and Says.DISPUTE not in answers


def count(asked: Collection[Asked], differ: Mapping[Names, bool]) -> Count:
    """What the answers come to; ``differ`` says of names that look alike whether they are different organisations.

    Open: it can be reached by those who are in time. At risk: only with somebody who is late. Impossible: not even if
    everybody confirms whose answer may still come.
    """
    sure = [person for person in asked if person.confirms]
    in_time = [person for person in asked if person.waits and not person.late]
    late = [person for person in asked if person.waits and person.late]
    ways = (
        (Quorum.REACHED, sure),
        (Quorum.OPEN, [*sure, *in_time]),
        (Quorum.AT_RISK, [*sure, *in_time, *late]),
    )
    colleagues = [person.colleague for person in sure]
    return Count(
        people=len(sure),
        organisations=organisations(colleagues, differ),
        quorum=next((quorum for quorum, people in ways if _enough(people, differ)), Quorum.IMPOSSIBLE),
        unconfirmed=tuple(
            criterion
            for criterion in Criterion
            if not any(person.said and person.said.get(criterion) in CONFIRMS for person in sure)
        ),
    )


def _enough(people: Collection[Asked], differ: Mapping[Names, bool]) -> bool:
    colleagues = [person.colleague for person in people]
    return len(colleagues) >= CONFIRMATIONS and organisations(colleagues, differ) >= ORGANISATIONS
