"""Reads of what members hold, and what is to be judged again: right, and in as many statements for one as for many."""

import datetime as dt
import threading
from typing import Any

import pytest
from django.db import connection, transaction

from members import selectors, services
from members.enums import Ground, OutcomeKind, RecheckWhy
from members.models import Credential, Cycle, Level, Recheck, Title
from members.rules.cycles import Window
from members.rules.standing import OutcomeFact
from members.services import Ruling
from tests.factories.members import (
    CredentialFactory,
    CycleFactory,
    MemberFactory,
    OutcomeFactory,
    RecheckFactory,
    TitleFactory,
)

pytestmark = pytest.mark.django_db

D = dt.date
AWARD, DAY_ONE, AFTER = D(2024, 1, 1), D(2027, 1, 1), D(2027, 4, 1)
RECORDED = dt.datetime(2027, 4, 1, 3, 0, tzinfo=dt.UTC)


def _lost(**fields: Any) -> Credential:
    credential = CredentialFactory(awarded_on=AWARD, **fields)
    told = {"kind": "decertified", "ground": "credits", "effective_on": AFTER, "recorded_at": RECORDED}
    OutcomeFactory(credential=credential, **told)
    return credential


def test_standings_are_those_of_each_credential_whatever_lies_between() -> None:
    foundation = TitleFactory(level=Level.objects.get(key="foundation"))
    lost, plain = _lost(), CredentialFactory(awarded_on=AWARD)
    endless, later, last = CredentialFactory(awarded_on=AWARD, title=foundation), CredentialFactory(), _lost()
    found = selectors.standings(Credential.objects.all(), D(2027, 4, 2))
    values = {pk: one and (one.value.value, one.since) for pk, one in found.items()}
    assert list(values) == sorted(values)
    assert values == {
        lost.pk: ("decertified", AFTER),
        plain.pk: ("held", AFTER),
        endless.pk: ("valid", AWARD),
        later.pk: ("valid", D(2026, 1, 5)),
        last.pk: ("decertified", AFTER),
    }
    assert selectors.standings([last.pk, plain.pk], D(2020, 1, 1)) == {plain.pk: None, last.pk: None}
    assert selectors.standing_of(last, D(2027, 4, 2)) == found[last.pk]


def test_standing_of_a_past_day_by_what_was_known_then() -> None:
    lost = _lost(awarded_at=dt.datetime(2024, 1, 1, 9, 0, tzinfo=dt.UTC))
    known = [selectors.standing_of(lost, AFTER, RECORDED + dt.timedelta(seconds=late)) for late in (-1, 0)]
    assert [one and one.value.value for one in known] == ["held", "decertified"]
    assert selectors.standing_of(lost, AFTER, dt.datetime(2023, 12, 31, tzinfo=dt.UTC)) is None


def test_an_imported_title_begins_with_the_first_cycle_that_was_brought_in() -> None:
    credential = CredentialFactory(awarded_on=D(2018, 7, 1), first_cycle=D(2024, 7, 1))
    Cycle.objects.filter(credential=credential).update(number=3)
    early, now = (selectors.standing_of(credential, day) for day in (D(2020, 1, 1), D(2024, 7, 1)))
    assert early
    assert now
    assert (early.value.value, early.cycle) == ("valid", None)
    assert now.cycle == Window(number=3, first=D(2024, 7, 1))


@pytest.mark.parametrize("count", [1, 500])
def test_standings_take_two_statements(django_assert_num_queries: Any, count: int) -> None:
    title, members = TitleFactory(), MemberFactory.create_batch(count)
    for member in members:
        _lost(member=member, title=title)
    with django_assert_num_queries(2):
        found = dict(selectors.each_standing(Credential.objects.filter(title=title), AFTER))
    assert len(found) == count
    with django_assert_num_queries(2):
        assert selectors.standings(list(found), AFTER) == found
    with django_assert_num_queries(3):
        facts = selectors.register_facts([one.pk for one in members])
    assert sum(map(len, facts.values())) == count


def test_register_facts_tell_award_cycles_and_outcomes() -> None:
    member = MemberFactory()
    held = _lost(member=member, title=Title.objects.get(code="S-ISP"))
    CycleFactory(credential=held, first_day=DAY_ONE)
    newer = CredentialFactory(member=member, title=Title.objects.get(code="S-CISO"))
    MemberFactory()
    facts = selectors.register_facts([member.pk])
    assert facts.keys() == {member.pk}
    first, second = facts[member.pk]
    assert (first.pk, first.title_code, first.level_key) == (held.pk, "S-ISP", "practitioner")
    assert (second.pk, second.level_key, second.outcomes) == (newer.pk, "officer", ())
    assert first.fact.first_cycle == first.cycles[0]
    assert first.cycles == (Window(number=1, first=AWARD), Window(number=2, first=DAY_ONE))
    (outcome,) = held.outcomes.all()
    assert first.outcomes == (
        OutcomeFact(
            id=outcome.pk,
            kind=OutcomeKind.DECERTIFIED,
            effective_on=AFTER,
            recorded_at=RECORDED,
            cycle=1,
            ground=Ground(outcome.ground),
        ),
    )


