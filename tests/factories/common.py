"""What every app leans on: lines of the audit log with values and seals, closed days beyond the migrations'."""

import datetime as dt

import factory

from common.acts import READ
from common.audit import digests
from common.models import AuditDetail, AuditLine, AuditSeal, ClosedDay

ACTED = dt.datetime(2026, 7, 1, 9, 0, tzinfo=dt.UTC)


class AuditLineFactory(factory.django.DjangoModelFactory[AuditLine]):
    """Somebody looked at an account."""

    class Meta:
        model = AuditLine

    at = ACTED
    act = READ
    by_id = factory.Sequence(lambda n: 1_000_000 + n)
    about_model = "accounts.user"
    about_id = factory.Sequence(lambda n: 2_000_000 + n)


class AuditDetailFactory(factory.django.DjangoModelFactory[AuditDetail]):
    """The values of a line that names them."""

    class Meta:
        model = AuditDetail

    salt = "5a" * 16
    values = factory.LazyFunction(lambda: {"given_name": ["Ada", "Žofie"]})
    reason = "As the passport says."

    @factory.lazy_attribute
    def line(self) -> AuditLine:
        detail = AuditDetail(salt=self.salt, values=self.values, reason=self.reason)
        return AuditLineFactory(fields=sorted(self.values), digest=digests.of_detail(detail))


class AuditSealFactory(factory.django.DjangoModelFactory[AuditSeal]):
    """The first seal of a chain."""

    class Meta:
        model = AuditSeal

    position = 1
    line = factory.SubFactory(AuditLineFactory)
    sealed_at = ACTED

    @factory.lazy_attribute
    def digest(self) -> str:
        seal = AuditSeal(position=self.position, line=self.line, sealed_at=self.sealed_at)
        return digests.of_seal(seal, AuditLine.objects.get(pk=self.line.pk), previous=digests.BEGINNING)


class ClosedDayFactory(factory.django.DjangoModelFactory[ClosedDay]):
    """A bridge day of the institute's own."""

    class Meta:
        model = ClosedDay

    day = factory.Sequence(lambda n: dt.date(2100, 1, 1) + dt.timedelta(n))
    name = "Bridge day"
