"""An S3 server on the loopback, for the demo and for tests: SeaweedFS, which enforces identities.

Only its S3 port asks who somebody is. Its other HTTP ports refuse whoever has not the keys, which are
made anew at each start; its gRPC ports would need mutual TLS and stay open on the loopback, so this
server shows a wall and is none against programs of the same machine.
"""

from __future__ import annotations

import json
import os
import secrets
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

LEASH = Path(__file__).with_name("leash.py")
REGION = "us-east-1"

#: Seconds until it must answer; from the polite signal to the last one; and how often ports are tried.
PATIENCE, GRACE, TRIES = 60.0, 1.0, 3

_PORTS = ("master", "volume", "filer", "s3")
_ENVIRONMENT = ("PATH", "HOME", "TMPDIR", "LANG", "LD_LIBRARY_PATH")
_SECURITY = ("jwt.signing", "jwt.signing.read", "jwt.filer_signing", "jwt.filer_signing.read")
_GROWTH = ("copy_1", "copy_2", "copy_3", "copy_other")


@dataclass(frozen=True, slots=True)
class Identity:
    """Somebody the server knows.

    :param actions: what they may do, everywhere (``Read``) or in one bucket (``Read:ml-dev``):
        ``Admin``, ``Read``, ``Write``, ``List``, ``Tagging``.
    """

    name: str = "demo"
    actions: tuple[str, ...] = ("Admin", "Read", "Write", "List", "Tagging")
    access_key: str = field(default_factory=lambda: secrets.token_hex(10))
    secret_key: str = field(default_factory=lambda: secrets.token_hex(20), repr=False)

    def as_json(self) -> dict[str, Any]:
        """As the server's configuration has it."""
        keys = {"accessKey": self.access_key, "secretKey": self.secret_key}
        return {"name": self.name, "credentials": [keys], "actions": list(self.actions)}


