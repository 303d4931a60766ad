"""The register: levels, tracks and titles beside the catalogue of the migrations, members, and what they hold."""

import datetime as dt

import factory

from members.models import (
    Credential,
    Cycle,
    Level,
    Member,
    Outcome,
    Recheck,
    Title,
    Track,
)
from tests.factories.accounts import UserFactory

REGISTERED_ON = dt.date(2026, 1, 5)
RECORDED_AT = dt.datetime(2026, 1, 5, 9, 0, tzinfo=dt.UTC)


class LevelFactory(factory.django.DjangoModelFactory[Level]):
    """A level above the four of the catalogue."""

    class Meta:
        model = Level

    key = factory.Sequence(lambda n: f"level-{n}")
    name = factory.Sequence(lambda n: f"Level {n}")
    meaning = "Knows more than the level before."
    earned_by = "exam"
    rank = factory.Sequence(lambda n: 100 + n)


class TrackFactory(factory.django.DjangoModelFactory[Track]):
    """A track after the seven of the catalogue."""

    class Meta:
        model = Track

    key = factory.Sequence(lambda n: f"track-{n}")
    name = factory.Sequence(lambda n: f"Track {n}")
    rank = factory.Sequence(lambda n: 100 + n)


class TitleFactory(factory.django.DjangoModelFactory[Title]):
    """A title with a name, of a level the rules know."""

    class Meta:
        model = Title

    code = factory.Sequence(lambda n: f"T-{n}")
    name = factory.Sequence(lambda n: f"Title {n}")
    level = factory.LazyFunction(lambda: Level.objects.get(key="practitioner"))
    track = factory.SubFactory(TrackFactory)


class MemberFactory(factory.django.DjangoModelFactory[Member]):
    """A person in the register who gave no address yet."""

    class Meta:
        model = Member

    user = factory.SubFactory(UserFactory)
    number = factory.Sequence(lambda n: 50_001 + n)
    registered_on = REGISTERED_ON


class CredentialFactory(factory.django.DjangoModelFactory[Credential]):
    """A title held since somebody came into the register, in its first cycle where its level has any."""

    class Meta:
        model = Credential
        skip_postgeneration_save = True

    member = factory.SubFactory(MemberFactory)
    title = factory.SubFactory(TitleFactory)
    awarded_on = REGISTERED_ON
    awarded_at = RECORDED_AT

    @factory.post_generation
    def first_cycle(self, create: bool, first_day: dt.date | None) -> None:
        if create and self.title.level.has_cycles:
            Cycle.objects.create(credential=self, number=1, first_day=first_day or self.awarded_on)


class CycleFactory(factory.django.DjangoModelFactory[Cycle]):
    """A second cycle, after one that nobody judged."""

    class Meta:
        model = Cycle

    credential = factory.SubFactory(CredentialFactory)
    number = 2
    first_day = dt.date(2029, 1, 5)
    waits = False


class OutcomeFactory(factory.django.DjangoModelFactory[Outcome]):
    """The first cycle of a title, renewed by a duty as soon as it was over."""

    class Meta:
        model = Outcome

    credential = factory.SubFactory(CredentialFactory)
    cycle = factory.LazyAttribute(lambda outcome: outcome.credential.cycles.earliest("number"))
    kind = "renewed"
    ground = "complete"
    effective_on = dt.date(2029, 1, 5)
    recorded_at = dt.datetime(2029, 1, 5, 2, 0, tzinfo=dt.UTC)


class RecheckFactory(factory.django.DjangoModelFactory[Recheck]):
    """Word that a payment came in."""

    class Meta:
        model = Recheck

    credential = factory.SubFactory(CredentialFactory)
    why = "payment"
    since_at = dt.datetime(2029, 2, 1, 9, 0, tzinfo=dt.UTC)
