"""Fields in queries: a name, a colon and a value, as plug-ins of Whoosh's parser.

A colon counts only after a field's name. With a space after it (`tiêu đề: cầu`) it counts in short
queries, and not after a parenthesis: *... (Nguồn: TTXVN)* is prose.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

from whoosh.qparser import plugins, syntax
from whoosh.qparser.taggers import Tagger

from index.articles.address import host_of
from index.articles.facets import NAME_FACETS
from search.query.calendar_units import About, after, before
from search.query.conditions import AllOf, Condition, Dated, Identified, Present, Quoted, Sited
from search.query.fields import (
    DATE_FIELDS,
    DATES,
    ENDED_FIELDS,
    FACET_FIELDS,
    FIELDS,
    STORED_AS,
    VALUE_FIELDS,
    WORD_FIELDS,
    any_of_names,
    field_named,
)
from search.query.known_values import quoted_value_at, unknown_value, value_at, written_at
from search.query.nodes import ConditionNode
from search.query.operators import QUOTES
from search.query.periods import Period, find_period, parse_period, seconds_of
from search.query.tokens import END


def _named(names: Iterable[str], value: str) -> str:
    """A regular expression for a field's name and the value that follows it."""
    return rf"(?<![^\s(+!-])(?P<name>{any_of_names(names)}):(?P<space> ?){value}"


SPACED_FIELD = re.compile(_named(FIELDS, "").replace(" ?)", " )"))
"""A field's name, a colon and a space."""


def _counts(parser: Any, match: re.Match[str]) -> bool:
    """Whether a name with its colon asks for a field; where it may be prose, that is a guess."""
    if match["space"] and (not parser.is_short or match.string[: match.start()].endswith("(")):
        return False
    parser.guesses |= bool(match["space"]) or not parser.is_short
    return True


class FieldPlugin(plugins.FieldsPlugin):  # type: ignore[misc]
    """A field of words: it holds for the word, quotation or group that follows."""

    def __init__(self) -> None:
        super().__init__(remove_unknown=False)
        self.expr = re.compile(_named(WORD_FIELDS, r"(?=[^\s:/])"))

    def taggers(self, parser: Any) -> list[tuple[Any, int]]:
        return [(self, 0)]

    def create(self, parser: Any, match: re.Match[str]) -> syntax.FieldnameNode | None:
        if not _counts(parser, match):
            return None
        return syntax.FieldnameNode(field_named(match["name"]), match.group())


class PresencePlugin(plugins.TaggingPlugin):  # type: ignore[misc]
    """`field:*`: what has anything in a field."""

    def __init__(self, names: Iterable[str]) -> None:
        super().__init__(_named(names, rf"\*{END}"))

    def create(self, parser: Any, match: re.Match[str]) -> ConditionNode | None:
        if not _counts(parser, match):
            return None
        field = field_named(match["name"])
        return ConditionNode(Present(STORED_AS.get(field, field)))


class ValuePlugin(plugins.TaggingPlugin):  # type: ignore[misc]
    """A field whose value is one piece: an address, whole or in part, a host, or an id."""

    def __init__(self) -> None:
        value = rf"(?:[{QUOTES}](?P<quoted>[^{QUOTES}]+)[{QUOTES}]|(?P<bare>[^\s(){QUOTES}]+))"
        super().__init__(_named(VALUE_FIELDS, value))

    def create(self, parser: Any, match: re.Match[str]) -> ConditionNode | None:
        value = match["bare"] or match["quoted"].strip()
        condition = _valued(field_named(match["name"]), match, value)
        if condition is None or not _counts(parser, match):
            return None
        return ConditionNode(condition)


def _valued(field: str, match: re.Match[str], value: str) -> Condition | None:
    """What a field of values asks for; None if its value can be none."""
    if not any(map(str.isalnum, value)):
        return None
    if field == "id":
        return Identified(value)
    return _site(match, value) if field == "site" else Quoted(value, "url", 1, *match.span())


