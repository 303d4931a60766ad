"""Who may do what to officer applications: everybody to their own, colleagues by their role."""

from django.db.models import Q

from accounts.models import User
from accounts.selectors import addresses_of
from applications.models import (
    Application,
    Assessment,
    Decision,
    Interest,
    Objection,
    QuestionFile,
    ReferenceJudgement,
)
from common.errors import Forbidden
from common.models import Upload


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
    """Whether somebody applies or is named in an application (2 queries)."""
    if person.pk == application.person_id:
        return True
    own = addresses_of(person)
    return any(email.casefold() in own for email in application.references.values_list("email", flat=True))


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


def can_see_judging(by: User, application: Application) -> bool:
    """Whether this colleague may come to judge an application: not one in which they apply or are named."""
    return by.has_perm("applications.assess_application") and not concerns(by, application)


def can_assess(by: User, application: Application) -> bool:
    """Whether this colleague judges an application and decides on it: who declared to have no interest in it.

    Neither its applicant nor somebody who is named in it, whatever they declared (3 queries).
    """
    return can_see_judging(by, application) and declared(by, application) is False


def require_assess(by: User, application: Application) -> None:
    """Raise ``Forbidden`` unless ``can_assess``."""
    if not can_assess(by, application):
        raise Forbidden


def took_part(by: User, application: Application) -> bool:
    """Whether somebody had a part in an application before its rejection was objected to (at most 5 queries).

    They looked after it or asked its applicant something, judged a criterion or the answer of a reference, or proposed,
    confirmed or sent back its answer.
    """
    objection = Objection.objects.filter(application=application).first()
    judged = ReferenceJudgement.objects.filter(answer__reference__application=application, judged_by=by)
    looked = Assessment.objects.filter(application=application, assessor=by)
    if objection is not None:
        judged, looked = judged.filter(judged_at__lt=objection.made_at), looked.filter(changed_at__lt=objection.made_at)
    decisions = Decision.objects.filter(application=application, on_objection=False)
    return (
        application.handler_id == by.pk
        or decisions.filter(Q(proposed_by=by) | Q(decided_by=by)).exists()
        or looked.exists()
        or judged.exists()
        or application.questions.filter(asked_by=by).exists()
    )


def can_decide_objection(by: User, application: Application) -> bool:
    """Whether this colleague decides an objection: who can judge the application, and had no part in it before."""
    return can_assess(by, application) and not took_part(by, application)


def require_decide_objection(by: User, application: Application) -> None:
    """Raise ``Forbidden`` unless ``can_decide_objection``."""
    if not can_decide_objection(by, application):
        raise Forbidden


def declared(by: User, application: Application) -> bool | None:
    """Whether somebody declared to have an interest in an application; none before they declared (1 query)."""
    declarations = Interest.objects.filter(application=application, person=by)
    return declarations.values_list("interested", flat=True).first()


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
