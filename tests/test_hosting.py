"""The examples of docs/hosting.md: the unit is sandboxed, and the proxies have limits."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from mobility import uploads
from tests.documented import changed, example

pytestmark = pytest.mark.once

MOST_EXPOSED = 2.0


def exposure(unit: str, folder: Path) -> float:
    path = folder / "supple.service"
    path.write_text(unit)
    command = ["systemd-analyze", "security", "--offline=true", "--no-pager", str(path)]
    done = subprocess.run(command, capture_output=True, text=True)
    match = re.search(r"Overall exposure level for supple.service: ([\d.]+)", done.stdout)
    assert match, done.stdout + done.stderr
    return float(match[1])


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze is not here")
def test_systemd_rates_the_exposure_of_the_unit_as_low(tmp_path: Path) -> None:
    """1.5 in systemd 252; the negative control is the same unit without its sandbox."""
    assert exposure(example("ini"), tmp_path) <= MOST_EXPOSED
    open_to_all = changed(example("ini"), (r"^(Protect|Restrict|Private|Cap|System).*\n", ""))
    assert exposure(open_to_all, tmp_path) > MOST_EXPOSED


def test_the_unit_makes_one_folder_writable_and_the_code_read_only() -> None:
    unit = example("ini")
    assert "\nProtectSystem=strict\n" in unit
    assert "ReadWritePaths" not in unit
    assert "StateDirectory=supple" in unit
    assert "DATA_DIR=/var/lib/supple" in unit
    assert not re.search(r"chown.*/srv/supple", example("ini"))


def test_both_proxies_have_the_body_limit_of_the_server() -> None:
    assert "client_max_body_size 1m;" in example("nginx")
    assert "max_size 1MB" in example("caddyfile")
    # The one address of a file has its own, with room for the other fields of its form.
    assert uploads.MAX_PICTURE_BYTES < 6_000_000 < 6 * uploads.MAX_BYTES
    assert re.search(r"/picture/\$ \{\s+client_max_body_size 6m;", example("nginx"))
    assert re.search(r"@picture \{\s+max_size 6MB", example("caddyfile"))


@pytest.mark.parametrize("timeout", ["read_header", "read_body"])
def test_caddy_times_out_slow_requests_within_30_seconds(timeout: str) -> None:
    """Caddy has no timeouts of its own."""
    seconds = re.search(rf"^\t+{timeout} (\d+)s$", example("caddyfile"), re.M)
    assert seconds, f"the example has no {timeout}"
    assert 0 < int(seconds[1]) <= 30
