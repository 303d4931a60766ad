"""Signs applications as their applicants do."""

import datetime as dt
from typing import Any

from applications import documents, services
from applications.models import Application
from common.files import keeping
from common.models import Upload
from members.selectors import agreements as document_selectors
from tests.factories.applications import BEGUN
from tests.factories.files import sent

AT = BEGUN + dt.timedelta(days=5)


def seen(application: Application, at: dt.datetime = AT) -> str:
    """The fingerprint of what stands there now."""
    return documents.sheet_of(Application.objects.get(pk=application.pk), at).fingerprint


def signed(application: Application, *, at: dt.datetime = AT, **said: Any) -> Application:
    """Sign in the portal, with everything as it should be unless said otherwise."""
    given = {
        "name": application.name,
        "seen": seen(application, at),
        "agree_to": document_selectors.to_agree(application.person, at.date()),
        "short_term": False,
        "by": application.person,
        **said,
    }
    return services.sign(application, at=at, **given)


def scan_of(application: Application, at: dt.datetime = AT) -> Upload:
    """A picture of the signed page, received."""
    return keeping.receive(sent(name="signed.png"), shelf="signed-scan", owner=application.person, at=at)


def prepared(application: Application, *, at: dt.datetime = AT) -> Application:
    """Make the form to be signed by hand."""
    return services.prepare(application, seen=seen(application, at), by=application.person, at=at)
