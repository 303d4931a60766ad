"""Every life in the portal by name: its table of moves, what lives it, and the column that holds the state."""

from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Model

from applications import states as applications
from applications.models import Application, Decision, Objection, Question, Reference
from common.files import states as files
from common.lives import words
from common.models import Upload
from common.states import Life
from comms import states as comms
from comms.models import Message
from conduct import states as conduct
from conduct.models import Case, Judgement, Report, Seat
from cpe import states as cpe
from cpe.models import Claim, Event, HelpRequest, JointDecision, PolicyVersion
from members import states as members
from members.models import Erasure, ExamClaim, Proposal


@dataclass(frozen=True, slots=True)
class Lived:
    """A table of moves and the rows that keep to it."""

    life: Life[Any]
    model: type[Model]
    column: str = "state"

    @property
    def words(self) -> dict[str, str]:
        """What people call the states."""
        return words(self.model, self.column)


LIVES: Final = {
    "mail": Lived(comms.LIFE, Message),
    "policy-version": Lived(cpe.LIFE, PolicyVersion),
    "claim": Lived(cpe.CLAIM, Claim),
    "event": Lived(cpe.EVENT, Event),
    "help-request": Lived(cpe.HELP, HelpRequest),
    "joint-decision": Lived(cpe.JOINT, JointDecision),
    "proposal": Lived(members.PROPOSAL, Proposal),
    "exam-claim": Lived(members.EXAM_CLAIM, ExamClaim),
    "erasure": Lived(members.ERASURE, Erasure),
    "application": Lived(applications.APPLICATION, Application),
    "reference": Lived(applications.REFERENCE, Reference),
    "question": Lived(applications.QUESTION, Question),
    "decision": Lived(applications.DECISION, Decision),
    "objection": Lived(applications.OBJECTION, Objection),
    "file": Lived(files.LIFE, Upload),
    "report": Lived(conduct.REPORT, Report),
    "case": Lived(conduct.CASE, Case),
    "seat": Lived(conduct.SEAT, Seat),
    "judgement": Lived(conduct.JUDGEMENT, Judgement),
}
