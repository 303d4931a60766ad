"""Applicants and the people they named: what a copy tells each, forgetting each, and what ends by itself."""

import datetime as dt
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.db import connection

from applications.models import (
    Application,
    Question,
    Reference,
    ReferenceAnswer,
    ReferenceDraft,
    ReferenceLink,
    ReferenceStatement,
)
from applications.services import held, withdraw
from applications.services.forgetting import forget_details
from common import audit, duties, subjects
from common.models import AuditDetail, Upload
from comms.models import Bounce, Message
from tests.common.test_subjects import _tables_with
from tests.factories.accounts import UserFactory
from tests.factories.applications import (
    ANSWERED,
    ASKED,
    QuestionFactory,
    QuestionFileFactory,
    ReferenceDraftFactory,
    ReferenceLinkFactory,
    answered,
    under_way,
)
from tests.factories.comms import BounceFactory, MessageFactory
from tests.people import person

pytestmark = pytest.mark.django_db

AT = ANSWERED + dt.timedelta(days=2)
CANARY = "kanarievogel"
APPLICANT = "grasparkiet"
DAY = dt.timedelta(days=1)


def _mailed(reference: Reference, **more: Any) -> Message:
    told = {"about": f"applications.reference:{reference.handle}", "subject": CANARY, "text": CANARY}
    return MessageFactory(**{"recipient": reference.email, "facts": {"name": CANARY}, "sent": True, **told, **more})


def _application() -> Application:
    """Everything an application can hold: the applicant's words everywhere, and those of one reference."""
    words = {"address": APPLICANT, "town": APPLICANT, "phone": APPLICANT, "level": APPLICANT}
    row = under_way(given_name=APPLICANT, accomplishment=APPLICANT, opened_early=APPLICANT, **words)
    row.positions.update(organisation=APPLICANT, role=APPLICANT, responsibility=APPLICANT)
    question = QuestionFactory(application=row, text=APPLICANT, answered=True)
    Question.objects.filter(pk=question.pk).update(answer=APPLICANT)
    QuestionFileFactory(question=question, file__owner=row.person, file__name=f"{APPLICANT}.pdf")
    named = row.references.first()
    named.name = named.role = named.phone = named.relation = CANARY
    named.email = f"{CANARY}@people.example"
    named.save()
    answer = answered(named)
    ReferenceAnswer.objects.filter(pk=answer.pk).delete()
    answer = ReferenceAnswer(reference=named, name=CANARY, role=CANARY, relation=CANARY, remarks=CANARY)
    answer.given_at = ANSWERED
    answer.save()
    ReferenceStatement.objects.create(answer=answer, criterion="term", says="dispute", words=f"{CANARY} {APPLICANT}")
    ReferenceDraftFactory(reference=named, typed={"relation": CANARY, "about": APPLICANT})
    BounceFactory(address=named.email, message=_mailed(named))
    _mailed(named, period="again", sent=False, text="", subject="", facts={"name": CANARY, "applicant": APPLICANT})
    mail = _mailed(named, recipient=row.person.email, person=row.person)
    assert mail.person_id == row.person_id
    changed = {"email": ("", f"{CANARY}@people.example")}
    audit.record("applications.started", about=named, by=None, person=row.person_id, at=ASKED, changes=changed)
    return Application.objects.get(pk=row.pk)


@pytest.mark.parametrize("vanishes", [True, False], ids=["by their account", "without one"])
def test_reference_who_is_forgotten_is_in_no_table_any_more(vanishes: bool) -> None:
    row = _application()
    someone = person("Grace", email=f"{CANARY}@people.example") if vanishes else None
    named = row.references.get(email__startswith=CANARY)
    before = len(_tables_with(CANARY))
    assert before >= 12, _tables_with(CANARY)
    if someone:
        assert subjects.scrub(someone, at=AT)["applications.Reference"] == 1
    else:
        forget_details(row, [named], at=AT)
    assert _tables_with(CANARY) == []
    named.refresh_from_db()
    assert (named.state, named.removed, named.declined) == ("withdrew" if vanishes else "answered", True, "")
    assert not ReferenceAnswer.objects.exists()
    assert not Bounce.objects.exists()
    (kept,) = Message.objects.filter(about__startswith="applications.reference:")
    assert (kept.person, kept.subject, kept.text, kept.facts) == (row.person, "", "", {})
    assert not AuditDetail.objects.exists()
    assert row.references.filter(state="asked").count() == 2, "the others are asked as before"
    assert Application.objects.get(pk=row.pk).level == APPLICANT


