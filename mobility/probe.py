"""Asks the server of this machine whether it is ready, for containers; exits 1 if it is not."""

import os
import sys
import urllib.error
import urllib.request

from mobility import environment

SECONDS = 4


def is_ready(port: int) -> bool:
    """Whether /readyz answers 200 on 127.0.0.1."""
    # Past any proxy of the environment: it is this machine.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(f"http://127.0.0.1:{port}/readyz", timeout=SECONDS):
            return True
    except OSError as error:
        print(error, file=sys.stderr)
        return False


if __name__ == "__main__":
    sys.exit(0 if is_ready(environment.port(os.environ)) else 1)
