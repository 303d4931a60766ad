"""Masked copies of identity documents in words: why one could not be verified, and what helps."""

from collections.abc import Iterator, Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from applications.enums import CopyFailure
from applications.models.verdicts import FAILURES, IdentityCheck

SAYS: Final[Mapping[str, str | Promise]] = {
    CopyFailure.NAME_DIFFERS: _("The name on the copy is not the name in your application."),
    CopyFailure.NAME_UNREADABLE: _("The name on the copy cannot be read."),
    CopyFailure.PHOTO_UNREADABLE: _("The photo on the copy cannot be seen well enough."),
    CopyFailure.SHOWS_TOO_MUCH: _("The copy showed more than your name and photo. We destroyed it at once."),
    CopyFailure.NO_DOCUMENT: _("The copy does not show an identity document that we accept."),
    CopyFailure.OTHER: "",
}
"""What the applicant reads, as a sentence; of ``OTHER`` they read the words of who looked."""
HELPS: Final[Mapping[str, str | Promise]] = {
    CopyFailure.NAME_DIFFERS: _(
        "If your name is written otherwise on the document, or has changed, write to us before you send another copy."
    ),
    CopyFailure.NAME_UNREADABLE: _("Uncover the whole name, and take the picture straight from above, in good light."),
    CopyFailure.PHOTO_UNREADABLE: _("Uncover the whole photo, and see that no lamp or flash shines on it."),
    CopyFailure.SHOWS_TOO_MUCH: _(
        "Cover everything but name and photo: every number and date, the signature, and the lines of signs at the edge."
    ),
    CopyFailure.NO_DOCUMENT: _(
        "Take the side with your photo of a passport, an identity card, a residence permit or a driving licence."
    ),
    CopyFailure.OTHER: "",
}
"""What helps with the next copy."""


def choices() -> Iterator[tuple[str, str]]:
    """The reasons for who chooses one: what each is called, with what the applicant will read."""
    for value, label in FAILURES:
        says = SAYS[value]
        told = _t("%(label)s: “%(says)s”") if says else "%(label)s"
        yield value, told % {"label": capfirst(label), "says": says}


def why(check: IdentityCheck) -> str | Promise:
    """The sentence that the applicant read of a copy that could not be verified; empty for other records."""
    return SAYS.get(check.failure, "")


def helps(check: IdentityCheck) -> str | Promise:
    """What helps with the next copy, as the applicant read it; empty for other records."""
    return HELPS.get(check.failure, "")
