"""Policy versions in the back office: read, drafted, put forward, published by a second person, compared."""

import datetime as dt
import re
from decimal import Decimal
from html import unescape

import pytest
from django.test import Client

from accounts.models import User
from cpe import services
from cpe.enums import VersionState
from cpe.models import ActivityType, PolicyVersion
from cpe.selectors import policies, policy_of
from cpe.shipped import POLICY
from tests.cpe.office import AT, LIST, form_of, main_of, press, shipped, steps_of
from tests.factories.accounts import UserFactory
from tests.factories.cpe import PolicyVersionFactory
from tests.people import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine("2026-07-01T09:00:00Z", tick=False)]


@pytest.fixture
def clerk() -> User:
    return UserFactory(given_name="Bea", family_name="Balie", roles=("back-office",))


@pytest.fixture
def office(clerk: User) -> Client:
    return signed_in(clerk)


@pytest.fixture
def draft(clerk: User) -> PolicyVersion:
    return services.copy(shipped(), by=clerk, at=AT)


def test_list_says_where_each_version_is(office: Client) -> None:
    PolicyVersionFactory(name="Next", effective_on=dt.date(2027, 1, 1), published=True)
    PolicyVersionFactory(name="Waits", effective_on=dt.date(2028, 1, 1), put_forward=True)
    PolicyVersionFactory(name="Draft", effective_on=dt.date(2029, 1, 1))
    PolicyVersionFactory(name="Gone", effective_on=dt.date(2030, 1, 1), discarded=True)
    rows = [
        " ".join(unescape(re.sub(r"<[^>]+>", " ", row)).split())
        for row in office.get(LIST).text.partition("<tbody")[2].split("</tr>")
    ]
    assert [row for row in rows if row][:5] == [
        'role="rowgroup"> Gone discarded 1 January 2030 –',
        "Draft draft 1 January 2029 –",
        "Waits waiting for a second person 1 January 2028 –",
        "Next published, not in force yet 1 January 2027 –",
        "First version in force the beginning 31 December 2026",
    ]


def test_version_that_is_over_says_so(clerk: User, time_machine) -> None:
    PolicyVersionFactory(name="Next", effective_on=dt.date(2027, 1, 1), published=True)
    time_machine.move_to("2026-12-31T23:30:00Z", tick=False)
    page = main_of(signed_in(clerk).get(LIST))
    assert "First version was in force" in page
    assert "Next in force" in page


def test_published_version_is_read_and_not_written(office: Client) -> None:
    page = office.get(f"{LIST}{shipped().pk}/change/")
    text = main_of(page)
    for told in (
        "shipped with the product",
        "the beginning",
        "Read books 1 credit for every 100 pages.",
        "Practitioner 20.00 60.00",
    ):
        assert told in text
    assert 'name="_save"' not in page.text
    assert "Add a kind of activity" not in text
    assert steps_of(page) == ["copy"]
    assert office.post(f"{LIST}{shipped().pk}/change/", {"name": "X"}).status_code == 409
    assert policies().versions == (POLICY,)


