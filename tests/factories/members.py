"""The register: levels, tracks and titles beside the catalogue of the migrations, and members."""

import datetime as dt

import factory

from members.models import Level, Member, Title, Track
from tests.factories.accounts import UserFactory

REGISTERED_ON = dt.date(2026, 1, 5)


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
    """A title with a name."""

    class Meta:
        model = Title

    code = factory.Sequence(lambda n: f"T-{n}")
    name = factory.Sequence(lambda n: f"Title {n}")
    level = factory.SubFactory(LevelFactory)
    track = factory.SubFactory(TrackFactory)


class MemberFactory(factory.django.DjangoModelFactory[Member]):
    """A person in the register who gave no address yet."""

    class Meta:
        model = Member

    user = factory.SubFactory(UserFactory)
    number = factory.Sequence(lambda n: 50_001 + n)
    registered_on = REGISTERED_ON
