"""How deep elements stand in each other, told from the tags before a parser is given them.

Parsers take the square of the depth. What is counted is never too low: what begins anywhere counts,
also in attributes, comments and scripts, and what ends only where it surely is an end.
"""

from __future__ import annotations

import re
from collections import Counter

_MOST_COPIES = 1_000_000  # elements that a parser may make of formats that were left open
_MOST_DOUBTFUL = 2_000  # elements, where no end is sure
_ENDS_ITSELF = frozenset(
    (
        *("area", "base", "br", "col", "dd", "dt", "embed", "frame", "hr", "img", "input", "li"),
        *("link", "meta", "option", "p", "param", "source", "tbody", "td", "th", "tr", "track"),
        "wbr",
    )
)
_FORMATS = frozenset(
    (
        "a",
        "b",
        "big",
        "code",
        "em",
        "font",
        "i",
        "nobr",
        "s",
        "small",
        "strike",
        "strong",
        "tt",
        "u",
    )
)
# An end counts if what stands before it is text after a tag.
_BEGIN_OR_END = re.compile(r"<([a-zA-Z][^\s/>]{0,30})|(?<=>)[^<>]*</([a-zA-Z][^\s/>]{0,30})")
_BEGIN = re.compile("<[a-zA-Z]")
_RAW = re.compile(
    r"<(script|style|title|textarea|xmp|iframe|noembed|noframes|noscript|plaintext)\b.*?(?:</\1|\Z)"
    r"|<!--.*?(?:-->|\Z)",
    re.I | re.S,
)
_IN_QUOTES = re.compile(r"=\s*(?:\"[^\"<]*<|'[^'<]*<)")


def is_too_deep(markup: str, deepest: int) -> bool:
    """Whether elements may stand in each other more than `deepest` deep, or be copied too often.

    It takes time with the length of the markup alone.
    """
    markup = _RAW.sub(_without_ends, markup)
    if _IN_QUOTES.search(markup):
        return len(_BEGIN.findall(markup)) > _MOST_DOUBTFUL
    open_now: Counter[str] = Counter()
    depth = formats = begun = most_formats = 0
    for found in _BEGIN_OR_END.finditer(markup):
        name = (found[1] or found[2]).lower()
        if name in _ENDS_ITSELF:
            begun += found[1] is not None
        elif found[1]:
            open_now[name] += 1
            depth += 1
            begun += 1
            formats += name in _FORMATS
            most_formats = max(formats, most_formats)
            if depth > deepest or most_formats * begun > _MOST_COPIES:
                return True
        elif open_now[name]:
            open_now[name] -= 1
            depth -= 1
            formats -= name in _FORMATS
    return most_formats * begun > _MOST_COPIES


def _without_ends(part: re.Match[str]) -> str:
    inside, end = part[0], ""
    if part[1] and "</" in inside:
        inside, _, end = inside.rpartition("</")
        end = f"></{end}"
    return inside.replace("</", "< ") + end
