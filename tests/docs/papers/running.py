"""A desk on which the examples of a page are tried: a folder with an archive, and what runs there.

What a fenced block is, its language and role tell:

    python           Python; the blocks of a page share their names
    sh               a command on each line; what `curl` asks is asked of the application
    sh problem       commands that have to fail, those of `curl` with a status of 400 or more
    text output      what the block before printed, `...` for anything
    json answer      the shape of what the curl before answered: its keys and the kinds of values
    json article, json articles, text page
                     inputs, of which everything is read and nothing has to be repaired
    toml             settings of the front end
"""

from __future__ import annotations

import contextlib
import doctest
import io
import json
import shlex
import shutil
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import zstandard
from werkzeug.test import TestResponse

import index
import web
from papers.reading import Block
from papers.shapes import compare
from papers.shell import inside, install_command, run_line
from web.configuration import load

_TODAY = {
    "id": "lk-2024-1102-cau-treo",
    "title": "Thông xe cầu treo Bản Lấu",
    "body": "Sáng nay xã Mường Khao thông xe cầu treo Bản Lấu dài 86 m qua suối Nậm Ho.",
    "published": "2024-11-02T09:30:00+07:00",
    "source": "Tin Lam Khê",
}
_MORE = {
    "id": "lk-2024-1103-che",
    "title": "Chè Mường Khao được mùa",
    "body": "Hợp tác xã chè Mường Khao thu 64 tấn búp tươi, giá tăng một phần ba.",
    "published": "2024-11-03",
    "source": "Tin Lam Khê",
}


class Desk:
    """A folder with the sample (`archive`, and its inputs `articles`), and two small inputs.

    `today.jsonl` and `more.jsonl.zst` hold an article each. `khobao` is on the path.
    """

    def __init__(self, folder: Path, archive: Path) -> None:
        """Lay out a new folder; `archive` is the sample, which is copied."""
        self.folder = folder
        shutil.copytree(archive, folder / "archive")
        shutil.copytree(Path(str(files("index") / "sample")), folder / "articles")
        (folder / "today.jsonl").write_text(json.dumps(_TODAY) + "\n", encoding="utf-8")
        packed = zstandard.compress(json.dumps(_MORE).encode() + b"\n")
        (folder / "more.jsonl.zst").write_bytes(packed)
        install_command(folder)
        self._names: dict[str, Any] = {"__name__": "__main__"}
        self._output = ""
        self._answer: TestResponse | None = None

    def run(self, block: Block) -> None:
        """Try a block. Raises whatever is wrong with it."""
        RUNNERS[block.kind](self, block)

    def _python(self, block: Block) -> None:
        code = compile("\n" * (block.line - 1) + block.text, block.page, "exec")
        printed = io.StringIO()
        with inside(self.folder), contextlib.redirect_stdout(printed):
            exec(code, self._names)
        self._output = printed.getvalue()

    def _shell(self, block: Block, *, fails: bool = False) -> None:
        printed = []
        for line in block.text.splitlines():
            words = shlex.split(line, comments=True)
            if words[:1] == ["curl"]:
                printed.append(self._ask(words[1:]))
                failed = self._answer is None or self._answer.status_code >= 400
            elif words:
                status, output = run_line(self.folder, line)
                printed.append(output)
                failed = status != 0
            assert not words or failed == fails, f"{block.place}: {line}\n{printed[-1]}"
        self._output = "".join(printed)

    def _problem(self, block: Block) -> None:
        self._shell(block, fails=True)

    def _ask(self, arguments: list[str]) -> str:
        """Ask the application what a `curl` with an address, `-H` and `-d` asks; its text."""
        headers, addresses = [], []
        body = None
        words = iter(arguments)
        for word in words:
            if word == "-H":
                headers.append(tuple(next(words).split(": ", 1)))
            elif word == "-d":
                body = next(words)
            else:
                addresses.append(word)
        (address,) = addresses
        parts = urlsplit(address)
        archive = self.folder / "archive"
        client = web.create_app(archive, metrics_token="0123456789abcdef").test_client()
        base = f"{parts.scheme}://{parts.netloc}"
        path = f"{parts.path}?{parts.query}" if parts.query else parts.path
        method = "GET" if body is None else "POST"
        self._answer = client.open(path, method=method, base_url=base, headers=headers, data=body)
        return self._answer.text

    def _printed(self, block: Block) -> None:
        checker = doctest.OutputChecker()
        assert checker.check_output(block.text, self._output, doctest.ELLIPSIS), (
            f"{block.place} is not what was printed:\n{self._output}"
        )

    def _shape(self, block: Block) -> None:
        assert self._answer is not None
        compare(json.loads(block.text), self._answer.get_json(), block.place)

    def _input(self, block: Block) -> None:
        suffixes = {"json article": "json", "json articles": "jsonl", "text page": "txt"}
        path = self.folder / f"input.{suffixes[block.kind]}"
        path.write_text(block.text, encoding="utf-8")
        report = index.reindex([path], self.folder / "inputs", workers=0)
        assert not [*report.rejections, *report.notes], block.place

    def _settings(self, block: Block) -> None:
        path = self.folder / "khobao.toml"
        path.write_text(block.text, encoding="utf-8")
        load({"config": path}, {})


RUNNERS: dict[str, Callable[[Desk, Block], None]] = {
    "python": Desk._python,
    "sh": Desk._shell,
    "sh problem": Desk._problem,
    "text output": Desk._printed,
    "json answer": Desk._shape,
    "json article": Desk._input,
    "json articles": Desk._input,
    "text page": Desk._input,
    "toml": Desk._settings,
}
"""What tries the blocks of each kind."""
