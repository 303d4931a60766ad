"""Acts on policy versions: who may, in which state, what is written, and what the history says."""

import datetime as dt
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from functools import partial
from threading import Barrier

import pytest
from django.db import connection

from accounts.models import User
from common import subjects
from common.audit import history
from common.errors import DomainError, Forbidden, IllegalMove
from common.models import AuditLine
from cpe import services
from cpe.enums import VersionState
from cpe.models import ActivityType, CapGroup, PolicyVersion
from cpe.rules.policy import CREDIT
from cpe.selectors import edition, obstacles, policies, policy_of
from cpe.services import StaleVersionError, UnfitVersionError
from cpe.shipped import POLICY
from tests.cpe.office import new_draft
from tests.factories.accounts import UserFactory
from tests.factories.cpe import ActivityTypeFactory, PolicyVersionFactory

pytestmark = pytest.mark.django_db

AT = dt.datetime(2026, 7, 1, 9, 0, tzinfo=dt.UTC)


@pytest.fixture
def clerk() -> User:
    return UserFactory(roles=("back-office",))


@pytest.fixture
def administrator() -> User:
    return UserFactory(roles=("administrator",))


def _shipped() -> PolicyVersion:
    return PolicyVersion.objects.get(effective_on=dt.date.min)


def _told(version: PolicyVersion) -> list[history.Told]:
    return history.tell(AuditLine.objects.about(version).select_related("detail"))


def test_copy_says_what_the_original_says_from_next_year_on(clerk: User) -> None:
    draft = services.copy(_shipped(), by=clerk, at=AT)
    assert (draft.state, draft.name, draft.effective_on) == ("draft", "Version of 2027", dt.date(2027, 1, 1))
    assert (draft.drafted_by, draft.drafted_at, draft.edited_by, draft.edited_at) == (clerk, AT, clerk, AT)
    copied = policy_of(draft)
    assert (copied.levels, copied.groups, copied.activities) == (POLICY.levels, POLICY.groups, POLICY.activities)
    assert (copied.annual_percent, copied.annual_from) == (POLICY.annual_percent, POLICY.annual_from)
    told = ("key", "explanation", "place")
    both = [version.activities.values_list(*told) for version in (draft, _shipped())]
    assert list(both[0]) == list(both[1])
    assert {group.version for group in CapGroup.objects.filter(activities__version=draft)} == {draft}
    assert policies().versions == (POLICY,)
    assert [line.what for line in _told(draft)] == ["Drafted the version as a copy of another one."]


def test_new_year_here_is_not_the_new_year_of_utc(clerk: User) -> None:
    at = dt.datetime(2026, 12, 31, 23, 30, tzinfo=dt.UTC)
    assert services.copy(_shipped(), by=clerk, at=at).effective_on == dt.date(2028, 1, 1)


def test_version_goes_from_draft_to_force_by_two_people(clerk: User, administrator: User) -> None:
    draft = new_draft(clerk)
    services.put_forward(draft.pk, by=clerk, at=AT + dt.timedelta(1))
    done = services.publish(draft.pk, by=administrator, at=AT + dt.timedelta(2))
    done.refresh_from_db()
    assert (done.state, done.put_forward_by, done.published_by) == ("published", clerk, administrator)
    assert done.published_at == AT + dt.timedelta(2)
    assert policies().on(dt.date(2026, 12, 31)) == POLICY
    assert policies().on(dt.date(2027, 1, 1)).name == "Version of 2027"
    assert [(line.by, line.what) for line in _told(done)] == [
        (str(administrator), "Published the version."),
        (str(clerk), "Put the version forward for a second person."),
        (str(clerk), "Drafted the version as a copy of another one."),
    ]


def test_who_put_it_forward_or_changed_it_last_does_not_publish(clerk: User) -> None:
    editor = UserFactory(roles=("back-office",))
    draft = new_draft(UserFactory(roles=("back-office",)))
    with services.changing(draft.pk, by=editor, at=AT):
        PolicyVersion.objects.filter(pk=draft.pk).update(summary="New.")
    services.put_forward(draft.pk, by=clerk, at=AT)
    for person in (clerk, editor):
        with pytest.raises(Forbidden, match="Somebody else publishes it"):
            services.publish(draft.pk, by=person, at=AT)
    assert PolicyVersion.objects.get(pk=draft.pk).state == VersionState.PUT_FORWARD
    services.publish(draft.pk, by=draft.drafted_by, at=AT)


