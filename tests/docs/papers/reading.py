"""The Markdown files of the project: their fenced blocks, links, headings and tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.token import Token

ROOT = Path(__file__).resolve().parents[3]
PAGES = [
    *(f"{name}.md" for name in ("README", "CHANGELOG", "CONTRIBUTING")),
    *sorted(
        str(path.relative_to(ROOT))
        for folder in ("docs", "examples")
        for path in (ROOT / folder).glob("*.md")
    ),
]
"""Every page, by its path in the project."""

_MARKDOWN = MarkdownIt("commonmark").enable("table")


class Block(NamedTuple):
    """A fenced block: its language, the word behind that (its role), and its first line's number.

    ```` ```json answer ```` has the language `json` and the role `answer`.
    """

    page: str
    line: int
    language: str
    role: str
    text: str

    @property
    def kind(self) -> str:
        """Language and role, as they stand behind the fence."""
        return f"{self.language} {self.role}".strip()

    @property
    def place(self) -> str:
        """Where it stands, for people."""
        return f"{self.page}:{self.line}"


class Link(NamedTuple):
    """Where a link or a picture leads, and the number of the line that it stands in."""

    line: int
    target: str


def text_of(page: str) -> str:
    """What stands on a page."""
    return (ROOT / page).read_text(encoding="utf-8")


@cache
def _tokens(page: str) -> Sequence[Token]:
    return _MARKDOWN.parse(text_of(page))


def blocks(page: str) -> list[Block]:
    """The fenced blocks of a page, from its top."""
    found = []
    for token in _tokens(page):
        if token.type == "fence":
            language, _, role = token.info.strip().partition(" ")
            found.append(Block(page, (token.map or [0])[0] + 2, language, role, token.content))
    return found


def links(page: str) -> Iterator[Link]:
    """The links and pictures of a page."""
    for token in _tokens(page):
        for child in token.children or ():
            target = child.attrGet("href") or child.attrGet("src")
            if target:
                yield Link((token.map or [0])[0] + 1, str(target))


def anchors(page: str) -> set[str]:
    """The fragments by which the headings of a page can be linked to, as GitHub makes them."""
    tokens = _tokens(page)
    titles = [after.content for token, after in pairwise(tokens) if token.type == "heading_open"]
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def tables(page: str) -> list[list[list[str]]]:
    """The tables of a page: rows of cells as they are written, the first of them the heading."""
    found: list[list[list[str]]] = []
    inside = False
    for token in _tokens(page):
        if token.type == "table_open":
            found.append([])
        elif token.type == "tr_open":
            found[-1].append([])
        elif token.type in ("th_open", "td_open"):
            inside = True
        elif token.type == "inline" and inside:
            found[-1][-1].append(token.content)
            inside = False
    return found


def table_headed(page: str, *heading: str) -> list[list[str]]:
    """The rows of all tables of a page with this heading. Raises LookupError if there is none."""
    rows = [row for table in tables(page) if table[0] == list(heading) for row in table[1:]]
    if not rows:
        raise LookupError(f"{page} has no table headed {', '.join(heading)}")
    return rows


def code_in(cell: str) -> list[str]:
    """The pieces of code in a cell."""
    (inline,) = _MARKDOWN.parseInline(cell)
    return [child.content for child in inline.children or () if child.type == "code_inline"]
