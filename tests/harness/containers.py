"""An engine for containers of its own, with a base made by debootstrap: no registry is asked."""

import os
import shutil
import subprocess
import tarfile
import time
from dataclasses import dataclass
from pathlib import Path

from mobility.settings import BASE_DIR

PROGRAMS = {
    "buildah": "buildah",
    "debootstrap": "debootstrap",
    "podman": "podman",
    "runc": "runc",
    "netavark": "/usr/lib/podman/netavark",
    "aardvark-dns": "/usr/lib/podman/aardvark-dns",
    "catatonit": "catatonit",
}
BASE = "localhost/base"
# What Debian's own small image leaves out, too.
LEFT_OUT = ("usr/share/doc", "usr/share/man", "usr/share/locale", "usr/share/info")
OF_APT = """\
DPkg::Post-Invoke { "rm -f /var/cache/apt/archives/*.deb /var/cache/apt/*.bin || true"; };
Dir::Cache::pkgcache "";
Dir::Cache::srcpkgcache "";
Acquire::Languages "none";
"""
# What this machine may need to reach its registries; mounted while the image is built, not in it.
CERTIFICATES, OF_PIP = Path("/etc/ssl/certs"), Path("/etc/pip.conf")
ENGINE = """\
[containers]
default_ulimits = ["nofile=1024:1024", "nproc=1000:1000"]
[engine]
runtime = "runc"
"""


def install() -> None:
    missing = [package for package, program in PROGRAMS.items() if not shutil.which(program)]
    if missing:
        silent = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        get = ["apt-get", "-qq", "install", "--yes", "--no-install-recommends", *missing]
        subprocess.run(["apt-get", "-qq", "update"], check=True, env=silent)
        subprocess.run(get, check=True, env=silent, stdout=subprocess.DEVNULL)


@dataclass(frozen=True)
class Engine:
    """Buildah and Podman with a storage of their own in `folder`."""

    folder: Path

    def __post_init__(self) -> None:
        (self.folder / "storage.conf").write_text(
            f'[storage]\ndriver = "overlay"\ngraphroot = "{self.folder}/images"\n'
            f'runroot = "{self.folder}/run"\n'
        )
        (self.folder / "containers.conf").write_text(ENGINE)
        certificate = os.environ.get("NODE_EXTRA_CA_CERTS")
        (self.folder / "npmrc").write_text(f"cafile={certificate}\n" if certificate else "")

    @property
    def environment(self) -> dict[str, str]:
        own = {"CONTAINERS_STORAGE_CONF": "storage.conf", "CONTAINERS_CONF": "containers.conf"}
        return {**os.environ, **{name: str(self.folder / file) for name, file in own.items()}}

    def run(self, *command: str, seconds: float = 120, cwd: Path = BASE_DIR) -> str:
        """What it prints. Raises RuntimeError with what it complains of if it fails."""
        done = subprocess.run(
            command, env=self.environment, cwd=cwd, capture_output=True, text=True, timeout=seconds
        )
        if done.returncode:
            raise RuntimeError(f"{' '.join(command)}: {done.stdout[-2000:]}{done.stderr[-2000:]}")
        return done.stdout.strip()

    def podman(self, *arguments: str) -> str:
        return self.run("podman", *arguments)

    def make_base(self, suite: str) -> None:
        """A small Debian, from the mirror that this machine installs from."""
        root, targets = self.folder / "base", ["apt-get", "indextargets", "--format", "$(SITE)"]
        mirror = self.run(*targets).splitlines()[0]
        options = ["--variant=minbase", "--include=ca-certificates"]
        self.run("debootstrap", *options, suite, str(root), mirror, seconds=600)
        left_out = "".join(f"path-exclude /{name}/*\n" for name in LEFT_OUT)
        (root / "etc/dpkg/dpkg.cfg.d/small").write_text(left_out)
        (root / "etc/apt/apt.conf.d/small").write_text(OF_APT)
        for name in (*LEFT_OUT, "var/lib/apt/lists", "var/cache/apt"):
            shutil.rmtree(root / name, ignore_errors=True)
        with tarfile.open(self.folder / "base.tar", "w") as file:
            file.add(root, ".")
        self.podman("import", "--quiet", str(self.folder / "base.tar"), BASE)
        shutil.rmtree(root)

    def build(self, tag: str, context: Path, *, reaches_registries: bool = True) -> None:
        mounts = [(self.folder / "npmrc", Path("/root", ".npmrc"))]
        mounts += [(path, path) for path in (CERTIFICATES, OF_PIP) if path.exists()]
        mounts = mounts if reaches_registries else []
        options = [f"--volume={outside}:{inside}:ro" for outside, inside in mounts]
        options += ["--isolation=chroot", "--format=docker", f"--build-arg=BASE={BASE}"]
        self.run("buildah", "bud", "--quiet", *options, "--tag", tag, str(context), seconds=900)

    def compressed(self, tag: str) -> int:
        """The bytes that a registry would store and a host would download."""
        target = self.folder / "pushed"
        self.run("buildah", "push", "--quiet", "--compression-format=gzip", tag, f"dir:{target}")
        size = sum(path.stat().st_size for path in target.iterdir())
        shutil.rmtree(target)
        return size

    def seconds_until_healthy(self, name: str, most: float = 120) -> float:
        start = time.monotonic()
        while (seconds := time.monotonic() - start) < most:
            try:
                self.podman("healthcheck", "run", name)
                return seconds
            except RuntimeError:
                time.sleep(0.5)
        raise RuntimeError(f"{name} is not healthy: {self.podman('logs', name)}")

    def remove(self) -> None:
        """Every container, volume and image of its own."""
        self.podman("rm", "--all", "--force", "--depend")
        self.podman("system", "reset", "--force")
