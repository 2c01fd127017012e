"""What a page says of itself in JSON-LD, as far as it can be read."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from index.inputs.html.stripping import without_comments
from index.inputs.html.tree import Element

ARTICLES = frozenset(
    {
        *("article", "newsarticle", "reportagenewsarticle", "analysisnewsarticle", "blogposting"),
        *("opinionnewsarticle", "reviewnewsarticle", "backgroundnewsarticle", "liveblogposting"),
        *("report", "socialmediaposting", "advertisercontentarticle", "satiricalarticle"),
    }
)
_MOST_NODES = 2_000
_DEEPEST = 12
_LONGEST = 1_000_000
_COMMENTS = re.compile(r"<!--|-->|//\s*<!\[CDATA\[|//\s*\]\]>|<!\[CDATA\[|\]\]>")
_LINE_COMMENT = re.compile(r"^\s*//[^\n]*$", re.M)
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")
_PAIR = re.compile(
    r'"(headline|datePublished|dateModified|articleSection|description)"\s*:\s*"((?:[^"\\]|\\.){0,20000})"'
)

Node = Mapping[str, Any]


def nodes_of(tree: Element) -> list[Node]:
    """Every object with a type in the JSON-LD of a page, the outer ones first."""
    nodes: list[Node] = []
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower():
            continue
        text = (script.text or "")[:_LONGEST]
        nodes += [node for node in _objects(_parsed(text)) if types_of(node)]
    return _resolved(nodes[:_MOST_NODES])


def _resolved(nodes: list[Node]) -> list[Node]:
    """The objects with those in place of whom others only name the `@id`, as in graphs."""
    named = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str)}

    def whole(value: Any) -> Any:
        if isinstance(value, list):
            return [whole(one) for one in value]
        if isinstance(value, Mapping) and "name" not in value and value.get("@id") in named:
            return named[value["@id"]]
        return value

    keys = ("author", "publisher", "creator")
    return [{**node, **{key: whole(node[key]) for key in keys if key in node}} for node in nodes]


def types_of(node: Node) -> set[str]:
    """The types of an object, in small letters, without the vocabulary's address."""
    given = node.get("@type", "")
    types = given if isinstance(given, list) else [given]
    return {str(one).rsplit("/", 1)[-1].lower() for one in types if one}


def articles_of(nodes: list[Node]) -> list[Node]:
    """The objects that say that they are articles."""
    return [node for node in nodes if types_of(node) & ARTICLES]


def text_at(node: Node, *keys: str) -> str:
    """The first text that stands under one of some keys: itself, or the name of an object."""
    for key in keys:
        for one in each(node.get(key)):
            value = one
            if isinstance(one, Mapping):
                value = one.get("name") or one.get("@id") or one.get("url")
            if isinstance(value, str) and value.strip():
                return clean(value)
    return ""


def each(value: Any) -> Iterator[Any]:
    """The values in lists of lists of them, or the one."""
    if isinstance(value, list):
        for one in value:
            yield from each(one)
    elif value is not None:
        yield value


def clean(text: str) -> str:
    """A text in one line, without entities, which some systems write twice."""
    for _ in range(3):
        shorter = html.unescape(text)
        if shorter == text:
            break
        text = shorter
    return " ".join(text.split())


def _parsed(text: str) -> Any:
    """The value of a script, which may be careless JSON; of hopeless JSON what can be told."""
    for attempt in (str, _mended, html.unescape):
        try:
            return json.loads(attempt(text), strict=False)
        except (ValueError, RecursionError):
            continue
    pairs: dict[str, Any] = {}
    for key, value in _PAIR.findall(text):
        pairs.setdefault(key, _unquoted(value))
    if pairs:
        types = re.findall(r'"@type"\s*:\s*"(\w+)"', text)
        article = next((one for one in types if one.lower() in ARTICLES), "")
        return {"@type": article, **pairs} if article else None
    return None


def _mended(text: str) -> str:
    text = (
        _LINE_COMMENT.sub("", _COMMENTS.sub(" ", without_comments(text, "/*", "*/")))
        .strip()
        .rstrip(";")
    )
    return _TRAILING_COMMA.sub(r"\1", text)


def _unquoted(text: str) -> str:
    try:
        return str(json.loads(f'"{text}"', strict=False))
    except ValueError:
        return text


def _objects(value: Any, depth: int = 0) -> Iterator[Node]:
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        for one in value:
            yield from _objects(one, depth + 1)
    elif isinstance(value, Mapping):
        yield value
        for one in value.values():
            if isinstance(one, list | Mapping):
                yield from _objects(one, depth + 1)
