"""Shelves of the register: proofs of exams, tables of exam results, and certificates."""

from django.utils.translation import gettext_lazy as _

from common.files.kinds import FileKind
from common.files.shelves import Shelf, register
from members import policies

PROOF = "exam-proof"
TABLE = "exam-table"
CERTIFICATE = "certificate"
"""Its holder opens it by its number, as long as it is the current one of a title that stands."""

register(
    Shelf(key=PROOF, name=_("Proof of an exam"), may_open=policies.can_open_proof),
    Shelf(
        key=TABLE,
        name=_("Table of exam results"),
        may_open=policies.can_open_proof,
        kinds=(FileKind.CSV,),
        of_sender=False,
    ),
    Shelf(
        key=CERTIFICATE,
        name=_("Certificate"),
        may_open=policies.can_open_certificate,
        kinds=(FileKind.PDF,),
        owner_opens=False,
    ),
)
