"""A virus scanner that speaks clamd's protocol over a real socket, and knows the harmless test virus alone."""

import socketserver
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"

CLEAN, FOUND = b"stream: OK\n", b"stream: Eicar-Test-Signature FOUND\n"


class Scanner:
    """Answers PING and INSTREAM; ``said`` in the place of every verdict, where a test wants another one."""

    def __init__(self, said: bytes | None = None) -> None:
        self.said, self.looked_at = said, []

    def answer(self, command: bytes, content: bytes) -> bytes:
        if command == b"nPING\n":
            return b"PONG\n"
        self.looked_at.append(content)
        return self.said if self.said is not None else FOUND if EICAR in content else CLEAN


class _Handler(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        command, content = self.rfile.readline(), b""
        if command == b"nINSTREAM\n":
            while length := struct.unpack("!L", self.rfile.read(4))[0]:
                content += self.rfile.read(length)
        self.wfile.write(self.server.scanner.answer(command, content))


class _Tcp(socketserver.ThreadingTCPServer):
    allow_reuse_address = daemon_threads = True


class _Unix(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True


@contextmanager
def scanning(scanner: Scanner, folder: Path | None = None) -> Iterator[str]:
    """A scanner for as long as the block lasts: its address, a socket in ``folder`` or a port."""
    path = folder and folder / "clamd.ctl"
    server = _Unix(str(path), _Handler) if path else _Tcp(("127.0.0.1", 0), _Handler)
    server.scanner = scanner
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"unix:{path}" if path else f"tcp://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
