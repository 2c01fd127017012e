"""Where a long text has certainly nothing but words, so that Whoosh's parser may pass it over.

Whoosh asks every tagger at every character, which takes long for a pasted text.
"""

from __future__ import annotations

import re
from typing import Any

from whoosh.qparser import syntax

from search.query.operators import QUOTES

# What belongs to a sign stands so near to it: a field's name before it, a period after it. Around
# what encloses words, all of it ends with the next white space: a field before it has a colon.
_BEFORE = 40
_BEHIND = 100
_ENCLOSES = f"{QUOTES}()"
# Rows of words are passed over from this length on.
_SHORTEST = 30
_SPACE = re.compile(r"\s+")
_INSIDE = re.compile(r"(?<=\w)\w+")

Row = tuple[int, int]


def plain_rows(text: str, may_be_syntax: re.Pattern[str]) -> list[Row]:
    """Rows of words [start:end] that no syntax stands in or beside; white space is around each.

    `may_be_syntax` finds a sign of whatever is more than words; of quotation marks, each.
    """
    signs = [match.span() for match in may_be_syntax.finditer(text)]
    rows = []
    begun, is_quoted = 0, False
    for first, last in [*signs, (len(text), len(text))]:
        sign = text[first : first + 1]
        encloses = sign in _ENCLOSES  # as does the end of the text
        ended = first if encloses else first - _BEFORE
        if not is_quoted and ended - begun > _SHORTEST:
            space = _SPACE.search(text, begun, ended)
            start = space.end() if space else ended
            end = start + len(text[start : text.rfind(" ", start, ended) + 1].rstrip())
            if end - start >= _SHORTEST:
                rows.append((start, end))
        begun = last if encloses else last + _BEHIND
        is_quoted ^= bool(sign) and sign in QUOTES
    return rows


def tagged(parser: Any, text: str, rows: list[Row]) -> Any:
    """The group of nodes that a parser's taggers make of a text; each row is one word of it.

    This is `QueryParser.tag`, but rows are passed over, and so is the inside of every word: no
    tagger of ours finds anything there.
    """
    taggers, stack = parser.taggers(), []
    ends = dict(rows)
    begun = pos = 0

    def close(end: int) -> None:
        if begun < end:
            word = syntax.WordNode(text[begun:end])
            word.set_range(begun, end)
            stack.append(word)

    while pos < len(text):
        if pos in ends:
            close(pos)
            begun = pos
            pos = ends[pos]
            close(pos)
            begun = pos
            continue
        inside = _INSIDE.match(text, pos)
        if inside is not None:
            pos = inside.end()
            continue
        found = (tagger.match(parser, text, pos) for tagger in taggers)
        node = next((one for one in found if one is not None), None)
        if node is None:
            pos += 1
        else:
            close(pos)
            stack.append(node)
            begun = pos = node.endchar
    close(pos)
    return parser.group(stack)
