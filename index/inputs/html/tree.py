"""A page as a tree that can be searched, whatever its text does to parsers."""

from __future__ import annotations

import re
import threading
from itertools import islice
from typing import Any

from lxml import html

from index.inputs.html.stripping import CODE, without_elements

DEEPEST = 200
"""Levels of nesting that a tree keeps: parsers drop the text below 256 without a word."""

MOST_ELEMENTS = 60_000
"""Elements of a page that is read; a live blog of a whole day has some thousands."""

LONGEST_PAGE = 8_000_000
"""Characters of a page that is read, scripts and styles aside."""

MOST_STEPS = 1_500_000
"""Elements that are gone through to read one page, each as often as it is: some seconds."""

_MOST_TAGS = 4 * MOST_ELEMENTS  # begins, ends, comments, and what looks like them
_TOO_MANY = f"it has more than {MOST_ELEMENTS:,} elements, too many for one page"
_CHARACTERS = 20  # of text that take as long as an element
_LONGEST_NAMES = 300  # characters of a class or an id that tell anything
_LONG = 2_000_000  # characters; of a longer page what is no text is left out before it is parsed
_TAG = re.compile(
    r"<(/?)(div|span|table|tbody|font|center|b|i|u|em|strong|a|ul|ol|dl|section|article|main|form"
    r"|blockquote|fieldset|small|big|label|object|details|header|footer|nav|aside|figure|address|pre|code"
    r"|s|strike|tt|sub|sup|ins|del|q|cite|[a-z]{1,20}-[a-z0-9-]{1,40})\b[^<>]*>",
    re.I,
)
# Parsers end these by themselves, so that they do not count for the depth.
_SELF_ENDING = re.compile(
    r"</?(?:td|tr|th|p|li|dd|dt|h[1-6]|option|tbody|thead|tfoot|caption|nobr|span)\b[^<>]*>", re.I
)
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
_LONG_TAG = re.compile(r"<(/?[a-z][a-z0-9]{0,20})\s[^<>]{20000,}>", re.I)
_DATA_ADDRESS = re.compile(r"(=\s*[\"'])data:[^\"']{200,}", re.I)
_XML_DECLARATION = re.compile(r"\A\s*<\?xml[^<>]*\?>")
_FRAMES = re.compile(r"</?(?:frameset|frame|noframes)\b[^>]*>|</?(?:html|head|body)\b[^>]*>", re.I)
_FRAMESET = re.compile(r"<frameset\b", re.I)

Element = Any
"""An element of lxml, whose classes have no types."""

BLOCKS = frozenset(
    {
        *("address", "article", "aside", "blockquote", "body", "center", "dd", "div", "dl", "dt"),
        *("fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6"),
        *("header", "hr", "li", "main", "nav", "ol", "p", "pre", "section", "table", "tbody"),
        *("td", "tfoot", "th", "thead", "tr", "ul", "html", "head", "title"),
    }
)


def parsed(text: str) -> tuple[Element, list[str]]:
    """The tree of a page, and notes on what was left out.

    Raises `TooLargeError`.
    """
    notes = []
    text = _XML_DECLARATION.sub("", text, count=1)
    if _FRAMESET.search(text):  # saved with what the frames show, or without it
        text = _FRAMES.sub(" ", without_elements(text, ("noframes",)))
    if len(text) > _LONG or text.count("<") > _MOST_TAGS:
        text = _DATA_ADDRESS.sub(r"\1", without_elements(text, CODE, "ld+json"))
        if len(text) > LONGEST_PAGE:
            raise TooLargeError(f"it has more than {LONGEST_PAGE:,} characters beside its scripts")
        if text.count("<") > _MOST_TAGS:
            raise TooLargeError(_TOO_MANY)
    text = _CONTROLS.sub(" ", _LONG_TAG.sub(r"<\1>", text))
    flat = flattened(text)
    if flat is not text:
        notes.append(f"tags nested more than {DEEPEST} levels deep were left out, their text kept")
    parser = html.HTMLParser(
        huge_tree=True, remove_comments=True, remove_pis=True, encoding="utf-8"
    )
    try:
        tree = html.document_fromstring(flat.encode("utf-8", "replace"), parser=parser)
    except (ValueError, html.etree.ParserError):
        tree = html.document_fromstring(b"<html></html>", parser=parser)  # there is nothing in it
    if sum(1 for _ in islice(tree.iter(), MOST_ELEMENTS + 1)) > MOST_ELEMENTS:
        raise TooLargeError(_TOO_MANY)
    return tree, notes


