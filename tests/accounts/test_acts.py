"""Acts on accounts leave their lines: who, on whom, which fields; nothing where nothing changed."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Final

import pytest
from django.db import connection, transaction

from accounts import policies, services
from accounts.models import User
from common.errors import Forbidden
from common.models import AuditLine
from tests.factories.accounts import UserFactory, with_app

pytestmark = pytest.mark.django_db

NOON: Final = dt.datetime(2026, 7, 1, 10, 0, tzinfo=dt.UTC)


@pytest.fixture
def admin() -> User:
    return UserFactory(roles=("administrator",))


def _told() -> list[tuple[str, list[str]]]:
    return [(line.act, line.fields) for line in AuditLine.objects.order_by("pk")]


def test_every_act_on_an_account_leaves_its_line(admin) -> None:
    new = {"email": "colleague@people.example", "given_name": "Noor", "family_name": "", "roles": ["finance"]}
    user = with_app(services.open_account(**new, by=admin, at=NOON))
    services.rename(user, given_name="Noor", family_name="de Wit", by=admin, at=NOON)
    services.set_roles(user, [], by=admin, at=NOON)
    services.remove_second_factor(user, by=admin, at=NOON)
    services.close_account(user, by=admin, at=NOON)
    services.reopen_account(user, by=admin, at=NOON)
    assert _told() == [
        ("accounts.opened", []),
        ("accounts.roles-changed", ["roles"]),
        ("accounts.invited", []),
        ("accounts.renamed", ["family_name"]),
        ("accounts.roles-changed", ["roles"]),
        ("accounts.second-factor-removed", []),
        ("accounts.closed", []),
        ("accounts.reopened", []),
    ]
    lines = AuditLine.objects.all()
    assert {(line.by_id, line.person_id, line.about_id, line.at) for line in lines} == {
        (admin.pk, user.pk, user.pk, NOON)
    }
    changed = [line.detail.values for line in lines.filter(act="accounts.roles-changed").order_by("pk")]
    assert changed == [{"roles": [[], ["finance"]]}, {"roles": [["finance"], []]}]


def test_what_changes_nothing_leaves_no_line(admin) -> None:
    user = UserFactory(roles=("finance",))
    services.rename(user, given_name=user.given_name, family_name=user.family_name, by=admin, at=NOON)
    services.set_roles(user, ["finance", "member"], by=admin, at=NOON)
    assert not services.remove_second_factor(user, by=admin, at=NOON)
    assert _told() == []


@pytest.mark.parametrize("roles", [[], ["back-office"], ["privacy-officer"]])
def test_names_are_corrected_by_administrators_only(admin, roles: list[str]) -> None:
    user = UserFactory(given_name="Before")
    with pytest.raises(Forbidden):
        services.rename(user, given_name="After", family_name="", by=UserFactory(roles=roles), at=NOON)
    services.rename(admin, given_name="Own", family_name="", by=admin, at=NOON)
    assert (User.objects.get(pk=user.pk).given_name, User.objects.get(pk=admin.pk).given_name) == ("Before", "Own")


def test_first_administrator_is_told_of_too() -> None:
    user = User.objects.create_superuser("first@people.example", given_name="First")
    line = AuditLine.objects.get()
    assert (line.act, line.by_id, line.person_id, line.at) == (
        "accounts.first-administrator", None, user.pk, user.joined_at,
    )  # fmt: skip


@pytest.mark.parametrize("act", ["roles", "close"])
def test_who_was_an_administrator_a_moment_ago_manages_nobody(admin: User, act: str) -> None:
    other = UserFactory(roles=("administrator",))
    stale = User.objects.get(pk=other.pk)
    assert policies.can_manage(stale, admin), "as their page was asked for"
    if act == "roles":
        services.set_roles(other, [], by=admin, at=NOON)
    else:
        services.close_account(other, by=admin, at=NOON)
    for refused in (
        lambda: services.set_roles(admin, [], by=stale, at=NOON),
        lambda: services.close_account(admin, by=stale, at=NOON),
        lambda: services.remove_second_factor(admin, by=stale, at=NOON),
        lambda: services.rename(admin, given_name="X", family_name="Y", by=stale, at=NOON),
    ):
        with pytest.raises(Forbidden):
            refused()
    assert [role.key for role in User.objects.get(pk=admin.pk).roles] == ["administrator"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("act", ["roles", "close"])
def test_two_administrators_who_act_on_each_other_at_once_leave_one(act: str) -> None:
    pair = UserFactory.create_batch(2, roles=("administrator",))
    together = Barrier(2)

    def take(number: int) -> str:
        by, other = (User.objects.get(pk=pair[place].pk) for place in (number, 1 - number))
        try:
            assert by.roles
            together.wait(20)
            with transaction.atomic():
                services.rename(other, given_name="Renamed", family_name="", by=by, at=NOON)
                if act == "roles":
                    services.set_roles(other, [], by=by, at=NOON)
                else:
                    services.close_account(other, by=by, at=NOON)
        except Forbidden:
            return "refused"
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(2) as both:
        told = sorted(both.map(take, range(2)))
    left = [row for row in User.objects.filter(is_active=True) if row.has_perm("accounts.change_user")]
    assert (told, len(left)) == (["done", "refused"], 1)
