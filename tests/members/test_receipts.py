"""Receipts of verification: what they say, that they are checked without database, and every way of tampering."""

import datetime as dt
import json
import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from accounts import limits
from accounts.limits import Costly
from applications.documents import form_pdf, sheet_of
from common import pdf, seal, signing
from members.documents import invoice_pdf, receipts
from members.documents.certificate import certificate_pdf
from members.documents.receipts import Verdict, checked
from members.models import Certificate
from members.rules.verifying import Answer, answer
from scripts import badge_key
from scripts import seal as seals
from tests import papers
from tests.factories.applications import whole
from tests.members import sheets
from tests.members.test_certificate_document import SHEET
from tests.members.test_verifying_rules import REVOKED, found
from tests.members.verifying import AWARDED, NUMBER, officer

AT = dt.datetime(2026, 11, 21, 10, 0, tzinfo=dt.UTC)
THEN = dt.date(2026, 1, 15)


@pytest.fixture
def certificate(time_machine: Any) -> Certificate:
    return officer(time_machine)


@pytest.fixture
def told() -> Answer:
    """A valid title, asked about on a past day."""
    return answer(found(), THEN, AT)


@pytest.fixture(autouse=True)
def _read_seals_anew() -> Iterator[None]:
    seal.forget()
    yield
    seal.forget()


@pytest.fixture(scope="module")
def sealed() -> bytes:
    return receipts.receipt_pdf(answer(found(), THEN, AT), language="en")


@pytest.fixture
def other_seal(settings: Any, tmp_path: Path) -> None:
    """Somebody else's key and certificate in place of ours."""
    key, made = seals.make(tmp_path)
    settings.SEAL_KEY, settings.SEAL_CERTIFICATE = str(key), str(made)
    seal.forget()


def _run(content: bytes | str, path: Path, *options: str) -> tuple[str, int]:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    out = StringIO()
    try:
        call_command("verify_receipt", str(path), *options, stdout=out)
    except SystemExit as left:
        return out.getvalue(), int(str(left.code))
    return out.getvalue(), 0


# On paper ---------------------------------------------------------------------------------------------


def test_the_paper_names_both_days_and_carries_the_seal(sealed: bytes, tmp_path: Path) -> None:
    words = " ".join(papers.text(sealed).split())
    for said in (
        "This title was valid on 15 January",
        NUMBER,
        "Noor de Vries",
        "S-CISO",
        "30 June 2028",
        "21 November 2026, 11:00",
        "Today, on 21 November 2026, it is valid.",
        "This is what our register said about 15 January 2026 on 21 November 2026, 11:00, time of Amsterdam.",
    ):
        assert said in words, said
    assert "Signature is Valid." in papers.signature(sealed)
    assert papers.facts(sealed)["Title"] == f"Verification of {NUMBER}"
    assert papers.facts(sealed)["Tagged"] == "yes"
    assert all(papers.fonts(sealed).values())
    assert papers.codes(sealed, tmp_path) == [f"http://127.0.0.1:8000/verify/{NUMBER}/"]


def test_the_paper_of_a_title_that_is_over_names_nobody() -> None:
    words = papers.text(receipts.receipt_pdf(answer(found(REVOKED), AT.date(), AT), language="en"))
    assert "1 May 2026" in words
    assert "Vries" not in words


def test_command_finds_a_whole_paper(sealed: bytes, tmp_path: Path) -> None:
    said, status = _run(sealed, tmp_path / "receipt.pdf")
    assert status == 0
    assert "This receipt is ours, and nothing in it was changed." in said
    assert f"number: {NUMBER}" in said
    assert "holder: Noor de Vries" in said
    assert "Given on: 2026-11-21 11:00:00 (Europe/Amsterdam)" in said


