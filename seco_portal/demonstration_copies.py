"""What became of the masked copies that invented people sent: opened, judged, destroyed, asked for again.

Each happens to an application of ``demonstration_stages`` or ``demonstration_decisions``.
"""

from datetime import timedelta
from typing import Final

from applications.enums import CopyFailure, DocumentKind, IdentityVerdict
from applications.models import Application, IdentityCopy
from applications.services import copies, destroying
from seco_portal.demonstration_applications import CHECKER
from seco_portal.demonstration_cards import card
from seco_portal.demonstration_stages import Moment

COVERED: Final = frozenset({("member", "S-CBCO")})
"""Whose copy covers the name, too: it cannot be verified."""


def looked_at(moment: Moment) -> object:
    """A checker opens the copy: it shows a photo, and the name in the application."""
    return _judged(moment, IdentityVerdict.VERIFIED)


def name_unreadable(moment: Moment) -> object:
    """A checker opens the copy: the name is covered, too."""
    return _judged(moment, IdentityVerdict.NOT_VERIFIED, CopyFailure.NAME_UNREADABLE)


def went(moment: Moment) -> object:
    """A night destroys the copy: its days have passed."""
    return destroying.destroy_due([_kept(moment).pk], at=moment.at)


def _judged(moment: Moment, verdict: IdentityVerdict, failure: CopyFailure | None = None) -> object:
    copy, by = _kept(moment), moment.users[CHECKER]
    copies.open_copy(copy, "", by=by, at=moment.at)
    told = {"verdict": verdict, "document": DocumentKind.IDENTITY_CARD, "failure": failure, "words": ""}
    return copies.judge_copy(copy, **told, by=by, at=moment.at + timedelta(minutes=2))


def _kept(moment: Moment) -> IdentityCopy:
    found: IdentityCopy = moment.row.identity_copies.kept().get()
    return found