def test_draft_is_written_on_its_page_and_the_history_says_what(
    office: Client, draft: PolicyVersion, clerk: User
) -> None:
    path = f"{LIST}{draft.pk}/change/"
    page = office.get(path)
    assert office.post(path, form_of(page)).status_code == 302
    assert policy_of(draft) == policy_of(PolicyVersion.objects.get(pk=draft.pk))
    changes = {
        "name": "Podcasts first",
        "effective_on": "2027-02-01",
        "annual_factor": "1.5",
        "levels-1-year_target": "25",
    }
    assert office.post(path, {**form_of(page), **changes}).status_code == 302
    draft.refresh_from_db()
    assert (draft.name, draft.effective_on, draft.annual_factor) == (
        "Podcasts first",
        dt.date(2027, 2, 1),
        Decimal("1.5"),
    )
    assert policy_of(draft).levels["practitioner"].year_target == 100
    history = main_of(office.get(f"{LIST}{draft.pk}/history/"))
    assert "Changed the draft." in history
    assert "Practitioner: credits a year: 20 → 25" in history
    assert "in force from: 1 January 2027 → 1 February 2027" in history
    assert history.count("Changed the draft.") == 1


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"effective_on": "soon"}, "Please write a date such as 2026-11-21."),
        ({"effective_on": "9996-01-01"}, "Write a day until 31 December 9995."),
        ({"annual_factor": "1.234"}, "at most two decimals"),
        ({"annual_factor": "-2"}, "Write how many times as a number above 0"),
        ({"annual_factor": "", "annual_from": "2025-01-01"}, "A first day needs the limit it is for"),
        ({"levels-1-year_target": "0.1"}, "Write credits in quarters"),
        ({"levels-1-year_target": "99999999999999"}, "Write a smaller number."),
        ({"levels-1-year_target": "9" * 30}, "Write a smaller number."),
        ({"levels-1-year_target": "-1"}, "Credits a year are 0 or more"),
        ({"groups-0-year_cap": "0"}, "A shared limit is above 0."),
        ({"name": ""}, "Please fill this in."),
    ],
)
def test_what_cannot_be_stays_in_the_form_with_a_sentence(
    change: dict[str, str], sentence: str, office: Client, draft: PolicyVersion
) -> None:
    path = f"{LIST}{draft.pk}/change/"
    answer = office.post(path, {**form_of(office.get(path)), **change})
    assert answer.status_code == 200
    assert sentence in main_of(answer)
    assert policy_of(draft).levels == POLICY.levels
    assert "Changed the draft." not in main_of(office.get(f"{LIST}{draft.pk}/history/"))


def test_rows_that_say_the_same_are_named_in_our_words(office: Client, draft: PolicyVersion) -> None:
    path = f"{LIST}{draft.pk}/change/"
    page = office.get(path)
    assert '<textarea name="summary"' in page.text
    sent = form_of(page)
    answer = office.post(path, {**sent, "levels-0-level": sent["levels-1-level"]})
    assert answer.status_code == 200
    assert "Two rows say the same under “level”. Write it once." in main_of(answer)
    assert "Please correct" not in main_of(answer)
    group = {"groups-1-name": "Again", "groups-1-key": sent["groups-0-key"], "groups-1-year_cap": "5"}
    answer = office.post(path, {**sent, **group, "groups-TOTAL_FORMS": "2"})
    assert "Two rows say the same under “key”. Write it once." in main_of(answer)
    assert "Another row says this already." in main_of(answer)


def test_activity_of_a_draft_is_written_added_and_taken_out(office: Client, draft: PolicyVersion) -> None:
    row = draft.activities.get(key="podcast")
    path = f"/office/cpe/activitytype/{row.pk}/change/"
    assert office.post(path, {**form_of(office.get(path)), "year_cap": "6", "key": "another"}).status_code == 302
    row.refresh_from_db()
    assert (row.year_cap, row.key) == (Decimal(6), "podcast")

    add = f"/office/cpe/activitytype/add/?version={draft.pk}"
    form = form_of(office.get(add))
    assert (form["version"], form["place"]) == (str(draft.pk), "21")
    sent = {**form, "name": "Swim", "key": "swim", "unit": "hours", "credits": "1"}
    assert office.post(add, sent).status_code == 302
    assert ActivityType.objects.get(key="swim").version == draft

    gone = draft.activities.get(key="teaching")
    assert office.post(f"/office/cpe/activitytype/{gone.pk}/delete/", {"post": "yes"}).status_code == 302
    history = main_of(office.get(f"{LIST}{draft.pk}/history/"))
    for told in (
        "Listen to podcasts: most credits a year: 5 → 6",
        "activity “Swim”: nothing → Swim",
        "activity “Teach a related course”: Teach a related course → nothing",
    ):
        assert told in history


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"year_cap": "5", "group": "own"}, "a yearly limit of its own or a shared one, not both"),
        ({"credits": ""}, "Without credits, say the least and the most a reviewer grants."),
        ({"least": "1"}, "Say both the least and the most a reviewer grants, or neither."),
        ({"attendance": "101"}, "between 1 and 100 percent"),
        ({"per": "0"}, "Credits, amounts and limits are above 0"),
        ({"group": "elsewhere"}, "Please choose one of the answers offered."),
    ],
)
def test_activity_that_makes_no_sense_is_asked_for_again(
    change: dict[str, str], sentence: str, office: Client, draft: PolicyVersion
) -> None:
    groups = {"own": str(draft.groups.get().pk), "elsewhere": str(shipped().groups.get().pk)}
    change = {**change, **({"group": groups[change["group"]]} if "group" in change else {})}
    row = draft.activities.get(key="teaching")
    path = f"/office/cpe/activitytype/{row.pk}/change/"
    answer = office.post(path, {**form_of(office.get(path)), **change})
    assert answer.status_code == 200
    assert sentence in main_of(answer)


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 30, "999999", "shipped"])
def test_activity_is_added_to_a_draft_only(version: str, office: Client) -> None:
    status = 409 if version == "shipped" else 200
    version = str(shipped().pk) if version == "shipped" else version
    sent = {"version": version, "name": "Swim", "key": "swim", "unit": "hours", "credits": "1", "per": "1", "step": "1"}
    assert office.get(f"/office/cpe/activitytype/add/?version={version}").status_code == 200
    assert office.post("/office/cpe/activitytype/add/", {**sent, "place": "1"}).status_code == status
    assert not ActivityType.objects.filter(key="swim").exists()


