"""Files as honest people send them, made anew each time: name → what makes the bytes, and their kind."""

import io
import struct
import zlib
from collections.abc import Callable
from functools import partial
from typing import Final

import pikepdf
from pikepdf import Array, Dictionary, Name, String
from PIL import Image, ImageCms
from PIL.PngImagePlugin import PngInfo

from tests.common.hostile.documents import CATALOG, PAGE, PAGES, PLAIN, RECT, pdf, raw, stream
from tests.common.hostile.pictures import SIGNATURE, chunk
from tests.factories.files import picture

A4: Final = (595, 842)
PLACE: Final = {1: "N", 2: (52.0, 5.0, 0.0), 3: "E", 4: (4.0, 18.0, 0.0)}


# Documents --------------------------------------------------------------------------------------------


def _linked(made: pikepdf.Pdf) -> None:
    page = made.pages[0]
    addresses = ("https://example.org/", "mailto:ada@people.example", "www.example.org", "tel:+31000000000")
    links = [
        Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=RECT, A=Dictionary(S=Name.URI, URI=String(address)))
        for address in addresses
    ]
    inner = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=RECT, Dest=Array([page.obj, Name.Fit]))
    page.Annots = Array([*links, inner])


def _bookmarked(made: pikepdf.Pdf) -> None:
    with made.open_outline() as outline:
        outline.root.append(pikepdf.OutlineItem("Result", 0))


def _opening_on_page_1(made: pikepdf.Pdf) -> None:
    made.Root.OpenAction = Array([made.pages[0].obj, Name.Fit])


def _titled(made: pikepdf.Pdf) -> None:
    made.docinfo["/Title"] = "Zertifikat – 証明書"
    with made.open_metadata() as told:
        told["dc:creator"] = ["Ada of Nowhere"]


def _archived(made: pikepdf.Pdf) -> None:
    _titled(made)
    profile = made.make_stream(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes(), N=3)
    intent = Dictionary(Type=Name.OutputIntent, S=Name.GTS_PDFA1, DestOutputProfile=profile)
    made.Root.OutputIntents = Array([intent])
    made.Root.MarkInfo = Dictionary(Marked=True)


def _filled_in(made: pikepdf.Pdf) -> None:
    look = made.make_stream(b"/Tx BMC EMC", Type=Name.XObject, Subtype=Name.Form, BBox=RECT)
    field = made.make_indirect(
        Dictionary(Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, T=String("a"), V=String("b"), Rect=RECT)
    )
    field.AP = Dictionary(N=look)
    made.pages[0].Annots = Array([field])
    made.Root.AcroForm = Dictionary(Fields=Array([field]))


def _signed(made: pikepdf.Pdf) -> None:
    about = Dictionary(Type=Name.Sig, Filter=Name("/Adobe.PPKLite"), ByteRange=[0, 1, 2, 3], Contents=String("0" * 40))
    field = Dictionary(FT=Name.Sig, T=String("s"), V=made.make_indirect(about), Rect=RECT, Subtype=Name.Widget)
    made.Root.AcroForm = Dictionary(Fields=Array([made.make_indirect(field)]), SigFlags=3)


def _marked(made: pikepdf.Pdf) -> None:
    kinds = (Name.Highlight, Name.Text, Name.Stamp, Name.Ink)
    made.pages[0].Annots = Array([Dictionary(Type=Name.Annot, Subtype=kind, Rect=RECT) for kind in kinds])


def _layered(made: pikepdf.Pdf) -> None:
    layer = made.make_indirect(Dictionary(Type=Name.OCG, Name=String("Stamp")))
    made.Root.OCProperties = Dictionary(OCGs=Array([layer]), D=Dictionary(ON=Array([layer])))


def _turned(made: pikepdf.Pdf) -> None:
    made.pages[0].Rotate = 90


def _scanned(pages: int, filled: Callable[[pikepdf.Pdf], pikepdf.Object]) -> Callable[[], bytes]:
    """A PDF as scanners make it: a picture on each page."""

    def change(made: pikepdf.Pdf) -> None:
        for page in made.pages:
            page.Resources = Dictionary(XObject=Dictionary(Im0=filled(made)))
            page.Contents = made.make_stream(b"q 595 0 0 842 0 0 cm /Im0 Do Q")

    return lambda: pdf(pages, change)


def _image(made: pikepdf.Pdf, content: bytes, filters: object, bits: int = 8, space: object = Name.DeviceGray, **more):
    about = {"Type": Name.XObject, "Subtype": Name.Image, "Width": A4[0], "Height": A4[1], "BitsPerComponent": bits}
    return made.make_stream(content, Filter=filters, ColorSpace=space, **about, **more)


def _photo(made: pikepdf.Pdf) -> pikepdf.Object:
    return _image(made, picture("JPEG", A4), Name.DCTDecode, space=Name.DeviceRGB)