@pytest.mark.parametrize("role", ["cpe-reviewer", "cpe-auditor", "observer", "administrator"])
def test_only_the_back_office_drafts(role: str, clerk: User) -> None:
    reader = UserFactory(roles=(role,))
    draft = new_draft(clerk)
    with pytest.raises(Forbidden):
        new_draft(reader)
    with pytest.raises(Forbidden), services.changing(draft.pk, by=reader, at=AT):
        pass
    for act in (services.put_forward, services.discard):
        with pytest.raises(Forbidden):
            act(draft.pk, by=reader, at=AT)
    services.put_forward(draft.pk, by=clerk, at=AT)
    if role != "administrator":
        for act in (services.publish, lambda pk, **who: services.take_back(pk, reason="No.", **who)):
            with pytest.raises(Forbidden):
                act(draft.pk, by=reader, at=AT)


def test_second_person_sends_it_back_with_a_reason(clerk: User, administrator: User) -> None:
    draft = new_draft(clerk)
    services.put_forward(draft.pk, by=clerk, at=AT)
    back = services.take_back(draft.pk, reason="Podcasts first.", by=administrator, at=AT)
    assert (back.state, back.put_forward_by, back.put_forward_at) == ("draft", None, None)
    assert (_told(back)[0].what, _told(back)[0].reason) == ("Took the version back to change it.", "Podcasts first.")


def test_discarded_draft_stays_and_moves_no_more(clerk: User) -> None:
    draft = new_draft(clerk)
    services.discard(draft.pk, by=clerk, at=AT)
    for act in (services.put_forward, services.discard):
        with pytest.raises(IllegalMove):
            act(draft.pk, by=clerk, at=AT)
    assert PolicyVersion.objects.get(pk=draft.pk).activities.count() == len(POLICY.activities)


def test_act_is_about_what_was_read(clerk: User, administrator: User) -> None:
    draft = new_draft(clerk)
    read = edition(draft)
    with services.changing(draft.pk, by=clerk, at=AT + dt.timedelta(seconds=1)):
        draft.activities.filter(key="podcast").update(year_cap=Decimal(2))
    draft.refresh_from_db()
    for act in (services.put_forward, services.discard):
        with pytest.raises(StaleVersionError):
            act(draft.pk, as_read=read, by=clerk, at=AT)
    services.put_forward(draft.pk, as_read=edition(draft), by=clerk, at=AT)
    for act in (services.publish, partial(services.take_back, reason="No.")):
        with pytest.raises(StaleVersionError):
            act(draft.pk, as_read=read, by=administrator, at=AT)
    assert PolicyVersion.objects.get(pk=draft.pk).state == VersionState.PUT_FORWARD
    services.publish(draft.pk, as_read=edition(draft), by=administrator, at=AT)


# When a version may take effect ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("at", "fits"),
    [
        (dt.datetime(2026, 12, 31, 22, 59, tzinfo=dt.UTC), True),
        (dt.datetime(2026, 12, 31, 23, 0, tzinfo=dt.UTC), False),
        (dt.datetime(2027, 6, 1, 9, 0, tzinfo=dt.UTC), False),
    ],
)
def test_version_takes_effect_after_the_day_it_is_published(
    at: dt.datetime, fits: bool, clerk: User, administrator: User
) -> None:
    draft = new_draft(clerk)
    services.put_forward(draft.pk, by=clerk, at=AT)
    if fits:
        assert services.publish(draft.pk, by=administrator, at=at).state == VersionState.PUBLISHED
        return
    with pytest.raises(UnfitVersionError, match="1 January 2027 is too early"):
        services.publish(draft.pk, by=administrator, at=at)
    assert PolicyVersion.objects.get(pk=draft.pk).state == VersionState.PUT_FORWARD


def test_two_versions_do_not_take_effect_on_one_day(clerk: User) -> None:
    first, second = (new_draft(clerk) for _ in range(2))
    services.put_forward(first.pk, by=clerk, at=AT)
    with pytest.raises(UnfitVersionError, match="“Version of 2027” takes effect on this day already"):
        services.put_forward(second.pk, by=clerk, at=AT)


