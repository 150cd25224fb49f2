"""How gunicorn serves the app: two processes with four threads each."""

import os
from typing import Any

from mobility import environment, worker

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
logger_class = "mobility.logs.OfTheServer"
# Nobody may say where the app is mounted: a path that does not fit is an error of ours.
forwarder_headers = ""


def when_ready(server: Any) -> None:
    worker.close_the_port_when_stopped(server)
    print(f"Supple is on http://{bind} (stop it with Ctrl+C)", flush=True)
