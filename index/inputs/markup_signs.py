"""Whether a text is HTML, and which entities it has: only what is evident counts.

A text may say `a < b`, `<3`, `x <y> z` or R&D, and an article about HTML quotes tags. So a tag
counts if it is one of HTML's, written as such, and not spoken of; and a single letter in brackets
only with its end.
"""

from __future__ import annotations

import re
from html import unescape
from html.entities import html5
from typing import NamedTuple

BLOCKS = frozenset(
    (
        *("address", "article", "aside", "blockquote", "body", "br", "caption", "center", "dd"),
        *("details", "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer"),
        *("form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "legend", "li"),
        *("main", "menu", "nav", "ol", "option", "p", "pre", "section", "summary", "table"),
        *("tbody", "tfoot", "thead", "tr", "ul"),
    )
)
"""Elements that stand on lines of their own."""

UNSEEN = frozenset(
    (
        *("applet", "audio", "button", "canvas", "datalist", "embed", "frameset", "head"),
        *("iframe", "input", "math", "noframes", "noscript", "object", "script", "select"),
        *("style", "svg", "template", "textarea", "title", "video"),
    )
)
"""Elements whose text is none of an article."""

VOID = frozenset(
    (
        *("area", "base", "br", "col", "embed", "frame", "hr", "img", "input", "link", "meta"),
        *("param", "source", "track", "wbr"),
    )
)
"""Elements that have no end."""

_INLINE = frozenset(
    (
        *("a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "del", "dfn", "em"),
        *("font", "i", "ins", "kbd", "label", "mark", "nobr", "picture", "q", "s", "samp"),
        *("small", "span", "strike", "strong", "sub", "sup", "td", "th", "time", "tt", "u"),
        *("var", "amp-img"),
    )
)
_EVIDENT_ALONE = frozenset(("br", "hr", "img", "script", "style", "iframe", "strong", "span"))

_VALUE = r"""(?:"[^"<]*"|'[^'<]*'|[^\s"'<>=`]+)"""
_TAG = re.compile(
    r"<(?P<end>/?)(?P<name>[a-zA-Z][a-zA-Z0-9-]{0,10})"
    rf"(?P<attributes>(?:\s+[a-zA-Z_:@][\w:.@-]*\s*=\s*{_VALUE}"
    r"|\s+(?:hidden|async|defer|controls|allowfullscreen|nowrap|noshade|checked|disabled|loop))*)"
    r"\s*/?>"
)
_COMMENT = re.compile(r"<!--|<!\[CDATA\[|<!doctype html", re.I)
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")

# Spoken of: after such a word, before such a one, or between quotation marks.
_NAMING = re.compile(
    r"(?:thẻ|tag|cặp|lệnh|mã|phần tử|element|ký hiệu|kí hiệu|ký tự|kí tự|dùng|chèn|gõ|viết|code"
    r"|type|use)s?\s+[\"'“‘`(]?$",
    re.I,
)
_SAYING = re.compile(
    r"[\"'”’`)]?\s+(?:là|dùng|được|có nghĩa|nghĩa là|để|tạo|is|means|tags?)(?!\w)", re.I
)
_ALOUD = re.compile(r"[\s.,;:!?)\"'”’`]|$")
_JOINING = re.compile(r"\s*[\"'”’`]?\s*(?:và|hoặc|hay|and|or|,|/|…|\.\.\.)\s*[\"'“‘`]?\s*$", re.I)
_OPENING_QUOTES, _CLOSING_QUOTES = "\"'“‘`«", "\"'”’`»"
_ABOUT_HTML = re.compile(r"(?<!\w)X?HTML\d?(?!\w)")


class _Sign(NamedTuple):
    """A tag in a text, and whether it is spoken of."""

    found: re.Match[str]
    name: str
    spoken_of: bool


def is_markup(text: str) -> bool:
    """Whether a text is evidently HTML, or has HTML in it."""
    if "<" not in text:
        return False
    signs = _signs(text)
    if not signs:
        comment = _COMMENT.search(text)
        return comment is not None and text.find(">", comment.end()) > 0
    real = [sign for sign in signs if not sign.spoken_of]
    if not real:
        return False
    if _is_wrapped(text, signs):
        return True
    if 2 * len(real) <= len(signs) or _ABOUT_HTML.search(_TAG.sub(" ", text)):
        return False
    return any(map(_shows, real)) or _has_pairs(real)


def has_blocks(text: str) -> bool:
    """Whether a text has a tag of an element that stands on lines of its own."""
    return any(found["name"].lower() in BLOCKS for found in _TAG.finditer(text))


def _signs(text: str) -> list[_Sign]:
    """The tags of HTML in a text."""
    signs: list[_Sign] = []
    for found in _TAG.finditer(text):
        name = found["name"].lower()
        if name in BLOCKS or name in _INLINE or name in UNSEEN or name in VOID:
            spoken_of = is_spoken_of(text, found.start(), found.end()) or bool(
                signs
                and signs[-1].spoken_of
                and _JOINING.match(text[signs[-1].found.end() : found.start()][:20])
            )
            signs.append(_Sign(found, name, spoken_of))
    return signs


def is_spoken_of(text: str, start: int, end: int) -> bool:
    """Whether the piece of a text from `start` to `end` is a word of it, and not markup."""
    if text[start - 1 : start] in _OPENING_QUOTES and text[end : end + 1] in _CLOSING_QUOTES:
        return start > 0 and end < len(text)
    if _NAMING.search(text, max(0, start - 16), start) and _ALOUD.match(text, end):
        return True
    if start and not text[start - 1].isspace():
        return False
    return _SAYING.match(text, end) is not None


def _is_wrapped(text: str, signs: list[_Sign]) -> bool:
    """Whether a text begins with a tag and ends with one, or with the first one's end."""
    first, last = signs[0], signs[-1]
    if first.spoken_of or first.found["end"] or text[: first.found.start()].strip():
        return False
    if first is not last and not last.spoken_of and not text[last.found.end() :].strip():
        return True
    return any(sign.name == first.name and sign.found["end"] for sign in signs)


def _shows(sign: _Sign) -> bool:
    """Whether a tag is evident by itself."""
    if sign.found["end"]:
        return False
    attributes = sign.found["attributes"]
    return sign.name in _EVIDENT_ALONE or "=" in attributes


def _has_pairs(real: list[_Sign]) -> bool:
    """Whether there is an element with its end, or a line of its own twice, or first."""
    begun: set[str] = set()
    for sign in real:
        if sign.found["end"]:
            if sign.name in begun:
                return True
        elif sign.name in BLOCKS and (sign.name in begun or not sign.found.start()):
            return True
        else:
            begun.add(sign.name)
    return False


def decoded(text: str) -> str:
    """A text with its entities as characters, those that it does not speak of."""
    if "&" not in text:
        return text
    return _ENTITY.sub(lambda found: _character(found, text), text)


def _character(found: re.Match[str], text: str) -> str:
    entity = found[0]
    if is_spoken_of(text, found.start(), found.end()):
        return entity
    if entity[1] == "#":
        character = unescape(entity)
        return character if character >= " " or character.isspace() else entity
    name = entity[1:]
    if name in html5:
        return html5[name]
    if name.isupper() and name.lower() in html5:  # a title that was put in capitals
        return html5[name.lower()].upper()
    return entity
