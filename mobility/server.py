"""Configures gunicorn: two processes with four threads each."""

import os
from typing import Any

import gunicorn.http.wsgi

from mobility import environment, uploads, worker

bind = f"{environment.host(os.environ)}:{environment.port(os.environ)}"
workers = 2
worker_class = "mobility.worker.Worker"
threads = 4
# A stop or a restart waits so long for the answers under way: longer than a write may wait for
# SQLite's lock (20 s) or a question to PostgreSQL may take (10 s).
timeout = 30
graceful_timeout = 25
# A process that grew is replaced, never both at once.
max_requests = 20_000
max_requests_jitter = 5_000
control_socket_disable = True
loglevel = "warning"
logger_class = "mobility.logs.ServerLogger"
# More wait than that only for a moment: mobility/connections.py makes room before.
worker_connections = 600
# A file is sent as everything else, so that whoever does not take it is left alone as well.
sendfile = False
# Nobody may say where the app is mounted: a path that does not fit would be an error of ours.
forwarder_headers = ""
# Which program this is, and of which version, is nobody's business.
vars(gunicorn.http.wsgi)["SERVER"] = "Supple"


def pre_request(_worker: Any, request: Any) -> None:
    """What the gate refuses unread is not read afterwards either: the connection closes."""
    headers = dict(request.headers)
    length = int(headers.get("CONTENT-LENGTH", 0))
    if "TRANSFER-ENCODING" in headers or length > uploads.max_body_bytes(request.path):
        request.force_close()


def when_ready(server: Any) -> None:
    worker.stop_listening_on_sigterm(server)
    print(f"Supple is on http://{bind} (stop it with Ctrl+C)", flush=True)