def _site(match: re.Match[str], value: str) -> Condition | None:
    """A host, and what of an address stands behind it; None for what is no host.

    After a space it is one only with a dot in it: *site: lamkhe.example*.
    """
    value = re.sub(r"^(?:\*\.|\.)|[.,;!?]+$", "", value)
    host = host_of(value)
    if not host or (match["space"] and "." not in host):
        return None
    rest = re.sub(r"^(?:https?://)?[^/?]*", "", value, flags=re.I)
    if not any(map(str.isalnum, rest)):
        return Sited(host)
    return AllOf((Sited(host), Quoted(host + rest, "url", 1, *match.span())))


class _KnownValueTagger(Tagger):  # type: ignore[misc]
    def __init__(self) -> None:
        self._name = re.compile(_named(FACET_FIELDS, r"(?=[^\s:/*(])"))

    def match(self, parser: Any, text: str, pos: int) -> ConditionNode | None:
        name = self._name.match(text, pos) if parser.values is not None else None
        if name is None:
            return None
        field, start = field_named(name["name"]), name.end()
        known = parser.values(field)
        value = value_at(known, field, text, start)
        if value is None and field in NAME_FACETS:
            value = quoted_value_at(known, field, text, start)
        if value is None:
            if parser.is_short and not name["space"]:  # else it may be prose
                note = unknown_value(known, field, text, start)
                parser.notes.extend([] if note is None else [note])
            return self._in_texts(parser, name) if field in NAME_FACETS else None
        if not _counts(parser, name):
            return None
        parser.notes.extend(value.notes)
        node = ConditionNode(value.condition)
        node.set_range(pos, value.end)
        return node

    def _in_texts(self, parser: Any, name: re.Match[str]) -> ConditionNode | None:
        """What a name that is not known asks for: the articles that have it in their texts."""
        written = written_at(name.string, name.end())
        if written is None or not any(map(str.isalnum, written[0])) or not _counts(parser, name):
            return None
        text, start, end = written
        node = ConditionNode(Quoted(text, None, 1, start, end))
        node.set_range(name.start(), end)
        return node


class KnownValuePlugin(plugins.Plugin):  # type: ignore[misc]
    """A value that the archive knows: as many of the words after the colon as belong to it."""

    def __init__(self) -> None:
        self._tagger = _KnownValueTagger()

    def taggers(self, parser: Any) -> list[tuple[Any, int]]:
        return [(self._tagger, 0)]


class _DateTagger(Tagger):  # type: ignore[misc]
    def __init__(self) -> None:
        self._name = re.compile(_named((*DATE_FIELDS, *ENDED_FIELDS), r"(?=\S)"))
        self._quoted = re.compile(rf"[{QUOTES}](?P<text>[^{QUOTES}]*)[{QUOTES}]")
        self._value = re.compile(rf"{self._quoted.pattern.replace('?P<text>', '')}|[^\s)]+")

    def match(self, parser: Any, text: str, pos: int) -> ConditionNode | None:
        name = self._name.match(text, pos)
        if name is None or not _counts(parser, name):
            return None
        start = name.end()
        found = self._period(parser, text, start)
        field = field_named(name["name"])
        period = found and _beside(found[0], field)
        if found is not None and period is not None:
            node = ConditionNode(Dated(*seconds_of(period), DATES[field]))
            node.set_range(pos, found[1])
            if isinstance(found[0], About):
                parser.about.append((pos, found[1], found[0]))
            return node
        if not name["space"]:
            value = self._value.match(text, start)
            parser.unreadable.append((pos, value.end() if value else start))
        return None

    def _period(self, parser: Any, text: str, start: int) -> tuple[Period, int] | None:
        """The period that is said at `start`, quoted or not, and where it ends."""
        quoted = self._quoted.match(text, start)
        if quoted is None:
            return find_period(text, start, parser.today)
        try:
            return parse_period(quoted["text"], parser.today), quoted.end()
        except ValueError:
            return None


def _beside(period: Period, field: str) -> Period | None:
    """What is before or after a period, if the field asks for that; None if that is nothing."""
    if field == "before":
        return before(period) if period.first > date.min else None
    if field == "after":
        return after(period) if period.last < date.max else None
    return period


class DatePlugin(plugins.Plugin):  # type: ignore[misc]
    """A date or a period: as many of the words after the colon as belong to it."""

    def __init__(self) -> None:
        self._tagger = _DateTagger()

    def taggers(self, parser: Any) -> list[tuple[Any, int]]:
        return [(self._tagger, 0)]
