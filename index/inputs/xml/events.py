"""XML read element by element, in little memory, whatever is wrong with it.

Entities that a document declares itself are refused: with them a few bytes can mean gigabytes, or a
file of this machine. Nothing outside of the document is ever opened. What HTML calls `&nbsp;` and
the like is understood. A document that is not well-formed is read as far as its errors allow.
"""

from __future__ import annotations

import html
import io
import re
from collections.abc import Collection, Iterator
from html.entities import name2codepoint
from typing import Any

from lxml import etree

from index.articles.article import Rejected
from index.inputs.content import Content, DamagedError

Element = Any
"""An element of lxml, whose classes have no types."""

_PREDEFINED = frozenset({"amp", "lt", "gt", "quot", "apos"})
_ENTITY = re.compile(rb"&([A-Za-z][A-Za-z0-9]{1,30});")
_BARE = re.compile(rb"&(?![A-Za-z][A-Za-z0-9]{1,30};|#\d{1,7};|#[xX][0-9a-fA-F]{1,6};)")
_CONTROLS = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_LONGEST_ENTITY = 40
_HEAD_OF_DTD = re.compile(rb"<!ENTITY\b")
_ROOT = re.compile(
    r"(?:\s*(?:<\?[^>]*\?>|<!--.*?-->|<!DOCTYPE[^>\[]*(?:\[[^\]]*\])?[^>]*>))*\s*"
    r"<(?:([\w.-]+):)?([\w.-]+)([^>]*)",
    re.S,
)
_TAIL = 1 << 20  # bytes at the end of a document in which its last element is looked for


def root_of(text: str) -> tuple[str, str]:
    """The name of the first element of a document, and its attributes as they are written."""
    found = _ROOT.match(text)
    return (found[2], found[3]) if found else ("", "")


def local(element: Element) -> str:
    """The name of an element without its namespace; empty for a comment and the like."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def elements(
    content: Content, names: Collection[str], also: Collection[str] = ()
) -> Iterator[Element | Rejected]:
    """The elements with some local names, each whole, in the order in which they end.

    One of `names` is gone once the next is asked for, and those of `also` with what they are in.
    What is wrong with the document is told behind them.

    Raises `DamagedError` where the bytes end in one.
    """
    head = content.peek()
    if _HEAD_OF_DTD.search(head):
        reason = "it declares entities of its own, which are not read: they may mean anything"
        yield Rejected(content.name, reason)
        return
    source = _Source(content.chunks)
    parser = etree.iterparse(
        source,
        events=("end",),
        recover=True,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=True,
        remove_comments=True,
        remove_pis=True,
    )
    last: Element | None = None
    try:
        for _, element in parser:
            name = local(element)
            if name in names:
                if last is not None:
                    yield last
                    _forget(last)
                last = element
            elif name in also and last is None:
                yield element
    except etree.XMLSyntaxError as error:
        yield Rejected(
            f"{content.name}, line {error.lineno or 1}", f"the XML is damaged: {error.msg}"
        )
    else:
        if last is not None and source.is_cut(local(last)):
            reason = "it is cut off: the file ends within it"
            yield Rejected(f"{content.name}, line {last.sourceline}, <{local(last)}>", reason)
        elif last is not None:
            yield last
        yield from _problems(content, parser, last is not None)
    if source.damage is not None:
        raise source.damage


def _problems(content: Content, parser: Any, found: bool) -> Iterator[Rejected]:
    """What was wrong with a document that was read to its end."""
    errors = [one for one in parser.error_log if one.level_name == "FATAL"]
    if errors:
        first = errors[0]
        lost = "what follows may be lost" if found else "nothing could be read"
        reason = f"the XML is not well-formed: {first.message.strip()}; {lost}"
        yield Rejected(f"{content.name}, line {first.line}", reason)


def text_in(element: Element, *names: str) -> str:
    """The text of the first child with one of some names (`prefix:name`, or `name` alone for one
    without a prefix or in any namespace)."""
    for name in names:
        for child in element:
            if called(child) == name or (
                ":" not in name and local(child) == name and not _prefix(child)
            ):
                text = full_text(child)
                if text.strip():
                    return text
    return ""


def called(element: Element) -> str:
    """The name of an element as usual: `dc:creator`, `wp:status`, `title`."""
    prefix = _prefix(element)
    return f"{prefix}:{local(element)}" if prefix else local(element)


_PREFIXES = {
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://purl.org/dc/terms/": "dcterms",
    "http://purl.org/rss/1.0/modules/content/": "content",
    "http://search.yahoo.com/mrss/": "media",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes",
    "http://www.google.com/schemas/sitemap-news/0.9": "news",
}


def _prefix(element: Element) -> str:
    namespace = element.tag[1:].partition("}")[0] if element.tag.startswith("{") else ""
    known = _PREFIXES.get(namespace)
    if known is None and "wordpress.org/export" in namespace:
        known = "excerpt" if namespace.rstrip("/").endswith("excerpt") else "wp"
    if known is not None:
        return known
    prefix = element.prefix or ""
    return "" if prefix in ("atom", "rss", "a10") else prefix


def full_text(element: Element) -> str:
    """All the text in an element; markup that stands in it unescaped is written out again."""
    if len(element) == 0:
        return element.text or ""
    parts = [html.escape(element.text or "", quote=False)]
    parts += [etree.tostring(child, encoding="unicode", with_tail=True) for child in element]
    return "".join(parts)


def _forget(element: Element) -> None:
    """Let go of an element and of all that came before it."""
    element.clear(keep_tail=False)
    one = element
    while one is not None:
        parent = one.getparent()
        if parent is not None:
            while one.getprevious() is not None:
                del parent[0]
        one = parent


class _Source(io.RawIOBase):
    """The bytes of a content as a file, with what parsers stumble over put right.

    `damage` is what the bytes ended in, if they did not end as they should.
    """

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self.damage: DamagedError | None = None
        self._chunks = chunks
        self._held = b""
        self._tail = b""
        self._ready = b""
        self._ended = False

    def is_cut(self, name: str) -> bool:
        """Whether the last element of a name has no end."""
        tag = name.encode()
        opened = max(self._tail.rfind(b"<" + tag), self._tail.rfind(b":" + tag + b" "))
        closed = max(self._tail.rfind(b"</" + tag), self._tail.rfind(b":" + tag + b">"))
        return closed < opened

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        while not self._ready and not self._ended:
            self._fill()
        size = len(self._ready) if size < 0 else size
        given, self._ready = self._ready[:size], self._ready[size:]
        return given

    def _fill(self) -> None:
        try:
            chunk = next(self._chunks, None)
        except DamagedError as damage:
            self.damage, chunk = damage, None
        data = self._held + (chunk or b"")
        self._held = b""
        if chunk is None:
            self._ended = True
        else:
            at = data.rfind(b"&", max(0, len(data) - _LONGEST_ENTITY))
            if at >= 0 and b";" not in data[at:]:
                data, self._held = data[:at], data[at:]
        self._tail = (self._tail + data)[-_TAIL:]
        self._ready = _CONTROLS.sub(b"", _BARE.sub(b"&amp;", _ENTITY.sub(_numeric, data)))


def _numeric(found: re.Match[bytes]) -> bytes:
    name = found[1].decode("ascii")
    if name in _PREDEFINED:
        return found[0]
    code = name2codepoint.get(name)
    return b"&#%d;" % code if code else b"&amp;" + found[0][1:]
