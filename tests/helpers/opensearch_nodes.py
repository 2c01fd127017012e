"""Real OpenSearch nodes on this machine: fetched by Maven, started, killed and stopped.

The distribution is the bare server from Maven Central (Apache 2.0), which its checksum must be
that of: version 2.19.6, or the one that `KHOBAO_OPENSEARCH_VERSION` names of those in `SHA256`
(3.6.0 needs Java 21 or newer, whose folder is `JAVA_HOME`). `KHOBAO_OPENSEARCH_HOME` names the
folder of another distribution. As a program:

    python tests/helpers/opensearch_nodes.py fetch
    python tests/helpers/opensearch_nodes.py run --nodes 3 --heap 256m   # until Ctrl-C
"""

from __future__ import annotations

import argparse
import ctypes
import hashlib
import json
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

SHA256 = {
    "2.19.6": "71d6d8b1c637f3faecda0752b184b1cc526fc6eaad59ec1408c6327bb00b9293",
    "3.6.0": "a91faa1dc1cadc78cb278b4f63847e19e1627a4e9de698e14e7efc14ee37b286",
}
VERSION = os.environ.get("KHOBAO_OPENSEARCH_VERSION") or "2.19.6"
_ARTIFACT = f"org.opensearch.distribution.integ-test-zip:opensearch:{VERSION}:zip"
_COPY = "org.apache.maven.plugins:maven-dependency-plugin:2.8:copy"
_HOME = "KHOBAO_OPENSEARCH_HOME"
_STARTED_WITHIN = 180.0  # seconds; a machine may be busy


class NotAvailableError(Exception):
    """No server can be had here; the message says why."""


def home() -> Path:
    """The folder of the distribution, fetched if it is not there. Raises NotAvailableError."""
    if shutil.which("java") is None:
        raise NotAvailableError("there is no Java")
    if VERSION not in SHA256:
        raise NotAvailableError(f"{VERSION} is no version whose checksum is known")
    given = os.environ.get(_HOME)
    if given:
        return Path(given)
    folder = Path(tempfile.gettempdir()) / f"khobao-opensearch-{os.getuid()}"
    found = folder / f"opensearch-{VERSION}"
    if not found.is_dir():
        folder.mkdir(mode=0o755, exist_ok=True)
        _unpack(_fetched(folder), folder, found)
    return found


def _fetched(folder: Path) -> Path:
    if shutil.which("mvn") is None:
        raise NotAvailableError(f"there is no Maven to fetch OpenSearch with, and no {_HOME}")
    command = ["mvn", "-q", "-B", _COPY, f"-Dartifact={_ARTIFACT}", f"-DoutputDirectory={folder}"]
    got = subprocess.run(command, capture_output=True, text=True, check=False)
    archive = folder / f"opensearch-{VERSION}.zip"
    if got.returncode or not archive.is_file():
        raise NotAvailableError(f"Maven could not fetch OpenSearch: {got.stdout[-300:]}")
    digest = hashlib.sha256(archive.read_bytes()).hexdigest()
    if digest != SHA256[VERSION]:
        archive.unlink()
        raise NotAvailableError(f"what Maven fetched has another checksum: {digest}")
    return archive


def _unpack(archive: Path, folder: Path, target: Path) -> None:
    """Unpack it aside, so that another process never sees half of it."""
    with tempfile.TemporaryDirectory(dir=folder) as aside:
        Path(aside).chmod(0o755)
        with zipfile.ZipFile(archive) as packed:
            for one in packed.infolist():
                path = Path(packed.extract(one, aside))
                path.chmod((one.external_attr >> 16 & 0o777 or 0o644) | 0o444)
        for path in Path(aside).rglob("*"):
            if path.is_dir() or path.parent.name == "bin":
                path.chmod(0o755)
        with suppress(OSError):
            (Path(aside) / target.name).rename(target)
    archive.unlink(missing_ok=True)


class Node:
    """One server process, which a test may kill."""

    def __init__(self, folder: Path, name: str, ports: tuple[int, int], heap: str) -> None:
        self.name, self.folder, self.heap = name, folder / name, heap
        self.http, self.transport = ports
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, names: Sequence[str], transports: Sequence[int]) -> None:
        """Start it as one of a cluster, whose nodes have these names and ports."""
        config = self.folder / "config"
        config.mkdir(parents=True, exist_ok=True)
        shutil.copy(home() / "config" / "log4j2.properties", config)
        seeds = [f"127.0.0.1:{port}" for port in transports]
        settings = {
            "cluster.name": "khobao-test",
            "node.name": self.name,
            "path.data": str(self.folder / "data"),
            "path.logs": str(self.folder / "logs"),
            "path.repo": str(self.folder.parent / "snapshots"),
            "network.host": "127.0.0.1",
            "http.port": self.http,
            "transport.port": self.transport,
            "discovery.seed_hosts": seeds,
            "cluster.initial_cluster_manager_nodes": list(names),
            "cluster.routing.allocation.disk.threshold_enabled": False,
        }
        lines = [f"{name}: {json.dumps(value)}" for name, value in settings.items()]
        (config / "opensearch.yml").write_text("\n".join(lines))
        options = [f"-Xms{self.heap}", f"-Xmx{self.heap}", "-XX:+UseSerialGC"]
        options += ["-XX:TieredStopAtLevel=1", f"-Djava.io.tmpdir={self.folder}", "-Xlog:disable"]
        agent = home() / "agent" / "opensearch-agent.jar"
        if agent.is_file():  # from version 3 on
            options.append(f"-javaagent:{agent}")
        (config / "jvm.options").write_text("\n".join(options))
        snapshots = self.folder.parent / "snapshots"
        snapshots.mkdir(exist_ok=True)
        # What is of other nodes changes while they run.
        for path in (self.folder.parent, snapshots, self.folder, *self.folder.rglob("*")):
            _give_away(path)
        java = Path(os.environ.get("JAVA_HOME") or _java_home())
        environment = {
            **os.environ,
            "OPENSEARCH_PATH_CONF": str(config),
            "OPENSEARCH_JAVA_HOME": str(java),
        }
        with (self.folder / "console.log").open("ab") as log:
            self.process = subprocess.Popen(
                [home() / "bin" / "opensearch"],
                stdout=log,
                stderr=log,
                cwd=tempfile.gettempdir(),
                env=environment,
                start_new_session=True,
                preexec_fn=_die_with_us,  # noqa: PLW1509 - no thread of ours holds a lock here
                **_somebody(),
            )

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.http}"

    def kill(self, how: int = signal.SIGKILL) -> None:
        """End the process, by default at once."""
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, how)
            self.process.wait()
            self.process = None


