"""How gunicorn serves the app: two processes with four threads each."""

import os
from typing import Any

from mobility import environment

bind = f"{environment.host(os.environ)}:{environment.port(os.environ)}"
workers = 2
worker_class = "gthread"
threads = 4
# A slow page may take up to `timeout`; a stop waits that long for the answers under way.
timeout = 30
graceful_timeout = 20
control_socket_disable = True
loglevel = "warning"


def when_ready(server: Any) -> None:
    print(f"Supple is on http://{bind} (stop it with Ctrl+C)", flush=True)
