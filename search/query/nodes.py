"""The nodes of Whoosh's syntax tree that stand for parts of our queries, as conditions.

Whoosh groups and orders the nodes; `condition_of` tells what a node asks for where it must hold.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from whoosh.qparser import plugins, syntax

from index.vietnamese.segmentation import Segmentation, Syllable
from search.query.conditions import (
    AllOf,
    AnyOf,
    Condition,
    Fuzzy,
    Not,
    Pattern,
    Quoted,
    Words,
)


class StretchNode(syntax.TextNode):  # type: ignore[misc]
    """Plain words in a row, joined again after Whoosh has cut them at white space."""

    @cached_property
    def analysis(self) -> Segmentation:
        return Segmentation(self.text)

    @property
    def syllables(self) -> list[Syllable]:
        return self.analysis.syllables

    @property
    def condition(self) -> Words:
        return Words(self.text, self.fieldname)


class QuoteNode(syntax.TextNode):  # type: ignore[misc]
    """Words in quotation marks."""

    slop = 1
    looks_printed = False

    @property
    def condition(self) -> Quoted:
        return Quoted(self.text, self.fieldname, self.slop, self.startchar, self.endchar)


class PatternNode(syntax.TextNode):  # type: ignore[misc]
    """A word with `*` or `?` in it."""

    @property
    def condition(self) -> Pattern:
        return Pattern(self.text, self.fieldname, self.startchar, self.endchar)


class FuzzyNode(syntax.TextNode):  # type: ignore[misc]
    """A word that may be spelled a little otherwise."""

    edits = 1

    @property
    def condition(self) -> Fuzzy:
        return Fuzzy(self.text, self.fieldname, self.edits, self.startchar, self.endchar)


class ConditionNode(syntax.SyntaxNode):  # type: ignore[misc]
    """A condition that is known as soon as it is read, such as a date."""

    has_boost = False

    def __init__(self, condition: Condition) -> None:
        self.condition = condition


class ConditionGroup(syntax.GroupNode):  # type: ignore[misc]
    """A group that knows itself what it asks for."""

    merging = False

    @property
    def condition(self) -> Condition:
        """What the group asks for where it must hold."""
        raise NotImplementedError


class AllGroup(syntax.GroupNode):  # type: ignore[misc]
    """What stands side by side without an operator. Where it must hold, all of it must."""


_TELLING = (StretchNode, QuoteNode, PatternNode, FuzzyNode, ConditionNode, ConditionGroup)


def stretch_node(text: str, start: int, end: int, field: str | None = None) -> StretchNode:
    """The node of the words that stand at [start:end] of the query."""
    node = StretchNode(text)
    node.set_range(start, end)
    node.set_fieldname(field)
    return node


def is_sign(node: Any) -> bool:
    """Whether a node is the `+`, `-` or `!` before another one."""
    return isinstance(node, plugins.PlusMinusPlugin.Plus | plugins.PlusMinusPlugin.Minus)


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


def condition_of(node: Any) -> Condition:
    """What a node asks for where it must hold. Raises TypeError for a node that asks nothing."""
    if isinstance(node, AllGroup):
        return _all_group(node)
    if isinstance(node, syntax.AndGroup):
        return AllOf(tuple(map(condition_of, node)))
    if isinstance(node, syntax.OrGroup):
        return AnyOf(tuple(map(condition_of, node)))
    if isinstance(node, syntax.NotGroup):
        return Not(condition_of(node[0]))
    if isinstance(node, _TELLING):
        condition: Condition = node.condition
        return condition
    raise TypeError(f"{node!r} asks for nothing")


def _all_group(group: AllGroup) -> Condition:
    """All of a group's members, but none of those with a minus."""
    required: list[Condition] = []
    banned: list[Condition] = []
    for sign, node in signed(group):
        (banned if sign == "-" else required).append(condition_of(node))
    matched = AllOf(tuple(required))
    return AllOf((matched, *map(Not, banned))) if banned else matched
