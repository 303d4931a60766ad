"""How gunicorn serves the portal, and how a container asks whether it does.

Two processes of eight threads: a page mostly waits for the database. Connections stay open for the proxy in front.
Logs go the portal's own way, as JSON on standard error, so that no address of a page or a person stands in them.
"""

import os
import sys
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

worker_class = "gthread"
workers = int(os.environ.get("SECO_WEB_PROCESSES", "2"))
threads = int(os.environ.get("SECO_WEB_THREADS", "8"))
keepalive = 75  # longer than a proxy keeps its own side open
timeout = 60
graceful_timeout = 20
max_requests = 5000
max_requests_jitter = 500
limit_request_line = 4094
accesslog = None  # the portal writes a line per request itself, without its address
control_socket_disable = True
if Path("/dev/shm").is_dir():  # noqa: S108  a heartbeat on a slow disk looks like a hung worker
    worker_tmp_dir = "/dev/shm"  # noqa: S108
logger_class = "common.server_logs.ServerLogger"


def is_ready(port: int) -> bool:
    """Whether the portal on this machine's ``port`` says that it can do its work."""
    host = urlsplit(os.environ["SECO_BASE_URL"]).netloc
    request = urllib.request.Request(f"http://127.0.0.1:{port}/readyz", headers={"Host": host})
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
            return bool(answer.status == 200)
    except OSError:
        return False


if __name__ == "__main__":
    sys.exit(not is_ready(int(sys.argv[1])))
