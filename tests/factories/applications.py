"""Officer applications: drafts, empty and whole, and what was submitted."""

import datetime as dt

import factory
from allauth.account.models import EmailAddress

from applications.models import (
    Application,
    Appointment,
    OrganisationAnswer,
    Position,
    Question,
    QuestionFile,
    QuestionText,
    Reference,
    ReferenceAnswer,
    ReferenceDraft,
    ReferenceLink,
    ReferenceStatement,
)
from common.private_links import fingerprint, secret_of
from members.models import Title
from tests.factories.accounts import UserFactory
from tests.factories.files import UploadFactory

BEGUN = dt.datetime(2026, 7, 1, 9, 0, tzinfo=dt.UTC)
SUBMITTED = dt.datetime(2026, 7, 6, 9, 0, tzinfo=dt.UTC)
SCREENED = dt.datetime(2026, 7, 7, 9, 0, tzinfo=dt.UTC)
ASKED = dt.datetime(2026, 7, 8, 9, 0, tzinfo=dt.UTC)
ANSWERED = dt.datetime(2026, 7, 14, 9, 0, tzinfo=dt.UTC)
ENDED = dt.datetime(2026, 7, 30, 4, 0, tzinfo=dt.UTC)
OPENED = dt.datetime(2026, 7, 20, 9, 0, tzinfo=dt.UTC)
WITHDRAWN = dt.datetime(2026, 7, 10, 9, 0, tzinfo=dt.UTC)


class ApplicationFactory(factory.django.DjangoModelFactory[Application]):
    """An empty draft for S-CISO. ``filled``: all columns of its own; see ``whole`` for the rows around it."""

    class Meta:
        model = Application

    person = factory.SubFactory(UserFactory)
    title = factory.LazyFunction(lambda: Title.objects.get(code="S-CISO"))
    started_at = BEGUN
    changed_at = BEGUN

    class Params:
        filled = factory.Trait(
            given_name="Ada",
            family_name="Voorbeeld",
            address="Nergensstraat 1",
            postal_code="0000 AA",
            town="Nergenshuizen",
            country="Nederland",
            phone="+31 00 000 00 00",
            level="I decided on the security budget and chaired the risk board.",
            accomplishment="I brought the time to close a finding from ninety days to twelve.",
            resume=factory.SubFactory(
                UploadFactory, owner=factory.SelfAttribute("..person"), shelf="resume", name="resume.pdf", taken=True
            ),
            identity_way="video",
        )
        submitted = factory.Trait(
            filled=True,
            state="submitted",
            submitted_at=SUBMITTED,
            changed_at=SUBMITTED,
            first_due_on=dt.date(2026, 8, 3),
            due_on=dt.date(2026, 8, 3),
            signed_how="portal",
            signed_name="Ada Voorbeeld",
            form=factory.SubFactory(
                UploadFactory,
                owner=factory.SelfAttribute("..person"),
                shelf="application-form",
                name="application.pdf",
                kind="pdf",
                taken=True,
            ),
            form_sha256="0" * 64,
            content_sha256="1" * 64,
        )
        screening = factory.Trait(submitted=True, state="screening", screening_at=SCREENED)
        references_asked = factory.Trait(screening=True, state="references", references_at=ASKED)
        assessment = factory.Trait(references_asked=True, state="assessment", assessment_at=OPENED)
        decided = factory.Trait(assessment=True, state="rejected", decided_at=WITHDRAWN, due_on=None)
        withdrawn = factory.Trait(submitted=True, state="withdrawn", withdrawn_at=WITHDRAWN, due_on=None)


class PositionFactory(factory.django.DjangoModelFactory[Position]):
    """Seven years in the field, at level, still running."""

    class Meta:
        model = Position

    application = factory.SubFactory(ApplicationFactory)
    organisation = factory.Sequence(lambda n: f"Alfa {n}")
    role = "Chief information security officer"
    standpoint = "inside"
    begins_on = dt.date(2019, 3, 1)
    begins_by_month = True
    in_field = True
    at_level = True
    responsibility = "The security budget, the risk board, and a team of six."


class ReferenceFactory(factory.django.DjangoModelFactory[Reference]):
    """Somebody at an organisation of their own who agreed to be asked."""

    class Meta:
        model = Reference

    application = factory.SubFactory(ApplicationFactory)
    name = factory.Sequence(lambda n: f"Reference {n}")
    organisation = factory.Sequence(lambda n: f"Organisation {n}")
    role = "Director"
    email = factory.Sequence(lambda n: f"reference-{n}@organisation-{n}.example")
    relation = "I reported to them for three years."
    added_at = BEGUN
    agreed_at = BEGUN

    class Params:
        asked = factory.Trait(state="asked", asked_at=ASKED, ends_on=dt.date(2026, 7, 29))
        declining = factory.Trait(asked=True, state="declined", declined="cannot-now", ended_at=ANSWERED)
        ended = factory.Trait(asked=True, state="ended", ended_at=ENDED)
        answering = factory.Trait(asked=True, state="answered", opened_at=ANSWERED, ended_at=ANSWERED)


