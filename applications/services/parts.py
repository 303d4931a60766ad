"""Parts of the form that are columns of the application: about you, and your role and results."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from django.db import transaction

from accounts.models import User
from applications.models import Application
from applications.services.drafts import changed, locked_draft

ABOUT: Final = ("given_name", "family_name", "address", "postal_code", "town", "country", "phone")
ROLE: Final = ("level", "accomplishment")


@transaction.atomic
def save_part(application: Application, said: Mapping[str, str], *, by: User, at: datetime) -> None:
    """Save what was written in a part, by column; the draft is kept from now on, also where it says the same as before.

    The draft is locked first. Raises ``Forbidden``, ``ApplicationRefused``, and ``ValueError`` for another column.
    """
    if odd := said.keys() - {*ABOUT, *ROLE}:
        raise ValueError(f"Not written in a part of the form: {', '.join(sorted(odd))}.")
    row = locked_draft(application, by=by)
    for name, text in said.items():
        setattr(row, name, text)
    changed(row, said.keys(), at=at)
