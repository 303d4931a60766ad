"""gunicorn's own log in the same lines as everything else (``gunicorn --logger-class``).

Its messages name peers and quote what they sent; as templates they name and quote nothing. There is no
access log: the portal writes one line per request itself.
"""

from typing import Any

from gunicorn.glogging import Logger

from common.logs import JsonFormatter


class ServerLogger(Logger):
    """gunicorn's logger, written by our formatter."""

    def setup(self, cfg: Any) -> None:
        """Set up as gunicorn does, then dress its handlers."""
        super().setup(cfg)  # type: ignore[no-untyped-call]
        for handler in self.error_log.handlers:
            handler.setFormatter(JsonFormatter())
