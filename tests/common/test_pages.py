"""Pages of PDFs as pictures: what is drawn, what is not, how much at most; and what hostile ones come to."""

import io
import json
import resource
import time
from base64 import b64decode
from collections.abc import Callable
from decimal import Decimal
from functools import partial

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name
from PIL import Image

from common.files import apart, pages, pdfs
from common.files.child import LIMITS
from common.files.reasons import Reason
from common.files.refusals import FileRefused
from tests.common.hostile import pdf
from tests.common.hostile.documents import DOCUMENTS
from tests.common.hostile.heavy import HEAVY
from tests.common.test_apart import ANSWER, READY, _run

A4 = (595, 842)
HEAVY_PDFS = [name for name in HEAVY if name.startswith("PDF")]


def _with(box: tuple[object, ...], content: bytes = b"", **more: object) -> bytes:
    def change(made: pikepdf.Pdf) -> None:
        page = made.pages[0]
        page.obj.MediaBox = Array([Decimal(repr(side)) if isinstance(side, float) else side for side in box])
        page.obj.Contents = made.make_stream(content)
        for key, value in more.items():
            page.obj[f"/{key}"] = value

    return pdf(1, change)


def _drawn(content: bytes) -> list[Image.Image]:
    told = json.loads(pages.draw(content))
    return [Image.open(io.BytesIO(b64decode(page.partition(",")[2]))) for page in told["pages"]]


def _colours(picture: Image.Image) -> set[tuple[int, ...]]:
    return {colour for _many, colour in picture.convert("RGB").getcolors(99_999)}


def test_page_is_drawn_as_large_as_it_is_read() -> None:
    (page,) = _drawn(_with((0, 0, *A4), b"0.2 0.4 0.6 rg 0 0 595 842 re f"))
    assert page.size == (910, 1287)
    assert _colours(page) == {(51, 102, 153)}


def test_blank_page_is_white_paper() -> None:
    (page,) = _drawn(pdf())
    assert (page.mode, _colours(page)) == ("L", {(255, 255, 255)})


@pytest.mark.parametrize(("turned", "size"), [(0, (153, 306)), (90, (306, 153)), (270, (306, 153)), (45, (153, 306))])
def test_page_stands_as_its_document_says(turned: int, size: tuple[int, int]) -> None:
    assert _drawn(_with((0, 0, 100, 200), Rotate=turned))[0].size == size


@pytest.mark.parametrize(
    ("box", "size"),
    [
        ((0, 0, 14_400, 14_400), (2000, 2000)),
        ((0, 0, 1e9, 1e9), (2000, 2000)),
        ((0, 0, 14_400, 3), (6000, 2)),
        ((0, 0, 0.001, 0.001), (1, 1)),
        ((0, 0, 0, 0), (935, 1210)),
        ((500, 500, 0, 0), (764, 764)),
        ((0, 0, 1e30, 1e30), (935, 1210)),
    ],
)
def test_page_of_an_odd_size_is_drawn_small_enough(box: tuple[object, ...], size: tuple[int, int]) -> None:
    assert _drawn(_with(box))[0].size == size
    assert size[0] * size[1] <= pages.MOST_POINTS


def test_no_more_than_the_first_pages_are_drawn_and_it_is_told() -> None:
    told = json.loads(pages.draw(pdf(34)))
    assert (len(told["pages"]), told["of"]) == (pages.MOST_PAGES, 34)


@pytest.mark.parametrize(("bound", "value"), [("MOST_BYTES", 1), ("ENOUGH", 0.0)])
def test_drawing_ends_early_with_what_there_is(monkeypatch: pytest.MonkeyPatch, bound: str, value: float) -> None:
    monkeypatch.setattr(pages, bound, value)
    told = json.loads(pages.draw(pdf(3)))
    assert (len(told["pages"]), told["of"]) == (1, 3)


def test_limits_of_drawing_leave_room_below_those_of_the_child() -> None:
    assert LIMITS[resource.RLIMIT_CPU] > pages.ENOUGH
    assert pages.MOST_BYTES * 2 < apart.MOST_ANSWERED


def test_text_is_sent_sharp_and_a_photo_small() -> None:
    noise = Image.effect_noise((300, 300), 200)
    coloured = Image.merge("RGB", [noise, noise.rotate(90), noise.rotate(180)])

    def photo(made: pikepdf.Pdf) -> None:
        image = made.make_stream(coloured.tobytes(), Type=Name.XObject, Subtype=Name.Image, Width=300, Height=300)
        image.ColorSpace, image.BitsPerComponent = Name.DeviceRGB, 8
        made.pages[0].Resources = Dictionary(XObject=Dictionary(I=image))
        made.pages[0].Contents = made.make_stream(b"q 600 0 0 600 0 0 cm /I Do Q")

    assert [page.format for page in (*_drawn(pdf(1, photo)), *_drawn(_with((0, 0, *A4), b"9 9 90 9 re f")))] == [
        "JPEG",
        "PNG",
    ]


