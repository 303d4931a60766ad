"""``scripts/drill uploads``: the real clamd, with a signature database of three lines, switched on, broken and back.

Each line of the table sends a file to a portal of the drill's own, and shows what became of it.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from scripts import servers

ROOT: Final = Path(__file__).resolve().parents[2]
WORD: Final = b"harmless-word-that-the-drill-calls-a-virus"
SIGNATURES: Final = "".join(
    f"Drill.{name}:{target}:*:{WORD.hex()}\n"
    for name, target in (("Anywhere", 0), ("InDocuments", 10), ("InPictures", 5))
)
STREAM_MOST: Final = 1024 * 1024


def main() -> int:
    """Print the table: 0 when every file fared as it must."""
    if not shutil.which("clamd"):
        print("clamd is not installed, so nothing was tried: sudo apt-get install clamav-daemon", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory(prefix="seco-drill-") as name:
        folder = Path(name)
        _set_up(folder)
        process = _start(folder)
        try:
            return _told(folder, process)
        finally:
            process.send_signal(signal.SIGCONT)
            servers.stop(process)


def _set_up(folder: Path) -> None:
    """A portal on a database and files of its own, in this process."""
    for name in [name for name in os.environ if name.startswith("SECO_")]:
        del os.environ[name]
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "seco_portal.settings",
        "SECO_MODE": "demonstration",
        "SECO_SECRET_KEY": "only-for-drills-" * 4,
        "SECO_BASE_URL": "http://127.0.0.1:8000",
        "SECO_DATABASE_URL": f"sqlite:///{folder}/portal.sqlite3",
        "SECO_FILES_DIR": str(folder / "files"),
        "SECO_CLAMD": f"unix:{folder}/clamd.ctl",
        "SECO_LOG_LEVEL": "CRITICAL",
        "SECO_VERBOSITY": "0",
    }
    subprocess.run([ROOT / "scripts" / "serve", "migrate"], check=True)
    import django  # noqa: PLC0415  it reads the environment when it is set up

    django.setup()


def _start(folder: Path) -> "subprocess.Popen[str]":
    """The real clamd; it answers when this returns."""
    signatures, socket = folder / "signatures", folder / "clamd.ctl"
    signatures.mkdir(exist_ok=True)
    (signatures / "drill.ndb").write_text(SIGNATURES)
    said = {
        "Foreground": "yes",
        "LocalSocket": socket,
        "DatabaseDirectory": signatures,
        "TemporaryDirectory": folder,
        "StreamMaxLength": STREAM_MOST,
        "AlertExceedsMax": "yes",
    }
    (folder / "clamd.conf").write_text("".join(f"{word} {value}\n" for word, value in said.items()))
    socket.unlink(missing_ok=True)
    process = servers.start(["clamd", "--config-file", folder / "clamd.conf"], log=folder / "clamd.log")
    from common.files import scanning  # noqa: PLC0415  once Django is set up

    def answers() -> bool:
        if process.poll() is not None:
            raise RuntimeError((folder / "clamd.log").read_text())
        try:
            return scanning.answers()
        except Exception:  # noqa: BLE001  it is not there yet, in as many ways as a beginning has
            return False

    servers.wait_until(answers, seconds=60, what="clamd")
    return process


def _told(folder: Path, process: "subprocess.Popen[str]") -> int:
    from common.files import scanning  # noqa: PLC0415
    from tests.common.hostile.documents import CATALOG, PAGE, PAGES, pdf, raw, stream  # noqa: PLC0415
    from tests.common.hostile.pictures import chunk  # noqa: PLC0415
    from tests.factories.files import picture  # noqa: PLC0415

    scanning.PATIENCE = 3  # type: ignore[misc]  nobody waits here
    import zlib  # noqa: PLC0415

    plain = picture()
    packed = stream(zlib.compress(b"% " + WORD), b"/Filter/FlateDecode")
    worded = plain[:33] + chunk(b"tEXt", b"Comment\0" + WORD) + plain[33:]
    large = picture("JPEG", (900, 900)) + b"\0" * (STREAM_MOST + 1)
    rows: list[tuple[str, Callable[[], Any], bytes, str]] = [
        ("a picture", lambda: None, plain, "kept"),
        ("a PDF", lambda: None, pdf(3), "kept"),
        ("the word in a picture's text", lambda: None, worded, "virus"),
        ("the word behind a picture", lambda: None, plain + WORD, "virus"),
        ("the word behind a PDF", lambda: None, pdf() + WORD, "virus"),
        ("the word packed in a PDF", lambda: None, raw(CATALOG, PAGES, PAGE, packed), "virus"),
        ("a file above what clamd takes", lambda: None, large, "not-scanned"),
        ("a picture, clamd stopped", lambda: process.send_signal(signal.SIGSTOP), plain, "not-scanned"),
        ("a picture, clamd going on", lambda: process.send_signal(signal.SIGCONT), plain, "kept"),
        ("a picture, clamd killed", lambda: (process.kill(), process.wait()), plain, "not-scanned"),
    ]
    wrong = 0
    print(f"{'what was sent':<36} {'became':<14} files kept")
    for name, first, content, expected in rows:
        first()
        before = _kept(folder)
        became = _sent(content)
        right = became == expected and _kept(folder) - before == (became == "kept")
        wrong += not right
        print(f"{name:<36} {became:<14} {_kept(folder)}{'' if right else f'   WRONG: must be {expected}'}")
    again = _start(folder)
    became = _sent(plain)
    servers.stop(again)
    print(f"{'a picture, clamd back':<36} {became:<14} {_kept(folder)}")
    return int(wrong > 0 or became != "kept")


def _sent(content: bytes) -> str:
    """What became of a file."""
    from django.core.files.base import ContentFile  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from accounts.models import User  # noqa: PLC0415
    from common.files import keeping  # noqa: PLC0415
    from common.files.refusals import FileRefused  # noqa: PLC0415

    person = User.objects.get_or_create(email="ada@people.example", defaults={"given_name": "Ada"})[0]
    try:
        return keeping.receive(ContentFile(content, "a.pdf"), shelf="exam-proof", owner=person, at=timezone.now()).state
    except FileRefused as refused:
        return refused.code


def _kept(folder: Path) -> int:
    """How many files are stored."""
    return sum(found.is_file() for found in (folder / "files").rglob("*"))


if __name__ == "__main__":
    sys.exit(main())