class S3Server:
    """The running server; a context manager. Several can run on one machine.

    :param directory: for its data, logs and configuration; is made, for the owner only.
    :param identities: whom it knows; the first one is whom ``access_key`` and ``client()`` are of.
    :param port: of S3; 0 takes a free one.
    """

    def __init__(self, directory: Path, identities: Sequence[Identity] = (), port: int = 0) -> None:
        self.directory = directory.absolute()
        self.identities = tuple(identities) or (Identity(),)
        self._wanted_port = port
        self._ports: dict[str, int] = {}
        self._leash: subprocess.Popen[bytes] | None = None

    @property
    def endpoint(self) -> str:
        """Where it answers, ``http://127.0.0.1:port``."""
        return f"http://127.0.0.1:{self._ports['s3']}"

    @property
    def ports(self) -> dict[str, int]:
        """Every port it listens on, by name: ``s3``, ``filer``, ``filer.grpc`` and so on."""
        return dict(self._ports)

    @property
    def access_key(self) -> str:
        """Of the first identity."""
        return self.identities[0].access_key

    @property
    def secret_key(self) -> str:
        """Of the first identity."""
        return self.identities[0].secret_key

    def client(self, identity: Identity | None = None, endpoint: str | None = None) -> Any:
        """A boto3 client of an identity (the first one), perhaps by way of a proxy."""
        import boto3  # takes half a second, which whoever only starts the server need not wait
        from botocore.config import Config

        who = identity or self.identities[0]
        return boto3.client(
            "s3",
            endpoint_url=endpoint or self.endpoint,
            aws_access_key_id=who.access_key,
            aws_secret_access_key=who.secret_key,
            region_name=REGION,
            config=Config(
                s3={"addressing_style": "path"},
                connect_timeout=2,
                read_timeout=10,
                retries={"total_max_attempts": 2, "mode": "standard"},
            ),
        )

    def start(self) -> Self:
        """Start it and wait until it takes an object. :raises RuntimeError: when it does not."""
        self.directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.directory.chmod(0o700)
        self._configure()
        for left in reversed(range(TRIES)):
            # A free port may be taken by somebody else before the server gets to it.
            self._ports = _free_ports(self._wanted_port)
            self._leash = self._launched()
            if self._ready():
                return self
            self.stop()
            if not left:
                break
        raise RuntimeError(f"the S3 server does not start; its log is {self._log}")

    def stop(self) -> None:
        """End exactly this server, and wait until it has. May be called twice."""
        if self._leash is not None:
            if self._leash.stdin is not None:
                self._leash.stdin.close()
            self._leash.wait(PATIENCE)
            self._leash = None
        for name in _PORTS:
            if grpc := self._ports.get(f"{name}.grpc"):
                # It leaves these behind when it is killed, and no option says where they go.
                socket_path = Path(tempfile.gettempdir()) / f"seaweedfs-{name}-grpc-{grpc}.sock"
                socket_path.unlink(missing_ok=True)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def _log(self) -> Path:
        return self.directory / "server.log"

    def _configure(self) -> None:
        config = {"identities": [one.as_json() for one in self.identities]}
        _write(self.directory / "s3.json", json.dumps(config))
        sections = (f'[{name}]\nkey = "{secrets.token_hex(32)}"' for name in _SECURITY)
        _write(self.directory / "security.toml", "\n".join(sections))
        # One volume a bucket instead of seven: otherwise a few dozen buckets fill the server.
        growth = "\n".join(f"{name} = 1" for name in _GROWTH)
        _write(self.directory / "master.toml", f"[master.volume_growth]\n{growth}\n")

    def _launched(self) -> subprocess.Popen[bytes]:
        leash = subprocess.Popen(  # noqa: S603 - our own script
            [sys.executable, str(LEASH), str(GRACE)],
            cwd=self.directory,  # where the server looks for its configuration
            # It takes any of its many options from the environment, too: DEBUG=… would be one.
            env={name: os.environ[name] for name in _ENVIRONMENT if name in os.environ},
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        spec = [{"name": "weed", "command": self._command(), "log": str(self._log)}]
        if leash.stdin is not None:
            leash.stdin.write(json.dumps(spec).encode() + b"\n")
            leash.stdin.flush()
        return leash

    def _command(self) -> list[str]:
        ports = [f"-{name}.port={self._ports[name]}" for name in _PORTS]
        grpc = [f"-{name}.port.grpc={self._ports[f'{name}.grpc']}" for name in _PORTS]
        return [
            str(Path(sys.executable).with_name("weed")),
            "-logtostderr=true",
            "server",
            "-dir=.",
            "-ip=127.0.0.1",
            "-ip.bind=127.0.0.1",
            *ports,
            *grpc,
            "-s3",
            "-s3.config=s3.json",
            "-s3.iam=false",
            "-s3.port.iceberg=0",
            "-s3.port.lance=0",
            "-s3.localSocket=s3.sock",
            "-filer.localSocket=filer.sock",
            "-master.telemetry=false",
            "-master.volumeSizeLimitMB=256",
            "-volume.max=200",
        ]

    def _ready(self) -> bool:
        from botocore.exceptions import BotoCoreError, ClientError

        client = self.client()
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until and self._leash is not None and self._leash.poll() is None:
            with suppress(BotoCoreError, ClientError):
                client.list_buckets()
                return True
            time.sleep(0.05)
        return False


def _write(path: Path, text: str) -> None:
    fd = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
    with os.fdopen(fd, "w", encoding="utf-8") as file:
        file.write(text)


def _free_ports(s3: int) -> dict[str, int]:
    names = [name for one in _PORTS for name in (one, f"{one}.grpc")]
    with ExitStack() as stack:
        # All at once, so that no port is handed out twice.
        sockets = [stack.enter_context(socket.socket()) for _ in names]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        ports = dict(zip(names, (one.getsockname()[1] for one in sockets), strict=True))
    return ports | ({"s3": s3} if s3 else {})
