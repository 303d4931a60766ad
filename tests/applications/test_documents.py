"""Documents of a draft: sent, replaced, removed, opened by their sender; what is refused costs nothing else."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db.models.signals import post_save
from django.test import Client

from accounts import limits
from applications.enums import Part, Progress
from applications.models import Application
from applications.selectors.form import form_of
from applications.services import files as services
from applications.services.drafts import ApplicationRefused
from common.errors import Forbidden
from common.files.refusals import FileRefused
from common.models import Upload
from tests.common.hostile import HOSTILE
from tests.factories.accounts import UserFactory
from tests.factories.applications import ApplicationFactory
from tests.factories.files import UploadFactory, sent
from tests.people import person, signed_in

pytestmark = pytest.mark.django_db

AT = dt.datetime(2026, 7, 8, 9, 0, tzinfo=dt.UTC)


@pytest.fixture
def draft() -> Application:
    return ApplicationFactory(person=person("Ada"))


@pytest.fixture
def client(draft: Application) -> Client:
    return signed_in(draft.person)


def _at(draft: Application, rest: str = "") -> str:
    return f"/applications/{draft.reference.lower()}/documents/{rest}"


def _page(answer) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def test_files_are_sent_opened_replaced_and_removed(draft: Application, client: Client) -> None:
    page = _page(client.get(_at(draft)))
    assert "Send your résumé." in page
    assert page.count("(optional)") == 1
    files = {"resume": sent(name="cv.png"), "supplement": sent(name="talks.png")}
    assert client.post(_at(draft), files)["Location"] == _at(draft)
    draft.refresh_from_db()
    first = draft.resume
    assert (first.name, first.shelf, first.expires_at) == ("cv.png", "resume", None)
    assert (draft.supplement.name, draft.supplement.shelf) == ("talks.png", "supplement")
    page = _page(client.get(_at(draft)))
    assert "We received: cv.png, talks.png." in page
    assert "This part is complete." in page
    opened = client.get(f"/files/{first.reference.lower()}/")
    assert opened["Content-Disposition"] == 'attachment; filename="cv.png"'
    client.post(_at(draft), {"resume": sent(name="newer.png")})
    draft.refresh_from_db()
    assert draft.resume.name == "newer.png"
    assert Upload.objects.get(pk=first.pk).state == "gone"
    assert client.get(f"/files/{first.reference.lower()}/").status_code == 404
    assert "Remove “<bdi>newer.png</bdi>”?" in _page(client.get(_at(draft, "resume/remove/")))
    for _twice in range(2):
        assert client.post(_at(draft, "resume/remove/"))["Location"] == _at(draft)
    draft.refresh_from_db()
    assert (draft.resume, draft.supplement.name) == (None, "talks.png")
    assert Upload.objects.filter(state="gone").count() == 2
    assert client.get(_at(draft, "resume/remove/")).status_code == 404
    assert form_of(draft, AT).progress[Part.DOCUMENTS] == Progress.NOT_STARTED


def test_refused_file_is_told_at_its_field_and_the_good_one_is_kept(draft: Application, client: Client) -> None:
    hostile = sent(HOSTILE["PDF with a script when opened"][0](), "cv.pdf")
    answer = client.post(_at(draft), {"resume": hostile, "supplement": sent(name="talks.png")})
    assert "This PDF contains a script or an action." in _page(answer)
    assert answer.context["form"].errors.keys() == {"resume"}
    assert "We received: talks.png." in _page(answer)
    draft.refresh_from_db()
    assert (draft.resume, draft.supplement.name) == (None, "talks.png")
    before = draft.supplement
    assert "This file is empty" in _page(client.post(_at(draft), {"supplement": sent(b"", "empty.pdf")}))
    draft.refresh_from_db()
    assert draft.supplement == before, "what is refused replaces nothing"


def test_nothing_chosen_gets_a_sentence(draft: Application, client: Client) -> None:
    assert "Choose a file first, then send it." in _page(client.post(_at(draft)))
    assert client.post(_at(draft), {"supplement": sent(name="talks.png")}).status_code == 302, "the résumé may follow"


def test_file_of_twenty_megabytes_gets_a_sentence(draft: Application, client: Client) -> None:
    kept = UploadFactory(owner=draft.person, shelf="resume", taken=True)
    Application.objects.filter(pk=draft.pk).update(resume=kept)
    answer = client.post(_at(draft), {"resume": sent(b"%PDF-1.7" + b"0" * 20 * 1024 * 1024, "cv.pdf")})
    assert answer.status_code in {200, 302, 413}
    assert "10 MB" in _page(answer)
    draft.refresh_from_db()
    assert draft.resume == kept


def test_only_a_waiting_file_of_the_applicant_is_taken_up(draft: Application) -> None:
    for upload in (UploadFactory(shelf="resume"), UploadFactory(owner=draft.person, shelf="resume", taken=True)):
        with pytest.raises(FileRefused):
            services.put_document(draft, upload, by=draft.person, at=AT)
    with pytest.raises(Forbidden):
        services.put_document(draft, UploadFactory(shelf="resume"), by=UserFactory(), at=AT)
    handed_in = ApplicationFactory(submitted=True)
    with pytest.raises(ApplicationRefused):
        services.remove_document(handed_in, "resume", by=handed_in.person, at=AT)
    handed_in.refresh_from_db()
    assert handed_in.resume.state == "kept"


def _meanwhile(act: Callable[[], object]) -> Callable[..., None]:
    """What happens in another tab once the file is being looked through."""

    def happens(created: bool, **_signal: Any) -> None:
        if created:
            act()

    post_save.connect(happens, sender=Upload)
    return happens


@pytest.mark.parametrize("files", [("resume",), ("resume", "supplement")])
def test_draft_that_is_thrown_away_while_a_file_is_looked_through_says_so(
    draft: Application, client: Client, files: tuple[str, ...]
) -> None:
    happens = _meanwhile(lambda: Application.objects.filter(pk=draft.pk).delete())
    try:
        answer = client.post(_at(draft), {name: sent() for name in files}, follow=True)
    finally:
        post_save.disconnect(happens, sender=Upload)
    assert answer.redirect_chain == [("/applications/", 302)]
    assert _page(answer).count("This application is not there any more: it was thrown away.") == 1
    assert set(Upload.objects.values_list("state", flat=True)) == {"gone"}, "nothing of it is kept for two days"


def test_more_files_than_anybody_sends_wait_for_an_hour(draft: Application, client: Client) -> None:
    rate, _hour, _user = limits.RATES[limits.Costly.UPLOAD].split("/")
    for _file in range(int(rate)):
        assert "This file is empty." in _page(client.post(_at(draft), {"resume": sent(b"", "cv.pdf")}))
    assert "You sent many files within an hour." in _page(client.post(_at(draft), {"resume": sent()}))
    draft.refresh_from_db()
    assert draft.resume is None


def test_documents_of_somebody_else_are_not_there(draft: Application) -> None:
    client = signed_in(person("Nova"))
    for path in (_at(draft), _at(draft, "resume/remove/"), _at(draft, "form/remove/")):
        assert client.get(path).status_code == client.post(path).status_code == 404
    assert signed_in(draft.person).get(_at(draft, "form/remove/")).status_code == 404