def _die_with_us() -> None:
    """Let the kernel end this process when the one that started it is gone, however it ends."""
    with suppress(AttributeError, OSError):  # where there is no such call
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


_PR_SET_PDEATHSIG = 1


def _somebody() -> dict[str, Any]:
    """OpenSearch does not run as root."""
    if os.getuid():
        return {}
    return {"user": "nobody", "group": "nogroup", "extra_groups": []}


def _give_away(path: Path) -> None:
    if not os.getuid():
        shutil.chown(path, "nobody", "nogroup")


def _java_home() -> Path:
    java = shutil.which("java")
    assert java is not None
    return Path(java).resolve().parent.parent


class Cluster:
    """Some nodes that know each other."""

    def __init__(self, folder: Path, nodes: int, heap: str, ports: Sequence[int] = ()) -> None:
        """The nodes keep everything in the folder. Free ports are chosen unless some are given:
        of HTTP and of the nodes among themselves, in turn."""
        given = list(ports) or _free_ports(2 * nodes)
        names = [f"node{number}" for number in range(nodes)]
        pairs = zip(given[::2], given[1::2], strict=True)
        self.nodes = [Node(folder, *each, heap) for each in zip(names, pairs, strict=True)]

    @property
    def hosts(self) -> str:
        """The hosts and ports as an address of Khobao's names them."""
        return ",".join(f"127.0.0.1:{node.http}" for node in self.nodes)

    def start(self, *nodes: Node) -> None:
        """Start some nodes, or all."""
        names, ports = zip(*((one.name, one.transport) for one in self.nodes), strict=True)
        for node in nodes or self.nodes:
            node.start(names, ports)

    def wait(self, status: str = "green", nodes: int | None = None) -> dict[str, Any]:
        """Wait until so many nodes (or all) are there, and the cluster has this status."""
        wanted = len(self.nodes) if nodes is None else nodes
        last: Exception | None = None
        end = time.monotonic() + _STARTED_WITHIN
        path = f"/_cluster/health?wait_for_status={status}&wait_for_nodes={wanted}&timeout=5s"
        while time.monotonic() < end:
            for node in self.nodes:
                if node.process is None:
                    continue
                if node.process.poll() is not None:
                    log = (node.folder / "console.log").read_text(errors="replace")
                    raise NotAvailableError(f"OpenSearch did not start: {log[-500:]}")
                try:
                    with urllib.request.urlopen(node.url + path, timeout=10) as answer:
                        health: dict[str, Any] = json.load(answer)
                except OSError as error:
                    if isinstance(error, urllib.error.HTTPError):  # it is an answer, too, and open
                        error.close()
                    last = error
                    continue
                if not health["timed_out"]:
                    return health
            time.sleep(0.3)
        raise NotAvailableError(f"the cluster was not {status} in time: {last}")

    def stop(self) -> None:
        """End all nodes."""
        for node in self.nodes:
            node.kill()


def _free_ports(count: int) -> list[int]:
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


@contextmanager
def running(nodes: int = 1, heap: str = "256m", ports: Sequence[int] = ()) -> Iterator[Cluster]:
    """A cluster that answers, as long as it is needed. Raises NotAvailableError."""
    home()
    with tempfile.TemporaryDirectory(prefix="khobao-cluster-", ignore_cleanup_errors=True) as made:
        cluster = Cluster(Path(made), nodes, heap, ports)
        try:
            cluster.start()
            cluster.wait()
            yield cluster
        finally:
            cluster.stop()


def main() -> None:
    """The program."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("what", choices=["fetch", "run"])
    parser.add_argument("--nodes", type=int, default=3)
    parser.add_argument("--heap", default="256m")
    parser.add_argument("--port", type=int, default=9200, help="the first node's; others follow")
    asked = parser.parse_args()
    if asked.what == "fetch":
        print(home())
        return
    ports = [base + at for at in range(asked.nodes) for base in (asked.port, asked.port + 100)]
    with running(asked.nodes, asked.heap, ports) as cluster, suppress(KeyboardInterrupt):
        print(f"opensearch://{cluster.hosts}/NAME", flush=True)
        signal.pause()


if __name__ == "__main__":
    main()
