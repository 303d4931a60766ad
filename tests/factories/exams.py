"""Documents, agreements, titles claimed after an exam, and requests to be forgotten, in every state."""

import datetime as dt

import factory

from members.models import Agreement, Announcement, Document, DocumentVersion, Erasure, ExamClaim
from members.models.documents import fingerprint
from tests.factories.accounts import UserFactory
from tests.factories.files import UploadFactory
from tests.factories.members import CredentialFactory, TitleFactory

CLAIMED_AT = dt.datetime(2026, 7, 1, 9, 0, tzinfo=dt.UTC)
DECIDED_AT = dt.datetime(2026, 7, 6, 9, 0, tzinfo=dt.UTC)


class DocumentFactory(factory.django.DjangoModelFactory[Document]):
    """A document beside those of the migrations."""

    class Meta:
        model = Document

    key = factory.Sequence(lambda n: f"document-{n}")
    title = factory.Sequence(lambda n: f"Document {n}")
    place = factory.Sequence(lambda n: 100 + n)


class DocumentVersionFactory(factory.django.DjangoModelFactory[DocumentVersion]):
    """Its first version."""

    class Meta:
        model = DocumentVersion

    document = factory.SubFactory(DocumentFactory)
    label = factory.Sequence(lambda n: f"v{n}")
    effective_on = dt.date(2026, 2, 1)
    text = "# One\n\n1. Be kind."
    sha256 = factory.LazyAttribute(lambda version: fingerprint(version.text))
    published_at = dt.datetime(2026, 1, 15, 9, 0, tzinfo=dt.UTC)


class AnnouncementFactory(factory.django.DjangoModelFactory[Announcement]):
    """Somebody is still to be told."""

    class Meta:
        model = Announcement

    version = factory.SubFactory(DocumentVersionFactory)
    asked_at = dt.datetime(2026, 1, 15, 9, 0, tzinfo=dt.UTC)


class AgreementFactory(factory.django.DjangoModelFactory[Agreement]):
    """Agreed to after signing in."""

    class Meta:
        model = Agreement

    person = factory.SubFactory(UserFactory)
    version = factory.SubFactory(DocumentVersionFactory)
    agreed_at = CLAIMED_AT
    how = "sign-in"


class ExamClaimFactory(factory.django.DjangoModelFactory[ExamClaim]):
    """A claim that waits for our check."""

    class Meta:
        model = ExamClaim

    person = factory.SubFactory(UserFactory)
    title = factory.SubFactory(TitleFactory)
    exam_on = dt.date(2026, 6, 12)
    exam_number = factory.Sequence(lambda n: f"EX-2026-{n:05}")
    proof = factory.SubFactory(UploadFactory, owner=factory.SelfAttribute("..person"), taken=True)
    claimed_at = CLAIMED_AT

    class Params:
        decided = factory.Trait(decided_at=DECIDED_AT, decided_by=factory.SubFactory(UserFactory))
        said_no = factory.Trait(decided=True, refusal="other-title", words="It was for another title.")
        refused = factory.Trait(said_no=True, state="refused")
        objected = factory.Trait(said_no=True, state="objected", objection="It was not.", objected_at=DECIDED_AT)
        upheld = factory.Trait(
            said_no=True,
            state="upheld",
            objection="It was not.",
            objected_at=DECIDED_AT,
            settled_at=DECIDED_AT,
            settled_by=factory.SubFactory(UserFactory),
            settled_words="It was.",
        )
        withdrawn = factory.Trait(state="withdrawn", decided_at=DECIDED_AT)
        awarded = factory.Trait(
            decided=True,
            state="awarded",
            credential=factory.SubFactory(
                CredentialFactory,
                member__user=factory.SelfAttribute("...person"),
                title=factory.SelfAttribute("..title"),
            ),
        )


class ErasureFactory(factory.django.DjangoModelFactory[Erasure]):
    """Somebody asked to be forgotten."""

    class Meta:
        model = Erasure

    class Params:
        forward = factory.Trait(
            state="put-forward",
            put_forward_at=DECIDED_AT,
            put_forward_by=factory.SubFactory(UserFactory, roles=("privacy-officer",)),
        )
        carried_out = factory.Trait(
            forward=True,
            state="carried-out",
            ended_at=DECIDED_AT,
            carried_out_by=factory.SubFactory(UserFactory, roles=("privacy-officer",)),
        )
        taken_back = factory.Trait(state="taken-back", ended_at=DECIDED_AT)

    person = factory.SubFactory(UserFactory)
    asked_at = CLAIMED_AT