def _packed_photo(made: pikepdf.Pdf) -> pikepdf.Object:
    return _image(made, zlib.compress(picture("JPEG", A4, "L")), Array([Name.FlateDecode, Name.DCTDecode]))


def _grey(made: pikepdf.Pdf) -> pikepdf.Object:
    return _image(made, zlib.compress(b"\x80" * (A4[0] * A4[1])), Name.FlateDecode)


def _fax(made: pikepdf.Pdf) -> pikepdf.Object:
    written = io.BytesIO()
    Image.new("1", A4, 1).save(written, "TIFF", compression="group4")
    with Image.open(written) as tiff:
        at, length = tiff.tag_v2[273][0], tiff.tag_v2[279][0]
    told = Dictionary(K=-1, Columns=A4[0], Rows=A4[1])
    return _image(made, written.getvalue()[at : at + length], Name.CCITTFaxDecode, bits=1, DecodeParms=told)


def _drawn() -> bytes:
    from weasyprint import HTML

    return bytes(HTML(string="<h1>Result</h1><p>Passed: <a href='https://example.org'>S-ISP</a></p>").write_pdf())


def _archived_by_us() -> bytes:
    from weasyprint import HTML

    return bytes(HTML(string="<html lang=en><title>Result</title><p>Passed").write_pdf(pdf_variant="pdf/a-3b"))


def _lettered(filters: bytes = b"", content: bytes = b"BT /F1 12 Tf 72 720 Td (Passed) Tj ET", version: bytes = b"1.4"):
    page = PAGE.replace(b"/Contents", b"/Resources<</Font<</F1 5 0 R>>>>/Contents")
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
    return raw(CATALOG, PAGES, page, stream(content, filters), font, version=version)


def _as_of_old() -> bytes:
    import base64

    content = base64.a85encode(zlib.compress(b"BT ET")) + b"~>"
    return _lettered(b"/Filter[/ASCII85Decode/FlateDecode]", content, b"1.3")


def _saved_again() -> bytes:
    """A script was taken out by a later version of the same file, hung on its end."""
    first = raw(b"<</Type/Catalog/Pages 2 0 R/OpenAction<</S/JavaScript/JS(x)>>>>", *PLAIN[1:])
    before = int(first.rsplit(b"startxref\n", 1)[1].split()[0])
    added = first + b"1 0 obj\n" + CATALOG + b"\nendobj\n"
    table = b"xref\n1 1\n%010d 00000 n \ntrailer\n<</Size 5/Root 1 0 R/Prev %d>>\n" % (len(first), before)
    return added + table + b"startxref\n%d\n%%%%EOF\n" % len(added)


_OF: Final = {"object_stream_mode": pikepdf.ObjectStreamMode.generate}

HONEST_DOCUMENTS: Final[dict[str, Callable[[], bytes]]] = {
    "PDF": lambda: pdf(3),
    "PDF of 50 pages": lambda: pdf(50),
    "PDF with streams of objects": lambda: pdf(2, **_OF),
    "PDF for the web": lambda: pdf(2, linearize=True),
    "PDF of version 1.0": lambda: _lettered(version=b"1.0"),
    "PDF of version 2.0": lambda: _lettered(version=b"2.0"),
    "PDF with letters": _lettered,
    "PDF packed as of old": _as_of_old,
    "PDF drawn from a page of the web": _drawn,
    "PDF to be archived, drawn": _archived_by_us,
    "PDF to be archived, with its colours": lambda: pdf(change=_archived),
    "PDF with a title and an author": lambda: pdf(change=_titled),
    "PDF that opens on page 1": lambda: pdf(change=_opening_on_page_1),
    "PDF with links": lambda: pdf(change=_linked),
    "PDF with bookmarks": lambda: pdf(change=_bookmarked),
    "PDF with a form that was filled in": lambda: pdf(change=_filled_in),
    "PDF that was signed": lambda: pdf(change=_signed),
    "PDF with remarks": lambda: pdf(change=_marked),
    "PDF with layers": lambda: pdf(change=_layered),
    "PDF on its side": lambda: pdf(change=_turned),
    "PDF of photos": _scanned(3, _photo),
    "PDF of photos packed once more": _scanned(1, _packed_photo),
    "PDF scanned in grey": _scanned(5, _grey),
    "PDF scanned as a fax": _scanned(10, _fax),
    "PDF saved again, its script taken out": _saved_again,
    "PDF whose end has a wrong place": lambda: raw(*PLAIN).replace(b"startxref\n", b"startxref\n9"),
    "PDF with space behind its end": lambda: raw(*PLAIN) + b"\r\n" * 600,
    "PDF with a line that no editor shows": lambda: raw(*PLAIN).replace(b"-1.7\n", b"-1.7\n%\xe2\xe3\xcf\xd3\n"),
}


# Pictures ---------------------------------------------------------------------------------------------


