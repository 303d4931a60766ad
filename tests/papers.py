"""Reads documents back with poppler and their codes with zbar: what people and machines find in them."""

import subprocess
from pathlib import Path
from tempfile import NamedTemporaryFile


def text(pdf: bytes, *options: str) -> str:
    """What stands in a document, in reading order; runs of spaces are one space."""
    raw = _run("pdftotext", *options, "-", "-", of=pdf)
    return "\n".join(" ".join(line.split()) for line in raw.splitlines() if line.strip())


def facts(pdf: bytes) -> dict[str, str]:
    """What ``pdfinfo`` says about it."""
    lines = _run("pdfinfo", "-isodates", "-", of=pdf).splitlines()
    return {name.strip(): value.strip() for name, _colon, value in (line.partition(":") for line in lines)}


def structure(pdf: bytes) -> str:
    """The tags a screen reader walks, with their text."""
    return _run("pdfinfo", "-struct-text", "-", of=pdf)


def fonts(pdf: bytes) -> dict[str, bool]:
    """The fonts in it, without the prefix of their subset, and whether each is embedded."""
    rows = [row.split() for row in _run("pdffonts", "-", of=pdf).splitlines()[2:]]
    return {row[0].partition("+")[2]: row[-5] == "yes" for row in rows}


def signature(pdf: bytes) -> str:
    """What ``pdfsig`` says about the signatures on it."""
    with NamedTemporaryFile(suffix=".pdf") as file:
        file.write(pdf)
        file.flush()
        return subprocess.run(["pdfsig", file.name], capture_output=True, text=True).stdout


def attached(pdf: bytes, folder: Path) -> dict[str, bytes]:
    """The files within a document, by their names, as ``pdfdetach`` takes them out."""
    whole = folder / "whole.pdf"
    whole.write_bytes(pdf)
    out = folder / "out"
    out.mkdir()
    done = subprocess.run(["pdfdetach", "-saveall", "-o", out, whole], capture_output=True)
    assert done.returncode == 0, done.stderr.decode()
    return {file.name: file.read_bytes() for file in sorted(out.iterdir())}


def codes(pdf: bytes, folder: Path, resolution: int = 150) -> list[str]:
    """What is in the codes on its pages, as a camera sees them."""
    _run("pdftoppm", "-r", str(resolution), "-png", "-", str(folder / "page"), of=pdf)
    found = []
    for page in sorted(folder.glob("page*.png")):
        seen = subprocess.run(["zbarimg", "--quiet", "--raw", "--oneshot", "-Sbinary", page], capture_output=True)
        found += [seen.stdout.decode().removesuffix("\n")] if seen.stdout else []
    return found


def _run(*command: str, of: bytes) -> str:
    done = subprocess.run(command, input=of, capture_output=True)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode()
