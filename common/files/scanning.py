"""Scanning for viruses by clamd, where ``SECO_CLAMD`` says where it is; then no answer is no file.

``unix:/run/clamav/clamd.ctl`` or ``tcp://scanner.example.org:3310`` (IPv4), by the protocol's INSTREAM.
"""

import logging
from io import BytesIO
from typing import Final
from urllib.parse import urlsplit

from clamav_client.clamd import ClamdError, ClamdNetworkSocket, ClamdUnixSocket
from django.conf import settings

from common.files.refusals import refused

logger = logging.getLogger(__name__)

VIRUS: Final = "virus"
NOT_SCANNED: Final = "not-scanned"
PATIENCE: Final = 20
"""Seconds that clamd may be silent; it is while it loads new signatures."""
IMPATIENT: Final = 2
"""Seconds, when somebody only asks whether it is there."""
_CLEAN: Final = {"stream": ("OK", None)}
_FAULTS: Final = (ClamdError, OSError, ValueError)


def require_no_virus(*contents: bytes) -> None:
    """Raises ``FileRefused`` when clamd finds something in one of these, and when it does not plainly say "clean".

    Does nothing while scanning is switched off.
    """
    if not settings.CLAMD:
        return
    for content in contents:
        try:
            answer = _clamd(PATIENCE).instream(BytesIO(content))
        except _FAULTS as fault:
            logger.exception("The virus scanner did not answer.")
            raise refused(NOT_SCANNED) from fault
        if any(verdict == "FOUND" for verdict, _name in answer.values()):
            logger.warning("A virus was found in a file that was sent.")
            raise refused(VIRUS)
        if answer != _CLEAN:
            logger.error("The virus scanner gave an answer that is none.")
            raise refused(NOT_SCANNED)


def answers() -> bool:
    """Whether clamd is there."""
    return _clamd(IMPATIENT).ping() == "PONG"


def _clamd(seconds: int) -> ClamdNetworkSocket:
    parts = urlsplit(settings.CLAMD)
    if parts.scheme == "unix":
        return ClamdUnixSocket(parts.path, timeout=seconds)
    return ClamdNetworkSocket(parts.hostname or "", parts.port or 0, timeout=seconds)
