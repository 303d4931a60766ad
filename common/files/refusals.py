"""Why a file is refused, in one sentence that says how to mend it."""

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from common.errors import DomainError


class FileRefused(DomainError):  # noqa: N818  read aloud where it is raised
    """A file that is not taken. ``code`` says why in one of our words, for figures; the sentence is for the sender."""

    def __init__(self, code: str, sentence: object) -> None:
        super().__init__(str(sentence))
        self.code = code


SENTENCES: Final[Mapping[str, str | Promise]] = {
    "empty": _("This file is empty. Look whether it was saved, and choose it again."),
    "too-large": _("This file is larger than %(most)d MB. Save it in a smaller size, and send that."),
    "too-much-at-once": _("These files are too large to come together. Send them one after the other."),
    "too-many": _("You sent %(most)d files that belong to nothing yet. Finish with those first, or wait for a day."),
    "not-there": _("This file is not there any more. Choose it again."),
    "no-table": _("This is no table as text in UTF-8. In your spreadsheet, save it as “CSV UTF-8”, and send that."),
    "too-heavy": _(
        "Looking through this file takes too much time or memory. Save it smaller, or print it as a new PDF, "
        "and send that."
    ),
    "busy": _("We are looking through many files just now. Nothing is wrong with yours: send it again in a minute."),
    "not-looked-through": _(
        "We cannot look through files just now. Nothing is wrong with yours: send it again in an hour, or call us."
    ),
    "virus": _("Our virus scanner found something harmful in this file. Have your computer checked, and call us."),
    "not-scanned": _(
        "Our virus scanner does not answer, so we took no file. Nothing is wrong with yours: send it again in an hour."
    ),
    "pdf-damaged": _("This PDF is damaged or not whole. Open it, save or print it as a new PDF, and send that."),
    "pdf-locked": _(
        "This PDF is locked with a password. Save it without one, or print it as a new PDF, and send that."
    ),
    "pdf-too-complicated": _(
        "This PDF is too complicated for us to look through. Print it as a new PDF, and send that."
    ),
    "pdf-pages": _("We take PDFs of 1 to %(most)d pages. This one has %(now)d."),
    "pdf-acts": _("This PDF contains a script or an action. Print it as a new PDF, and send that."),
    "pdf-form": _("This PDF is a form that is filled in by a program. Print it as a new PDF, and send that."),
    "pdf-carries": _("This PDF has other files in it. Print it as a new PDF, or take them out, and send that."),
    "no-picture": _("We take this as a picture alone, JPEG or PNG. Take a photo or a screenshot of it, and send that."),
    "picture-too-small": _(
        "This picture is too small to know anybody by: it has %(now)d points on its shorter side, we need %(least)d. "
        "Save it in a larger size, or take a new photo, and send that."
    ),
    "picture-plain": _(
        "Hardly anything is to be seen in this picture: it has one colour. Look whether name and photo are uncovered, "
        "and send it again."
    ),
    "one-by-one": _(
        "We are still looking through another picture you sent. Nothing is wrong with this one: send it in a minute."
    ),
    "crowded": _(
        "So much in this picture looks like signs that we could not look through it for numbers. Nothing of it is "
        "kept. Lay the document on a plain background, photograph only that, in good light, and send that."
    ),
    "not-read": _(
        "We could not look through this picture for numbers. Nothing of it was kept. Send it again in a few minutes; "
        "if that does not help, photograph the document alone, on a plain background."
    ),
    "picture-damaged": _("This picture is damaged or not whole. Open it, save it again as JPEG or PNG, and send that."),
    "picture-too-large": _(
        "This picture is too large for us to look through: we take %(most)d million points of its kind. "
        "Save it in a smaller size, or as an ordinary JPEG, and send that."
    ),
}
"""Code → what its sender reads."""


def refused(code: str, **numbers: int) -> FileRefused:
    """The refusal of this code, in the reader's language. Raises ``KeyError`` for a code without a sentence."""
    return FileRefused(code, SENTENCES[code] % numbers)