def test_titles_of_a_member_come_in_the_catalogues_order_and_the_newer_of_two() -> None:
    member, isp = MemberFactory(), Title.objects.get(code="S-ISP")
    lost = _lost(member=member, title=isp)
    Credential.objects.filter(pk=lost.pk).update(closed_by=lost.outcomes.get())
    officer = CredentialFactory(member=member, title=Title.objects.get(code="S-CISO"))
    anew = CredentialFactory(member=member, title=isp, awarded_on=D(2027, 5, 1))
    assert [row for row, _stands in selectors.titles_of(member, D(2027, 5, 1))] == [anew, officer]
    assert [row for row, _stands in selectors.titles_of(member, D(2027, 4, 30))] == [lost, officer]


@pytest.mark.parametrize(("on", "over"), [(D(2026, 12, 31), False), (D(2027, 1, 1), True), (D(2030, 1, 1), True)])
def test_cycles_that_are_over_and_wait_are_found_by_their_day(on: D, over: bool) -> None:
    credential = CredentialFactory(awarded_on=AWARD)
    CycleFactory()
    assert (credential.pk in set(Cycle.objects.over(on).values_list("credential", flat=True))) is over
    services.record_outcomes(
        [Ruling(credential=credential.pk, kind=OutcomeKind.ENDED, ground=Ground.CANCELLED, effective_on=DAY_ONE)],
        at=RECORDED,
    )
    assert not Cycle.objects.over(on).filter(credential=credential).exists()


@pytest.mark.parametrize("what", ["over", "rechecks"])
def test_what_waits_is_read_from_an_index_of_its_own(what: str) -> None:
    rows = {"over": Cycle.objects.over(AFTER).order_by("first_day", "pk"), "rechecks": Recheck.objects.waiting()}[what]
    index = {"over": "cycle_waiting", "rechecks": "recheck_waiting"}[what]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")
            cursor.execute("DROP INDEX cycle_by_first_day")  # which serves an empty table as well
    assert index in (rows if what == "over" else rows.order_by("pk")).explain()


# Rechecks -------------------------------------------------------------------------------------------


def test_a_recheck_waits_once_for_a_reason_and_keeps_the_first_moment() -> None:
    one, other = CredentialFactory(), CredentialFactory()
    services.ask_recheck([one.pk], RecheckWhy.PAYMENT, at=RECORDED)
    services.ask_recheck([one.pk, other.pk], RecheckWhy.PAYMENT, at=RECORDED + dt.timedelta(days=1))
    services.ask_recheck([one.pk], RecheckWhy.APPEAL, at=RECORDED)
    services.ask_recheck([], RecheckWhy.APPEAL, at=RECORDED)
    kept = set(Recheck.objects.values_list("credential", "why", "since_at"))
    assert kept == {
        (one.pk, "payment", RECORDED),
        (other.pk, "payment", RECORDED + dt.timedelta(days=1)),
        (one.pk, "appeal", RECORDED),
    }


def test_rechecks_are_taken_once_and_asked_for_anew_afterwards() -> None:
    credential = CredentialFactory()
    for why in (RecheckWhy.PAYMENT, RecheckWhy.REVERSAL):
        services.ask_recheck([credential.pk], why, at=RECORDED)
    waiting = list(Recheck.objects.waiting().values_list("pk", flat=True))
    taken = services.take_rechecks(waiting, at=RECORDED)
    assert taken == {credential.pk: {RecheckWhy.PAYMENT, RecheckWhy.REVERSAL}}
    assert services.take_rechecks(waiting, at=RECORDED) == {}
    services.ask_recheck([credential.pk], RecheckWhy.PAYMENT, at=RECORDED)
    assert Recheck.objects.waiting().count() == 1
    assert Recheck.objects.count() == 3


@pytest.mark.parametrize("count", [1, 60])
def test_rechecks_take_two_statements(django_assert_num_queries: Any, count: int) -> None:
    rows = [credential.pk for credential in CredentialFactory.create_batch(count)]
    with transaction.atomic():
        with django_assert_num_queries(2 + 2):
            services.ask_recheck(rows, RecheckWhy.DECISION, at=RECORDED)
        waiting = list(Recheck.objects.values_list("pk", flat=True))
        with django_assert_num_queries(2 + 2):
            services.take_rechecks(waiting, at=RECORDED)


@pytest.mark.django_db(transaction=True)
def test_nobody_takes_a_recheck_without_seeing_the_fact_that_asked_for_it() -> None:
    """The row waits already when a second payment asks for it: who takes it waits until that payment is there."""
    if connection.vendor == "sqlite":
        return  # it lets one write at a time
    waiting = RecheckFactory()
    order: list[str] = []

    def take() -> None:
        try:
            services.take_rechecks([waiting.pk], at=RECORDED)
            order.append("taken")
        finally:
            connection.close()

    taker = threading.Thread(target=take)
    with transaction.atomic():
        services.ask_recheck([waiting.credential_id], RecheckWhy.PAYMENT, at=RECORDED)
        taker.start()
        taker.join(timeout=0.5)
        order.append("paid")
    taker.join(timeout=10)
    assert order == ["paid", "taken"]
