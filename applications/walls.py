"""What is about an application is read by who reads the application, wherever it stands: in the audit log, in mails."""

from collections.abc import Callable
from typing import Any

from accounts.models import User
from applications import policies
from applications.emails.drafts import ABOUT
from applications.enums import ApplicationState
from applications.models import Application, IdentityCheck, IdentityCopy, Interest, Reference
from applications.selectors.references import ABOUT as ABOUT_REFERENCE
from common import walls
from comms import kinds
from comms.models import Message


def _reads(by: User, row: Application | None) -> bool:
    """Whether somebody reads what is about an application; of one that is gone there is nobody to ask about."""
    return row is not None and policies.can_read_content(by, row)


def _along(model: type[Any]) -> Callable[[User, int], bool]:
    """Whether somebody reads what is about a row of an application."""

    def reads(by: User, key: int) -> bool:
        found = model.objects.filter(pk=key).select_related("application").first()
        return _reads(by, found and found.application)

    return reads


def reads_mail(by: User, message: Message) -> bool:
    """Whether somebody reads a mail about an application; one about a draft tells nothing of what it says."""
    subject = message.about
    rows = Application.objects.filter(reference=subject.removeprefix(ABOUT))
    if subject.startswith(ABOUT_REFERENCE):
        named = Reference.objects.filter(handle=subject.removeprefix(ABOUT_REFERENCE))
        rows = Application.objects.filter(pk__in=named.values("application"))
    row = rows.first()
    if row is None or row.state == ApplicationState.DRAFT:
        return row is None or not policies.concerns(by, row)
    return _reads(by, row)


walls.register(Application, lambda by, key: _reads(by, Application.objects.filter(pk=key).first()))
for _model in (Reference, Interest, IdentityCheck, IdentityCopy):
    walls.register(_model, _along(_model))
kinds.read_by("applications", reads_mail)
