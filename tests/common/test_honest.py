"""What honest people send is taken; what must not stay in it is gone, and what they meant to show is there."""

import io
from collections.abc import Callable

import pikepdf
import pytest
from django.core.files.storage import default_storage
from PIL import Image

from common.files import cleaning, keeping, pdfs, pictures
from common.files.kinds import DOCUMENTS
from common.models import Upload
from tests.common.honest import HONEST, NAMES, phone
from tests.common.hostile import pdf
from tests.common.hostile.disguises import packed
from tests.common.hostile.documents import CATALOG, PAGE, PAGES, PLAIN, raw
from tests.factories.accounts import UserFactory
from tests.factories.files import SENT_AT, picture, sent

pytestmark = [pytest.mark.processes, pytest.mark.django_db]


def _kept(content: bytes, name: str = "result.png") -> tuple[Upload, bytes]:
    upload = keeping.receive(sent(content, name), shelf="exam-proof", owner=UserFactory(), at=SENT_AT)
    with default_storage.open(upload.stored_as) as kept:
        return upload, kept.read()


@pytest.mark.parametrize("name", HONEST)
def test_honest_file_is_kept_under_a_name_of_ours(name: str) -> None:
    make, kind = HONEST[name]
    upload, kept = _kept(make(), "../../Результат экзамена.EXE")
    assert (upload.state, upload.kind, upload.size) == ("kept", kind, len(kept))
    assert upload.name.startswith("Результат экзамена.")
    assert "/" not in upload.name
    assert pdfs.clean(kept) if kind == "pdf" else pictures.clean(kept, kind), "what was made of it is taken as well"


def test_table_is_as_long_as_it_says() -> None:
    assert len(HONEST) >= 40


@pytest.mark.parametrize("name", NAMES)
def test_honest_name_stays_readable(name: str) -> None:
    upload, _kept_bytes = _kept(picture(), name)
    stem = name.rsplit(".", 1)[0] if "." in name else name
    assert upload.name == f"{stem}.png"


# What stays and what goes -----------------------------------------------------------------------------


@pytest.mark.parametrize(("way", "corner"), [(1, (0, 0)), (3, (59, 19)), (6, (19, 0)), (8, (0, 59))])
def test_photo_of_a_phone_stands_upright_and_tells_nothing_of_place_and_camera(
    way: int, corner: tuple[int, int]
) -> None:
    with Image.open(io.BytesIO(phone(way))) as plain:
        told = plain.info["exif"]
        drawn = Image.new("RGB", (60, 20), "white")
    drawn.paste("black", (0, 0, 8, 8))
    written = io.BytesIO()
    drawn.save(written, "JPEG", exif=told, quality=95)
    assert b"Camera of Ada" in written.getvalue()
    _upload, kept = _kept(written.getvalue())
    with Image.open(io.BytesIO(kept)) as upright:
        assert upright.size == ((60, 20) if way < 5 else (20, 60))
        assert max(upright.convert("RGB").getpixel(corner)) < 80, "its black corner is where it was held"
        assert not upright.getexif()
        assert "exif" not in upright.info
    for left in (b"Camera", b"by Ada", b"Exif"):
        assert left not in kept


def _paged(made: pikepdf.Pdf) -> None:
    made.docinfo["/Author"] = "Ada of Nowhere"
    made.pages[0].PieceInfo = pikepdf.Dictionary(Secret=pikepdf.String("Ada of Nowhere"))
    made.Root.Lang = pikepdf.String("Ada of Nowhere")


def _text_in(made: bytes) -> str:
    with pikepdf.open(io.BytesIO(made)) as read:
        assert len(read.pages) == 2
        return str([read.docinfo, read.Root, *(dict(page.obj) for page in read.pages)])


def test_pdf_loses_metadata_names_and_what_hangs_on_its_end() -> None:
    _upload, kept = _kept(pdf(2, _paged) + b"\n<script>alert(1)</script>")
    assert b"script" not in kept
    assert "Ada" not in _text_in(kept)


def _nested(begin: bytes, end: bytes) -> bytes:
    """A PDF with something nested 10 000 times on its page."""
    return raw(
        CATALOG, PAGES, PAGE.replace(b"/Contents", b"/Deep 5 0 R/Contents"), PLAIN[3], begin * 10_000 + end * 10_000
    )


DOUBLE: dict[str, tuple[Callable[[], bytes], bytes]] = {
    "packed files behind a PDF": (lambda: pdf(2) + packed(run_exe=b"MZ!hidden"), b"hidden"),
    "page behind a PDF": (lambda: pdf(2) + b"<script>alert(1)</script>", b"script"),
    "packed files behind a JPEG": (lambda: picture("JPEG") + packed(run_exe=b"MZ!hidden"), b"hidden"),
    "Java archive behind a PNG": (lambda: picture() + packed(**{"META-INF__MANIFEST_MF": b"hidden"}), b"hidden"),
    "PDF in the comment of a JPEG": (lambda: picture("JPEG", comment=pdf()), b"%PDF"),
    "script in the comment of a JPEG": (lambda: picture("JPEG", comment=b"*/alert(1)/*"), b"alert"),
    "second picture behind the first": (HONEST["JPEG of two lenses"][0], b"MPF"),
    "words in a PNG": (HONEST["PNG with words"][0], b"Ada of Nowhere"),
    "pictures behind the first of a PNG": (HONEST["PNG that moves"][0], b"fdAT"),
    "array nested beyond reading": (lambda: _nested(b"[", b"]"), b"[" * 99),
    "dictionary nested beyond reading": (lambda: _nested(b"<</A", b">>"), b"<</A" * 99),
    "script that a later version took out": (HONEST["PDF saved again, its script taken out"][0], b"JavaS"),
}


@pytest.mark.parametrize("name", DOUBLE)
def test_what_was_two_things_is_one(name: str) -> None:
    make, hidden = DOUBLE[name]
    content = make()
    assert hidden in content
    kind, made = cleaning.clean(content, DOCUMENTS)
    assert hidden not in made
    if kind == "pdf":
        with pikepdf.open(io.BytesIO(made)) as read:
            assert "JavaScript" not in str(
                [dict(part) for part in read.objects if isinstance(part, pikepdf.Dictionary)]
            )


def test_large_photo_becomes_one_that_can_be_looked_at() -> None:
    made = cleaning.clean(picture("JPEG", (6000, 3000), mode="L"), DOCUMENTS)[1]
    with Image.open(io.BytesIO(made)) as small:
        assert small.size == (4000, 2000)


def test_broken_picture_is_refused_also_once_documents_were_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("PIL.ImageFile.LOAD_TRUNCATED_IMAGES", True)
    with pytest.raises(Exception, match="damaged or not whole"):
        cleaning.clean(picture(size=(300, 300))[:-40], DOCUMENTS)
