"""What answers at an address may be anything: the error says what is wrong, in one line."""

from __future__ import annotations

import json
import shutil
import ssl
import subprocess
from base64 import b64decode
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from helpers.shell import Shell

import index
import search
from index.cluster.address import parse_address
from index.cluster.client import CA, TIMEOUT, Cluster
from index.errors import ArchiveError

pytest.importorskip("opensearchpy", reason="the client is not installed: khobao[cluster]")
GIVEN = [{"id": "a", "title": "Cầu mới", "body": "Cầu đã xong."}]
JSON = "application/json"


class Answering:
    """A server that gives one answer to everything, and remembers the last request's headers."""

    def __init__(self, status: int, body: str, kind: str = JSON) -> None:
        self.headers: dict[str, str] = {}
        answering = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.rfile.read(int(self.headers.get("content-length") or 0))
                answering.headers = {name.lower(): value for name, value in self.headers.items()}
                self.send_response(status)
                self.send_header("content-type", kind)
                self.end_headers()
                self.wfile.write(body.encode())

            do_POST = do_PUT = do_GET  # noqa: N815

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.server.server_port}"


@pytest.fixture
def answering() -> Iterator[Callable[..., Answering]]:
    """Begins to answer as is wanted, over TLS where a context is given."""
    made: list[Answering] = []

    def begin(
        status: int, body: str, kind: str = JSON, *, tls: ssl.SSLContext | None = None
    ) -> Answering:
        one = Answering(status, body, kind)
        made.append(one)
        if tls is not None:
            one.server.socket = tls.wrap_socket(one.server.socket, server_side=True)
        Thread(target=one.server.serve_forever, daemon=True).start()
        return one

    yield begin
    for one in made:
        one.server.shutdown()
        one.server.server_close()


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("<html>hello</html>", "text/html"),
        ('{"a":', JSON),
        ("[]", JSON),
        ("{}", JSON),
        (json.dumps({"version": {"number": "8.1.0"}}), JSON),
    ],
)
def test_what_is_no_opensearch_is_told(
    answering: Callable[..., Answering], body: str, kind: str
) -> None:
    place = f"opensearch://u:secret@{answering(200, body, kind).host}/news"
    with pytest.raises(ArchiveError, match="is no OpenSearch") as caught:
        index.reindex(GIVEN, place, workers=0)
    assert "secret" not in str(caught.value)
    with pytest.raises(ArchiveError, match=r"is no OpenSearch|is no archive of Khobao"):
        search.open(place)


def test_an_opensearch_that_is_too_old_is_told(answering: Callable[..., Answering]) -> None:
    body = json.dumps({"version": {"distribution": "opensearch", "number": "1.3.2"}})
    with pytest.raises(ArchiveError, match=r"is OpenSearch 1\.3\.2; archives need 2\.19"):
        index.reindex(GIVEN, f"opensearch://{answering(200, body).host}/news", workers=0)


def test_an_answer_without_a_word_is_told_by_its_status(
    answering: Callable[..., Answering],
) -> None:
    with pytest.raises(ArchiveError, match="status 302"):
        search.open(f"opensearch://{answering(302, '', 'text/html').host}/news")


def test_a_node_that_does_not_answer_is_told_with_the_reason() -> None:
    with pytest.raises(ArchiveError, match=r"no node answers \(.*refused\); see that the cluster"):
        search.open("opensearch://127.0.0.1:1/news")


def test_users_and_passwords_may_have_any_letters(answering: Callable[..., Answering]) -> None:
    server = answering(404, "{}")
    with pytest.raises(ArchiveError, match="there is no archive"):
        search.open(f"opensearch://m%E1%BA%AFt:b%C3%AD:1@{server.host}/news")
    scheme, _, login = server.headers["authorization"].partition(" ")
    assert (scheme, b64decode(login).decode()) == ("Basic", "mắt:bí:1")


@pytest.mark.parametrize("seconds", ["soon", "0", "-1", "nan", "inf"])
def test_a_timeout_is_a_number_of_seconds(seconds: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(TIMEOUT, seconds)
    with pytest.raises(ArchiveError, match=f"{TIMEOUT}: {seconds} is no number of seconds"):
        Cluster(parse_address("opensearch://127.0.0.1:1/news"))


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with a certificate for 127.0.0.1, signed by itself, and its key."""
    if shutil.which("openssl") is None:
        pytest.skip("there is no openssl to make a certificate with")
    folder = tmp_path_factory.mktemp("tls")
    key, made, both = folder / "key.pem", folder / "made.pem", folder / "both.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=kho"]
    command += ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(key), "-out", str(made)]
    subprocess.run(command, check=True, capture_output=True)
    both.write_text(made.read_text() + key.read_text())
    return both


def test_a_node_is_asked_over_tls_where_its_certificate_is_trusted(
    answering: Callable[..., Answering], certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server = answering(404, "{}", tls=context)
    with pytest.raises(ArchiveError, match=f"self-signed certificate.*see that {CA}"):
        search.open(f"opensearch+https://{server.host}/news")
    monkeypatch.setenv(CA, str(certificate))
    with pytest.raises(ArchiveError, match="there is no archive"):
        search.open(f"opensearch+https://{server.host}/news")
    with pytest.raises(ArchiveError, match=r"(?i)hostname"):
        search.open(f"opensearch+https://localhost:{server.server.server_port}/news")


@pytest.mark.parametrize("content", [None, "no certificate"])
def test_a_file_without_certificates_is_told(
    content: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "ca.pem"
    if content is not None:
        path.write_text(content)
    monkeypatch.setenv(CA, str(path))
    with pytest.raises(ArchiveError, match=f"{CA}: no certificates can be read from"):
        search.open("opensearch+https://127.0.0.1:1/news")


@pytest.mark.parametrize("command", ["repair", "optimize", "upgrade", "retry", "delete"])
def test_what_is_not_for_clusters_tells_no_password(command: str, tmp_path: Path) -> None:
    more = ["a", "--purge"] if command == "delete" else []
    told = Shell(tmp_path)(command, *more, "--archive", "opensearch://u:secret@127.0.0.1:1/news")
    assert told.exit_code == 2
    assert "is in a cluster" in told.stderr
    assert "secret" not in told.stderr


def test_a_folder_of_files_that_is_none_is_told(
    answering: Callable[..., Answering], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KHOBAO_OPENSEARCH_FILES", str(tmp_path / "nowhere"))
    with pytest.raises(ArchiveError, match=r"KHOBAO_OPENSEARCH_FILES: .* is no folder"):
        search.open(f"opensearch://{answering(404, '{}').host}/news")
