"""Try a file, or bring it in: judged under locks, then written as a whole in one transaction."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from common.locks import hold
from members import policies
from members.imports import Plan, Sheet
from members.models import RegisterImport
from members.services.imports.resource import RegisterResource
from members.services.imports.trying import NotBroughtIn


def try_out(content: bytes, *, at: datetime) -> tuple[Sheet, Plan]:
    """What a file would make of the register, by the day of a moment; nothing is written. Raises ``Unreadable``."""
    resource = RegisterResource(content, file_name="", by=None, at=at)
    resource.carry_out(dry_run=True)
    return resource.sheet, resource.plan


@transaction.atomic
def bring_in(content: bytes, *, file_name: str, by: User | None, at: datetime) -> RegisterImport | None:
    """Bring in a file, all of it or nothing; ``None`` where everything in it is in the register already.

    Imports wait for each other; the accounts and titles concerned are locked. A title whose opening position is
    corrected although its cycle is over is judged again. Mails nobody. Without ``by`` the command line brings it in.
    Raises ``Forbidden`` unless ``by`` may import, ``Unreadable``, and ``NotBroughtIn`` with all that is to be mended.
    The same number of statements for every 2 000 people.
    """
    policies.require_import(by)
    hold("members.import")
    resource = RegisterResource(content, file_name=file_name, by=by, at=at)
    if resource.carry_out(dry_run=False).has_errors():
        raise NotBroughtIn(resource.plan.faults)
    return resource.run
