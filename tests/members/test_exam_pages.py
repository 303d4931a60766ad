"""Claims of titles after an exam on their pages: what was typed stays, what was accepted stays, each decision asks."""

import datetime as dt
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import User
from accounts.services import rename
from common.models import AuditLine, Upload
from members import services
from members.models import Certificate, Credential, ExamClaim, Title
from members.selectors import agreements as document_selectors
from tests.common.hostile import HOSTILE
from tests.factories.accounts import UserFactory
from tests.factories.exams import ExamClaimFactory
from tests.factories.files import picture
from tests.factories.members import MemberFactory
from tests.people import person, signed_in

pytestmark = pytest.mark.django_db

TODAY = dt.date(2026, 7, 1)
CLAIM = "/titles/claim/"


@pytest.fixture(autouse=True)
def _today(time_machine) -> None:
    time_machine.move_to("2026-07-01T09:00:00Z", tick=False)


def _said(user, **changed) -> dict:
    title = Title.objects.get(code="S-ISP")
    ticks = {f"agree_{version.pk}": "on" for version in document_selectors.to_agree(user, TODAY)}
    proof = {"proof": SimpleUploadedFile("my result.png", picture())}
    said = {"title": title.pk, "exam_on": "2026-06-12", "exam_number": "ex-17", **ticks, **proof, **changed}
    return {name: value for name, value in said.items() if value is not None}


def _page(answer) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def test_claim_is_sent_in_one_go_and_confirmed_with_reference_and_date() -> None:
    ada = person("Ada")
    client = signed_in(ada)
    answer = client.post(CLAIM, _said(ada))
    claim = ExamClaim.objects.get()
    assert answer["Location"] == f"/titles/claims/{claim.reference}/"
    page = _page(client.get(answer["Location"]))
    assert claim.reference in page
    assert "We received it on 1 July 2026. You will hear from us by 29 July 2026." in page
    assert "Take the claim back" in page
    assert f"/files/{claim.proof.reference}/" in page
    again = client.post(CLAIM, _said(ada))
    assert again["Location"] == answer["Location"], "pressed twice"
    assert "A new file was not added." in _page(client.get(again["Location"]))
    assert ExamClaim.objects.count() == 1
    assert ExamClaim.objects.get().proof == claim.proof


def test_everything_typed_stays_and_an_accepted_file_need_not_be_chosen_again() -> None:
    ada = person("Ada")
    client = signed_in(ada)
    page = _page(client.post(CLAIM, _said(ada, exam_on="2026-07-02", exam_number="x <9>")))
    upload = Upload.objects.get()
    assert "The exam lies ahead." in page
    assert "Write the exam number as it stands on your result" in page
    assert 'value="x &lt;9&gt;"' in page
    assert 'value="2026-07-02"' in page
    assert page.count(" checked") == 3
    assert "We have your file “my result.png”" in page
    assert "Another file in its place" in page
    assert f'name="kept" value="{upload.reference}"' in page
    answer = client.post(CLAIM, _said(ada, proof=None, kept=upload.reference))
    assert answer.status_code == 302
    assert ExamClaim.objects.get().proof == upload


@pytest.mark.parametrize("name", ["nothing", "eleven megabytes", "HEIC", "PDF with a script when opened"])
def test_refused_file_is_told_beside_the_form_and_nothing_else_is_lost(name: str) -> None:
    ada = person("Ada")
    content = HOSTILE[name][0]()
    page = _page(signed_in(ada).post(CLAIM, _said(ada, proof=SimpleUploadedFile("a.pdf", content))))
    assert 'id="id_proof_error"' in page
    assert 'value="ex-17"' in page or 'value="EX-17"' in page
    assert not ExamClaim.objects.exists()


