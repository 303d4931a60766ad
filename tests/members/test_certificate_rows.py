"""Certificates as rows: after any history the current one shows the cycle the title stands in, and numbers stay."""

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from common import references
from members import selectors, services
from members.enums import GROUNDS, OutcomeKind
from members.models import Badge, Certificate, Credential, Outcome, Title
from members.services import HeldAlready, Refused, Ruling
from tests.factories.accounts import UserFactory
from tests.factories.certificates import BadgeFactory, CertificateFactory
from tests.factories.members import MemberFactory
from tests.members.test_outcomes import AWARD, TURNS

AT = dt.datetime(2024, 1, 1, 9, 0, tzinfo=dt.UTC)


@st.composite
def histories(draw: st.DrawFn) -> list[tuple[OutcomeKind, dt.date, int | None, dt.date | None, int | None, int]]:
    """Things that somebody records, each some days after it takes effect; an ending may be announced ahead."""
    wanted = []
    for number in range(draw(st.integers(1, 8))):
        kind = draw(st.sampled_from(OutcomeKind))
        cycle = draw(st.integers(1, 2)) if kind.of_a_cycle else None
        last_day = draw(st.sampled_from(TURNS)) if kind == OutcomeKind.EXTENDED else None
        earlier = draw(st.none() | st.integers(0, number - 1)) if number else None
        ahead = -40 if kind == OutcomeKind.ENDED else 0
        wanted.append((kind, draw(st.sampled_from(TURNS)), cycle, last_day, earlier, draw(st.integers(ahead, 60))))
    return wanted


class TestHistories(TestCase):
    """What an act leaves behind, whatever was done before, and in whatever order."""

    @examples(max_examples=60)
    @given(histories())
    def test_the_current_certificate_shows_the_cycle_the_title_stands_in(
        self, wanted: list[tuple[OutcomeKind, dt.date, int | None, dt.date | None, int | None, int]]
    ) -> None:
        credential = services.award(MemberFactory(), Title.objects.get(code="S-ISP"), on=AWARD, by=None, at=AT)
        clerk, other = UserFactory(), UserFactory()
        written: list[Outcome] = []
        now = AT
        for kind, on, cycle, last_day, earlier, later in wanted:
            moment = dt.datetime.combine(on + dt.timedelta(days=later), dt.time(9), tzinfo=dt.UTC)
            now = max(now + dt.timedelta(minutes=1), moment)
            ruling = Ruling(
                credential=credential.pk,
                kind=kind,
                ground=GROUNDS[kind][0],
                effective_on=on,
                cycle=cycle,
                last_day=last_day,
                supersedes=written[earlier].pk if earlier is not None and earlier < len(written) else None,
            )
            numbers = set(Certificate.objects.values_list("number", flat=True))
            try:
                written += services.record_outcomes([ruling], at=now, by=clerk, seconded_by=other, reason="So it is.")
            except (Refused, HeldAlready):
                continue
            finally:
                assert numbers <= set(Certificate.objects.values_list("number", flat=True)), "numbers stay"
            self._holds(credential, now)

    def _holds(self, credential: Credential, now: dt.datetime) -> None:
        current = Certificate.objects.current().select_related("cycle").get(credential=credential)
        found = selectors.standing_of(credential, now.date())
        assert found
        if not found.value.over:
            assert current.cycle
            assert found.cycle
            assert current.cycle.number == found.cycle.number
        assert Badge.objects.count() == Certificate.objects.count()


pytestmark = pytest.mark.django_db


def test_an_ending_that_is_undone_gives_a_new_certificate_of_the_same_cycle() -> None:
    credential = services.award(MemberFactory(), Title.objects.get(code="S-ISP"), on=AWARD, by=None, at=AT)
    first = Certificate.objects.get()
    revoked = _record(credential, OutcomeKind.REVOKED, dt.date(2025, 3, 1))
    assert Certificate.objects.get() == first, "what is over is not replaced"
    _record(credential, OutcomeKind.WITHDRAWN, dt.date(2025, 3, 2), supersedes=revoked.pk)
    again = Certificate.objects.current().get()
    assert (again.why, again.cycle, again.name) == ("restored", first.cycle, first.name)
    assert Certificate.objects.get(pk=first.pk).replaced_at == again.issued_at
    assert again.number != first.number


def _record(credential: Credential, kind: OutcomeKind, on: dt.date, *, supersedes: int | None = None) -> Outcome:
    ruling = Ruling(
        credential=credential.pk, kind=kind, ground=GROUNDS[kind][0], effective_on=on, supersedes=supersedes
    )
    at = dt.datetime.combine(on, dt.time(9), tzinfo=dt.UTC)
    two = {"by": UserFactory(), "seconded_by": UserFactory(), "reason": "So it is."}
    return services.record_outcomes([ruling], at=at, **two)[0]


def test_an_announced_ending_that_is_taken_back_in_time_changes_no_certificate() -> None:
    credential = services.award(MemberFactory(), Title.objects.get(code="S-ISP"), on=AWARD, by=None, at=AT)
    ruling = Ruling(
        credential=credential.pk,
        kind=OutcomeKind.ENDED,
        ground=GROUNDS[OutcomeKind.ENDED][0],
        effective_on=dt.date(2026, 1, 1),
    )
    announced = services.record_outcomes([ruling], at=AT + dt.timedelta(days=30))[0]
    back = Ruling(
        credential=credential.pk,
        kind=OutcomeKind.WITHDRAWN,
        ground=GROUNDS[OutcomeKind.WITHDRAWN][0],
        effective_on=dt.date(2025, 1, 1),
        supersedes=announced.pk,
    )
    services.record_outcomes([back], at=AT + dt.timedelta(days=300))
    assert Certificate.objects.count() == 1


@pytest.mark.parametrize("count", [1, 30])
def test_certificates_of_many_titles_take_as_many_statements_as_of_one(count: int) -> None:
    title = Title.objects.get(code="S-ISP")
    awards = [(member, title) for member in MemberFactory.create_batch(count)]
    with CaptureQueriesContext(connection) as asked:
        services.award_many(awards, on=AWARD, by=None, at=AT)
    told = [query["sql"] for query in asked if "certificate" in query["sql"] or "members_badge" in query["sql"]]
    assert len(told) == 5, told
    assert Badge.objects.count() == Certificate.objects.count() == count
    numbers = Certificate.objects.values_list("number", flat=True)
    assert all(references.is_whole(number) and len(number) == 16 for number in numbers)


def test_one_certificate_of_a_title_is_current() -> None:
    row = CertificateFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        CertificateFactory(credential=row.credential)
    CertificateFactory(credential=row.credential, replaced=True)


@pytest.mark.parametrize("fields", [{"key": "k"}, {"signed": "x"}, {"signed_at": AT}])
def test_a_badge_is_signed_with_a_key_or_not_at_all(fields: dict[str, object]) -> None:
    with pytest.raises(IntegrityError, match="signed_with_a_key"), transaction.atomic():
        BadgeFactory(**fields)
