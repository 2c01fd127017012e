"""Markdown as plain text: what is evidently its markup goes, and pictures become captions."""

from __future__ import annotations

import re
from typing import NamedTuple

from index.inputs.texts.pages import LINE_ENDS

_PICTURE = re.compile(
    r"!\[([^\[\]]{0,500})\]\((?:[^()\s]|\([^()\s]*\))*(?:\s+[\"'][^\"'\n]{0,500}[\"'])?\)"
)
_LINK = re.compile(
    r"(?<!!)\[([^\[\]]{1,500})\]\((?:[^()\s]|\([^()\s]*\))+(?:\s+[\"'][^\"'\n]{0,500}[\"'])?\)"
)
_HEADING = re.compile(r"\s{0,3}(#{1,6})\s+(.*?)\s*#*\s*")
_STRONG = re.compile(r"(?<![*\w])(\*\*\*|\*\*|\*)(?=\S)([^*\n]{1,1000}?)(?<=\S)\1(?![*\w])")
_UNDERLINED = re.compile(r"(?<!\w)(__|_)(?=\S)([^_\n]{1,1000}?)(?<=\S)\1(?!\w)")
_QUOTE = re.compile(r"^\s{0,3}>\s?")
_RULE = re.compile(r"\s{0,3}(?:[-*_]\s?){3,}\s*")
_BEGINNING = re.compile(r"\s*# +[^\W_][^\n=:]{0,250}\r?\n\s*\n")


class Text(NamedTuple):
    """The text, the heading at its beginning, the captions of pictures, and notes."""

    text: str
    title: str
    captions: list[str]
    notes: list[str]


def is_markdown(text: str) -> bool:
    """Whether a text begins with a heading of Markdown, and no comment of a program."""
    return _BEGINNING.match(text) is not None


def as_text(markdown: str) -> Text:
    """The text of a Markdown document."""
    captions: list[str] = []
    title = ""
    lines: list[str] = []

    def take_caption(found: re.Match[str]) -> str:
        if found[1].strip():
            captions.append(found[1].strip())
        return ""

    for line in LINE_ENDS.split(markdown):
        changed = _LINK.sub(r"\1", _PICTURE.sub(take_caption, line))
        heading = _HEADING.fullmatch(changed)
        if heading:
            changed = heading[2]
        elif _RULE.fullmatch(changed):
            continue
        changed = _UNDERLINED.sub(r"\2", _STRONG.sub(r"\2", _QUOTE.sub("", changed, count=1)))
        if heading and not title and not any(map(str.strip, lines)) and heading[1] == "#":
            title = changed
        elif changed.strip() or not line.strip():
            lines.append(changed)
    text = re.sub(r"\n\s*\n+", "\n", "\n".join(lines)).strip("\n")
    notes = ["body: the marks of Markdown were taken out"] if text != markdown.strip() else []
    return Text(text, title, captions, notes if "[" in markdown or "*" in markdown else [])