def test_twenty_megabytes_get_a_sentence_and_the_form_back() -> None:
    ada = person("Ada")
    answer = signed_in(ada).post(CLAIM, _said(ada, proof=SimpleUploadedFile("a.pdf", b"%PDF-1.7" + b"0" * 20_000_000)))
    assert answer.status_code == 200
    assert "This file is larger than 10 MB." in _page(answer)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"title": None}, "Choose the title."),
        ({"title": "999999"}, "Choose a title from the list."),
        ({"title": "x"}, "Choose a title from the list."),
        ({"exam_on": "12th of June"}, "Write the day as year, month and day, such as 2026-03-01."),
        ({"exam_on": None}, "Please fill this in."),
        ({"exam_number": None}, "Please fill this in."),
        ({"proof": None}, "Choose the file that shows your result."),
        ({"proof": "text"}, "Choose the file that shows your result."),
        ({"kept": "F-\0", "proof": None}, "Choose the file that shows your result."),
        ({"kept": "F-SOMEBODY-ELSES", "proof": None}, "Choose the file that shows your result."),
    ],
)
def test_each_mistake_gets_its_sentence(changed: dict, sentence: str) -> None:
    ada = person("Ada")
    answer = signed_in(ada).post(CLAIM, _said(ada, **changed))
    assert answer.status_code == 200
    assert sentence in _page(answer)
    assert "<title>Error:" in _page(answer)
    assert not ExamClaim.objects.exists()


def test_officer_titles_are_not_on_the_list_and_ticks_are_asked_for() -> None:
    ada = person("Ada")
    assert signed_in(ada).get(CLAIM + "?title=%00").status_code == 200
    page = _page(signed_in(ada).get(CLAIM + "?title=S-ITSP"))
    assert "S-CISO" not in page
    assert re.search(r"<option value=\"\d+\" selected>S-ITSP", page)
    answer = _page(signed_in(ada).post(CLAIM, {k: v for k, v in _said(ada).items() if not k.startswith("agree_")}))
    assert answer.count("Tick this once you have read it and agree.") >= 3


def test_proof_of_somebody_else_is_not_taken_over() -> None:
    ada, eve = person("Ada"), person("Eve")
    signed_in(ada).post(CLAIM, _said(ada, exam_number=None))
    answer = signed_in(eve).post(CLAIM, _said(eve, proof=None, kept=Upload.objects.get().reference))
    assert "Choose the file that shows your result." in _page(answer)


def test_claims_of_others_are_not_there() -> None:
    claim, eve = ExamClaimFactory(), signed_in(person("Eve"))
    for page in ("", "withdraw/", "object/"):
        assert eve.get(f"/titles/claims/{claim.reference}/{page}").status_code == 404
    assert eve.post(f"/titles/claims/{claim.reference}/withdraw/").status_code == 404


def test_claim_is_taken_back_after_a_question() -> None:
    claim = ExamClaimFactory()
    client = signed_in(claim.person)
    page = f"/titles/claims/{claim.reference.lower()}/withdraw/"
    assert "Take the claim back?" in _page(client.get(page))
    client.post(page)
    client.post(page)
    claim.refresh_from_db()
    assert claim.state == "withdrawn"
    assert "You took this claim back" in _page(client.get(f"/titles/claims/{claim.reference}/"))


def test_objection_says_until_when_and_keeps_what_was_typed(time_machine) -> None:
    claim = ExamClaimFactory(refused=True)
    client, page = signed_in(claim.person), f"/titles/claims/{claim.reference}/object/"
    time_machine.move_to("2026-08-05T20:00:00Z", tick=False)
    client = signed_in(claim.person)
    assert "object until 5 August 2026, that day included" in _page(client.get(f"/titles/claims/{claim.reference}/"))
    assert "Write why, in a sentence or two." in _page(client.post(page, {"words": ""}))
    time_machine.move_to("2026-08-05T22:00:00Z", tick=False)
    late = _page(client.post(page, {"words": "Look at page 2."}))
    assert "could be made until 5 August 2026" in late
    assert "Look at page 2." in late
    time_machine.move_to("2026-08-05T21:59:00Z", tick=False)
    assert client.post(page, {"words": "Look at page 2."}).status_code == 302
    claim.refresh_from_db()
    assert claim.state == "objected"


