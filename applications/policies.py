"""Who may do what to officer applications: everybody to their own, colleagues by their role."""

from accounts.models import User
from accounts.selectors import addresses_of
from applications.models import Application, QuestionFile
from applications.rules.organisations import trace_in
from common.errors import Forbidden
from common.models import Upload
from common.traces import traces_of


def can_write(by: User, application: Application) -> bool:
    """Whether this person may fill in, sign or withdraw an application: their own alone."""
    return by.is_active and by.pk == application.person_id


def require_write(by: User, application: Application) -> None:
    """Raise ``Forbidden`` unless ``can_write``."""
    if not can_write(by, application):
        raise Forbidden


def can_see_applications(by: User) -> bool:
    """Whether this colleague sees what was submitted."""
    return by.has_perm("applications.view_application")


def concerns(person: User, application: Application) -> bool:
    """Whether somebody applies, is named in an application, or was and had themselves forgotten (2 queries)."""
    if person.pk == application.person_id:
        return True
    own = addresses_of(person)
    traces = {trace for address in own for trace in traces_of(address)}
    named = application.references.values_list("email", flat=True)
    return any(email.casefold() in own or trace_in(email) in traces for email in named)


def can_see_application(by: User, application: Application) -> bool:
    """Whether this colleague sees what was submitted: not where they apply or are named."""
    return can_see_applications(by) and not concerns(by, application)


def can_handle(by: User, application: Application) -> bool:
    """Whether this colleague takes an application through its stages: not one in which they apply or are named."""
    return by.has_perm("applications.handle_application") and not concerns(by, application)


def require_handle(by: User, application: Application) -> None:
    """Raise ``Forbidden`` unless ``can_handle``."""
    if not can_handle(by, application):
        raise Forbidden


def can_open_file(by: User, upload: Upload) -> bool:
    """Whether this colleague opens a file that came with an application they see: once it was submitted, not before."""
    if not can_see_applications(by):
        return False
    found = (
        Application.objects.handed_in().filter(**{column: upload}).first()
        for column in ("resume", "supplement", "form", "signed_scan")
    )
    asked = QuestionFile.objects.filter(file=upload).select_related("question__application").first()
    rows = [*found, asked.question.application if asked else None]
    return any(row is not None and not concerns(by, row) for row in rows)


def can_offer_appointments(by: User) -> bool:
    """Whether this colleague offers appointments at which identities are checked."""
    return by.has_perm("applications.add_appointment")


def require_offer_appointments(by: User) -> None:
    """Raise ``Forbidden`` unless ``can_offer_appointments``."""
    if not can_offer_appointments(by):
        raise Forbidden
