"""Officer applications that are judged: declarations, findings, decisions, objections, identity, finalisation."""

import datetime as dt

import factory

from accounts.models import User
from applications import copies_vault
from applications.models import (
    Application,
    Archive,
    Assessment,
    CopyOpening,
    Decision,
    DecisionGround,
    Finalisation,
    IdentityCheck,
    IdentityCopy,
    Interest,
    Objection,
    ReferenceJudgement,
    Verdict,
)
from tests.factories.accounts import UserFactory
from tests.factories.applications import ApplicationFactory, ReferenceAnswerFactory, answered, under_way
from tests.factories.files import UploadFactory

JUDGED = dt.datetime(2026, 7, 21, 9, 0, tzinfo=dt.UTC)
DECIDED = dt.datetime(2026, 7, 22, 9, 0, tzinfo=dt.UTC)
CHECKED = dt.datetime(2026, 7, 23, 9, 0, tzinfo=dt.UTC)


class InterestFactory(factory.django.DjangoModelFactory[Interest]):
    """An assessor who has none."""

    class Meta:
        model = Interest

    application = factory.SubFactory(ApplicationFactory, assessment=True)
    person = factory.SubFactory(UserFactory, roles=("assessor",))
    interested = False
    declared_at = JUDGED


class AssessmentFactory(factory.django.DjangoModelFactory[Assessment]):
    """One assessor's look."""

    class Meta:
        model = Assessment

    application = factory.SubFactory(ApplicationFactory, assessment=True)
    assessor = factory.SubFactory(UserFactory, roles=("assessor",))
    notes = "The second job carries it."
    changed_at = JUDGED


class VerdictFactory(factory.django.DjangoModelFactory[Verdict]):
    """Relevance is met."""

    class Meta:
        model = Verdict

    assessment = factory.SubFactory(AssessmentFactory)
    criterion = "relevance"
    finding = "met"
    reason = "work-in-field"


class ReferenceJudgementFactory(factory.django.DjangoModelFactory[ReferenceJudgement]):
    """Genuine, and it convinces."""

    class Meta:
        model = ReferenceJudgement

    answer = factory.SubFactory(ReferenceAnswerFactory)
    genuine = True
    convinces = True
    judged_by = factory.SubFactory(UserFactory, roles=("assessor",))
    judged_at = JUDGED


class DecisionFactory(factory.django.DjangoModelFactory[Decision]):
    """An acceptance that was proposed."""

    class Meta:
        model = Decision

    application = factory.SubFactory(ApplicationFactory, assessment=True)
    answer = "accept"
    proposed_by = factory.SubFactory(UserFactory, roles=("assessor",))
    proposed_at = JUDGED

    class Params:
        rejecting = factory.Trait(
            answer="reject", advice="Show the dates of your second job.", again_on=dt.date(2027, 1, 22)
        )
        confirmed = factory.Trait(
            state="confirmed",
            decided_by=factory.SubFactory(UserFactory, roles=("assessor",)),
            decided_at=DECIDED,
        )


class DecisionGroundFactory(factory.django.DjangoModelFactory[DecisionGround]):
    """The term is not met."""

    class Meta:
        model = DecisionGround

    decision = factory.SubFactory(DecisionFactory, rejecting=True)
    criterion = "term"
    reason = "under-five-years"
    words = "Four years and two months are shown."


class ObjectionFactory(factory.django.DjangoModelFactory[Objection]):
    """An objection that waits."""

    class Meta:
        model = Objection

    application = factory.SubFactory(
        ApplicationFactory, assessment=True, state="rejected", decided_at=DECIDED, due_on=None
    )
    words = "My job at Beta was left out."
    made_at = CHECKED


class IdentityCheckFactory(factory.django.DjangoModelFactory[IdentityCheck]):
    """Seen by video, with a passport."""

    class Meta:
        model = IdentityCheck

    application = factory.SubFactory(ApplicationFactory, submitted=True)
    checker = factory.SubFactory(UserFactory, roles=("identity-checker",))
    checked_at = CHECKED
    way = "video"
    document = "passport"
    verdict = "verified"


class IdentityCopyFactory(factory.django.DjangoModelFactory[IdentityCopy]):
    """A masked copy of a submitted application that waits; ``destroyed``: gone after thirty days."""

    class Meta:
        model = IdentityCopy

    class Params:
        destroyed = factory.Trait(content=None, destroyed_at=CHECKED, ended="term")

    application = factory.SubFactory(ApplicationFactory, submitted=True, identity_way="copy")
    sent_at = CHECKED
    content = factory.LazyAttribute(lambda copy: copies_vault.seal(b"picture", copy.application.reference))
    bytes = 7
    width = 856
    height = 540
    machine_read = True


class CopyOpeningFactory(factory.django.DjangoModelFactory[CopyOpening]):
    """A first look."""

    class Meta:
        model = CopyOpening

    copy = factory.SubFactory(IdentityCopyFactory)
    by = factory.SubFactory(UserFactory, roles=("identity-checker",))
    at = CHECKED


class FinalisationFactory(factory.django.DjangoModelFactory[Finalisation]):
    """An acceptance whose list is open."""

    class Meta:
        model = Finalisation

    application = factory.SubFactory(
        ApplicationFactory, assessment=True, state="accepted", decided_at=DECIDED, due_on=None
    )
    began_at = DECIDED
    lapses_on = dt.date(2027, 1, 22)


def judged(**given: object) -> Application:
    """An application in assessment with three confirming references of two organisations, found genuine.

    One assessor found all four criteria met.
    """
    application = under_way("assessment", **given)
    looked = AssessmentFactory(application=application)
    for reference in application.references.all():
        ReferenceJudgementFactory(answer=answered(reference), judged_by=looked.assessor)
    InterestFactory(application=application, person=looked.assessor)
    for criterion, reason in (
        ("relevance", "work-in-field"),
        ("term", "five-years"),
        ("level", "responsible"),
        ("accomplishment", "own-result"),
    ):
        VerdictFactory(assessment=looked, criterion=criterion, reason=reason)
    application.quorum = "reached"
    application.save(update_fields=["quorum"])
    return application


def declared(application: Application, user: User, *, interested: bool = False) -> User:
    """A colleague who declared whether they have an interest in an application; who has none reads it and works on."""
    words = "We worked together." if interested else ""
    InterestFactory(application=application, person=user, interested=interested, words=words)
    return user


class ArchiveFactory(factory.django.DjangoModelFactory[Archive]):
    """One that was asked for; ``made`` for one that was drawn."""

    class Meta:
        model = Archive

    application = factory.SubFactory(ApplicationFactory, withdrawn=True)
    asked_at = CHECKED

    class Params:
        made = factory.Trait(
            file=factory.SubFactory(
                UploadFactory,
                owner=factory.SelfAttribute("..application.person"),
                shelf="application-archive",
                name="archive.pdf",
                kind="pdf",
                taken=True,
            ),
            sha256="2" * 64,
            made_at=CHECKED,
        )
