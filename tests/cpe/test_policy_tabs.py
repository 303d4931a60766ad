"""Policy versions that changed while somebody had a page open: nothing unread is decided, nothing typed is lost."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from cpe import services
from cpe.models import PolicyVersion
from cpe.selectors import policies, policy_of
from cpe.shipped import POLICY
from tests.cpe.office import AT, LIST, form_of, main_of, new_draft, set_podcast_cap
from tests.factories.accounts import UserFactory
from tests.factories.cpe import PolicyVersionFactory
from tests.people import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine("2026-07-01T09:00:00Z", tick=False)]


@pytest.fixture
def clerk() -> User:
    return UserFactory(roles=("back-office",))


@pytest.fixture
def office(clerk: User) -> Client:
    return signed_in(clerk)


@pytest.fixture
def draft(clerk: User) -> PolicyVersion:
    return new_draft(clerk)


STALE = "This version was changed since you opened this page. Read it again."


def test_old_page_does_not_publish_what_nobody_read(clerk: User, draft: PolicyVersion) -> None:
    set_podcast_cap(draft, 1, clerk, 1)
    services.put_forward(draft.pk, by=clerk, at=AT)
    second, path = signed_in(UserFactory(roles=("administrator",))), f"{LIST}{draft.pk}/publish/"
    old = second.get(path).context["as_read"]
    services.take_back(draft.pk, reason="Two.", by=clerk, at=AT)
    set_podcast_cap(draft, 2, clerk, 2)
    services.put_forward(draft.pk, by=clerk, at=AT)
    answer = second.post(path, {"as_read": old})
    assert STALE in main_of(answer)
    assert "Listen to podcasts: at most 2 credits a year, was 5." in main_of(answer)
    assert policies().versions == (POLICY,)
    answer = second.post(path, {"as_read": answer.context["as_read"]}, follow=True)
    assert "“Version of 2027” is published." in main_of(answer)


@pytest.mark.parametrize("sent", [{}, {"as_read": ""}, {"as_read": "2026"}, {"as_read": "x" * 5000}])
@pytest.mark.parametrize("step", ["put-forward", "discard", "publish", "take-back"])
def test_step_needs_the_page_it_was_read_on(step: str, sent: dict[str, str], clerk: User, draft: PolicyVersion) -> None:
    if step in {"publish", "take-back"}:
        services.put_forward(draft.pk, by=clerk, at=AT)
    person = UserFactory(roles=("administrator",)) if step == "publish" else clerk
    draft.refresh_from_db()
    answer = signed_in(person).post(f"{LIST}{draft.pk}/{step}/", {"reason": "Why not.", **sent})
    assert answer.status_code == 200
    assert STALE in main_of(answer)
    assert PolicyVersion.objects.get(pk=draft.pk).state == draft.state


def test_of_two_tabs_the_later_one_is_asked_before_it_writes(
    office: Client, draft: PolicyVersion, time_machine: Any
) -> None:
    path = f"{LIST}{draft.pk}/change/"
    tabs = [form_of(office.get(path)) for _ in range(2)]
    time_machine.move_to("2026-07-01T09:01:00Z", tick=False)
    assert office.post(path, {**tabs[0], "name": "First", "levels-1-year_target": "25"}).status_code == 302
    typed = {**tabs[1], "name": "Second", "levels-1-year_target": "30"}
    time_machine.move_to("2026-07-01T09:02:00Z", tick=False)
    answer = office.post(path, typed)
    assert answer.status_code == 200
    assert "Somebody changed this draft since you opened this page" in main_of(answer)
    again = form_of(answer)
    assert (again["name"], again["levels-1-year_target"]) == ("Second", "30")
    draft.refresh_from_db()
    assert (draft.name, policy_of(draft).levels["practitioner"].year_target) == ("First", 100)
    assert office.post(path, again).status_code == 302
    draft.refresh_from_db()
    assert (draft.name, policy_of(draft).levels["practitioner"].year_target) == ("Second", 120)


@pytest.mark.parametrize("as_read", [None, "", "2026", "x" * 5000])
@pytest.mark.parametrize("page", ["version", "activity"])
def test_draft_is_not_written_from_a_page_nobody_read(
    page: str, as_read: str | None, office: Client, draft: PolicyVersion
) -> None:
    row = draft if page == "version" else draft.activities.get(key="podcast")
    path = f"/office/cpe/{row._meta.model_name}/{row.pk}/change/"
    read = form_of(office.get(path))
    del read["as_read"]
    answer = office.post(path, {**read, "name": "Unread", **({"as_read": as_read} if as_read is not None else {})})
    assert "Somebody changed this draft" in main_of(answer)
    row.refresh_from_db()
    assert row.name != "Unread"
    assert office.post(path, form_of(answer)).status_code == 302
    row.refresh_from_db()
    assert row.name == "Unread"


def test_activity_written_over_somebody_elses_is_asked_for_again(office: Client, draft: PolicyVersion) -> None:
    row = draft.activities.get(key="podcast")
    path = f"/office/cpe/activitytype/{row.pk}/change/"
    read = form_of(office.get(path))
    set_podcast_cap(draft, 2, UserFactory(roles=("back-office",)), 1)
    answer = office.post(path, {**read, "year_cap": "3"})
    assert "Somebody changed this draft" in main_of(answer)
    row.refresh_from_db()
    assert row.year_cap == Decimal(2)


@pytest.mark.parametrize(
    ("act", "sentence"),
    [
        (services.put_forward, "It is waiting for a second person now, and cannot be changed. Take it back first."),
        (services.discard, "It is discarded now, and cannot be changed any more. Copy it as a new draft."),
    ],
)
def test_draft_that_went_on_meanwhile_says_so_and_what_was_typed(
    act: Any, sentence: str, office: Client, draft: PolicyVersion, clerk: User
) -> None:
    row = draft.activities.get(key="podcast")
    paths = (f"{LIST}{draft.pk}/change/", f"/office/cpe/activitytype/{row.pk}/change/")
    read = [form_of(office.get(path)) for path in paths]
    act(draft.pk, by=clerk, at=AT)
    answer = office.post(paths[0], {**read[0], "summary": "Long <b>thoughts</b>.", "levels-1-year_target": "25.25"})
    assert answer.status_code == 409
    assert "&lt;b&gt;thoughts" in answer.text
    for told in (sentence, "Practitioner: credits a year 25.25", f"Go to “{draft.name}”"):
        assert told in main_of(answer)
    answer = office.post(paths[1], {**read[1], "explanation": "Only new ones."})
    assert answer.status_code == 409
    assert sentence in main_of(answer)
    assert "Only new ones." in main_of(answer)
    answer = office.post(f"/office/cpe/activitytype/{row.pk}/delete/", {"post": "yes"})
    assert sentence in main_of(answer)
    add = {"version": str(draft.pk), "name": "Swim in the sea"}
    answer = office.post("/office/cpe/activitytype/add/", add)
    assert sentence in main_of(answer)
    assert "Swim in the sea" in main_of(answer)
    draft.refresh_from_db()
    assert draft.summary == ""


def test_who_only_reads_gets_no_page_to_write(draft: PolicyVersion) -> None:
    reader = signed_in(UserFactory(roles=("administrator",)))
    assert reader.post(f"{LIST}{draft.pk}/change/", {"name": "X"}).status_code == 403


# Out of order -----------------------------------------------------------------------------------------------


def test_step_says_until_when_a_version_holds_and_what_else_waits(clerk: User, draft: PolicyVersion) -> None:
    for name, day, state in (
        ("Spring", dt.date(2027, 2, 1), {"published": True}),
        ("Summer", dt.date(2027, 6, 1), {"put_forward": True}),
        ("Autumn", dt.date(2027, 9, 1), {"published": True}),
        ("Winter", dt.date(2027, 12, 1), {}),
        ("Before", dt.date(2026, 12, 1), {"put_forward": True}),
    ):
        PolicyVersionFactory(name=name, effective_on=day, **state)
    sentences = (
        "It holds until 31 January 2027, then “Spring” follows, which is published already.",
        "“Summer”, in force from 1 June 2027, waits for a second person.",
        "“Autumn”, in force from 1 September 2027, is published too.",
    )
    asked = main_of(signed_in(clerk).get(f"{LIST}{draft.pk}/put-forward/"))
    services.put_forward(draft.pk, by=clerk, at=AT)
    second = signed_in(UserFactory(roles=("administrator",)))
    for told in (asked, main_of(second.get(f"{LIST}{draft.pk}/publish/"))):
        assert [sentence for sentence in sentences if sentence not in told] == []
        assert told.count("Spring") == 1
        assert not any(name in told for name in ("Winter", "Before"))


def test_step_of_the_last_version_names_no_other(clerk: User, draft: PolicyVersion) -> None:
    asked = main_of(signed_in(clerk).get(f"{LIST}{draft.pk}/put-forward/"))
    assert "It holds until" not in asked
    assert "waits for a second person." not in asked.partition("nobody changes it.")[2]
