"""Texts as editors keep them: blocks and pieces in objects and lists, instead of a text.

EditorJS, Draft.js, ProseMirror (TipTap), Slate, Lexical, Portable Text, Quill, and lists of blocks
of a content system's own. A node either has its text itself, or others in it; those of one line
stand in one node, side by side.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

_DEEPEST = 40
_OPENINGS = ("blocks", "root", "ops", "document", "doc", "nodes")
"""Under which a whole text lies in an object."""

_INSIDE = ("children", "content", "nodes", "leaves", "blocks", "items", "columns", "rows", "root")
_LEAF = ("text", "insert", "value", "html", "paragraph", "p")
_PICTURES = frozenset(
    {
        *("image", "img", "figure", "picture", "photo", "video", "gallery", "embed", "media"),
        *("imageblock", "captionedimage", "simpleimage", "slideshow"),
    }
)
_NO_TEXT = frozenset({"delimiter", "code", "hr", "divider", "horizontalrule", "ad", "ads"})
_INLINE = frozenset({"text", "span", "link", "a", "mention", "bold", "italic", "autolink"})
_CAPTIONS = ("caption", "description", "title", "alt")


class RichText(NamedTuple):
    """The lines of a text, and the captions of pictures in it."""

    text: str
    captions: tuple[str, ...]


def rich_text(value: Any) -> RichText | None:
    """The text in the blocks of an editor; None for what is no such text."""
    nodes = _nodes(value)
    if not nodes:
        return None
    if all("insert" in node for node in nodes):  # Quill: one text, in pieces
        pieces = (node["insert"] for node in nodes)
        whole = "".join(piece if isinstance(piece, str) else "\n" for piece in pieces)
        return RichText("\n".join(filter(str.strip, whole.split("\n"))), ())
    lines: list[str] = []
    captions: list[str] = []
    for node in nodes:
        _gather(node, lines, captions, 0)
    text = "\n".join(line for line in lines if line.strip())
    return RichText(text, tuple(captions)) if text else None


def is_rich(value: Any) -> bool:
    """Whether a value is a text in the blocks of an editor."""
    return rich_text(value) is not None


def _nodes(value: Any) -> list[Mapping[str, Any]]:
    """The blocks of a text; none if it is something else."""
    if isinstance(value, Mapping):
        if value.get("type") == "doc" and isinstance(value.get("content"), list):
            return _nodes(value["content"])
        for key in _OPENINGS:
            inner = value.get(key)
            if isinstance(inner, Mapping) and isinstance(inner.get("children"), list):
                return _nodes(inner["children"])
            if isinstance(inner, list):
                return _nodes(inner)
        return []
    if (
        not isinstance(value, list)
        or not value
        or not all(isinstance(one, Mapping) for one in value)
    ):
        return []
    shaped = sum(_is_node(one) for one in value)
    return value if 2 * shaped > len(value) else []


def _is_node(node: Mapping[str, Any]) -> bool:
    """Whether an object is shaped as editors shape a block."""
    if "insert" in node:
        return True
    typed = any(isinstance(node.get(key), str) for key in ("type", "_type", "kind", "object"))
    inner = any(isinstance(node.get(key), list | Mapping) for key in (*_INSIDE, "data"))
    return typed and (inner or any(isinstance(node.get(key), str) for key in (*_LEAF, "caption")))


def _gather(node: Any, lines: list[str], captions: list[str], depth: int) -> None:
    """Add the lines and captions of a block, and of those in it."""
    if depth > _DEEPEST:
        return
    if isinstance(node, str):
        lines.append(node)
    elif isinstance(node, list):
        for one in node:
            _gather(one, lines, captions, depth + 1)
    elif isinstance(node, Mapping):
        kind = _kind(node)
        if kind in _PICTURES:
            captions += _captions(node)
        elif kind not in _NO_TEXT:
            _gather_block(node, lines, captions, depth)


def _gather_block(
    node: Mapping[str, Any], lines: list[str], captions: list[str], depth: int
) -> None:
    """Add the lines of a block of text."""
    leaf, data = _leaf(node), node.get("data")
    inner = next((node[key] for key in _INSIDE if isinstance(node.get(key), list | Mapping)), None)
    if leaf is not None:
        lines.append(leaf)
    elif isinstance(data, Mapping) and data:
        own = {key: each for key, each in data.items() if key != "type"}
        _gather(own, lines, captions, depth + 1)
    elif inner is not None:
        within = list(inner.values()) if isinstance(inner, Mapping) else inner
        if _is_line(within):
            lines.append("".join(_inline(within, depth + 1)))
        else:
            _gather(within, lines, captions, depth + 1)


def _kind(node: Mapping[str, Any]) -> str:
    for key in ("type", "_type", "kind"):
        kind = node.get(key)
        if isinstance(kind, str) and kind not in ("block", "atomic"):
            return kind.lower().replace("-", "").replace("_", "")
    return ""


def _leaf(node: Mapping[str, Any]) -> str | None:
    return next((node[key] for key in _LEAF if isinstance(node.get(key), str)), None)


def _is_line(inner: Iterable[Any]) -> bool:
    """Whether nodes stand side by side in one line: one of them is a piece of text."""
    return any(
        isinstance(one, Mapping)
        and isinstance(one.get("text"), str)
        and _kind(one) in ("", *_INLINE)
        for one in inner
    )


def _inline(inner: Iterable[Any], depth: int) -> list[str]:
    """The pieces of text in a line."""
    pieces: list[str] = []
    for one in inner if depth <= _DEEPEST else ():
        if not isinstance(one, Mapping):
            continue
        leaf = _leaf(one)
        if leaf is not None:
            pieces.append(leaf)
        elif _kind(one) in ("hardbreak", "linebreak", "br"):
            pieces.append("\n")
        else:
            for key in _INSIDE:
                if isinstance(one.get(key), list):
                    pieces += _inline(one[key], depth + 1)
    return pieces


def _captions(node: Mapping[str, Any]) -> list[str]:
    """What is written under a picture."""
    for part in (node, node.get("data"), node.get("attrs"), node.get("attributes")):
        if not isinstance(part, Mapping):
            continue
        for key in _CAPTIONS:
            said = part.get(key)
            if isinstance(said, str) and said.strip():
                return [said.strip()]
            found = rich_text(said)
            if found is not None:
                return [found.text]
    for key in _INSIDE:
        lines: list[str] = []
        if isinstance(node.get(key), list):
            _gather(node[key], lines, [], 1)
            if text := " ".join(line for line in lines if line.strip()):
                return [text]
    return []