def test_any_change_to_the_paper_shows(sealed: bytes, tmp_path: Path) -> None:
    hole = range(sealed.index(b"/Contents <") + 11, sealed.index(b">", sealed.index(b"/Contents <")))
    for place in (place for place in range(20, len(sealed), len(sealed) // 40) if place not in hole):
        changed = sealed[:place] + bytes([sealed[place] ^ 1]) + sealed[place + 1 :]
        assert checked(changed).verdict in {Verdict.CHANGED, Verdict.NO_RECEIPT}, place
    said, status = _run(sealed + b"% more", tmp_path / "receipt.pdf")
    assert (status, "was changed after we gave it" in said) == (2, True)


def test_the_paper_says_word_by_word_what_the_signed_file_says(told: Answer, sealed: bytes, tmp_path: Path) -> None:
    within = papers.attached(sealed, tmp_path)[receipts.WITHIN]
    says = json.loads(receipts.receipt_json(told))["says"]
    assert (checked(within).says, checked(sealed).says) == (says, says)


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["certificate", "invoice", "letter with a receipt", "form"])
def test_no_other_paper_of_ours_is_a_receipt(kind: str, told: Answer, tmp_path: Path) -> None:
    given = pdf.Attached(
        name=receipts.WITHIN,
        about=receipts.MARK,
        content=receipts.receipt_json(told).encode(),
        relation="Supplement",
        at=AT,
    )
    made = {
        "certificate": lambda: certificate_pdf(SHEET),
        "invoice": lambda: invoice_pdf(sheets.invoice()),
        "form": lambda: form_pdf(sheet_of(whole(), AT)),
        "letter with a receipt": lambda: pdf.draw(
            "pdf/base.html", {"issuer": sheets.ISSUER}, title=receipts.MARK, language="en", on=THEN, attached=[given]
        ),
    }[kind]()
    said, status = _run(seal.seal(made, reason="Ours.", at=AT), tmp_path / "receipt.pdf")
    assert (status, said) == (2, "This file is no receipt of ours.\n")


def test_a_paper_sealed_by_somebody_else_is_not_ours(told: Answer, other_seal: None, settings: Any) -> None:
    foreign = receipts.receipt_pdf(told, language="en")
    assert checked(foreign).verdict is Verdict.WHOLE
    settings.SEAL_CERTIFICATE = str(Path(settings.VAR_DIR, "seal", "certificate.pem"))
    settings.SEAL_KEY = str(Path(settings.VAR_DIR, "seal", "key.pem"))
    seal.forget()
    assert checked(foreign).verdict is Verdict.NOT_OURS


# As JSON ----------------------------------------------------------------------------------------------


def test_the_file_says_in_the_clear_what_is_signed(told: Answer, tmp_path: Path) -> None:
    content = receipts.receipt_json(told)
    says = json.loads(content)["says"]
    assert (says["asked_for"], says["known_at"]) == ("2026-01-15", "2026-11-21T10:00:00+00:00")
    said, status = _run(content, tmp_path / "receipt.json")
    assert status == 0
    assert "answer: valid" in said
    assert "asked_for: 2026-01-15" in said
    found = json.loads(_run(content, tmp_path / "receipt.json", "--json")[0])
    assert (found["verdict"], found["by"], found["says"]) == ("whole", signing.signing_key(), says)


@pytest.mark.parametrize("key", ["answer", "asked_for", "known_at", "holder", "number", "not_valid_since"])
def test_what_is_written_otherwise_than_signed_was_changed(told: Answer, key: str, tmp_path: Path) -> None:
    written = json.loads(receipts.receipt_json(told))
    written["says"][key] = "otherwise"
    assert checked(json.dumps(written).encode()).verdict is Verdict.CHANGED
    del written["says"][key]
    said, status = _run(json.dumps(written), tmp_path / "receipt.json")
    assert (status, "was changed after we gave it" in said) == (2, True)
    assert "otherwise" not in said
    assert len(said.splitlines()) == 1
    told_to_programs = json.loads(_run(json.dumps(written), tmp_path / "receipt.json", "--json")[0])
    assert (told_to_programs["by"], told_to_programs["at"], told_to_programs["says"]) == ("", None, {})


def _beside(content: str, more: str) -> str:
    """A receipt with something written before all that stands in it."""
    return content.replace("{", "{" + more + ", ", 1)


@pytest.mark.parametrize("more", ['"says": {"answer": "not-valid"}', '"answer": "not-valid"', '"signed": "ey.ey.ey"'])
def test_what_stands_beside_the_signed_words_is_refused(told: Answer, more: str, tmp_path: Path) -> None:
    said, status = _run(_beside(receipts.receipt_json(told), more), tmp_path / "receipt.json")
    assert (status, "was changed after we gave it" in said, len(said.splitlines())) == (2, True, 1)


def test_a_key_that_is_written_twice_is_refused_wherever_it_stands(told: Answer) -> None:
    content = receipts.receipt_json(told)
    for before, more in (('"title": {', '"code": "S-CSO", '), ('"says": {', '"holder": "Eve", ')):
        assert checked(content.replace(before, before + more).encode()).verdict is Verdict.CHANGED
    assert (
        checked(content.replace('"holder_renamed": false', '"holder_renamed": 0').encode()).verdict is Verdict.CHANGED
    )
    assert checked(json.dumps(json.loads(content), indent=None).encode()).verdict is Verdict.WHOLE


def test_two_receipts_are_not_put_together(told: Answer) -> None:
    valid = json.loads(receipts.receipt_json(told))
    lost = json.loads(receipts.receipt_json(answer(found(REVOKED), AT.date(), AT)))
    mixed = {"says": valid["says"], "signed": lost["signed"]}
    assert checked(json.dumps(mixed).encode()).verdict is Verdict.CHANGED


def test_another_statement_of_ours_is_no_receipt(told: Answer) -> None:
    written = json.loads(receipts.receipt_json(told))
    written["signed"] = signing.sign({"iss": "http://127.0.0.1:8000", **written["says"]}, kind="JWT")
    assert checked(json.dumps(written).encode()).verdict is Verdict.NO_RECEIPT


def test_a_key_that_was_followed_still_vouches_and_a_retired_one_does_not(
    told: Answer, settings: Any, tmp_path: Path
) -> None:
    old, new = (str(badge_key.make(tmp_path / f"{name}.pem")) for name in ("old", "new"))
    settings.BADGE_KEYS, settings.BADGE_RETIRED_KEYS = [old], []
    content = receipts.receipt_json(told)
    settings.BADGE_KEYS = [new, old]
    assert checked(content.encode()).verdict is Verdict.WHOLE
    settings.BADGE_KEYS, settings.BADGE_RETIRED_KEYS = [new], [old]
    said, status = _run(content, tmp_path / "receipt.json")
    assert (status, "a key of ours that is retired" in said) == (2, True)
    settings.BADGE_RETIRED_KEYS = []
    assert checked(content.encode()).verdict is Verdict.NOT_OURS


@pytest.mark.parametrize(
    "content",
    [b"", b"{}", b"[]", b"null", b"\xff\xfe", b'{"says": [], "signed": ""}', b'{"says": {}, "signed": 3}', b"[" * 9000],
)
def test_what_is_no_receipt_says_so(content: bytes, tmp_path: Path) -> None:
    said, status = _run(content, tmp_path / "receipt")
    assert (status, said) == (2, "This file is no receipt of ours.\n")


@pytest.mark.parametrize("seconds", [None, "then", 10**20, -1, True])
def test_a_forged_moment_breaks_nothing(told: Answer, seconds: Any) -> None:
    says = json.loads(receipts.receipt_json(told))["says"]
    forged = signing.sign({"iat": seconds, **says}, kind=receipts.KIND)
    checked(json.dumps({"says": says, "signed": forged}).encode())


def test_too_large_a_file_is_not_read(monkeypatch: pytest.MonkeyPatch, sealed: bytes) -> None:
    monkeypatch.setattr(receipts, "LARGEST", 100)
    assert checked(sealed).verdict is Verdict.NO_RECEIPT


def test_the_command_reads_no_more_of_a_file_than_a_receipt_can_be(tmp_path: Path) -> None:
    huge = tmp_path / "huge"
    with huge.open("wb") as file:
        file.truncate(100 * receipts.LARGEST)
    out = StringIO()
    tracemalloc.start()
    with pytest.raises(SystemExit, match="2"):
        call_command("verify_receipt", str(huge), stdout=out)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert out.getvalue() == "This file is no receipt of ours.\n"
    assert most < 4 * receipts.LARGEST


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    for path, told in ((tmp_path / "none.pdf", "No such file"), (tmp_path, "Is a directory")):
        with pytest.raises(CommandError, match=f"cannot be read: {told}") as refused:
            call_command("verify_receipt", str(path))
        assert refused.value.returncode == 2


# From the page ----------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_both_are_saved_from_the_page_and_are_whole(certificate: Certificate) -> None:
    for path, kind in (("pdf", "application/pdf"), ("json", "application/json")):
        answered = Client().get(f"/verify/{certificate.number}/receipt/{path}/?on=2026-01-15")
        assert answered.headers["Content-Type"] == kind
        name = f"verification-{certificate.number}-2026-01-15.{path}"
        assert answered.headers["Content-Disposition"] == f'attachment; filename="{name}"'
        assert answered.headers["Cache-Control"] == "no-store"
        assert not answered.cookies
        assert checked(answered.content).verdict is Verdict.WHOLE


@pytest.mark.django_db
def test_where_nothing_can_be_sealed_or_signed_the_page_says_so(
    certificate: Certificate,
    settings: Any,
) -> None:
    settings.SEAL_KEY, settings.BADGE_KEYS = "/no/such/key.pem", ["/no/such/key.pem"]
    seal.forget()
    paper = Client().get(f"/verify/{certificate.number}/receipt/pdf/")
    assert (paper.status_code, b"No PDF at the moment" in paper.content) == (503, True)
    file = Client().get(f"/verify/{certificate.number}/receipt/json/")
    assert (file.status_code, file.json()["answer"]) == (503, "not-now")


@pytest.mark.django_db
def test_many_receipts_take_an_hour(certificate: Certificate, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(limits.RATES, Costly.RECEIPT, "2/h/ip")
    address = f"/verify/{certificate.number}/receipt/json/"
    assert [Client().get(address).status_code for _time in range(3)] == [200, 200, 429]
    assert Client().get(f"/verify/{certificate.number}/").status_code == 200


def test_a_name_in_another_script_is_on_the_paper(told: Answer) -> None:
    words = papers.text(receipts.receipt_pdf(replace(told, name="Ἀσπασία Παπαδοπούλου Їжакевич"), language="en"))
    assert "Παπαδοπούλου Їжакевич" in words
    assert told.awarded_on == AWARDED


def test_no_paper_is_sealed_with_a_box_in_the_place_of_a_letter(told: Answer) -> None:
    with pytest.raises(pdf.Unreadable, match="\u0378"):
        receipts.receipt_pdf(replace(told, name="Ada \u0378"), language="en")


@pytest.mark.django_db
def test_a_name_that_no_font_has_is_kept_as_a_signed_file(certificate: Certificate) -> None:
    Certificate.objects.update(name="Ada \u0378")
    address = f"/verify/{certificate.number}/receipt"
    answered = Client().get(f"{address}/pdf/?on=2026-01-15")
    page = answered.content.decode()
    assert (answered.status_code, answered.headers["Content-Type"]) == (404, "text/html; charset=utf-8")
    assert "No font of ours has these characters: \u0378" in page
    assert f'href="{address}/json/?on=2026-01-15"' in page
    kept = Client().get(f"{address}/json/?on=2026-01-15").content
    assert (checked(kept).verdict, checked(kept).says["holder"]) == (Verdict.WHOLE, "Ada \u0378")
