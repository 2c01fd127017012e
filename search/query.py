"""What people type -> what must hold for an article, and the words that rank it.

Whoosh's parser and its plug-ins read the query; the plug-ins here keep prose from being taken for
code. Whatever is typed yields an answer: what cannot be parsed is taken as words, with a note.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from whoosh import query as whoosh_query
from whoosh.qparser import QueryParser, plugins, syntax
from whoosh.qparser.taggers import RegexTagger

from index.vietnamese.analysis import Analysis
from index.vietnamese.spelling import clean, fold
from search.ranking import Bag, Marks

_MOST_CHARACTERS = 10_000
_MOST_SYLLABLES = 256
# A quoted piece beside more than so many other syllables is a piece of a pasted text; fewer will
# do where the quotation marks look printed rather than typed.
_PROSE_SYLLABLES = 10
_PRINTED_PROSE_SYLLABLES = 3


class Note(NamedTuple):
    """What was repaired or widened: an English sentence, and where in the query."""

    message: str
    start: int
    end: int


UNCLOSED_QUOTE = "a quotation mark without its twin was left out"
UNBALANCED_PARENTHESIS = "a parenthesis without its twin was left out"
TOO_LONG = "the query was too long; only its beginning was searched for"
NOT_UNDERSTOOD = "the query could not be parsed and was taken as words"
QUOTED_PROSE = "the quoted piece of a long text was not required, only preferred"
NOTHING_TO_FIND = "there is no word to search for; every article is shown"
CUT_EXPANSION = "too many words begin or look like this; only some were searched for"


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
    """One word with `*` (any letters) and `?` (one letter) in it."""

    def __init__(self, text: str, field: str | None) -> None:
        super().__init__()
        self.text, self.field = text, field


@dataclass
class ParsedQuery:
    """A query as it was understood.

    `bag` ranks; `required` must hold and `banned` must not, each None where nothing was said.
    Without `required` an article matches by its score.
    """

    text: str
    bag: Bag
    required: whoosh_query.Query | None = None
    banned: whoosh_query.Query | None = None
    notes: list[Note] = field(default_factory=list)
    conditions: list[Words | Quoted | Pattern] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was asked for, so that every article answers."""
        return not self.bag and self.required is None and self.banned is None


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
_QUOTES = '"＂“”„‟«»'


class _StretchNode(syntax.TextNode):  # type: ignore[misc]
    """Plain words in a row, joined again after Whoosh has cut them at white space."""

    qclass = Words

    def query(self, parser: Any) -> Words:
        return Words(self.text, self.fieldname)


class _QuoteNode(syntax.TextNode):  # type: ignore[misc]
    slop = 1
    looks_printed = False

    def query(self, parser: Any) -> Quoted:
        return Quoted(self.text, self.fieldname, self.slop)


class _PatternNode(syntax.TextNode):  # type: ignore[misc]
    def query(self, parser: Any) -> Pattern:
        return Pattern(self.text, self.fieldname)


class _AllGroup(syntax.GroupNode):  # type: ignore[misc]
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
    def create(self, parser: Any, match: re.Match[str]) -> _QuoteNode:
        node = _QuoteNode(match.group("text"))
        node.slop = int(match.group("slop") or 1)
        # “Printed” marks, and marks with spaces inside, come from a text rather than a keyboard.
        padded = node.text.startswith(" ") and node.text.endswith(" ")
        node.looks_printed = padded or match.group()[0] in "“”„‟«»"
        return node


class _QuotePlugin(plugins.Plugin):  # type: ignore[misc]
    def taggers(self, parser: Any) -> list[tuple[Any, int]]:
        expression = (
            f"[{_QUOTES}](?P<text>[^{_QUOTES}]*)[{_QUOTES}](?:~(?P<slop>[1-9]\\d?)(?!\\d))?"
        )
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
        place = rf"(?<![^\s(]){{}}(?={_LETTER}|[{_QUOTES}(])"
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


def _stretch(text: str, start: int, end: int, fieldname: str | None = None) -> _StretchNode:
    node = _StretchNode(text)
    node.startchar, node.endchar = start, end
    node.set_fieldname(fieldname)
    return node


def _sides(group: Any, parser: Any) -> tuple[list[Any], list[Any]]:
    """The queries of a group's members: what must hold, and what must not."""
    required: list[Any] = []
    banned: list[Any] = []
    for sign, node in _signed(group):
        (banned if sign == "-" else required).append(node.query(parser))
    return required, banned


def _signed(group: Any) -> Iterator[tuple[str, Any]]:
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


class _Parser(QueryParser):  # type: ignore[misc]
    """Whoosh's parser with the plug-ins above; `text` is the query that is being parsed."""

    def __init__(self, text: str) -> None:
        pattern = (
            rf"(?<![^\s(+:-])(?P<text>(?=[*?\w]*{_LETTER})(?:\w+[*?]|[*?]\w)[\w*?]*)(?<!\?)(?!\S)"
        )
        used = [
            plugins.WhitespacePlugin(),
            _QuotePlugin(),
            _NodePlugin(pattern, _PatternNode),
            _FieldPlugin(),
            plugins.GroupPlugin(),
            _SignPlugin(),
            _StretchPlugin(),
        ]
        if text.upper() != text:  # a headline in capitals holds no operators
            used.append(plugins.OperatorsPlugin(**_OPERATORS))
        super().__init__("text", None, plugins=used, group=_AllGroup)
        self.text = text


