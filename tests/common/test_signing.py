"""Signed statements: what shows a change, whose key it was, and when nothing can be signed."""

import base64
import json
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from common import signing
from common.signing import Verdict
from scripts.badge_key import make
from seco_portal.apps import check_badge_keys

CLAIMS = {"number": "M4PD-W2H8-6CVY-J", "name": "Zoë Øster 李"}


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    folder = tmp_path_factory.mktemp("keys")
    return [str(make(folder / f"{name}.pem")) for name in ("first", "second")]


@pytest.fixture(autouse=True)
def _first(settings: Any, keys: list[str]) -> None:
    settings.BADGE_KEYS, settings.BADGE_RETIRED_KEYS = keys[:1], []


def _part(value: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def _public(file: str, beside: Path) -> str:
    key = load_pem_private_key(Path(file).read_bytes(), None).public_key()
    beside.write_bytes(key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    return str(beside)


def test_statement_is_read_as_it_was_signed() -> None:
    said = signing.read(signing.sign(CLAIMS, kind="receipt+jwt"))
    assert (said.verdict, said.claims, said.kind) == (Verdict.WHOLE, CLAIMS, "receipt+jwt")
    assert said.key == signing.signing_key() == signing.public_keys()[0]["kid"]
    assert len(said.key) == 43


def test_key_may_be_named_by_an_address() -> None:
    address = f"https://portal.example.org/badges/keys/{signing.signing_key()}/"
    said = signing.read(signing.sign(CLAIMS, kind="JWT", headers={"kid": address}))
    assert (said.verdict, said.key) == (Verdict.WHOLE, signing.signing_key())


def test_each_changed_character_shows() -> None:
    token = signing.sign(CLAIMS, kind="JWT")
    for place in range(0, len(token) - 1, 7):  # of the very last one only some bits count
        other = "A" if token[place] != "A" else "B"
        said = signing.read(token[:place] + other + token[place + 1 :])
        assert said.verdict in {Verdict.CHANGED, Verdict.UNKNOWN_KEY}, place


@pytest.mark.parametrize(
    "text",
    ["", ".", "..", "a.b.c", "é.é.é", "e30.e30.", "x" * 70_000, f"{_part(['list'])}.{_part({})}.AA", "[" * 20_000],
)
def test_what_is_no_statement_was_changed(text: str) -> None:
    assert signing.read(text).verdict == Verdict.CHANGED


def test_unsigned_and_otherwise_signed_statements_are_not_whole() -> None:
    """Whoever writes "no signature" into the head, or signs with our public key as a password, gets nowhere."""
    kid = signing.signing_key()
    for algorithm in ("none", "HS256", "RS512"):
        head = _part({"alg": algorithm, "typ": "JWT", "kid": kid})
        assert signing.read(f"{head}.{_part(CLAIMS)}.").verdict == Verdict.CHANGED
        assert signing.read(f"{head}.{_part(CLAIMS)}.AAAA").verdict == Verdict.CHANGED
    demanding = _part({"alg": "RS256", "kid": kid, "crit": ["unheard-of"], "unheard-of": 1})
    assert signing.read(f"{demanding}.{_part(CLAIMS)}.AAAA").verdict == Verdict.CHANGED


@pytest.mark.parametrize("name", ["alg", "kid", "typ", "crit", "b64", "jwk", "x5c", "zip"])
@pytest.mark.parametrize("value", [5, -1.5, None, True, [], [[]], [{}], [5], {}, {"a": []}, "x"])
def test_head_of_other_kinds_breaks_nothing(name: str, value: Any) -> None:
    head = _part({"alg": "RS256", "kid": signing.signing_key(), name: value})
    assert signing.read(f"{head}.{_part(CLAIMS)}.AAAA").verdict in {Verdict.CHANGED, Verdict.UNKNOWN_KEY}


def test_foreign_key_is_told_with_what_it_says(settings: Any, keys: list[str]) -> None:
    settings.BADGE_KEYS = keys[1:]
    token = signing.sign(CLAIMS, kind="JWT")
    settings.BADGE_KEYS = keys[:1]
    assert (signing.read(token).verdict, signing.read(token).claims) == (Verdict.UNKNOWN_KEY, CLAIMS)


def test_keys_overlap_and_retire(settings: Any, keys: list[str], tmp_path: Path) -> None:
    """The next key is published before it signs, the earlier one after; then only its public half is kept."""
    first, second = keys
    old = signing.sign(CLAIMS, kind="JWT")
    settings.BADGE_KEYS = [first, second]
    assert signing.read(signing.sign(CLAIMS, kind="JWT")).key == signing.read(old).key
    settings.BADGE_KEYS = [second, _public(first, tmp_path / "first.pem")]
    new = signing.sign(CLAIMS, kind="JWT")
    assert signing.read(new).key != signing.read(old).key
    assert {signing.read(token).verdict for token in (old, new)} == {Verdict.WHOLE}
    assert {key["kid"] for key in signing.public_keys()} == {signing.read(token).key for token in (old, new)}
    settings.BADGE_KEYS, settings.BADGE_RETIRED_KEYS = [second], [str(tmp_path / "first.pem")]
    assert signing.read(old).verdict == Verdict.RETIRED_KEY
    assert signing.read(new).verdict == Verdict.WHOLE
    assert [key["kid"] for key in signing.public_keys()] == [signing.read(new).key]
    changed = old[:-20] + ("A" if old[-20] != "A" else "B") + old[-19:]
    assert signing.read(changed).verdict == Verdict.CHANGED


def test_published_keys_hold_nothing_that_signs() -> None:
    assert {name for key in signing.public_keys() for name in key} == {"kid", "kty", "use", "alg", "n", "e"}


def test_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    file = make(tmp_path / "apart" / "key.pem")
    content = file.read_bytes()
    assert make(file).read_bytes() == content
    assert file.stat().st_mode & 0o777 == 0o600
    assert list(file.parent.iterdir()) == [file]


def _faulty(kind: str, keys: list[str], tmp_path: Path) -> tuple[list[str], list[str]]:
    file = tmp_path / "key.pem"
    match kind:
        case "none":
            return [], []
        case "missing":
            return [str(tmp_path / "missing.pem")], []
        case "public":
            return [_public(keys[0], file)], []
        case "weak":
            weak = rsa.generate_private_key(public_exponent=65537, key_size=1024)  # noqa: S505  that is the fault
            file.write_bytes(weak.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
            return [str(file)], []
        case "both":
            return keys[:1], keys[:1]
    file.write_text("no key")
    return keys[:1], [str(file)]


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("none", "No key is named"),
        ("missing", "cannot be read"),
        ("public", "cannot sign"),
        ("weak", "fewer than 2048 bits"),
        ("both", "as ours and as retired"),
        ("unreadable", "cannot be read"),
    ],
)
def test_without_a_sound_key_nothing_is_signed_and_the_check_says_why(
    settings: Any, keys: list[str], tmp_path: Path, kind: str, told: str
) -> None:
    settings.BADGE_KEYS, settings.BADGE_RETIRED_KEYS = _faulty(kind, keys, tmp_path)
    settings.PRODUCTION = True
    with pytest.raises(signing.CannotSign, match="cannot sign"):
        signing.sign(CLAIMS, kind="JWT")
    [warning] = check_badge_keys(None)
    assert told in warning.msg
    if kind in {"missing", "unreadable"}:
        with pytest.raises(signing.CannotSign, match="cannot check"):
            signing.read("a.b.c")
    if kind == "missing":
        with pytest.raises(signing.CannotSign, match="cannot be fetched"):
            signing.public_keys()


def test_sound_keys_need_no_warning(settings: Any) -> None:
    settings.PRODUCTION = True
    assert check_badge_keys(None) == []
