"""Interest: declared before an application opens; every door that shows what it says stays shut until then."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from applications import policies
from applications.models import Application, Interest
from applications.selectors import queue
from applications.services import interest, promises, questions, replacing, stages
from common.errors import DomainError, Forbidden
from common.models import AuditLine
from tests.factories.accounts import UserFactory, with_app
from tests.factories.applications import (
    QuestionFactory,
    QuestionFileFactory,
    ReferenceFactory,
    answered,
    under_way,
    whole,
)
from tests.factories.assessment import declared
from tests.factories.files import UploadFactory
from tests.people import person, signed_in

pytestmark = pytest.mark.django_db

AT = dt.datetime(2026, 7, 20, 9, 0, tzinfo=dt.UTC)
WHY = "We worked together at Alfa."
OWN = "I decided on the security budget"

SETTINGS: dict[str, Callable[[Application, User], object]] = {
    "undeclared": lambda _row, _by: None,
    "interested": lambda row, by: declared(row, by, interested=True),
    "applicant": lambda row, by: declared(row, by) and Application.objects.filter(pk=row.pk).update(person=by),
    "named": lambda row, by: (
        declared(row, by) and ReferenceFactory(application=row, asked=True, email=by.email.upper())
    ),
    "declared": declared,
}
"""How somebody stands to an application. Who applies or is named declared none, and that helps them nothing."""
DOORS = (
    "change/", "history/", "references/", "take-up/", "ask-references/", "open-assessment/", "take-over/", "hand-over/",
    "ask/", "promise/", "questions/{question}/take-back/", "references/{reference}/send-again/",
    "references/{reference}/renew/", "references/{reference}/new-address/", "interest/{interest}/lift/",
)  # fmt: skip
ACTS: dict[str, Callable[[Application, User], object]] = {
    "take_up": lambda row, by: stages.take_up(row, by=by, at=AT),
    "hand_over": lambda row, by: stages.hand_over(row, by, by=by, at=AT),
    "open_assessment": lambda row, by: stages.open_assessment(row, WHY, by=by, at=AT),
    "ask": lambda row, by: questions.ask(row, "Until when?", by=by, at=AT),
    "promise": lambda row, by: promises.promise(row, dt.date(2026, 9, 1), by=by, at=AT),
    "renew": lambda row, by: replacing.renew(ReferenceFactory(application=row, ended=True), by=by, at=AT),
}


@pytest.fixture(autouse=True)
def today(time_machine: Any) -> None:
    """A working day on which the references of the factories were asked."""
    time_machine.move_to(AT, tick=False)


def _row() -> tuple[Application, dict[str, int]]:
    """An application with a reference who answered, a question that was answered with a file, and one that waits."""
    row = under_way()
    first, second, _third = row.references.all()
    answered(first)
    waiting = QuestionFactory(application=row, stage="references")
    QuestionFileFactory(question__application=row, question__answered=True)
    other = declared(row, UserFactory(roles=("back-office",)), interested=True)
    keys = {"reference": second.pk, "question": waiting.pk, "interest": row.interests.get(person=other).pk}
    return row, keys


def _at(row: Application, rest: str = "") -> str:
    return f"/office/applications/application/{row.pk}/{rest}"


def _client(by: User) -> Client:
    return signed_in(with_app(by))


def _text(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


@pytest.mark.parametrize("role", ["assessor", "back-office"])
@pytest.mark.parametrize("stands", SETTINGS)
def test_every_door_opens_to_who_declared_to_have_no_interest_and_to_nobody_else(stands: str, role: str) -> None:
    row, keys = _row()
    by = person("Colleague", role)
    SETTINGS[stands](row, by)
    client = _client(by)
    for rest in DOORS:
        path = _at(row, rest.format(**keys))
        for answer in (client.get(path), client.post(path)):
            if stands == "declared" and rest in {"change/", "history/"}:
                assert answer.status_code == 200 or answer.wsgi_request.method == "POST", rest
            elif stands == "declared":
                assert answer.status_code in {200, 302, 405}, rest
                assert not answer.get("Location", "").endswith("/interest/"), rest
            elif stands in {"applicant", "named"}:
                nobody = {403} if rest == "change/" and answer.wsgi_request.method == "POST" else set()
                assert answer.status_code in {404, 405} | nobody, rest
            else:
                assert answer.status_code in {302, 403, 405}, rest
                assert answer.get("Location", _at(row, "interest/")) == _at(row, "interest/"), rest
                assert answer.status_code in {403, 405} or not answer.content
    files = [row.resume, row.form, row.questions.filter(state="answered").get().files.get().file]
    for file in files:
        assert policies.can_open_file(by, file) == (stands == "declared")
        assert client.get(f"/files/{file.reference}/").status_code == 404 or stands == "declared"
    read = AuditLine.objects.about(row).filter(act="common.read", by_id=by.pk)
    assert read.exists() == (stands == "declared")


@pytest.mark.parametrize("stands", SETTINGS)
@pytest.mark.parametrize("act", ACTS)
def test_every_act_is_refused_to_who_did_not_declare_to_have_no_interest(act: str, stands: str) -> None:
    row = whole(submitted=True) if act == "take_up" else under_way()
    by = person("Colleague", "back-office")
    SETTINGS[stands](row, by)
    if stands == "declared":
        ACTS[act](row, by)
    else:
        with pytest.raises(Forbidden):
            ACTS[act](row, by)
    assert policies.can_read_content(by, Application.objects.get(pk=row.pk)) == (stands == "declared")
    assert policies.can_handle(by, Application.objects.get(pk=row.pk)) == (stands == "declared")


@pytest.mark.parametrize("stands", SETTINGS)
@pytest.mark.parametrize("role", ["assessor", "back-office", "privacy-officer", "finance"])
def test_who_judges_is_an_assessor_who_declared_to_have_no_interest(role: str, stands: str) -> None:
    row, by = under_way(), person("Colleague", role)
    SETTINGS[stands](row, by)
    row.refresh_from_db()
    assert policies.can_assess(by, row) == (role == "assessor" and stands == "declared")


def test_before_the_answer_the_page_shows_reference_title_name_state_and_dates_and_one_question() -> None:
    row, _keys = _row()
    statement = row.references.first().answer.statements.get(criterion="level")
    client = _client(person("Anna", "assessor"))
    page = _text(client.get(_at(row, "change/"), follow=True))
    for told in (row.reference, "Ada Voorbeeld", "S-CISO", "References asked", "6 July 2026", "3 August 2026"):
        assert told in page, told
    assert page.count("<fieldset") == 1
    assert "you work or worked with the applicant" in page
    assert 'type="radio"' in page
    for kept in (OWN, statement.words, "Nergensstraat", row.references.first().name, row.resume.name, "Until May 2026"):
        assert kept not in page, kept
    assert not AuditLine.objects.about(row).filter(act="common.read").exists()


def test_answer_opens_it_once_and_an_interest_keeps_it_shut() -> None:
    row, _keys = _row()
    client = _client(person("Anna", "assessor"))
    told = _text(client.post(_at(row, "interest/"), {}))
    assert "Choose one of the two answers." in told
    assert "<title> Error:" in told
    told = _text(client.post(_at(row, "interest/"), {"interested": "yes", "words": " "}))
    assert "Write in a few words what it is." in told
    assert not row.interests.filter(person__given_name="Anna").exists()
    page = _text(client.post(_at(row, "interest/"), {"interested": "no", "words": ""}, follow=True))
    assert OWN in page
    assert "Do you have an interest" not in _text(client.get(_at(row, "change/")))
    assert "Anna" in page
    other = _client(person("Bea", "assessor"))
    page = _text(other.post(_at(row, "interest/"), {"interested": "yes", "words": WHY}, follow=True))
    assert "You take no part in the application of Ada Voorbeeld" in page
    assert WHY in page
    assert OWN not in page
    assert "<form method" not in page.split("<main")[1].split("</main")[0]
    shown = _text(client.get(_at(row, "change/")))
    assert WHY in shown
    assert "has an interest, takes no part" in shown


def test_an_interest_may_be_found_later_and_none_it_becomes_by_a_colleague_alone() -> None:
    row, by, other = under_way(), person("Anna", "back-office"), person("Bea", "back-office")
    Application.objects.filter(pk=row.pk).update(handler=by)
    first = interest.declare(row, False, "ignored", by=by, at=AT)
    assert interest.declare(row, False, "", by=by, at=AT + dt.timedelta(days=1)).declared_at == first.declared_at
    found = interest.declare(row, True, f" {WHY} ", by=by, at=AT + dt.timedelta(days=1))
    assert (found.interested, found.words, Interest.objects.filter(person=by).count()) == (True, WHY, 1)
    assert Application.objects.get(pk=row.pk).handler is None
    with pytest.raises(DomainError, match="A colleague can tell"):
        interest.declare(row, False, "", by=by, at=AT)
    for lifting in (by, other, person("Named", "finance")):
        with pytest.raises(Forbidden):
            interest.lift(found, "They meant another Alfa.", by=lifting, at=AT)
    declared(row, other)
    with pytest.raises(interest.WordsNeeded):
        interest.lift(found, " ", by=other, at=AT)
    lifted = interest.lift(found, "They meant another Alfa.", by=other, at=AT)
    assert (lifted.interested, lifted.words) == (False, "")
    assert policies.can_read_content(by, row)
    with pytest.raises(DomainError, match="has declared no interest"):
        interest.lift(found, "Again.", by=other, at=AT)
    acts = [
        (line.act.removeprefix("applications."), line.by_id) for line in AuditLine.objects.about(found).order_by("pk")
    ]
    assert acts == [("no-interest-declared", by.pk), ("interest-declared", by.pk), ("interest-lifted", other.pk)]


def test_lifting_is_asked_on_a_page_and_says_why() -> None:
    row, by = under_way(), person("Anna", "assessor")
    found = interest.declare(row, True, WHY, by=by, at=AT)
    client = _client(declared(row, person("Bea", "back-office")))
    path = _at(row, f"interest/{found.pk}/lift/")
    assert f'href="{path}"' in _text(client.get(_at(row, "change/")))
    assert WHY in _text(client.get(path))
    assert "Write why it is no interest." in _text(client.post(path, {"reason": ""}))
    assert "Anna can read and judge this application." in _text(client.post(path, {"reason": "Another."}, follow=True))
    assert policies.can_assess(by, row)
    assert "Anna has declared no interest." in _text(client.get(path))


@pytest.mark.parametrize("long", [False, True])
def test_words_have_their_limit(long: bool) -> None:
    row, by = under_way(), person("Anna", "assessor")
    if long:
        with pytest.raises(interest.WordsNeeded, match="at most 500"):
            interest.declare(row, True, "x" * 501, by=by, at=AT)
    else:
        assert interest.declare(row, True, "x" * 500, by=by, at=AT).words == "x" * 500


def test_who_applies_is_named_or_only_reads_is_not_asked() -> None:
    row, reads = under_way(), person("Petra", "privacy-officer")
    named = person("Nina", "assessor")
    ReferenceFactory(application=row, asked=True, email=named.email)
    for by in (row.person, named, reads):
        with pytest.raises(Forbidden):
            interest.declare(row, False, "", by=by, at=AT)
        assert _client(by).get(_at(row, "interest/")).status_code in {302, 403, 404}
    page = signed_in(reads).get(_at(row, "change/"))
    assert page.status_code == 200
    assert OWN in _text(page)
    assert AuditLine.objects.about(row).filter(act="common.read", by_id=reads.pk).count() == 1


def test_a_colleague_with_two_roles_declares_like_everybody_who_handles() -> None:
    row, both = under_way(), person("Both", "privacy-officer", "assessor")
    assert not policies.can_read_content(both, row)
    declared(row, both)
    assert policies.can_read_content(both, row)


def test_it_is_handed_to_who_has_not_opened_it_yet_but_to_nobody_who_has_an_interest() -> None:
    row, by = whole(screening=True), person("Anna", "back-office")
    declared(row, by)
    new, interested = person("Bea", "assessor"), person("Cees", "assessor")
    declared(row, interested, interested=True)
    offered = list(handlers := queue.handlers(row))
    assert new in offered
    assert interested not in handlers
    with pytest.raises(DomainError, match="cannot look after this application"):
        stages.hand_over(row, interested, by=by, at=AT)
    stages.hand_over(row, new, by=by, at=AT)
    assert Application.objects.get(pk=row.pk).handler == new


def test_a_file_of_nobodys_application_is_opened_by_nobody() -> None:
    assert not policies.can_open_file(person("Anna", "assessor"), UploadFactory(shelf="resume", taken=True))


def test_draft_and_what_is_not_there_answer_404() -> None:
    client = _client(person("Anna", "assessor"))
    draft = whole()
    assert client.get(_at(draft, "interest/")).status_code == 404
    assert client.get(_at(draft, "change/")).status_code == 404
    other, found = under_way(), declared(under_way(), person("Bea", "assessor"), interested=True)
    declared(other, User.objects.get(given_name="Anna"))
    key = Interest.objects.get(person=found).pk
    assert client.get(_at(other, f"interest/{key}/lift/")).status_code == 404