class TooLargeError(Exception):
    """Raised for a page that is too large to be read; the message says why."""


class _Steps(threading.local):
    """How many more elements may be gone through for the page that is being read."""

    left = MOST_STEPS


_steps = _Steps()


def begin_steps() -> None:
    """Begin to count anew, for another page."""
    _steps.left = MOST_STEPS


def spend(steps: int) -> None:
    """Count steps. Raises `TooLargeError` where a page takes too many, as with large parts that
    stand in one another hundreds of times; parsers and regular expressions aside, it is what
    bounds the time that a page takes, and it is the same on every machine."""
    _steps.left -= steps
    if _steps.left < 0:
        raise TooLargeError("its elements stand in one another in a way that takes too long")


def has_frames(text: str) -> bool:
    """Whether a page is, or was, a set of frames."""
    return _FRAMESET.search(text) is not None


def flattened(text: str) -> str:
    """The text without the tags that are nested deeper than `DEEPEST`, in one pass over it."""
    depth, parts, kept = 0, [], 0
    for tag in _TAG.finditer(text):
        if tag[1]:
            if depth >= DEEPEST:  # so that what is before it is too deep
                parts.append(_SELF_ENDING.sub(" ", text[kept : tag.start()]))
                kept = tag.end() if depth > DEEPEST else tag.start()
            depth = max(0, depth - 1)
            continue
        if depth >= DEEPEST:
            parts.append(_SELF_ENDING.sub(" ", text[kept : tag.start()]))
            kept = tag.end()
        depth += 1
        if depth == DEEPEST:
            parts.append(text[kept : tag.end()])
            kept = tag.end()
    if not kept:
        return text
    rest = text[kept:]
    parts.append(_SELF_ENDING.sub(" ", rest) if depth >= DEEPEST else rest)
    return " ".join(parts)


def text_of(element: Element) -> str:
    """The text of an element in one line; blocks in it are parted by spaces."""
    if not len(element):
        spend(1)
        return " ".join(element.text.split()) if element.text and _is_shown(element) else ""
    return " ".join("".join(_texts(element)).split())


def has_text(element: Element) -> bool:
    """Whether there is any text in an element."""
    for number, text in enumerate(element.itertext()):
        if not text.isspace():
            spend(number)
            return True
    spend(len(element))
    return False


def ancestors(element: Element) -> list[Element]:
    """What an element stands in, from the innermost on."""
    found = list(element.iterancestors())
    spend(len(found) // 4)
    return found


def lines_of(element: Element) -> list[str]:
    """The text of an element, a line for each block and line break."""
    joined = "".join(_texts(element, "\n"))
    lines = (" ".join(line.split()) for line in joined.split("\n"))
    return [line for line in lines if line]


def _texts(element: Element, parted: str = " ") -> list[str]:
    """The pieces of text in an element, with `parted` around blocks and for line breaks."""
    pieces: list[str] = []
    steps = 0
    for event, one in html.etree.iterwalk(element, events=("start", "end")):
        steps += 1
        tag = one.tag
        if not isinstance(tag, str) or tag in ("script", "style", "noscript", "template"):
            if event == "end" and one is not element and one.tail:
                pieces.append(one.tail)
            continue
        if event == "start":
            if tag in BLOCKS or tag == "br":
                pieces.append(parted)
            if one.text and not _is_hidden_code(one):
                pieces.append(_flat(one.text))
        else:
            if tag in BLOCKS:
                pieces.append(parted)
            if one is not element and one.tail and not _is_hidden_code(one.getparent()):
                pieces.append(_flat(one.tail))
    spend(steps // 2 + sum(map(len, pieces)) // _CHARACTERS)
    return pieces


def _flat(text: str) -> str:
    return text.replace("\n", " ") if "\n" in text else text


def _is_shown(element: Element) -> bool:
    return isinstance(element.tag, str) and not _is_hidden_code(element)


def _is_hidden_code(element: Element) -> bool:
    return element is not None and element.tag in ("script", "style", "noscript", "template")


def remove(element: Element) -> None:
    """Take an element out of its tree; the text that follows it stays."""
    parent = element.getparent()
    if parent is not None:
        element.drop_tree()


def names_of(element: Element) -> str:
    """The class and id of an element, in small letters."""
    called, key = element.get("class") or "", element.get("id") or ""
    return f"{called[:_LONGEST_NAMES]} {key[:_LONGEST_NAMES]}".lower()
