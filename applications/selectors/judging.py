"""Who judged an application and what they found; what was proposed; who had a part in what an objection is about."""

from collections.abc import Iterable, Mapping
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import User
from applications.enums import (
    ApplicationState,
    Criterion,
    DecisionState,
    Finding,
    ObjectionState,
    Quorum,
    ReferenceState,
)
from applications.models import (
    Application,
    Assessment,
    Decision,
    Interest,
    Objection,
    Reference,
    Verdict,
)
from applications.models.intake import ApplicationQuerySet
from applications.selectors.references import count_of, interested_since, judgement_of


def objection_of(row: Application) -> Objection | None:
    """The objection to the rejection of an application that waits, if there is one (1 query where it was rejected)."""
    if row.state != ApplicationState.REJECTED:
        return None
    found: Objection | None = Objection.objects.filter(application=row, state=ObjectionState.MADE.value).first()
    return found


def is_judged_now(row: Application) -> bool:
    """Whether an application is where it can be judged: in its assessment, asked from there, or objected to."""
    if row.state == ApplicationState.INFORMATION:
        waiting = row.questions.open().first()
        return waiting is not None and waiting.stage == ApplicationState.ASSESSMENT
    return row.state == ApplicationState.ASSESSMENT or objection_of(row) is not None


def assessments_of(row: Application) -> list[Assessment]:
    """Everybody's look at an application, with their findings, in the order they began (2 queries).

    Each knows since when its author has an interest: what they found does not count then.
    """
    rows = Assessment.objects.filter(application=row).select_related("assessor")
    rows = rows.annotate(interested_since=interested_since("assessor"))  # type: ignore[no-redef]
    return list(rows.prefetch_related("verdicts"))


def assessment_of(row: Application, by: User) -> Assessment | None:
    """Somebody's own look at an application, with their findings (2 queries)."""
    found: Assessment | None = (
        Assessment.objects.filter(application=row, assessor=by).prefetch_related("verdicts").first()
    )
    return found


def verdicts_of(assessment: Assessment | None) -> dict[Criterion, Verdict]:
    """The findings of one look by criterion; empty without a look (no query where they came along)."""
    return {Criterion(verdict.criterion): verdict for verdict in assessment.verdicts.all()} if assessment else {}


def own_first(looks: Iterable[Assessment], by: User, proposal: Decision | None) -> set[Criterion]:
    """About what this colleague, who judges, finds something before reading what others found (no query).

    Nothing once an answer is proposed: it rests on the findings, and who decides reads all of them.
    """
    own = next((look for look in looks if look.assessor_id == by.pk), None)
    return set() if proposal else set(Criterion) - set(verdicts_of(own))


def findings(verdicts: Mapping[Criterion, Verdict]) -> dict[Criterion, Finding]:
    """What was found about each criterion (no query)."""
    return {criterion: Finding(verdict.finding) for criterion, verdict in verdicts.items()}


def unjudged(people: Iterable[Reference]) -> list[Reference]:
    """People of ``people_of`` who answered, where nobody has found yet whether that is genuine (no query)."""
    return [person for person in people if person.state == ReferenceState.ANSWERED and _genuine(person) is None]


def surely(row: Application, people: Iterable[Reference], on: date) -> Quorum:
    """What the answers come to that were found genuine, as acceptance needs it, with people from ``people_of``.

    2 queries.
    """
    sure = [person for person in people if person.state != ReferenceState.ANSWERED or _genuine(person)]
    return count_of(row, sure, on).quorum


def decisions_of(row: Application) -> list[Decision]:
    """All that was proposed about an application, in order, with who proposed and who decided (2 queries)."""
    rows = Decision.objects.filter(application=row).select_related("proposed_by", "decided_by")
    return list(rows.prefetch_related("grounds"))


def proposal_of(decisions: Iterable[Decision]) -> Decision | None:
    """The one that waits for a second person, of ``decisions_of`` (no query)."""
    return next((row for row in decisions if row.state == DecisionState.PROPOSED), None)


def returned_of(decisions: list[Decision], row: Application) -> Decision | None:
    """The last thing proposed, of ``decisions_of``, where it was sent back or taken back and nothing came of it yet.

    About the same matter: the application, or the objection (no query).
    """
    last = next(reversed(decisions), None)
    if last is None or last.state not in {DecisionState.SENT_BACK, DecisionState.TAKEN_BACK}:
        return None
    return last if last.on_objection == (row.state == ApplicationState.REJECTED) else None


def _genuine(person: Reference) -> bool | None:
    judgement = judgement_of(person)
    return judgement.genuine if judgement else None


def _judged_now(rows: ApplicationQuerySet) -> ApplicationQuerySet:
    objected = Objection.objects.filter(application=OuterRef("pk"), state=ObjectionState.MADE.value)
    return rows.filter(
        Q(state__in=[ApplicationState.ASSESSMENT.value, ApplicationState.INFORMATION.value])
        | (Q(state=ApplicationState.REJECTED.value) & Exists(objected))
    )


def _proposed(state: DecisionState) -> QuerySet[Decision]:
    return Decision.objects.filter(application=OuterRef("pk"), state=state.value)


def _interested(by: User) -> QuerySet[Interest]:
    return Interest.objects.filter(application=OuterRef("pk"), person=by, interested=True)


def to_confirm(rows: ApplicationQuerySet, by: User) -> ApplicationQuerySet:
    """Those of some rows that somebody else proposed an answer to, and this colleague declared no interest in."""
    waits = _proposed(DecisionState.PROPOSED).exclude(proposed_by=by)
    return _judged_now(rows).filter(Exists(waits), ~Exists(_interested(by)))


def sent_back(rows: ApplicationQuerySet, by: User) -> ApplicationQuerySet:
    """Those of some rows whose answer this colleague proposed last, and had sent back."""
    newer = Decision.objects.filter(application=OuterRef("application"), pk__gt=OuterRef("pk"))
    returned = _proposed(DecisionState.SENT_BACK).filter(~Exists(newer), proposed_by=by)
    return _judged_now(rows).filter(Exists(returned), ~Exists(_interested(by)))


def not_judged(rows: ApplicationQuerySet) -> ApplicationQuerySet:
    """Those of some rows that are being assessed, and nobody who has no interest has found anything yet."""
    interested = Interest.objects.filter(
        application=OuterRef("assessment__application"), person=OuterRef("assessment__assessor"), interested=True
    )
    found = Verdict.objects.filter(~Exists(interested), assessment__application=OuterRef("pk"))
    return rows.filter(~Exists(found), state=ApplicationState.ASSESSMENT)
