"""Shelves of the register: proofs of exams, tables of exam results, and certificates."""

from django.utils.translation import gettext_lazy as _

from common.files.kinds import FileKind
from common.files.shelves import Shelf, register
from members import policies

PROOF = "exam-proof"
TABLE = "exam-table"
"""About other people: whoever sent it opens it as their role lets them, and no longer."""
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
        owner_opens=False,
    ),
    Shelf(
        key=CERTIFICATE,
        name=_("Certificate"),
        may_open=policies.can_open_certificate,
        kinds=(FileKind.PDF,),
        owner_opens=False,
    ),
)