def test_nothing_of_a_published_version_is_written_by_hand(office: Client) -> None:
    row = ActivityType.objects.get(key="podcast")
    assert office.post(f"/office/cpe/activitytype/{row.pk}/change/", {"year_cap": "6"}).status_code == 409
    assert office.post(f"/office/cpe/activitytype/{row.pk}/delete/", {"post": "yes"}).status_code == 409
    sent = {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"}
    office.post("/office/cpe/activitytype/", sent)
    assert policies().versions == (POLICY,)


# The steps of a version's life ------------------------------------------------------------------------------


def test_clerk_copies_and_puts_forward_and_a_second_person_publishes(office: Client) -> None:
    first = shipped()
    assert "A draft is made that says what “First version” says." in main_of(office.get(f"{LIST}{first.pk}/copy/"))
    answer = office.post(f"{LIST}{first.pk}/copy/", follow=True)
    draft = PolicyVersion.objects.drafts().get()
    assert answer.redirect_chain == [(f"{LIST}{draft.pk}/change/", 302)]
    assert steps_of(answer) == ["put-forward", "copy", "discard"]
    draft.activities.filter(key="podcast").update(year_cap=Decimal(6))

    asked = main_of(office.get(f"{LIST}{draft.pk}/put-forward/"))
    assert "Listen to podcasts: at most 6 credits a year, was 5." in asked
    press(office, f"{LIST}{draft.pk}/put-forward/")
    own = office.get(f"{LIST}{draft.pk}/publish/")
    assert "You put this version forward, or changed it last. Somebody else publishes it." in main_of(own)
    assert 'value="Publish"' not in own.text
    assert "Somebody else publishes it." in main_of(office.post(f"{LIST}{draft.pk}/publish/", follow=True))

    second = signed_in(UserFactory(roles=("administrator",)))
    asked = main_of(second.get(f"{LIST}{draft.pk}/publish/"))
    for told in (
        "Activities completed from 1 January 2027 on are judged by it",
        "“First version” holds until 31 December 2026.",
        "Nothing of it can be changed any more.",
        "Listen to podcasts: at most 6 credits a year, was 5.",
    ):
        assert told in asked
    answer = press(second, f"{LIST}{draft.pk}/publish/")
    assert "“Version of 2027” is published." in main_of(answer)
    assert policies().on(dt.date(2027, 1, 1)).activities["podcast"].year_cap == 24
    again = main_of(second.post(f"{LIST}{draft.pk}/publish/", follow=True))
    assert "This is “published” already." in again


def test_page_that_asks_changes_nothing(office: Client, draft: PolicyVersion) -> None:
    for step in ("copy", "put-forward", "discard", "take-back", "publish"):
        assert office.get(f"{LIST}{draft.pk}/{step}/").status_code == 200
    draft.refresh_from_db()
    assert draft.state == VersionState.DRAFT
    assert PolicyVersion.objects.count() == 2


def test_what_stands_in_the_way_is_told_before_and_after(office: Client, draft: PolicyVersion) -> None:
    draft.levels.filter(level__key="expert").delete()
    PolicyVersion.objects.filter(pk=draft.pk).update(effective_on=dt.date(2026, 7, 1))
    page = office.get(f"{LIST}{draft.pk}/put-forward/")
    sentences = ("1 July 2026 is too early.", "Expert: this level has no numbers.")
    assert all(sentence in main_of(page) for sentence in sentences)
    assert 'value="Put forward"' not in page.text
    answer = press(office, f"{LIST}{draft.pk}/put-forward/")
    assert all(sentence in main_of(answer) for sentence in sentences)
    draft.refresh_from_db()
    assert draft.state == VersionState.DRAFT


def test_taking_back_needs_a_reason_that_is_kept(office: Client, draft: PolicyVersion, clerk: User) -> None:
    draft.activities.filter(key="podcast").update(year_cap=Decimal(6))
    services.put_forward(draft.pk, by=clerk, at=AT)
    path = f"{LIST}{draft.pk}/take-back/"
    answer = office.post(path, {"reason": " "})
    assert answer.status_code == 200
    assert "Error:" in answer.text.partition("<title>")[2].partition("</title>")[0]
    assert "Please fill this in." in main_of(answer)
    assert "Write at most 1 000 characters." in main_of(press(office, path, reason="x" * 1001))
    answer = press(office, path, reason="Podcasts first.")
    assert "“Version of 2027” is a draft again." in main_of(answer)
    assert "Podcasts first." in main_of(office.get(f"{LIST}{draft.pk}/history/"))


@pytest.mark.parametrize("step", ["put-forward", "discard", "publish", "take-back"])
def test_step_that_does_not_fit_the_state_is_told(step: str, office: Client) -> None:
    path = f"{LIST}{shipped().pk}/{step}/"
    assert "This version is “published” now; this cannot be done with it." in main_of(office.get(path))
    answer = office.post(path, {"reason": "Why not."}, follow=True)
    assert answer.redirect_chain == [(f"{LIST}{shipped().pk}/change/", 302)]
    assert "“published”" in main_of(answer)
    assert policies().versions == (POLICY,)


@pytest.mark.parametrize("page", ["change/", "history/", "publish/", "copy/"])
def test_version_that_is_not_there_answers_404(page: str, office: Client) -> None:
    assert office.get(f"{LIST}999999/{page}").status_code == 404
    assert office.post(f"{LIST}999999/{page}").status_code in {404, 405} or page == "history/"


def test_versions_are_compared_in_sentences(office: Client, draft: PolicyVersion) -> None:
    draft.activities.filter(key="podcast").update(year_cap=Decimal(6))
    both = {"before": shipped().pk, "after": draft.pk}
    choices = [label for _pk, label in office.get(f"{LIST}compare/").context["form"].fields["after"].choices]
    assert choices == ["Version of 2027 – from 1 January 2027, draft", "First version – from the beginning, published"]
    text = main_of(office.get(f"{LIST}compare/", both))
    assert "What “Version of 2027” says differently from “First version”" in text
    assert "Listen to podcasts: at most 6 credits a year, was 5." in text
    same = main_of(office.get(f"{LIST}compare/", {"before": draft.pk, "after": draft.pk}))
    assert "Nothing. Both say the same." in same


@pytest.mark.parametrize("query", ["", "?before=x", "?before=999999&after=1", "?after="])
def test_compare_without_two_versions_asks_for_them(query: str, office: Client) -> None:
    answer = office.get(f"{LIST}compare/{query}")
    assert answer.status_code == 200
    assert "says differently" not in main_of(answer)


def test_compare_offers_the_version_in_force_and_the_one_it_was_opened_from(
    office: Client, draft: PolicyVersion
) -> None:
    form = office.get(f"{LIST}compare/?after={draft.pk}").context["form"]
    assert (form["before"].value(), form["after"].value()) == (shipped().pk, str(draft.pk))
