"""Whether the form of an application is still what was sealed: its file, its fingerprint, and the seal on it."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.core.files.storage import default_storage

from applications.models import Application
from common import seal
from common.files.states import FileState


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedForm:
    """``there``: the file is in its place; ``same``: its bytes are those whose fingerprint the application keeps."""

    there: bool
    same: bool = False
    verdict: seal.Verdict = seal.Verdict.NO_SEAL
    by: str = ""
    at: datetime | None = None

    @property
    def sound(self) -> bool:
        """Whether nothing at all was changed, and the seal is ours."""
        return self.same and self.verdict == seal.Verdict.WHOLE


def sealed_form(application: Application) -> SealedForm:
    """A look at the form's file, which is read whole (1 query where the file did not come along)."""
    form = application.form
    if form is None or form.state != FileState.KEPT:
        return SealedForm(there=False)
    try:
        with default_storage.open(form.stored_as) as file:
            content = file.read()
    except FileNotFoundError:
        return SealedForm(there=False)
    found = seal.look(content)
    same = sha256(content).hexdigest() == application.form_sha256
    return SealedForm(there=True, same=same, verdict=found.verdict, by=found.by, at=found.at)
