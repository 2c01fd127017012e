"""The syntax of queries, as plug-ins of Whoosh's parser that keep prose from being taken for code.

`signed` reads the members of a parsed group; a group's parts become Whoosh queries by `query`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, cached_property
from typing import Any

from whoosh import query as whoosh_query
from whoosh.qparser import QueryParser, plugins, syntax
from whoosh.qparser.taggers import RegexTagger

from index.vietnamese.analysis import Analysis, Syllable
from index.vietnamese.spelling import fold


class Words(whoosh_query.Query):  # type: ignore[misc]
    """Words that were typed in a row: where they must hold, every syllable must be there."""

    def __init__(self, text: str, field: str | None) -> None:
        super().__init__()
        self.text, self.field = text, field


class Quoted(whoosh_query.Query):  # type: ignore[misc]
    """Words in quotation marks: they stand in this order, each within `slop` of the one before."""

    def __init__(self, text: str, field: str | None, slop: int) -> None:
        super().__init__()
        self.text, self.field, self.slop = text, field, slop


class Pattern(whoosh_query.Query):  # type: ignore[misc]
    """One word with `*` (any letters) and `?` (one letter) in it; it stands at [start:end]."""

    def __init__(self, text: str, field: str | None, start: int, end: int) -> None:
        super().__init__()
        self.text, self.field, self.start, self.end = text, field, start, end


# Field names as people type them, without marks and in lower case.
_FIELD_NAMES = {
    "title": "title",
    "tieude": "title",
    "tieu de": "title",
    "caption": "caption",
    "chuthich": "caption",
    "chu thich": "caption",
    "category": "category",
    "chuyenmuc": "category",
    "chuyen muc": "category",
    "source": "source",
    "nguon": "source",
    "author": "author",
    "tacgia": "author",
    "tac gia": "author",
    "tag": "tag",
    "the": "tag",
    "url": "url",
}
_FIELD = r"(?<![^\s(+-])(?P<text>{}):(?=[^\s:/])"
_LETTER = r"[^\W\d_]"
_OPERATORS = {
    "And": r"(?<=\s)(?:AND|VÀ)(?=\s)",
    "Or": r"(?<=\s)(?:OR|HOẶC)(?=\s)",
    "Not": r"(?:^|(?<=[\s(]))(?:NOT|KHÔNG)(?=\s)",
    "AndNot": None,
    "AndMaybe": None,
    "Require": None,
}
QUOTES = '"＂“”„‟«»'
_PATTERN = rf"(?<![^\s(+:-])(?P<text>(?=[*?\w]*{_LETTER})(?:\w+[*?]|[*?]\w)[\w*?]*)(?<!\?)(?!\S)"
# Something of this stands wherever one of the plug-ins below finds more than words.
_MAY_BE_SYNTAX = re.compile(
    rf"[{QUOTES}()*]|\?(?=\w)|:(?=[^\s:/])|(?<!\S)[+-](?={_LETTER})"
    r"|(?<!\S)(?:AND|VÀ|OR|HOẶC|NOT|KHÔNG)(?!\S)"
)


def is_prose(text: str) -> bool:
    """Whether `text` is certainly nothing but words: the parser would make one stretch of it."""
    return _MAY_BE_SYNTAX.search(text) is None


class StretchNode(syntax.TextNode):  # type: ignore[misc]
    """Plain words in a row, joined again after Whoosh has cut them at white space."""

    @cached_property
    def syllables(self) -> list[Syllable]:
        return Analysis(self.text).syllables

    def query(self, parser: Any) -> Words:
        return Words(self.text, self.fieldname)


class QuoteNode(syntax.TextNode):  # type: ignore[misc]
    slop = 1
    looks_printed = False

    def query(self, parser: Any) -> Quoted:
        return Quoted(self.text, self.fieldname, self.slop)


class PatternNode(syntax.TextNode):  # type: ignore[misc]
    def query(self, parser: Any) -> Pattern:
        return Pattern(self.text, self.fieldname, self.startchar, self.endchar)


class AllGroup(syntax.GroupNode):  # type: ignore[misc]
    """What stands side by side without an operator. Where it must hold, all of it must."""

    def query(self, parser: Any) -> whoosh_query.Query:
        required, banned = _sides(self, parser)
        matched = whoosh_query.And(required) if required else whoosh_query.Every()
        return whoosh_query.AndNot(matched, whoosh_query.Or(banned)) if banned else matched


class _NodeTagger(RegexTagger):  # type: ignore[misc]
    def __init__(self, expression: str, node: type[syntax.TextNode]) -> None:
        super().__init__(expression)
        self._node = node

    def create(self, parser: Any, match: re.Match[str]) -> syntax.TextNode:
        return self._node(match.group("text"))


class _NodePlugin(plugins.Plugin):  # type: ignore[misc]
    def __init__(self, expression: str, node: type[syntax.TextNode], priority: int = 0) -> None:
        self._tagger = _NodeTagger(expression, node), priority

    def taggers(self, parser: Any) -> list[tuple[Any, int]]:
        return [self._tagger]


class _QuoteTagger(RegexTagger):  # type: ignore[misc]
    def create(self, parser: Any, match: re.Match[str]) -> QuoteNode:
        node = QuoteNode(match.group("text"))
        node.slop = int(match.group("slop") or 1)
        # “Printed” marks, and marks with spaces inside, come from a text rather than a keyboard.
        padded = node.text.startswith(" ") and node.text.endswith(" ")
        node.looks_printed = padded or match.group()[0] in "“”„‟«»"
        return node


class _QuotePlugin(plugins.Plugin):  # type: ignore[misc]
    def taggers(self, parser: Any) -> list[tuple[Any, int]]:
        expression = f"[{QUOTES}](?P<text>[^{QUOTES}]*)[{QUOTES}](?:~(?P<slop>[1-9]\\d?)(?!\\d))?"
        return [(_QuoteTagger(expression), 0)]


class _FieldTagger(RegexTagger):  # type: ignore[misc]
    def create(self, parser: Any, match: re.Match[str]) -> syntax.FieldnameNode:
        name = " ".join(fold(match.group("text")).lower().split())
        return syntax.FieldnameNode(_FIELD_NAMES[name], match.group())


class _FieldPlugin(plugins.FieldsPlugin):  # type: ignore[misc]
    def __init__(self) -> None:
        super().__init__(remove_unknown=False)
        names = sorted(_FIELD_NAMES, key=len, reverse=True)
        self._tagger = _FieldTagger(_FIELD.format("|".join(map(_any_marks, names))))

    def taggers(self, parser: Any) -> list[tuple[Any, int]]:
        return [(self._tagger, 0)]


def _any_marks(name: str) -> str:
    """A regular expression for `name` in any letter case, with or without marks."""
    variants = {
        "a": "aàáảãạăằắẳẵặâầấẩẫậ",
        "e": "eèéẻẽẹêềếểễệ",
        "i": "iìíỉĩị",
        "o": "oòóỏõọôồốổỗộơờớởỡợ",
        "u": "uùúủũụưừứửữự",
        "y": "yỳýỷỹỵ",
        "d": "dđ",
    }
    letters = (variants.get(letter, letter) for letter in name)
    return "".join(r"\s" if set_ == " " else f"[{set_}{set_.upper()}]" for set_ in letters)


class _SignPlugin(plugins.PlusMinusPlugin):  # type: ignore[misc]
    """`+` and `-` directly before a word or a quotation, after a space, never before a digit."""

    def __init__(self) -> None:
        place = rf"(?<![^\s(]){{}}(?={_LETTER}|[{QUOTES}(])"
        super().__init__(place.format(r"\+"), place.format("-"))

    def filters(self, parser: Any) -> list[tuple[Any, int]]:
        return []  # `_sides` reads the signs


class _StretchPlugin(plugins.Plugin):  # type: ignore[misc]
    """Joins the words that stand in a row; runs after fields, before white space is dropped."""

    def filters(self, parser: Any) -> list[tuple[Any, int]]:
        return [(self._join, 200)]

    def _join(self, parser: Any, group: Any) -> Any:
        joined = group.empty_copy()
        stretch: list[Any] = []

        def close() -> None:
            if stretch:
                start, end = stretch[0].startchar, stretch[-1].endchar
                joined.append(_stretch(parser.text[start:end], start, end))
                stretch.clear()

        for node in group:
            if _is_plain_word(node) and not (joined and not stretch and _is_sign(joined[-1])):
                stretch.append(node)
            elif not (node.is_ws() and stretch):
                close()
                joined.append(self._inner(parser, node))
        close()
        return joined

    def _inner(self, parser: Any, node: Any) -> Any:
        if isinstance(node, syntax.GroupNode):
            return self._join(parser, node)
        if isinstance(node, syntax.WordNode):
            return _stretch(node.text, node.startchar, node.endchar, node.fieldname)
        return node


def _is_plain_word(node: Any) -> bool:
    return isinstance(node, syntax.WordNode) and not node.fieldname


def _is_sign(node: Any) -> bool:
    return isinstance(node, plugins.PlusMinusPlugin.Plus | plugins.PlusMinusPlugin.Minus)


def _stretch(text: str, start: int, end: int, fieldname: str | None = None) -> StretchNode:
    node = StretchNode(text)
    node.startchar, node.endchar = start, end
    node.set_fieldname(fieldname)
    return node


def _sides(group: Any, parser: Any) -> tuple[list[Any], list[Any]]:
    """The queries of a group's members: what must hold, and what must not."""
    required: list[Any] = []
    banned: list[Any] = []
    for sign, node in signed(group):
        (banned if sign == "-" else required).append(node.query(parser))
    return required, banned