def test_what_makes_no_sense_is_told_in_all_its_sentences(clerk: User) -> None:
    draft = services.copy(_shipped(), by=clerk, at=AT)
    with services.changing(draft.pk, by=clerk, at=AT):
        draft.levels.filter(level__key="expert").delete()
        draft.activities.filter(key="forum-moderation").update(approval=False)
        PolicyVersion.objects.filter(pk=draft.pk).update(effective_on=dt.date(2026, 7, 1))
    with pytest.raises(UnfitVersionError) as refused:
        services.put_forward(draft.pk, by=clerk, at=AT)
    assert str(refused.value) == (
        "A version takes effect on a day after it is published; 1 July 2026 is too early. "
        "Expert: this level has no numbers. "
        "Moderate the forum: without credits a reviewer says how many, within bounds."
    )
    assert PolicyVersion.objects.get(pk=draft.pk).state == VersionState.DRAFT


def test_what_lost_its_sense_after_it_was_put_forward_is_not_published(clerk: User, administrator: User) -> None:
    draft = PolicyVersionFactory(put_forward=True, drafted_by=clerk)
    with pytest.raises(UnfitVersionError, match="no activity"):
        services.publish(draft.pk, by=administrator, at=AT)


def test_copies_are_told_apart_by_their_names(clerk: User) -> None:
    names = [services.copy(_shipped(), by=clerk, at=AT).name for _ in range(3)]
    assert names == ["Version of 2027", "Version of 2027 (2)", "Version of 2027 (3)"]


@pytest.mark.parametrize("traits", [{"put_forward": True}, {"published": True}])
def test_name_is_a_versions_own_once_it_is_put_forward(traits: dict, clerk: User) -> None:
    draft = new_draft(clerk)
    for gone in ({}, {"discarded": True}):
        PolicyVersionFactory(name=draft.name, **gone)
    assert obstacles(draft, on=AT.date()) == []
    PolicyVersionFactory(name=draft.name, **traits)
    with pytest.raises(UnfitVersionError, match="Another version is called “Version of 2027” already"):
        services.put_forward(draft.pk, by=clerk, at=AT)


def test_activities_of_one_name_are_not_put_forward(clerk: User) -> None:
    draft = new_draft(clerk)
    draft.activities.filter(key="podcast").update(name="Read books")
    assert obstacles(draft, on=AT.date()) == ["Two activities have one name: Read books."]


def test_version_says_something_new(clerk: User) -> None:
    draft = services.copy(_shipped(), by=clerk, at=AT)
    nothing = ["It says nothing different from the version it follows."]
    assert obstacles(draft, on=AT.date()) == nothing
    PolicyVersion.objects.filter(pk=draft.pk).update(name="Another name", summary="New.")
    draft.refresh_from_db()
    assert obstacles(draft, on=AT.date()) == nothing
    draft.activities.filter(key="podcast").update(explanation="Only about security.")
    assert obstacles(draft, on=AT.date()) == []


def test_first_day_leaves_room_for_cycles(clerk: User) -> None:
    draft = new_draft(clerk)
    draft.effective_on = dt.date(9995, 12, 31)
    assert obstacles(draft, on=AT.date()) == []
    draft.effective_on = dt.date(9996, 1, 1)
    assert obstacles(draft, on=AT.date()) == ["A version takes effect by 31 December 9995."]


# Changing a draft ------------------------------------------------------------------------------------------


def test_change_of_a_draft_is_told_row_by_row(clerk: User) -> None:
    editor = UserFactory(roles=("back-office",))
    draft = services.copy(_shipped(), by=clerk, at=AT)
    with services.changing(draft.pk, by=editor, at=AT + dt.timedelta(1)) as version:
        version.name = "Podcasts"
        version.save()
        podcast = version.activities.get(key="podcast")
        podcast.year_cap, podcast.approval = Decimal(6), True
        podcast.save()
        version.activities.get(key="teaching").delete()
        ActivityTypeFactory(version=version, key="swim", name="Swim")
        version.levels.filter(level__key="expert").update(year_target=50)
    draft.refresh_from_db()
    assert (draft.edited_by, draft.edited_at, draft.drafted_by) == (editor, AT + dt.timedelta(1), clerk)
    assert policy_of(draft).activities["podcast"].year_cap == 6 * CREDIT
    (line, _drafted) = _told(draft)
    assert (line.by, line.what) == (str(editor), "Changed the draft.")
    assert {(change.label, change.before, change.after) for change in line.changes} == {
        ("name", "Version of 2027", "Podcasts"),
        ("Listen to podcasts: most credits a year", "5", "6"),
        ("Listen to podcasts: waits for approval", "no", "yes"),
        ("activity “Teach a related course”", "Teach a related course", "nothing"),
        ("activity “Swim”", "nothing", "Swim"),
        ("Expert: credits a year", "40", "50"),
    }


