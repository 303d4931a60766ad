"""Versions as rows: what the rules can say is said and read back, and nothing published ever changes."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models, transaction
from hypothesis import HealthCheck, given, settings

from common.append_only import AppendOnlyError, lift
from cpe.enums import VersionState
from cpe.kept import REFUSALS
from cpe.models import ActivityType, CapGroup, LevelNumbers, PolicyVersion
from cpe.rules.policy import Policy
from cpe.selectors import in_force, policies, policy_of, published, reading
from cpe.shipped import POLICY
from tests.cpe.policies import policies as any_policy
from tests.cpe.policies import written
from tests.factories.accounts import UserFactory
from tests.factories.cpe import (
    DRAFTED,
    ActivityTypeFactory,
    CapGroupFactory,
    LevelNumbersFactory,
    PolicyVersionFactory,
)

pytestmark = pytest.mark.django_db


def _shipped() -> PolicyVersion:
    return PolicyVersion.objects.get(effective_on=dt.date.min)


def test_shipped_rows_are_the_shipped_policy() -> None:
    (version,) = policies().versions
    assert version == POLICY
    for read, meant in (
        (version.levels, POLICY.levels),
        (version.groups, POLICY.groups),
        (version.activities, POLICY.activities),
    ):
        assert list(read) == list(meant)


def test_shipped_version_was_brought_in_by_nobody_and_tells_members_everything() -> None:
    version = _shipped()
    assert (version.drafted_by, version.put_forward_by, version.published_by) == (None, None, None)
    assert version.state == VersionState.PUBLISHED
    assert all(row.explanation for row in version.activities.all())
    for row in (version, *version.levels.all(), *version.groups.all(), *version.activities.all()):
        row.full_clean()


@given(policy=any_policy())
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_the_rules_can_say_is_kept_and_read_back(policy: Policy) -> None:
    with transaction.atomic():
        version = written(policy)
        read = policy_of(version)
        assert read == policy
        assert list(read.activities) == list(policy.activities)
        transaction.set_rollback(True)


def test_drafts_and_what_waits_hold_for_nobody() -> None:
    for traits in ({}, {"put_forward": True}, {"discarded": True}):
        PolicyVersionFactory(**traits)
    assert policies().versions == (POLICY,)


def test_what_is_published_holds_from_its_day() -> None:
    day = dt.date(2031, 1, 1)
    later = PolicyVersionFactory(published=True, effective_on=day)
    assert [policies().on(on).name for on in (day - dt.timedelta(1), day)] == [POLICY.name, later.name]


@pytest.mark.parametrize("more", [0, 5])
def test_reading_asks_as_much_for_many_versions_as_for_one(more: int, django_assert_num_queries) -> None:
    for _ in range(more):
        version = PolicyVersionFactory()
        ActivityTypeFactory(version=version, group=CapGroupFactory(version=version))
        LevelNumbersFactory(version=version)
        version.put_forward(by=version.drafted_by, at=DRAFTED)
        version.publish(by=UserFactory(), at=DRAFTED)
        version.save()
    for asked in (5, 1):
        with django_assert_num_queries(asked):
            assert len(policies().versions) == 1 + more
    with django_assert_num_queries(4):
        listed = published()
        reading(listed[0].version, listed[0].until)


def test_version_holds_until_the_day_before_the_next() -> None:
    second, third = (PolicyVersionFactory(published=True, effective_on=dt.date(year, 3, 1)) for year in (2030, 2031))
    listed = published()
    assert [(line.version, line.until) for line in listed] == [
        (third, None),
        (second, dt.date(2031, 2, 28)),
        (_shipped(), dt.date(2030, 2, 28)),
    ]
    for day, version in (
        (dt.date.min, _shipped()),
        (dt.date(2030, 2, 28), _shipped()),
        (dt.date(2030, 3, 1), second),
        (dt.date.max, third),
    ):
        assert in_force(listed, day).version == version
    following = {row.pk: row.following_on for row in PolicyVersion.objects.with_following()}
    assert following == {_shipped().pk: dt.date(2030, 3, 1), second.pk: dt.date(2031, 3, 1), third.pk: None}


# What one row may hold ----------------------------------------------------------------------------------

WRONG = [
    ({"credits": Decimal(0)}, "activity_numbers_positive"),
    ({"credits": Decimal(-1)}, "activity_numbers_positive"),
    ({"per": Decimal(0)}, "activity_numbers_positive"),
    ({"item_cap": Decimal(0)}, "activity_numbers_positive"),
    ({"year_cap": Decimal(0)}, "activity_numbers_positive"),
    ({"longest": Decimal(0)}, "activity_numbers_positive"),
    ({"step": 3}, "activity_step_known"),
    ({"unit": "moons"}, "activity_unit_known"),
    ({"attendance": 0}, "activity_share_in_percent"),
    ({"attendance": 101}, "activity_share_in_percent"),
    ({"credits": None}, "activity_credits_or_bounds"),
    ({"least": Decimal(1)}, "activity_bounds_have_both_ends"),
    ({"most": Decimal(1)}, "activity_bounds_have_both_ends"),
    ({"each": True}, "activity_bounds_have_both_ends"),
    ({"least": Decimal(2), "most": Decimal(1)}, "activity_bounds_in_order"),
    ({"least": Decimal(-1), "most": Decimal(1)}, "activity_bounds_in_order"),
    ({"least": Decimal(0), "most": Decimal(0)}, "activity_bounds_in_order"),
]


@pytest.mark.parametrize(("fields", "constraint"), WRONG)
def test_activity_that_makes_no_sense_is_refused_by_the_database(fields: dict, constraint: str) -> None:
    names = {constraint.name for constraint in ActivityType._meta.constraints}
    assert constraint in names
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        ActivityTypeFactory(**fields)


def test_activity_has_one_yearly_limit() -> None:
    version = PolicyVersionFactory()
    with pytest.raises(IntegrityError, match="activity_one_year_limit"), transaction.atomic():
        ActivityTypeFactory(version=version, group=CapGroupFactory(version=version), year_cap=Decimal(5))


def test_activity_shares_a_limit_of_its_own_version_only() -> None:
    elsewhere, row = CapGroupFactory(), ActivityTypeFactory()
    with pytest.raises(IntegrityError, match="limit of another version"), transaction.atomic():
        ActivityTypeFactory(group=elsewhere)
    with pytest.raises(IntegrityError, match="limit of another version"), transaction.atomic():
        ActivityType.objects.filter(pk=row.pk).update(group=elsewhere)
    row.group = elsewhere
    with pytest.raises(ValidationError, match="belongs to another version"):
        row.full_clean()
    with pytest.raises(IntegrityError, match="its rows are kept"), transaction.atomic():
        CapGroup.objects.filter(pk=elsewhere.pk).update(version=row.version)


@pytest.mark.parametrize(
    ("make", "fields", "match"),
    [
        (LevelNumbersFactory, {"year_target": Decimal(-1)}, "level_numbers_positive"),
        (LevelNumbersFactory, {"cycle_minimum": Decimal(0)}, "level_numbers_positive"),
        (CapGroupFactory, {"year_cap": Decimal(0)}, "cap_group_positive"),
        (PolicyVersionFactory, {"annual_factor": Decimal(0)}, "policy_version_limit_positive"),
        (PolicyVersionFactory, {"annual_from": dt.date(2030, 1, 1)}, "policy_version_day_needs_limit"),
        (PolicyVersionFactory, {"state": "put-forward"}, "policy_version_put_forward_by_somebody"),
    ],
)
def test_row_that_makes_no_sense_is_refused_by_the_database(make, fields: dict, match: str) -> None:
    with pytest.raises(IntegrityError, match=match), transaction.atomic():
        make(**fields)


def test_keys_and_levels_stand_once_in_a_version() -> None:
    for make, fields in (
        (LevelNumbersFactory, {}),
        (CapGroupFactory, {"key": "k"}),
        (ActivityTypeFactory, {"key": "k"}),
    ):
        version = PolicyVersionFactory()
        make(version=version, **fields)
        make(**fields)
        with pytest.raises(IntegrityError), transaction.atomic():
            make(version=version, **fields)


def test_first_day_is_a_versions_own_once_it_is_put_forward() -> None:
    day = dt.date(2031, 1, 1)
    PolicyVersionFactory(effective_on=day)
    PolicyVersionFactory(effective_on=day, put_forward=True)
    PolicyVersionFactory(effective_on=day, discarded=True)
    for traits in ({"put_forward": True}, {"published": True}):
        with pytest.raises(IntegrityError), transaction.atomic():
            PolicyVersionFactory(effective_on=day, **traits)


def test_nobody_publishes_their_own_version_whatever_the_code_says() -> None:
    person = UserFactory()
    for column in ("edited_by", "put_forward_by"):
        version = PolicyVersionFactory(put_forward=True, **{column: person})
        version.publish(by=person, at=DRAFTED)
        with pytest.raises(IntegrityError, match="second_person"), transaction.atomic():
            version.save()


# Published means immutable ------------------------------------------------------------------------------

PARTS = (LevelNumbers, CapGroup, ActivityType)
DECIDED = [{"put_forward": True}, {"published": True}, {"discarded": True}]


def test_model_changes_nothing_of_a_published_version() -> None:
    version = _shipped()
    for refused in (version.save, version.delete):
        with pytest.raises(AppendOnlyError):
            refused()
    for model in PARTS:
        row = model.objects.filter(version=version).first()
        for refused in (row.save, row.delete):
            with pytest.raises(AppendOnlyError):
                refused()


def test_model_adds_nothing_to_a_published_version() -> None:
    for make in (CapGroupFactory, ActivityTypeFactory):
        with pytest.raises(AppendOnlyError):
            make(version=_shipped())


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE cpe_policyversion SET name = 'Another'",
        "UPDATE cpe_policyversion SET state = 'draft'",
        "DELETE FROM cpe_policyversion",
        "UPDATE cpe_levelnumbers SET year_target = 0",
        "DELETE FROM cpe_levelnumbers",
        "UPDATE cpe_capgroup SET year_cap = 400",
        "DELETE FROM cpe_capgroup",
        "UPDATE cpe_activitytype SET credits = 400",
        "DELETE FROM cpe_activitytype",
        "INSERT INTO cpe_capgroup (version_id, key, name, year_cap) SELECT id, 'new', 'New', 4 FROM cpe_policyversion",
        (
            "INSERT INTO cpe_levelnumbers (version_id, level_id, year_target, cycle_minimum) "
            "SELECT version_id, level_id, 4, 4 FROM cpe_levelnumbers"
        ),
        (
            "INSERT INTO cpe_activitytype (version_id, key, name, explanation, place, unit, credits, per, step, "
            "approval, each) SELECT id, 'new', 'New', '', 1, 'hours', 4, 10000, 1, false, false FROM cpe_policyversion"
        ),
    ],
)
def test_raw_sql_changes_nothing_of_a_published_version(statement: str) -> None:
    before = reading(_shipped(), None)
    with pytest.raises(IntegrityError, match="its rows are kept"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert reading(_shipped(), None) == before


@pytest.mark.parametrize("traits", DECIDED)
def test_rows_come_change_and_go_with_a_draft_only(traits: dict) -> None:
    version = PolicyVersionFactory()
    rows = [make(version=version) for make in (LevelNumbersFactory, CapGroupFactory, ActivityTypeFactory)]
    state = PolicyVersionFactory.build(**traits, drafted_by=None).state
    people = {"put_forward_by": version.drafted_by, "put_forward_at": DRAFTED}
    second = {"published_by": UserFactory(), "published_at": DRAFTED} if state == VersionState.PUBLISHED else {}
    PolicyVersion.objects.filter(pk=version.pk).update(state=state, **people, **second)
    for row in rows:
        kept: models.QuerySet = type(row).objects.filter(pk=row.pk)
        for refused in (kept.delete, lambda kept=kept: kept.update(version=version)):
            with pytest.raises(IntegrityError, match="its rows are kept"), transaction.atomic():
                refused()
        with pytest.raises(AppendOnlyError):
            row.save()
        row.pk = None
        with pytest.raises(IntegrityError, match="its rows are kept"), transaction.atomic():
            type(row).objects.bulk_create([row])


@pytest.mark.parametrize("model", [PolicyVersion, *PARTS])
def test_nobody_empties_the_tables(model) -> None:
    if connection.vendor == "sqlite":
        return  # it knows no TRUNCATE; DELETE is asked above
    connection.check_constraints()
    with pytest.raises(IntegrityError, match="its rows are kept"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {model._meta.db_table} CASCADE")


def test_migration_lifts_what_is_refused_and_shuts_it_again() -> None:
    editor = connection.SchemaEditorClass(connection, atomic=False)
    editor.deferred_sql = []
    connection.check_constraints()
    for step in map(lift, REFUSALS):
        step.code(None, editor)
    assert PolicyVersion.objects.filter(effective_on=dt.date.min).update(name="Lifted") == 1
    for step in REFUSALS:
        step.code(None, editor)
    with pytest.raises(IntegrityError, match="its rows are kept"), transaction.atomic():
        PolicyVersion.objects.filter(effective_on=dt.date.min).update(name="Again")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", [1, 2])
def test_shipped_version_is_there_and_shut_again_after_a_test_that_commits(turn: int) -> None:
    assert policies().versions == (POLICY,)
    with pytest.raises(IntegrityError):
        ActivityType.objects.filter(version=_shipped()).delete()
