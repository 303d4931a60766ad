"""What members show: certificates with their badges, decisions about names on them, private calendars."""

import datetime as dt
from typing import Any

import factory

from common import private_links
from members.models import Badge, CalendarFeed, Certificate, Credential, NameDecision
from tests.factories.accounts import UserFactory
from tests.factories.files import UploadFactory
from tests.factories.members import RECORDED_AT, REGISTERED_ON, CredentialFactory, MemberFactory

DRAWN_AT = RECORDED_AT + dt.timedelta(minutes=1)


def _last_cycle(certificate: Any) -> Any:
    return certificate.credential.cycles.order_by("number").last()


class CertificateFactory(factory.django.DjangoModelFactory[Certificate]):
    """The certificate of a title's last cycle, issued at its award and not drawn yet; its badge comes with it."""

    class Meta:
        model = Certificate
        skip_postgeneration_save = True

    class Params:
        drawn = factory.Trait(
            drawn_at=DRAWN_AT,
            file=factory.SubFactory(
                UploadFactory,
                owner=factory.LazyAttribute(lambda file: file.factory_parent.credential.member.user),
                name="certificate.pdf",
                kind="pdf",
                expires_at=None,
            ),
        )
        replaced = factory.Trait(replaced_at=RECORDED_AT + dt.timedelta(days=30))

    credential = factory.SubFactory(CredentialFactory)
    cycle = factory.LazyAttribute(_last_cycle)
    name = factory.LazyAttribute(lambda certificate: certificate.credential.member.user.get_full_name())
    why = "award"
    issued_on = REGISTERED_ON
    issued_at = RECORDED_AT

    @factory.post_generation
    def badge(self, create: bool, made: bool | None) -> None:
        if create and made is not False:
            Badge.objects.create(certificate=self)


class BadgeFactory(factory.django.DjangoModelFactory[Badge]):
    """A badge that waits to be signed, or one signed with some key."""

    class Meta:
        model = Badge

    class Params:
        done = factory.Trait(key="k" * 43, signed="header.payload.signature", signed_at=DRAWN_AT)

    certificate = factory.SubFactory(CertificateFactory, badge=False)


class NameDecisionFactory(factory.django.DjangoModelFactory[NameDecision]):
    """A name that a colleague let stand on certificates."""

    class Meta:
        model = NameDecision

    member = factory.SubFactory(MemberFactory)
    name = "Ada de Vries"
    granted = True
    decided_at = RECORDED_AT + dt.timedelta(days=1)
    decided_by = factory.SubFactory(UserFactory, roles=("back-office",))


class CalendarFeedFactory(factory.django.DjangoModelFactory[CalendarFeed]):
    """A private calendar that a member made."""

    class Meta:
        model = CalendarFeed

    member = factory.SubFactory(MemberFactory)
    seed = factory.LazyFunction(private_links.new_seed)
    fingerprint = factory.LazyAttribute(lambda feed: private_links.fingerprint(private_links.secret_of(feed.seed)))
    made_at = RECORDED_AT


def titled(credential: Credential | None = None, **fields: Any) -> Credential:
    """A title as the portal awards it: with its certificate and badge."""
    row = credential or CredentialFactory(**fields)
    CertificateFactory(credential=row)
    return row