class ReferenceLinkFactory(factory.django.DjangoModelFactory[ReferenceLink]):
    """A link that opens the form; ``secret_of(link.seed)`` is its secret."""

    class Meta:
        model = ReferenceLink

    reference = factory.SubFactory(ReferenceFactory, asked=True)
    seed = factory.Sequence(lambda n: f"{n:064x}")
    secret_sha256 = factory.LazyAttribute(lambda link: fingerprint(secret_of(link.seed)))
    made_at = ASKED


class ReferenceDraftFactory(factory.django.DjangoModelFactory[ReferenceDraft]):
    """Something typed."""

    class Meta:
        model = ReferenceDraft

    reference = factory.SubFactory(ReferenceFactory, asked=True)
    typed = factory.LazyFunction(lambda: {"role": "Director"})
    saved_at = ASKED


class ReferenceAnswerFactory(factory.django.DjangoModelFactory[ReferenceAnswer]):
    """An answer; ``answered`` adds its statements."""

    class Meta:
        model = ReferenceAnswer

    reference = factory.SubFactory(ReferenceFactory, answering=True)
    name = factory.LazyAttribute(lambda answer: answer.reference.name)
    role = "Director"
    relation = "She reported to me for three years."
    given_at = ANSWERED


class ReferenceStatementFactory(factory.django.DjangoModelFactory[ReferenceStatement]):
    """One criterion, confirmed."""

    class Meta:
        model = ReferenceStatement

    answer = factory.SubFactory(ReferenceAnswerFactory)
    criterion = "relevance"
    says = "confirm"
    words = "She led the programme."


class QuestionFactory(factory.django.DjangoModelFactory[Question]):
    """Something asked during screening that waits."""

    class Meta:
        model = Question

    application = factory.SubFactory(ApplicationFactory, submitted=True, state="information", due_on=None)
    kind = "information"
    stage = "screening"
    text = "Until when did you work at Alfa?"
    asked_by = factory.SubFactory(UserFactory, roles=("back-office",))
    asked_at = ASKED

    class Params:
        answered = factory.Trait(state="answered", answer="Until May 2026.", ended_at=ANSWERED)


class QuestionFileFactory(factory.django.DjangoModelFactory[QuestionFile]):
    """A contract that came with an answer."""

    class Meta:
        model = QuestionFile

    question = factory.SubFactory(QuestionFactory, answered=True)
    file = factory.SubFactory(UploadFactory, shelf="answer", name="contract.pdf", taken=True)


class QuestionTextFactory(factory.django.DjangoModelFactory[QuestionText]):
    """A text to begin a question with."""

    class Meta:
        model = QuestionText

    name = factory.Sequence(lambda n: f"Text {n}")
    text = "Please tell us …"


class OrganisationAnswerFactory(factory.django.DjangoModelFactory[OrganisationAnswer]):
    """Two that look alike and are not."""

    class Meta:
        model = OrganisationAnswer

    application = factory.SubFactory(ApplicationFactory)
    names = "alfa\nalfa bv"
    differ = True
    words = "One is a foundation, the other one a company."
    answered_at = BEGUN


class AppointmentFactory(factory.django.DjangoModelFactory[Appointment]):
    """A free quarter of an hour by video, an hour after the other."""

    class Meta:
        model = Appointment

    checker = factory.SubFactory(UserFactory, roles=("identity-checker",))
    way = "video"
    starts_at = factory.Sequence(lambda n: BEGUN + dt.timedelta(days=40, hours=n))
    place = "https://video.example/room"


def whole(**given: object) -> Application:
    """A form that lacks nothing: one running position, three references at two organisations; a draft unless said."""
    application = ApplicationFactory(**{"filled": True, **given})
    PositionFactory(application=application)
    for number, organisation in enumerate(("Alfa", "Alfa", "Beta")):
        ReferenceFactory(
            application=application,
            organisation=organisation,
            email=f"ref-{application.pk}-{number}@{organisation.lower()}.example",
        )
    return application


def own_address(application: Application, email: str) -> None:
    """One more address of the applicant, not proved."""
    EmailAddress.objects.create(user=application.person, email=email, verified=False)


def under_way(state: str = "references_asked", **given: object) -> Application:
    """A whole application whose references were asked, each with a link; in another stage where said."""
    application = whole(**{state: True, **given})
    for reference in application.references.all():
        reference.state, reference.asked_at, reference.ends_on = "asked", ASKED, dt.date(2026, 7, 29)
        reference.save()
        ReferenceLinkFactory(reference=reference)
    return application


def answered(reference: Reference, **says: str) -> ReferenceAnswer:
    """The final answer of somebody: every criterion confirmed, but for what is said otherwise."""
    reference.state, reference.ended_at = "answered", ANSWERED
    reference.save(update_fields=["state", "ended_at"])
    answer = ReferenceAnswerFactory(reference=reference)
    for criterion in ("relevance", "term", "level", "accomplishment"):
        ReferenceStatementFactory(answer=answer, criterion=criterion, says=says.get(criterion, "confirm"))
    return answer