def test_what_was_filled_in_and_marked_is_seen_though_a_kept_file_has_no_form() -> None:
    def filled_in(made: pikepdf.Pdf) -> None:
        look = made.make_stream(b"1 0 0 rg 0 0 50 50 re f", Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 50, 50])
        field = Dictionary(Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, F=4, Rect=[10, 10, 60, 60])
        field.AP = Dictionary(N=look)
        quads = [100, 60, 160, 60, 100, 10, 160, 10]
        mark = Dictionary(Type=Name.Annot, Subtype=Name.Highlight, F=4, Rect=[100, 10, 160, 60], C=[0, 0, 1])
        mark.QuadPoints = Array(quads)
        made.pages[0].Annots = Array([made.make_indirect(field), made.make_indirect(mark)])
        made.Root.AcroForm = Dictionary(Fields=Array([made.pages[0].Annots[0]]))

    sent = pdf(1, filled_in)
    for content in (sent, pdfs.clean(sent)):
        assert {(255, 0, 0), (0, 0, 255)} <= _colours(_drawn(content)[0])


# Hostile ----------------------------------------------------------------------------------------------


def _comes_to(draw: Callable[[bytes], object], content: bytes) -> str:
    try:
        return "drawn" if draw(content) else "nothing"
    except (Reason, FileRefused) as refused:
        return refused.code


@pytest.mark.parametrize("name", [name for name in DOCUMENTS if name.startswith("PDF")])
def test_hostile_pdf_is_drawn_as_it_looks_or_told_to_be_none(name: str) -> None:
    assert _comes_to(_drawn, DOCUMENTS[name][0]()) in {"drawn", "pdf-locked", "pdf-damaged"}


@pytest.mark.processes
def test_heavy_pdf_ends_in_time_and_takes_nobody_with_it() -> None:
    assert len(HEAVY_PDFS) > 5
    for name in HEAVY_PDFS:
        began = time.monotonic()
        assert _comes_to(partial(apart.draw, person=1), HEAVY[name][0]()) in {"drawn", "pdf-damaged", "too-heavy"}, name
        assert time.monotonic() - began < apart.LONGEST, name


@pytest.mark.parametrize(
    "said",
    [
        "b''",
        "b'[]'",
        "b'{}'",
        "json.dumps({'of': 1, 'pages': []}).encode()",
        "json.dumps({'of': 1, 'pages': 7}).encode()",
        "json.dumps({'of': 1, 'pages': [7]}).encode()",
        "json.dumps({'of': 0, 'pages': ['data:image/png;base64,AAAA']}).encode()",
        "json.dumps({'of': 1, 'pages': ['data:text/html;base64,AAAA']}).encode()",
        "json.dumps({'of': 1, 'pages': ['data:image/png;base64,AA\" onload=\"x']}).encode()",
        "json.dumps({'of': 'many', 'pages': ['data:image/png;base64,AAAA']}).encode()",
    ],
)
def test_child_that_says_something_else_than_pictures_is_not_believed(
    monkeypatch: pytest.MonkeyPatch, said: str
) -> None:
    _run(monkeypatch, READY + ANSWER.format(said))
    with pytest.raises(FileRefused) as refused:
        apart.draw(b"x", person=1)
    assert refused.value.code == "too-heavy"


def test_pages_come_through_the_child_whole() -> None:
    drawn = apart.draw(pdf(2), person=1)
    assert (len(drawn.pages), drawn.of) == (2, 2)
    assert all(page.startswith("data:image/") for page in drawn.pages)


@pytest.mark.parametrize(
    ("kind", "mode", "drawn_as"), [("png", "RGBA", "png"), ("png", "L", "png"), ("jpeg", "RGB", "jpeg")]
)
def test_large_picture_comes_through_the_child_no_larger_than_it_is_read(kind: str, mode: str, drawn_as: str) -> None:
    written = io.BytesIO()
    Image.new(mode, (4000, 3000), "white").save(written, kind.upper())
    drawn = apart.draw(written.getvalue(), kind, person=1)
    (page,), head = drawn.pages, f"data:image/{drawn_as};base64,"
    assert page.startswith(head)
    assert (drawn.of, Image.open(io.BytesIO(b64decode(page.removeprefix(head)))).size) == (1, (2400, 1800))


def test_picture_that_is_none_is_told_to_be_damaged() -> None:
    with pytest.raises(FileRefused) as refused:
        apart.draw(b"x", "png", person=1)
    assert refused.value.code == "picture-damaged"
