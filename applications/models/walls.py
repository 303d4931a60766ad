"""Who an application is kept from: questions about people and applications that policies, lists and Today share.

``concerning``: who applies, or is named, never learns in the office that it is there. ``taken_part``: who had a part in
a rejection has none in the objection to it.
"""

from datetime import UTC, datetime
from typing import Any, Final, TypeVar

from django.db.models import Exists, Model, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce, Lower

from accounts.models import User
from accounts.selectors import addresses_of
from applications.models.assessment import Assessment, Decision, Interest, ReferenceJudgement
from applications.models.intake import Application
from applications.models.parts import Reference
from applications.models.questions import Question
from applications.rules.organisations import REMOVED
from common.models import AuditLine
from common.traces import traces_of

Rows = TypeVar("Rows", bound=QuerySet[Any])

NEVER: Final = datetime(9999, 12, 31, tzinfo=UTC)
NO_PART: Final = ("applications.interest-declared", "applications.no-interest-declared")
"""Acts that are none in judging: to say whether one has an interest is what everybody does who opens an application."""
LOOKS: Final = "applications.identity-"
"""Neither is looking at an applicant with their document, nor an appointment for it: whoever does never reads what an
application says, and the answer does not rest on it."""
GIVEN: Final = ("applications.handed-over", "applications.taken-over")


def not_concerning(rows: Rows, by: User, way: str = "pk") -> Rows:
    """Those of some rows whose application somebody neither makes nor is named in, though they were forgotten there.

    ``way`` leads to the number of the application. 1 query at once, for their addresses.
    """
    application = OuterRef(way)
    named = _naming(by).filter(application=application)
    return rows.filter(~Exists(Application.objects.filter(pk=application, person=by)), ~Exists(named))


def _naming(person: User) -> QuerySet[Reference]:
    own = addresses_of(person)
    known = Q(small__in=own)
    for trace in sorted({trace for address in own for trace in traces_of(address)}):
        known |= Q(email__contains=f"-{trace}@", email__endswith=REMOVED)
    found: QuerySet[Reference] = Reference.objects.alias(small=Lower("email")).filter(known)
    return found


def taken_part(by: User) -> Q:
    """The applications in which somebody had a part, before its rejection was objected to where it was.

    They look after it or did, took it a step further, said who may judge it, asked its applicant something, wrote to
    its people, judged a criterion or the answer of a reference, or proposed, confirmed or sent back its answer: any act
    of theirs that the audit log tells of, though what another one did has taken its place since.
    """
    here, until = OuterRef("pk"), Coalesce(OuterRef("objection__made_at"), Value(NEVER))
    decided = Decision.objects.filter(Q(proposed_by=by) | Q(decided_by=by), application=here, on_objection=False)
    looked = Assessment.objects.filter(application=here, assessor=by, changed_at__lt=until)
    judged = ReferenceJudgement.objects.filter(answer__reference__application=here, judged_by=by, judged_at__lt=until)
    asked = Question.objects.filter(application=here, asked_by=by)
    itself = Q(about_model=Application._meta.label_lower, about_id=here)
    about = itself | _lines_about(Reference) | _lines_about(Interest)
    acts = AuditLine.objects.filter(about, at__lt=until, act__startswith="applications.")
    own = acts.filter(by_id=by.pk).exclude(act__in=NO_PART).exclude(act__startswith=LOOKS)
    given = acts.filter(itself, Q(detail__values__handler_id__0=by.pk) | Q(detail__values__handler_id__1=by.pk))
    given = given.filter(act__in=GIVEN)
    parts = (decided, looked, judged, asked, own, given)
    return Q(handler=by) | Q(*(Q(Exists(part)) for part in parts), _connector=Q.OR)


def _lines_about(model: type[Model]) -> Q:
    """Lines about rows of an application, whose number is that of the query around it."""
    rows = model._base_manager.filter(application=OuterRef(OuterRef("pk"))).order_by().values("pk")
    return Q(about_model=model._meta.label_lower, about_id__in=rows)
