"""nginx and Caddy as docs/hosting.md has them, on a port of this machine, without certificates."""

import contextlib
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

from tests.documented import SITE, changed, example
from tests.postgres import free_port

SECONDS_TO_START = 20
BEHIND = r"127\.0\.0\.1:8000"
AROUND_NGINX = """
user root;
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/nginx.log;
events {{ worker_connections 768; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    {example}
}}
"""


@contextlib.contextmanager
def nginx(server: int, folder: Path) -> Iterator[int]:
    port, plain = free_port(), free_port()
    text = changed(
        example("nginx"),
        (r"listen 443 ssl http2;", f"listen 127.0.0.1:{port};"),
        (r"listen 80;", f"listen 127.0.0.1:{plain};"),
        (r"^ *ssl_certificate.*\n", ""),
        (BEHIND, f"127.0.0.1:{server}"),
    )
    path = folder / "nginx.conf"
    path.write_text(AROUND_NGINX.format(folder=folder, example=text))
    with _running(["nginx", "-p", str(folder), "-c", str(path)], port, folder):
        yield port


@contextlib.contextmanager
def caddy(server: int, folder: Path) -> Iterator[int]:
    port = free_port()
    text = changed(
        example("caddyfile"),
        (r"\A\{\n", "{\n\tadmin off\n\tauto_https off\n"),
        (rf"^{SITE} \{{", f"http://{SITE}:{port} {{\n\tbind 127.0.0.1"),
        (BEHIND, f"127.0.0.1:{server}"),
    )
    path = folder / "Caddyfile"
    path.write_text(text)
    command = ["caddy", "run", "--config", str(path), "--adapter", "caddyfile"]
    with _running(command, port, folder):
        yield port


PROXIES = {"nginx": nginx, "caddy": caddy}


@contextlib.contextmanager
def _running(command: list[str], port: int, folder: Path) -> Iterator[None]:
    environment = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": str(folder)}
    log = folder / f"{command[0]}.out"
    with open(log, "wb") as out:
        process = subprocess.Popen(command, env=environment, stdout=out, stderr=out)
    try:
        deadline = time.monotonic() + SECONDS_TO_START
        while not _listens(port):
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"{command[0]} did not start:\n{log.read_text()}")
            time.sleep(0.05)
        yield
    finally:
        process.terminate()
        process.wait(SECONDS_TO_START)


def _listens(port: int) -> bool:
    with contextlib.suppress(OSError):
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
        return True
    return False
