"""The seal: what poppler says of it, what shows a changed byte, whose it is, and when there is none."""

import datetime as dt
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from common import seal
from scripts.seal import make
from seco_portal.apps import check_seal
from tests import papers

AT = dt.datetime(2026, 7, 6, 9, 0, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _read_anew() -> Any:
    seal.forget()
    yield
    seal.forget()


def _paper() -> bytes:
    written = BytesIO()
    with pikepdf.new() as made:
        made.add_blank_page()
        made.save(written)
    return written.getvalue()


def _use(settings: Any, folder: Path, **made: Any) -> tuple[Path, Path]:
    key, certificate = make(folder, **made)
    settings.SEAL_KEY, settings.SEAL_CERTIFICATE = str(key), str(certificate)
    seal.forget()
    return key, certificate


def test_poppler_finds_one_valid_seal_over_the_whole_document_at_our_time() -> None:
    said = papers.signature(seal.seal(_paper(), reason="A trial", at=AT))
    assert said.count("Signature #") == 1
    assert "Signature is Valid." in said
    assert "Total document signed" in said
    assert "ETSI.CAdES.detached" in said
    assert "Signing Time: Jul 06 2026" in said


def test_sealed_document_allows_no_change_and_opens_as_before() -> None:
    with pikepdf.open(BytesIO(seal.seal(_paper(), reason="A trial", at=AT))) as opened:
        assert len(opened.pages) == 1
        reference = opened.Root.Perms.DocMDP.Reference[0]
        assert int(reference.TransformParams.P) == 1
        assert opened.Root.Perms.DocMDP.Reason == "A trial"


def test_any_byte_that_is_changed_shows() -> None:
    whole = seal.seal(_paper(), reason="A trial", at=AT)
    hole = range(whole.index(b"/Contents <") + 11, whole.index(b">", whole.index(b"/Contents <")))
    places = [place for place in range(0, len(whole), 97) if place not in hole]
    for place in [*places, len(whole) - 1]:
        changed = whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :]
        assert seal.look(changed).verdict in {seal.Verdict.CHANGED, seal.Verdict.NO_SEAL}, place
    assert "Signature is Valid." not in papers.signature(whole.replace(b"A trial", b"a trial"))


@pytest.mark.parametrize("more", [b"\n", b"\n% more\n%%EOF\n"])
def test_whatever_is_added_shows(more: bytes) -> None:
    assert seal.look(seal.seal(_paper(), reason="A trial", at=AT) + more).verdict == seal.Verdict.CHANGED


def test_document_without_a_seal_and_something_else_are_told_apart() -> None:
    assert seal.look(_paper()).verdict == seal.Verdict.NO_SEAL
    assert seal.look(b"something else").verdict == seal.Verdict.CHANGED


def test_seal_of_an_earlier_certificate_stays_ours_and_of_another_one_does_not(settings: Any, tmp_path: Path) -> None:
    _key, first = _use(settings, tmp_path / "first", name="The first seal")
    sealed = seal.seal(_paper(), reason="A trial", at=AT)
    assert seal.look(sealed) == seal.Looked(verdict=seal.Verdict.WHOLE, by="The first seal", at=AT)
    _use(settings, tmp_path / "second")
    assert seal.look(sealed).verdict == seal.Verdict.NOT_OURS
    settings.SEAL_EARLIER_CERTIFICATES = [str(first)]
    seal.forget()
    assert seal.look(sealed).verdict == seal.Verdict.WHOLE


def test_seal_is_unchecked_and_not_changed_while_our_certificates_cannot_be_read(
    settings: Any, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    sealed = seal.seal(_paper(), reason="A trial", at=AT)
    broken = tmp_path / "broken.pem"
    broken.write_text("no certificate")
    for name, value in (
        ("SEAL_CERTIFICATE", str(tmp_path / "none.pem")),
        ("SEAL_CERTIFICATE", str(broken)),
        ("SEAL_EARLIER_CERTIFICATES", [str(tmp_path / "none.pem")]),
    ):
        caplog.clear()
        before = getattr(settings, name)
        setattr(settings, name, value)
        seal.forget()
        assert seal.look(sealed).verdict == seal.Verdict.UNCHECKED, value
        assert "Our certificates cannot be read" in caplog.text
        assert seal.look(sealed + b"\n").verdict == seal.Verdict.CHANGED
        setattr(settings, name, before)
    seal.forget()
    assert seal.look(sealed).verdict == seal.Verdict.WHOLE


def test_nothing_is_sealed_without_a_key_that_fits_and_holds(
    settings: Any, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    _use(settings, tmp_path / "own")
    after = AT + dt.timedelta(days=365 * 50)
    assert "holds from 2020-01-01" in seal.faults(after)[0]
    settings.SEAL_CERTIFICATE = str(make(tmp_path / "another")[1])
    seal.forget()
    assert seal.faults(AT) == ["The first certificate is not the key's own."]
    settings.SEAL_KEY = str(tmp_path / "none.pem")
    seal.forget()
    with pytest.raises(seal.CannotSeal, match=r"^We cannot seal documents at the moment\. Nothing is lost"):
        seal.seal(_paper(), reason="A trial", at=AT)
    assert "Key or certificate cannot be read (FileNotFoundError" in caplog.text


def test_key_of_another_kind_is_refused(settings: Any, tmp_path: Path) -> None:
    key, _certificate = _use(settings, tmp_path / "own")
    other = ec.generate_private_key(ec.SECP256R1())
    key.write_bytes(other.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    seal.forget()
    assert seal.faults(AT) == ["The key is not one of RSA with 2048 bits or more; PDF/A knows no other."]


def test_certificate_that_ends_soon_is_said_at_start(settings: Any, tmp_path: Path) -> None:
    assert check_seal(None) == []
    _use(settings, tmp_path / "short", days=30)
    assert [said.id for said in check_seal(None)] == ["seco_portal.W002"]
    settings.SEAL_CERTIFICATE = str(tmp_path / "none.pem")
    seal.forget()
    assert [said.id for said in check_seal(None)] == ["seco_portal.W001"]
    settings.SEAL_KEY = str(tmp_path / "none.pem")
    assert check_seal(None) == [], "a demonstration makes one before it needs one"


def test_key_can_be_read_by_its_owner_alone_and_is_made_once(tmp_path: Path) -> None:
    key, certificate = make(tmp_path / "seal")
    assert (key.stat().st_mode & 0o777, key.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    assert make(tmp_path / "seal") == (key, certificate)
    assert key.read_bytes() == make(tmp_path / "seal")[0].read_bytes()