def test_quorum_is_counted_anew_when_a_reference_is_forgotten_and_another_one_asked_for() -> None:
    row = _application()
    someone = person("Grace", email=f"{CANARY}@people.example")
    subjects.scrub(someone, at=AT)
    row.refresh_from_db()
    assert (row.state, row.quorum, row.due_on) == ("information", "impossible", None)
    waiting = row.questions.open().get()
    assert (waiting.kind, waiting.asked_by, waiting.stage) == ("reference", None, "references")
    subjects.scrub(someone, at=AT)
    assert row.questions.open().count() == 1


@pytest.mark.parametrize("state", ["named", "asked", "declined", "ended", "replaced"])
def test_reference_withdraws_from_every_state_when_forgotten(state: str) -> None:
    row = under_way("screening" if state == "named" else "references_asked")
    named = row.references.first()
    someone = person("Grace", email=named.email)
    ended = {"ended_at": ANSWERED} if state not in {"named", "asked"} else {}
    declined = {"declined": "cannot-now"} if state == "declined" else {}
    Reference.objects.filter(pk=named.pk).update(state=state, **ended, **declined)
    subjects.scrub(someone, at=AT)
    named.refresh_from_db()
    assert (named.state, named.ended_at, named.declined, named.removed) == ("withdrew", AT, "", True)
    assert not ReferenceLink.objects.filter(reference=named).exists()
    row.refresh_from_db()
    assert row.state == ("screening" if state == "named" else "information")


def test_applicant_who_is_forgotten_takes_everything_along() -> None:
    row = _application()
    files = list(Upload.objects.values_list("pk", flat=True))
    stranger = under_way()
    assert len(_tables_with(APPLICANT)) >= 15, _tables_with(APPLICANT)
    subjects.scrub(row.person, at=AT)
    assert _tables_with(APPLICANT) == []
    assert _tables_with(CANARY) == []
    assert set(Upload.objects.filter(pk__in=files).values_list("state", flat=True)) == {"gone"}
    assert Application.objects.get() == stranger
    assert ReferenceLink.objects.count() == 3


def test_copy_of_an_applicant_tells_that_references_answered_and_not_what() -> None:
    row = _application()
    copy = subjects.export(row.person)
    (told,) = copy["Your applications for officer titles"]
    assert "privacy@seco-institute.example" in told["what references answered"]
    assert told["what references answered"].startswith("One person answered.")
    assert told["references"].count("· answered") == 1
    assert told["references"].count("· asked") == 2
    assert told["first day named for the answer"] == row.first_due_on
    (asked,) = copy["What we asked you about your applications"]
    assert (asked["question"], asked["answer"], asked["asked while it was"]) == (APPLICANT, APPLICANT, "being screened")
    assert copy["Files you sent with answers"][0]["file"] == f"{APPLICANT}.pdf"
    assert f"{CANARY} {APPLICANT}" not in str(copy), "what somebody wrote about a criterion"
    assert f"{CANARY}@" not in str(copy["Your applications for officer titles"])


