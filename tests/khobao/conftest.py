"""A shell that runs commands and reads what they print, and articles to run them on."""

from __future__ import annotations

import contextlib
import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path
from typing import IO, Any

import pytest
from click.testing import CliRunner, Result

import index
from khobao.main import main

BRIDGE = {
    "id": "lk-1",
    "title": "Thông xe cầu treo Bản Lấu",
    "summary": "Người dân Bản Lấu không còn phải đi mảng qua suối Nậm Ho.",
    "body": "Sáng 12-5, xã Mường Khao thông xe cầu treo Bản Lấu dài 86 m.\n"
    "Ông Lường Văn Phặn, Trưởng bản, nói bà con đã góp 1.240 ngày công.",
    "captions": ["Học sinh Bản Lấu qua cầu trong ngày đầu thông xe"],
    "published": "2022-05-12T09:30:00+07:00",
    "category": "Xã hội",
    "source": "Báo Lam Khê",
    "authors": ["Hà Thục Uyên"],
    "url": "https://lamkhe.example/thong-xe-cau-treo",
    "tags": ["cầu treo"],
}
TEA = {
    "id": "lk-2",
    "title": "Chè Mường Khao được mùa",
    "body": "Hợp tác xã (HTX) chè Mường Khao thu 64 tấn búp tươi, giá tăng một phần ba.",
    "published": "2021-04-02",
    "category": "Kinh tế",
    "source": "Báo Lam Khê",
}
FERRY = {
    "id": "vt-7",
    "title": "Bến đò Cổ Trầm nghỉ vì lũ",
    "body": "Nước sông Ngà lên báo động hai, bến đò Cổ Trầm ngừng chở khách.",
    "published": "2020-10-18T06:00:00+07:00",
    "category": "Xã hội",
    "source": "Tin Vân Trạch",
}
ESCAPES = {
    "id": "x-1",
    "title": "Chữ [bold]đậm[/bold] và :smile: trong tít",
    "body": "Một thân bài \u001b[31mcó mã màu\u001b[0m, chuông \u0007 và chữ \u202eđảo chiều.",
}


class Shell:
    """Runs commands on one archive, which KHOBAO_ARCHIVE names, and reads what they print."""

    def __init__(self, archive: Path) -> None:
        self.archive = archive
        self.environment = {"KHOBAO_ARCHIVE": str(archive), "COLUMNS": "80"}

    def __call__(self, *arguments: str, stdin: bytes | None = None, **environment: str) -> Result:
        """The outcome of a command in this process."""
        runner = CliRunner(env={**self.environment, **environment})
        return runner.invoke(main, arguments, input=stdin)

    def json(self, *arguments: str, stdin: bytes | None = None) -> Any:
        """The one object that a command prints."""
        result = self(*arguments, stdin=stdin)
        assert result.exit_code == 0, result.output
        return json.loads(result.stdout_bytes.decode("utf-8"))

    def one_line(self, *arguments: str) -> str:
        """The only line on standard error of a command that fails with 2."""
        result = self(*arguments)
        assert result.exit_code == 2, result.output
        assert result.stdout == ""
        assert result.stderr.startswith("khobao: ")
        assert result.stderr.count("\n") == 1
        return result.stderr

    def start(self, *arguments: str | bytes, **options: Any) -> subprocess.Popen[Any]:
        """`python -m khobao` as a process of its own; `env` is added to the environment."""
        environment = {**os.environ, **self.environment, **options.pop("env", {})}
        command = [sys.executable, "-m", "khobao", *arguments]
        return subprocess.Popen(command, env=environment, **options)

    def run(
        self, *arguments: str | bytes, stdout: int | IO[str] = subprocess.PIPE, **environment: str
    ) -> tuple[int, str | None, str]:
        """The status of such a process, and what it prints into `stdout` and as errors."""
        with self.start(
            *arguments, stdout=stdout, stderr=subprocess.PIPE, text=True, env=environment
        ) as process:
            printed, errors = process.communicate(timeout=60)
        return process.returncode, printed, errors

    def on_terminal(self, *arguments: str, **environment: str) -> str:
        """What a command prints on a terminal, 80 columns wide unless COLUMNS is given."""
        ours, theirs = pty.openpty()
        streams = {"stdin": theirs, "stdout": theirs, "stderr": theirs}
        environment = {"TERM": "xterm-256color", **environment}
        process = self.start(*arguments, env=environment, **streams)
        os.close(theirs)
        printed = b""
        with contextlib.suppress(OSError):  # the terminal's other end is gone
            while chunk := os.read(ours, 65536):
                printed += chunk
        os.close(ours)
        assert process.wait(timeout=60) == 0, printed.decode()
        return printed.decode().replace("\r\n", "\n")

    def without_colours(self, *arguments: str, **environment: str) -> str:
        """The same without the terminal's codes."""
        return re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", self.on_terminal(*arguments, **environment))


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    """A shell without an archive."""
    return Shell(tmp_path / "archive")


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    """A shell with an archive of the articles below that no test changes."""
    folder = tmp_path_factory.mktemp("filled")
    path = folder / "input.jsonl"
    articles = (BRIDGE, TEA, FERRY, ESCAPES)
    path.write_text("".join(json.dumps(one) + "\n" for one in articles), encoding="utf-8")
    index.reindex([path], folder / "archive", workers=0)
    return Shell(folder / "archive")


@pytest.fixture
def bridge() -> dict[str, Any]:
    """An article with every field."""
    return dict(BRIDGE)


@pytest.fixture
def tea() -> dict[str, Any]:
    """An article of the same paper."""
    return dict(TEA)


@pytest.fixture
def ferry() -> dict[str, Any]:
    """An article of another paper."""
    return dict(FERRY)


@pytest.fixture
def escapes() -> dict[str, Any]:
    """An article with terminal codes and markup in its texts."""
    return dict(ESCAPES)
