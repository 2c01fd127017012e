"""The text of a page of a wiki without its markup.

Templates, tables, references and files are left out, of links their text is kept (see
https://www.mediawiki.org/wiki/Help:Formatting).
"""

from __future__ import annotations

import re

_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.S)
_ELEMENTS = re.compile(
    r"<(ref|gallery|math|timeline|imagemap|score|templatestyles)\b[^>]*?(?:/>|>.*?</\1\s*>)",
    re.S | re.I,
)
_TAG = re.compile(r"</?[a-z][^<>]{0,300}>", re.I)
_EXTERNAL = re.compile(r"\[(?:https?:)?//[^\s\]]+(?:\s+([^\]]*))?\]")
_HEADING = re.compile(r"^(={1,6})\s*(.*?)\s*\1\s*$", re.M)
_EMPHASIS = re.compile(r"'{2,5}")
_LIST = re.compile(r"^[*#:;]+\s*", re.M)
_MAGIC = re.compile(r"__[A-Z]{3,30}__")
_FILE = re.compile(r"^(?:tập tin|hình|file|image)\s*:", re.I)
_CATEGORY = re.compile(r"^(?:thể loại|category)\s*:\s*([^|]*)", re.I)
_BRACKETS = re.compile(r"\[\[|\]\]")
_NESTED = re.compile(r"\{\{|\}\}|\{\||\|\}")


def plain_text(wikitext: str) -> tuple[str, list[str], list[str]]:
    """The text, the captions of its files, and its categories."""
    text = _ELEMENTS.sub("", _COMMENT.sub("", wikitext))
    text = _without_nested(text)
    captions: list[str] = []
    categories: list[str] = []
    text = _links(text, captions, categories)
    text = _EXTERNAL.sub(lambda found: found[1] or "", text)
    text = _HEADING.sub(lambda found: found[2], _MAGIC.sub("", text))
    text = _LIST.sub("", _EMPHASIS.sub("", _TAG.sub("", text)))
    lines = (" ".join(line.split()) for line in text.splitlines())
    return "\n".join(line for line in lines if line), captions, categories


def _without_nested(text: str) -> str:
    """The text outside of templates and tables, in one pass."""
    parts: list[str] = []
    depth = at = 0
    for mark in _NESTED.finditer(text):
        if mark[0] in ("{{", "{|"):
            if depth == 0:
                parts.append(text[at : mark.start()])
            depth += 1
        elif depth:
            depth -= 1
            at = mark.end()
    if depth == 0:
        parts.append(text[at:])
    return "".join(parts)


def _links(text: str, captions: list[str], categories: list[str]) -> str:
    """The text with the words of links instead of them, in one pass."""
    stack: list[list[str]] = [[]]
    at = 0
    for mark in _BRACKETS.finditer(text):
        stack[-1].append(text[at : mark.start()])
        at = mark.end()
        if mark[0] == "[[":
            stack.append([])
        elif len(stack) > 1:
            inner = "".join(stack.pop())
            stack[-1].append(_link(inner, captions, categories))
    stack[-1].append(text[at:])
    return "".join("".join(part) for part in stack)


def _link(inner: str, captions: list[str], categories: list[str]) -> str:
    category = _CATEGORY.match(inner)
    if category:
        categories.append(category[1].strip())
        return ""
    target, _, shown = inner.partition("|")
    if _FILE.match(target):
        caption = shown.rpartition("|")[2].strip()
        if " " in caption:
            captions.append(_EMPHASIS.sub("", _TAG.sub("", caption)))
        return ""
    return shown or target.lstrip(":")