@pytest.mark.parametrize("state", ["claimed", "awarded", "refused", "withdrawn", "objected", "upheld"])
def test_page_of_every_state_tells_how_it_stands(state: str) -> None:
    claim = ExamClaimFactory(**({} if state == "claimed" else {state: True}))
    client = signed_in(claim.person)
    assert client.get(f"/titles/claims/{claim.reference}/").status_code == 200
    assert claim.reference in _page(client.get("/titles/claims/"))


def test_list_asks_the_same_for_one_claim_and_for_many(django_assert_num_queries) -> None:
    ada = person("Ada")
    client = signed_in(ada)
    for more in (1, 9):
        ExamClaimFactory.create_batch(more, person=ada)
        with django_assert_num_queries(4):
            client.get("/titles/claims/")


def test_empty_list_and_links_from_home_and_titles() -> None:
    client = signed_in(person("Ada"))
    assert "You have claimed no title yet." in _page(client.get("/titles/claims/"))
    assert CLAIM in _page(client.get("/"))
    assert CLAIM in _page(Client().get("/titles/"))


# The back office ------------------------------------------------------------------------------------

OFFICE = "/office/members/examclaim"


def test_colleague_sees_the_name_the_certificate_will_carry_where_the_account_has_another() -> None:
    member = MemberFactory(user__given_name="Sanne", user__family_name="Voorbeeld")
    at = dt.datetime(2026, 6, 1, 9, tzinfo=dt.UTC)
    services.award(member, Title.objects.get(code="S-ISP"), on=at.date(), by=None, at=at)
    claim = ExamClaimFactory(person=member.user, title=Title.objects.get(code="S-DPP"))
    clerk = person("Clerk", "back-office")
    address, office = f"{OFFICE}/{claim.pk}/change/", signed_in(clerk)
    assert "Name on the certificate" not in _page(office.get(address))
    administrator = UserFactory(roles=("administrator",))
    rename(member.user, given_name="Elon", family_name="Musk", by=administrator, at=at + dt.timedelta(days=1))
    page = _page(office.get(address))
    assert "<bdi>Sanne Voorbeeld</bdi>" in page
    assert "The account has the name <bdi>Elon Musk</bdi> now. Until a colleague lets it stand" in page
    assert f"/office/members/member/{member.pk}/certificate-name/" in page
    services.refuse_name(member, "Elon Musk", words="No.", by=clerk, at=at + dt.timedelta(days=2))
    page = _page(office.get(address))
    assert "<bdi>Sanne Voorbeeld</bdi>" in page
    assert "A colleague did not let it stand on certificates." in page
    reader = _page(signed_in(person("Reader", "privacy-officer")).get(address))
    assert "certificate-name" not in reader


def test_colleague_sees_what_to_know_and_the_steps_that_can_be_taken() -> None:
    ada = UserFactory(given_name="Ada", family_name="Nowhere")
    claim = ExamClaimFactory(person=ada, exam_number="EX-1")
    other = ExamClaimFactory(exam_number="EX-1")
    UserFactory(given_name="Ada", family_name="Nowhere", email="namesake@people.example")
    page = _page(signed_in(person("Clerk", "back-office")).get(f"{OFFICE}/{claim.pk}/change/"))
    for told in (other.reference, "namesake@people.example", f"/files/{claim.proof.reference}/", "Award", "Refuse"):
        assert told in page
    assert f"{OFFICE}/{claim.pk}/settle/" not in page
    assert AuditLine.objects.filter(act="common.read", about_id=claim.pk).exists()
    reader = _page(signed_in(person("Reader", "privacy-officer")).get(f"{OFFICE}/{claim.pk}/change/"))
    assert f"{OFFICE}/{claim.pk}/award/" not in reader
    assert f"/files/{claim.proof.reference}/" not in reader, "what would not open is no link"