def signed(group: Any) -> Iterator[tuple[str, Any]]:
    """The members of a group, each with the sign before it: `+`, `-` or nothing."""
    sign = ""
    for node in group:
        if isinstance(node, plugins.PlusMinusPlugin.Plus):
            sign = "+"
        elif isinstance(node, plugins.PlusMinusPlugin.Minus):
            sign = "-"
        elif not node.is_ws() and not isinstance(node, syntax.FieldnameNode | syntax.Operator):
            yield sign, node
            sign = ""


@cache
def _plugins(*, operators: bool) -> list[Any]:
    """The plug-ins; they keep nothing of what they read."""
    used = [
        plugins.WhitespacePlugin(),
        _QuotePlugin(),
        _NodePlugin(_PATTERN, PatternNode),
        _FieldPlugin(),
        plugins.GroupPlugin(),
        _SignPlugin(),
        _StretchPlugin(),
    ]
    return [*used, plugins.OperatorsPlugin(**_OPERATORS)] if operators else used


class SyntaxParser(QueryParser):  # type: ignore[misc]
    """Whoosh's parser with the plug-ins above; `text` is the query that is being parsed."""

    def __init__(self, text: str) -> None:
        operators = text.upper() != text  # a headline in capitals holds none
        super().__init__("text", None, plugins=_plugins(operators=operators), group=AllGroup)
        self.text = text
