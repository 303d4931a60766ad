"""Officer applications: drafts, empty and whole, and what was submitted."""

import datetime as dt

import factory
from allauth.account.models import EmailAddress

from applications.models import Application, Appointment, OrganisationAnswer, Position, Reference
from members.models import Title
from tests.factories.accounts import UserFactory
from tests.factories.files import UploadFactory

BEGUN = dt.datetime(2026, 7, 1, 9, 0, tzinfo=dt.UTC)
SUBMITTED = dt.datetime(2026, 7, 6, 9, 0, tzinfo=dt.UTC)
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
        withdrawn = factory.Trait(submitted=True, state="withdrawn", withdrawn_at=WITHDRAWN)


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
