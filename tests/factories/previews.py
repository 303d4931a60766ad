"""Previews of a policy version: one that is done, of the version with a first day in the past."""

import datetime as dt
from decimal import Decimal

import factory

from cpe.models import BEGINNING, PolicyPreview, PreviewLine
from tests.factories.accounts import UserFactory
from tests.factories.cpe import DRAFTED, PolicyVersionFactory
from tests.factories.members import CredentialFactory

ASKED = dt.datetime(2026, 7, 2, 9, 0, tzinfo=dt.UTC)


class PolicyPreviewFactory(factory.django.DjangoModelFactory[PolicyPreview]):
    """What a draft would change had it always held; done, and found nothing."""

    class Meta:
        model = PolicyPreview

    version = factory.SubFactory(PolicyVersionFactory)
    first_day = BEGINNING
    judged_on = ASKED.date()
    asked_by = factory.SubFactory(UserFactory)
    asked_at = ASKED
    edited_at = DRAFTED
    done_at = ASKED + dt.timedelta(minutes=1)

    class Params:
        waiting = factory.Trait(done_at=None)


class PreviewLineFactory(factory.django.DjangoModelFactory[PreviewLine]):
    """Somebody of whom five credits count, and six would."""

    class Meta:
        model = PreviewLine

    preview = factory.SubFactory(PolicyPreviewFactory)
    credential = factory.SubFactory(CredentialFactory)
    expires_on = dt.date(2029, 1, 4)
    was_counted = Decimal(5)
    becomes_counted = Decimal(6)
    was_required = Decimal(60)
    becomes_required = Decimal(60)
    was = "running"
    becomes = "running"
