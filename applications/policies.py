"""Who may do what to officer applications: everybody to their own, colleagues by their role."""

from typing import Final

from accounts.models import User
from applications.models import Application, IdentityCheck, Interest, QuestionFile
from applications.models.walls import not_concerning, taken_part
from common.errors import Forbidden
from common.models import Upload

HANDLE: Final = "applications.handle_application"
ASSESS: Final = "applications.assess_application"


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
    return not not_concerning(Application.objects.filter(pk=application.pk), person).exists()


def can_know_of(by: User, application: Application) -> bool:
    """Whether this colleague may know that an application is there: not where they apply or are named in it."""
    return can_see_applications(by) and not concerns(by, application)


def needs_declaration(by: User) -> bool:
    """Whether this colleague says first whether they have an interest: who handles or judges applications."""
    return by.has_perm(HANDLE) or by.has_perm(ASSESS)


def declared(by: User, application: Application) -> bool | None:
    """Whether somebody declared to have an interest in an application; none before they declared (1 query)."""
    declarations = Interest.objects.filter(application=application, person=by)
    return declarations.values_list("interested", flat=True).first()


def can_declare(by: User, application: Application) -> bool:
    """Whether this colleague is asked whether they have an interest in an application."""
    return needs_declaration(by) and can_know_of(by, application)


def can_read_content(by: User, application: Application) -> bool:
    """Whether this colleague reads what an application says, and what was said about it.

    Who handles or judges applications declares first that they have no interest in it; one who has, takes no part.
    """
    return can_know_of(by, application) and (not needs_declaration(by) or declared(by, application) is False)


def can_see_judging(by: User, application: Application) -> bool:
    """Whether this colleague may come to judge an application: not one in which they apply or are named."""
    return by.has_perm(ASSESS) and not concerns(by, application)


def can_assess(by: User, application: Application) -> bool:
    """Whether this colleague judges an application and decides on it: who declared to have no interest in it.

    Neither its applicant nor somebody who is named in it, whatever they declared (3 queries).
    """
    return can_see_judging(by, application) and declared(by, application) is False


def require_assess(by: User, application: Application) -> None:
    """Raise ``Forbidden`` unless ``can_assess``."""
    if not can_assess(by, application):
        raise Forbidden


def can_handle(by: User, application: Application) -> bool:
    """Whether this colleague takes an application through its stages: having declared no interest in it."""
    return by.has_perm(HANDLE) and not concerns(by, application) and declared(by, application) is False


def require_handle(by: User, application: Application) -> None:
    """Raise ``Forbidden`` unless ``can_handle``."""
    if not can_handle(by, application):
        raise Forbidden


def can_be_given(to: User, application: Application) -> bool:
    """Whether an application can be handed to this colleague; they need not have opened it, and so declared, yet."""
    return (
        to.has_perm(HANDLE)
        and not concerns(to, application)
        and not application.interests.filter(person=to, interested=True).exists()
    )


def can_lift(by: User, declaration: Interest) -> bool:
    """Whether this colleague says that somebody else's interest is none: handling it, and never about oneself."""
    return by.pk != declaration.person_id and can_handle(by, declaration.application)


def require_lift(by: User, declaration: Interest) -> None:
    """Raise ``Forbidden`` unless ``can_lift``."""
    if not can_lift(by, declaration):
        raise Forbidden


def took_part(by: User, application: Application) -> bool:
    """Whether somebody had a part in an application before its rejection was objected to (1 query)."""
    return Application.objects.filter(taken_part(by), pk=application.pk).exists()


def can_decide_objection(by: User, application: Application) -> bool:
    """Whether this colleague decides an objection: who can judge the application, and had no part in it before."""
    return can_assess(by, application) and not took_part(by, application)


def require_decide_objection(by: User, application: Application) -> None:
    """Raise ``Forbidden`` unless ``can_decide_objection``."""
    if not can_decide_objection(by, application):
        raise Forbidden


def can_open_file(by: User, upload: Upload) -> bool:
    """Whether this colleague opens a file that came with an application they read: once it was submitted."""
    if not can_see_applications(by):
        return False
    found = (
        Application.objects.handed_in().filter(**{column: upload}).first()
        for column in ("resume", "supplement", "form", "signed_scan", "archive__file")
    )
    asked = QuestionFile.objects.filter(file=upload).select_related("question__application").first()
    rows = [*found, asked.question.application if asked else None]
    return any(row is not None and can_read_content(by, row) for row in rows)


def can_offer_appointments(by: User) -> bool:
    """Whether this colleague offers appointments at which identities are checked."""
    return by.has_perm("applications.add_appointment")


def require_offer_appointments(by: User) -> None:
    """Raise ``Forbidden`` unless ``can_offer_appointments``."""
    if not can_offer_appointments(by):
        raise Forbidden


def can_see_figures(by: User) -> bool:
    """Whether this colleague sees the figures about applications, in which nobody is named."""
    return by.has_perm("applications.view_figures")


def can_check_identity(by: User, application: Application) -> bool:
    """Whether this colleague sees an applicant with their document: not one who is named or has an interest in it."""
    if not by.has_perm("applications.add_identitycheck") or concerns(by, application):
        return False
    return not application.interests.filter(person=by, interested=True).exists()


def require_check_identity(by: User, application: Application) -> None:
    """Raise ``Forbidden`` unless ``can_check_identity``."""
    if not can_check_identity(by, application):
        raise Forbidden


def can_take_back_check(by: User, check: IdentityCheck) -> bool:
    """Whether this colleague takes a wrong record back: another checker than the one who made it."""
    return by.pk != check.checker_id and can_check_identity(by, check.application)


def require_take_back_check(by: User, check: IdentityCheck) -> None:
    """Raise ``Forbidden`` unless ``can_take_back_check``."""
    if not can_take_back_check(by, check):
        raise Forbidden