def phone(turned: int = 1, size: tuple[int, int] = (60, 20)) -> bytes:
    """A photo as a phone takes it: which side is up, which camera, and where."""
    told = Image.Exif()
    told[0x0112], told[0x010F], told[0x0110], told[0x8825] = turned, "Camera of Ada", "Model 7", PLACE
    return picture("JPEG", size, exif=told.tobytes(), comment=b"by Ada")


def _several() -> bytes:
    """Two pictures in one, as phones with two lenses write."""
    written = io.BytesIO()
    first, second = (Image.new("RGB", (40, 30), colour) for colour in ("red", "blue"))
    first.save(written, "MPO", save_all=True, append_images=[second])
    return written.getvalue()


def _moving() -> bytes:
    written = io.BytesIO()
    first, second = (Image.new("RGB", (40, 30), colour) for colour in ("red", "blue"))
    first.save(written, "PNG", save_all=True, append_images=[second], duration=100)
    return written.getvalue()


def _worded() -> bytes:
    words = PngInfo()
    words.add_text("Author", "Ada of Nowhere")
    words.add_itxt("Comment", "Škola", zip=True)
    return picture(pnginfo=words)


def _by_hand(depth: int, colours: int, line: bytes, *, steps: int = 0, lines: int = 4) -> bytes:
    """A PNG of 4 by 4 points, of a sort that Pillow does not write."""
    head = struct.pack(">IIBBBBB", 4, 4, depth, colours, 0, 0, steps)
    return SIGNATURE + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(line * lines)) + chunk(b"IEND", b"")


_IN_STEPS: Final = b"".join(b"\0" + b"\x80" * points for points in (1, 1, 2, 2, 2, 4, 4))
"""The lines of 4 by 4 grey points in seven steps, of which the second and the third are empty or short."""
_PROFILE: Final = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()

HONEST_PICTURES: Final[dict[str, tuple[Callable[[], bytes], str]]] = {
    "JPEG": (lambda: picture("JPEG"), "jpeg"),
    "JPEG of one point": (lambda: picture("JPEG", (1, 1)), "jpeg"),
    "JPEG step by step": (lambda: picture("JPEG", (300, 200), progressive=True), "jpeg"),
    "JPEG for print": (lambda: picture("JPEG", mode="CMYK"), "jpeg"),
    "JPEG in grey": (lambda: picture("JPEG", mode="L"), "jpeg"),
    "JPEG with its colours": (lambda: picture("JPEG", icc_profile=_PROFILE), "jpeg"),
    "JPEG of finest colours": (lambda: picture("JPEG", subsampling=0, quality=100), "jpeg"),
    "JPEG of twelve million points": (lambda: picture("JPEG", (4000, 3000)), "jpeg"),
    "JPEG of two lenses": (_several, "jpeg"),
    "JPEG with something behind its end": (lambda: picture("JPEG") + b"\0" * 900, "jpeg"),
    **{f"photo of a phone held in way {way}": (partial(phone, way), "jpeg") for way in range(1, 9)},
    "PNG": (picture, "png"),
    "PNG in grey": (lambda: picture(mode="L"), "png"),
    "PNG with a palette": (lambda: picture(mode="P"), "png"),
    "PNG with a palette one sees through": (lambda: picture(mode="P", transparency=0), "png"),
    "PNG of two colours": (lambda: picture(mode="1"), "png"),
    "PNG one sees through": (lambda: picture(mode="RGBA"), "png"),
    "PNG in grey one sees through": (lambda: picture(mode="LA"), "png"),
    "PNG of 16 bits": (lambda: picture(mode="I;16"), "png"),
    "PNG of 16 bits in colour": (lambda: _by_hand(16, 2, b"\0" + b"\x80\x01" * 12), "png"),
    "PNG of 4 greys": (lambda: _by_hand(2, 0, b"\0\x1b"), "png"),
    "PNG in steps": (lambda: _by_hand(8, 0, _IN_STEPS, steps=1, lines=1), "png"),
    "PNG with words": (_worded, "png"),
    "PNG of a screen": (lambda: picture(size=(1280, 800), dpi=(144, 144)), "png"),
    "PNG that moves": (_moving, "png"),
}

HONEST: Final[dict[str, tuple[Callable[[], bytes], str]]] = {
    **{name: (make, "pdf") for name, make in HONEST_DOCUMENTS.items()},
    **HONEST_PICTURES,
}

NAMES: Final = (
    "result.pdf", "Результат экзамена.pdf", "شهادة.pdf", "证书 2026.pdf", "प्रमाणपत्र.pdf", "Zertifikat – „Ü“.pdf",
    "δίπλωμα.pdf", "תעודה.pdf", "ใบรับรอง.pdf", "수료증.pdf", "scan 001 (2).pdf", "Ada's result, final.v2.pdf",
    "📄 result.pdf", "IMG_0001.JPG", "no ending", "Škola & Co + 50 %.png",
)  # fmt: skip
"""As odd as honest names are."""