def parse(typed: str) -> ParsedQuery:
    """What `typed` asks for. Never raises."""
    cleaned = clean(typed[:_MOST_CHARACTERS])
    notes: list[Note] = []
    text = _repaired(cleaned.text, notes)
    try:
        parsed = _compose(text, notes)
    except Exception:
        bag = Bag(_bounded([_words_only(text)], notes))
        parsed = ParsedQuery(text, bag, notes=[Note(NOT_UNDERSTOOD, 0, len(text)), *notes])
    parsed.text = typed
    parsed.notes = [
        Note(note.message, *cleaned.span(note.start, note.end)) for note in parsed.notes
    ]
    if len(typed) > _MOST_CHARACTERS:
        parsed.notes.append(Note(TOO_LONG, _MOST_CHARACTERS, len(typed)))
    return parsed


def _repaired(text: str, notes: list[Note]) -> str:
    """`text` as the parser can take it, of the same length, with nothing left open."""
    text = re.sub("[\ud800-\udfff\x00-\x1f\x7f]", " ", text)
    quotes = [at for at, character in enumerate(text) if character in _QUOTES]
    if len(quotes) % 2:
        at = quotes[-1]
        text = text[:at] + " " + text[at + 1 :]
        notes.append(Note(UNCLOSED_QUOTE, at, at + 1))
    for at in _unbalanced(text):
        text = text[:at] + " " + text[at + 1 :]
        notes.append(Note(UNBALANCED_PARENTHESIS, at, at + 1))
    return text


def _unbalanced(text: str) -> list[int]:
    """Where parentheses stand that have no twin, outside quotation marks."""
    opened: list[int] = []
    alone: list[int] = []
    quoted = False
    for at, character in enumerate(text):
        if character in _QUOTES:
            quoted = not quoted
        elif character == "(" and not quoted:
            opened.append(at)
        elif character == ")" and not quoted:
            if opened:
                opened.pop()
            else:
                alone.append(at)
    return alone + opened


def _words_only(text: str) -> str:
    return re.sub(f"[{_QUOTES}()+*?]", " ", text)


def _compose(text: str, notes: list[Note]) -> ParsedQuery:
    """Sort the parts of the query by what they do: rank, bind, ban."""
    parser = _Parser(text)
    nodes = parser.process(text)
    members = list(_signed(nodes)) if isinstance(nodes, _AllGroup) else [("", nodes)]
    members = list(_flattened(members))
    others = _count_prose(members)
    stretches: list[str] = []
    required: list[Any] = []
    banned: list[Any] = []
    for sign, node in members:
        if sign == "-":
            banned.append(node.query(parser))
            continue
        stretches.extend(_ranked(node))
        if sign == "+" or not _only_ranks(node):
            if not sign and _is_quoted_prose(node, others):
                notes.append(Note(QUOTED_PROSE, node.startchar, node.endchar))
            elif Analysis(text[node.startchar or 0 : node.endchar]).syllables or not hasattr(
                node, "text"
            ):
                required.append(node.query(parser))
    parsed = ParsedQuery(text, Bag(_bounded(stretches, notes)), notes=notes)
    parsed.required = whoosh_query.And(required) if required else None
    parsed.banned = whoosh_query.Or(banned) if banned else None
    parsed.conditions = [leaf for one in required for leaf in _leaves(one)]
    if parsed.is_empty and text.strip():
        notes.append(Note(NOTHING_TO_FIND, 0, len(text)))
    return parsed


def _flattened(members: list[tuple[str, Any]]) -> Iterator[tuple[str, Any]]:
    """Parentheses around plain words are prose: *Hội đồng nhân dân (HĐND)*."""
    for sign, node in members:
        if not sign and isinstance(node, _AllGroup):
            yield from _flattened(list(_signed(node)))
        else:
            yield sign, node


def _only_ranks(node: Any) -> bool:
    return isinstance(node, _StretchNode) and not node.fieldname


def _is_quoted_prose(node: Any, others: int) -> bool:
    """Whether a quotation belongs to a pasted text, which has `others` syllables besides."""
    if not isinstance(node, _QuoteNode) or node.fieldname:
        return False
    return others > (_PRINTED_PROSE_SYLLABLES if node.looks_printed else _PROSE_SYLLABLES)


def _count_prose(members: list[tuple[str, Any]]) -> int:
    texts = [node.text for sign, node in members if not sign and _only_ranks(node)]
    return sum(len(Analysis(text).syllables) for text in texts)


def _ranked(node: Any) -> Iterator[str]:
    """The stretches below a node that say what the article is about."""
    if isinstance(node, syntax.NotGroup):
        return
    if isinstance(node, syntax.GroupNode):
        for sign, member in _signed(node):
            if sign != "-":
                yield from _ranked(member)
    elif isinstance(node, _StretchNode | _QuoteNode) and node.fieldname in (
        None,
        "title",
        "caption",
    ):
        yield node.text


def _bounded(stretches: list[str], notes: list[Note]) -> Iterator[str]:
    """The stretches up to the most syllables that a query may rank by."""
    left = _MOST_SYLLABLES
    for stretch in stretches:
        syllables = Analysis(stretch).syllables
        if len(syllables) > left:
            yield stretch[: syllables[left].start]
            notes.append(Note(TOO_LONG, 0, sum(map(len, stretches))))
            return
        left -= len(syllables)
        yield stretch


def _leaves(query: Any) -> Iterator[Words | Quoted | Pattern]:
    """The conditions of a query that an article can show, the banned ones left out."""
    if isinstance(query, Words | Quoted | Pattern):
        yield query
    elif isinstance(query, whoosh_query.AndNot):
        yield from _leaves(query.a)
    elif isinstance(query, whoosh_query.And | whoosh_query.Or):
        for one in query.subqueries:
            yield from _leaves(one)


__all__ = ["Marks", "Note", "ParsedQuery", "Pattern", "Quoted", "Words", "parse"]
