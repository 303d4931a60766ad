"""The pages of the form, by what a person sends and sees; every act on a draft of one's own alone."""

import re
from typing import Any

import pytest
from django.test import Client

from applications import services
from applications.forms import fingerprint
from applications.models import Application, Position
from applications.services import ApplicationRefused
from common.errors import Forbidden
from tests.applications.test_history import WHOLE
from tests.factories.accounts import UserFactory
from tests.factories.applications import BEGUN, ApplicationFactory, PositionFactory, whole
from tests.factories.files import UploadFactory
from tests.people import signed_in

pytestmark = pytest.mark.django_db

JOB: dict[str, Any] = {
    "organisation": "Alfa",
    "role": "Officer",
    "standpoint": "inside",
    "begins_on": BEGUN.date(),
    "begins_by_month": True,
    "ends_on": None,
    "ends_by_month": False,
    "in_field": True,
    "at_level": True,
    "share": 80,
    "responsibility": "The budget.",
}


@pytest.fixture(autouse=True)
def _today(time_machine) -> None:
    time_machine.move_to("2026-07-15T10:00:00Z", tick=False)


def _path(application: Application, page: str = "") -> str:
    return f"/applications/{application.reference.lower()}/{page}"


def _text(answer: Any) -> str:
    page = re.sub(r"<(script|style).*?</\1>", " ", answer.content.decode(), flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def _seen(client: Client, path: str) -> str:
    return re.findall(r'name="seen" value="([\w.]+)"', client.get(path).content.decode())[0]


def test_list_shows_drafts_and_what_was_submitted_and_an_empty_one_leads_on() -> None:
    draft = ApplicationFactory()
    ApplicationFactory(person=draft.person, withdrawn=True, title=draft.title)
    ApplicationFactory(submitted=True)
    page = _text(signed_in(draft.person).get("/applications/"))
    assert "2 applications" in page
    assert "saved on 1 July 2026, kept until 1 January 2027 Draft" in page
    assert "withdrawn on 10 July 2026 Withdrawn" in page
    empty = signed_in(UserFactory()).get("/applications/")
    assert "You have not applied for an officer title." in _text(empty)
    assert 'href="/officer-titles/"' in empty.content.decode()


@pytest.mark.parametrize("many", [1, 30])
def test_pages_ask_the_same_however_much_they_show(django_assert_num_queries, many: int) -> None:
    draft = ApplicationFactory()
    ApplicationFactory.create_batch(many, person=draft.person, withdrawn=True)
    PositionFactory.create_batch(min(many, 20), application=draft)
    client = signed_in(draft.person)
    for page, queries in (("", 11), ("positions/", 9), ("about-you/", 4), ("role-and-results/", 4)):
        with django_assert_num_queries(queries):
            client.get(_path(draft, page))
    with django_assert_num_queries(4):
        client.get("/applications/")


def test_task_list_says_what_is_done_what_lacks_and_when_we_answer() -> None:
    draft = whole(accomplishment="", family_name="Voorbeeld")
    page = _text(signed_in(draft.person).get(_path(draft)))
    assert "5 of 7 complete" in page
    assert "About you Ada Voorbeeld, Nergenshuizen Completed" in page
    assert "1 job, 7 years 4 months 15 days in the field Completed" in page
    assert "Describe what you brought about yourself. In progress" in page
    assert "3 people · 2 organisations Completed" in page
    assert "Cannot start yet" in page
    assert "you hear from us by Wednesday 12 August 2026 ." in page
    Application.objects.update(accomplishment="Something.")
    page = signed_in(draft.person).get(_path(draft)).content.decode()
    assert f'href="{_path(draft, "check/")}"' in page


def test_part_is_saved_half_filled_and_leads_on_or_back() -> None:
    draft = ApplicationFactory()
    client, path = signed_in(draft.person), _path(draft, "about-you/")
    answer = client.post(path, {"given_name": "Ada", "seen": _seen(client, path)})
    assert answer["Location"] == _path(draft)
    answer = client.post(path, {"given_name": "Ada", "town": "Nergens", "seen": _seen(client, path), "go-on": ""})
    assert answer["Location"] == _path(draft, "positions/")
    draft.refresh_from_db()
    assert (draft.given_name, draft.town) == ("Ada", "Nergens")
    assert draft.kept_until.isoformat() == "2027-01-15"


def test_wrong_input_gets_its_sentence_and_stays_in_the_form() -> None:
    draft = ApplicationFactory()
    client, path = signed_in(draft.person), _path(draft, "about-you/")
    answer = client.post(
        path, {"given_name": "Ada", "phone": "call me", "town": "Nergens", "seen": _seen(client, path)}
    )
    assert "Write the number with its digits" in _text(answer)
    assert all(f'value="{typed}"' in answer.content.decode() for typed in ("call me", "Nergens"))


def test_texts_keep_their_paragraphs_and_a_long_one_is_told_so() -> None:
    draft = ApplicationFactory()
    client, path = signed_in(draft.person), _path(draft, "role-and-results/")
    seen = _seen(client, path)
    answer = client.post(path, {"level": "a" * 6001, "accomplishment": "One.\r\n\r\nTwo.", "seen": seen})
    assert "Please use at most 6000 characters; there are 6001 now." in _text(answer)
    assert "a" * 6001 in answer.content.decode()
    client.post(path, {"level": "a" * 6000, "accomplishment": "One.\r\n\r\nTwo.", "seen": seen})
    draft.refresh_from_db()
    assert (len(draft.level), draft.accomplishment) == (6000, "One.\n\nTwo.")
    assert "6\u00a0000 are used now." in client.get(path).content.decode()


def test_page_that_was_open_twice_says_so_once_and_a_double_click_says_nothing() -> None:
    draft = ApplicationFactory()
    client, path = signed_in(draft.person), _path(draft, "about-you/")
    seen = _seen(client, path)
    for _twice in range(2):
        assert client.post(path, {"given_name": "Ada", "town": "First", "seen": seen}).status_code == 302
    answer = client.post(path, {"given_name": "Ada", "town": "Second", "seen": seen})
    assert "This part was changed in another window meanwhile." in _text(answer)
    again = re.findall(r'name="seen" value="([\w.]+)"', answer.content.decode())[0]
    assert client.post(path, {"given_name": "Ada", "town": "Second", "seen": again}).status_code == 302
    assert Application.objects.get().town == "Second"


def test_what_another_window_saved_stays_where_it_was_not_touched_here() -> None:
    draft = ApplicationFactory(level="Old level")
    client, path = signed_in(draft.person), _path(draft, "role-and-results/")
    seen = _seen(client, path)
    client.post(path, {"level": "New level", "accomplishment": "", "seen": seen})
    answer = client.post(path, {"level": "Old level", "accomplishment": "Typed here", "seen": seen})
    assert answer.status_code == 302
    draft.refresh_from_db()
    assert (draft.level, draft.accomplishment) == ("New level", "Typed here")


def test_only_what_was_changed_in_both_windows_is_asked_about_and_shows_what_was_saved() -> None:
    draft = ApplicationFactory()
    client, path = signed_in(draft.person), _path(draft, "role-and-results/")
    seen = _seen(client, path)
    client.post(path, {"level": "Elsewhere", "accomplishment": "Also elsewhere", "seen": seen})
    answer = client.post(path, {"level": "Typed here", "accomplishment": "", "seen": seen})
    assert "Saved in the other window: “Elsewhere”" in _text(answer)
    again = re.findall(r'name="seen" value="([\w.]+)"', answer.content.decode())[0]
    assert client.post(path, {"level": "Typed here", "accomplishment": "", "seen": again}).status_code == 302
    draft.refresh_from_db()
    assert (draft.level, draft.accomplishment) == ("Typed here", "Also elsewhere")


def test_job_is_added_changed_and_removed_each_once() -> None:
    draft = ApplicationFactory()
    client, path = signed_in(draft.person), _path(draft, "positions/")
    for _twice in range(2):
        assert client.post(f"{path}add/", WHOLE)["Location"] == path
    position = Position.objects.get()
    page = f"{path}{position.pk}/"
    changed = {**WHOLE, "share": "50", "seen": _seen(client, page)}
    for _twice in range(2):
        assert client.post(page, changed)["Location"] == path
    assert Position.objects.get().share == 50
    shown = _text(client.get(path))
    assert "since March 2019 · in the field · with responsibility · inside the organisation · 50 %" in shown
    assert "Of that with responsibility 7 years 4 months 15 days" in shown
    assert "The five years are met." in shown
    assert "“Officer, Alfa” goes" in _text(client.get(f"{page}remove/"))
    for _twice in range(2):
        assert client.post(f"{page}remove/")["Location"] == path
    assert not Position.objects.exists()
    assert client.get(page).status_code == client.get(f"{page}remove/").status_code == 404


def test_job_removed_in_another_window_while_it_was_changed_is_not_lost() -> None:
    position = PositionFactory()
    client, path = signed_in(position.application.person), _path(position.application, "positions/")
    seen = _seen(client, f"{path}{position.pk}/")
    Position.objects.all().delete()
    assert client.post(f"{path}{position.pk}/", {**WHOLE, "seen": seen})["Location"] == path
    assert Position.objects.get().organisation == "Alfa"


def test_sums_fill_against_five_years() -> None:
    position = PositionFactory(begins_on="2024-01-15", begins_by_month=False, ends_on="2026-07-14", at_level=False)
    answer = signed_in(position.application.person).get(_path(position.application, "positions/"))
    assert (answer.context["field"].width, answer.context["level"].width) == (500, 0)
    assert 'width="500"' in answer.content.decode()


def test_short_history_names_the_first_day_the_term_is_met_and_jobs_carried_over_are_to_be_completed() -> None:
    position = PositionFactory(begins_on="2023-01-01", organisation="", role="")
    shown = _text(signed_in(position.application.person).get(_path(position.application, "positions/")))
    assert "30 December 2027 is the first day you meet the term." in shown
    assert "To be completed: organisation and role" in shown


def test_the_twenty_first_job_is_refused_and_stays_in_the_form() -> None:
    draft = ApplicationFactory()
    PositionFactory.create_batch(20, application=draft)
    answer = signed_in(draft.person).post(_path(draft, "positions/add/"), {**WHOLE, "organisation": "Onbewaard"})
    assert "An application holds at most 20 jobs." in _text(answer)
    assert 'value="Onbewaard"' in answer.content.decode()
    assert Position.objects.count() == 20


def test_throwing_away_names_what_is_lost_and_asks() -> None:
    draft = whole()
    client, path = signed_in(draft.person), _path(draft, "throw-away/")
    page = _text(client.get(path))
    for lost in ("1 job", "2 texts about your role and results", "3 references", "1 file"):
        assert lost in page
    assert client.post(path)["Location"] == "/applications/"
    assert not Application.objects.exists()
    assert client.post(path).status_code == 404


PAGES = ("", "about-you/", "positions/", "positions/add/", "role-and-results/", "throw-away/", "positions/1/remove/")


@pytest.mark.parametrize("page", PAGES)
def test_application_of_another_person_is_not_there(page: str) -> None:
    draft = whole()
    client = signed_in(UserFactory(roles=("assessor", "back-office")))
    assert client.get(_path(draft, page)).status_code == 404
    assert client.post(_path(draft, page), WHOLE).status_code in {404, 405}
    assert Position.objects.count() == 1


@pytest.mark.parametrize("page", PAGES[1:])
def test_what_was_submitted_is_not_written_to_any_more(page: str) -> None:
    row = whole(submitted=True)
    client = signed_in(row.person)
    assert client.post(_path(row, page), WHOLE)["Location"] == _path(row) if page != "positions/" else True
    assert "This application was submitted." in _text(client.get(_path(row, page), follow=True))
    assert (Position.objects.count(), Application.objects.count()) == (1, 1)


def test_acts_are_for_the_applicant_and_on_a_draft_alone() -> None:
    position, row = PositionFactory(), whole(submitted=True)
    acts: list[Any] = [
        lambda by, application, _job: services.save_part(application, {"town": "x"}, by=by, at=BEGUN),
        lambda by, application, _job: services.add_position(application, JOB, by=by, at=BEGUN),
        lambda by, _application, job: services.change_position(job, JOB, by=by, at=BEGUN),
        lambda by, _application, job: services.remove_position(job, by=by, at=BEGUN),
    ]
    for act in acts:
        with pytest.raises(Forbidden):
            act(UserFactory(), position.application, position)
        with pytest.raises(ApplicationRefused, match="was submitted"):
            act(row.person, row, row.positions.get())


def test_a_change_drops_a_form_that_was_prepared_and_another_column_is_no_part() -> None:
    person = UserFactory()
    form = UploadFactory(owner=person, shelf="application-form", kind="pdf", taken=True)
    draft = ApplicationFactory(person=person, form=form, form_sha256="0" * 64, content_sha256="1" * 64)
    services.add_position(draft, JOB, by=draft.person, at=BEGUN)
    draft.refresh_from_db()
    assert (draft.form_sha256, draft.content_sha256) == ("", "")
    with pytest.raises(ValueError, match="state"):
        services.save_part(draft, {"state": "submitted"}, by=draft.person, at=BEGUN)


def test_removing_a_job_twice_and_changing_one_that_is_gone() -> None:
    position = PositionFactory()
    by = position.application.person
    for _twice in range(2):
        services.remove_position(position, by=by, at=BEGUN)
    with pytest.raises(ApplicationRefused, match="removed meanwhile"):
        services.change_position(position, JOB, by=by, at=BEGUN)


def test_what_a_job_with_responsibility_needs_is_not_called_optional() -> None:
    draft = ApplicationFactory()
    shown = _text(signed_in(draft.person).get(_path(draft, "positions/add/")))
    assert re.search(r"What you were responsible for there (?!\(?optional)", shown)


def test_beginning_again_what_was_submitted_says_how_it_stands_and_leads_to_it() -> None:
    row = whole(submitted=True)
    answer = signed_in(row.person).get("/officer-titles/s-ciso/begin/")
    assert "You applied for this title on 6 July 2026." in _text(answer)
    assert "you will hear from us by" in _text(answer)
    assert "Go on with your application" not in _text(answer)
    assert f'href="{_path(row)}"' in answer.content.decode()


def test_what_was_withdrawn_leads_to_its_title_to_apply_again() -> None:
    row = whole(withdrawn=True)
    answer = signed_in(row.person).get(_path(row))
    assert '<a href="/officer-titles/s-ciso/">You may apply again at any time</a>' in answer.content.decode()


def test_fingerprint_tells_dates_apart() -> None:
    assert fingerprint({"a": BEGUN}) != fingerprint({"a": BEGUN.date()})
