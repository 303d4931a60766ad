"""The archive of an application that has ended: when it is made, what it says, who opens it, and what becomes of it."""

import datetime as dt
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse

from applications.documents import archive_documents
from applications.documents.archive import archive_pdf
from applications.documents.archive_parts import archive_sheet
from applications.models import Application, Archive, Decision, Interest
from applications.services import archiving, held
from applications.services.archiving import ended_at
from common import duties, seal, subjects
from common.models import AuditLine, DutyFault, Upload
from common.pdf import CannotDraw
from tests import papers
from tests.factories.accounts import UserFactory
from tests.factories.applications import ApplicationFactory, QuestionFactory, QuestionFileFactory
from tests.factories.assessment import (
    DECIDED,
    DecisionFactory,
    DecisionGroundFactory,
    FinalisationFactory,
    IdentityCheckFactory,
    InterestFactory,
    ObjectionFactory,
    judged,
)
from tests.factories.files import UploadFactory
from tests.people import person, signed_in

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)
AT = DECIDED + 40 * DAY
OVER = {"decided_at": DECIDED, "due_on": None}


def rejected(**given: Any) -> Application:
    """A whole file that ended with a rejection nobody objected to."""
    row = judged(**given)
    person_ = row.assessments.get().assessor
    person_.given_name, person_.family_name = "Berta", "Beoordelaar"
    person_.save()
    QuestionFileFactory(
        question=QuestionFactory(application=row, answered=True, text="Until when?"), file__owner=row.person
    )
    row.assessments.update(notes="Notes among colleagues.")
    decision = DecisionFactory(
        application=row, rejecting=True, confirmed=True, proposed_by=person_, words="Kind words.",
        decided_by__given_name="Cees", decided_by__family_name="Confirmer",
    )  # fmt: skip
    DecisionGroundFactory(decision=decision)
    IdentityCheckFactory(application=row)
    Application.objects.filter(pk=row.pk).update(state="rejected", **OVER)
    return Application.objects.get(pk=row.pk)


def _archive(at: dt.datetime = AT) -> dict[str, int]:
    return {part: count for part, count in duties.perform("applications.archive", now=at).parts.items() if count}


def _content(row: Application) -> bytes:
    with default_storage.open(Archive.objects.get(application=row).file.stored_as) as file:
        content: bytes = file.read()
    return content


def test_archive_says_the_whole_file_sealed_and_kept_for_years() -> None:
    row = rejected()
    assert _archive() == {"ended": 1, "archived": 1}
    archive = Archive.objects.get(application=row)
    content = _content(row)
    assert seal.look(content).verdict == seal.Verdict.WHOLE
    assert (archive.made_at.date(), archive.file.state, archive.file.expires_at) == (AT.date(), "kept", None)
    flat = "".join(papers.text(content).split())
    named = row.references.first()
    wanted = [
        row.reference, "S-CISO Certified Information Security Officer", row.form_sha256, row.content_sha256,
        row.level, row.accomplishment, "since March 2019", "7 years", named.name, named.organisation,
        "She led the programme.", "She reported to me for three years.", "I confirm this", "Genuine yes",
        "Until when?", "Until May 2026.", "contract.pdf", "Screening began",
        "3 August 2026",
        "Working days", "Stood still from", "Berta Beoordelaar", "Cees Confirmer",
        "The work was in the field of the title",
        "Notes among colleagues.", "Kind words.", "Four years and two months are shown.",
        "Show the dates of your second job.", "Objection until 21 August 2026", "passport", "Verified",
        "Contents", "What happened", "Page 1 of",
    ]  # fmt: skip
    assert [words for words in wanted if "".join(words.split()) not in flat] == []
    assert not [one.email for one in row.references.all() if one.email in flat]
    facts = papers.facts(content)
    assert (facts["Tagged"], facts["JavaScript"]) == ("yes", "no")
    assert AuditLine.objects.about(row).filter(act="applications.archived").count() == 1
    assert _archive(AT + DAY) == {}


@pytest.fixture
def files() -> Any:
    """A file that was sent, with a content of its own."""

    def sent(row: Application, column: str, content: bytes) -> Upload:
        upload = UploadFactory(owner=row.person, kind="pdf", taken=True, name=f"{column}.pdf", size=len(content))
        default_storage.save(upload.stored_as, ContentFile(content))
        Application.objects.filter(pk=row.pk).update(**{column: upload})
        return upload

    return sent


def test_archive_holds_the_documents_themselves_byte_by_byte(files: Any, tmp_path: Path) -> None:
    row = rejected()
    files(row, "resume", b"%PDF-1.7 a resume")
    gone = files(row, "supplement", b"%PDF-1.7 a supplement")
    default_storage.delete(gone.stored_as)
    files(row, "form", b"%PDF-1.7 a form")
    _archive()
    content = _content(row)
    assert papers.attached(content, tmp_path) == {
        "01-form.pdf": b"%PDF-1.7 a form",
        "02-resume.pdf": b"%PDF-1.7 a resume",
    }
    told = " ".join(papers.text(content).split())
    assert "In this file as 02-resume.pdf" in told
    assert "not in it: it is gone" in told
    assert "Total document signed" in papers.signature(content)
    assert seal.look(content).verdict == seal.Verdict.WHOLE
    with pikepdf.open(BytesIO(content)) as opened:
        with opened.open_metadata() as facts:
            assert (facts["pdfaid:part"], facts["pdfaid:conformance"]) == ("3", "A")
        assert {str(one.AFRelationship) for one in opened.Root.AF} == {"/Source", "/Supplement"}
        assert {str(one.Desc) for one in opened.Root.AF} == {"Form as PDF: form.pdf", "Résumé: resume.pdf"}


