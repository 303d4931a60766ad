"""The ledger: hours of teaching, accepted on the day they were reported."""

import datetime as dt
from decimal import Decimal

import factory

from cpe.models import Claim, ClaimDraft, ClaimQuestion, Evidence, LedgerLine
from tests.factories.accounts import UserFactory
from tests.factories.files import UploadFactory
from tests.factories.members import MemberFactory

REPORTED_ON = dt.date(2026, 3, 3)
RECORDED_AT = dt.datetime(2026, 3, 3, 9, 0, tzinfo=dt.UTC)


class ClaimFactory(factory.django.DjangoModelFactory[Claim]):
    """Two hours of teaching that wait for nobody's decision, and have none yet."""

    class Meta:
        model = Claim

    member = factory.SubFactory(MemberFactory)
    activity = "teaching"
    completed_on = dt.date(2026, 3, 2)
    reported_on = REPORTED_ON
    amount = Decimal(2)


class LedgerLineFactory(factory.django.DjangoModelFactory[LedgerLine]):
    """Accepted on the day of the report."""

    class Meta:
        model = LedgerLine

    claim = factory.SubFactory(ClaimFactory, state="accepted")
    status = "accepted"
    decided_on = REPORTED_ON
    recorded_at = RECORDED_AT

    class Params:
        denied = factory.Trait(
            status="denied", why="no-proof", words="We asked for the attendance list.", claim__state="denied"
        )


class ClaimDraftFactory(factory.django.DjangoModelFactory[ClaimDraft]):
    """A talk somebody began to report, and left without a day."""

    class Meta:
        model = ClaimDraft

    member = factory.SubFactory(MemberFactory)
    typed = factory.LazyFunction(lambda: {"activity": "teaching", "title": "A talk", "amount": "two"})
    begun_at = RECORDED_AT
    changed_at = RECORDED_AT


class EvidenceFactory(factory.django.DjangoModelFactory[Evidence]):
    """A picture that proves a claim; of a draft where one is given."""

    class Meta:
        model = Evidence

    claim = factory.SubFactory(ClaimFactory)
    file = factory.SubFactory(
        UploadFactory, shelf="cpe-evidence", taken=True, owner=factory.SelfAttribute("..of.member.user")
    )
    added_at = RECORDED_AT

    class Params:
        of = factory.LazyAttribute(lambda row: row.claim or row.draft)
        drafted = factory.Trait(claim=None, draft=factory.SubFactory(ClaimDraftFactory))


class ClaimQuestionFactory(factory.django.DjangoModelFactory[ClaimQuestion]):
    """Proof is asked for, and has not come yet."""

    class Meta:
        model = ClaimQuestion

    claim = factory.SubFactory(ClaimFactory)
    words = "Please send us the attendance list."
    asked_at = RECORDED_AT
    asked_by = factory.SubFactory(UserFactory)
