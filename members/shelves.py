"""Shelves of the register: proofs of exams, and tables of exam results."""

from django.utils.translation import gettext_lazy as _

from common.files.kinds import FileKind
from common.files.shelves import Shelf, register
from members import policies

PROOF = "exam-proof"
TABLE = "exam-table"

register(
    Shelf(key=PROOF, name=_("Proof of an exam"), may_open=policies.can_open_proof),
    Shelf(
        key=TABLE,
        name=_("Table of exam results"),
        may_open=policies.can_open_proof,
        kinds=(FileKind.CSV,),
        of_sender=False,
    ),
)
