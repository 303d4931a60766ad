"""The lives of an officer application, of the people it names, and of what is asked.

A draft that is thrown away or expires leaves no row, so it has no state. While a question waits, an application is in
``INFORMATION``; the last answer takes it back to where it was asked.
"""

from typing import Final

from applications.enums import (
    ApplicationState,
    DecisionState,
    ObjectionState,
    QuestionState,
    ReferenceState,
    Turn,
)
from common.states import Life

APPLICATION: Final = Life(
    {
        ApplicationState.DRAFT: frozenset({ApplicationState.SUBMITTED}),
        ApplicationState.SUBMITTED: frozenset({ApplicationState.SCREENING, ApplicationState.WITHDRAWN}),
        ApplicationState.SCREENING: frozenset(
            {ApplicationState.REFERENCES, ApplicationState.INFORMATION, ApplicationState.WITHDRAWN}
        ),
        ApplicationState.REFERENCES: frozenset(
            {ApplicationState.ASSESSMENT, ApplicationState.INFORMATION, ApplicationState.WITHDRAWN}
        ),
        ApplicationState.ASSESSMENT: frozenset(
            {
                ApplicationState.INFORMATION,
                ApplicationState.ACCEPTED,
                ApplicationState.REJECTED,
                ApplicationState.WITHDRAWN,
            }
        ),
        ApplicationState.INFORMATION: frozenset(
            {
                ApplicationState.SCREENING,
                ApplicationState.REFERENCES,
                ApplicationState.ASSESSMENT,
                ApplicationState.WITHDRAWN,
            }
        ),
        ApplicationState.ACCEPTED: frozenset({ApplicationState.AWARDED, ApplicationState.LAPSED}),
        ApplicationState.REJECTED: frozenset({ApplicationState.ACCEPTED}),
        ApplicationState.AWARDED: frozenset(),
        ApplicationState.LAPSED: frozenset(),
        ApplicationState.WITHDRAWN: frozenset(),
    }
)

HANDED_IN: Final = (
    ApplicationState.SUBMITTED,
    ApplicationState.SCREENING,
    ApplicationState.REFERENCES,
    ApplicationState.ASSESSMENT,
    ApplicationState.INFORMATION,
)
"""We owe an answer to these."""
UNTIL_AWARD: Final = (*HANDED_IN, ApplicationState.ACCEPTED)
"""In these an identity is checked, and the signature on a scan is looked at."""
STAGES: Final = (ApplicationState.SCREENING, ApplicationState.REFERENCES, ApplicationState.ASSESSMENT)
"""In these a question can be put to the applicant."""
ASKED_IN: Final = (*STAGES, ApplicationState.ACCEPTED)
"""In these something waits for the applicant; after the acceptance it is another scan, and stops no clock."""
TURNS: Final = {
    ApplicationState.INFORMATION: Turn.APPLICANT,
    ApplicationState.REFERENCES: Turn.REFERENCES,
}
"""Whose turn it is in states in which it is not ours."""
OPEN: Final = (ApplicationState.DRAFT, *HANDED_IN, ApplicationState.ACCEPTED)
"""Of these there is one for each person and title."""

REFERENCE: Final = Life(
    {
        ReferenceState.NAMED: frozenset({ReferenceState.ASKED, ReferenceState.WITHDREW}),
        ReferenceState.ASKED: frozenset(
            {
                ReferenceState.ANSWERED,
                ReferenceState.DECLINED,
                ReferenceState.ENDED,
                ReferenceState.REPLACED,
                ReferenceState.WITHDREW,
            }
        ),
        ReferenceState.ANSWERED: frozenset({ReferenceState.WITHDREW}),
        ReferenceState.DECLINED: frozenset({ReferenceState.ASKED, ReferenceState.WITHDREW}),
        ReferenceState.ENDED: frozenset({ReferenceState.ASKED, ReferenceState.REPLACED, ReferenceState.WITHDREW}),
        ReferenceState.REPLACED: frozenset({ReferenceState.WITHDREW}),
        ReferenceState.WITHDREW: frozenset(),
    }
)

DECISION: Final = Life(
    {
        DecisionState.PROPOSED: frozenset({DecisionState.CONFIRMED, DecisionState.SENT_BACK, DecisionState.TAKEN_BACK}),
        DecisionState.CONFIRMED: frozenset(),
        DecisionState.SENT_BACK: frozenset(),
        DecisionState.TAKEN_BACK: frozenset(),
    }
)

OBJECTION: Final = Life(
    {
        ObjectionState.MADE: frozenset({ObjectionState.ALLOWED, ObjectionState.DISMISSED}),
        ObjectionState.ALLOWED: frozenset(),
        ObjectionState.DISMISSED: frozenset(),
    }
)

QUESTION: Final = Life(
    {
        QuestionState.OPEN: frozenset({QuestionState.ANSWERED, QuestionState.TAKEN_BACK}),
        QuestionState.ANSWERED: frozenset(),
        QuestionState.TAKEN_BACK: frozenset(),
    }
)
