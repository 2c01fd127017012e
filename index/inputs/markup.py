"""HTML in a field: its text, its lines and the captions in it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from index.inputs.markup_depth import is_too_deep
from index.inputs.markup_signs import BLOCKS, UNSEEN, decoded, has_blocks, is_markup
from index.vietnamese.spelling import is_plain

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

MARKUP, ENTITIES = "markup was taken out", "entities were decoded"
"""Notes on what was done."""

_MOST_ESCAPES = 3
_DEEPEST = 256  # elements in each other; the parser takes the square of it
_LONGEST_CAPTION = 1_500
_CDATA = re.compile(r"<!\[CDATA\[(.*?)(?:\]\]>|\Z)", re.S)
_UNSEEN_PARTS = re.compile(r"<(script|style|noscript|head|iframe)\b.*?(?:</\1\s*>|\Z)", re.I | re.S)
_COMMENTS = re.compile(r"<!--.*?(?:-->|\Z)", re.S)
_ANY_TAG = re.compile(r"</?([a-zA-Z][a-zA-Z0-9:-]*)[^<>]*(?:>|\Z)|<![^<>]*>")
_SURROGATE = re.compile("[\ud800-\udfff]")
_SPACES = re.compile(r"[ \t\n\r\f\u00a0]+")
_BREAKS = re.compile(r"[ \u00a0]*\n\s*")
_OF_CAPTION = re.compile(
    r"caption|chu-?_?thich|(?:photo|pic|picture|img|image)[_-]?(?:desc|note|title|text)", re.I
)
_IMAGE_LINES = frozenset(("image", "img"))
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)


class Text(NamedTuple):
    """What a field with markup says, the captions in it, and what was done."""

    text: str
    captions: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def text_of(text: str) -> Text:
    """The text of a field, which may have HTML in it.

    Elements that stand on lines of their own make lines; scripts, styles and comments are nothing;
    captions of pictures are taken out. What is not evidently markup stays as it is.
    """
    if "<" not in text and "&" not in text:
        return Text(text)
    if is_markup(text):
        return _read(text)
    plain = text
    for _ in range(_MOST_ESCAPES):  # texts are escaped again by each program on their way
        before, plain = plain, decoded(plain)
        if plain == before:
            break
        if "lt;" in before and is_markup(plain):
            return _read(plain)
    return Text(text) if plain == text else Text(plain, notes=(ENTITIES,))


def _read(markup: str) -> Text:
    markup = _CDATA.sub(r"\1", markup)
    deep = is_too_deep(markup, _DEEPEST)
    lines, captions = (_by_tags if deep else _by_elements)(markup)
    return Text(decoded(lines), tuple(map(decoded, captions)), (MARKUP,))


def _by_tags(markup: str) -> tuple[str, tuple[str, ...]]:
    """The text of markup that no parser should see; its captions are not told from it."""
    markup = _UNSEEN_PARTS.sub(" ", _COMMENTS.sub(" ", markup))
    markup = _SPACES.sub(" ", markup)
    return _tidy(decoded(_ANY_TAG.sub(lambda tag: _between(tag[1]), markup))), ()


def _between(name: str | None) -> str:
    return "\n" if name and name.lower() in BLOCKS else ""


def _by_elements(markup: str) -> tuple[str, tuple[str, ...]]:
    """The text of markup and its captions."""
    from selectolax.lexbor import LexborHTMLParser  # noqa: PLC0415  (few archives need it)

    parser = LexborHTMLParser(_fit(markup))
    root = parser.body
    if root is None:
        return "", ()
    walk = _Walk(collapse=has_blocks(markup))
    walk.through(root)
    return _tidy("".join(walk.parts)), tuple(walk.captions)


def _fit(markup: str) -> str:
    """Markup that can be encoded: U+FFFD for half characters."""
    return markup if is_plain(markup) else _SURROGATE.sub("\ufffd", markup)


def _tidy(text: str) -> str:
    return _BREAKS.sub("\n", text).strip(" \n\u00a0")


class _Walk:
    """A walk through elements that gathers their text and captions, without recursion."""

    def __init__(self, *, collapse: bool) -> None:
        self.parts: list[str] = []
        self.captions: list[str] = []
        self._collapse = collapse

    def through(self, root: LexborNode) -> None:
        """All that is in an element."""
        node = root.child
        while node is not None:
            inside = node.child if self._enter(node) else None
            if inside is not None:
                node = inside
                continue
            while node is not None and node.next is None:
                node = node.parent
                if node is None or node.mem_id == root.mem_id:
                    return
                self._leave(node)
            node = node.next if node is not None else None

    def _enter(self, node: LexborNode) -> bool:
        """Take what stands at a node; whether there is more in it."""
        name = node.tag or ""
        if name == "-text":
            text = node.text_content or ""
            if self._collapse and not _in_pre(node):
                text = _SPACES.sub(" ", text)
            self.parts.append(text.replace("\u00a0", " "))
            return False
        if name in UNSEEN or name[:1] in "-!" or _is_hidden(node):
            return False
        if name in BLOCKS:
            self.parts.append("\n")
        elif name in ("td", "th"):
            self.parts.append(" ")
        if _is_caption(node, name):
            caption = _Walk(collapse=True)
            caption.through(node)
            text = _tidy("".join(caption.parts)).replace("\n", " ")
            if len(text) <= _LONGEST_CAPTION:
                self.captions += [*caption.captions, *([text] if text else [])]
                return False
        return True

    def _leave(self, node: LexborNode) -> None:
        if node.tag in BLOCKS:
            self.parts.append("\n")


def _in_pre(node: LexborNode) -> bool:
    parent = node.parent
    return parent is not None and parent.tag == "pre"


def _is_hidden(node: LexborNode) -> bool:
    attributes = node.attributes
    return "hidden" in attributes or bool(_HIDDEN.search(attributes.get("style") or ""))


def _is_caption(node: LexborNode, name: str) -> bool:
    """Whether an element is the caption of a picture, or has nothing but pictures and theirs."""
    if name == "figcaption":
        return True
    if name == "figure":
        return node.css_first("img, picture, video, iframe") is not None and not node.css_first(
            "table, blockquote"
        )
    called = node.attributes.get("class")
    if not called:
        return False
    return any(one.lower() in _IMAGE_LINES or _OF_CAPTION.search(one) for one in called.split())