def test_documents_beyond_the_room_of_an_archive_are_named_and_stay_beside_it(
    files: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive_documents, "ROOM", 20)
    row = rejected()
    files(row, "form", b"%PDF-1.7 a form")
    files(row, "resume", b"%PDF-1.7 a resume")
    _archive()
    assert list(papers.attached(_content(row), tmp_path)) == ["01-form.pdf"]
    assert "too large; kept beside this file" in " ".join(papers.text(_content(row)).split())


def test_archive_keeps_the_text_of_a_proposal_that_was_sent_back() -> None:
    row = rejected()
    back = DecisionFactory(application=row, state="sent-back", sent_back="Say which dates.", rejecting=True,
                           words="Earlier words.", advice="Earlier advice.", decided_by=UserFactory(),
                           decided_at=DECIDED, proposed_at=DECIDED - 2 * DAY)  # fmt: skip
    DecisionGroundFactory(decision=back, words="Earlier ground.")
    flat = " ".join(papers.text(archive_pdf(archive_sheet(row, DECIDED), AT)).split())
    for kept in (
        "Its letter, which did not go out",
        "Earlier words.",
        "Earlier advice.",
        "Earlier ground.",
        "Kind words.",
    ):
        assert kept in flat, kept


def test_contents_name_the_pages_of_the_parts() -> None:
    row = rejected()
    content = archive_pdf(archive_sheet(row, DECIDED), AT)
    named = [line for line in papers.text(content, "-l", "1").splitlines() if line.startswith("Stages and clock")]
    page = named[0].split()[-1]
    assert "First day named" in papers.text(content, "-f", page, "-l", page)
    assert int(page) > 1


@pytest.mark.parametrize(
    ("state", "more", "after", "is_archived"),
    [
        ("assessment", {"due_on": dt.date(2026, 8, 3)}, 100, False),
        ("accepted", OVER, 100, False),
        ("rejected", OVER, 30, False),
        ("rejected", OVER, 31, True),
        ("withdrawn", {"withdrawn_at": DECIDED, "due_on": None}, 0, True),
        ("lapsed", OVER, 0, True),
        ("awarded", OVER, 0, True),
    ],
)
def test_application_is_archived_once_nothing_leads_back(
    state: str, more: dict[str, Any], after: int, is_archived: bool
) -> None:
    row = ApplicationFactory(**{"assessment": True, "state": state, **more})
    if state in {"lapsed", "awarded"}:
        FinalisationFactory(application=row, ended_at=DECIDED)
    noon = DECIDED.replace(hour=10)
    assert _archive(noon + after * DAY).get("ended", 0) == int(is_archived)


@pytest.mark.parametrize(("objection", "is_archived"), [("made", False), ("dismissed", True)])
def test_rejection_is_archived_with_the_end_of_its_objection(objection: str, is_archived: bool) -> None:
    made = ObjectionFactory(state=objection, ended_at=None if objection == "made" else DECIDED + 5 * DAY)
    assert _archive(DECIDED + 100 * DAY).get("ended", 0) == int(is_archived)
    if is_archived:
        assert ended_at(made.application) == DECIDED + 5 * DAY


def test_archive_that_cannot_be_drawn_is_noted_and_made_the_next_time(monkeypatch: pytest.MonkeyPatch) -> None:
    row, other = rejected(), ApplicationFactory(withdrawn=True)
    drawn = archiving.archive_pdf

    def draw(sheet: Any, at: dt.datetime) -> bytes:
        if sheet.reference == row.reference:
            raise CannotDraw("We cannot make documents at the moment.")
        return drawn(sheet, at)

    monkeypatch.setattr(archiving, "archive_pdf", draw)
    report = duties.perform("applications.archive", now=AT)
    assert (report.failed, Archive.objects.get(application=other).made_at is not None) == (1, True)
    fault = DutyFault.objects.open().get()
    assert (fault.error, fault.row) == ("CannotDraw", str(Archive.objects.get(application=row).pk))
    monkeypatch.undo()
    assert _archive(AT + DAY) == {"archived": 1}
    assert not DutyFault.objects.open().exists()


def test_what_changed_while_it_was_drawn_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    row = rejected()
    drawn = archiving.archive_pdf

    def draw(sheet: Any, at: dt.datetime) -> bytes:
        held.forget(row.references.first(), at=at)
        return drawn(sheet, at)

    monkeypatch.setattr(archiving, "archive_pdf", draw)
    assert _archive() == {"ended": 1}
    assert Upload.objects.get(shelf="application-archive").state == "gone"
    monkeypatch.undo()
    assert _archive(AT + DAY) == {"archived": 1}


