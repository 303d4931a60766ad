"""Places in status lists, lists as bits, and badges inside files: the arithmetic alone."""

import base64
import gzip
import json
import struct
import zlib
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from members.documents.badges import enveloped
from members.rules.badges import KEYWORD, PLACES, Place, baked, encoded, is_set, numbers_of, place_of, signed_in

INDEXES = st.integers(0, PLACES - 1)


@pytest.mark.parametrize(
    ("number", "place"),
    [(1, Place(1, 1)), (131_071, Place(1, 131_071)), (131_072, Place(2, 0)), (400_000, Place(4, 6784))],
)
def test_number_says_list_and_place(number: int, place: Place) -> None:
    assert place_of(number) == place
    assert number in numbers_of(place.list)
    assert numbers_of(place.list).start + place.index == number


def test_list_is_sixteen_kilobytes_with_the_first_bit_highest() -> None:
    """As the standard shows it: place 0 is the leftmost bit."""
    text = encoded([0, 9, PLACES - 1])
    assert text.startswith("uH4sIA")  # gzip, in base64url, as multibase says it
    bits = gzip.decompress(base64.urlsafe_b64decode(text[1:] + "=" * (-len(text[1:]) % 4)))
    assert (len(bits), bits[0], bits[1], bits[-1], sum(bits)) == (16_384, 0x80, 0x40, 0x01, 0x80 + 0x40 + 0x01)


@given(st.sets(INDEXES, max_size=50), INDEXES)
def test_bit_is_set_exactly_where_it_was(revoked: set[int], asked: int) -> None:
    text = encoded(revoked)
    assert text == encoded(sorted(revoked))
    assert is_set(text, asked) == (asked in revoked)
    assert all(is_set(text, index) for index in revoked)


@pytest.mark.parametrize("text", ["", "u", "uAAAA", "H4sIAAAA", encoded([1])[1:], encoded([1])[:-40]])
def test_what_is_no_list_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        is_set(text, 1)


def test_list_of_another_length_is_refused() -> None:
    short = "u" + base64.urlsafe_b64encode(gzip.compress(b"\0" * 100)).decode().rstrip("=")
    with pytest.raises(ValueError, match="length"):
        is_set(short, 1)


def _picture(*texts: tuple[str, str, bool]) -> bytes:
    kept, made = PngInfo(), BytesIO()
    for keyword, text, packed in texts:
        kept.add_itxt(keyword, text, zip=packed)
    Image.new("RGB", (4, 4)).save(made, "PNG", pnginfo=kept)
    return made.getvalue()


def test_picture_keeps_a_badge_under_the_keyword_of_the_standard() -> None:
    assert KEYWORD == "openbadgecredential"
    assert baked(_picture(("comment", "x.y.z", False), (KEYWORD, "a.b.c", False), (KEYWORD, "d.e.f", False))) == "a.b.c"


def test_picture_without_a_readable_badge_keeps_none() -> None:
    whole = _picture((KEYWORD, "a.b.c", False))
    at = whole.index(b"a.b.c")
    assert baked(whole[:at] + b"A" + whole[at + 1 :]) is None  # its checksum says that it was damaged
    assert baked(whole[: at + 2]) is None
    assert baked(_picture((KEYWORD, "a.b.c", True))) is None
    assert baked(_picture((KEYWORD.upper(), "a.b.c", False))) is None
    assert baked(b"") is baked(b"GIF89a") is None


def test_picture_that_says_it_is_endless_is_read_to_its_end_only() -> None:
    head = whole = _picture()[:33]
    assert baked(head + struct.pack(">I4s", 2**31, b"iTXt") + b"openbadgecredential\0\0\0\0\0a.b.c") is None
    empty = b"iTXt"
    assert baked(whole + struct.pack(">I", 0) + empty + struct.pack(">I", zlib.crc32(empty))) is None


def test_badge_is_found_in_each_kind_of_file() -> None:
    assert signed_in(_picture((KEYWORD, "a.b.c", False))) == "a.b.c"
    assert signed_in(b" eyJ9.b.c\n") == "eyJ9.b.c"
    assert signed_in(json.dumps({"id": "data:application/vc+jwt,a.b.c"}).encode()) == "a.b.c"
    assert signed_in(json.dumps(enveloped("a.b.c")).encode()) == "a.b.c"
    assert signed_in(json.dumps({**enveloped("a.b.c"), "type": ["EnvelopedVerifiableCredential"]}).encode()) == "a.b.c"


@pytest.mark.parametrize(
    "more",
    [
        '"id": "data:application/vc+jwt,d.e.f"',
        '"name": "another title"',
        '"@context": {"name": "another title"}',
        '"type": 3',
    ],
)
def test_json_that_says_more_than_the_signed_badge_is_none(more: str) -> None:
    whole = '"id": "data:application/vc+jwt,a.b.c"'
    assert signed_in(f"{{{whole}}}".encode()) == "a.b.c"
    assert signed_in(f"{{{more}, {whole}}}".encode()) is None


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b'{"id": 3}', b'{"id": "https://portal.example.org/badges/X/"}', b'{"a":' * 90_000, b"\x89PNG"],
)
def test_file_without_a_signed_badge_has_none(content: bytes) -> None:
    found = signed_in(content)
    assert found is None or "." not in found


@given(st.binary(max_size=300))
def test_no_content_makes_it_fail(content: bytes) -> None:
    signed_in(content)
    signed_in(b"\x89PNG\r\n\x1a\n" + content)
