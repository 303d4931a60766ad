"""Shelves of applications: what an applicant sends, the form as a PDF, and the whole file once it has ended."""

from django.utils.translation import gettext_lazy as _

from applications import policies
from common.files.kinds import FileKind
from common.files.shelves import Shelf, register

RESUME = "resume"
SUPPLEMENT = "supplement"
SCAN = "signed-scan"
FORM = "application-form"
ANSWER = "answer"
ARCHIVE = "application-archive"
"""It holds what references and colleagues wrote: not for its applicant to open, nor in the copy of their data."""

register(
    Shelf(key=RESUME, name=_("Résumé"), may_open=policies.can_open_file),
    Shelf(key=SUPPLEMENT, name=_("Supplement to the résumé"), may_open=policies.can_open_file),
    Shelf(key=SCAN, name=_("Signed scan of the form"), may_open=policies.can_open_file),
    Shelf(key=ANSWER, name=_("File of an answer"), may_open=policies.can_open_file),
    Shelf(key=FORM, name=_("Form as PDF"), may_open=policies.can_open_file, kinds=(FileKind.PDF,)),
    Shelf(
        key=ARCHIVE,
        name=_("Archived application"),
        may_open=policies.can_open_file,
        kinds=(FileKind.PDF,),
        of_sender=False,
        owner_opens=False,
    ),
)
