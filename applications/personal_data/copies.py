"""What is held of masked copies: the picture itself, sealed and for some days; then when it was sent, and opened.

The picture is in nobody's copy of their data, since only identity checkers open it; its applicant has the original.
"""

from dataclasses import replace
from typing import Any, Final

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from applications.models import CopyOpening, IdentityCopy
from applications.personal_data.data import COLLEAGUE, FORM
from common.personal_data import Ends, Kind, Scrub, Subject, register

_PICTURE: Final = replace(
    FORM,
    kind=Kind.IDENTITY,
    why=_("To compare the name and the photo on your document with your application. Only identity checkers open it."),
    term=_(
        "Until seven days after it was judged, and at the latest thirty days after you submitted the application, or "
        "after you sent the copy where that was later; with the application, if that ends earlier. At once when you "
        "take it back or it shows more than it should."
    ),
    secret=True,
)
_ABOUT: Final = replace(
    FORM,
    kind=Kind.IDENTITY,
    why=_("To show that a copy was here, who opened it when, and that it was destroyed in time."),
    term=_("As long as the application it is about."),
)
_WHO: Final = replace(
    COLLEAGUE,
    why=_("To show which colleague opened a masked copy, when and why once more."),
    term=_("As long as the application; once you are forgotten, it leads to an account that says nothing about you."),
    ends=Ends.NEVER,
    person="by",
)


def _copy_of_copies(rows: QuerySet[IdentityCopy], _about: Subject) -> list[dict[str, Any]]:
    """That copies were here, how large they were, until when they are kept or when and why they were destroyed."""
    return [
        {
            str(_("application")): str(row.application),
            str(_("sent")): row.sent_at,
            str(_("size in bytes")): row.bytes,
            str(_("looked through by a program")): str(_("yes") if row.machine_read else _("no")),
            str(_("destroyed at the beginning of")): None if row.destroyed_at else row.destroy_by,
            str(_("destroyed")): row.destroyed_at,
            str(_("why it was destroyed")): str(row.get_ended_display()),
        }
        for row in rows.defer("content").select_related("application__title", "identity_check")
    ]


def _copy_of_openings(rows: QuerySet[CopyOpening], _about: Subject) -> list[dict[str, Any]]:
    """When a copy was opened; by whom, and what colleagues wrote about it, is not told."""
    found = rows.select_related("copy__application__title").defer("copy__content")
    return [{str(_("application")): str(row.copy.application), str(_("opened")): row.at} for row in found]


register(
    IdentityCopy,
    person="application__person",
    name=_("Masked copies of your identity document"),
    held={
        "content": _PICTURE,
        **dict.fromkeys(
            (
                "application", "sent_at", "bytes", "width", "height", "machine_read", "identity_check", "destroyed_at",
                "ended",
            ),
            _ABOUT,
        ),
    },
    export=_copy_of_copies,
)  # fmt: skip
register(
    CopyOpening,
    person="copy__application__person",
    name=_("Openings of your masked copies"),
    held={
        **dict.fromkeys(("copy", "at", "reason"), replace(_ABOUT, scrub=Scrub.DELETE_ROW)),
        "by": _WHO,
    },
    export=_copy_of_openings,
)
