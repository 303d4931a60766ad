"""Documents in general: what every one of them is, whatever stands in it."""

import re
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.template import engines

from common import pdf
from members.documents import Issuer
from tests import papers

ISSUER = Issuer(
    name="SECO-Institute", address=("Voorbeeldkade 12",), registration_number="0", iban="", help_email="h@x.example"
)
BASE = Path(settings.BASE_DIR)


def drawn(content: str, monkeypatch: pytest.MonkeyPatch, **context: Any) -> bytes:
    """A document of that content, in the frame of all documents."""
    template = engines["django"].from_string(
        '{% extends "pdf/base.html" %}{% block content %}' + content + "{% endblock %}"
    )
    monkeypatch.setattr(pdf, "render_to_string", lambda _name, context: template.render(context))
    facts = {"issuer": ISSUER} | context
    return pdf.draw("", facts, title="A document of ours", language="en", on=date(2026, 7, 1))


def test_document_is_tagged_and_knows_title_language_author_and_day(monkeypatch: pytest.MonkeyPatch) -> None:
    facts = papers.facts(made := drawn("<p>Words.</p>", monkeypatch))
    assert facts["Tagged"] == "yes"
    assert facts["Title"] == "A document of ours"
    assert facts["Author"] == "SECO-Institute"
    assert facts["CreationDate"].startswith("2026-07-01")
    assert facts["Page size"].endswith("(A4)")
    assert facts["JavaScript"] == "no"
    assert re.search(rb"/Lang \(en\)", _plain(made))
    assert b'pdfaid:part="3"' in _plain(made)
    assert b'pdfaid:conformance="A"' in _plain(made)


def _plain(made: bytes) -> bytes:
    """The document with its streams unpacked."""
    import io

    import pikepdf

    unpacked = io.BytesIO()
    with pikepdf.open(io.BytesIO(made)) as opened:
        opened.save(
            unpacked,
            compress_streams=False,
            stream_decode_level=pikepdf.StreamDecodeLevel.all,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
        )
    return unpacked.getvalue()


def test_same_facts_give_the_same_bytes_in_another_process_too() -> None:
    script = (
        "import django, hashlib; django.setup()\n"
        "from members.documents import invoice_pdf\n"
        "from tests.members.sheets import invoice\n"
        "print(hashlib.sha256(invoice_pdf(invoice())).hexdigest())"
    )
    done = [subprocess.run([sys.executable, "-c", script], cwd=BASE, capture_output=True, text=True) for _run in "ab"]
    assert {run.returncode for run in done} == {0}, done[0].stderr
    assert len({run.stdout for run in done}) == 1
    assert all("Traceback" not in run.stderr for run in done)  # nor at the end, when the fonts are put away


def test_portal_starts_without_the_engine() -> None:
    script = "import django, sys; django.setup(); import members.documents; print('weasyprint' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], cwd=BASE, capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


def test_without_pango_a_sentence_is_said_and_the_parts_are_logged(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    class NoPango:
        def find_spec(self, name: str, *_more: Any) -> None:
            if name.startswith("weasyprint"):
                raise OSError("cannot load library 'libpango-1.0-0'")

    for name in [name for name in sys.modules if name.startswith("weasyprint")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(sys, "meta_path", [NoPango(), *sys.meta_path])
    monkeypatch.setattr(pdf, "missing_parts", lambda: ("libpango-1.0-0",))
    kept = pdf._engine
    monkeypatch.setattr(pdf, "_engine", kept.__wrapped__)
    with pytest.raises(pdf.CannotDraw, match=r"^We cannot make documents at the moment\. Please try again later\.$"):
        drawn("", monkeypatch)
    assert "missing: libpango-1.0-0" in caplog.text


@pytest.mark.parametrize(
    "asks",
    [
        '<img alt="x" src="https://elsewhere.example/x.png">',
        '<img alt="x" src="file:///etc/hostname">',
        '<p style="background: url(http://127.0.0.1:1/x)">x</p>',
        '<link rel="stylesheet" href="file:///etc/passwd">',
    ],
)
def test_document_asks_for_nothing_outside_itself(asks: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(pdf.Foreign, match="A document asked for"):
        drawn(asks, monkeypatch)


def test_what_people_wrote_is_text_and_never_markup(monkeypatch: pytest.MonkeyPatch) -> None:
    made = drawn("<p>{{ name }}</p>", monkeypatch, name='<img src="https://elsewhere.example/x.png"> & Söhne')
    assert '<img src="https://elsewhere.example/x.png"> & Söhne' in papers.text(made)


@pytest.mark.parametrize(
    "name", ["Łukasz Żółć", "Ελένη Παπαδοπούλου", "Сергей Ђорђевић", "Nguyễn Thị Ước", "José Núñez"]
)
def test_names_of_our_scripts_are_read_back_and_set_in_our_types(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    made = drawn("<h2>{{ name }}</h2><p>{{ name }} <strong>{{ name }}</strong></p>", monkeypatch, name=name)
    assert papers.text(made).count(name) == 3
    fonts = papers.fonts(made)
    assert all(fonts.values())
    assert {font.split("-")[0] for font in fonts} == {"Commissioner", "Literata"}


def test_every_font_of_the_styles_is_vendored_and_every_family_named() -> None:
    faces = (BASE / "templates/pdf/fonts.css").read_text()
    style = (BASE / "templates/pdf/style.css").read_text()
    files = re.findall(r'url\("\.\./\.\./(static/vendor/[^"]+)"\)', faces)
    assert len(files) == 20
    assert all((BASE / path).is_file() for path in files)
    assert all(f'"{family}"' in style for family in re.findall(r'font-family: "([^"]+)"', faces))


def test_colours_of_paper_are_those_of_the_portal() -> None:
    colour = re.compile(r"(--[a-z-]+): (#[0-9a-f]{6});")
    portal = colour.findall((BASE / "static/ui/tokens.css").read_text().split("@media")[0])
    paper = colour.findall((BASE / "templates/pdf/style.css").read_text())
    assert len(paper) == 8
    assert set(paper) <= set(portal)
