"""Invented members on each side of each date of a cycle, and what one night made of them."""

import datetime as dt

import pytest

from accounts.models import User
from common import duties
from common.models import DutyRun, DutyState
from comms.models import Message
from cpe import selectors, services
from cpe.models import CycleSweep, Hold, JointDecision, Notice
from members.models import Credential, Outcome
from members.selectors import standings
from seco_portal.demonstration_cycles import BRAKED, NIGHT, STANDS
from tests.seco_portal.conftest import AT, seed

pytestmark = [pytest.mark.demonstration, pytest.mark.django_db, pytest.mark.usefixtures("demonstrated")]

NOW: dict[str, tuple[str, str | None]] = {
    "on-track": ("valid", None),
    "last-week": ("valid", None),
    "just-renewed": ("valid", "renewed"),
    "credits-missing": ("grace", None),
    "fee-missing": ("grace", None),
    "day-80": ("grace", None),
    "last-day": ("grace", None),
    "just-lost": ("decertified", "decertified"),
    "held-review": ("held", None),
    "held-payment": ("held", None),
    "unreached": ("held", None),
    "two-decide": ("grace", None),
    "brake-1": ("held", None),
    "brake-2": ("held", None),
    "brake-3": ("held", None),
}
"""How each stands after the night, and what is recorded."""
HELD = {"held-review": "owed", "held-payment": "owed", "unreached": "unreachable", **dict.fromkeys(BRAKED, "brake")}


def _titles() -> dict[str, Credential]:
    rows = Credential.objects.filter(member__user__email__in=[one.email for one in STANDS])
    return {row.member.user.email.partition("@")[0]: row for row in rows.select_related("member__user")}


def _stand(on: dt.date) -> dict[str, str]:
    titles = _titles()
    found = standings(Credential.objects.all(), on)
    return {key: str(found[row.pk].value) for key, row in titles.items() if found[row.pk]}


def test_there_is_somebody_on_each_side_of_each_date():
    titles, stand = _titles(), _stand(AT.date())
    recorded = dict(Outcome.objects.filter(credential__in=titles.values()).values_list("credential", "kind"))
    assert {key: (stand[key], recorded.get(row.pk)) for key, row in titles.items()} == NOW
    why = dict(Hold.objects.open().values_list("credential", "why"))
    assert {key: why[row.pk] for key, row in titles.items() if row.pk in why} == HELD
    assert set(why) == {titles[key].pk for key in HELD}


def test_a_night_was_done_once_and_wrote_what_a_night_writes():
    ran = DutyRun.objects.filter(duty__name__in=NIGHT)
    assert sorted(ran.values_list("duty__name", "by_hand", "failed")) == [(name, True, 0) for name in sorted(NIGHT)]
    assert not DutyState.objects.filter(name__in=NIGHT).exclude(on=AT.date()).exists()
    kinds = set(Message.objects.filter(kind__startswith="cpe.").values_list("kind", flat=True))
    assert kinds >= {"cpe.renewed", "cpe.lost", "cpe.held", "cpe.reminder", "cpe.year_statement"}


def test_all_reminders_to_one_of_them_came_back_and_more_time_for_another_waits_for_a_second_person():
    titles = _titles()
    steps = Notice.objects.filter(cycle__credential=titles["unreached"], kind="reminder").order_by("step")
    assert list(steps.values_list("step", flat=True)) == [1, 30, 60, 80, 89]
    mails = Message.objects.filter(person=titles["unreached"].member.user, kind="cpe.reminder")
    assert set(mails.values_list("state", flat=True)) == {"bounced"}
    waiting = JointDecision.objects.waiting().get()
    assert (waiting.credential, waiting.kind) == (titles["two-decide"], "extension")


def test_a_brake_holds_three_until_a_second_person_lets_them_end_and_the_next_night_does():
    """By the terms of that night alone: those that hold now are the usual ones."""
    (held,) = CycleSweep.objects.asked()
    assert (held.ending, held.above, held.over, held.from_before) == (3, 2, 3, 0)
    assert selectors.terms_on(AT.date()).brake_above == 25
    second = User.objects.get(email="back-office-2@demo.example")
    services.release(held, by=second, at=AT)
    later = AT + dt.timedelta(days=1)
    duties.perform("cpe.cycles", now=later, by_hand=True)
    stand = _stand(later.date())
    assert {stand[key] for key in BRAKED} == {"decertified"}
    ended = Outcome.objects.filter(credential__in=[_titles()[key].pk for key in BRAKED])
    assert set(ended.values_list("effective_on", flat=True)) == {AT.date() - dt.timedelta(days=1)}


def test_names_of_the_list_are_short_and_each_says_what_it_shows():
    assert all(one.shows and len(f"{one.given} {one.family}") <= 32 for one in STANDS)
    assert len({one.shows for one in STANDS}) == len(STANDS) == len(NOW)


def test_a_night_days_later_renews_who_is_complete_ends_what_is_not_and_holds_what_we_owe():
    later = AT + dt.timedelta(days=11)
    seed(later)
    duties.perform("cpe.cycles", now=later, by_hand=True)
    turned = {key: now for key, now in _stand(later.date()).items() if now != NOW[key][0]}
    assert turned == {"last-day": "decertified", "day-80": "decertified"}
    recorded = Outcome.objects.filter(credential=_titles()["last-week"])
    assert list(recorded.values_list("kind", "effective_on")) == [("renewed", dt.date(2026, 7, 9))]
