"""The lives of CPE: a policy version, published by a second person; a claim, decided and perhaps decided again; a
request for help, answered once; a decision that takes two people; an event, held or called off."""

from typing import Final

from common.states import Life
from cpe.enums import ClaimStatus, EventState, HelpState, JointState, VersionState

LIFE: Final = Life(
    {
        VersionState.DRAFT: frozenset({VersionState.PUT_FORWARD, VersionState.DISCARDED}),
        VersionState.PUT_FORWARD: frozenset({VersionState.PUBLISHED, VersionState.DRAFT}),
        VersionState.PUBLISHED: frozenset(),
        VersionState.DISCARDED: frozenset(),
    }
)

DECIDED: Final = (VersionState.PUT_FORWARD, VersionState.PUBLISHED)
"""Where a version's first day is its own: no other version takes effect on it."""

CLAIM: Final = Life(
    {
        ClaimStatus.PENDING: frozenset({ClaimStatus.ACCEPTED, ClaimStatus.DENIED, ClaimStatus.WITHDRAWN}),
        ClaimStatus.ACCEPTED: frozenset({ClaimStatus.DENIED, ClaimStatus.WITHDRAWN}),
        ClaimStatus.DENIED: frozenset({ClaimStatus.APPEALED}),
        ClaimStatus.APPEALED: frozenset({ClaimStatus.ACCEPTED, ClaimStatus.DENIED}),
        ClaimStatus.WITHDRAWN: frozenset(),
    }
)
"""What was accepted is reversed: denied by a reviewer, or withdrawn by its member, who may put another in its place.

Under appeal, the Board upholds the denial or overturns it.
"""

HELP: Final = Life({HelpState.ASKED: frozenset({HelpState.ANSWERED}), HelpState.ANSWERED: frozenset()})
"""An answer is final; whoever needs more asks anew."""

JOINT: Final = Life(
    {
        JointState.PUT_FORWARD: frozenset({JointState.CONFIRMED, JointState.DECLINED, JointState.TAKEN_BACK}),
        JointState.CONFIRMED: frozenset(),
        JointState.DECLINED: frozenset(),
        JointState.TAKEN_BACK: frozenset(),
    }
)
"""Whoever put it forward may take it back; another person confirms or declines."""
EVENT: Final = Life(
    {
        EventState.PLANNED: frozenset({EventState.HELD, EventState.CALLED_OFF}),
        EventState.HELD: frozenset(),
        EventState.CALLED_OFF: frozenset(),
    }
)
"""What was called off is planned anew as another event: whoever signed up was told that it does not take place."""