def test_saving_a_draft_as_it_is_leaves_no_line(clerk: User) -> None:
    draft = services.copy(_shipped(), by=clerk, at=AT)
    with services.changing(draft.pk, by=UserFactory(roles=("back-office",)), at=AT) as version:
        version.save()
    draft.refresh_from_db()
    assert draft.edited_by == clerk
    assert len(_told(draft)) == 1


def test_nothing_is_kept_of_a_change_that_fails(clerk: User) -> None:
    draft = services.copy(_shipped(), by=clerk, at=AT)

    def fail() -> None:
        with services.changing(draft.pk, by=clerk, at=AT) as version:
            version.activities.all().delete()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert ActivityType.objects.filter(version=draft).count() == len(POLICY.activities)


@pytest.mark.parametrize("traits", [{"put_forward": True}, {"published": True}, {"discarded": True}])
def test_only_a_draft_is_changed(traits: dict, clerk: User) -> None:
    version = PolicyVersionFactory(**traits)
    with pytest.raises(DomainError, match="Only a draft is changed"), services.changing(version.pk, by=clerk, at=AT):
        raise AssertionError("Nothing is written here.")


# Who did it ------------------------------------------------------------------------------------------------


def test_colleague_finds_in_a_copy_what_they_did_and_nobody_else(clerk: User, administrator: User) -> None:
    draft = new_draft(clerk)
    services.put_forward(draft.pk, by=clerk, at=AT)
    services.publish(draft.pk, by=administrator, at=AT)
    assert subjects.export(administrator)["policy versions"] == [
        {"policy version": "Version of 2027", "published by": "you"}
    ]
    assert {key for row in subjects.export(clerk)["policy versions"] for key in row} == {
        "policy version", "drafted by", "last changed by", "put forward by",
    }  # fmt: skip
    assert "policy versions" not in subjects.export(UserFactory())


def test_forgetting_a_colleague_leaves_published_rules_as_they_are(clerk: User, administrator: User) -> None:
    draft = new_draft(clerk)
    services.put_forward(draft.pk, by=clerk, at=AT)
    services.publish(draft.pk, by=administrator, at=AT)
    subjects.scrub(administrator, at=AT)
    draft.refresh_from_db()
    assert draft.published_by_id == administrator.pk


# Two at once ------------------------------------------------------------------------------------------------


def _at_once(*acts: Callable[[], object]) -> list[str]:
    """How acts ended that began together, each on a connection of its own."""
    together = Barrier(len(acts))

    def run(act: Callable[[], object]) -> str:
        together.wait()
        try:
            act()
        except DomainError as refusal:
            return type(refusal).__name__
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(len(acts)) as pool:
        return sorted(pool.map(run, acts))


@pytest.mark.django_db(transaction=True)
def test_of_two_drafts_put_forward_for_one_day_at_once_one_waits(clerk: User) -> None:
    drafts = [new_draft(clerk) for _ in range(4)]
    ended = _at_once(*(partial(services.put_forward, draft.pk, by=clerk, at=AT) for draft in drafts))
    assert ended == [*["UnfitVersionError"] * 3, "done"]
    assert PolicyVersion.objects.put_forward().count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_people_who_publish_at_once_one_does(clerk: User) -> None:
    draft = new_draft(clerk)
    services.put_forward(draft.pk, by=clerk, at=AT)
    people = [UserFactory(roles=("administrator",)) for _ in range(3)]
    ended = _at_once(*(partial(services.publish, draft.pk, by=person, at=AT) for person in people))
    assert ended == ["IllegalMove", "IllegalMove", "done"]
    assert AuditLine.objects.filter(act="cpe.policy-published").count() == 1
