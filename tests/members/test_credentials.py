"""Awards and outcomes: the rows, what they open and close, and what is refused."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from common.audit.verifying import verify
from common.errors import Forbidden
from common.models import AuditLine
from members import selectors, services
from members.enums import GROUNDS, Ground, OutcomeKind
from members.models import Credential, Cycle, Level, Member, Outcome, Title
from members.services import HeldAlready, Refused, Ruling
from tests.factories.accounts import UserFactory
from tests.factories.members import CredentialFactory, MemberFactory, TitleFactory

pytestmark = pytest.mark.django_db

D = dt.date
AT = dt.datetime(2027, 6, 1, 9, 0, tzinfo=dt.UTC)
AWARD, LAST, AFTER = D(2024, 1, 1), D(2027, 3, 31), D(2027, 4, 1)
WHY = "A serious illness, shown by a letter."


def _title(code: str = "S-ISP") -> Title:
    return Title.objects.select_related("level").get(code=code)


def _awarded(member: Member | None = None, on: D = AWARD, code: str = "S-ISP") -> Credential:
    return services.award(member or MemberFactory(), _title(code), on=on, by=None, at=AT)


def _ruling(credential: Credential, kind: str, on: D, **more: Any) -> Ruling:
    found = OutcomeKind(kind)
    told = {"ground": GROUNDS[found][0], "cycle": 1 if found.of_a_cycle else None, **more}
    return Ruling(credential=credential.pk, kind=found, effective_on=on, **told)


def _record(credential: Credential, kind: str, on: D, **more: Any) -> Outcome:
    acting = {name: more.pop(name) for name in ("by", "seconded_by", "reason") if name in more}
    (outcome,) = services.record_outcomes([_ruling(credential, kind, on, **more)], at=AT, **acting)
    return outcome


def _stands(credential: Credential, on: D) -> tuple[str, int | None]:
    found = selectors.standing_of(credential, on)
    assert found is not None
    return found.value.value, found.cycle and found.cycle.number


def _cycles(credential: Credential) -> list[tuple[int, D, bool]]:
    return list(credential.cycles.order_by("number").values_list("number", "first_day", "waits"))


def _closed_by(credential: Credential) -> Outcome | None:
    return Credential.objects.get(pk=credential.pk).closed_by


def _two() -> dict[str, Any]:
    return {"by": UserFactory(roles=["back-office"]), "seconded_by": UserFactory(roles=["finance"]), "reason": WHY}


def test_award_begins_the_first_cycle_and_leaves_a_line() -> None:
    clerk, member = UserFactory(roles=["back-office"]), MemberFactory()
    credential = services.award(member, _title(), on=AWARD, by=clerk, at=AT)
    assert (credential.awarded_on, credential.awarded_at, credential.closed_by) == (AWARD, AT, None)
    assert _cycles(credential) == [(1, AWARD, True)]
    line = AuditLine.objects.get(act="members.awarded")
    assert (line.about_id, line.person_id, line.by_id) == (credential.pk, member.user_id, clerk.pk)


def test_foundation_has_no_cycle_and_nothing_that_waits() -> None:
    foundation = Level.objects.get(key="foundation")
    assert [level.key for level in Level.objects.filter(has_cycles=False)] == ["foundation"]
    assert [row.key for row in Level.history.filter(has_cycles=False)] == ["foundation"]
    title = TitleFactory(level=foundation)
    credential = services.award(MemberFactory(), title, on=AWARD, by=None, at=AT)
    assert _cycles(credential) == []
    assert _stands(credential, D(2090, 1, 1)) == ("valid", None)


def test_cycles_begin_by_the_level_that_stands_when_the_title_is_awarded() -> None:
    title = _title()
    Title.objects.filter(pk=title.pk).update(level=Level.objects.get(key="foundation"))
    assert _cycles(services.award(MemberFactory(), title, on=AWARD, by=None, at=AT)) == []


def test_a_title_is_held_once_and_two_titles_run_on_their_own_days() -> None:
    member = MemberFactory()
    _awarded(member)
    with pytest.raises(HeldAlready, match="S-ISP Information Security Practitioner is held"):
        _awarded(member, on=D(2027, 5, 1))
    other = _awarded(member, on=D(2025, 7, 1), code="S-CISO")
    assert _cycles(other) == [(1, D(2025, 7, 1), True)]
    assert Credential.objects.count() == 2


def test_renewed_begins_the_next_cycle_the_day_after_the_last_one() -> None:
    credential = _awarded()
    outcome = _record(credential, "renewed", D(2027, 2, 14))
    assert (outcome.cycle.number, outcome.recorded_at, outcome.recorded_by) == (1, AT, None)
    assert _cycles(credential) == [(1, AWARD, False), (2, D(2027, 1, 1), True)]
    assert _stands(credential, D(2027, 2, 13)) == ("grace", 1)
    assert _stands(credential, D(2027, 2, 14)) == ("valid", 2)
    assert _closed_by(credential) is None


def test_decertified_closes_the_credential_and_the_title_can_be_earned_anew() -> None:
    credential = _awarded()
    outcome = _record(credential, "decertified", AFTER)
    assert _closed_by(credential) == outcome
    assert _cycles(credential) == [(1, AWARD, False)]
    with pytest.raises(HeldAlready):
        _awarded(credential.member, on=LAST)
    anew = _awarded(credential.member, on=AFTER)
    assert anew != credential
    assert _stands(anew, AFTER) == ("valid", 1)


def test_cycles_that_ended_meanwhile_are_recorded_in_one_go() -> None:
    credential = _awarded(on=D(2018, 1, 1))
    rulings = [
        _ruling(credential, "renewed", D(2021, 1, 1), cycle=1),
        _ruling(credential, "renewed", D(2024, 1, 20), cycle=2),
        _ruling(credential, "decertified", AFTER, cycle=3),
    ]
    outcomes = services.record_outcomes(rulings, at=AT)
    assert [outcome.cycle.number for outcome in outcomes] == [1, 2, 3]
    assert _cycles(credential) == [(1, D(2018, 1, 1), False), (2, D(2021, 1, 1), False), (3, D(2024, 1, 1), False)]
    assert _stands(credential, D(2024, 1, 20)) == ("valid", 3)
    assert _closed_by(credential) == outcomes[2]


def test_an_appeal_that_is_won_opens_the_title_again() -> None:
    credential = _awarded()
    lost = _record(credential, "decertified", AFTER)
    won = _record(credential, "renewed", D(2027, 1, 1), supersedes=lost.pk)
    assert lost.superseded_by == won
    assert _closed_by(credential) is None
    assert _cycles(credential) == [(1, AWARD, False), (2, D(2027, 1, 1), True)]
    assert _stands(credential, D(2027, 5, 1)) == ("valid", 2)


def test_a_title_earned_anew_is_not_opened_twice() -> None:
    credential = _awarded()
    lost = _record(credential, "decertified", AFTER)
    anew = _awarded(credential.member, on=D(2027, 5, 1))
    with pytest.raises(HeldAlready, match="earned anew"):
        _record(credential, "renewed", D(2027, 1, 1), supersedes=lost.pk)
    assert _closed_by(credential) == lost
    assert Outcome.objects.count() == 1
    assert _closed_by(anew) is None


def test_two_credentials_of_one_title_are_not_opened_in_one_go() -> None:
    first = _awarded()
    lost = _record(first, "decertified", AFTER)
    second = _awarded(first.member, on=AFTER)
    given_up = _record(second, "ended", D(2027, 5, 1))
    both = [
        _ruling(first, "renewed", D(2027, 1, 1), supersedes=lost.pk),
        _ruling(second, "withdrawn", D(2027, 5, 2), supersedes=given_up.pk),
    ]
    with pytest.raises(HeldAlready, match="held already"):
        services.record_outcomes(both, at=AT)
    assert (_closed_by(first), _closed_by(second)) == (lost, given_up)


def test_an_announced_ending_closes_at_once_and_the_title_stands_until_then() -> None:
    credential = _awarded()
    ending = _record(credential, "ended", D(2026, 7, 1))
    assert _closed_by(credential) == ending
    assert _cycles(credential) == [(1, AWARD, False)], "it ends before its cycle does: nothing to judge"
    assert _stands(credential, D(2026, 6, 30)) == ("valid", 1)
    with pytest.raises(HeldAlready):
        _awarded(credential.member, on=D(2026, 6, 30))
    _record(credential, "withdrawn", D(2026, 5, 1), supersedes=ending.pk)
    assert _closed_by(credential) is None
    assert _cycles(credential) == [(1, AWARD, True)]
    assert _stands(credential, D(2026, 7, 1)) == ("valid", 1)


def test_a_cycle_that_is_over_before_an_announced_ending_still_waits() -> None:
    credential = _awarded()
    ending = _record(credential, "ended", D(2027, 3, 1))
    assert _cycles(credential) == [(1, AWARD, True)]
    _record(credential, "renewed", D(2027, 1, 1))
    assert _cycles(credential) == [(1, AWARD, False), (2, D(2027, 1, 1), False)]
    assert _closed_by(credential) == ending
    assert _stands(credential, D(2027, 2, 28)) == ("valid", 2)
    assert _stands(credential, D(2027, 3, 1)) == ("ended", 2)


def test_three_titles_are_revoked_in_one_act_at_the_same_time() -> None:
    """G-210, as far as the register goes."""
    member = MemberFactory()
    held = [_awarded(member, code=code) for code in ("S-ISP", "S-ITSE", "S-CISO")]
    services.record_outcomes([_ruling(one, "revoked", D(2027, 6, 1)) for one in held], at=AT)
    assert set(Outcome.objects.values_list("kind", "effective_on", "recorded_at")) == {("revoked", D(2027, 6, 1), AT)}
    assert [_stands(one, D(2027, 6, 1))[0] for one in held] == ["revoked"] * 3
    assert not Cycle.objects.filter(waits=True).exists()


def test_revocation_of_what_ended_stands_from_its_day() -> None:
    credential = _awarded()
    _record(credential, "decertified", AFTER)
    revoked = _record(credential, "revoked", D(2027, 6, 1))
    assert _closed_by(credential) == revoked
    assert _stands(credential, D(2027, 5, 31))[0] == "decertified"
    with pytest.raises(Refused, match="over on that day"):
        _record(credential, "revoked", D(2027, 7, 1))


# Two people -----------------------------------------------------------------------------------------


def test_extension_moves_the_last_day_and_names_two_people() -> None:
    credential, two = _awarded(), _two()
    outcome = _record(credential, "extended", D(2027, 3, 1), last_day=D(2027, 5, 15), **two)
    assert (outcome.recorded_by, outcome.seconded_by) == (two["by"], two["seconded_by"])
    assert _cycles(credential) == [(1, AWARD, True)]
    assert _stands(credential, D(2027, 5, 15)) == ("grace", 1)
    with pytest.raises(Refused, match="still time"):
        _record(credential, "decertified", D(2027, 5, 15), ground=Ground.CREDITS)
    _record(credential, "decertified", D(2027, 5, 16), ground=Ground.CREDITS)
    line = AuditLine.objects.get(act="members.extended")
    assert (line.by_id, line.code, line.detail.reason) == (two["by"].pk, "mercy", WHY)


def test_a_loss_that_comes_late_does_not_undo_more_time_that_was_granted() -> None:
    """The duty judged on 1 April; before it wrote so, two people gave time from 4 April on."""
    credential = _awarded()
    _record(credential, "extended", D(2027, 4, 4), last_day=D(2027, 6, 30), **_two())
    for day in (AFTER, D(2027, 4, 4), D(2027, 6, 30)):
        with pytest.raises(Refused, match="still time"):
            _record(credential, "decertified", day)
    assert _stands(credential, D(2027, 4, 10)) == ("grace", 1)
    _record(credential, "decertified", D(2027, 7, 1))
    assert _stands(credential, D(2027, 6, 30)) == ("grace", 1)


def test_more_time_is_granted_before_a_judgement_and_for_days_to_come() -> None:
    credential = _awarded()
    with pytest.raises(Refused, match="over by the day on which it would be granted"):
        _record(credential, "extended", D(2027, 5, 16), last_day=D(2027, 5, 15), **_two())
    lost = _record(credential, "decertified", AFTER)
    longer = {"last_day": D(2027, 6, 30), **_two()}
    with pytest.raises(Refused, match="judged already"):
        _record(credential, "extended", D(2027, 3, 1), **longer)
    _record(credential, "extended", D(2027, 3, 1), supersedes=lost.pk, **longer)
    assert _stands(credential, AFTER) == ("grace", 1)


def test_more_time_is_never_shortened_by_other_time() -> None:
    credential = _awarded()
    _record(credential, "extended", D(2027, 4, 4), last_day=D(2027, 5, 15), **_two())
    with pytest.raises(Refused, match="not later"):
        _record(credential, "extended", D(2027, 3, 1), last_day=D(2027, 5, 14), **_two())
    _record(credential, "extended", D(2027, 3, 1), last_day=D(2027, 6, 30), **_two())
    assert _stands(credential, D(2027, 6, 30)) == ("grace", 1)


def test_reinstatement_gives_the_title_back_from_its_day_with_the_next_cycle() -> None:
    credential = _awarded()
    _record(credential, "decertified", AFTER)
    _record(credential, "reinstated", D(2027, 5, 1), **_two())
    assert _closed_by(credential) is None
    assert _cycles(credential) == [(1, AWARD, False), (2, D(2027, 1, 1), True)]
    assert [_stands(credential, day)[0] for day in (AFTER, D(2027, 4, 30), D(2027, 5, 1))] == [
        "decertified", "decertified", "valid",
    ]  # fmt: skip


@pytest.mark.parametrize("without", ["by", "seconded_by", "both one", "holder", "closed", "reason"])
def test_mercy_takes_two_people_who_do_not_hold_the_title_and_a_reason(without: str) -> None:
    credential, two = _awarded(), _two()
    match without:
        case "both one":
            two["seconded_by"] = two["by"]
        case "holder":
            two["seconded_by"] = credential.member.user
        case "closed":
            User.objects.filter(pk=two["seconded_by"].pk).update(is_active=False)
            two["seconded_by"].refresh_from_db()
        case _:
            two[without] = "  " if without == "reason" else None
    with pytest.raises(Refused if without == "reason" else Forbidden, match=r"\w"):
        _record(credential, "extended", D(2027, 3, 1), last_day=D(2027, 5, 15), **two)
    assert not Outcome.objects.exists()


def test_fraud_found_after_a_renewal_takes_two_people() -> None:
    credential = _awarded()
    renewed = _record(credential, "renewed", D(2027, 1, 1))
    fraud = {"ground": Ground.FRAUD, "supersedes": renewed.pk}
    with pytest.raises(Forbidden):
        _record(credential, "decertified", D(2027, 6, 1), **fraud)
    _record(credential, "decertified", D(2027, 6, 1), **fraud, **_two())
    assert _stands(credential, D(2027, 6, 1)) == ("decertified", 1)
    assert _cycles(credential) == [(1, AWARD, False), (2, D(2027, 1, 1), False)]


@pytest.mark.parametrize("ground", [Ground.CREDITS, Ground.CREDITS_AND_FEES])
@pytest.mark.parametrize("kept", ["renewed", "reinstated"])
def test_credits_denied_after_a_renewal_do_not_take_the_title(kept: str, ground: Ground) -> None:
    credential = _awarded()
    if kept == "reinstated":
        _record(credential, "decertified", AFTER)
        before = _record(credential, "reinstated", D(2027, 5, 1), **_two())
    else:
        before = _record(credential, "renewed", D(2027, 1, 1))
    with pytest.raises(Refused, match="two people find fraud" if kept == "renewed" else "judged already"):
        _record(credential, "decertified", D(2027, 6, 1), ground=ground, supersedes=before.pk)
    assert _stands(credential, D(2027, 6, 1)) == ("valid", 2)


# What makes no sense --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "ruling", "why"),
    [
        ((), ("renewed", D(2026, 12, 31), {}), "cycle is not over"),
        ((), ("renewed", D(2027, 1, 1), {"cycle": 2}), "another cycle"),
        ((), ("decertified", LAST, {}), "still time"),
        ((), ("ended", D(2023, 12, 31), {}), "not awarded yet"),
        ((), ("withdrawn", LAST, {}), "nothing is named"),
        ((), ("withdrawn", LAST, {"supersedes": 999_999}), "another title"),
        ((("renewed", D(2027, 1, 1), {}),), ("renewed", D(2027, 1, 2), {}), "judged already"),
        ((("renewed", D(2027, 1, 1), {}),), ("decertified", AFTER, {}), "judged already"),
        ((("decertified", AFTER, {}),), ("ended", D(2027, 5, 1), {}), "over on that day"),
        ((("ended", D(2027, 5, 1), {}),), ("ended", D(2027, 4, 1), {}), "over on that day"),
        ((("ended", D(2027, 5, 1), {}),), ("decertified", D(2027, 5, 1), {}), "over on that day"),
    ],
)  # fmt: skip
def test_outcome_that_makes_no_sense_is_refused_with_a_sentence(before: Any, ruling: Any, why: str) -> None:
    credential = _awarded()
    for kind, on, more in before:
        _record(credential, kind, on, **more)
    rows = Outcome.objects.count()
    kind, on, more = ruling
    with pytest.raises(Refused, match=f"S-ISP: .*{why}"):
        _record(credential, kind, on, **more)
    assert Outcome.objects.count() == rows


def test_mercy_that_changes_nothing_is_refused() -> None:
    credential = _awarded()
    with pytest.raises(Refused, match="not later"):
        _record(credential, "extended", D(2027, 3, 1), last_day=LAST, **_two())
    with pytest.raises(Refused, match="not lost"):
        _record(credential, "reinstated", D(2027, 5, 1), **_two())


def test_what_was_put_aside_is_not_put_aside_twice() -> None:
    credential = _awarded()
    ending = _record(credential, "ended", D(2026, 1, 1))
    _record(credential, "withdrawn", D(2025, 5, 1), supersedes=ending.pk)
    with pytest.raises(Refused, match="put aside already"):
        _record(credential, "withdrawn", D(2025, 6, 1), supersedes=ending.pk)


def test_one_ruling_that_is_refused_leaves_nothing_of_the_others() -> None:
    good, bad = _awarded(), _awarded()
    rulings = [_ruling(good, "renewed", D(2027, 1, 1)), _ruling(bad, "renewed", D(2026, 1, 1))]
    with pytest.raises(Refused):
        services.record_outcomes(rulings, at=AT)
    assert not Outcome.objects.exists()
    assert _cycles(good) == [(1, AWARD, True)]
    with pytest.raises(Credential.DoesNotExist, match="999999"):
        services.record_outcomes(
            [Ruling(credential=999_999, kind=OutcomeKind.ENDED, ground=Ground.CANCELLED, effective_on=LAST)], at=AT
        )


# How many statements --------------------------------------------------------------------------------


def _statements(act: Callable[[], Any]) -> int:
    with CaptureQueriesContext(connection) as asked:
        act()
    return len([query for query in asked if "SAVEPOINT" not in query["sql"]])


@pytest.mark.parametrize("count", [1, 60])
@pytest.mark.parametrize(
    ("kind", "on", "expected"),
    [("renewed", D(2027, 1, 1), 12), ("decertified", AFTER, 10), ("ended", D(2026, 1, 1), 10)],
)
def test_outcomes_take_the_same_statements_for_one_and_for_many(count: int, kind: str, on: D, expected: int) -> None:
    rows = CredentialFactory.create_batch(count, awarded_on=AWARD)
    rulings = [_ruling(row, kind, on) for row in rows]
    assert _statements(lambda: services.record_outcomes(rulings, at=AT)) == expected
    assert Outcome.objects.count() == count
    assert not verify(at=AT).faults