def test_award_is_asked_for_and_done_once() -> None:
    claim, client = ExamClaimFactory(title=Title.objects.get(code="S-ISP")), signed_in(person("Clerk", "back-office"))
    page = f"{OFFICE}/{claim.pk}/award/"
    assert "its cycle begins today" in _page(client.get(page))
    said = {"name": str(claim.person)}
    client.post(page, said)
    again = client.post(page, said, follow=True)
    assert "This is “awarded” already." in _page(again)
    assert Credential.objects.count() == 1


@pytest.mark.parametrize("step", ["award", "settle"])
def test_name_that_changed_since_the_page_was_opened_is_looked_at_again(step: str) -> None:
    claimant = UserFactory(given_name="Sanne", family_name="Voorbeeld")
    claim = ExamClaimFactory(objected=step == "settle", person=claimant, title=Title.objects.get(code="S-ISP"))
    page, client = f"{OFFICE}/{claim.pk}/{step}/", signed_in(person("Clerk", "back-office"))
    said = {"outcome": "award", "words": "It is there.", "name": "Sanne Voorbeeld"}
    assert '<input type="hidden" name="name" value="Sanne Voorbeeld">' in _page(client.get(page))
    User.objects.filter(pk=claimant.pk).update(family_name="de Groot")
    told = "The name changed since you opened this page: it is “Sanne de Groot” now. Look at it, and decide again."
    assert told in _page(client.post(page, said, follow=True))
    assert "Look at it, and decide again." in _page(client.post(page, {**said, "name": ""}, follow=True))
    if step == "settle":
        preview = _page(client.post(page, {**said, "preview": "1"}))
        assert '<input type="hidden" name="name" value="Sanne Voorbeeld">' in preview, "the letter shows no name"
    assert not Credential.objects.exists()
    client.post(page, {**said, "name": "Sanne de Groot"})
    assert Certificate.objects.get().name == "Sanne de Groot"


def test_letter_of_a_refusal_is_looked_at_before_it_is_sent() -> None:
    claim, client = ExamClaimFactory(), signed_in(person("Clerk", "back-office"))
    page, said = f"{OFFICE}/{claim.pk}/refuse/", {"why": "not-passed", "words": "The result was 48 of 100."}
    preview = _page(client.post(page, {**said, "preview": "1"}))
    assert "The exam with this number was not passed." in preview
    assert preview.count("The result was 48 of 100.") == 2, "in the letter and still in the form"
    assert "until 31 July 2026" in preview
    assert ExamClaim.objects.get().state == "claimed"
    wrong = _page(client.post(page, {"why": "", "words": "The result was 48 of 100."}))
    assert "Choose a reason." in wrong
    assert "The result was 48 of 100." in wrong
    client.post(page, said)
    assert ExamClaim.objects.get().words == "The result was 48 of 100."


def test_objection_is_settled_by_somebody_else() -> None:
    first = person("First", "back-office")
    claim = ExamClaimFactory(objected=True, decided_by=first, title=Title.objects.get(code="S-ISP"))
    page = f"{OFFICE}/{claim.pk}/settle/"
    said = {"outcome": "award", "words": "The office confirmed it.", "name": str(claim.person)}
    assert "You refused this claim." in _page(signed_in(first).get(page))
    signed_in(first).post(page, said)
    assert ExamClaim.objects.get().state == "objected"
    second = signed_in(person("Second", "back-office"))
    assert "The office confirmed it." in _page(second.post(page, {**said, "preview": "1"}))
    second.post(page, said)
    assert ExamClaim.objects.get().state == "awarded"


def test_own_claim_cannot_be_decided() -> None:
    clerk = person("Clerk", "back-office")
    claim, client = ExamClaimFactory(person=clerk), signed_in(clerk)
    assert "This is your own claim." in _page(client.get(f"{OFFICE}/{claim.pk}/award/"))
    client.post(f"{OFFICE}/{claim.pk}/award/", {"name": str(clerk)})
    claim.refresh_from_db()
    assert claim.state == "claimed"