def test_worker_that_is_killed_before_it_is_taken_up_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    row = rejected()
    monkeypatch.setattr(archiving.keeping, "take_up", lambda *_a, **_more: (_ for _ in ()).throw(SystemExit))
    with pytest.raises(SystemExit):
        duties.perform("applications.archive", now=AT)
    waits = Upload.objects.get(shelf="application-archive")
    assert (waits.state, waits.expires_at is not None) == ("kept", True), "it goes by itself"
    monkeypatch.undo()
    assert archiving.make(Archive.objects.get(application=row).pk, at=AT + DAY) == 1


def test_who_reads_the_application_opens_its_archive_and_its_applicant_does_not() -> None:
    row = rejected(person=person("Ada"))
    _archive()
    address = reverse("file", args=[Archive.objects.get(application=row).file.reference])
    assert signed_in(row.person).get(address).status_code == 404
    assert Client().get(address).status_code in {302, 404}
    judge = person("Bea", "assessor")
    assert signed_in(judge).get(address).status_code == 404, "nothing was declared"
    interested = person("Ivo", "assessor")
    InterestFactory(application=row, person=interested, interested=True, words="Mine.")
    assert signed_in(interested).get(address).status_code == 404
    InterestFactory(application=row, person=judge)
    assert signed_in(judge).get(address).status_code == 200
    assert AuditLine.objects.filter(act="common.read", by_id=judge.pk).exists()


def test_reference_who_is_forgotten_is_not_in_the_archive_any_more() -> None:
    row = rejected()
    named = row.references.first()
    named.name, named.email = "Kanarie Vogel", "kanarie@people.example"
    named.save()
    _archive()
    before = Archive.objects.get(application=row).file
    assert "KanarieVogel" in "".join(papers.text(_content(row)).split())
    subjects.scrub(person("Kanarie", email="kanarie@people.example"), at=AT + DAY)
    before.refresh_from_db()
    assert (before.state, Archive.objects.get(application=row).made_at) == ("gone", None)
    _archive(AT + DAY)
    flat = "".join(papers.text(_content(row)).split())
    assert "KanarieVogel" not in flat
    assert "removedattheirownrequest" in flat


def test_colleague_who_is_forgotten_is_not_in_the_archive_any_more() -> None:
    row, other = rejected(), ApplicationFactory(withdrawn=True)
    _archive()
    stays = Archive.objects.get(application=other).sha256
    subjects.scrub(row.assessments.get().assessor, at=AT + DAY)
    assert Archive.objects.get(application=row).made_at is None
    assert Archive.objects.get(application=other).sha256 == stays
    _archive(AT + DAY)
    flat = "".join(papers.text(_content(row)).split())
    assert "Beoordelaar" not in flat
    assert "acolleaguewhoseaccountisgone" in flat
    assert "Confirmer" in flat


def test_applicant_who_is_forgotten_takes_the_archive_along() -> None:
    row = rejected()
    _archive()
    file = Archive.objects.get().file
    subjects.scrub(row.person, at=AT + DAY)
    file.refresh_from_db()
    assert (file.state, Archive.objects.exists(), Decision.objects.exists()) == ("gone", False, False)


def test_copy_of_an_applicant_tells_the_decision_and_not_what_was_said_in_confidence() -> None:
    row = rejected()
    DecisionFactory(application=row, state="sent-back", sent_back="Kanarie.", rejecting=True,
                    decided_by=UserFactory(), decided_at=DECIDED)  # fmt: skip
    _archive()
    copy = subjects.export(row.person)
    (answer,) = copy["Answers to your applications"]
    assert (answer["to you"], answer["what would help"]) == ("Kind words.", "Show the dates of your second job.")
    assert copy["Why an application was not accepted"][0]["to you"] == "Four years and two months are shown."
    assert len(copy["What colleagues found about each criterion"]) == 4
    assert copy["Checks of your identity"][0]["verdict"] == "verified"
    (archive,) = copy["Archives of your applications"]
    assert archive["archived"] == AT
    assert (
        "privacy@seco-institute.example" in copy["That colleagues judged your applications"][0]["notes for colleagues"]
    )
    for hidden in ("Notes among colleagues.", "Kanarie.", "She led the programme.", "Beoordelaar", "Confirmer"):
        assert hidden not in str(copy), hidden


def test_colleague_who_is_forgotten_leaves_judgements_that_lead_to_nobody() -> None:
    row = rejected()
    judge = row.assessments.get().assessor
    InterestFactory(application=judged(), person=judge, interested=True, words="Kanarie is my brother.")
    copy = subjects.export(judge)
    assert "Kanarie is my brother." in str(copy["What you declared about applications of others"])
    subjects.scrub(judge, at=AT)
    judge.refresh_from_db()
    assert (judge.get_full_name(), row.decisions.get().proposed_by) == ("", judge)
    assert set(Interest.objects.filter(person=judge).values_list("words", flat=True)) == {""}