def test_copy_of_a_reference_tells_what_is_held_about_them_and_of_nobody_else() -> None:
    row = _application()
    named = row.references.get(email__startswith=CANARY)
    ReferenceLinkFactory(reference=named, made_at=ASKED)
    replaced = row.references.last()
    Reference.objects.filter(pk=named.pk).update(replaces=replaced)
    copy = subjects.export(person("Grace", email=f"{CANARY}@people.example"))
    (about,) = copy["Applications that name you as a reference"]
    assert (about["state"], about["asked"], about["link opens the form until"]) == ("answered", ASKED, named.ends_on)
    assert replaced.name not in str(copy)
    assert [link["made"] for link in copy["Private links we mailed you"]] == [ASKED, ASKED]
    (answer,) = copy["Your answers as a reference"]
    assert (answer["anything else"], answer["given"]) == (CANARY, ANSWERED)
    (said,) = copy["What you said about each criterion"]
    assert (said["criterion"], said["answer"], said["in their words"]) == (
        "term",
        "I dispute this",
        f"{CANARY} {APPLICANT}",
    )
    (draft,) = copy["Your answers as a reference that you did not send yet"]
    assert CANARY in draft["typed so far"]
    for link in ReferenceLink.objects.all():
        assert link.seed not in str(copy)
        assert link.secret_sha256 not in str(copy)


def test_copy_of_whoever_claims_the_address_of_a_reference_tells_nothing() -> None:
    _application()
    eve = UserFactory(email=f"{CANARY}@people.example")
    eve.emailaddress_set.update(verified=False)
    assert not {name for name in subjects.export(eve) if "reference" in name or "link" in name}


def test_colleague_who_is_forgotten_looks_after_nothing_and_asked_nothing() -> None:
    clerk = person("Bea", "back-office")
    row = under_way(handler=clerk)
    QuestionFactory(application=row, asked_by=clerk)
    subjects.scrub(clerk, at=AT)
    assert Application.objects.get(pk=row.pk).handler is None
    assert Question.objects.get().asked_by is None


def _retain(at: dt.datetime) -> dict[str, int]:
    return {part: count for part, count in duties.perform("common.retention", now=at).parts.items() if count}


def test_how_references_are_reached_is_forgotten_ninety_days_after_the_end_and_the_answers_stay() -> None:
    row = _application()
    stranger = under_way()
    withdraw(row, by=row.person, at=AT)
    over = AT + 90 * DAY
    assert "applications.Reference.email.phone" not in _retain(over)
    went = _retain(over + dt.timedelta(seconds=1))
    assert went["applications.Reference.email.phone"] == 3
    for named in row.references.all():
        assert (named.phone, named.removed) == ("", True)
        assert named.name
        assert not named.forgotten
    assert ReferenceAnswer.objects.count() == 1
    assert not Message.objects.filter(recipient__startswith=CANARY).exists()
    assert not any(named.removed for named in stranger.references.all())
    assert "applications.Reference.email.phone" not in _retain(over + DAY)
    answering_one = ReferenceAnswer.objects.get().reference
    held.forget(answering_one, at=over + DAY)
    answering_one.refresh_from_db()
    assert answering_one.forgotten, "the rest goes by its link even later"
    assert not ReferenceAnswer.objects.exists()


def test_links_and_drafts_go_ninety_days_after_the_last_day() -> None:
    row = under_way()
    named = row.references.first()
    ReferenceDraftFactory(reference=named)
    last = dt.datetime.combine(named.ends_on, dt.time(21, 0), dt.UTC)
    assert not {"applications.ReferenceLink", "applications.ReferenceDraft"} & _retain(last + 90 * DAY).keys()
    went = _retain(last + 91 * DAY)
    assert (went["applications.ReferenceLink"], went["applications.ReferenceDraft"]) == (3, 1)
    assert not ReferenceDraft.objects.exists()


def test_files_of_answers_go_with_their_application() -> None:
    row = _application()
    withdraw(row, by=row.person, at=AT)
    file = Question.objects.get(answer=APPLICANT).files.get().file
    assert _retain(AT + 400 * DAY)["applications.Application"] == 1
    assert Upload.objects.get(pk=file.pk).state == "gone"
    assert not default_storage.exists(file.stored_as)
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM applications_questionfile")
        assert cursor.fetchone() == (0,)
