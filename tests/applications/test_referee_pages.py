"""The form of a reference, page by page: what it shows and what never, what it keeps, what it says is wrong."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client

from applications.models import Application, Reference, ReferenceAnswer, ReferenceDraft
from comms.models import Message
from tests.applications.referee import AT, YOU, address, answers, opened, press, secret, sent
from tests.factories.applications import PositionFactory, answered, under_way
from tests.factories.assessment import IdentityCheckFactory, IdentityCopyFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_a_day_it_is_awaited() -> Iterator[None]:
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def person() -> Reference:
    return under_way().references.earliest("pk")


@pytest.fixture
def client(person: Reference) -> Client:
    return opened(person)


def test_reference_sees_what_they_are_to_judge_and_nothing_else(person: Reference) -> None:
    application, other = person.application, person.application.references.latest("pk")
    hidden = {
        "address": "Canarystraat 1",
        "postal_code": "9999 ZZ",
        "town": "Canarydam",
        "country": "Canaryland",
        "phone": "+31 99 999 99 99",
        "signed_name": "Canary Signature",
    }
    for column, value in hidden.items():
        setattr(application, column, value)
    application.save()
    application.resume.name = "canary-resume.pdf"
    application.resume.save()
    Reference.objects.filter(pk=other.pk).update(name="Other Canary", phone="+31 88 888 88 88")
    answer = answered(other)
    answer.statements.filter(criterion="level").delete()
    answer.statements.create(criterion="level", says="dispute", words="canary said so")
    job = PositionFactory(application=application, role="Head of security", responsibility="The whole budget.")
    client = opened(person)
    shown = "".join(
        client.get(address(person, page)).text
        for page in ("", "decline/cannot-now/", "you/", "answers/", "check/", "data/", "data/correct/", "data/forget/")
    )
    shown += Client().get(f"/reference/open/{secret(person)}/").text
    for needed in (
        application.name, str(application.title), job.organisation, "Head of security", "The whole budget.",
        "since March 2019", application.level, application.accomplishment,
    ):  # fmt: skip
        assert needed in shown
    for never in (
        *hidden.values(), application.person.email, "canary-resume.pdf", "Other Canary", "+31 88", other.email,
        "canary said so", application.reference, "identity_way", "by video",
    ):  # fmt: skip
        assert never not in shown, never


def test_copy_of_the_identity_document_is_on_no_page_of_a_reference(person: Reference) -> None:
    """G-013."""
    application = person.application
    Application.objects.filter(pk=application.pk).update(identity_way="copy")
    copy = IdentityCopyFactory(application=application, sent_at=AT, width=4711, height=2903)
    IdentityCheckFactory(application=application, way="copy", document="identity-card", checked_at=AT)
    client = opened(person)
    pages = ("", "decline/cannot-now/", "you/", "answers/", "check/", "data/", "data/correct/", "data/forget/")
    shown = "".join(client.get(address(person, page)).text for page in pages).lower()
    assert application.level.lower() in shown
    for never in ("masked", "identity", "passport", "data:image", "4711", "2903", "/copy", "id copy"):
        assert never not in shown, never
    for page in ("identity/", "identity/copy/", f"identity/copy/{copy.pk}/"):
        assert client.get(f"/applications/{application.reference.lower()}/{page}").status_code in {302, 404}
    assert client.get(f"/office/applications/identitycopy/{copy.pk}/change/").status_code == 302
    assert not copy.openings.exists()


def test_names_and_texts_are_set_apart_from_our_own_words(client: Client, person: Reference) -> None:
    shown = client.get(address(person, "answers/")).text
    assert f"<bdi>{person.application.name}</bdi>" in shown
    assert 'class="written" dir="auto"' in shown


def test_hostile_words_are_words(client: Client, person: Reference) -> None:
    Application.objects.update(given_name='<script>"&', level="{{ 7*7 }} <b>x</b> %s %(a)s")
    hostile = {**YOU, "relation": "<script>alert(1)</script> %(name)s"}
    client.post(address(person, "you/"), hostile)
    sent_to = client.post(address(person, "answers/"), answers(**{"level-words": "</textarea><script>"}))
    assert sent_to.status_code == 302
    for page in ("", "you/", "answers/", "check/", "data/"):
        shown = client.get(address(person, page))
        assert shown.status_code == 200
        assert "<script>alert" not in shown.text
        assert "<script>&quot;" not in shown.text
        assert "</textarea><script>" not in shown.text
    assert press(client, person).status_code == 302
    assert client.get(address(person)).status_code == 200


def test_form_is_filled_in_and_sent_once(client: Client, person: Reference) -> None:
    done = sent(
        client, person, **{"term-says": "partly", "term-words": "The first two years.", "remarks": "Good luck."}
    )
    assert (done.status_code, done.headers["Location"]) == (302, address(person))
    answer = ReferenceAnswer.objects.get(reference=person)
    assert (answer.name, answer.role, answer.remarks) == ("Iris Meetlat", "Director", "Good luck.")
    relevance = answer.statements.get(criterion="relevance")
    assert (relevance.known_from, relevance.known_until) == (dt.date(2020, 3, 1), None)
    assert "Thank you. We have your answer." in client.get(address(person)).text
    again = press(client, person)
    assert again.status_code == 409
    assert "was not taken" in again.text
    assert ReferenceAnswer.objects.count() == 1
    assert Message.objects.filter(kind="applications.reference_copy", recipient=person.email).count() == 1


def test_two_devices_type_into_one_draft_and_the_second_to_send_is_told(person: Reference) -> None:
    phone, desk = opened(person), opened(person)
    phone.post(address(person, "you/"), YOU)
    desk.post(address(person, "answers/"), answers())
    seen_on_phone = phone.get(address(person, "check/")).context["seen"]
    desk.post(address(person, "answers/"), answers(remarks="Changed at the desk."))
    changed = phone.post(address(person, "check/"), {"seen": seen_on_phone})
    assert changed.status_code == 409
    assert "was changed in another window" in changed.text
    assert "Changed at the desk." in changed.text
    assert not ReferenceAnswer.objects.exists()
    assert press(phone, person).status_code == 302
    assert press(desk, person).status_code == 409
    assert ReferenceAnswer.objects.get().remarks == "Changed at the desk."


def test_saved_for_later_is_not_judged_and_stands_there_on_another_device(client: Client, person: Reference) -> None:
    half = {"term-says": "dispute", "level-from_month": "13", "level-from_year": "19", "remarks": "half a sen"}
    saved = client.post(address(person, "answers/"), {**half, "later": ""})
    assert saved.headers["Location"] == f"{address(person)}?saved"
    assert "What you typed is saved" in client.get(saved.headers["Location"]).text
    elsewhere = opened(person).get(address(person, "answers/"))
    assert 'class="error-summary"' not in elsewhere.text
    assert "half a sen" in elsewhere.text
    assert 'value="13"' in elsewhere.text
    assert elsewhere.text.count("checked") == 1
    assert elsewhere.text.count("<details open") == 1
    lacking = opened(person).get(address(person, "check/"))
    assert "Write what is not as the applicant says." in lacking.text
    assert "Send the answer" not in lacking.text
    assert press(client, person).status_code == 200
    assert not ReferenceAnswer.objects.exists()


WRONG: list[tuple[dict[str, str], str]] = [
    ({"level-says": "partly"}, "Write which part you can confirm."),
    ({"level-says": "dispute", "level-words": "   "}, "Write what is not as the applicant says."),
    ({"level-says": "nonsense"}, "Choose what you can say about the level."),
    ({"level-says": ""}, "Choose what you can say about the level."),
    ({"term-from_month": "13", "term-from_year": "2019"}, "Write the month as a number from 1 to 12."),
    ({"term-from_month": "", "term-from_year": "2019"}, "Write the month as a number, such as 3 for March."),
    ({"term-from_month": "8", "term-from_year": "2026"}, "This lies ahead. Write a month that has come."),
    ({"term-until_month": "8", "term-until_year": "2020"}, "Write from which month, too."),
    (
        {"relevance-until_month": "2", "relevance-until_year": "2020"},
        "This is before the time began. Change one of the two months.",
    ),
    (
        {"relevance-until_month": "9", "relevance-until_year": "2026"},
        "This lies ahead. If it goes on, leave it empty.",
    ),
    ({"remarks": "x" * 2001}, "2000 characters"),
]


@pytest.mark.parametrize(("wrong", "sentence"), WRONG)
def test_what_is_wrong_gets_a_sentence_and_stays_as_typed(
    client: Client, person: Reference, wrong: dict[str, str], sentence: str
) -> None:
    told = client.post(address(person, "answers/"), answers(**wrong))
    assert told.status_code == 200
    assert 'class="error-summary"' in told.text
    assert sentence in told.text
    assert "nvalid" not in told.text.replace("aria-invalid", "")
    assert {name: ReferenceDraft.objects.get().typed[name] for name in wrong} == wrong


def test_month_that_is_not_over_counts_until_today(client: Client, person: Reference) -> None:
    sent(client, person, **{"relevance-until_month": "7", "relevance-until_year": "2026"})
    row = ReferenceAnswer.objects.get().statements.get(criterion="relevance")
    assert row.known_until == AT.date()


@pytest.mark.parametrize("nasty", ["\0", "a\0b", "\ud800", "x" * 50_000, "🏳️‍🌈" * 100, "\u202eabc"])
def test_anything_typed_is_kept_or_told_and_nothing_breaks(client: Client, person: Reference, nasty: str) -> None:
    sent_text = nasty.encode(errors="replace").decode()
    for text in (sent_text, nasty.replace("\ud800", "")):
        for page, name in (("you/", "name"), ("you/", "relation"), ("answers/", "remarks"), ("answers/", "term-words")):
            answer = client.post(address(person, page), {name: text})
            assert answer.status_code in {200, 302}
            assert client.get(address(person, page)).status_code == 200
            assert client.get(address(person, "check/")).status_code == 200


def test_refusal_is_asked_about_once_more_and_ends_politely(client: Client, person: Reference) -> None:
    told = client.post(address(person), {"act": "lacks-information"})
    assert told.headers["Location"] == address(person, "decline/lacks-information/")
    shown = client.get(told.headers["Location"]).text
    assert "needs no excuse" in shown
    person.refresh_from_db()
    assert person.state == "asked"
    done = client.post(told.headers["Location"])
    assert done.status_code == 302
    assert "Thank you for telling us." in client.get(address(person)).text
    assert client.post(told.headers["Location"]).status_code == 409
    assert "See what we hold about you" in client.get(address(person)).text
    assert Message.objects.filter(kind="applications.reference_declined").count() == 1


def test_who_never_agreed_is_forgotten_at_once_and_told_so(client: Client, person: Reference) -> None:
    name, email = person.name, person.email
    done = client.post(address(person, "decline/never-agreed/"))
    assert done.status_code == 200
    assert "We deleted your details" in done.text
    assert name not in done.text
    person.refresh_from_db()
    assert person.removed
    later = Client().get(f"/reference/open/{secret(person)}/").text
    assert "We deleted what we held about you." in later
    assert "have it deleted" not in later
    assert "See what we hold about you" not in later
    kept = opened(person).get(address(person, "data/")).text
    assert name not in kept
    assert email not in kept
    assert person.organisation in kept


def test_reason_that_is_none_of_ours_is_no_page(client: Client, person: Reference) -> None:
    assert client.get(address(person, "decline/because/")).status_code == 404


def test_page_of_what_is_held_holds_all_of_it(client: Client, person: Reference) -> None:
    Reference.objects.filter(pk=person.pk).update(phone="+31 77 777 77 77")
    sent(client, person, **{"level-says": "dispute", "level-words": "Not as written."})
    shown = client.get(address(person, "data/")).text
    person.refresh_from_db()
    for held in (
        person.name, person.role, person.organisation, person.email, person.phone, person.relation, "Not as written.",
        "Iris Meetlat", YOU["relation"], "13 July 2026", "A copy of your answer as a reference", "90 days",
    ):  # fmt: skip
        assert held in shown, held


def test_answer_is_taken_back_by_two_presses(client: Client, person: Reference) -> None:
    sent(client, person)
    assert "Take the answer back" in client.get(address(person, "data/")).text
    assert "For good" in client.get(address(person, "data/take-back/")).text
    assert client.post(address(person, "data/take-back/")).status_code == 302
    assert not ReferenceAnswer.objects.exists()
    assert "You withdrew." in client.get(address(person)).text
    assert client.post(address(person, "data/take-back/")).status_code == 409


def test_details_are_corrected_before_the_answer_and_after_it(client: Client, person: Reference) -> None:
    typed = {"name": "Iris M.", "role": "COO", "organisation": "Alfa B.V.", "phone": "", "email": person.email}
    wrong = client.post(address(person, "data/correct/"), {**typed, "name": "", "email": "nowhere"})
    assert "Write your name." in wrong.text
    done = client.post(address(person, "data/correct/"), typed)
    assert done.headers["Location"] == f"{address(person, 'data/')}?corrected"
    person.refresh_from_db()
    assert (person.name, person.role, person.organisation) == ("Iris M.", "COO", "Alfa B.V.")
    sent(client, person)
    assert "Correct it" in client.get(address(person, "data/")).text
    later = client.post(address(person, "data/correct/"), {**typed, "role": "Chair"})
    assert later.headers["Location"] == f"{address(person, 'data/')}?corrected"
    person.refresh_from_db()
    assert (person.role, person.answer.role) == ("Chair", "Director")


def test_new_address_closes_this_form_and_gets_a_link_of_its_own(client: Client, person: Reference) -> None:
    old = secret(person)
    typed = {"name": "Iris", "role": "COO", "organisation": "Alfa", "phone": "", "email": "Iris@elsewhere.example"}
    done = client.post(address(person, "data/correct/"), typed)
    assert "We mailed you a new link" in done.text
    assert client.get(address(person)).status_code == 403
    assert Client().get(f"/reference/open/{old}/").status_code == 410
    assert opened(person).get(address(person)).status_code == 200
    taken = {**typed, "email": person.application.person.email}
    told = opened(person).post(address(person, "data/correct/"), taken)
    assert "We cannot use this address here." in told.text


def test_deletion_is_asked_about_and_done(client: Client, person: Reference) -> None:
    sent(client, person)
    assert "For good" in client.get(address(person, "data/forget/")).text
    done = client.post(address(person, "data/forget/"))
    assert "We deleted your details" in done.text
    assert not ReferenceAnswer.objects.exists()
    assert client.post(address(person, "data/forget/")).status_code == 302


def test_answer_after_the_application_is_over_is_refused_and_says_that_the_matter_is_closed(
    client: Client, person: Reference
) -> None:
    """G-011."""
    client.post(address(person, "you/"), YOU)
    client.post(address(person, "answers/"), answers())
    Application.objects.update(state="withdrawn", withdrawn_at=AT, due_on=None)
    refused = client.post(address(person, "check/"), {"seen": "x"})
    assert refused.status_code == 410
    assert "The matter is closed." in refused.text
    assert Client().get(f"/reference/open/{secret(person)}/").status_code == 410
    assert not ReferenceAnswer.objects.exists()


def test_page_of_their_data_says_that_the_application_is_over(client: Client, person: Reference) -> None:
    assert "open until" in client.get(address(person, "data/")).text
    Application.objects.update(state="withdrawn", withdrawn_at=AT, due_on=None)
    page = client.get(address(person, "data/")).text
    assert "open until" not in page
    assert "The application is over: your answer is not needed any more." in page


def test_pages_cost_the_same_whatever_was_written(django_assert_max_num_queries: Any, person: Reference) -> None:
    client = opened(person)
    client.post(address(person, "you/"), YOU)
    client.post(address(person, "answers/"), answers())
    for number in range(8):
        PositionFactory(application=person.application, begins_on=dt.date(2010 + number, 1, 1))
    for page, most in (("", 3), ("you/", 3), ("answers/", 4), ("check/", 3), ("data/", 7)):
        with django_assert_max_num_queries(most):
            assert client.get(address(person, page)).status_code == 200
